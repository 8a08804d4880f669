// Civil dates at +08:00 and their arithmetic. No holidays here: see work_calendar.h.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"

namespace guatu {

/// A day in the proleptic Gregorian calendar, as days since 1970-01-01. No time, no zone.
struct CivilDate {
  std::int32_t days = 0;
  auto operator<=>(const CivilDate&) const = default;

  int year() const;
  unsigned month() const;    ///< 1..12
  unsigned day() const;      ///< 1..31
  unsigned weekday() const;  ///< 1 Monday .. 7 Sunday (ISO 8601)
};

inline CivilDate operator+(CivilDate d, std::int64_t n) {
  return {static_cast<std::int32_t>(d.days + n)};
}
inline CivilDate operator-(CivilDate d, std::int64_t n) {
  return {static_cast<std::int32_t>(d.days - n)};
}
inline std::int64_t operator-(CivilDate a, CivilDate b) {
  return std::int64_t{a.days} - b.days;
}
inline CivilDate& operator++(CivilDate& d) {
  ++d.days;
  return d;
}

/// The date, or text.date when there is no such day.
Result<CivilDate> make_date(int year, unsigned month, unsigned day);
/// Reads exactly `YYYY-MM-DD`. @errors text.date
Result<CivilDate> parse_date(std::string_view text);
/// `YYYY-MM-DD`.
std::string to_text(CivilDate d);

/// The civil date at +08:00 on which `t` falls.
CivilDate date_of(Instant t);
/// Minutes since midnight (+08:00) of `t`, rounded down; 0..1439.
int minute_of_day(Instant t);
/// Minute `minute` (0..1440) of day `d`, +08:00. 1440 is the first moment of the next day.
Instant at_minute(CivilDate d, int minute);

/// The matching day `months` later; when that month has no such day, its last day.
/// Source: 民法典 202.
CivilDate add_months(CivilDate d, std::int64_t months);

}  // namespace guatu
