#include "guatu/calendar/civil_date.h"

#include <fmt/format.h>

namespace guatu {

namespace chr = std::chrono;

namespace {

chr::year_month_day ymd_of(CivilDate d) {
  return chr::sys_days{chr::days{d.days}};
}

CivilDate from_ymd(chr::year_month_day ymd) {
  return {static_cast<std::int32_t>(chr::sys_days{ymd}.time_since_epoch().count())};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

}  // namespace

int CivilDate::year() const {
  return static_cast<int>(ymd_of(*this).year());
}
unsigned CivilDate::month() const {
  return static_cast<unsigned>(ymd_of(*this).month());
}
unsigned CivilDate::day() const {
  return static_cast<unsigned>(ymd_of(*this).day());
}
unsigned CivilDate::weekday() const {
  return chr::weekday{chr::sys_days{chr::days{days}}}.iso_encoding();
}

Result<CivilDate> make_date(int year, unsigned month, unsigned day) {
  const chr::year_month_day ymd{chr::year{year}, chr::month{month}, chr::day{day}};
  if (year < 0 || year > 9999 || month > 12 || day > 31 || !ymd.ok())
    return Error("text.date", "", {{"got", fmt::format("{}-{:02}-{:02}", year, month, day)}});
  return from_ymd(ymd);
}

Result<CivilDate> parse_date(std::string_view text) {
  const Error bad("text.date", "", {{"got", std::string(text.substr(0, 40))}});
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad;
  const auto number = [&](std::size_t at, std::size_t n) {
    int v = 0;
    for (const char c : text.substr(at, n)) {
      if (c < '0' || c > '9') return -1;
      v = v * 10 + (c - '0');
    }
    return v;
  };
  const int y = number(0, 4);
  const int m = number(5, 2);
  const int d = number(8, 2);
  if (y < 0 || m < 0 || d < 0) return bad;
  const auto date = make_date(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  if (date.has_error()) return bad;
  return *date;
}

std::string to_text(CivilDate d) {
  const auto ymd = ymd_of(d);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

CivilDate date_of(Instant t) {
  return {static_cast<std::int32_t>(floor_div(t.us + kCivilOffsetUs, kDayUs))};
}

int minute_of_day(Instant t) {
  const std::int64_t local = t.us + kCivilOffsetUs;
  return static_cast<int>((local - floor_div(local, kDayUs) * kDayUs) / kMinuteUs);
}

Instant at_minute(CivilDate d, int minute) {
  return {std::int64_t{d.days} * kDayUs - kCivilOffsetUs + minute * kMinuteUs};
}

CivilDate add_months(CivilDate d, std::int64_t months) {
  const auto ymd = ymd_of(d);
  const auto month = chr::year_month{ymd.year(), ymd.month()} + chr::months{static_cast<int>(months)};
  const auto last = chr::year_month_day_last{month / chr::last}.day();
  return from_ymd(month / std::min(ymd.day(), last));
}

}  // namespace guatu
