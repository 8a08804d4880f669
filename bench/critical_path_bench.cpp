// How long a plan of 10,000 tasks takes to be made anew, and what a change of one task moves. The aim is one
// second. Method: random networks with a fixed seed (plan_fixture_test.h: about two predecessors a task, a
// third of them under way or finished), and one chain of all tasks; the median of 21 runs. Beside it the
// check that shares no arithmetic with the planner. The checksum is of all dates, so that a faster wrong run
// shows.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "bench/bench.h"
#include "guatu/base/text.h"
#include "guatu/plan/changes.h"
#include "guatu/plan/critical_path_check.h"
#include "guatu/plan/plan_fixture_test.h"

namespace {

using namespace guatu;
using bench::must;
using bench::seconds_since;
using bench::SteadyClock;

constexpr std::size_t kTasks = 10'000;
constexpr int kRuns = 21;
constexpr std::uint64_t kSeed = 7;

double median_ms(const std::function<void()>& run) {
  std::vector<double> times;
  for (int i = 0; i < kRuns; ++i) {
    const auto start = SteadyClock::now();
    run();
    times.push_back(seconds_since(start) * 1000);
  }
  std::nth_element(times.begin(), times.begin() + kRuns / 2, times.end());
  return times[kRuns / 2];
}

std::vector<plan::Task> chain() {
  std::vector<plan::Task> tasks(kTasks);
  for (std::size_t i = 0; i < kTasks; ++i) {
    tasks[i].id = "t" + std::to_string(i);
    tasks[i].duration_days = 1 + static_cast<std::int64_t>(i % 4);
    if (i > 0) tasks[i].after = {{"t" + std::to_string(i - 1), 0}};
  }
  return tasks;
}

void measure(const char* name, const std::vector<plan::Task>& tasks, const WorkCalendar& calendar,
             CivilDate as_of) {
  plan::Plan before;
  const auto planned = median_ms([&] { before = must(plan::critical_path(tasks, calendar, as_of)); });
  auto changed = tasks;
  changed[0].duration_days += 10;
  changed[0].share_done = 0;
  const auto after = must(plan::critical_path(changed, calendar, as_of));
  plan::Changes moved;
  const auto compared = median_ms([&] { moved = plan::changes(tasks, before, changed, after); });
  std::size_t faults = 0;
  const auto checked = median_ms([&] { faults = plan::faults_of(before, tasks, calendar).size(); });
  if (faults != 0) bench::stop(fmt::format("{}: the check found {} faults", name, faults));
  std::string dates;
  for (const auto& t : before.tasks) dates += to_text(t.early_finish) + to_text(t.late_finish);
  fmt::print("{:<22} {:>8.1f} {:>10.1f} {:>8} {:>8.1f}   {}\n", name, planned, compared, moved.moved.size(),
             checked, sha256_hex(dates).substr(0, 12));
}

}  // namespace

int main() {
  const auto& calendar = plan::fixture::calendar();
  const auto as_of = plan::fixture::day("2022-04-08");
  std::mt19937_64 random(kSeed);
  fmt::print("{:<22} {:>8} {:>10} {:>8} {:>8}   checksum\n", "10,000 tasks, ms", "replan", "compare", "moved",
             "check");
  measure("random network", plan::fixture::random_network(random, kTasks, as_of), calendar, as_of);
  measure("one chain", chain(), calendar, as_of);
}
