// Who asks of the API: the bearer of a token, or a browser with the cookie of a session, known to the gate;
// and whether they may ask this at all. See docs/operating/accounts.md.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// `Authorization: Bearer …` (RFC 6750 2.1), else the cookie of a session; whoever shows a bearer's token is
/// known by that alone.
class GateCallers final : public Callers {
 public:
  /// @param gate  must outlive it
  explicit GateCallers(kernel::Gate& gate) : gate_(gate) {}
  Result<Known> caller_of(const Request& request) override;

 private:
  kernel::Gate& gate_;
};

/// Who asks, if they may ask this operation; refusals of a known caller are in the audit. What a browser
/// sends along by itself must not be enough to change something: a request known by its cookie must come from
/// our own pages unless it only reads.
/// @errors those of Callers; http.cross_origin, account.scope
Result<kernel::Caller> admit(Service& service, const Operation& op, const Request& request);

/// What is written of a request in the audit: `readMatter ZS-2022-001`.
std::string about(const Operation& op, const Request& request);

/// Is this answer a refusal that the audit shows? What must not be seen and what is not there are the same
/// here too, so that the time it takes tells nothing.
bool is_refusal(const Error& e);

/// Where a request comes from, for the gate.
kernel::Origin origin_of(const Request& request);

}  // namespace guatu::http::api
