// What happened that is no event of the ledger: who logged in, who was refused, who read or exported what.
// Rows under running hashes, so that a changed, inserted or removed one shows. No I/O. See
// docs/formats/accounts.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"

namespace guatu::kernel {

/// Words on disk: one that is dropped stays in the list.
enum class AuditKind {
  kLogin,
  kLoginFailed,
  kLoginLocked,
  kLogout,
  kSecondFactorFailed,
  kSessionsEnded,
  kPasswordChanged,
  kSecondFactorSet,
  kSecondFactorRemoved,
  kRecoveryUsed,
  kRecoveryMade,
  kAccountAdded,
  kAccountDisabled,
  kAccountEnabled,
  kAccountUnlocked,
  kCodeMade,
  kTokenAdded,
  kTokenRevoked,
  kPolicySet,
  kRefused,
  kExported,
  kPersonalRead,
  kAuditRead,
  kAuditPruned,
  kRulesPublished,
  kRehearsed
};
inline constexpr int kAuditKinds = 26;
const char* text_of(AuditKind k);  ///< `login` `login_failed` … `rehearsed`
bool from_text(std::string_view text, AuditKind& out);

struct AuditRow {
  std::int64_t id = 0;  ///< from 1, without gaps
  Instant at;           ///< never before the row before
  AuditKind kind = AuditKind::kLogin;
  bool is_success = true;
  PersonId person;      ///< who did it; none: not known
  std::string account;  ///< name of the account concerned; empty: none, or a name that nobody has
  std::string peer;     ///< address
  std::string about;    ///< number of a matter, route, title: at most limits::kMaxAuditBytes
  bool operator==(const AuditRow&) const = default;
};

/// hash_n = SHA-256(hash_{n-1} || row), each text with its length before it.
std::string audit_hash(const std::string& before, const AuditRow& row);

/// The end of the rows, signed under a key that does not lie in the database: what was cut off at the end
/// shows too.
struct AuditHead {
  std::int64_t first = 1;  ///< the first row that is kept
  std::string before;      ///< hash before it, 32 bytes
  std::int64_t last = 0;
  std::string hash;  ///< of the last
  std::string mac;   ///< HMAC-SHA-256 of the other four
};
AuditHead empty_audit_head(std::string_view key);
std::string audit_mac(const AuditHead& head, std::string_view key);

struct AuditQuery {
  Instant from;  ///< [from, to); 0: open
  Instant to;
  PersonId person;
  std::string account;
  std::optional<AuditKind> kind;
  std::size_t limit = 50;  ///< 1..limits::kMaxPageRows
  std::string cursor;      ///< of the page before
};
struct AuditPage {
  std::vector<AuditRow> items;  ///< newest first
  std::string next_cursor;
};

/// Goes over rows and their stored hashes in order.
class AuditCheck {
 public:
  explicit AuditCheck(AuditHead head) : head_(std::move(head)), expected_(head_.before), next_(head_.first) {}
  /// @return false at the first row that does not fit
  bool add(const AuditRow& row, const std::string& hash);
  /// @errors account.audit_damaged (arg `row`)
  Result<void> finish(std::string_view key) const;

 private:
  AuditHead head_;
  std::string expected_;
  std::int64_t next_;
  std::int64_t wrong_ = 0;
};

}  // namespace guatu::kernel
