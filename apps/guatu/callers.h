// Who asks of the API: the bearer of a token, known to the gate. See docs/operating/accounts.md.
#pragma once

#include "guatu/http/api/service.h"
#include "guatu/kernel/accounts/gate.h"

namespace guatu::app {

/// People as of the last commit, for a gate that many threads ask. `store` must outlive what is returned.
kernel::PeopleNow people_now(kernel::Store& store);

/// `Authorization: Bearer gtu_…` (RFC 6750 2.1). Refusals of a known caller are in the audit.
class GateCallers final : public http::api::Callers {
 public:
  /// Both must outlive it.
  GateCallers(kernel::Gate& gate, kernel::PeopleNow people) : gate_(gate), people_(std::move(people)) {}
  /// @errors account.no_session (no token, or one that is not ours), account.session_expired, account.scope
  Result<PersonId> person_of(const http::Request& request, std::string_view operation) override;

 private:
  kernel::Gate& gate_;
  kernel::PeopleNow people_;
};

}  // namespace guatu::app
