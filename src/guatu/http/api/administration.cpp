// What the three administrators do: accounts, the policy, the audit. Who may is the gate's to say; nobody but
// them learns which accounts there are. See docs/adr/0013-accounts.md.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::Account;
using kernel::Gate;

json::object account_json(const Account& a, const kernel::People& people) {
  const auto* p = people.person(a.person);
  return {{"name", a.name},
          {"person", json::object{{"id", a.person.value}, {"name", people.name(a.person)}}},
          {"unit", kernel::id_json(p == nullptr ? UnitId{} : p->unit)},
          {"is_active", a.is_active},
          {"has_left", !people.is_active(a.person)},
          {"has_password", !a.password.empty()},
          {"password_at", kernel::instant_json(a.password_at)},
          {"must_change", a.must_change},
          {"has_second_factor", !a.totp.empty()},
          {"is_demo", a.is_demo},
          {"created_at", to_text(a.created_at)},
          {"created_by", kernel::id_json(a.created_by)},
          {"disabled_at", kernel::instant_json(a.disabled_at)}};
}

Checked<Response> list_accounts(AccountAsk& ask) {
  GUATU_TRY(limit, checked(integer(ask.request, "limit", 50, 1, limits::kMaxPageRows)));
  GUATU_TRY(cursor, checked(id_text(ask.request, "cursor")));
  GUATU_TRY(all, checked(ask.gate().accounts(ask.caller.person, ask.from())));
  GUATU_TRY(today, checked(ask.today()));
  json::array items;
  json::value next = nullptr;
  for (const auto& a : all) {
    if (a.name <= cursor) continue;
    if (items.size() == static_cast<std::size_t>(limit)) {
      next = items.back().as_object().at("name");
      break;
    }
    items.push_back(account_json(a, today->people()));
  }
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", std::move(next)}});
}

/// A code with which the owner sets the password; shown this once.
Checked<Response> code_for(AccountAsk& ask, int status, const std::string& name, const std::string& code) {
  GUATU_TRY(policy, checked(ask.gate().policy()));
  return Response::json(
      status, json::serialize(json::object{{"name", name}, {"code", code}, {"hours", policy->code_hours}}));
}

Checked<Response> add_account(AccountAsk& ask) {
  GUATU_TRY(person, checked(ask.text("person")));
  GUATU_TRY(given, checked(ask.text("name")));
  const auto name = given.empty() ? person : given;
  GUATU_TRY(code, checked(ask.gate().add(ask.caller.person, {person}, name, ask.from())));
  return code_for(ask, 201, kernel::normalised_name(name), code);
}

std::string account_of(const AccountAsk& ask) {
  return std::string(ask.param("account"));
}

Checked<Response> reset_password(AccountAsk& ask) {
  GUATU_TRY(code, checked(ask.gate().reset_password(ask.caller.person, account_of(ask), ask.from())));
  return code_for(ask, 200, kernel::normalised_name(account_of(ask)), code);
}

using Step = Result<void> (Gate::*)(const PersonId&, const std::string&, const kernel::Origin&);

template <Step step>
Checked<Response> simple(AccountAsk& ask) {
  GUATU_TRY_VOID(checked((ask.gate().*step)(ask.caller.person, account_of(ask), ask.from())));
  return Response::empty(204);
}

Checked<Response> end_sessions(AccountAsk& ask) {
  GUATU_TRY(ended, checked(ask.gate().end_sessions(ask.caller.person, account_of(ask), ask.from())));
  return ok(json::object{{"ended", ended}});
}

json::object row_json(const kernel::AuditRow& r, const kernel::People& people) {
  return {{"id", std::to_string(r.id)},
          {"at", to_text(r.at)},
          {"kind", text_of(r.kind)},
          {"is_success", r.is_success},
          {"person", kernel::id_json(r.person)},
          {"person_name", r.person ? json::value(people.name(r.person)) : json::value(nullptr)},
          {"account", r.account},
          {"peer", r.peer},
          {"about", r.about}};
}

Checked<Response> read_audit(AccountAsk& ask) {
  kernel::AuditQuery q;
  GUATU_TRY(limit, checked(integer(ask.request, "limit", 50, 1, limits::kMaxPageRows)));
  GUATU_TRY(from, checked(instant(ask.request, "from")));
  GUATU_TRY(to, checked(instant(ask.request, "to")));
  GUATU_TRY(person, checked(id_text(ask.request, "person")));
  GUATU_TRY(account, checked(id_text(ask.request, "account")));
  if (const auto* kind = ask.request.query.find("kind")) {
    q.kind.emplace();
    if (!kernel::from_text(*kind, *q.kind)) {
      std::vector<std::string> words;
      for (int i = 0; i < kernel::kAuditKinds; ++i)
        words.emplace_back(text_of(static_cast<kernel::AuditKind>(i)));
      return Problems{bad_parameter("kind", *kind, join(words, ", "))};
    }
  }
  q.limit = static_cast<std::size_t>(limit);
  q.from = from;
  q.to = to;
  q.person = {person};
  q.account = account;
  q.cursor = std::string(ask.request.query.get("cursor"));
  GUATU_TRY(page, checked(ask.gate().audit(ask.caller.person, q, ask.from())));
  GUATU_TRY(today, checked(ask.today()));
  json::array items;
  for (const auto& r : page.items) items.push_back(row_json(r, today->people()));
  return ok(json::object{
      {"items", std::move(items)},
      {"next_cursor", page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor)}});
}

Checked<Response> read_policy(AccountAsk& ask) {
  GUATU_TRY(stored, checked(ask.gate().stored_policy()));
  GUATU_TRY(policy, checked(ask.gate().policy()));
  return ok(json::object{{"name", policy->name},
                         {"title", json::object{{"zh", policy->title.zh}, {"en", policy->title.en}}},
                         {"file", stored.file},
                         {"text", stored.text},
                         {"set_at", to_text(stored.at)},
                         {"set_by", kernel::id_json(stored.by)},
                         {"length_min", policy->length_min},
                         {"classes_min", policy->classes_min},
                         {"rotation_days", policy->rotation_days},
                         {"token_days_max", policy->token_days_max},
                         {"code_hours", policy->code_hours}});
}

Checked<Response> set_policy(AccountAsk& ask) {
  GUATU_TRY(file, checked(ask.text("file")));
  GUATU_TRY(text, checked(ask.text("text")));
  GUATU_TRY_VOID(ask.gate().set_policy(ask.caller.person, file, text, ask.from()));
  return Response::empty(204);
}

}  // namespace

std::vector<Operation> administration_operations() {
  const std::string one = "/accounts/{account}";
  std::vector<Operation> out{
      account_operation(Method::kGet, "/accounts", "listAccounts", {}, &list_accounts),
      account_operation(Method::kPost, "/accounts", "addAccount", {{{"person", true}, {"name"}}},
                        &add_account, 201),
      account_operation(Method::kPost, one + "/disabling", "disableAccount", {}, &simple<&Gate::disable>,
                        204),
      account_operation(Method::kPost, one + "/enabling", "enableAccount", {}, &simple<&Gate::enable>, 204),
      account_operation(Method::kPost, one + "/password-reset", "resetPassword", {}, &reset_password),
      account_operation(Method::kPost, one + "/second-factor-reset", "resetSecondFactor", {},
                        &simple<&Gate::reset_second>, 204),
      account_operation(Method::kPost, one + "/unlocking", "unlockAccount", {}, &simple<&Gate::unlock>, 204),
      account_operation(Method::kDelete, one + "/sessions", "endSessions", {}, &end_sessions),
      account_operation(Method::kGet, "/audit", "readAudit", {}, &read_audit),
      account_operation(Method::kGet, "/account-policy", "readPolicy", {}, &read_policy),
      account_operation(Method::kPut, "/account-policy", "setPolicy", {{{"file", true}, {"text", true}}},
                        &set_policy, 204),
  };
  for (auto& op : out) {
    if (op.id == "listAccounts") op.query = {{"limit"}, {"cursor"}};
    if (op.id == "readAudit")
      op.query = {{"from"}, {"to"}, {"person"}, {"account"}, {"kind"}, {"limit"}, {"cursor"}};
  }
  return out;
}

}  // namespace guatu::http::api
