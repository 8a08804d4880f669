#include "guatu/callers.h"

#include <memory>
#include <utility>

namespace guatu::app {

namespace {

/// What stands behind `Bearer `; empty without one. The scheme is told without regard to case.
std::string_view bearer_of(const http::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto value = request.headers.get("Authorization");
  if (value.size() <= kScheme.size() || !http::same_name(value.substr(0, kScheme.size()), kScheme)) return {};
  return value.substr(kScheme.size());
}

bool is_write(http::Method m) {
  return m != http::Method::kGet && m != http::Method::kHead;
}

}  // namespace

kernel::PeopleNow people_now(kernel::Store& store) {
  const auto worlds = std::make_shared<http::api::Worlds>();
  return [worlds, &store]() -> Result<std::shared_ptr<const kernel::People>> {
    GUATU_TRY(reader, store.read());
    GUATU_TRY(world, worlds->now(*reader));
    return std::shared_ptr<const kernel::People>(world, &world->people());
  };
}

Result<PersonId> GateCallers::person_of(const http::Request& request, std::string_view operation) {
  const auto token = bearer_of(request);
  if (token.empty()) return Error("account.no_session");
  GUATU_TRY(caller, gate_.check(token));
  if (!caller.scope) return caller.person;
  const kernel::Origin from{request.peer, "", std::string(request.headers.get("User-Agent"))};
  const auto refused = [&](Error e) {
    // The refusal stands whether or not it could be written down: it gives nothing away.
    static_cast<void>(
        gate_.record(kernel::AuditKind::kRefused, false, caller.person, std::string(operation), from));
    return e;
  };
  // Which playbook and unit a request is about is known only behind the scoped reader: until it is asked
  // there, a token that is bound to some opens nothing rather than everything.
  if (!caller.scope->playbooks.empty()) return refused(Error("account.scope", "playbook"));
  if (caller.scope->unit) return refused(Error("account.scope", "unit"));
  GUATU_TRY(people, people_());
  const kernel::Act act{is_write(request.method), std::string(operation), {}, {}};
  if (auto may = kernel::check_scope(*caller.scope, act, *people); may.has_error())
    return refused(std::move(may).error());
  return caller.person;
}

}  // namespace guatu::app
