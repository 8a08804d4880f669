// Working days as whole numbers, so that a plan of many tasks counts them by adding. Covers what a calendar
// covers; after its last day it goes on by the week alone and says so, for a forecast must not stop where
// the State Council has published nothing yet (a legal due time must: that is the kernel's matter).
#pragma once

#include <cstdint>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/calendar/work_calendar.h"

namespace guatu::plan {

class WorkDays {
 public:
  /// @errors calendar.gap (arg `date`)  the calendar covers nothing; the date is `needed`
  static Result<WorkDays> of(const WorkCalendar& calendar, CivilDate needed);

  /// Working days from the first covered day up to, and without, `d`; so the number of the first working day
  /// on or after `d`. O(1). @errors calendar.gap (arg `date`)  `d` lies before the first covered day
  Result<std::int64_t> before(CivilDate d) const;
  /// The working day with that number, from 0 on. O(1).
  CivilDate day(std::int64_t number) const;
  /// After the last covered day: counted by Monday to Friday alone, no holiday being known.
  bool is_assumed(CivilDate d) const { return d > last_; }

 private:
  CivilDate first_;
  CivilDate last_;
  std::vector<std::int32_t> before_;  ///< by days since `first_`; one more than there are covered days
  std::vector<CivilDate> worked_;     ///< by number
};

}  // namespace guatu::plan
