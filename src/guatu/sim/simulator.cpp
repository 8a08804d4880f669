#include "guatu/sim/simulator.h"

#include <algorithm>
#include <utility>

#include "guatu/base/text.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/people/people.h"
#include "guatu/sim/simulator_queue.h"

namespace guatu::sim {

namespace {

using kernel::Command;
using kernel::Matter;
using kernel::Verb;
using Kind = std::int64_t;

constexpr int kOfficeFromHour = 8;
constexpr int kOfficeToHour = 20;
constexpr int kYearDays = 365;

}  // namespace

Simulator::Simulator(const Ground& ground, Disk& disk, const SimOptions& options, const Wrap& wrap)
    : ground_(ground),
      disk_(disk),
      options_(options),
      wrap_(wrap),
      random_(options.seed),
      clock_(ground.city().starts_at),
      agents_(folk_, random_.fork()),
      queue_(std::make_unique<Queue>()),
      now_(ground.city().starts_at),
      end_(now_ + static_cast<std::int64_t>(options.days) * kDayUs),
      next_check_(options.check_every) {
  for (const auto& p : ground.populace().persons) habits_.emplace(p.id, p.habit);
  const auto& kinds = ground.city().matters;
  units_of_.resize(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    kind_of_.emplace(kinds[i].playbook, i);
    for (const auto& u : ground.populace().units)
      if (const auto& kind = ground.city().units[u.kind].id;
          std::find(kinds[i].in.begin(), kinds[i].in.end(), kind) != kinds[i].in.end())
        units_of_[i].push_back(u.id);
  }
  report_.seed = options.seed;
}

Simulator::~Simulator() = default;

void Simulator::schedule(Instant at, Task t) {
  t.at = std::max(at, now_);
  queue_->push(t);
}

const Habit& Simulator::habit_of(const PersonId& p) const {
  const auto it = habits_.find(p);
  return ground_.city().habits[it == habits_.end() ? 0 : it->second];
}

void Simulator::schedule_look(MatterId id) {
  const auto* s = checker_.shadows().find(id);
  const auto m = s == nullptr ? reader().shared_matter(id) : nullptr;
  const PersonId holder = s != nullptr ? s->holder : m ? m->holder : PersonId{};
  const auto& habit = habit_of(holder);
  const auto minutes = random_.between(habit.acts_after_from * 60, habit.acts_after_to * 60);
  schedule(now_ + minutes * kMinuteUs, {Task::Kind::kLook, id, 0, {}, 0});
}

void Simulator::plan_opening(std::size_t kind, Instant from, Instant to) {
  schedule(from + random_.between(0, (to.us - from.us) / kMinuteUs) * kMinuteUs,
           {Task::Kind::kOpen, {}, kind, {}, 0});
}

void Simulator::plan_day() {
  const auto& city = ground_.city();
  const CivilDate today = date_of(now_);
  const Instant from = std::max(now_, at_minute(today, kOfficeFromHour * 60));
  const Instant to = std::max(from, at_minute(today, kOfficeToHour * 60));
  for (std::size_t i = 0; i < city.matters.size(); ++i) {
    const auto& kind = city.matters[i];
    auto n = kind.per_thousand_days / 1000;
    if (random_.below(1000) < static_cast<std::uint64_t>(kind.per_thousand_days % 1000)) ++n;
    if (day_ == 0) n += kind.at_start;
    for (; n > 0; --n) plan_opening(i, from, to);
  }
  const auto persons = static_cast<std::int64_t>(folk_.persons().size());
  if (random_.below(kYearDays * 100) < static_cast<std::uint64_t>(persons * city.life.leave_percent))
    schedule(from, {Task::Kind::kLeave, {}, 0, {}, 0});
  if (random_.below(kYearDays) < static_cast<std::uint64_t>(city.life.merges))
    schedule(from, {Task::Kind::kMerge, {}, 0, {}, 0});
  if (random_.below(kYearDays) < static_cast<std::uint64_t>(city.life.new_versions))
    schedule(from, {Task::Kind::kPublish, {}, 0, {}, 0});
  if (random_.below(kYearDays) < static_cast<std::uint64_t>(city.life.new_calendars))
    schedule(from, {Task::Kind::kCalendar, {}, 0, {}, 0});
  if (random_.below(kYearDays) < static_cast<std::uint64_t>(city.life.erasures))
    schedule(from, {Task::Kind::kErase, {}, 0, {}, 0});
  ++day_;
  if (options_.progress) options_.progress(day_, report_.steps);
  schedule(at_minute(today + 1, 0), {Task::Kind::kDay, {}, 0, {}, 0});
}

bool Simulator::is_over() const {
  const auto most = options_.until_step > 0 ? options_.until_step : options_.steps;
  return (most > 0 && report_.steps >= most) || queue_->is_empty() || queue_->top().at >= end_ ||
         now_ >= end_;
}

SimReport Simulator::run() {
  try {
    auto done = go();
    if (done.has_error()) report_.finding = std::move(done).error();
  } catch (const kernel::StoreFailure& e) {
    report_.finding = e.error;
  }
  report_.ended_at = now_;
  report_.events = position_.value;
  reader_.reset();
  desk_.reset();
  return std::move(report_);
}

Result<void> Simulator::go() {
  open_desk();
  GUATU_TRY_VOID(take_in());
  schedule(now_, {Task::Kind::kDay, {}, 0, {}, 0});
  schedule(now_ + kHourUs, {Task::Kind::kSweep, {}, 0, {}, 0});
  while (!is_over()) {
    GUATU_TRY_VOID(take_next());
    if (options_.check_every > 0 && report_.steps >= next_check_) {
      next_check_ = report_.steps + options_.check_every;
      if (options_.is_checked) GUATU_TRY_VOID(checker_.whole(reader(), true));
    }
  }
  if (options_.until_step > 0 && report_.steps >= options_.until_step) return {};
  return check_end();
}

Result<void> Simulator::end_day() {
  constexpr int kPlaybooksEvery = 10;
  if (!options_.is_checked) return {};
  return checker_.whole(reader(), day_ % kPlaybooksEvery == 0);
}

Result<void> Simulator::take_next() {
  const auto task = queue_->pop();
  now_ = std::max(now_, task.at);
  clock_.set(now_);
  if (options_.faults.clock && random_.per_thousand(1)) {
    // The machine's clock is set back by hours, or ahead by days.
    if (random_.percent(70))
      clock_.set(now_ - random_.between(1, 180) * kMinuteUs);
    else
      now_ = now_ + random_.between(1, random_.percent(10) ? 45 : 3) * kDayUs;
    if (now_ > clock_.now()) clock_.set(random_.percent(50) ? now_ : clock_.now());
  }
  return do_task(task);
}

Result<void> Simulator::do_task(const Task& t) {
  using K = Task::Kind;
  const auto& city = ground_.city();
  switch (t.kind) {
    case K::kDay:
      GUATU_TRY_VOID(end_day());
      plan_day();
      return {};
    case K::kOpen: {
      const auto& kind = city.matters[t.index];
      if (units_of_[t.index].empty()) return {};
      const UnitId unit = world_->people().successor(random_.of(units_of_[t.index]));
      auto idea = agents_.open(scene(), kind.playbook, unit);
      return idea ? attempt(*idea) : Result<void>();
    }
    case K::kSweep: {
      auto hours = random_.between(city.sweep_hours_from, city.sweep_hours_to);
      if (options_.faults.late && random_.percent(1))
        hours = random_.between(24, random_.percent(5) ? 1'100 : 400);
      GUATU_TRY_VOID(sweep());
      schedule(now_ + hours * kHourUs, {K::kSweep, {}, 0, {}, 0});
      return {};
    }
    case K::kLook:
    case K::kLastHour:
      return look(t);
    case K::kUrge:
    case K::kWithdraw:
    case K::kReopen: {
      const auto m = reader().shared_matter(t.matter);
      if (!m) return {};
      const auto verb = t.kind == K::kUrge       ? Verb::kUrge
                        : t.kind == K::kWithdraw ? Verb::kWithdraw
                                                 : Verb::kReopen;
      auto idea = agents_.verb(scene(), *m, verb);
      return idea ? attempt(*idea) : Result<void>();
    }
    case K::kLeave:
    case K::kMerge:
    case K::kPublish:
    case K::kCalendar:
    case K::kErase:
      return office_life(t);
    case K::kHeldBack: {
      if (held_back_.empty()) return {};
      const auto at = random_.index(held_back_.size());
      const Command c = std::move(held_back_[at]);
      held_back_.erase(held_back_.begin() + static_cast<std::ptrdiff_t>(at));
      return send(c, false);
    }
  }
  return {};
}

Result<void> Simulator::look(const Task& t) {
  const auto m = reader().shared_matter(t.matter);
  if (!m || !m->is_open()) return {};
  const auto& habit = habit_of(m->holder);
  const bool is_last_hour = t.kind == Task::Kind::kLastHour;
  if (!is_last_hour && random_.percent(habit.forgets)) {
    schedule_look(t.matter);
    return {};
  }
  const Instant due = m->due_at();
  if (!is_last_hour && due > now_ + kHourUs && random_.percent(habit.games)) {
    schedule(due - random_.between(1, 55) * kMinuteUs, {Task::Kind::kLastHour, t.matter, 0, {}, 0});
    return {};
  }
  if (auto idea = agents_.act(scene(), *m, habit, is_last_hour)) GUATU_TRY_VOID(attempt(*idea));
  schedule_look(t.matter);
  return {};
}

}  // namespace guatu::sim
