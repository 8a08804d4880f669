#include "guatu/kernel/rehearsal/run_log.h"

namespace guatu::kernel {

bool ClockRun::is_late(Instant window_end) const {
  if (!begun) return false;
  const Instant until = stood_from.us != 0 ? stood_from : ended_at.us != 0 ? ended_at : window_end;
  return until > due_at;
}

namespace detail {

ClockRun* RunLog::counting(MatterId id, const std::string& clock) {
  auto& runs = runs_[id];
  for (auto r = runs.rbegin(); r != runs.rend(); ++r)
    if (r->clock == clock) return r->ended_at.us == 0 ? &*r : nullptr;
  return nullptr;
}

void RunLog::note(const Event& e, Position step, const PersonId& holder_before, const Matter& after) {
  if (const auto* started = std::get_if<ClockStarted>(&e.data)) {
    ClockRun run;
    run.clock = started->clock;
    run.begun = step;
    run.begun_at = e.at;
    run.due_at = started->due_at;
    runs_[e.matter].push_back(std::move(run));
  } else if (const auto* ended = std::get_if<ClockEnded>(&e.data)) {
    auto* run = counting(e.matter, ended->clock);
    if (run == nullptr) return;
    run->ended_at = e.at;
    run->holder = holder_before;  // `stood_from` stays: the clock stood still to its end.
  } else if (const auto* climbed = std::get_if<LadderClimbed>(&e.data)) {
    if (auto* run = counting(e.matter, climbed->clock); run != nullptr)
      run->fired.push_back(
          {climbed->rung, climbed->rung_at, e.at, climbed->told, climbed->handed_to, climbed->mark});
  } else {
    if (const auto* migrated = std::get_if<MatterMigrated>(&e.data); migrated != nullptr)
      rename(*migrated, e, holder_before);
    for (const auto& clock : after.clocks)
      if (auto* run = clock.is_ended() ? nullptr : counting(e.matter, clock.id); run != nullptr) {
        run->due_at = clock.due_at;
        run->stood_from = clock.is_stopped() ? clock.span.stops.back().from : Instant{};
      }
  }
}

void RunLog::rename(const MatterMigrated& p, const Event& e, const PersonId& holder_before) {
  std::vector<std::pair<ClockRun*, const MigratedClock*>>
      all;  // Names may be swapped: find first, then rename.
  for (const auto& c : p.clocks)
    if (auto* run = counting(e.matter, c.clock); run != nullptr) all.emplace_back(run, &c);
  for (const auto& [run, c] : all) {
    if (c->to.empty()) {
      run->ended_at = e.at;
      run->holder = holder_before;
    } else {
      run->clock = c->to;
    }
  }
}

void RunLog::close(const Matter& m) {
  const auto it = runs_.find(m.id);
  if (it == runs_.end()) return;
  for (auto& run : it->second)
    if (run.ended_at.us == 0) run.holder = m.holder;
}

const std::vector<ClockRun>& RunLog::of(MatterId id) const {
  static const std::vector<ClockRun> kNone;
  const auto it = runs_.find(id);
  return it == runs_.end() ? kNone : it->second;
}

}  // namespace detail
}  // namespace guatu::kernel
