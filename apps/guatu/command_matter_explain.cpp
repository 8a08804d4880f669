// matter explain, matter history: why it is due then, and what happened.
#include <fmt/format.h>

#include <map>

#include "guatu/brief.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

/// The calendar with which a clock was decided: the one in force, or an older one out of the ledger.
class Calendars {
 public:
  explicit Calendars(const View& v) : v_(v) {}

  Result<const WorkCalendar*> find(const std::string& version) {
    const auto& now = v_.world->calendar();
    if (version.empty() || now.version() == version) return &now;
    if (const auto it = old_.find(version); it != old_.end()) return &it->second;
    std::vector<CalendarFile> files;
    GUATU_TRY_VOID(v_.reader->world_events({}, v_.as_of, [&](const kernel::Event& e) {
      const auto* c = std::get_if<kernel::CalendarPublished>(&e.data);
      if (c == nullptr || c->calendar != version) return true;
      for (const auto& f : c->files) files.push_back({f.name, f.text});
      return false;
    }));
    auto read = WorkCalendar::from_files(files);
    if (files.empty() || read.has_error()) return &now;  // Then the difference is said below.
    return &old_.emplace(version, std::move(*read)).first->second;
  }

 private:
  const View& v_;
  std::map<std::string, WorkCalendar> old_;
};

std::string status(const Session& s, const kernel::MatterClock& c) {
  if (c.is_ended()) return s.say({"已结束 ", "ended "}) + minute_text(c.ended_at);
  if (c.is_stopped()) return s.say({"中止中", "stands still"});
  return s.say({"计时中", "running"});
}

/// `听证` for the stop `hearing`; the id when the playbook has no such stop.
std::string stop_title(const Session& s, const kernel::Playbook* p, const std::string& reason) {
  if (reason == "park") return s.say({"挂账", "parked"});
  const auto* rule = p == nullptr ? nullptr : p->stop(reason);
  return rule == nullptr ? reason : rule->title.in(s.lang);
}

Outcome explain_matter(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(m, find_matter(v, s.args.operands.at(0)));
  const auto* p = v.world->playbook(m.playbook, m.version);
  const auto wanted = s.args.text("--clock");
  if (!wanted.empty() && m.clock(wanted) == nullptr) {
    std::vector<std::string> ids;
    for (const auto& c : m.clocks) ids.push_back(c.id);
    return Error("cli.no_such_clock", "--clock",
                 {{"got", wanted.substr(0, 60)}, {"clocks", join(ids, ", ")}});
  }
  Calendars calendars(v);
  json::array out;
  if (!s.json) s.io.out << m.number << "  " << m.title() << '\n';
  for (const auto& c : m.clocks) {
    if (!wanted.empty() && c.id != wanted) continue;
    GUATU_TRY(calendar, calendars.find(c.calendar));
    kernel::Span span = c.span;
    for (auto& stop : span.stops) stop.reason = stop_title(s, p, stop.reason);
    GUATU_TRY(e, kernel::explain(span, *calendar, c.is_ended() ? c.ended_at : v.now));
    if (s.json) {
      out.push_back(explanation_json(e, s.lang));
      auto& o = out.back().as_object();
      o["clock"] = c.id;
      o["title"] = clock_title(p, c.id, s.lang);
      o["recorded_due_at"] = instant_json(c.due_at);
      o["ended_at"] = instant_json(c.ended_at);
      continue;
    }
    s.io.out << '\n'
             << paint(s.io, clock_title(p, c.id, s.lang) + " (" + c.id + ")", kBold) << "  " << status(s, c)
             << '\n'
             << kernel::to_text(e, s.lang);
    if (e.due_at != c.due_at && !c.is_stopped())
      s.io.out << s.say({"账上记的到期是 ", "The ledger has it due at "}) << due_text(c.due_at) << '\n';
  }
  if (s.json)
    print_json(s.io.out,
               json::object{{"number", m.number}, {"clocks", std::move(out)}, {"now", to_text(v.now)}});
  else if (m.clocks.empty())
    s.io.out << s.say({"没有时钟。\n", "It has no clock.\n"});
  return {};
}

Outcome history(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(m, find_matter(v, s.args.operands.at(0)));
  const auto* p = v.world->playbook(m.playbook, m.version);
  json::array items;
  Table t;
  t.column(s.say({"时间", "when"}));
  t.column(s.say({"谁", "who"}), false, true);
  t.column(s.say({"事", "what"}));
  t.column("", false, true);
  GUATU_TRY_VOID(v.reader->events({}, v.as_of, m.id, [&](const kernel::Event& e) {
    const auto text = event_text(e, *v.world, p, s.lang);
    if (s.json)
      items.push_back(event_json(e, text));
    else
      t.row({minute_text(e.at),
             e.by == kernel::kSystem ? s.say({"系统", "system"}) : v.world->people().name(e.by),
             event_title(e, s.lang), text});
    return true;
  }));
  if (s.json) {
    print_json(s.io.out,
               json::object{{"number", m.number}, {"items", std::move(items)}, {"next_cursor", nullptr}});
    return {};
  }
  s.io.out << m.number << "  " << m.title() << '\n';
  t.print(s.io);
  return {};
}

}  // namespace

std::vector<CommandSpec> matter_explain_commands() {
  const FlagSpec as_of{"--as-of", "INSTANT|POSITION", {"按当时所知", "as it was known then"}};
  return {
      {"matter",
       "explain",
       {"为什么这时到期：逐日列出计与不计及理由", "why it is due then: day by day, counted or not and why"},
       "NUMBER",
       1,
       1,
       {{"--clock", "ID", {"只看这个时钟", "this clock only"}}, as_of},
       {{"matter explain YH-2022-0001", {"", ""}}},
       &explain_matter},
      {"matter",
       "history",
       {"这件事项从头到现在：谁在何时做了什么", "all that happened to it: who, when, what"},
       "NUMBER",
       1,
       1,
       {as_of},
       {{"matter history YH-2022-0001 --json", {"", ""}}},
       &history}};
}

}  // namespace guatu::app
