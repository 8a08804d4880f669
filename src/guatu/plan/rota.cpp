// A month's rota: the question is looked over, each line is searched, the turns are put in order.
#include "guatu/plan/rota.h"

#include <algorithm>
#include <set>

#include "guatu/plan/rota_line.h"

namespace guatu::plan {
namespace {

bool is_away(const RotaPerson& p, CivilDate d) {
  return std::ranges::any_of(p.away, [&](const DateRange& r) { return r.from <= d && d < r.to; });
}

template <class List, class Value>
int index_of(const List& list, const Value& value) {
  const auto it = std::ranges::find(list, value);
  return it == list.end() ? -1 : static_cast<int>(it - list.begin());
}

Error pin_error(const RotaPin& pin) {
  return Error("rota.pin", {}, {{"person", pin.person}, {"date", to_text(pin.on)}});
}

Result<void> look_over(const RotaQuestion& question, const RotaLine& line, std::set<std::string>& seen) {
  if (line.days.size() > kMaxRotaDays || line.people.size() > kMaxRotaPeople || line.seats < 1 ||
      line.seats > kMaxRotaSeats)
    return Error("rota.too_many", {}, {{"limit", std::to_string(kMaxRotaPeople)}});
  if (line.people.empty()) return Error("rota.no_people", {}, {{"line", line.id}});
  for (const auto& p : line.people)
    if (!seen.insert(p.id).second) return Error("rota.person_twice", {}, {{"person", p.id}});
  for (CivilDate d : line.days)
    if (index_of(question.receiving, d) < 0) return Error("rota.not_receiving", {}, {{"date", to_text(d)}});
  for (std::size_t i = 0; i < line.pins.size(); ++i) {
    const auto& pin = line.pins[i];
    const bool known = std::ranges::any_of(line.people, [&](const auto& p) { return p.id == pin.person; });
    if (!known || index_of(line.days, pin.on) < 0) return pin_error(pin);
    int same = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      if (line.pins[j].on != pin.on) continue;
      ++same;
      if (j < i && line.pins[j].person == pin.person) return pin_error(pin);
    }
    if (same > line.seats) return pin_error(pin);
  }
  return {};
}

std::vector<int> counts_of(const detail::LineTable& t, const detail::Seating& s) {
  std::vector<int> count(t.people(), 0);
  for (const auto& seats : s)
    for (int p : seats) ++count[p];
  return count;
}

RotaMeasure measure_of(const detail::LineTable& t, const detail::Seating& s) {
  RotaMeasure m;
  const auto count = counts_of(t, s);
  int lo = -1, hi = 0;
  for (int p = 0; p < t.people(); ++p) {
    m.squares += count[p] * count[p];
    bool eligible = false;
    std::optional<int> before;
    if (t.since[p] > 0) before = -t.since[p];
    for (int d = 0; d < t.days(); ++d) {
      eligible |= t.can[d][p] != 0;
      if (std::ranges::find(s[d], p) == s[d].end()) continue;
      if (before && (!m.gap || t.day[d] - *before < *m.gap)) m.gap = t.day[d] - *before;
      before = t.day[d];
    }
    if (!eligible) continue;
    lo = lo < 0 ? count[p] : std::min(lo, count[p]);
    hi = std::max(hi, count[p]);
  }
  m.spread = lo < 0 ? 0 : hi - lo;
  return m;
}

struct Best {
  std::optional<detail::Seating> seating;
  bool is_best = true;
};

/// The widest gap that still has a seating under `aim`; tried upwards, so that only one "there is none" is
/// proved.
Best widest(const detail::LineTable& t, detail::Aim aim) {
  Best best;
  for (;;) {
    detail::SeatingSearch search(t, aim, kMaxRotaSteps);
    const auto found = search.run();
    if (found != detail::Found::kYes) {
      best.is_best = found == detail::Found::kNo;
      return best;
    }
    best.seating = search.seating();
    const auto gap = measure_of(t, *best.seating).gap;
    if (!gap) return best;
    aim.gap = *gap + 1;
  }
}

/// With a rest of one day the fair seating says how many turns there are; else the aims are tried in order.
Best best_seating(const detail::LineTable& t, const detail::Seating& fair) {
  const auto count = counts_of(t, fair);
  const RotaMeasure least = measure_of(t, fair);
  const int slots = t.days() * t.seats;
  if (t.rest <= 1) {
    int lo = slots;
    for (int p = 0; p < t.people(); ++p)
      for (int d = 0; d < t.days(); ++d)
        if (t.can[d][p]) lo = std::min(lo, count[p]);
    Best best = widest(t, {lo, lo + least.spread, least.squares, 1});
    if (!best.seating) best = {fair, false};
    return best;
  }
  bool is_best = true;
  for (int spread = 0; spread <= slots; ++spread) {
    // The smallest spread first, then among its ranges the fewest squares.
    for (long squares = least.squares; squares <= static_cast<long>(slots) * slots; ++squares) {
      bool possible = false;
      Best chosen;
      for (int lo = 0; lo + spread <= slots && lo * t.people() <= slots; ++lo) {
        Best best = widest(t, {lo, lo + spread, squares, t.rest});
        is_best &= best.is_best;
        if (best.seating &&
            (!chosen.seating || measure_of(t, *best.seating).gap > measure_of(t, *chosen.seating).gap))
          chosen = std::move(best);
        possible |= detail::SeatingSearch(t, {lo, lo + spread, static_cast<long>(slots) * slots, t.rest},
                                          kMaxRotaSteps)
                        .run() == detail::Found::kYes;
      }
      if (chosen.seating) return {std::move(chosen.seating), is_best};
      if (!possible) break;
    }
  }
  return {std::nullopt, false};
}

}  // namespace

const char* text_of(RotaObstacle o) {
  switch (o) {
    case RotaObstacle::kAway:
      return "away";
    case RotaObstacle::kLimit:
      return "at_most";
    case RotaObstacle::kRest:
      return "rest";
    case RotaObstacle::kPinned:
      return "pinned";
  }
  return "";
}

namespace detail {

LineTable table_of(const RotaQuestion& question, const RotaLine& line) {
  LineTable t;
  t.seats = line.seats;
  t.rest = std::max(1, line.rest);
  for (const auto& p : line.people) {
    t.at_most.push_back(p.at_most > 0 ? p.at_most : 1'000);
    t.since.push_back(p.since);
    t.tireless.push_back(0);
  }
  for (CivilDate d : line.days) {
    t.day.push_back(index_of(question.receiving, d));
    auto& can = t.can.emplace_back();
    for (const auto& p : line.people) can.push_back(!is_away(p, d));
    auto& pins = t.pinned.emplace_back();
    for (const auto& pin : line.pins)
      if (pin.on == d)
        for (std::size_t p = 0; p < line.people.size(); ++p)
          if (line.people[p].id == pin.person) pins.push_back(static_cast<int>(p));
  }
  return t;
}

}  // namespace detail

Result<std::vector<CivilDate>> receiving_days(const WorkCalendar& calendar, int year, unsigned month) {
  GUATU_TRY(first, make_date(year, month, 1));
  std::vector<CivilDate> days;
  for (CivilDate d = first; d.month() == month; ++d) {
    GUATU_TRY(kind, calendar.kind(d));
    if (is_working(kind)) days.push_back(d);
  }
  return days;
}

Result<RotaPlan> make_rota(const RotaQuestion& question) {
  if (question.lines.size() > kMaxRotaLines)
    return Error("rota.too_many", {}, {{"limit", std::to_string(kMaxRotaLines)}});
  std::set<std::string> seen;
  for (const auto& line : question.lines) GUATU_TRY_VOID(look_over(question, line, seen));
  RotaPlan plan;
  for (const auto& line : question.lines) {
    const auto table = detail::table_of(question, line);
    if (table.days() == 0) {
      plan.lines.push_back({line.id, {}, true});
      continue;
    }
    const auto covered = detail::can_cover(table, kMaxRotaSteps);
    if (covered == detail::Found::kStepsSpent) return Error("rota.too_hard", {}, {{"line", line.id}});
    if (covered == detail::Found::kNo) {
      plan.conflicts.push_back(detail::smallest_conflict(question, line, table));
      continue;
    }
    const Best best = best_seating(table, detail::fair_seating(table));
    if (!best.seating) return Error("rota.too_hard", {}, {{"line", line.id}});
    plan.lines.push_back({line.id, measure_of(table, *best.seating), best.is_best});
    for (int d = 0; d < table.days(); ++d) {
      auto seats = (*best.seating)[d];
      std::ranges::sort(seats);
      for (int p : seats) plan.turns.push_back({line.days[d], line.id, line.people[p].id});
    }
  }
  if (!plan.conflicts.empty()) plan.turns.clear();
  std::ranges::stable_sort(plan.turns, {}, &RotaTurn::on);
  return plan;
}

RotaMeasure measure_rota(const RotaQuestion& question, const RotaLine& line,
                         std::span<const RotaTurn> turns) {
  const auto table = detail::table_of(question, line);
  detail::Seating seating(table.days());
  for (const auto& turn : turns) {
    const int d = index_of(line.days, turn.on);
    if (turn.line != line.id || d < 0) continue;
    for (std::size_t p = 0; p < line.people.size(); ++p)
      if (line.people[p].id == turn.person) seating[d].push_back(static_cast<int>(p));
  }
  return measure_of(table, seating);
}

Result<void> swap_turns(RotaPlan& plan, const RotaQuestion& question, const RotaTurn& a, const RotaTurn& b) {
  const auto find = [&](const RotaTurn& t) { return std::ranges::find(plan.turns, t); };
  const auto error = [](const char* key, const std::string& person, CivilDate on) {
    return Error(key, {}, {{"person", person}, {"date", to_text(on)}});
  };
  const auto at_a = find(a), at_b = find(b);
  if (at_a == plan.turns.end()) return error("rota.no_turn", a.person, a.on);
  if (at_b == plan.turns.end()) return error("rota.no_turn", b.person, b.on);
  const auto fits = [&](const std::string& person, CivilDate to, CivilDate from) -> Result<void> {
    for (const auto& line : question.lines)
      for (const auto& p : line.people)
        if (p.id == person && is_away(p, to)) return error("rota.swap_away", person, to);
    if (to == from) return {};
    const auto same = [&](const RotaTurn& t) { return t.on == to && t.person == person; };
    if (std::ranges::any_of(plan.turns, same)) return error("rota.swap_double", person, to);
    return {};
  };
  GUATU_TRY_VOID(fits(a.person, b.on, a.on));
  GUATU_TRY_VOID(fits(b.person, a.on, b.on));
  std::swap(at_a->person, at_b->person);
  return {};
}

}  // namespace guatu::plan
