// Looks over a finished rota turn by turn. Shares nothing with the search, so that it can find what that gets
// wrong.
#include <map>
#include <set>

#include "guatu/plan/rota.h"

namespace guatu::plan {
namespace {

Error found(const char* key, CivilDate on, const std::string& person) {
  return Error(key, {}, {{"date", to_text(on)}, {"person", person}});
}

void check_line(const RotaQuestion& question, const RotaLine& line, std::span<const RotaTurn> turns,
                bool is_swapped, Problems& problems) {
  std::map<CivilDate, std::set<std::string>> by_day;
  std::map<std::string, std::set<CivilDate>> by_person;
  for (const auto& t : turns) {
    if (t.line != line.id) continue;
    by_day[t.on].insert(t.person);
    by_person[t.person].insert(t.on);
  }
  for (CivilDate d : line.days)
    if (static_cast<int>(by_day[d].size()) != line.seats)
      problems.push_back(found("rota.check.seats", d, ""));
  const std::set<CivilDate> days(line.days.begin(), line.days.end());
  for (const auto& [d, people] : by_day)
    if (!days.contains(d)) problems.push_back(found("rota.check.day", d, ""));
  if (is_swapped) return;
  std::set<std::string> members;
  for (const auto& p : line.people) {
    members.insert(p.id);
    const auto& on = by_person[p.id];
    if (p.at_most > 0 && static_cast<int>(on.size()) > p.at_most)
      problems.push_back(found("rota.check.at_most", *on.rbegin(), p.id));
    for (auto a = on.begin(); a != on.end() && std::next(a) != on.end(); ++a) {
      int steps = 0;  // receiving days after *a up to the next turn
      for (CivilDate d : question.receiving) steps += d > *a && d <= *std::next(a) ? 1 : 0;
      if (steps < line.rest) problems.push_back(found("rota.check.rest", *std::next(a), p.id));
    }
  }
  for (const auto& [person, on] : by_person)
    if (!on.empty() && !members.contains(person))
      problems.push_back(found("rota.check.member", *on.begin(), person));
  for (const auto& pin : line.pins)
    if (!by_day[pin.on].contains(pin.person)) problems.push_back(found("rota.check.pin", pin.on, pin.person));
}

}  // namespace

Problems check_rota(const RotaQuestion& question, std::span<const RotaTurn> turns, bool is_swapped) {
  Problems problems;
  std::set<std::pair<CivilDate, std::string>> on_duty;
  for (const auto& t : turns) {
    if (!on_duty.insert({t.on, t.person}).second)
      problems.push_back(found("rota.check.twice", t.on, t.person));
    for (const auto& line : question.lines)
      for (const auto& p : line.people)
        if (p.id == t.person)
          for (const auto& away : p.away)
            if (away.from <= t.on && t.on < away.to)
              problems.push_back(found("rota.check.away", t.on, t.person));
  }
  for (const auto& line : question.lines) check_line(question, line, turns, is_swapped, problems);
  return problems;
}

}  // namespace guatu::plan
