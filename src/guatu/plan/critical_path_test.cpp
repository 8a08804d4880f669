// Goal: early and late dates, slack and drivers are right, and what cannot be planned says why. Method: small
// plans by hand; a thousand random networks against a twin that only steps from day to day, and against the
// separate check. Proves: R1 (critical-path dates equal a slow independent twin's).
#include "guatu/plan/critical_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "guatu/plan/critical_path_check.h"
#include "guatu/plan/plan_fixture_test.h"

namespace guatu::plan {
namespace {

using fixture::calendar;
using fixture::day;

Task task(std::string id, std::int64_t days, std::vector<After> after = {}) {
  Task t;
  t.id = std::move(id);
  t.duration_days = days;
  t.after = std::move(after);
  return t;
}

/// `start..finish slack driver`, `!` when critical; or the keys of what is wrong.
std::string shown(const Checked<Plan>& plan, std::size_t i) {
  if (plan.has_error()) return plan.error().front().key;
  const auto& t = plan->tasks[i];
  return to_text(t.early_start) + ".." + to_text(t.early_finish) + " " + std::to_string(t.slack_days) + " " +
         text_of(t.driver) + (t.driven_by.empty() ? "" : " " + t.driven_by) + (t.is_critical ? " !" : "");
}

TEST(CriticalPath, CountsWorkingDaysOverAHolidayAndAWorkedWeekend) {
  // 2–3 April 2022 was a weekend of which the Saturday was worked, 3–5 April were free for Qingming.
  const std::vector<Task> tasks{task("a", 3), task("b", 2, {{"a", 0}}), task("end", 0, {{"b", 1}})};
  const auto plan = critical_path(tasks, calendar(), day("2022-03-31"));
  EXPECT_EQ(shown(plan, 0), "2022-03-31..2022-04-02 0 today !");
  EXPECT_EQ(shown(plan, 1), "2022-04-06..2022-04-07 0 after a !");
  EXPECT_EQ(shown(plan, 2), "2022-04-08..2022-04-08 0 after b !");
}

TEST(CriticalPath, TheShorterWayHasSlackAndTheDriverIsTheLatest) {
  const std::vector<Task> tasks{task("a", 5), task("b", 2), task("c", 3, {{"b", 0}, {"a", 0}}),
                                task("d", 1, {{"b", 0}})};
  const auto plan = critical_path(tasks, calendar(), day("2022-05-09"));
  EXPECT_EQ(shown(plan, 0), "2022-05-09..2022-05-13 0 today !");
  EXPECT_EQ(shown(plan, 1), "2022-05-09..2022-05-10 3 today");
  EXPECT_EQ(shown(plan, 2), "2022-05-16..2022-05-18 0 after a !");
  EXPECT_EQ(shown(plan, 3), "2022-05-11..2022-05-11 5 after b");
  EXPECT_EQ(to_text(plan->tasks[3].late_start), "2022-05-18");
  EXPECT_EQ(to_text(plan->finish), "2022-05-18");
}

TEST(CriticalPath, ForecastsFromTheShareDone) {
  auto half = task("half", 10);
  half.started_on = day("2022-05-02");
  half.share_done = 45;
  auto full = task("full", 10);
  full.share_done = 100;
  auto none = task("none", 10);
  none.started_on = day("2022-05-09");
  auto over = task("over", 4);
  over.started_on = day("2022-05-02");
  over.finished_on = day("2022-05-07");  // A worked Saturday: what follows begins on Monday.
  const std::vector<Task> tasks{half, full, none, over, task("next", 1, {{"over", 0}})};
  const auto plan = critical_path(tasks, calendar(), day("2022-05-09"));
  EXPECT_EQ(shown(plan, 0), "2022-05-02..2022-05-16 4 today");  // 5.5 days left are 6, from the 9th on.
  EXPECT_EQ(shown(plan, 1), "2022-05-09..2022-05-09 9 today");
  EXPECT_EQ(shown(plan, 2), "2022-05-09..2022-05-20 0 today !");
  EXPECT_EQ(shown(plan, 3), "2022-05-02..2022-05-07 0 actual");
  EXPECT_EQ(shown(plan, 4), "2022-05-09..2022-05-09 9 after over");
}

TEST(CriticalPath, NothingUnfinishedEndsBeforeToday) {
  auto due = task("due", 0);
  due.not_before = day("2022-03-01");
  auto later = task("later", 0);
  later.not_before = day("2022-05-14");  // A Saturday.
  const std::vector<Task> tasks{due, later};
  const auto plan = critical_path(tasks, calendar(), day("2022-05-09"));
  EXPECT_EQ(shown(plan, 0), "2022-05-09..2022-05-09 5 today");
  EXPECT_EQ(shown(plan, 1), "2022-05-16..2022-05-16 0 date !");
}

TEST(CriticalPath, GoesOnByTheWeekBeyondTheCalendar) {
  const std::vector<Task> tasks{task("a", 20)};
  const auto last = *calendar().last();
  const auto plan = critical_path(tasks, calendar(), last - 3);
  ASSERT_TRUE(plan.has_value());
  EXPECT_TRUE(plan->tasks[0].is_assumed);
  EXPECT_EQ(plan->finish.year(), last.year() + 1);
  EXPECT_TRUE(faults_of(*plan, tasks, calendar()).empty());
}

TEST(CriticalPath, AnEmptyPlanEndsToday) {
  const auto plan = critical_path({}, calendar(), day("2022-05-09"));
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(to_text(plan->finish), "2022-05-09");
}

/// `key field args` of each problem.
std::vector<std::string> refusals(const std::vector<Task>& tasks, CivilDate as_of) {
  std::vector<std::string> out;
  const auto plan = critical_path(tasks, calendar(), as_of);
  if (plan.has_error())
    for (const auto& e : plan.error()) {
      auto line = e.key;
      for (const auto& [name, value] : e.args) line += " " + value;
      out.push_back(line);
    }
  return out;
}

TEST(CriticalPath, RefusesACycleAndNamesItInOrder) {
  const std::vector<Task> tasks{task("tail", 1, {{"c", 0}}), task("a", 1, {{"start", 0}, {"c", 0}}),
                                task("b", 1, {{"a", 0}}), task("c", 1, {{"b", 0}}), task("start", 1)};
  EXPECT_EQ(refusals(tasks, day("2022-05-09")), std::vector<std::string>{"plan.cycle a → b → c → a"});
  EXPECT_EQ(refusals({task("a", 1, {{"a", 0}})}, day("2022-05-09")),
            std::vector<std::string>{"plan.cycle a → a"});
}

TEST(CriticalPath, RefusesAllThatIsWrongAtOnce) {
  auto late = task("late", 1);
  late.started_on = day("2022-05-10");
  auto turned = task("turned", 1);
  turned.started_on = day("2022-05-06");
  turned.finished_on = day("2022-05-05");
  auto share = task("share", 2501);
  share.share_done = 101;
  const std::vector<Task> tasks{task("a", -1, {{"nobody", 0}, {"late", -1}, {"late", 0}}), task("a", 1), late,
                                turned, share};
  EXPECT_EQ(refusals(tasks, day("2022-05-09")),
            (std::vector<std::string>{"plan.duplicate a", "plan.number a duration -1 2500",
                                      "plan.number a lag -1 2500", "plan.twice a late",
                                      "plan.unknown_task a nobody", "plan.future late 2022-05-10",
                                      "plan.order turned", "plan.number share duration 2501 2500",
                                      "plan.number share share_done 101 100"}));
  EXPECT_EQ(refusals({task("a", 1)}, day("1999-01-01")), std::vector<std::string>{"calendar.gap 1999-01-01"});
  std::vector<Task> chain;
  for (int i = 0; i < 30; ++i)
    chain.push_back(
        task("c" + std::to_string(i), 2500,
             i == 0 ? std::vector<After>{} : std::vector<After>{{"c" + std::to_string(i - 1), 0}}));
  EXPECT_EQ(refusals(chain, day("2022-05-09")), std::vector<std::string>{"plan.too_long c20 50000"});
  EXPECT_EQ(refusals(std::vector<Task>(kMaxTasks + 1), day("2022-05-09")),
            std::vector<std::string>{"plan.too_many 20000"});
}

// --- the slow twin: no numbers of days, only steps from one day to the next
// ----------------------------------------

bool is_worked(CivilDate d) {
  return calendar().covers(d) ? is_working(*calendar().kind(d)) : d.weekday() <= 5;
}
CivilDate step(CivilDate d, std::int64_t n) {
  for (; n > 0; --n) do
      ++d;
    while (!is_worked(d));
  for (; n < 0; ++n) do
      d = d - 1;
    while (!is_worked(d));
  return d;
}
CivilDate rolled(CivilDate d) {
  while (!is_worked(d)) ++d;
  return d;
}

struct Dates {
  CivilDate start, finish, late_finish;
};

/// Everything begins as early as its own dates let it, and is pushed a day at a time until nothing presses
/// any more; then everything ends as late as the whole does and is pulled back likewise.
std::map<std::string, Dates> twin(const std::vector<Task>& tasks, CivilDate as_of) {
  std::map<std::string, Dates> out;
  std::map<std::string, std::int64_t> left;
  const auto is_open = [](const Task& t) { return !t.finished_on; };
  for (const auto& t : tasks) {
    auto& n = left[t.id] = t.duration_days;
    const bool has_begun = t.started_on || t.share_done > 0;
    while (has_begun && n > 1 && (n - 1) * 100 >= t.duration_days * (100 - t.share_done)) --n;
    auto& d = out[t.id];
    d.start = rolled(has_begun ? as_of : std::max(as_of, t.not_before.value_or(as_of)));
    d.finish = is_open(t) ? step(d.start, std::max<std::int64_t>(n, 1) - 1) : *t.finished_on;
  }
  for (bool moves = true; moves;) {
    moves = false;
    for (const auto& t : tasks)
      for (const auto& a : t.after) {
        auto& d = out[t.id];
        // The day after which it may begin; an event may fall on it, unless it is a free one.
        auto free = step(out[a.task].finish, a.lag_days);
        while (is_open(t) && (left[t.id] == 0 ? d.finish < free : d.start <= free)) {
          d.start = step(d.start, 1);
          d.finish = step(d.finish, 1);
          moves = true;
        }
      }
  }
  auto end = as_of;
  for (const auto& t : tasks) end = std::max(end, out[t.id].finish);
  while (!is_worked(end)) end = end - 1;  // Only something finished ends on a free day.
  for (const auto& t : tasks) out[t.id].late_finish = is_open(t) ? end : *t.finished_on;
  for (bool moves = true; moves;) {
    moves = false;
    for (const auto& t : tasks)
      for (const auto& a : t.after) {
        auto& before = out[a.task];
        const auto is_held = [&] {
          return step(before.late_finish, left[t.id] + a.lag_days) > out[t.id].late_finish;
        };
        const auto& other =
            *std::find_if(tasks.begin(), tasks.end(), [&](const Task& x) { return x.id == a.task; });
        while (is_open(t) && is_open(other) && is_held()) {
          before.late_finish = step(before.late_finish, -1);
          moves = true;
        }
      }
  }
  for (const auto& t : tasks)
    if (t.started_on || t.finished_on) out[t.id].start = t.started_on.value_or(out[t.id].finish);
  return out;
}

TEST(CriticalPath, AThousandRandomNetworksEqualASlowTwin) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    std::mt19937_64 random(seed);
    // Now and then over the end of the calendar, or on a free day.
    const auto as_of = day("2019-01-01") + static_cast<std::int64_t>(random() % 2900);
    const auto tasks = fixture::random_network(random, 1 + random() % 40, as_of);
    const auto plan = critical_path(tasks, calendar(), as_of);
    ASSERT_TRUE(plan.has_value()) << "seed " << seed << " " << plan.error().front().key;
    auto expected = twin(tasks, as_of);
    for (const auto& p : plan->tasks) {
      const auto& d = expected[p.id];
      ASSERT_EQ(to_text(p.early_start), to_text(d.start)) << "seed " << seed << " task " << p.id;
      ASSERT_EQ(to_text(p.early_finish), to_text(d.finish)) << "seed " << seed << " task " << p.id;
      ASSERT_EQ(to_text(p.late_finish), to_text(d.late_finish)) << "seed " << seed << " task " << p.id;
    }
    const auto faults = faults_of(*plan, tasks, calendar());
    ASSERT_TRUE(faults.empty()) << "seed " << seed << " " << faults.front();
  }
}

TEST(CriticalPath, TheCheckFindsWhatIsWrong) {
  const std::vector<Task> tasks{task("a", 5), task("b", 2), task("c", 3, {{"b", 0}, {"a", 0}})};
  const auto good = critical_path(tasks, calendar(), day("2022-05-09")).value();
  ASSERT_TRUE(faults_of(good, tasks, calendar()).empty());
  const auto spoil = [&](auto change) {
    auto plan = good;
    change(plan);
    return !faults_of(plan, tasks, calendar()).empty();
  };
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[2].early_start = p.tasks[2].early_start + 1; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[2].early_finish = p.tasks[2].early_finish + 1; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[1].late_finish = p.tasks[1].late_finish - 1; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[1].slack_days = 1; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[1].is_critical = true; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks[2].driven_by = "b"; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.finish = p.finish + 1; }));
  EXPECT_TRUE(spoil([](Plan& p) { p.tasks.pop_back(); }));
}

}  // namespace
}  // namespace guatu::plan
