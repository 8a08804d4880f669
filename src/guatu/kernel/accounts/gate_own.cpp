// One's own password and second factor. Whoever sits down at an open browser must not be able to take the
// account: each change asks for the password again.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

Result<Account> Gate::account_of(const Caller& caller) {
  if (!caller.session) return Error("account.by_session");
  return look([&](AccountReader& r) -> Result<Account> {
    auto a = r.account(caller.account);
    if (!a || !a->is_active) return Error("account.no_session");
    return std::move(*a);
  });
}

Result<Account> Gate::confirmed(const Caller& caller, std::string_view password, const Origin& origin) {
  const auto now = clock_.now();
  GUATU_TRY(a, account_of(caller));
  GUATU_TRY(policy, this->policy());
  // By the session, not by the place: whoever stole it must not hold up the owner's other browsers.
  const std::vector<Counted> keys{
      {"c:session:" + who(a.name) + ":" + std::to_string(caller.session.value), policy->source, true}};
  GUATU_TRY_VOID(change([&](AccountWriter& w) { return count(w, keys, now); }));
  bool is_right = false;
  {
    GUATU_TRY(mine, slot());
    is_right = password.size() <= limits::kMaxPasswordBytes && is_password(a.password, password);
  }
  return change([&](AccountWriter& w) -> Result<Account> {
    if (!is_right) {
      note(w, AuditKind::kLoginFailed, false, a.person, a.name, origin, "confirmation");
      return Error("account.wrong_password", "password");
    }
    release(w, keys);
    return a;
  });
}

Checked<Entry> Gate::change_password(const Caller& caller, std::string_view old, std::string_view password,
                                     const Origin& from) {
  const auto now = clock_.now();
  auto before = confirmed(caller, old, from);
  if (before.has_error()) return as_problems(std::move(before).error());
  auto policy = this->policy();
  if (policy.has_error()) return as_problems(std::move(policy).error());
  auto people = people_();
  if (people.has_error()) return as_problems(std::move(people).error());
  auto hash = hashed(*before, password, **policy, **people);
  if (hash.has_error()) return std::move(hash).error();
  auto done = change([&](AccountWriter& w) -> Result<Entry> {
    auto a = w.account(caller.account);
    if (!a || !a->is_active || a->password != before->password) return Error("account.no_session");
    put_password(w, *a, *hash, **policy, now);
    note(w, AuditKind::kPasswordChanged, true, a->person, a->name, from);
    return advance(w, *a, true, **policy, **people, from, now);
  });
  if (done.has_error()) return as_problems(std::move(done).error());
  return std::move(*done);
}

Result<Enrolment> Gate::enrol_own(const Caller& caller, std::string_view password, const Origin& from) {
  GUATU_TRY(before, confirmed(caller, password, from));
  return change([&](AccountWriter& w) -> Result<Enrolment> {
    auto a = w.account(before.id);
    if (!a || !a->is_active) return Error("account.no_session");
    return begin_enrolment(w, *a);
  });
}

Result<std::vector<std::string>> Gate::confirm_own(const Caller& caller, std::string_view code,
                                                   const Origin& from) {
  const auto now = clock_.now();
  GUATU_TRY(before, account_of(caller));
  return change([&](AccountWriter& w) -> Result<std::vector<std::string>> {
    auto a = w.account(before.id);
    if (!a || !a->is_active) return Error("account.no_session");
    return finish_enrolment(w, *a, code, from, now);
  });
}

Result<void> Gate::remove_second(const Caller& caller, std::string_view password, const Origin& from) {
  GUATU_TRY(before, confirmed(caller, password, from));
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  if (policy->asks_second(roles_of(*people, before.person))) return Error("account.second_factor_needed");
  return change([&](AccountWriter& w) -> Result<void> {
    auto a = w.account(before.id);
    if (!a || !a->is_active) return Error("account.no_session");
    a->totp.clear();
    a->totp_pending.clear();
    w.put_account(*a);
    w.put_recovery_codes(a->id, {});
    note(w, AuditKind::kSecondFactorRemoved, true, a->person, a->name, from);
    return {};
  });
}

Result<std::vector<std::string>> Gate::new_recovery_codes(const Caller& caller, std::string_view password,
                                                          const Origin& from) {
  GUATU_TRY(before, confirmed(caller, password, from));
  return change([&](AccountWriter& w) -> Result<std::vector<std::string>> {
    const auto a = w.account(before.id);
    if (!a || !a->is_active) return Error("account.no_session");
    if (a->totp.empty()) return Error("account.no_second_factor");
    note(w, AuditKind::kRecoveryMade, true, a->person, a->name, from);
    return put_recovery_codes(w, *a);
  });
}

}  // namespace guatu::kernel
