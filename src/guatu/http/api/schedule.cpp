// The computed schedule of a matter's parts, and what a change of them would move. Nothing of it is written:
// dates are saved by the ordinary verbs. See docs/rows/R1.md.
#include "guatu/http/api/schedule.h"

#include <algorithm>

#include "guatu/domain/project/schedule.h"
#include "guatu/http/api/input.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

namespace project = domain::project;

/// Parts that one preview may change.
constexpr std::size_t kMostChanges = 100;

struct Scheduled {
  std::vector<project::Part> parts;
  project::Network net;
  plan::Plan plan;
};

json::value date_json(const std::optional<CivilDate>& d) {
  return d ? json::value(to_text(*d)) : json::value(nullptr);
}

Result<plan::Plan> planned(const Ask& ask, const project::Network& net) {
  auto plan = plan::critical_path(net.tasks, ask.world->calendar(), date_of(ask.now));
  if (plan.has_error()) return plan.error().front();
  return std::move(*plan);
}

Result<Scheduled> scheduled(Ask& ask, const kernel::Matter& root) {
  Scheduled out;
  GUATU_TRY(parts, project::parts_of(*ask.reader, *ask.today, root.id, ask.as_of));
  out.parts = std::move(parts);
  out.net = project::network_of(out.parts, date_of(ask.now));
  GUATU_TRY(plan, planned(ask, out.net));
  out.plan = std::move(plan);
  return out;
}

json::object task_json(const Ask& ask, const Scheduled& s, std::size_t i) {
  const auto& [m, playbook, has_parts, due] = s.parts[i];
  const auto& t = s.net.tasks[i];
  const auto& p = s.plan.tasks[i];
  json::array after;
  for (const auto& a : t.after) after.emplace_back(a.task);
  return {{"matter", std::to_string(m.id.value)},
          {"number", m.number},
          {"title", m.title()},
          {"playbook", m.playbook},
          {"parent", std::to_string(m.parent.value)},
          {"state", m.state},
          {"state_title", kernel::state_title(*ask.today, m.playbook, m.version, m.state, ask.lang())},
          {"holder", kernel::id_json(m.holder)},
          {"has_parts", has_parts},
          {"duration_days", t.duration_days},
          {"remaining_days", p.remaining_days},
          {"share_done", t.share_done},
          {"after", std::move(after)},
          {"not_before", date_json(t.not_before)},
          {"started_on", date_json(t.started_on)},
          {"planned_finish", date_json(due)},
          {"start", to_text(p.early_start)},
          {"finish", to_text(p.early_finish)},
          {"late_start", to_text(p.late_start)},
          {"late_finish", to_text(p.late_finish)},
          {"slack_days", p.slack_days},
          {"is_critical", p.is_critical},
          {"is_finished", p.is_finished},
          {"is_assumed", p.is_assumed},
          {"driver", plan::text_of(p.driver)},
          {"driven_by", p.driven_by.empty() ? json::value(nullptr) : json::value(p.driven_by)},
          {"light",
           m.is_open() ? kernel::text_of(project::forecast_light(m, *playbook, p.early_finish)) : "none"}};
}

json::object schedule_json(const Ask& ask, const kernel::Matter& root, const kernel::Playbook& p,
                           const Scheduled& s) {
  json::array tasks;
  for (std::size_t i = 0; i < s.parts.size(); ++i) tasks.push_back(task_json(ask, s, i));
  json::array left_out;
  for (const auto& l : s.net.left_out)
    left_out.push_back(json::object{{"number", l.number}, {"after", l.after}});
  const bool has_forecast = root.is_open() && !s.parts.empty();
  return {{"as_of", to_text(s.plan.as_of)},
          {"planned_finish", date_json(project::planned_of(root, p))},
          {"forecast_finish", has_forecast ? json::value(to_text(s.plan.finish)) : json::value(nullptr)},
          {"light", has_forecast ? kernel::text_of(project::forecast_light(root, p, s.plan.finish)) : "none"},
          {"tasks", std::move(tasks)},
          {"left_out", std::move(left_out)},
          {"now", to_text(ask.now)}};
}

Result<Response> read_schedule(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  GUATU_TRY(s, scheduled(ask, m));
  return ok(schedule_json(ask, m, *p, s));
}

Error expected(const std::string& where, const char* what) {
  return Error("json.expected", where, {{"expected", what}});
}

/// Takes the values of one change into the part that it names.
Result<void> take_change(const Ask& ask, const json::value& change, const std::string& at,
                         std::vector<project::Part>& parts) {
  const auto* o = change.if_object();
  const auto* name = o == nullptr ? nullptr : o->if_contains("matter");
  const auto* fields = o == nullptr ? nullptr : o->if_contains("fields");
  if (name == nullptr || !name->is_string() || fields == nullptr || !fields->is_object() || o->size() != 2)
    return expected(at, R"({"matter": "JD-2022-0001", "fields": {"duration": 20}})");
  const auto find = [&](const std::string& id) {
    return std::find_if(parts.begin(), parts.end(), [&](const project::Part& p) {
      return p.matter.number == id || std::to_string(p.matter.id.value) == id;
    });
  };
  const auto it = find(std::string(name->get_string()));
  if (it == parts.end())
    return Error("schedule.no_part", at + "/matter",
                 {{"got", shortened(std::string_view(name->get_string()))}});
  const kernel::FieldWorld world{ask.people(), [&](const std::string& id) -> std::optional<kernel::Matter> {
                                   const auto other = find(id);
                                   return other == parts.end() ? std::nullopt : std::optional(other->matter);
                                 }};
  static const std::vector<std::string> kAllowed{"duration",   "after",      "not_before",
                                                 "started_on", "share_done", "due_on"};
  GUATU_TRY(values, kernel::canonical_fields(*it->playbook, fields->get_object(), &kAllowed, world));
  for (const auto& [id, value] : values) {
    it->matter.fields[id] = value;
    if (id == "due_on" && value.is_string()) {
      GUATU_TRY(day, parse_date(value.get_string()));
      it->planned = day;
    }
  }
  return {};
}

json::object moved_json(const plan::Changes& c, std::size_t at, const std::vector<project::Part>& parts) {
  const auto& m = c.moved[at];
  const auto it = std::find_if(parts.begin(), parts.end(),
                               [&](const project::Part& p) { return p.matter.number == m.id; });
  json::array chain;
  for (const auto& id : plan::chain_of(c, at)) chain.emplace_back(id);
  return {{"number", m.id},
          {"title", it->matter.title()},
          {"start_before", date_json(m.start_before)},
          {"start_after", to_text(m.start_after)},
          {"finish_before", date_json(m.finish_before)},
          {"finish_after", to_text(m.finish_after)},
          {"by_days", m.by_days},
          {"cause", plan::text_of(m.own)},
          {"chain", std::move(chain)}};
}

json::array texts(const std::vector<std::string>& of) {
  json::array out;
  for (const auto& t : of) out.emplace_back(t);
  return out;
}

Result<Response> preview_schedule(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  GUATU_TRY(before, scheduled(ask, m));
  const auto* list = ask.body.if_contains("changes");
  if (list == nullptr || !list->is_array() || list->get_array().empty() ||
      list->get_array().size() > kMostChanges)
    return expected("/changes", "1 – 100");
  auto after = before;
  for (std::size_t i = 0; i < list->get_array().size(); ++i)
    GUATU_TRY_VOID(take_change(ask, list->get_array()[i], "/changes/" + std::to_string(i), after.parts));
  after.net = project::network_of(after.parts, date_of(ask.now));
  GUATU_TRY(plan, planned(ask, after.net));
  after.plan = std::move(plan);
  const auto c = plan::changes(before.net.tasks, before.plan, after.net.tasks, after.plan);
  json::array moved;
  for (std::size_t i = 0; i < c.moved.size(); ++i) moved.push_back(moved_json(c, i, after.parts));
  const auto light_before = project::forecast_light(m, *p, before.plan.finish);
  return ok(json::object{{"moved", std::move(moved)},
                         {"critical", texts(c.critical)},
                         {"uncritical", texts(c.uncritical)},
                         {"finish_before", to_text(c.finish_before)},
                         {"finish_after", to_text(c.finish_after)},
                         {"light_before", kernel::text_of(light_before)},
                         {"schedule", schedule_json(ask, m, *p, after)}});
}

}  // namespace

std::vector<Operation> schedule_operations() {
  return {{Method::kGet,
           "/matters/{matter}/schedule",
           "readSchedule",
           {{"as_of"}, {"at"}},
           {},
           &read_schedule,
           {},
           200,
           Runs::kPool},
          {Method::kPost,
           "/matters/{matter}/schedule-previews",
           "previewSchedule",
           {},
           {{{"changes", true}}},
           &preview_schedule,
           {},
           200,
           Runs::kPool}};
}

}  // namespace guatu::http::api
