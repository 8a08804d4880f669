#include "guatu/http/api/callers.h"

#include <utility>

#include "guatu/http/cookies.h"
#include "guatu/http/same_origin.h"

namespace guatu::http::api {

namespace {

/// What stands behind `Bearer `. The scheme is told without regard to case.
std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.size() <= kScheme.size() || !same_name(authorization.substr(0, kScheme.size()), kScheme))
    return {};
  return authorization.substr(kScheme.size());
}

bool is_change(Method m) {
  return m != Method::kGet && m != Method::kHead;
}

}  // namespace

kernel::Origin origin_of(const Request& request) {
  return {request.peer, std::string(cookie_of(request, kDeviceCookie)),
          std::string(request.headers.get("User-Agent"))};
}

Result<kernel::Caller> GateCallers::caller_of(const Request& request, std::string_view operation) {
  const auto* authorization = request.headers.find("Authorization");
  const auto token =
      authorization != nullptr ? bearer_of(*authorization) : cookie_of(request, kSessionCookie);
  if (token.empty()) return Error("account.no_session");
  GUATU_TRY(caller, gate_.check(token));
  const auto refused = [&](Error e) {
    // The refusal stands whether or not it could be written down: it gives nothing away.
    static_cast<void>(gate_.record(kernel::AuditKind::kRefused, false, caller.person, std::string(operation),
                                   origin_of(request)));
    return e;
  };
  if (authorization == nullptr && is_change(request.method))
    if (auto same = check_same_origin(request, true); same.has_error())
      return refused(std::move(same).error());
  if (!caller.scope) return caller;
  // Which playbook and unit a request is about is known only behind the scoped reader: until it is asked
  // there, a token that is bound to some opens nothing rather than everything.
  if (!caller.scope->playbooks.empty()) return refused(Error("account.scope", "playbook"));
  if (caller.scope->unit) return refused(Error("account.scope", "unit"));
  GUATU_TRY(people, people_());
  const kernel::Act act{is_change(request.method), std::string(operation), {}, {}};
  if (auto may = kernel::check_scope(*caller.scope, act, *people); may.has_error())
    return refused(std::move(may).error());
  return caller;
}

}  // namespace guatu::http::api
