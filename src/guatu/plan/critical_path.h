// The schedule of a plan by the critical-path method, in working days: when each task can begin and end, how
// long it may slip before the whole does, and what drives its date. Pure: tasks and a calendar in, dates out.
//
// How it counts. Working days are those of the calendar; after its last day Monday to Friday (`is_assumed`).
// A task of n days that begins on a day ends on the n-th working day from it, that day counted. What comes
// after it begins on the next working day, `lag_days` working days later. A task of 0 days is an event: it
// falls on the day on which what it comes after ends.
//
// Progress. What has begun and is not finished needs `duration × (1 − share done)` more working days, rounded
// up and at least one, from the as-of day on (that day counted), and not before what it comes after is done
// ("retained logic"). Nothing that is unfinished ends before the as-of day. Source: remaining duration from
// the status date, GAO Schedule Assessment Guide (GAO-16-89G), best practices 2 and 9; ISO 21502 names no
// formula. A holder's own forecast is never asked: the share done is what can be seen on the site.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/calendar/work_calendar.h"

namespace guatu::plan {

inline constexpr std::size_t kMaxTasks = 20'000;         ///< of one plan; 10,000 are replanned in 6 ms
inline constexpr std::int64_t kMaxDurationDays = 2'500;  ///< working days: ten years
inline constexpr std::int64_t kMaxLagDays = 2'500;
inline constexpr std::int64_t kMaxSpanDays = 50'000;  ///< working days: two hundred years

/// Begins after `task` is finished and `lag_days` (0 or more) working days have passed.
struct After {
  std::string task;
  std::int64_t lag_days = 0;
  bool operator==(const After&) const = default;
};

struct Task {
  std::string id;
  std::int64_t duration_days = 0;       ///< working days; 0: an event
  std::vector<After> after;             ///< no task twice
  std::optional<CivilDate> not_before;  ///< of what has not begun
  std::optional<CivilDate> started_on;  ///< not after the as-of day
  std::optional<CivilDate> finished_on;
  int share_done = 0;  ///< percent, 0..100; over 0: it has begun
  bool operator==(const Task&) const = default;
};

/// What holds a date where it is: the latest of what a task waits for.
enum class Driver {
  kToday,   ///< nothing but that it is not done yet
  kDate,    ///< its own not-before date
  kAfter,   ///< `driven_by` (the first of `after`, of those that are equally late)
  kActual,  ///< it happened
};
const char* text_of(Driver d);  // today date after actual

struct PlannedTask {
  std::string id;
  CivilDate early_start;  ///< of what has begun: when it did, if that was said
  CivilDate early_finish;
  CivilDate late_start;  ///< latest that leaves the end of the whole where it is
  CivilDate late_finish;
  std::int64_t slack_days = 0;  ///< working days between early and late finish; 0 of what is finished
  bool is_critical = false;     ///< not finished, and without slack
  bool is_finished = false;
  bool is_assumed = false;          ///< its early finish lies after the last day of the calendar
  std::int64_t remaining_days = 0;  ///< working days of work from its (remaining) start on
  Driver driver = Driver::kToday;
  std::string driven_by;         ///< of kAfter
  std::int64_t finished_at = 0;  ///< its early finish as a count of working days, to subtract
};

struct Plan {
  CivilDate as_of;
  CivilDate finish;                ///< the latest early finish; the as-of day when there is no task
  std::vector<PlannedTask> tasks;  ///< in the order in which they were given
};

/// O(tasks + links).
/// @errors all that is wrong at once: plan.too_many (arg `limit`), plan.duplicate (args `task`), plan.number
///         (args `task`, `what`, `got`, `limit`: a duration, lag or share out of range), plan.future (args
///         `task`, `date`: it happened after the as-of day), plan.order (arg `task`: finished before it was
///         started), plan.unknown_task (args `task`, `got`), plan.twice (args `task`, `got`: one predecessor
///         named twice), plan.cycle (arg `cycle`: ids in the order of the work, the first again at the end;
///         one cycle), plan.too_long (args `task`, `limit`), calendar.gap (arg `date`: a date before the
///         calendar)
Checked<Plan> critical_path(std::span<const Task> tasks, const WorkCalendar& calendar, CivilDate as_of);

}  // namespace guatu::plan
