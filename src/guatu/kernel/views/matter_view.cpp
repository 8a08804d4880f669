#include "guatu/kernel/views/matter_view.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel {

namespace {

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

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

constexpr std::size_t kRowMembers = 25;

struct ObjectOut {
  json::object& o;
  void text(const char* key, std::string_view value) const { o.emplace(key, json_text(value)); }
  void null(const char* key) const { o.emplace(key, nullptr); }
  void number(const char* key, std::int64_t value) const { o.emplace(key, value); }
  void flag(const char* key, bool value) const { o.emplace(key, value); }
  void words(const char* key, std::string_view comma_separated) const {
    json::array out;
    for (const auto& w : split_words(comma_separated)) out.push_back(json_text(w));
    o.emplace(key, std::move(out));
  }
};

struct TextOut {
  std::string& out;
  void name(const char* key) const {
    out += '"';
    out += key;
    out += "\":";
  }
  void text(const char* key, std::string_view value) const {
    name(key);
    append_json_text(out, value);
    out += ',';
  }
  void null(const char* key) const {
    name(key);
    out += "null,";
  }
  void number(const char* key, std::int64_t value) const {
    name(key);
    out += std::to_string(value);
    out += ',';
  }
  void flag(const char* key, bool value) const {
    name(key);
    out += value ? "true," : "false,";
  }
  void words(const char* key, std::string_view comma_separated) const {
    name(key);
    out += '[';
    for (const auto& w : split_words(comma_separated)) {
      append_json_text(out, w);
      out += ',';
    }
    if (out.back() == ',') out.pop_back();
    out += "],";
  }
};

/// What a row says, once for both forms.
template <class Out>
void row_members(const Out& out, const MatterRow& r, Instant now) {
  const auto id = [&](const char* key, const auto& x) {
    if (!x) return out.null(key);
    if constexpr (std::is_same_v<std::decay_t<decltype(x.value)>, std::string>)
      out.text(key, x.value);
    else
      out.text(key, std::to_string(x.value));
  };
  const auto at = [&](const char* key, Instant t) { t.us == 0 ? out.null(key) : out.text(key, to_text(t)); };
  out.text("id", std::to_string(r.id.value));
  out.text("number", r.number);
  out.text("playbook", r.playbook);
  out.text("title", r.title);
  out.text("light", text_of(light(r, now)));
  id("unit", r.unit);
  id("parent", r.parent);
  id("about", r.about);
  out.text("state", r.state);
  out.text("outcome", r.outcome);
  id("opener", r.opener);
  id("holder", r.holder);
  at("opened_at", r.opened_at);
  at("closed_at", r.closed_at);
  at("moved_at", r.moved_at);
  at("due_at", r.due_at);
  at("warn_at", r.warn_at);
  out.text("mark", r.mark);
  out.number("returns", r.returns);
  out.flag("is_parked", r.is_parked);
  out.flag("is_stopped", r.is_stopped);
  id("supervisor", r.supervisor);
  out.words("last_told", r.last_told);
  out.text("position", std::to_string(r.position.value));
}

}  // namespace

json::value instant_json(Instant t) {
  return t.us == 0 ? json::value(nullptr) : to_json(t);
}

std::string due_text(Instant due_at) {
  const bool is_midnight = minute_of_day(due_at) == 0;
  const auto day = is_midnight ? date_of(due_at) - 1 : date_of(due_at);
  const int minute = is_midnight ? 1440 : minute_of_day(due_at);
  return fmt::format("{} {:02}:{:02}", to_text(day), minute / 60, minute % 60);
}

json::object row_json(const MatterRow& r, Instant now) {
  json::object o;
  o.reserve(kRowMembers);
  row_members(ObjectOut{o}, r, now);
  return o;
}

void append_row_json(std::string& out, const MatterRow& r, Instant now) {
  out += '{';
  row_members(TextOut{out}, r, now);
  out.back() = '}';  // Instead of the last comma.
}

json::object matter_json(const Matter& m, const World& world, Instant now) {
  auto o = matter_json(m, world, now, m.fields);
  if (m.fields.empty()) o.erase("fields");
  return o;
}

json::object matter_json(const Matter& m, const World& world, Instant now, json::object fields) {
  // Those are written otherwise below.
  static constexpr std::array<std::string_view, 7> kOwn{"closed_at", "holder", "parent", "about",
                                                        "clocks",    "trail",  "fields"};
  json::object o = to_json_object(m, kOwn);
  o.emplace("fields", std::move(fields));
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
