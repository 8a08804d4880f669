// The day arithmetic behind due_at() and explain(): where counting, lengthening and rolling end.
// For limits in days, working days and months, and those that run to an instant. See docs/formats/limits.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel::detail {

/// Civil days that a stop takes out of the period.
struct StoppedDays {
  DateRange days;
  std::size_t stop = 0;  ///< index into Span::stops
};

struct DayCount {
  CivilDate first;                ///< the first day that may be counted
  CivilDate matching;             ///< months: the matching day before any stop
  CivilDate counted_to;           ///< the last counted day; before `first` only when `until` lies there
  std::vector<DateRange> breaks;  ///< long holidays inside the period, which lengthen it
  std::int64_t extended = 0;      ///< … by so many days
  CivilDate extended_to;          ///< the last day after that
  CivilDate last;                 ///< … and after rolling: the due day
  std::vector<StoppedDays> stopped;
  Instant due;
};

bool is_clock_unit(LimitUnit u);  ///< minute, hour, working_hour: counted exactly, not by civil days

/// Amount with extensions; for `until` the extensions alone. @errors clock.range
Result<std::int64_t> budget_of(const Span& span);

/// The stops with the open one closed at `as_of`. @errors clock.stops_order
Result<std::vector<Stop>> closed_stops(const Span& span, Instant as_of);

/// @param stops   closed
/// @errors calendar.gap, calendar.hours_unknown
Result<DayCount> count_days(const Span& span, std::int64_t budget, const std::vector<Stop>& stops,
                            const WorkCalendar& calendar);

/// Due instant of a limit in minutes, hours or working hours. @errors calendar.gap, calendar.hours_unknown
Result<Instant> count_exactly(const Span& span, std::int64_t budget, const std::vector<Stop>& stops,
                              const WorkCalendar& calendar);

/// The stop that `d` falls into; nullptr if none does. O(log stops).
const StoppedDays* stop_on(const std::vector<StoppedDays>& stopped, CivilDate d);

}  // namespace guatu::kernel::detail
