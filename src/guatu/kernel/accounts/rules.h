// The decisions about one account: what comes next in logging in, whether a session still lives, who may do
// what to whom. Pure: time and policy are arguments.
#pragma once

#include <string>
#include <vector>

#include "guatu/kernel/accounts/account.h"
#include "guatu/kernel/accounts/policy.h"
#include "guatu/kernel/people/people.h"

namespace guatu::kernel {

/// Roles that a person was granted anywhere.
std::vector<std::string> roles_of(const People& people, const PersonId& person);

/// What comes next after the password was right. The second factor comes before a new password: else whoever
/// found an old password could set another.
/// @param has_second  the second factor was shown
Step next_step(const Account& account, const Policy& policy, const std::vector<std::string>& roles,
               bool has_second, Instant now);

/// True while neither limit is past. A moment before the session began counts as its beginning: a clock that
/// was set back ends nothing.
bool is_live(const Session& session, const Policy& policy, Instant now);
Instant ends_at(const Session& session, const Policy& policy);

bool is_live(const ApiToken& token, Instant now);

/// What an administrator does to an account.
enum class Administration { kAdd, kDisable, kEnable, kResetPassword, kResetSecond, kUnlock, kEndSessions };

/// The operator of the folder (`system`) may do all. Else `by` must hold system_admin over the unit of the
/// person whose account it is; security_admin suffices to unlock and to end sessions. Secrets of another
/// administrator are reset by the operator alone: else one who makes accounts could become the one who reads
/// the audit.
/// @errors account.not_administrator (arg `who`), account.separated (arg `who`)
Result<void> may_administer(const People& people, const PersonId& by, const PersonId& of,
                            Administration what);

/// Holds system_admin or security_admin somewhere, or is the operator: sees accounts at all.
bool is_administrator(const People& people, const PersonId& by);

/// Only audit_admin, not even the operator. @errors account.not_auditor (arg `who`)
Result<void> may_audit(const People& people, const PersonId& by);
/// security_admin or the operator. @errors account.not_security (arg `who`)
Result<void> may_set_policy(const People& people, const PersonId& by);

/// system_admin over the top unit, or the operator: playbooks and calendars bind the whole office.
/// @errors rules.not_administrator (arg `who`)
Result<void> may_set_rules(const People& people, const PersonId& by);

/// Passwords that everybody can read in the manual are for one's own machine.
/// @param address  the server listens on: `127.0.0.1`, `::1`, `localhost`, with or without port
/// @errors account.demo_password (arg `address`)
Result<void> check_demo_passwords(bool has_demo_passwords, const std::string& address, bool is_demo_open);

}  // namespace guatu::kernel
