// When a limit runs out, and the arithmetic that shows why. Pure: calendar and instants come in.
// Does not know matters or playbooks. See docs/formats/limits.md.
#pragma once

#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel {

/// The last instant that is still in time; one microsecond later is late. For day units that is the end of
/// the last day: 24:00 (= 0:00 of the next day) or the close of business.
///
/// Stops: for minutes, hours and working hours the stopped time is taken out exactly. For day units a day is
/// not counted when the clock stands still at its end: a stop [from, to) takes out the civil days date(from)
/// .. date(to) - 1; for months the matching day moves by that many days. For a limit that runs to an instant,
/// stopped days move it likewise. Stops are taken in order; one that begins at or after the due instant of
/// those before it changes nothing. Source: our choice, ADR 6 (the day of the stop is not counted, the day of
/// resuming is). `starts`, `roll`, `holidays` and `ends` are looked at for day and month units only:
/// docs/formats/limits.md.
///
/// @param span     all stops closed, or the open one is taken as lasting to `as_of`
/// @param as_of    only looked at when a stop is open
/// @errors calendar.gap       a needed day is not covered
///         calendar.hours_unknown  the calendar has no such hour set
///         clock.range        an amount or extension is below 1, or their sum above its limit
///                            (for `until`: days from the start, with the extensions)
///         clock.stops_order  stops overlap or end before they begin
/// Cost: O((stops + 1) · log days), never O(length of the period).
Result<Instant> due_at(const Span& span, const WorkCalendar& calendar, Instant as_of);

/// `at` moved by `offset`: minutes and hours exactly; working hours inside the hour set; days keep the time
/// of day; working days move the day (for an end of day at 24:00, the day that ends) and keep the time of
/// day. An amount of 0 moves nothing, also off a free day.
/// @errors calendar.gap, calendar.hours_unknown, clock.range (months)
Result<Instant> shift(Instant at, Offset offset, const WorkCalendar& calendar,
                      const std::string& hours = "office");

/// What is left at `now` until `due`, in working days and minutes, negative when late. The due day of a limit
/// that ends at 24:00 is the day that ends.
struct Remaining {
  std::int64_t minutes = 0;  ///< natural minutes, rounded toward zero
  std::int64_t working_days =
      0;  ///< whole working days after today up to and with the due day; negative when late
  bool is_late = false;
};
/// Never fails: outside the calendar `working_days` falls back to natural days.
Remaining remaining(Instant now, Instant due, const WorkCalendar& calendar);

/// One line of the arithmetic: a civil day (day and month units) or a stretch of minutes (minute and hour
/// units).
struct ExplainLine {
  enum class Kind {
    kStart,          ///< the event's day, not counted
    kCounted,        ///< counted; `count` is the running number
    kWorkedWeekend,  ///< counted although Saturday or Sunday
    kWeekend,        ///< not counted
    kHoliday,        ///< not counted
    kStopped,        ///< the clock stood still
    kRolled,         ///< last day was free: moved on
    kExtended,       ///< added by the long-holiday rule; `count` is how many days so far
    kSpan,           ///< minutes or hours worked off on that day; `count` is minutes so far
    kDue,            ///< the result
  };
  Kind kind = Kind::kCounted;
  CivilDate date;
  std::int64_t count = 0;
  Titles note;  ///< holiday name, reason of a stop, clause of a rule; may be empty
  bool operator==(const ExplainLine&) const = default;
};

/// The whole arithmetic of one clock.
struct Explanation {
  Titles rule;        ///< the limit in words: `15 working days; first day not counted; …`
  std::string basis;  ///< document and article
  bool confirmed = true;
  std::string calendar;              ///< version it was computed with
  std::vector<std::string> sources;  ///< notices of the years that were touched
  Instant started_at;
  Instant due_at;
  std::int64_t budget = 0;  ///< amount with extensions, in `unit`
  LimitUnit unit = LimitUnit::kDay;
  std::vector<ExplainLine> lines;  ///< in order of date; every day of the period once
  std::vector<Stop> stops;
  std::vector<Extension> extensions;
};

/// The arithmetic day by day; `due_at` equals due_at() of the same arguments.
/// @errors as due_at
Result<Explanation> explain(const Span& span, const WorkCalendar& calendar, Instant as_of);

/// The explanation as text of at most 80 columns, one day a line (runs of more than 14 plain days are folded
/// into one line with their count), headed by the rule and its basis.
std::string to_text(const Explanation& e, Lang lang);

/// `15 working days` / `15个工作日`.
std::string amount_text(std::int64_t amount, LimitUnit unit, Lang lang);

}  // namespace guatu::kernel
