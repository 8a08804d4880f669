// What administrators do to accounts. They never see or choose a password: they hand out a code.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/base/password.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

namespace {

Result<void> free_name(AccountReader& r, const std::string& name) {
  if (name.empty()) return Error("account.name", "name", {{"limit", std::to_string(limits::kMaxIdChars)}});
  if (r.account_named(name)) return Error("account.name_taken", "name", {{"got", name}});
  return {};
}

const char* text_of(Administration a) {
  switch (a) {
    case Administration::kAdd:
      return "account add";
    case Administration::kDisable:
      return "account disable";
    case Administration::kEnable:
      return "account enable";
    case Administration::kResetPassword:
      return "account reset-password";
    case Administration::kResetSecond:
      return "account reset-second";
    case Administration::kUnlock:
      return "account unlock";
    case Administration::kEndSessions:
      return "account end-sessions";
  }
  return "?";
}

bool was_used(const std::vector<Account>& all) {
  return std::any_of(all.begin(), all.end(), [](const Account& a) { return !a.password.empty(); });
}

}  // namespace

Error Gate::refused(AccountWriter& w, Error e, const PersonId& by, const std::string& account,
                    const Origin& from, const std::string& about) {
  note(w, AuditKind::kRefused, false, by, account, from, about);
  return e;
}

Result<bool> Gate::is_empty() {
  return look([](AccountReader& r) { return Result<bool>(!was_used(r.accounts())); });
}

Result<std::string> Gate::first_code(const PersonId& person, const std::string& given) {
  const auto now = clock_.now();
  const auto name = normalised_name(given);
  GUATU_TRY(people, people_());
  const auto roles = roles_of(*people, person);
  if (!people->is_active(person) || std::find(roles.begin(), roles.end(), kSystemAdmin) == roles.end())
    return Error("account.first_person", "person", {{"who", person.value}});
  return change([&](AccountWriter& w) -> Result<std::string> {
    if (was_used(w.accounts())) return Error("account.not_first");
    // Asked for again before anybody came: the same account, a new code.
    auto a = w.account_of(person);
    if (!a) {
      GUATU_TRY_VOID(free_name(w, name));
      a.emplace();
      a->person = person;
      a->created_at = now;
      a->created_by = kSystem;
      a->name = name;
      w.put_account(*a);
      note(w, AuditKind::kAccountAdded, true, kSystem, a->name, {}, "first");
    }
    note(w, AuditKind::kCodeMade, true, kSystem, a->name, {}, "first");
    return {boost::system::in_place_value, put_code(w, *a, now + limits::kFirstCodeMinutes * kMinuteUs)};
  });
}

Result<std::string> Gate::add(const PersonId& by, const PersonId& person, const std::string& given,
                              const Origin& from) {
  const auto now = clock_.now();
  const auto name = normalised_name(given);
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  if (people->person(person) == nullptr)
    return Error("people.unknown_person", "person", {{"got", person.value.substr(0, 60)}});
  if (!people->is_active(person)) return Error("people.not_active", "person", {{"got", person.value}});
  return change([&](AccountWriter& w) -> Result<std::string> {
    if (auto may = may_administer(*people, by, person, Administration::kAdd); may.has_error())
      return refused(w, std::move(may).error(), by, "", from, "account add " + person.value);
    if (const auto has = w.account_of(person))
      return Error("account.person_has", "person", {{"who", person.value}, {"has", has->name}});
    GUATU_TRY_VOID(free_name(w, name));
    Account a;
    a.name = name;
    a.person = person;
    a.created_at = now;
    a.created_by = by;
    w.put_account(a);
    note(w, AuditKind::kAccountAdded, true, by, name, from, person.value);
    note(w, AuditKind::kCodeMade, true, by, name, from);
    return {boost::system::in_place_value, put_code(w, a, now + policy->code_hours * kHourUs)};
  });
}

Result<std::string> Gate::administer(const PersonId& by, const std::string& given, Administration what,
                                     const Origin& from) {
  const auto now = clock_.now();
  const auto name = normalised_name(given);
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<std::string> {
    auto a = w.account_named(name);
    const Error unknown("account.unknown", "name", {{"got", cut(given, 60)}});
    if (!is_administrator(*people, by))
      return refused(w, Error("account.not_administrator", "by", {{"who", by.value}}), by, "", from,
                     text_of(what));
    if (!a) return unknown;
    if (auto may = may_administer(*people, by, a->person, what); may.has_error()) {
      const bool is_known = may_administer(*people, by, a->person, Administration::kUnlock).has_value();
      return refused(w, is_known ? std::move(may).error() : unknown, by, name, from, text_of(what));
    }
    std::string out;
    auto kind = AuditKind::kSessionsEnded;
    switch (what) {
      case Administration::kAdd:
        broken_assumption("add() adds", __FILE__, __LINE__);
      case Administration::kDisable:
        if (by == a->person) return Error("account.own", "name");
        kind = AuditKind::kAccountDisabled;
        a->is_active = false;
        a->disabled_at = now;
        w.put_account(*a);
        w.end_sessions(a->id);
        w.end_tickets(a->id);
        break;
      case Administration::kEnable:
        kind = AuditKind::kAccountEnabled;
        a->is_active = true;
        a->disabled_at = {};
        w.put_account(*a);
        break;
      case Administration::kResetPassword:
        kind = AuditKind::kCodeMade;
        // The old one serves no more: whoever knew it is why this is done.
        a->password.clear();
        a->is_demo = false;
        w.put_account(*a);
        w.end_sessions(a->id);
        out = put_code(w, *a, now + policy->code_hours * kHourUs);
        break;
      case Administration::kResetSecond:
        kind = AuditKind::kSecondFactorRemoved;
        a->totp.clear();
        a->totp_pending.clear();
        w.put_account(*a);
        w.put_recovery_codes(a->id, {});
        w.end_sessions(a->id);
        w.end_tickets(a->id);
        break;
      case Administration::kUnlock:
        kind = AuditKind::kAccountUnlocked;
        out = std::to_string(w.drop_tries(":" + who(name)));
        break;
      case Administration::kEndSessions:
        out = std::to_string(w.end_sessions(a->id));
        break;
    }
    note(w, kind, true, by, name, from);
    return {boost::system::in_place_value, std::move(out)};
  });
}

Result<void> Gate::disable(const PersonId& by, const std::string& name, const Origin& from) {
  GUATU_TRY(done, administer(by, name, Administration::kDisable, from));
  static_cast<void>(done);
  return {};
}

Result<void> Gate::enable(const PersonId& by, const std::string& name, const Origin& from) {
  GUATU_TRY(done, administer(by, name, Administration::kEnable, from));
  static_cast<void>(done);
  return {};
}

Result<std::string> Gate::reset_password(const PersonId& by, const std::string& name, const Origin& from) {
  return administer(by, name, Administration::kResetPassword, from);
}

Result<void> Gate::reset_second(const PersonId& by, const std::string& name, const Origin& from) {
  GUATU_TRY(done, administer(by, name, Administration::kResetSecond, from));
  static_cast<void>(done);
  return {};
}

Result<void> Gate::unlock(const PersonId& by, const std::string& name, const Origin& from) {
  GUATU_TRY(done, administer(by, name, Administration::kUnlock, from));
  static_cast<void>(done);
  return {};
}

Result<int> Gate::end_sessions(const PersonId& by, const std::string& name, const Origin& from) {
  GUATU_TRY(done, administer(by, name, Administration::kEndSessions, from));
  return std::stoi(done);
}

Result<Caller> Gate::as_operator(const std::string& given) {
  return look([&](AccountReader& r) -> Result<Caller> {
    const auto a = r.account_named(normalised_name(given));
    if (!a) return Error("account.unknown", "name", {{"got", given.substr(0, 60)}});
    return Caller{kSystem, a->id, a->name, {}, {}, std::nullopt};
  });
}

Result<std::vector<Account>> Gate::accounts() {
  return look([](AccountReader& r) { return Result<std::vector<Account>>(r.accounts()); });
}

Result<std::vector<Account>> Gate::accounts(const PersonId& by, const Origin& from) {
  GUATU_TRY(people, people_());
  if (!is_administrator(*people, by)) {
    GUATU_TRY_VOID(record(AuditKind::kRefused, false, by, "accounts", from));
    return Error("account.not_administrator", "by", {{"who", by.value}});
  }
  GUATU_TRY(all, accounts());
  std::erase_if(all, [&](const Account& a) {
    return may_administer(*people, by, a.person, Administration::kUnlock).has_error();
  });
  return all;
}

Result<StoredPolicy> Gate::stored_policy() {
  return look([](AccountReader& r) -> Result<StoredPolicy> {
    auto stored = r.policy();
    if (!stored) return Error("account.no_policy");
    return std::move(*stored);
  });
}

Checked<void> Gate::set_policy(const PersonId& by, const std::string& file, const std::string& text,
                               const Origin& from) {
  auto people = people_();
  if (people.has_error()) return as_problems(std::move(people).error());
  if (auto may = may_set_policy(**people, by); may.has_error()) {
    if (auto r = record(AuditKind::kRefused, false, by, "policy", from); r.has_error())
      return as_problems(std::move(r).error());
    return as_problems(std::move(may).error());
  }
  auto read = read_policy(text, file);
  if (read.has_error()) return std::move(read).error();
  auto done = change([&](AccountWriter& w) -> Result<void> {
    w.put_policy({clock_.now(), by, file, text});
    note(w, AuditKind::kPolicySet, true, by, "", from, read->name);
    return {};
  });
  if (done.has_error()) return as_problems(std::move(done).error());
  return {};
}

Result<int> Gate::add_demo(const std::vector<PersonId>& persons, const std::string& password) {
  const auto now = clock_.now();
  // One hash for all: these passwords are no secret, and a demo should not take a minute to make.
  const auto hash = hash_password(password, options_.cost);
  return change([&](AccountWriter& w) -> Result<int> {
    int added = 0;
    for (const auto& person : persons) {
      const auto name = normalised_name(person.value);
      if (name.empty() || w.account_named(name) || w.account_of(person)) continue;
      Account a;
      a.name = name;
      a.person = person;
      a.password = hash;
      a.password_at = a.created_at = now;
      a.created_by = kSystem;
      a.is_demo = true;
      w.put_account(a);
      ++added;
    }
    note(w, AuditKind::kAccountAdded, true, kSystem, "", {}, "demo: " + std::to_string(added));
    return added;
  });
}

Result<bool> Gate::has_demo_passwords() {
  return look([](AccountReader& r) {
    const auto all = r.accounts();
    return Result<bool>(std::any_of(all.begin(), all.end(), [](const Account& a) { return a.is_demo; }));
  });
}

}  // namespace guatu::kernel
