#include "guatu/kernel/accounts/rules.h"

#include <algorithm>

namespace guatu::kernel {

namespace {

bool has_role(const People& people, const PersonId& person, std::string_view role) {
  const auto& grants = people.grants();
  return people.is_active(person) && std::any_of(grants.begin(), grants.end(), [&](const Grant& g) {
           return g.person == person && g.role == role;
         });
}

}  // namespace

std::vector<std::string> roles_of(const People& people, const PersonId& person) {
  std::vector<std::string> out;
  for (const auto& g : people.grants())
    if (g.person == person) out.push_back(g.role);
  return out;
}

Step next_step(const Account& account, const Policy& policy, const std::vector<std::string>& roles,
               bool has_second, Instant now) {
  if (!account.totp.empty() && !has_second) return Step::kSecondFactor;
  if (account.must_change || account.password.empty()) return Step::kNewPassword;
  if (policy.rotation_days > 0 && now >= account.password_at + policy.rotation_days * kDayUs)
    return Step::kNewPassword;
  if (account.totp.empty() && policy.asks_second(roles)) return Step::kEnrol;
  return Step::kIn;
}

Instant ends_at(const Session& session, const Policy& policy) {
  return std::min(session.used_at + policy.idle_minutes * kMinuteUs,
                  session.created_at + policy.absolute_minutes * kMinuteUs);
}

bool is_live(const Session& session, const Policy& policy, Instant now) {
  return now < ends_at(session, policy);
}

bool is_live(const ApiToken& token, Instant now) {
  return token.revoked_at.us == 0 && now < token.expires_at;
}

Result<void> may_administer(const People& people, const PersonId& by, const PersonId& of,
                            Administration what) {
  if (by == kSystem) return {};
  const auto* person = people.person(of);
  const auto holds = [&](std::string_view role) {
    return people.is_active(by) && person != nullptr &&
           people.has_grant(by, role, people.successor(person->unit));
  };
  const bool is_mild = what == Administration::kUnlock || what == Administration::kEndSessions;
  if (!holds(kSystemAdmin) && !(is_mild && holds(kSecurityAdmin)))
    return Error("account.not_administrator", "by", {{"who", by.value}});
  const bool is_secret = what == Administration::kResetPassword || what == Administration::kResetSecond ||
                         what == Administration::kAdd;
  const auto roles = roles_of(people, of);
  if (is_secret && by != of &&
      std::any_of(roles.begin(), roles.end(), [](const auto& r) { return is_separated_duty(r); }))
    return Error("account.separated", "by", {{"who", of.value}});
  return {};
}

bool is_administrator(const People& people, const PersonId& by) {
  return by == kSystem || has_role(people, by, kSystemAdmin) || has_role(people, by, kSecurityAdmin);
}

Result<void> may_audit(const People& people, const PersonId& by) {
  if (has_role(people, by, kAuditAdmin)) return {};
  return Error("account.not_auditor", "by", {{"who", by.value}});
}

Result<void> may_set_policy(const People& people, const PersonId& by) {
  if (by == kSystem || has_role(people, by, kSecurityAdmin)) return {};
  return Error("account.not_security", "by", {{"who", by.value}});
}

Result<void> may_set_rules(const People& people, const PersonId& by) {
  const auto top = people.top();
  if (by == kSystem || (top && people.is_active(by) && people.has_grant(by, kSystemAdmin, *top))) return {};
  return Error("rules.not_administrator", "by", {{"who", by.value}});
}

Result<void> check_demo_passwords(bool has_demo_passwords, const std::string& address, bool is_demo_open) {
  if (!has_demo_passwords || is_demo_open) return {};
  // Not by network_of(): `::` means every address, and lies in the network of `::1`.
  const auto colons = std::count(address.begin(), address.end(), ':');
  auto host = colons == 1 ? address.substr(0, address.find(':')) : address;
  if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
  const bool is_own =
      host == "localhost" || host == "::1" ||
      (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
  if (is_own) return {};
  return Error("account.demo_password", "--listen", {{"address", address}});
}

}  // namespace guatu::kernel
