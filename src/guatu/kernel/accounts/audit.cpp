#include "guatu/kernel/accounts/audit.h"

#include <array>

#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/base/secret.h"

namespace guatu::kernel {

namespace {

constexpr std::array<const char*, kAuditKinds> kKindTexts{"login",
                                                          "login_failed",
                                                          "login_locked",
                                                          "logout",
                                                          "second_factor_failed",
                                                          "sessions_ended",
                                                          "password_changed",
                                                          "second_factor_set",
                                                          "second_factor_removed",
                                                          "recovery_used",
                                                          "recovery_made",
                                                          "account_added",
                                                          "account_disabled",
                                                          "account_enabled",
                                                          "account_unlocked",
                                                          "code_made",
                                                          "token_added",
                                                          "token_revoked",
                                                          "policy_set",
                                                          "refused",
                                                          "exported",
                                                          "personal_read",
                                                          "audit_read",
                                                          "audit_pruned",
                                                          "rules_published",
                                                          "rehearsed"};

/// Its length stands before it, so that no two rows give the same bytes.
void put(std::string& out, std::string_view text) {
  out.append(std::to_string(text.size())).append(":").append(text);
}

}  // namespace

const char* text_of(AuditKind k) {
  return kKindTexts.at(static_cast<std::size_t>(k));
}

bool from_text(std::string_view text, AuditKind& out) {
  for (std::size_t i = 0; i < kKindTexts.size(); ++i)
    if (text == kKindTexts[i]) {
      out = static_cast<AuditKind>(i);
      return true;
    }
  return false;
}

std::string audit_hash(const std::string& before, const AuditRow& row) {
  std::string bytes = before;
  put(bytes, std::to_string(row.id));
  put(bytes, std::to_string(row.at.us));
  put(bytes, text_of(row.kind));
  put(bytes, row.is_success ? "1" : "0");
  for (const auto* text : {&row.person.value, &row.account, &row.peer, &row.about}) put(bytes, *text);
  return std::string(bytes_of(Hasher(HashKind::kSha256).of(bytes)));
}

std::string audit_mac(const AuditHead& head, std::string_view key) {
  std::string bytes = "guatu audit head\n";
  put(bytes, std::to_string(head.first));
  put(bytes, head.before);
  put(bytes, std::to_string(head.last));
  put(bytes, head.hash);
  return hmac_sha256(key, bytes);
}

AuditHead empty_audit_head(std::string_view key) {
  AuditHead head;
  head.before = std::string(32, '\0');
  head.hash = head.before;
  head.mac = audit_mac(head, key);
  return head;
}

bool AuditCheck::add(const AuditRow& row, const std::string& hash) {
  if (wrong_ != 0) return false;
  expected_ = audit_hash(expected_, row);
  if (row.id != next_ || hash != expected_) wrong_ = next_;
  ++next_;
  return wrong_ == 0;
}

Result<void> AuditCheck::finish(std::string_view key) const {
  auto wrong = wrong_;
  if (wrong == 0 && (next_ != head_.last + 1 || expected_ != head_.hash)) wrong = next_;
  if (wrong == 0 && !is_same_secret(audit_mac(head_, key), head_.mac)) wrong = head_.last;
  if (wrong == 0) return {};
  return Error("account.audit_damaged", "", {{"row", std::to_string(wrong)}});
}

}  // namespace guatu::kernel
