// Logging in, step by step. Slow work is done outside of transactions; what was read before it is read again
// after it.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/base/secret.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

Result<Entry> Gate::login(std::string_view given, std::string_view password, const Origin& from) {
  const auto now = clock_.now();
  const auto normal = normalised_name(given);
  // What can be no name is counted and compared like one.
  const auto name = normal.empty() ? "?" + std::string(given.substr(0, limits::kMaxIdChars)) : normal;
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  GUATU_TRY(keys, reserve('p', name, from, *policy, now));
  GUATU_TRY(before,
            look([&](AccountReader& r) { return Result<std::optional<Account>>(r.account_named(name)); }));
  const bool may_enter =
      before && before->is_active && !before->password.empty() && people->is_active(before->person);
  bool is_right = false;
  std::string renewed;
  {
    GUATU_TRY(mine, slot());
    const auto typed = password.size() <= limits::kMaxPasswordBytes ? password : std::string_view();
    is_right = is_password(may_enter ? before->password : nobody_, typed) && may_enter;
    if (is_right && must_rehash(before->password, options_.cost))
      renewed = hash_password(typed, options_.cost);
  }
  const bool is_fit =
      is_right &&
      (before->is_demo ||
       check_password(*policy, password, options_.common_words, guesses_of(*before, *people)).has_value());
  return change([&](AccountWriter& w) -> Result<Entry> {
    auto a = w.account_named(name);
    // Changed or disabled while the password was being compared: as if it had been wrong.
    if (!is_right || !a || !a->is_active || a->password != before->password) {
      note(w, AuditKind::kLoginFailed, false, a ? a->person : PersonId{}, a ? name : "", from);
      return Error("account.wrong_login");
    }
    release(w, keys);
    if (!renewed.empty() || (!is_fit && !a->must_change)) {
      if (!renewed.empty()) a->password = renewed;
      // A policy that became stricter, or a word that became known: asked for a new one now.
      a->must_change = a->must_change || !is_fit;
      w.put_account(*a);
    }
    return advance(w, *a, false, *policy, *people, from, now);
  });
}

Result<Entry> Gate::enter_as(std::string_view claimed, bool has_second, const std::string& issuer,
                             const Origin& from) {
  const auto now = clock_.now();
  const auto name = normalised_name(claimed);
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<Entry> {
    const auto a = name.empty() ? std::nullopt : w.account_named(name);
    if (!a || !a->is_active || !people->is_active(a->person)) {
      note(w, AuditKind::kLoginFailed, false, a ? a->person : PersonId{}, a ? name : "", from, issuer);
      return Error("account.not_admitted");
    }
    // Its password is not what was shown, so nothing is asked of it.
    auto shown = *a;
    shown.must_change = false;
    shown.password = "shown elsewhere";
    shown.password_at = now;
    const auto step = next_step(shown, *policy, roles_of(*people, a->person), has_second, now);
    const bool is_in = step == Step::kIn || (step == Step::kEnrol && has_second);
    if (is_in) return open_session(w, *a, *policy, from, now, issuer);
    return put_step(w, *a, step, false, now);
  });
}

Result<Entry> Gate::second_factor(std::string_view ticket, std::string_view code, const Origin& from) {
  const auto now = clock_.now();
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<Entry> {
    GUATU_TRY(found, ticket_of(w, ticket, Step::kSecondFactor, *people, now));
    auto& [t, a] = found;
    const auto keys = counted(*policy, 's', who(a.name), from_of(w, *policy, a.name, from));
    GUATU_TRY_VOID(count(w, keys, now));
    if (!is_code_of(w, a, code, from, now)) {
      ++t.tries;
      w.put_ticket(t);
      note(w, AuditKind::kSecondFactorFailed, false, a.person, a.name, from);
      return Error("account.wrong_code");
    }
    release(w, keys);
    w.end_ticket(t.hash);
    return advance(w, a, true, *policy, *people, from, now);
  });
}

Checked<Entry> Gate::new_password(std::string_view ticket, std::string_view password, const Origin& from) {
  const auto now = clock_.now();
  auto policy = this->policy();
  if (policy.has_error()) return as_problems(std::move(policy).error());
  auto people = people_();
  if (people.has_error()) return as_problems(std::move(people).error());
  auto before =
      look([&](AccountReader& r) { return ticket_of(r, ticket, Step::kNewPassword, **people, now); });
  if (before.has_error()) return as_problems(std::move(before).error());
  auto hash = hashed(before->second, password, **policy, **people);
  if (hash.has_error()) return std::move(hash).error();
  auto done = change([&](AccountWriter& w) -> Result<Entry> {
    // Looked at again: two at once, and the second finds no ticket.
    GUATU_TRY(found, ticket_of(w, ticket, Step::kNewPassword, **people, now));
    auto& [t, a] = found;
    put_password(w, a, *hash, **policy, now);
    note(w, AuditKind::kPasswordChanged, true, a.person, a.name, from);
    return advance(w, a, t.has_second, **policy, **people, from, now);
  });
  if (done.has_error()) return as_problems(std::move(done).error());
  return std::move(*done);
}

Result<Enrolment> Gate::enrol(std::string_view ticket) {
  const auto now = clock_.now();
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<Enrolment> {
    GUATU_TRY(found, ticket_of(w, ticket, Step::kEnrol, *people, now));
    return begin_enrolment(w, found.second);
  });
}

Result<Entry> Gate::confirm_enrolment(std::string_view ticket, std::string_view code, const Origin& from) {
  const auto now = clock_.now();
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<Entry> {
    GUATU_TRY(found, ticket_of(w, ticket, Step::kEnrol, *people, now));
    auto& [t, a] = found;
    auto codes = finish_enrolment(w, a, code, from, now);
    if (codes.has_error()) {
      ++t.tries;
      w.put_ticket(t);
      return std::move(codes).error();
    }
    w.end_ticket(t.hash);
    auto out = advance(w, a, true, *policy, *people, from, now);
    out.recovery_codes = std::move(*codes);
    return out;
  });
}

}  // namespace guatu::kernel
