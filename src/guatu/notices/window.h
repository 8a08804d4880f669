// When outside channels may disturb people. Pure.
#pragma once

#include <string>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"

namespace guatu::notices {

/// @param hours  a set of working hours of the calendar (`office`), or `always`
/// @return       `t` when it lies in the window, else when the next one opens
/// @errors       calendar.gap (arg `date`), calendar.hours_unknown (arg `name`)
Result<Instant> opens_at(const std::string& hours, const WorkCalendar& calendar, Instant t);

}  // namespace guatu::notices
