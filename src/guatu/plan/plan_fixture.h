// What the tests of plans share: the shipped calendar, a random network, short spellings. Included by tests
// and benches only.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "guatu/plan/critical_path.h"

namespace guatu::plan::fixture {

/// The calendars in `folder`.
inline WorkCalendar calendar_in(const std::filesystem::path& folder) {
  std::vector<CalendarFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("cn-")) continue;
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.push_back({entry.path().filename().string(), text.str()});
  }
  return WorkCalendar::from_files(files).value();
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
