// Which day is worked, which is not and why: weekends, official holidays, worked weekends (调休), working
// hours. Dated data with a source; a day that no file covers is the error `calendar.gap`, never "a working
// day".
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/calendar/civil_date.h"

namespace guatu {

enum class DayKind {
  kWorking,        ///< an ordinary working weekday
  kWeekend,        ///< Saturday or Sunday, free
  kHoliday,        ///< free by the year's notice (whether weekday or weekend)
  kWorkedWeekend,  ///< Saturday or Sunday, worked by the year's notice
};
bool is_working(DayKind k);
/// `working`, `weekend`, `holiday`, `worked_weekend`.
const char* text_of(DayKind k);

/// A stretch of a working day, in minutes since midnight; from < to <= 1440.
struct Hours {
  int from = 0;
  int to = 0;
  bool operator==(const Hours&) const = default;
};

/// The days [from, to).
struct DateRange {
  CivilDate from;
  CivilDate to;
  bool operator==(const DateRange&) const = default;
};

/// A text of one calendar file as it was published.
struct CalendarFile {
  std::string name;  ///< `cn-2022.yaml`
  std::string text;
};

/// An immutable calendar made of one file a year. Cheap to copy (shared data); safe from many threads.
class WorkCalendar {
 public:
  /// Covers nothing; every question is calendar.gap.
  WorkCalendar();

  /// The keys of a file: docs/formats/calendars.md.
  /// @param files  one a year, in any order
  /// @errors all problems of all files at once: yaml.*, calendar.unknown_key, calendar.missing,
  /// calendar.value,
  ///         calendar.date (no such day, or not of the file's year), calendar.overlap (two files for one
  ///         year, or a day named twice), calendar.not_weekend (a worked weekend that is no weekend),
  ///         calendar.hours, calendar.hole (years that do not join), calendar.source (no notice named)
  static Checked<WorkCalendar> from_files(std::span<const CalendarFile> files);

  /// Content id: first 12 hex digits of SHA-256 over the sorted file texts. Written into events.
  const std::string& version() const;
  bool covers(CivilDate d) const;
  std::optional<CivilDate> first() const;  ///< first covered day
  std::optional<CivilDate> last() const;   ///< last covered day

  /// @errors calendar.gap (arg `date`)
  Result<DayKind> kind(CivilDate d) const;
  /// Name of the holiday that `d` belongs to, or of the holiday that a worked weekend makes up for; empty
  /// otherwise.
  const Titles& name(CivilDate d) const;
  /// The notices that the year of `d` rests on, with their document numbers, joined by `; `; a number that
  /// was not read in the primary text bears `(未核对 unconfirmed)`. Empty if not covered.
  const std::string& source(CivilDate d) const;

  /// Working hours on `d` under the named set (`office` unless said otherwise); empty on a free day unless
  /// the set says `every_day`. @errors calendar.gap, calendar.hours_unknown (arg `name`)
  Result<std::span<const Hours>> hours(CivilDate d, std::string_view set = "office") const;
  bool has_hours(std::string_view set) const;

  /// The n-th working day after `d` (n > 0) or before it (n < 0); `d` itself is not counted. O(log days).
  /// @errors calendar.gap   the result lies outside the covered days
  Result<CivilDate> add_working_days(CivilDate d, std::int64_t n) const;
  /// Working days in [from, to). O(1). @errors calendar.gap
  Result<std::int64_t> working_days_between(CivilDate from, CivilDate to) const;
  /// `d` if worked, else the next working day. @errors calendar.gap
  Result<CivilDate> roll_forward(CivilDate d) const;
  /// Working time under `set` from the first covered moment to `t`, µs. O(1).
  /// @errors calendar.gap, calendar.hours_unknown
  Result<std::int64_t> worked_us(Instant t, std::string_view set) const;
  /// The instant at which worked_us() reaches `us`: the first such moment (the end of a stretch) or, if
  /// `latest`, the last (the start of the next). O(log days). @errors calendar.gap, calendar.hours_unknown
  Result<Instant> at_worked_us(std::int64_t us, std::string_view set, bool latest = false) const;

  /// All longest runs of three or more consecutive free days, in order; each holds an official holiday.
  std::span<const DateRange> long_breaks() const;

  /// Longest span in natural days that n working days take from any covered start: for bounds on closure.
  /// 0 when n == 0; if the calendar is too short, n * 3.
  std::int64_t longest_span(std::int64_t n) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

}  // namespace guatu
