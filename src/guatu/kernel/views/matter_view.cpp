#include "guatu/kernel/views/matter_view.h"

#include <fmt/format.h>

#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel {

namespace {

json::array ids_json(const std::vector<PersonId>& ids) {
  json::array out;
  for (const auto& p : ids) out.push_back(json_text(p.value));
  return out;
}

json::object clock_json(const MatterClock& c, const World& world, Instant now) {
  json::object o = to_json_object(c);
  o.insert_or_assign("due_at", instant_json(c.due_at));
  o.insert_or_assign("ended_at", instant_json(c.ended_at));
  o["is_running"] = c.is_running();
  o["is_stopped"] = !c.is_ended() && c.is_stopped();
  if (c.is_running()) {
    const auto left = remaining(now, c.due_at, world.calendar());
    o["remaining"] = json::object{
        {"minutes", left.minutes}, {"working_days", left.working_days}, {"is_late", left.is_late}};
  }
  return o;
}

const char* line_kind(ExplainLine::Kind k) {
  using Kind = ExplainLine::Kind;
  switch (k) {
    case Kind::kStart:
      return "start";
    case Kind::kCounted:
      return "counted";
    case Kind::kWorkedWeekend:
      return "worked_weekend";
    case Kind::kWeekend:
      return "weekend";
    case Kind::kHoliday:
      return "holiday";
    case Kind::kStopped:
      return "stopped";
    case Kind::kRolled:
      return "rolled";
    case Kind::kExtended:
      return "extended";
    case Kind::kSpan:
      return "span";
    case Kind::kDue:
      return "due";
  }
  return "";
}

}  // namespace

json::value instant_json(Instant t) {
  return t.us == 0 ? json::value(nullptr) : to_json(t);
}

std::string minute_text(Instant t) {
  if (t.us == 0) return {};
  auto s = to_text(t).substr(0, 16);
  s[10] = ' ';
  return s;
}

std::string due_text(Instant due_at) {
  const bool is_midnight = minute_of_day(due_at) == 0;
  const auto day = is_midnight ? date_of(due_at) - 1 : date_of(due_at);
  const int minute = is_midnight ? 1440 : minute_of_day(due_at);
  return fmt::format("{} {:02}:{:02}", to_text(day), minute / 60, minute % 60);
}

json::object row_json(const MatterRow& r, Instant now) {
  json::object o;
  o.emplace("id", std::to_string(r.id.value));
  o.emplace("number", r.number);
  o.emplace("playbook", r.playbook);
  o.emplace("title", r.title);
  o.emplace("light", text_of(light(r, now)));
  o.emplace("unit", id_json(r.unit));
  o.emplace("parent", id_json(r.parent));
  o.emplace("about", id_json(r.about));
  o.emplace("state", r.state);
  o.emplace("outcome", r.outcome);
  o.emplace("opener", id_json(r.opener));
  o.emplace("holder", id_json(r.holder));
  o.emplace("opened_at", instant_json(r.opened_at));
  o.emplace("closed_at", instant_json(r.closed_at));
  o.emplace("moved_at", instant_json(r.moved_at));
  o.emplace("due_at", instant_json(r.due_at));
  o.emplace("warn_at", instant_json(r.warn_at));
  o.emplace("mark", r.mark);
  o.emplace("returns", r.returns);
  o.emplace("is_parked", r.is_parked);
  o.emplace("is_stopped", r.is_stopped);
  o.emplace("supervisor", id_json(r.supervisor));
  json::array told;
  for (std::size_t from = 0; from < r.last_told.size();) {
    const auto end = std::min(r.last_told.find(',', from), r.last_told.size());
    told.push_back(json_text(r.last_told.substr(from, end - from)));
    from = end + 1;
  }
  o.emplace("last_told", std::move(told));
  o.emplace("position", std::to_string(r.position.value));
  return o;
}

json::object matter_json(const Matter& m, const World& world, Instant now) {
  json::object o = to_json_object(m);
  for (const char* always : {"outcome", "state", "number"})
    if (!o.contains(always)) o.emplace(always, "");
  o["title"] = m.title();
  o["light"] = text_of(light(m, now));
  o["due_at"] = instant_json(m.due_at());
  o["closed_at"] = instant_json(m.closed_at);
  o["holder"] = id_json(m.holder);
  o["parent"] = id_json(m.parent);
  o["about"] = id_json(m.about);
  json::array clocks;
  for (const auto& c : m.clocks) clocks.push_back(clock_json(c, world, now));
  o["clocks"] = std::move(clocks);
  o["trail"] = ids_json(m.trail);
  return o;
}

json::object event_json(const Event& e, const std::string& text) {
  json::object o;
  o.emplace("position", std::to_string(e.position.value));
  o.emplace("matter", id_json(e.matter));
  o.emplace("at", to_text(e.at));
  o.emplace("by", e.by.value);
  o.emplace("type", json_text(type_of(e)));
  o.emplace("version", version_of(e));
  auto data = parse_json(encode_data(e));
  o.emplace("data", data.has_value() ? std::move(*data) : json::value(json::object{}));
  o.emplace("text", text);
  return o;
}

json::object explanation_json(const Explanation& e, Lang lang) {
  json::array lines;
  for (const auto& l : e.lines)
    lines.push_back(json::object{{"date", to_text(l.date)},
                                 {"kind", line_kind(l.kind)},
                                 {"count", l.count},
                                 {"note", l.note.in(lang)}});
  return {{"rule", e.rule.in(lang)},       {"basis", e.basis},
          {"confirmed", e.confirmed},      {"calendar", e.calendar},
          {"sources", to_json(e.sources)}, {"started_at", to_text(e.started_at)},
          {"due_at", to_text(e.due_at)},   {"budget", e.budget},
          {"unit", text_of(e.unit)},       {"lines", std::move(lines)}};
}

std::string state_title(const World& world, const std::string& playbook, int version,
                        const std::string& state, Lang lang) {
  const auto* p = world.playbook(playbook, version);
  const auto* s = p == nullptr ? nullptr : p->state(state);
  if (s != nullptr && !s->title.in(lang).empty()) return s->title.in(lang);
  return state == "merged" || state == "withdrawn" ? outcome_text(state, lang) : state;
}

std::string clock_title(const Playbook* p, const std::string& clock, Lang lang) {
  if (clock == "park") return lang == Lang::kZh ? "挂账复核" : "parked, review";
  if (p == nullptr) return clock;
  if (const auto* set = p->limit_set(clock); set != nullptr && !set->title.in(lang).empty())
    return set->title.in(lang);
  if (const auto* s = p->state(clock); s != nullptr && !s->title.in(lang).empty()) return s->title.in(lang);
  return clock;
}

std::string outcome_text(const std::string& outcome, Lang lang) {
  if (lang == Lang::kEn) return outcome;
  if (outcome == "done") return "办结";
  if (outcome == "refused") return "不予办理";
  if (outcome == "withdrawn") return "撤回";
  if (outcome == "merged") return "并案";
  return outcome;
}

std::string unit_name(const World& world, const UnitId& id, Lang lang) {
  const auto* u = world.people().unit(id);
  return u == nullptr ? id.value : u->title().in(lang);
}

std::string names_text(const World& world, const std::vector<PersonId>& ids, Lang lang) {
  std::vector<std::string> out;
  for (const auto& p : ids) out.push_back(world.people().name(p));
  return join(out, lang == Lang::kZh ? "、" : ", ");
}

std::string remaining_text(Instant now, Instant due, const WorkCalendar& calendar, Lang lang, bool is_short) {
  if (due.us == 0) return {};
  const auto left = remaining(now, due, calendar);
  const bool zh = lang == Lang::kZh;
  const auto days = left.working_days < 0 ? -left.working_days : left.working_days;
  if (days > 0) {
    const char* unit = zh          ? (is_short ? "工作日" : "个工作日")
                       : is_short  ? "wd"
                       : days == 1 ? "working day"
                                   : "working days";
    if (left.is_late) return fmt::format(fmt::runtime(zh ? "逾期{}{}" : "{} {} late"), days, unit);
    return fmt::format(fmt::runtime(zh ? "余{}{}" : "{} {} left"), days, unit);
  }
  const auto minutes = left.minutes < 0 ? -left.minutes : left.minutes;
  const auto time = fmt::format("{}:{:02}", minutes / 60, minutes % 60);
  if (left.is_late) return fmt::format(fmt::runtime(zh ? "逾期 {}" : "{} late"), time);
  return fmt::format(fmt::runtime(zh ? "余 {}" : "{} left"), time);
}

}  // namespace guatu::kernel
