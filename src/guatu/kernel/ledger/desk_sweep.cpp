// What falls due by itself, act by act in due order, a commit every so many.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/desk_guard.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::kernel {

namespace {

/// Days without a sweep after which the machine's clock is doubted rather than believed.
constexpr std::int64_t kMaxSweepGapDays = 40;

}  // namespace

struct Desk::SweepRun {
  Swept swept;
  bool after_gap = false;
  bool is_begun = false;
  bool is_over = false;
  std::vector<MatterId> skipped;  ///< with a problem: passed over until the next sweep
};

Result<bool> Desk::sweep_once(Writer& writer, SweepRun& run) {
  auto& swept = run.swept;
  const auto id = writer.next_due(swept.to, run.skipped);
  if (!id) return false;
  const auto matter = find(writer, *id);
  GUATU_ASSERT(matter != nullptr);
  const auto* playbook = world_.playbook(matter->playbook, matter->version);
  GUATU_ASSERT(playbook != nullptr);
  auto x = context(writer, playbook);
  x.now = std::max(swept.to, writer.last_at());
  auto events = decide_sweep(*matter, x);
  if (events.has_error() || events->empty()) {
    run.skipped.push_back(*id);
    if (events.has_error()) {
      auto e = std::move(events).error();
      e.args.emplace_back("number", matter->number);
      swept.problems.push_back(std::move(e));
    }
    return true;
  }
  for (auto& e : *events) e.command_id = fmt::format("sweep:{}", events->front().position.value);
  GUATU_TRY_VOID(append(writer, *events));
  for (auto& e : *events) swept.events.push_back(std::move(e));
  return true;
}

Result<void> Desk::end_sweep(Writer& writer, SweepRun& run) {
  const auto& swept = run.swept;
  // A sweep that found nothing is recorded once a day: enough to see when none ran.
  const bool is_new_day = swept.from.us == 0 || date_of(swept.from) != date_of(swept.to);
  if (swept.events.empty() && !is_new_day) return {};
  const Position next{writer.last_position().value + 1};
  std::vector<Event> mark{{{},
                           {},
                           std::max(swept.to, writer.last_at()),
                           kSystem,
                           fmt::format("sweep:{}", next.value),
                           SweepAdvanced{swept.from, swept.to},
                           {}}};
  return append(writer, mark);
}

Result<void> Desk::sweep_some(SweepRun& run, bool dry_run) {
  Alone alone(*this);
  GUATU_TRY(writer, begin());
  auto& swept = run.swept;
  if (!run.is_begun) {
    swept.from = world_.swept_at();
    swept.to = std::max(clock_.now(), writer->last_at());
    const auto gap = swept.from.us == 0 ? 0 : (swept.to.us - swept.from.us) / kDayUs;
    if (gap > kMaxSweepGapDays && !run.after_gap) {
      alone.keep();
      return Error("ladder.clock_jump", "", {{"days", std::to_string(gap)}, {"last", to_text(swept.from)}});
    }
    run.is_begun = true;
  }
  const auto before = writer->last_position();
  for (std::size_t acts = 0; dry_run || acts < limits::kMaxSweepGroup; ++acts) {
    GUATU_TRY(went_on, sweep_once(*writer, run));
    run.is_over = !went_on;
    if (run.is_over) break;
  }
  if (run.is_over) GUATU_TRY_VOID(end_sweep(*writer, run));
  if (dry_run) return {};  // The writer rolls back.
  if (writer->last_position() != before) GUATU_TRY_VOID(commit(*writer));
  alone.keep();
  return {};
}

Result<Swept> Desk::sweep(bool dry_run, bool after_gap) {
  return guarded([&]() -> Result<Swept> {
    SweepRun run;
    run.after_gap = after_gap;
    while (!run.is_over) GUATU_TRY_VOID(sweep_some(run, dry_run));
    return std::move(run.swept);
  });
}

}  // namespace guatu::kernel
