// What falls due by itself: rungs of ladders, and stops that have lasted their longest. One act at a time, so
// that acts of all matters can be taken in due order. A range is swept, not an instant: nothing is lost by
// being down.
#include <algorithm>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/decision.h"

namespace guatu::kernel {

namespace {

/// The counting clock whose own next act is at `t`.
const MatterClock* acting_clock(const Matter& m, Instant t) {
  for (const auto& c : m.clocks) {
    if (c.is_ended()) continue;
    if (c.is_stopped() ? c.stop_ends_at == t
                       : c.next_rung < static_cast<int>(c.rungs.size()) &&
                             c.rungs[static_cast<std::size_t>(c.next_rung)] == t)
      return &c;
  }
  return nullptr;
}

/// Persons told by a rung: each role's person, else the head; nobody twice.
std::vector<PersonId> told_by(const Rung& rung, detail::Decision& d) {
  std::vector<PersonId> told;
  for (const auto& role : rung.tell) {
    const auto p = holder_of(role, d.view());
    if (p && std::find(told.begin(), told.end(), *p) == told.end()) told.push_back(*p);
  }
  return told;
}

void climb(detail::Decision& d, const MatterClock& clock) {
  const auto& ladder = d.playbook().ladder(clock.id);
  const auto index = static_cast<std::size_t>(clock.next_rung);
  GUATU_ASSERT(index < ladder.size());
  const auto& rung = ladder[index];
  LadderClimbed climbed;
  climbed.clock = clock.id;
  climbed.rung = clock.next_rung;
  climbed.rung_at = clock.rungs[index];
  climbed.told = told_by(rung, d);
  climbed.tell_after = next_working_window(d.context().now, d.context().calendar);
  climbed.mark = rung.mark;
  if (!rung.hand_to.empty()) {
    // Whoever holds it already is passed over, or the top rung would hand it to nobody new.
    if (const auto to = holder_of(rung.hand_to, d.view(), {d.matter().holder})) climbed.handed_to = *to;
  }
  d.emit(std::move(climbed));
}

}  // namespace

Instant next_working_window(Instant t, const WorkCalendar& calendar) {
  constexpr int kLongestBreakDays = 60;
  CivilDate day = date_of(t);
  for (int i = 0; i < kLongestBreakDays; ++i, ++day) {
    const auto hours = calendar.hours(day);
    if (hours.has_error()) return t;
    for (const auto& h : *hours) {
      if (t < at_minute(day, h.from)) return at_minute(day, h.from);
      if (t < at_minute(day, h.to)) return t;
    }
  }
  return t;
}

Result<std::vector<Event>> decide_sweep(const Matter& matter, const Context& context) {
  const Instant act_at = matter.next_act_at();
  if (act_at.us == 0 || act_at > context.now) return std::vector<Event>();
  detail::Decision d(matter, context, kSystem, "");
  const auto* clock = acting_clock(matter, act_at);
  GUATU_ASSERT(clock != nullptr);
  if (clock->is_stopped())
    GUATU_TRY_VOID(d.resume_clock(*clock, act_at));
  else
    climb(d, *clock);
  return d.take();
}

Result<std::vector<Event>> decide_recalculation(const Matter& matter, const Context& context) {
  detail::Decision d(matter, context, kSystem, "");
  for (const auto& clock : matter.clocks) {
    if (clock.is_ended() || clock.is_stopped()) continue;  // A stopped one is dated anew when it is resumed.
    GUATU_TRY(when, d.dates(clock.id, clock.span));
    if (when.due_at != clock.due_at || when.rungs != clock.rungs)
      d.emit(ClockRecalculated{clock.id, when.due_at, when.rungs, context.calendar.version()});
  }
  return d.take();
}

}  // namespace guatu::kernel
