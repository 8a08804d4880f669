// Who asks of the API: the bearer of a token, or a browser with the cookie of a session, known to the gate.
// See docs/operating/accounts.md.
#pragma once

#include "guatu/http/api/service.h"

namespace guatu::http::api {

/// `Authorization: Bearer …` (RFC 6750 2.1), else the cookie of a session; whoever shows a bearer's token is
/// known by that alone. What a browser sends along by itself must not be enough to change something: a
/// request known by its cookie must come from our own pages unless it only reads. Refusals of a known caller
/// are in the audit.
class GateCallers final : public Callers {
 public:
  /// Both must outlive it.
  GateCallers(kernel::Gate& gate, kernel::PeopleNow people) : gate_(gate), people_(std::move(people)) {}
  /// @errors account.no_session (nothing shown, or what is not ours), account.session_expired, account.scope,
  ///         http.cross_origin
  Result<kernel::Caller> caller_of(const Request& request, std::string_view operation) override;

 private:
  kernel::Gate& gate_;
  kernel::PeopleNow people_;
};

/// Where a request comes from, for the gate.
kernel::Origin origin_of(const Request& request);

}  // namespace guatu::http::api
