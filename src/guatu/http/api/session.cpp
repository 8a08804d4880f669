// Logging in, step by step, and out again. The token of a session never stands in a body: scripts of a page
// cannot read the cookie that holds it. See docs/operating/accounts.md.
#include "guatu/http/api/operation.h"
#include "guatu/http/cookies.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

Checked<Response> log_in(AccountAsk& ask) {
  GUATU_TRY(name, checked(ask.text("name")));
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY(entry, checked(ask.gate().login(name, password, ask.from())));
  return entered(ask, entry);
}

Checked<Response> show_second_factor(AccountAsk& ask) {
  GUATU_TRY(ticket, checked(ask.text("ticket")));
  GUATU_TRY(code, checked(ask.text("code")));
  GUATU_TRY(entry, checked(ask.gate().second_factor(ticket, code, ask.from())));
  return entered(ask, entry);
}

Checked<Response> set_new_password(AccountAsk& ask) {
  GUATU_TRY(ticket, checked(ask.text("ticket")));
  GUATU_TRY(password, checked(ask.text("password")));
  GUATU_TRY(entry, ask.gate().new_password(ticket, password, ask.from()));
  return entered(ask, entry);
}

Checked<Response> begin_enrolment(AccountAsk& ask) {
  GUATU_TRY(ticket, checked(ask.text("ticket")));
  GUATU_TRY(begun, checked(ask.gate().enrol(ticket)));
  return ok(json::object{{"secret", begun.secret}, {"uri", begun.uri}});
}

Checked<Response> confirm_enrolment(AccountAsk& ask) {
  GUATU_TRY(ticket, checked(ask.text("ticket")));
  GUATU_TRY(code, checked(ask.text("code")));
  GUATU_TRY(entry, checked(ask.gate().confirm_enrolment(ticket, code, ask.from())));
  return entered(ask, entry);
}

Checked<Response> log_out(AccountAsk& ask) {
  if (!ask.caller.session) return Problems{Error("account.by_session")};
  GUATU_TRY_VOID(checked(ask.gate().logout(ask.caller, ask.from())));
  auto r = Response::empty(204);
  r.headers.add("Set-Cookie", secret_cookie(kSessionCookie, "", 0));
  return r;
}

Operation step(std::string path, std::string id, std::vector<Member> body, AccountAct act) {
  auto op = account_operation(Method::kPost, std::move(path), std::move(id), std::move(body), std::move(act));
  op.is_open = true;
  return op;
}

}  // namespace

Checked<Response> entered(const AccountAsk& ask, const kernel::Entry& e) {
  json::object out{{"step", text_of(e.step)}, {"ends_at", to_text(e.ends_at)}};
  if (!e.recovery_codes.empty()) out["recovery_codes"] = to_json(e.recovery_codes);
  if (e.step != kernel::Step::kIn) {
    out["ticket"] = e.token;
    return ok(out);
  }
  GUATU_TRY(today, checked(ask.today()));
  GUATU_TRY(policy, checked(ask.gate().policy()));
  out["person"] = json::object{{"id", e.person.value}, {"name", today->people().name(e.person)}};
  auto r = ok(out);
  r.headers.add("Set-Cookie", secret_cookie(kSessionCookie, e.token, -1));
  r.headers.add("Set-Cookie", secret_cookie(kDeviceCookie, e.device,
                                            std::int64_t{policy->known_days} * kDayUs / kSecondUs));
  return r;
}

Operation account_operation(Method method, std::string path, std::string id,
                            std::optional<std::vector<Member>> body, AccountAct act, int done) {
  Operation op{method, std::move(path), std::move(id), {}, std::move(body)};
  op.account = std::move(act);
  op.done = done;
  return op;
}

std::vector<Operation> session_operations() {
  const Member ticket{"ticket", true}, code{"code", true}, password{"password", true};
  return {
      step("/session", "logIn", {{"name", true}, password}, &log_in),
      account_operation(Method::kDelete, "/session", "logOut", {}, &log_out, 204),
      step("/session/second-factor", "showSecondFactor", {ticket, code}, &show_second_factor),
      step("/session/new-password", "setNewPassword", {ticket, password}, &set_new_password),
      step("/session/enrolment", "beginEnrolment", {ticket}, &begin_enrolment),
      step("/session/enrolment/confirmation", "confirmEnrolment", {ticket, code}, &confirm_enrolment),
  };
}

}  // namespace guatu::http::api
