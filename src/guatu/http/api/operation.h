// One operation of the API: what the description says of it, and the function behind it. The table of these
// is compared with schema/openapi.yaml both ways.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/http/api/service.h"
#include "guatu/http/router.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/scoped_reader.h"

namespace guatu::http::api {

/// One request of somebody known, with what it may look at.
struct Ask {
  Service& service;
  const Request& request;
  PersonId person;
  WorldPtr today;                       ///< by which rights are decided
  WorldPtr world;                       ///< as of the position asked for
  std::unique_ptr<kernel::Reader> all;  ///< for neighbours that rules look at, never to be shown
  std::unique_ptr<kernel::ScopedReader> reader;
  Position as_of;  ///< 0: now
  Instant now;     ///< the moment looked at
  kernel::Caller caller{};
  json::object body{};  ///< of a `read` that takes one; its members are known and the needed ones there
  /// What the audit must show before this answer goes out: personal values read, things exported.
  std::optional<kernel::AuditRow> row{};

  /// Sets `row`. @param about  number of the matter, or what was exported
  void audit(kernel::AuditKind kind, std::string about);
  std::string_view query(std::string_view name) const { return request.query.get(name); }
  std::string_view param(std::string_view name) const { return request.params.get(name); }
  Lang lang() const { return request.lang; }
  const kernel::People& people() const { return today->people(); }
  /// The matter of the path, by number or id, as of the position. @errors matter.unknown
  Result<kernel::Matter> matter() const;
  /// Its playbook, in its own version. @errors playbook.unknown
  Result<const kernel::Playbook*> playbook_of(const kernel::Matter& m) const;
};

using Read = std::function<Result<Response>(Ask& ask)>;
/// As Read, but it may have nothing to say yet: then it is asked again when the ledger has grown, and answers
/// at the last, `is_last`, after the seconds that the parameter `wait` says. No thread waits meanwhile.
using Watch = std::function<Result<std::optional<Response>>(Ask& ask, bool is_last)>;
/// Makes the command of a body; `by` and `id` are set already.
using Write = std::function<Result<void>(Ask& ask, json::object body, kernel::Command& command)>;

/// One request about accounts: who logs in, who owns which token, who administers. The gate decides and keeps
/// its own audit; nothing of the ledger is written, so that there is no Idempotency-Key and no `as_of`.
struct AccountAsk {
  Service& service;
  const Request& request;
  kernel::Caller caller;  ///< nobody where the operation is open
  json::object body;
  std::function<bool()> is_wanted{};  ///< false: the client has gone, or its time is over

  kernel::Gate& gate() const { return service.gate; }
  kernel::Origin from() const;
  std::string_view param(std::string_view name) const { return request.params.get(name); }
  /// A text of the body; empty when it may be left out and was. @errors json.expected
  Result<std::string> text(std::string_view name) const;
  /// People and rules as they are now. @errors store.*, ledger.damaged
  Result<WorldPtr> today() const;
};
/// Waits for the disk and burns time: runs in the pool, always.
using AccountAct = std::function<Checked<Response>(AccountAsk& ask)>;
/// What most of the gate answers, for an AccountAct.
template <class T>
Checked<T> checked(Result<T> r) {
  if (r.has_error()) return Problems{std::move(r).error()};
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return Checked<T>(boost::system::in_place_value, std::move(*r));
}

/// Called before any of the body is read, for somebody who is known; where the operation is open to all, for
/// nobody.
using OpenSink = std::function<Result<std::shared_ptr<BodySink>>(Service& service, const Request& request,
                                                                 const PersonId& person)>;

struct Member {
  std::string name;
  bool is_required = false;
};

struct Operation {
  Method method = Method::kGet;
  std::string path;  ///< below /api/v1: `/matters/{id}`
  std::string id;    ///< operationId
  std::vector<Member> query{};
  std::optional<std::vector<Member>> body{};  ///< members of the body; none: it has no body
  Read read{};
  Write write{};
  int done = 200;  ///< status when it was done
  Runs runs = Runs::kHere;
  AccountAct account{};  ///< instead of `read` and `write`
  bool is_open = false;  ///< anybody may ask; `account` alone
  /// Its body is no JSON and goes there while it comes; `read` finds the sink in the request.
  OpenSink open_sink{};
  std::vector<int> also{};             ///< statuses that it alone answers
  std::vector<std::string> headers{};  ///< of the request, that it alone reads
  Watch watch{};                       ///< instead of `read`

  bool is_write() const { return static_cast<bool>(write); }  ///< to the ledger
  bool is_change() const { return method != Method::kGet; }
  bool is_about_matter() const { return path.starts_with("/matters/{matter}"); }
  /// All statuses that it answers, in order; those of the server and its gate among them.
  std::vector<int> statuses() const;
};

/// One about accounts, of a known caller.
Operation account_operation(Method method, std::string path, std::string id,
                            std::optional<std::vector<Member>> body, AccountAct act, int done = 200);

inline constexpr std::string_view kRoot = "/api/v1";

/// All of them, in the order of the description.
const std::vector<Operation>& operations();
std::vector<Operation> matter_operations();
std::vector<Operation> list_operations();
std::vector<Operation> matter_write_operations();
std::vector<Operation> playbook_operations();
std::vector<Operation> people_operations();
std::vector<Operation> people_write_operations();
std::vector<Operation> event_operations();
std::vector<Operation> session_operations();
std::vector<Operation> attachment_operations();
std::vector<Operation> upload_operations();
std::vector<Operation> provider_operations();
std::vector<Operation> own_account_operations();
std::vector<Operation> administration_operations();
std::vector<Operation> export_operations();
std::vector<Operation> import_operations();
std::vector<Operation> map_operations();
std::vector<Operation> wall_operations();
std::vector<Operation> dispatch_operations();
std::vector<Operation> rules_operations();
std::vector<Operation> rota_operations();
std::vector<Operation> rent_operations();
std::vector<Operation> draw_operations();
std::vector<Operation> paper_operations();

/// Adds a route for each operation. `service` must outlive the router.
void mount(Router& router, Service& service);

/// JSON with an entity tag; 304 when the client has it already.
Response tagged(const Request& request, std::string_view tag, const json::value& body);
/// Where a step of logging in led to; when it led in, with the cookies of a browser.
Checked<Response> entered(const AccountAsk& ask, const kernel::Entry& e);
inline Response ok(const json::value& body) {
  return Response::json(200, json::serialize(body));
}

}  // namespace guatu::http::api
