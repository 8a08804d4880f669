#include "guatu/kernel/deadline/deadline.h"

#include <algorithm>

#include "guatu/kernel/deadline/day_count.h"

namespace guatu::kernel {

Result<Instant> due_at(const Span& span, const WorkCalendar& calendar, Instant as_of) {
  GUATU_TRY(budget, detail::budget_of(span));
  GUATU_TRY(stops, detail::closed_stops(span, as_of));
  if (span.until.us == 0 && detail::is_clock_unit(span.limit.unit))
    return detail::count_exactly(span, budget, stops, calendar);
  GUATU_TRY(count, detail::count_days(span, budget, stops, calendar));
  return count.due;
}

Result<Instant> shift(Instant at, Offset offset, const WorkCalendar& calendar, const std::string& hours) {
  if (offset.amount == 0) return at;
  switch (offset.unit) {
    case LimitUnit::kMinute:
      return at + offset.amount * kMinuteUs;
    case LimitUnit::kHour:
      return at + offset.amount * kHourUs;
    case LimitUnit::kDay:
      return at + offset.amount * kDayUs;
    case LimitUnit::kWorkingHour: {
      GUATU_TRY(worked, calendar.worked_us(at, hours));
      // Backwards the latest such moment: two hours before 10:30 is 8:30, not last evening.
      return calendar.at_worked_us(worked + offset.amount * kHourUs, hours, offset.amount < 0);
    }
    case LimitUnit::kWorkingDay: {
      const CivilDate day = date_of(at - 1);  // 24:00 belongs to the day that ends.
      GUATU_TRY(moved, calendar.add_working_days(day, offset.amount));
      return at + (moved - day) * kDayUs;
    }
    case LimitUnit::kMonth:
      break;
  }
  return Error("clock.range", "",
               {{"amount", std::to_string(offset.amount)}, {"unit", text_of(offset.unit)}, {"limit", "0"}});
}

Remaining remaining(Instant now, Instant due, const WorkCalendar& calendar) {
  Remaining r;
  r.is_late = now > due;
  r.minutes = (due.us - now.us) / kMinuteUs;
  const CivilDate today = date_of(now);
  const CivilDate due_day = date_of(due - 1);
  const CivilDate from = std::min(today, due_day) + 1;
  const CivilDate to = std::max(today, due_day) + 1;
  const auto days = calendar.working_days_between(from, to);
  const std::int64_t n = days.has_value() ? *days : to - from;
  // At 0:00 sharp a limit that ends at 24:00 is on its last instant, not late.
  r.working_days = due_day >= today ? n : r.is_late ? -n : 0;
  return r;
}

}  // namespace guatu::kernel
