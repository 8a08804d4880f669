// Goal: civil dates and months are those of the Gregorian calendar at +08:00.
// Method: tables of edges, and a walk over 800 years against a counter kept by hand. Proves: norms 2.1
// (民法典 202).
#include "guatu/calendar/civil_date.h"

#include <gtest/gtest.h>

namespace guatu {
namespace {

CivilDate date(const char* s) {
  return parse_date(s).value();
}

TEST(CivilDate, WalksEveryDayOfEightCenturies) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int y = 1600;
  unsigned m = 1;
  unsigned d = 1;
  unsigned weekday = 6;  // 1 January 1600 was a Saturday.
  for (CivilDate day = date("1600-01-01"); day < date("2400-01-01"); ++day) {
    ASSERT_EQ(day.year(), y);
    ASSERT_EQ(day.month(), m);
    ASSERT_EQ(day.day(), d);
    ASSERT_EQ(day.weekday(), weekday);
    const bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);
    const auto length = static_cast<unsigned>(kLengths[m - 1] + (m == 2 && leap ? 1 : 0));
    weekday = weekday % 7 + 1;
    if (++d > length) {
      d = 1;
      if (++m > 12) {
        m = 1;
        ++y;
      }
    }
  }
}

TEST(CivilDate, ReadsOnlyRealDatesWrittenInFull) {
  for (const char* good : {"2022-04-08", "2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31"})
    EXPECT_EQ(to_text(parse_date(good).value()), good);
  for (const char* bad :
       {"", "2022-4-8", "2022-04-31", "2023-02-29", "1900-02-29", "2022/04/08", "2022-04-08 ", "2022-13-01",
        "2022-00-10", "2022-01-00", "-022-01-01", "20220-1-01", "二〇二二"}) {
    const auto r = parse_date(bad);
    ASSERT_TRUE(r.has_error()) << bad;
    EXPECT_EQ(r.error().key, "text.date");
  }
  EXPECT_TRUE(make_date(2022, 2, 29).has_error());
  EXPECT_TRUE(make_date(2022, 13, 1).has_error());
  EXPECT_TRUE(make_date(2022, 257, 1).has_error());
}

TEST(CivilDate, ChangesAtMidnightInBeijing) {
  EXPECT_EQ(to_text(date_of(parse_instant("2022-04-07T15:59:59Z").value())), "2022-04-07");
  EXPECT_EQ(to_text(date_of(parse_instant("2022-04-07T16:00:00Z").value())), "2022-04-08");
  EXPECT_EQ(to_text(date_of(Instant{-kCivilOffsetUs - 1})), "1969-12-31");
  EXPECT_EQ(minute_of_day(parse_instant("2022-04-08T00:00:59+08:00").value()), 0);
  EXPECT_EQ(minute_of_day(parse_instant("2022-04-08T23:59:59+08:00").value()), 1439);
  EXPECT_EQ(minute_of_day(Instant{-1}), 479);
  EXPECT_EQ(to_text(at_minute(date("2022-04-08"), 1440)), "2022-04-09T00:00:00+08:00");
  EXPECT_EQ(to_text(at_minute(date("2022-04-08"), 510)), "2022-04-08T08:30:00+08:00");
}

TEST(CivilDate, AddsMonthsToTheMatchingDayOrTheMonthsLast) {
  struct Row {
    const char* from;
    int months;
    const char* to;
  };
  for (const auto& r : {Row{"2022-01-31", 1, "2022-02-28"}, Row{"2024-01-31", 1, "2024-02-29"},
                        Row{"2024-02-29", 12, "2025-02-28"}, Row{"2024-02-29", 48, "2028-02-29"},
                        Row{"2022-11-30", 3, "2023-02-28"}, Row{"2022-12-31", 1, "2023-01-31"},
                        Row{"2022-04-08", 0, "2022-04-08"}, Row{"2022-03-31", -1, "2022-02-28"},
                        Row{"2022-01-15", -2, "2021-11-15"}})
    EXPECT_EQ(to_text(add_months(date(r.from), r.months)), r.to) << r.from << " + " << r.months;
}

}  // namespace
}  // namespace guatu
