// One matter: itself, its clocks with their arithmetic, its history, its children.
#include <algorithm>
#include <map>

#include "guatu/base/limits.h"
#include "guatu/http/api/acts.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/sight.h"
#include "guatu/http/etag.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

Result<Response> read_matter(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  GUATU_TRY(is_plain, boolean(ask.request, "personal"));
  const Sight sight(ask, m, *p, is_plain);
  if (is_plain && !sight.may_see_personal())
    return Error("matter.personal_refused", "personal", {{"who", shortened(ask.people().name(ask.person))}});
  if (is_plain) ask.audit(kernel::AuditKind::kPersonalRead, m.number);
  auto o = kernel::matter_json(m, *ask.world, ask.now, sight.fields());
  json::object titles;
  for (const auto& f : p->fields)
    if (sight.may_read(f)) titles.emplace(f.id, f.title.in(ask.lang()));
  o["field_titles"] = std::move(titles);
  o["state_title"] = kernel::state_title(*ask.world, m.playbook, m.version, m.state, ask.lang());
  o["may_see_personal"] = sight.may_see_personal();
  add_acts(ask, m, *p, o);
  o["now"] = to_text(ask.now);
  const auto tag = position_tag(m.last_position.value);
  if (ask.request.query.empty()) return tagged(ask.request, tag, std::move(o));
  auto r = ok(std::move(o));  // As of another moment, or with more to see, it is not what a write is tied to.
  if (!ask.as_of) r.headers.add("ETag", tag);
  return r;
}

/// The calendar with which a clock was decided: the one in force, or an older one out of the ledger.
Result<WorkCalendar> calendar_of(Ask& ask, const std::string& version) {
  const auto& now = ask.world->calendar();
  if (version.empty() || now.version() == version) return now;
  std::vector<CalendarFile> files;
  GUATU_TRY_VOID(ask.all->world_events({}, ask.as_of, [&](const kernel::Event& e) {
    const auto* c = std::get_if<kernel::CalendarPublished>(&e.data);
    if (c == nullptr || c->calendar != version) return true;
    for (const auto& f : c->files) files.push_back({f.name, f.text});
    return false;
  }));
  auto old = WorkCalendar::from_files(files);
  if (files.empty() || old.has_error()) return now;
  return std::move(*old);
}

Result<Response> list_clocks(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  const auto whole = kernel::matter_json(m, *ask.world, ask.now);
  json::array items;
  for (const auto& c : whole.at("clocks").as_array()) {
    auto o = c.as_object();
    o["title"] = kernel::clock_title(p, std::string(o.at("id").as_string()), ask.lang());
    items.push_back(std::move(o));
  }
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", nullptr}, {"now", to_text(ask.now)}});
}

Result<Response> explain_clock(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  const auto* c = m.clock(ask.param("clock"));
  if (c == nullptr) {
    std::vector<std::string> ids;
    for (const auto& x : m.clocks) ids.push_back(x.id);
    return Error("matter.unknown_clock", "clock",
                 {{"got", shortened(ask.param("clock"))}, {"clocks", join(ids, ", ")}});
  }
  GUATU_TRY(calendar, calendar_of(ask, c->calendar));
  auto span = c->span;
  for (auto& stop : span.stops)
    if (const auto* rule = p->stop(stop.reason)) stop.reason = rule->title.in(ask.lang());
  GUATU_TRY(e, kernel::explain(span, calendar, c->is_ended() ? c->ended_at : ask.now));
  auto o = kernel::explanation_json(e, ask.lang());
  o["clock"] = c->id;
  o["title"] = kernel::clock_title(p, c->id, ask.lang());
  o["recorded_due_at"] = kernel::instant_json(c->due_at);
  o["ended_at"] = kernel::instant_json(c->ended_at);
  o["is_stopped"] = !c->is_ended() && c->is_stopped();
  return ok(o);
}

Result<Response> read_history(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, limits::kMaxPageRows));
  std::int64_t after = 0;
  if (const auto* cursor = ask.request.query.find("cursor"); cursor != nullptr && !read_whole(*cursor, after))
    return bad_parameter("cursor", *cursor, "next_cursor");
  const Sight sight(ask, m, *p, false);
  json::array items;
  json::value next = nullptr;
  GUATU_TRY_VOID(ask.reader->history(m.id, Position{after}, ask.as_of, [&](const kernel::Event& e) {
    if (items.size() == static_cast<std::size_t>(limit)) {
      next = items.back().as_object().at("position");
      return false;
    }
    const auto seen = sight.shown(e);
    auto o = kernel::event_json(seen, kernel::event_text(seen, *ask.today, p, ask.lang()));
    o["title"] = kernel::event_title(seen, ask.lang());
    o["by_name"] =
        e.by == kernel::kSystem ? ask.lang() == Lang::kZh ? "系统" : "system" : ask.people().name(e.by);
    items.push_back(std::move(o));
    return true;
  }));
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", std::move(next)}});
}

}  // namespace

std::vector<Operation> matter_operations() {
  const std::vector<Member> view{{"as_of"}, {"at"}};
  return {
      {Method::kGet, "/matters/{matter}", "readMatter", {{"as_of"}, {"at"}, {"personal"}}, {}, &read_matter},
      {Method::kGet, "/matters/{matter}/clocks", "listClocks", view, {}, &list_clocks},
      {Method::kGet,
       "/matters/{matter}/clocks/{clock}/explanation",
       "explainClock",
       view,
       {},
       &explain_clock,
       {},
       200,
       Runs::kPool},
      {Method::kGet,
       "/matters/{matter}/history",
       "readHistory",
       {{"as_of"}, {"limit"}, {"cursor"}},
       {},
       &read_history,
       {},
       200,
       Runs::kPool},
  };
}

}  // namespace guatu::http::api
