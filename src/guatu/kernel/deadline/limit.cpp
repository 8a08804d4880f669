#include "guatu/kernel/deadline/limit.h"

#include <array>

#include "guatu/base/limits.h"

namespace guatu::kernel {

namespace {

// On disk since 0.1, in the order of the enums.
constexpr std::array<const char*, 6> kUnits{"minute", "hour", "working_hour", "working_day", "day", "month"};
constexpr std::array<const char*, 3> kStarts{"at_once", "next_day", "same_day"};
constexpr std::array<const char*, 2> kRolls{"none", "next_working_day"};
constexpr std::array<const char*, 2> kHolidays{"plain", "extend_long"};
constexpr std::array<const char*, 2> kEnds{"midnight", "close_of_business"};

template <class E, std::size_t N>
bool read(const std::array<const char*, N>& words, std::string_view s, E& out) {
  for (std::size_t i = 0; i < N; ++i) {
    if (s != words[i]) continue;
    out = static_cast<E>(i);
    return true;
  }
  return false;
}

}  // namespace

const char* text_of(LimitUnit v) {
  return kUnits.at(static_cast<std::size_t>(v));
}
const char* text_of(StartRule v) {
  return kStarts.at(static_cast<std::size_t>(v));
}
const char* text_of(RollRule v) {
  return kRolls.at(static_cast<std::size_t>(v));
}
const char* text_of(HolidayRule v) {
  return kHolidays.at(static_cast<std::size_t>(v));
}
const char* text_of(DayEnd v) {
  return kEnds.at(static_cast<std::size_t>(v));
}
bool from_text(std::string_view s, LimitUnit& out) {
  return read(kUnits, s, out);
}
bool from_text(std::string_view s, StartRule& out) {
  return read(kStarts, s, out);
}
bool from_text(std::string_view s, RollRule& out) {
  return read(kRolls, s, out);
}
bool from_text(std::string_view s, HolidayRule& out) {
  return read(kHolidays, s, out);
}
bool from_text(std::string_view s, DayEnd& out) {
  return read(kEnds, s, out);
}

std::int64_t amount_max(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::kMinute:
      return limits::kMaxMinutes;
    case LimitUnit::kHour:
    case LimitUnit::kWorkingHour:
      return limits::kMaxHours;
    case LimitUnit::kWorkingDay:
      return limits::kMaxWorkingDays;
    case LimitUnit::kDay:
      return limits::kMaxDays;
    case LimitUnit::kMonth:
      return limits::kMaxMonths;
  }
  return 0;
}

}  // namespace guatu::kernel
