#include "guatu/kernel/views/rules_view.h"

#include <algorithm>

#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::kernel {

namespace {

bool is_seen(MatterId id, const RulesView& view) {
  return !view.may_see || view.may_see(id);
}

json::array persons_json(const std::vector<PersonId>& ids) {
  json::array out;
  for (const auto& p : ids) out.emplace_back(p.value);
  return out;
}

json::value run_json(const ClockRun& r, bool is_late) {
  if (!r.begun) return nullptr;
  return json::object{{"begun_at", to_text(r.begun_at)},
                      {"due_at", to_text(r.due_at)},
                      {"ended_at", instant_json(r.ended_at)},
                      {"holder", id_json(r.holder)},
                      {"is_late", is_late}};
}

json::value fired_json(const RungFired& f) {
  if (f.at.us == 0) return nullptr;
  return json::object{{"rung_at", to_text(f.rung_at)},
                      {"fired_at", to_text(f.at)},
                      {"told", persons_json(f.told)},
                      {"mark", f.mark},
                      {"handed_to", id_json(f.handed_to)}};
}

/// What a rule said to somebody about a matter. What it says of a field may name a value.
json::object refusal_json(const Error& e, MatterId matter, const RulesView& view) {
  const bool is_shown = !view.may_see || (view.may_see(matter) && !e.key.starts_with("field."));
  return {{"key", e.key}, {"message", is_shown ? json::value(sentence(e, view.lang)) : json::value(nullptr)}};
}

json::value title_json(MatterId matter, const std::string& title, const RulesView& view) {
  return is_seen(matter, view) ? json::value(title) : json::value(nullptr);
}

json::object totals_json(const RehearsalReport& r) {
  return {{"matters", r.matters},
          {"clocks", r.clocks},
          {"due_moved", r.due_moved},
          {"late_before", r.late_before},
          {"late_after", r.late_after},
          {"became_late", r.became_late},
          {"became_timely", r.became_timely},
          {"rungs_before", r.rungs_before},
          {"rungs_after", r.rungs_after},
          {"rungs_new", r.rungs_new},
          {"rungs_gone", r.rungs_gone},
          {"rungs_other_people", r.rungs_other_people},
          {"rungs_moved", r.rungs_moved},
          {"illegal", static_cast<std::int64_t>(r.illegal.size())},
          {"not_compared", static_cast<std::int64_t>(r.not_compared.size())}};
}

bool is_changed(const ClockPair& p) {
  return p.due_moved() || p.was_late != p.is_late ||
         (p.before.begun.value != 0) != (p.after.begun.value != 0);
}

json::object clock_json(const ClockPair& p, const RulesView& view) {
  return {{"matter", id_json(p.matter)},
          {"number", p.number},
          {"title", title_json(p.matter, p.title, view)},
          {"clock", p.clock()},
          {"before", run_json(p.before, p.was_late)},
          {"after", run_json(p.after, p.is_late)}};
}

json::object rung_json(const RungPair& p) {
  return {{"matter", id_json(p.matter)},
          {"number", p.number},
          {"clock", p.clock},
          {"rung", (p.after.at.us != 0 ? p.after : p.before).rung + 1},
          {"kind", text_of(p.kind)},
          {"before", fired_json(p.before)},
          {"after", fired_json(p.after)}};
}

json::object illegal_json(const IllegalAct& a, const RulesView& view) {
  auto o = refusal_json(a.error, a.matter, view);
  o["position"] = std::to_string(a.position.value);
  o["matter"] = id_json(a.matter);
  o["number"] = a.number;
  o["at"] = to_text(a.at);
  o["by"] = a.by.value;
  o["act"] = a.act;
  return o;
}

json::object lost_json(const NotCompared& n, const RulesView& view) {
  auto o = refusal_json(n.error, n.matter, view);
  o["position"] = std::to_string(n.position.value);
  o["matter"] = id_json(n.matter);
  o["number"] = n.number;
  o["title"] = title_json(n.matter, n.title, view);
  return o;
}

json::object load_json(const PersonLoad& l) {
  return {{"person", l.person.value},      {"late_before", l.late_before}, {"late_after", l.late_after},
          {"told_before", l.told_before},  {"told_after", l.told_after},   {"handed_before", l.handed_before},
          {"handed_after", l.handed_after}};
}

}  // namespace

json::object moved_clock_json(const MovedClock& m) {
  return {{"matter", id_json(m.matter)},
          {"number", m.number},
          {"clock", m.clock},
          {"before", to_text(m.before)},
          {"after", to_text(m.after)}};
}

json::object rehearsal_json(const RehearsalReport& r, const RulesView& view) {
  json::array clocks, rungs, illegal, lost, loads;
  const auto has_room = [&](const json::array& list) { return list.size() < view.limit; };
  for (const auto& p : r.pairs)
    if (is_changed(p) && has_room(clocks)) clocks.push_back(clock_json(p, view));
  for (const auto& p : r.rungs)
    if (has_room(rungs)) rungs.push_back(rung_json(p));
  for (const auto& a : r.illegal)
    if (has_room(illegal)) illegal.push_back(illegal_json(a, view));
  for (const auto& n : r.not_compared)
    if (has_room(lost)) lost.push_back(lost_json(n, view));
  for (const auto& l : r.loads)
    if (has_room(loads)) loads.push_back(load_json(l));
  return {{"from", to_text(r.from)},         {"to", to_text(r.to)},        {"totals", totals_json(r)},
          {"clocks", std::move(clocks)},     {"rungs", std::move(rungs)},  {"illegal", std::move(illegal)},
          {"not_compared", std::move(lost)}, {"persons", std::move(loads)}};
}

int passed_over(const MigratedClock& c, const MatterClock* before) {
  const int fired = before == nullptr ? 0 : before->next_rung;
  return std::max(0, c.next_rung - fired);
}

json::object migrated_json(const MigratedMatter& m, const RulesView& view) {
  const auto& e = std::get<MatterMigrated>(m.events.front().data);
  json::array clocks;
  for (const auto& c : e.clocks) {
    const auto* before = m.before.clock(c.clock);
    clocks.push_back(
        json::object{{"clock", c.clock},
                     {"to", c.to.empty() ? json::value(nullptr) : json::value(c.to)},
                     {"due_before", to_text(before->due_at)},
                     {"due_after", c.to.empty() ? json::value(nullptr) : json::value(to_text(c.due_at))},
                     {"rungs_passed_over", c.to.empty() ? 0 : passed_over(c, before)}});
  }
  json::array started;
  for (const auto& event : m.events)
    if (const auto* s = std::get_if<ClockStarted>(&event.data); s != nullptr)
      started.push_back(json::object{{"clock", s->clock}, {"due_at", to_text(s->due_at)}});
  json::object fields;
  for (const auto& [id, value] : e.fields) fields.emplace(id, view.may_see ? json::value(nullptr) : value);
  json::object dropped;
  for (const auto& [id, why] : e.dropped) dropped.emplace(id, why);
  return {{"matter", id_json(m.before.id)},
          {"number", m.before.number},
          {"title", title_json(m.before.id, m.before.title(), view)},
          {"version_before", e.from_version},
          {"version_after", e.to_version},
          {"state_before", m.before.state},
          {"state_after", e.state},
          {"holder_before", id_json(m.before.holder)},
          {"holder_after", id_json(e.holder)},
          {"fields", std::move(fields)},
          {"dropped", std::move(dropped)},
          {"clocks", std::move(clocks)},
          {"clocks_started", std::move(started)},
          {"lapsed", to_json(e.lapsed)}};
}

json::object finding_json(const Error& e, const std::vector<std::string>& path, Lang lang) {
  return {{"key", e.key},         {"field", e.field},         {"message", sentence(e, lang)},
          {"line", e.place.line}, {"column", e.place.column}, {"path", to_json(path)}};
}

}  // namespace guatu::kernel
