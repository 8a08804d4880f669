// What the tests of plans share: the shipped calendar, a random network, short spellings. Included by tests
// and benches only.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "guatu/plan/critical_path.h"
#include "guatu/testing/office.h"

namespace guatu::plan::fixture {

/// The shipped calendars.
inline const WorkCalendar& calendar() {
  static const auto all = [] {
    std::vector<CalendarFile> files;
    for (const auto& path : testing::list_files("calendars", ".yaml"))
      if (const auto name = path.substr(path.rfind('/') + 1); name.starts_with("cn-"))
        files.push_back({name, testing::read_file(path)});
    return WorkCalendar::from_files(files).value();
  }();
  return all;
}

inline CivilDate day(const std::string& text) {
  return parse_date(text).value();
}

/// A network of `n` tasks without a cycle, given in a shuffled order: about two predecessors a task, some not
/// begun, under way or finished by `as_of`, some with a lag or a date of their own.
inline std::vector<Task> random_network(std::mt19937_64& random, std::size_t n, CivilDate as_of) {
  const auto pick = [&](std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random);
  };
  std::vector<Task> tasks(n);
  for (std::size_t i = 0; i < n; ++i) {
    auto& t = tasks[i];
    t.id = "t" + std::to_string(i);
    t.duration_days = pick(0, 5) == 0 ? 0 : pick(1, 30);
    for (auto k = std::min<std::int64_t>(pick(0, 4), static_cast<std::int64_t>(i)); k > 0; --k) {
      const auto near = std::max<std::int64_t>(0, static_cast<std::int64_t>(i) - 12);
      const auto id = "t" + std::to_string(pick(near, static_cast<std::int64_t>(i) - 1));
      const auto has = [&](const After& a) { return a.task == id; };
      if (std::none_of(t.after.begin(), t.after.end(), has))
        t.after.push_back({id, pick(0, 3) == 0 ? pick(1, 10) : 0});
    }
    if (pick(0, 3) == 0) t.not_before = as_of + pick(-60, 120);
    const auto course = pick(0, 9);
    if (course < 3) t.started_on = as_of - pick(0, 60);
    if (course < 2) t.finished_on = *t.started_on + pick(0, as_of - *t.started_on);
    if (course == 2 || course == 3) t.share_done = static_cast<int>(pick(0, 100));
  }
  std::shuffle(tasks.begin(), tasks.end(), random);
  return tasks;
}

}  // namespace guatu::plan::fixture
