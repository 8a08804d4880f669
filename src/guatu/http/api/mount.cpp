// From a route to a handler: who asks, as of when, is it well formed; then the operation's own function. What
// is the same for all operations stands here, once.
#include <algorithm>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/http/api/attachment_fields.h"
#include "guatu/http/api/callers.h"
#include "guatu/http/api/idempotency.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/notices.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/public_window.h"
#include "guatu/http/api/schedule.h"
#include "guatu/http/api/text_search.h"
#include "guatu/http/etag.h"
#include "guatu/http/json_body.h"
#include "guatu/http/problem.h"
#include "guatu/http/same_origin.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

const Member* member(const std::vector<Member>& members, std::string_view name) {
  const auto it =
      std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == name; });
  return it == members.end() ? nullptr : &*it;
}

Result<void> check_query(const Operation& op, const Request& request) {
  for (const auto& p : request.query) {
    if (member(op.query, p.name) == nullptr) {
      std::vector<std::string> names;
      for (const auto& m : op.query) names.push_back(m.name);
      return Error("http.unknown_parameter", shortened(p.name),
                   {{"got", shortened(p.name)}, {"known", join(names, ", ")}});
    }
    if (std::count_if(request.query.begin(), request.query.end(),
                      [&](const auto& other) { return other.name == p.name; }) > 1)
      return Error("http.parameter_twice", p.name, {{"got", p.name}});
  }
  for (const auto& m : op.query)
    if (m.is_required && !request.query.has(m.name))
      return Error("http.missing_parameter", m.name, {{"name", m.name}});
  return {};
}

/// `as_of` is a position or an instant; `at` the moment that lights are computed for.
Result<void> read_view(Ask& ask) {
  ask.now = ask.service.clock.now();
  const auto last = ask.all->last_position();
  if (const auto* text = ask.request.query.find("as_of")) {
    std::int64_t n = 0;
    if (read_whole(*text, n)) {
      if (n < 1 || n > last.value) return bad_parameter("as_of", *text, "1.." + std::to_string(last.value));
      ask.as_of = Position{n};
      GUATU_TRY(at, kernel::recorded_at(*ask.all, ask.as_of));
      ask.now = at;
    } else {
      GUATU_TRY(t, instant(ask.request, "as_of"));
      ask.as_of = ask.all->position_at(t);
      ask.now = t;
      if (!ask.as_of) return Error("http.before_ledger", "as_of", {{"got", shortened(*text)}});
    }
  }
  if (ask.request.query.has("at")) {
    GUATU_TRY(t, instant(ask.request, "at"));
    ask.now = t;
  }
  return {};
}

Result<Ask> prepare(Service& service, const Operation& op, const Request& request) {
  GUATU_TRY(caller, admit(service, op, request));
  GUATU_TRY_VOID(check_query(op, request));
  Ask ask{service, request, caller.person, {}, {}, {}, {}, {}, {}, std::move(caller)};
  GUATU_TRY(reader, service.store.read());
  ask.all = std::move(reader);
  GUATU_TRY(today, service.worlds.now(*ask.all));
  ask.today = std::move(today);
  GUATU_TRY_VOID(read_view(ask));
  ask.world = ask.today;
  if (ask.as_of) {
    GUATU_TRY(then, service.worlds.as_of(*ask.all, ask.as_of));
    ask.world = std::move(then);
  }
  auto scope = kernel::scope_of(ask.today->people(), ask.person);
  if (const auto& token = ask.caller.scope)
    scope = kernel::bound(std::move(scope), ask.today->people(), token->unit, token->playbooks);
  ask.reader = std::make_unique<kernel::ScopedReader>(*ask.all, *ask.today, std::move(scope));
  return ask;
}

Result<json::object> body_of(const Operation& op, const Request& request) {
  if (!op.body) {
    if (!request.body.empty()) return Error("http.body_unwanted");
    return json::object{};
  }
  GUATU_TRY(value, json_body(request));
  if (!value.is_object()) return Error("json.expected", "/", {{"expected", "object"}});
  for (const auto& [name, given] : value.get_object())
    if (member(*op.body, std::string_view(name)) == nullptr)
      return Error("json.unknown_member", "/" + shortened(std::string_view(name)),
                   {{"name", shortened(std::string_view(name))}});
  for (const auto& m : *op.body)
    if (m.is_required && !value.get_object().contains(m.name))
      return Error("json.missing_member", "/" + m.name, {{"name", m.name}});
  return std::move(value.get_object());
}

json::object answer_json(const kernel::Answer& a) {
  json::array events;
  json::value number = nullptr;
  for (const auto& e : a.events) {
    events.push_back(json::object{{"position", std::to_string(e.position.value)},
                                  {"type", kernel::json_text(kernel::type_of(e))},
                                  {"matter", kernel::id_json(e.matter)}});
    if (const auto* opened = std::get_if<kernel::MatterOpened>(&e.data); opened && e.matter == a.matter)
      number = opened->number;
  }
  return {{"existed", a.existed},
          {"matter", kernel::id_json(a.matter)},
          {"number", std::move(number)},
          {"first", std::to_string(a.first.value)},
          {"last", std::to_string(a.last.value)},
          {"events", std::move(events)}};
}

Response done(const Operation& op, const kernel::Answer& a) {
  auto r = Response::json(op.done, json::serialize(answer_json(a)));
  r.headers.add("Cache-Control", "no-store");
  if (op.done == 201 && a.matter)
    r.headers.add("Location", std::string(kRoot) + "/matters/" + std::to_string(a.matter.value));
  for (auto e = a.events.rbegin(); a.matter && e != a.events.rend(); ++e)
    if (e->matter == a.matter) {
      r.headers.add("ETag", position_tag(e->position.value));
      break;
    }
  return r;
}

/// Does the command stay within the bounds of a token? The matter that it is about was read within them.
/// @errors account.scope
Result<void> check_bounds(const Ask& ask, const Operation& op, const kernel::Command& c) {
  const auto& scope = ask.caller.scope;
  if (!scope) return {};
  const auto& people = ask.people();
  kernel::Act act{true, op.id, op.is_about_matter() ? std::string() : c.playbook, c.unit};
  auto bounds = *scope;
  // A matter within the bounds is moved to no unit outside of them; most commands name none.
  if (op.is_about_matter()) {
    bounds.playbooks.clear();
    if (!c.unit) bounds.unit = {};
  }
  return kernel::check_scope(bounds, act, people);
}

Result<kernel::Command> make_command(Ask& ask, const Operation& op) {
  const auto& request = ask.request;
  kernel::Command c;
  GUATU_TRY(id, idempotency_key(request));
  c.id = std::move(id);
  c.by = ask.person;
  GUATU_TRY(body, body_of(op, request));
  if (op.is_about_matter()) {
    GUATU_TRY(m, ask.matter());
    c.matter = m.id;
    // A command that was done before is answered again, whatever it made of the matter.
    if (!ask.all->past_command(c.id)) {
      if (auto e = refused_by_if_match(request, position_tag(m.last_position.value))) return std::move(*e);
      if (request.headers.has("If-Match") && trim(request.headers.get("If-Match")) != "*")
        c.if_at = m.last_position;  // The desk looks again, when nobody else writes.
      // It might be moved out of the bounds of a token before it is decided.
      if (ask.caller.scope && (ask.caller.scope->unit || !ask.caller.scope->playbooks.empty()))
        c.if_at = m.last_position;
    }
  }
  GUATU_TRY_VOID(op.write(ask, std::move(body), c));
  GUATU_TRY_VOID(name_attachments(ask, c));
  GUATU_TRY_VOID(check_bounds(ask, op, c));
  GUATU_TRY_VOID(kernel::check_shape(c));
  return c;
}

/// Answers what went wrong; a refusal is in the audit too.
void fail(Service& service, const Operation& op, const kernel::Caller& caller, const Error& e,
          const Responder& responder) {
  if (is_refusal(e)) service.trail.refuse(caller, about(op, responder.request()), responder.request().peer);
  responder.fail(e);
}

/// What the desk refused, without what the caller must not see. Rules look at all neighbours of a matter.
Error readable_refusal(Service& service, const Operation& op, const Request& request, Error e) {
  if (e.key == "matter.changed") return Error("http.changed");
  if (e.key != "matter.open_children") return e;
  auto ask = prepare(service, op, request);
  if (ask.has_value()) return readable(*ask, std::move(e));
  e.args.clear();
  return e;
}

void write(Service& service, const Operation& op, const Request& request, const Responder& responder) {
  auto ask = prepare(service, op, request);
  if (ask.has_error()) return responder.fail(ask.error());
  auto command = make_command(*ask, op);
  if (command.has_error()) return fail(service, op, ask->caller, command.error(), responder);
  const auto submitted = service.desk.submit(
      std::move(*command), [&service, &op, caller = ask->caller, responder](Result<kernel::Answer> a) {
        if (a.has_error())
          fail(service, op, caller, readable_refusal(service, op, responder.request(), a.error()), responder);
        else
          responder.send(done(op, *a));
      });
  if (submitted.has_error()) responder.fail(submitted.error());
}

void add_read_headers(Response& r) {
  if (!r.headers.has("Cache-Control")) r.headers.add("Cache-Control", "private, no-cache");
  r.headers.add("Vary", "Accept-Language");
}

/// True when it was answered. Everything is looked at anew, the caller's rights too.
bool watch(Service& service, const Operation& op, const Responder& responder, bool is_last) {
  auto ask = prepare(service, op, responder.request());
  if (ask.has_error()) return responder.fail(ask.error()), true;
  auto answer = op.watch(*ask, is_last);
  if (answer.has_error()) return fail(service, op, ask->caller, answer.error(), responder), true;
  if (!*answer) return false;
  add_read_headers(**answer);
  responder.send(std::move(**answer));
  return true;
}

void watch(Service& service, const Operation& op, const Request& request, const Responder& responder) {
  const auto seconds = integer(request, "wait", 0, 0, kMostWaitSeconds);
  if (seconds.has_error()) return responder.fail(seconds.error());
  if (watch(service, op, responder, *seconds == 0)) return;
  const bool is_held = service.herald.hold(
      *seconds, [&service] { return service.last_position(); },
      [&service, &op, responder](bool is_last) {
        try {
          return !responder.is_wanted() || watch(service, op, responder, is_last);
        } catch (...) {
          std::string what;
          return responder.fail(error_of_current_exception(what)), true;
        }
      });
  if (!is_held) watch(service, op, responder, true);  // So many wait already: this one asks again.
}

void read(Service& service, const Operation& op, const Request& request, const Responder& responder) {
  auto ask = prepare(service, op, request);
  if (ask.has_error()) return responder.fail(ask.error());
  if (op.body) {
    auto body = body_of(op, request);
    if (body.has_error()) return responder.fail(body.error());
    ask->body = std::move(*body);
  }
  auto answer = op.read(*ask);
  if (answer.has_error()) return fail(service, op, ask->caller, answer.error(), responder);
  add_read_headers(*answer);
  if (!ask->row) return responder.send(std::move(*answer));
  // What is audited is given out when its row is on the disk, and not before.
  const auto kept = std::make_shared<Response>(std::move(*answer));
  service.trail.write(std::move(*ask->row), [kept, responder](const Result<void>& written) {
    if (written.has_error())
      responder.fail(written.error());
    else
      responder.send(std::move(*kept));
  });
}

Checked<Response> act(Service& service, const Operation& op, const Request& request,
                      const Responder& responder) {
  kernel::Caller caller;
  if (op.is_open) {
    // Nobody is known yet, but another site's page must not log somebody in as somebody else either.
    if (op.is_change()) GUATU_TRY_VOID(checked(check_same_origin(request, false)));
  } else {
    GUATU_TRY(known, checked(admit(service, op, request)));
    caller = std::move(known);
  }
  GUATU_TRY_VOID(checked(check_query(op, request)));
  GUATU_TRY(body, checked(body_of(op, request)));
  AccountAsk ask{service, request, std::move(caller), std::move(body),
                 [&responder] { return responder.is_wanted(); }};
  return op.account(ask);
}

void account(Service& service, const Operation& op, const Request& request, const Responder& responder) {
  auto answer = act(service, op, request, responder);
  if (answer.has_error()) return responder.fail(answer.error());
  // What belongs to nobody says itself how long it may be kept.
  if (!answer->headers.has("Cache-Control")) {
    answer->headers.set("Cache-Control", "no-store");
    answer->may_compress = false;
  }
  responder.send(std::move(*answer));
}

}  // namespace

Result<std::string> idempotency_key(const Request& request) {
  const auto* key = request.headers.find("Idempotency-Key");
  if (key == nullptr) return Error("http.no_idempotency_key");
  const bool is_id = !key->empty() && key->size() <= limits::kMaxIdChars &&
                     std::all_of(key->begin(), key->end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '.' || c == '_' || c == '-' || c == ':';
                     });
  if (!is_id) return Error("http.bad_idempotency_key", "", {{"got", shortened(*key)}});
  return Result<std::string>(boost::system::in_place_value, *key);
}

void Ask::audit(kernel::AuditKind kind, std::string about) {
  row = audit_row(kind, true, caller, std::move(about), request.peer);
}

Result<WorldPtr> AccountAsk::today() const {
  GUATU_TRY(reader, service.store.read());
  return service.worlds.now(*reader);
}

kernel::Origin AccountAsk::from() const {
  return origin_of(request);
}

Result<std::string> AccountAsk::text(std::string_view name) const {
  const auto* value = body.if_contains(name);
  if (value == nullptr) return Result<std::string>(boost::system::in_place_value);
  if (!value->is_string()) return Error("json.expected", "/" + std::string(name), {{"expected", "text"}});
  return Result<std::string>(boost::system::in_place_value, value->get_string());
}

Result<kernel::Matter> Ask::matter() const {
  GUATU_TRY(m, reader->find(std::string(param("matter"))));
  if (!as_of) return m;
  return reader->matter_as_of(m.id, as_of);
}

Result<const kernel::Playbook*> Ask::playbook_of(const kernel::Matter& m) const {
  const auto* p = today->playbook(m.playbook, m.version);
  if (p == nullptr) return Error("playbook.unknown", "", {{"got", m.playbook}, {"hint", ""}});
  return p;
}

std::vector<int> Operation::statuses() const {
  std::vector<int> out{done, 400, 401, 403, 404, 422, 429, 503};
  if (is_change()) out.insert(out.end(), {409, 413});
  if (is_write() && is_about_matter()) out.push_back(412);
  if (body) out.push_back(415);
  if (id == "readMatter") out.push_back(304);
  out.insert(out.end(), also.begin(), also.end());
  std::sort(out.begin(), out.end());
  return out;
}

Response tagged(const Request& request, std::string_view tag, const json::value& body) {
  if (is_unchanged(request, tag)) return not_modified(tag);
  auto r = ok(body);
  r.headers.add("ETag", tag);
  return r;
}

const std::vector<Operation>& operations() {
  static const auto* const all = [] {
    auto* out = new std::vector<Operation>();
    using Part = std::vector<Operation> (*)();
    // clang-format off: one a line, so that two who add to it do not meet.
    constexpr Part kParts[] = {
        &list_operations,     &matter_operations,        &matter_write_operations,   &playbook_operations,
        &people_operations,   &people_write_operations,  &event_operations,          &session_operations,
        &provider_operations, &own_account_operations,   &administration_operations, &attachment_operations,
        &upload_operations,   &export_operations,        &import_operations,         &map_operations,
        &wall_operations,     &dispatch_operations,      &notice_operations,         &public_operations,
        &rules_operations,    &public_upload_operations, &schedule_operations,       &rota_operations,
        &rent_operations,     &draw_operations,          &paper_operations,
    };
    // clang-format on
    for (const auto part : kParts)
      for (auto& op : part()) out->push_back(std::move(op));
    return out;
  }();
  return *all;
}

void mount(Router& router, Service& service) {
  for (const auto& op : operations()) {
    Route route;
    route.method = op.method;
    route.path = std::string(kRoot) + op.path;
    route.operation = op.id;
    route.options.runs = op.account ? Runs::kPool : op.runs;
    route.handler = [&service, &op](const Request& request, const Responder& responder) {
      if (op.account)
        account(service, op, request, responder);
      else if (op.is_write())
        write(service, op, request, responder);
      else if (op.watch)
        watch(service, op, request, responder);
      else
        read(service, op, request, responder);
    };
    if (op.open_sink) {
      route.options.body_max = limits::kMaxFileBytes;
      route.options.open_sink = [&service, &op](const Request& request) -> Result<std::shared_ptr<BodySink>> {
        if (op.is_open) {
          GUATU_TRY_VOID(check_same_origin(request, false));
          return op.open_sink(service, request, {});
        }
        GUATU_TRY(caller, admit(service, op, request));
        GUATU_TRY_VOID(check_query(op, request));
        return op.open_sink(service, request, caller.person);
      };
    }
    router.add(std::move(route));
  }
}

}  // namespace guatu::http::api
