// One's own account: sessions, tokens, password, second factor. What changes a secret asks for the password
// again. See docs/operating/accounts.md.
#include <algorithm>

#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

struct NewToken {
  std::string title;
  std::int64_t days = 30;
  bool may_write = false;
  std::vector<std::string> operations;
  std::vector<std::string> playbooks;
  UnitId unit;
};
BOOST_DESCRIBE_STRUCT(NewToken, (), (title, days, may_write, operations, playbooks, unit))

Response page(json::array items) {
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
}

/// An id of the path; 0, which nothing has, for what is none.
std::int64_t id_of(std::string_view text) {
  std::int64_t n = 0;
  return read_whole(text, n) ? n : 0;
}

Checked<Response> list_sessions(AccountAsk& ask) {
  GUATU_TRY(all, checked(ask.gate().sessions(ask.caller)));
  GUATU_TRY(policy, checked(ask.gate().policy()));
  json::array items;
  for (const auto& s : all)
    items.push_back(json::object{{"id", std::to_string(s.id.value)},
                                 {"is_this", s.id == ask.caller.session},
                                 {"created_at", to_text(s.created_at)},
                                 {"used_at", to_text(s.used_at)},
                                 {"ends_at", to_text(kernel::ends_at(s, *policy))},
                                 {"peer", s.peer},
                                 {"agent", s.agent}});
  return page(std::move(items));
}

Checked<Response> end_session(AccountAsk& ask) {
  GUATU_TRY_VOID(checked(ask.gate().end_session(ask.caller, {id_of(ask.param("session"))}, ask.from())));
  return Response::empty(204);
}

Checked<Response> list_tokens(AccountAsk& ask) {
  GUATU_TRY(all, checked(ask.gate().tokens(ask.caller)));
  json::array items;
  for (const auto& t : all)
    items.push_back(json::object{{"id", std::to_string(t.id.value)},
                                 {"title", t.title},
                                 {"may_write", t.scope.may_write},
                                 {"operations", to_json(t.scope.operations)},
                                 {"playbooks", to_json(t.scope.playbooks)},
                                 {"unit", kernel::id_json(t.scope.unit)},
                                 {"created_at", to_text(t.created_at)},
                                 {"expires_at", to_text(t.expires_at)},
                                 {"used_at", kernel::instant_json(t.used_at)},
                                 {"revoked_at", kernel::instant_json(t.revoked_at)}});
  return page(std::move(items));
}

Result<void> known_operations(const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (std::none_of(operations().begin(), operations().end(),
                     [&](const Operation& op) { return op.id == name; }))
      return Error("account.scope_word", "operations", {{"got", "operation:" + shortened(name)}});
  return {};
}

Checked<Response> add_token(AccountAsk& ask) {
  NewToken given;
  GUATU_TRY_VOID(checked(from_json(json::value(ask.body), given)));
  GUATU_TRY_VOID(checked(known_operations(given.operations)));
  // The gate says which lengths there are; beyond an int it would read another number.
  const auto days = static_cast<int>(std::clamp<std::int64_t>(given.days, 0, 1'000'000));
  const kernel::TokenScope scope{given.may_write, given.operations, given.playbooks, given.unit};
  GUATU_TRY(token, checked(ask.gate().add_token(ask.caller, given.title, scope, days, ask.from())));
  return Response::json(201, json::serialize(json::object{{"token", token}}));
}

Checked<Response> revoke_token(AccountAsk& ask) {
  GUATU_TRY_VOID(checked(ask.gate().revoke_token(ask.caller, {id_of(ask.param("token"))}, ask.from())));
  return Response::empty(204);
}

Checked<Response> change_password(AccountAsk& ask) {
  GUATU_TRY(old, checked(ask.text("old")));
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY(entry, ask.gate().change_password(ask.caller, old, password, ask.from()));
  return entered(ask, entry);
}

Checked<Response> begin_second(AccountAsk& ask) {
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY(begun, checked(ask.gate().enrol_own(ask.caller, password, ask.from())));
  return ok(json::object{{"secret", begun.secret}, {"uri", begun.uri}});
}

Checked<Response> confirm_second(AccountAsk& ask) {
  GUATU_TRY(code, checked(ask.text("code")));
  GUATU_TRY(codes, checked(ask.gate().confirm_own(ask.caller, code, ask.from())));
  return ok(json::object{{"recovery_codes", to_json(codes)}});
}

Checked<Response> remove_second(AccountAsk& ask) {
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY_VOID(checked(ask.gate().remove_second(ask.caller, password, ask.from())));
  return Response::empty(204);
}

Checked<Response> new_recovery_codes(AccountAsk& ask) {
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY(codes, checked(ask.gate().new_recovery_codes(ask.caller, password, ask.from())));
  return ok(json::object{{"recovery_codes", to_json(codes)}});
}

}  // namespace

std::vector<Operation> own_account_operations() {
  const Member password{"password", true};
  return {
      account_operation(Method::kGet, "/sessions", "listSessions", {}, &list_sessions),
      account_operation(Method::kDelete, "/sessions/{session}", "endSession", {}, &end_session, 204),
      account_operation(Method::kGet, "/tokens", "listTokens", {}, &list_tokens),
      account_operation(Method::kPost, "/tokens", "addToken",
                        {{{"title", true}, {"days"}, {"may_write"}, {"operations"}, {"playbooks"}, {"unit"}}},
                        &add_token, 201),
      account_operation(Method::kDelete, "/tokens/{token}", "revokeToken", {}, &revoke_token, 204),
      account_operation(Method::kPost, "/password", "changePassword", {{{"old", true}, password}},
                        &change_password),
      account_operation(Method::kPost, "/second-factor", "beginSecondFactor", {{password}}, &begin_second),
      account_operation(Method::kPost, "/second-factor/confirmation", "confirmSecondFactor",
                        {{{"code", true}}}, &confirm_second),
      account_operation(Method::kPost, "/second-factor/removal", "removeSecondFactor", {{password}},
                        &remove_second, 204),
      account_operation(Method::kPost, "/recovery-codes", "renewRecoveryCodes", {{password}},
                        &new_recovery_codes),
  };
}

}  // namespace guatu::http::api
