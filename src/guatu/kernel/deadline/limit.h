// A limit and the rule by which it is counted: the tuple of docs/formats/limits.md.
// No arithmetic here: deadline.h computes, counting_rules.h reads the named rule sets.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/strong_id.h"

namespace guatu::kernel {

enum class LimitUnit { kMinute, kHour, kWorkingHour, kWorkingDay, kDay, kMonth };
/// When counting begins. at_once: from the instant itself (minutes, hours, working hours).
/// next_day: the day of the event is not counted (民法典 201). same_day: it is counted as day 1.
enum class StartRule { kAtOnce, kNextDay, kSameDay };
/// What happens when the last day is no working day.
enum class RollRule { kNone, kNextWorkingDay };
/// extend_long: each run of three or more consecutive free days that holds an official holiday, inside the
/// period, lengthens it by that many days (税收征管法实施细则 109).
enum class HolidayRule { kPlain, kExtendLong };
/// The instant at which the last day ends.
enum class DayEnd { kMidnight, kCloseOfBusiness };

const char* text_of(LimitUnit v);    // minute hour working_hour working_day day month
const char* text_of(StartRule v);    // at_once next_day same_day
const char* text_of(RollRule v);     // none next_working_day
const char* text_of(HolidayRule v);  // plain extend_long
const char* text_of(DayEnd v);       // midnight close_of_business
bool from_text(std::string_view s, LimitUnit& out);
bool from_text(std::string_view s, StartRule& out);
bool from_text(std::string_view s, RollRule& out);
bool from_text(std::string_view s, HolidayRule& out);
bool from_text(std::string_view s, DayEnd& out);

/// A wholly resolved limit: nothing in it refers to a rule set or a playbook any more, so it is written into
/// events as it is and replay never looks a rule up again.
struct Limit {
  std::int64_t amount = 0;  ///< > 0, or 0 for a limit that runs to a given instant (`Span::until`)
  LimitUnit unit = LimitUnit::kDay;
  StartRule starts = StartRule::kNextDay;
  RollRule roll = RollRule::kNone;
  HolidayRule holidays = HolidayRule::kPlain;
  DayEnd ends = DayEnd::kMidnight;
  std::string hours = "office";  ///< hour set of the calendar, for working hours and close of business
  std::string rule;              ///< name of the rule set it came from (`licensing`); may be empty
  std::string basis;             ///< document and article, as printed
  bool confirmed = true;         ///< false: the basis was not read in the primary text; shown as such
  bool operator==(const Limit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limit, (), (amount, unit, starts, roll, holidays, ends, hours, rule, basis, confirmed))

/// One stop of a clock: [from, to). An open stop has `to` = 0.
struct Stop {
  Instant from;
  Instant to;
  std::string reason;  ///< name of the playbook's stop, `park`, …
  PersonId by;
  bool is_open() const { return to.us == 0; }
  bool operator==(const Stop&) const = default;
};
BOOST_DESCRIBE_STRUCT(Stop, (), (from, to, reason, by))

/// One granted extension, in the unit of the limit; for a limit that runs to an instant, in natural days.
struct Extension {
  std::int64_t amount = 0;
  Instant granted_at;
  PersonId by;
  std::string reason;
  bool operator==(const Extension&) const = default;
};
BOOST_DESCRIBE_STRUCT(Extension, (), (amount, granted_at, by, reason))

/// Everything a due instant follows from. `until` != 0: the limit runs to that instant instead of an amount.
struct Span {
  Limit limit;
  Instant started_at;
  Instant until;
  std::vector<Stop> stops;            ///< in order, not overlapping
  std::vector<Extension> extensions;  ///< in order of granting
  bool operator==(const Span&) const = default;
};
BOOST_DESCRIBE_STRUCT(Span, (), (limit, started_at, until, stops, extensions))

/// An offset from a due instant: `limit - 1 working_day` is {-1, working_day}. Months are not allowed.
struct Offset {
  std::int64_t amount = 0;
  LimitUnit unit = LimitUnit::kDay;
  bool operator==(const Offset&) const = default;
};
BOOST_DESCRIBE_STRUCT(Offset, (), (amount, unit))

/// The greatest amount of a limit in that unit: base/limits.h.
std::int64_t amount_max(LimitUnit unit);

}  // namespace guatu::kernel
