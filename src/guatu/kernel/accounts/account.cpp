#include "guatu/kernel/accounts/account.h"

#include <algorithm>

#include "guatu/base/hash.h"
#include "guatu/base/limits.h"
#include "guatu/base/secret.h"

namespace guatu::kernel {

namespace {

constexpr std::string_view kTokenHead = "gtu_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenChars = 52;  ///< of 32 bytes in base32
constexpr std::size_t kSumChars = 6;

std::string sum_of(std::string_view head_and_text) {
  auto out = base32(bytes_of(Hasher(HashKind::kSha256).of(head_and_text))).substr(0, kSumChars);
  return from_groups(out);
}

bool names(const std::vector<std::string>& words, const std::string& word) {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

const char* text_of(Step s) {
  switch (s) {
    case Step::kIn:
      return "in";
    case Step::kSecondFactor:
      return "second_factor";
    case Step::kEnrol:
      return "enrol";
    case Step::kNewPassword:
      return "new_password";
  }
  return "?";
}

bool from_text(std::string_view text, Step& out) {
  for (const auto s : {Step::kIn, Step::kSecondFactor, Step::kEnrol, Step::kNewPassword})
    if (text == text_of(s)) {
      out = s;
      return true;
    }
  return false;
}

const char* key_of(Step s) {
  switch (s) {
    case Step::kIn:
      return "";
    case Step::kSecondFactor:
      return "account.second_factor";
    case Step::kEnrol:
      return "account.enrol_second_factor";
    case Step::kNewPassword:
      return "account.must_change_password";
  }
  return "";
}

Result<void> check_scope(const TokenScope& scope, const Act& act, const People& people) {
  if (act.is_write && !scope.may_write) return Error("account.scope", "access", {{"write", act.operation}});
  if (!names(scope.operations, act.operation))
    return Error("account.scope", "operation",
                 {{"operation", act.operation}, {"operations", join(scope.operations, ", ")}});
  // A token for some playbooks, or for a unit, reaches nothing that has neither.
  if (!names(scope.playbooks, act.playbook))
    return Error(
        "account.scope", "playbook",
        {{act.playbook.empty() ? "unbound" : "playbook", act.playbook.empty() ? act.operation : act.playbook},
         {"playbooks", join(scope.playbooks, ", ")}});
  if (scope.unit && (!act.unit || !people.is_below(people.successor(act.unit), people.successor(scope.unit))))
    return Error("account.scope", "unit",
                 {{act.unit ? "unit" : "unbound", act.unit ? act.unit.value : act.operation},
                  {"within", scope.unit.value}});
  return {};
}

std::string normalised_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kMaxIdChars) return {};
  std::string out;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool is_known =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!is_known) return {};
    out += c;
  }
  return out;
}

std::string new_api_token() {
  const auto text = std::string(kTokenHead) + random_text(kTokenBytes);
  return text + sum_of(text);
}

bool is_api_token(std::string_view text) {
  if (text.size() != kTokenHead.size() + kTokenChars + kSumChars || !text.starts_with(kTokenHead))
    return false;
  const auto body = text.substr(0, text.size() - kSumChars);
  return sum_of(body) == text.substr(body.size());
}

}  // namespace guatu::kernel
