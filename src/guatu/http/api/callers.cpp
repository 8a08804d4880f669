#include "guatu/http/api/callers.h"

#include <utility>

#include "guatu/http/cookies.h"
#include "guatu/http/problem.h"
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

Result<void> may_ask(const Operation& op, const Known& known, const Request& request) {
  if (known.is_by_cookie && op.is_change()) GUATU_TRY_VOID(check_same_origin(request, true));
  const auto& scope = known.caller.scope;
  if (!scope) return {};
  if (scope->may_write || !op.is_change()) {
    // Bounds are asked again where it is known which matter it is about: check_bounds() of mount.cpp.
    const bool is_bound = scope->unit || !scope->playbooks.empty();
    const bool is_about_one =
        !op.account && (!op.is_write() || op.is_about_matter() || op.id == "openMatter");
    if (is_bound && !is_about_one)
      return Error("account.scope", scope->unit ? "unit" : "playbook", {{"unbound", op.id}});
  }
  auto whole = *scope;
  whole.unit = {};
  whole.playbooks.clear();
  return kernel::check_scope(whole, {op.is_change(), op.id, {}, {}}, kernel::People());
}

}  // namespace

Result<Known> GateCallers::caller_of(const Request& request) {
  const auto* authorization = request.headers.find("Authorization");
  const auto token =
      authorization != nullptr ? bearer_of(*authorization) : cookie_of(request, kSessionCookie);
  if (token.empty()) return Error("account.no_session");
  GUATU_TRY(caller, gate_.check(token));
  return Known{std::move(caller), authorization == nullptr};
}

kernel::Origin origin_of(const Request& request) {
  return {request.peer, std::string(cookie_of(request, kDeviceCookie)),
          std::string(request.headers.get("User-Agent"))};
}

std::string about(const Operation& op, const Request& request) {
  auto out = op.id;
  for (const auto& p : request.params) out += " " + p.value;
  return out;
}

bool is_refusal(const Error& e) {
  return e.key == "matter.unknown" || e.key == "matter.personal_refused" || status_of(e.key) == 403;
}

Result<kernel::Caller> admit(Service& service, const Operation& op, const Request& request) {
  GUATU_TRY(known, service.callers.caller_of(request));
  if (auto may = may_ask(op, known, request); may.has_error()) {
    service.trail.refuse(known.caller, about(op, request), request.peer);
    return std::move(may).error();
  }
  return std::move(known.caller);
}

}  // namespace guatu::http::api
