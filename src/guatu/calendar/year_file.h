// One calendar file as read: what the year's notices say. Keys: docs/formats/calendars.md.
// No index and no question answered here: see work_calendar.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/calendar/work_calendar.h"

namespace guatu::detail {

/// A holiday (from..to, both free) or a worked weekend day (from == to).
struct NamedDays {
  CivilDate from;
  CivilDate to;
  Titles name;
  Place place;
};

/// Hours that hold from..to, both included, instead of the set's ordinary ones.
struct Season {
  CivilDate from;
  CivilDate to;
  std::vector<Hours> times;
};

struct HourSet {
  bool every_day = false;
  std::vector<Hours> times;
  std::vector<Season> seasons;
};

struct YearFile {
  int year = 0;
  Place place;         ///< of the year
  std::string source;  ///< the notices, as WorkCalendar::source() gives them
  std::vector<NamedDays> holidays;
  std::vector<NamedDays> worked;
  std::map<std::string, HourSet, std::less<>> hours;
};

/// Reads one file; adds what is wrong to `problems` (keys as WorkCalendar::from_files).
YearFile read_year_file(std::string_view text, const std::string& file, Problems& problems);

}  // namespace guatu::detail
