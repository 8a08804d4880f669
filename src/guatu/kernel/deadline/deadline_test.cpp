// Goal: every way of counting in norms 2.1 gives the due instant that a person finds with a wall calendar.
// Method: tables worked out by hand around Qingming 2022 (3-5 April free, Saturday 2 April worked), month
// ends, 29 February, year ends, National Day, stops, extensions and both ends of the calendar. Proves:
// norms 2.1.
#include "guatu/kernel/deadline/deadline.h"

#include "guatu/kernel/deadline/deadline_fixture.h"

namespace guatu::kernel {
namespace {

using namespace fixture;
constexpr auto kDay = LimitUnit::kDay;
constexpr auto kWork = LimitUnit::kWorkingDay;
constexpr auto kMonth = LimitUnit::kMonth;

std::string due(const Span& s, const std::string& as_of = "2026-01-01") {
  return shown(due_at(s, calendar(), at(as_of)));
}

struct Row {
  const char* rule;
  std::int64_t amount;
  LimitUnit unit;
  const char* started;
  const char* due;
};

void check(std::initializer_list<Row> rows) {
  for (const auto& r : rows)
    EXPECT_EQ(due(span(r.rule, r.amount, r.unit, r.started)), r.due)
        << r.rule << " " << r.amount << " " << text_of(r.unit) << " from " << r.started;
}

TEST(DueAt, PlainCountsNaturalDaysFromTheNext) {
  check({{"", 1, kDay, "2022-04-08 08:30", "2022-04-09 24:00"},
         {"plain", 1, kDay, "2022-04-08 23:59", "2022-04-09 24:00"},
         {"", 15, kDay, "2022-04-08", "2022-04-23 24:00"},
         {"", 5, kWork, "2022-04-01 16:00", "2022-04-11 24:00"},
         {"", 1, kWork, "2022-04-02 10:00", "2022-04-06 24:00"},
         {"", 1, kDay, "2030-01-01 10:00", "2030-01-02 24:00"}});  // Natural days need no calendar.
}

TEST(DueAt, CivilCodeRollsAndKeepsMonthEnds) {
  check({{"civil_code", 15, kDay, "2022-03-25 10:00", "2022-04-11 24:00"},  // 9 April is a Saturday.
         {"civil_code", 15, kDay, "2022-03-20 10:00", "2022-04-06 24:00"},  // 4 April is Qingming.
         {"civil_code", 1, kDay, "2022-04-01 10:00", "2022-04-02 24:00"},   // A worked Saturday stays.
         {"civil_code", 1, kMonth, "2022-01-31 10:00", "2022-02-28 24:00"},
         {"civil_code", 1, kMonth, "2024-01-31 10:00", "2024-02-29 24:00"},
         {"civil_code", 12, kMonth, "2024-02-29 10:00", "2025-02-28 24:00"},
         {"civil_code", 24, kMonth, "2024-02-28 10:00", "2026-02-28 24:00"},  // A worked Saturday.
         {"civil_code", 1, kMonth, "2022-03-05 10:00", "2022-04-06 24:00"},
         {"civil_code", 1, kMonth, "2021-12-01 10:00", "2022-01-04 24:00"},  // New Year 1-3 January.
         {"civil_code", 6, kMonth, "2022-08-31 10:00", "2023-02-28 24:00"},
         {"civil_code", 3, kDay, "2022-09-28 10:00",
          "2022-10-08 24:00"},  // Into National Day; Saturday 8th worked.
         {"civil_code", 2, kDay, "2018-12-28 10:00", "2019-01-02 24:00"}});
}

TEST(DueAt, StatutesDecideWhichDaysAreWorkingDays) {
  check({{"licensing", 20, kDay, "2022-03-28 10:00", "2022-04-25 24:00"},
         {"licensing", 5, kDay, "2022-04-08 10:00", "2022-04-15 24:00"},
         {"penalty", 2, kDay, "2022-04-01 10:00", "2022-04-06 24:00"},
         {"penalty", 3, kDay, "2022-04-01 10:00", "2022-04-07 24:00"},
         {"penalty", 5, kDay, "2022-04-01 10:00", "2022-04-11 24:00"},
         {"penalty", 7, kDay, "2022-04-01 10:00", "2022-04-13 24:00"},
         {"penalty", 4, kDay, "2022-04-01 10:00", "2022-04-05 24:00"},
         {"penalty", 10, kDay, "2022-04-01 10:00", "2022-04-11 24:00"},
         {"coercion", 10, kDay, "2022-04-01 10:00", "2022-04-18 24:00"},
         {"coercion", 1, kDay, "2022-04-02 10:00", "2022-04-06 24:00"},
         {"coercion", 11, kDay, "2022-04-01 10:00", "2022-04-12 24:00"},
         {"reconsideration", 3, kDay, "2022-04-01 10:00", "2022-04-07 24:00"},
         {"reconsideration", 5, kDay, "2022-04-01 10:00", "2022-04-11 24:00"},
         {"reconsideration", 7, kDay, "2022-04-01 10:00", "2022-04-13 24:00"},
         {"reconsideration", 10, kDay, "2022-04-01 10:00", "2022-04-18 24:00"},
         {"reconsideration", 4, kDay, "2022-04-01 10:00", "2022-04-05 24:00"},
         {"reconsideration", 60, kDay, "2022-04-01 10:00", "2022-05-31 24:00"},
         {"social_insurance", 10, kDay, "2022-04-01 10:00", "2022-04-18 24:00"},
         {"social_insurance", 20, kWork, "2022-03-28 10:00", "2022-04-25 24:00"},
         {"licensing", 3, kDay, "2022-09-30 10:00", "2022-10-10 24:00"},    // 8 and 9 October are worked.
         {"licensing", 1, kDay, "2020-01-23 10:00", "2020-02-03 24:00"}});  // The longer Spring Festival.
}

TEST(DueAt, NaturalDaysStayNaturalWhereTheStatuteSaysNothing) {
  check({{"driver_points", 3, kDay, "2022-04-01 10:00", "2022-04-06 24:00"},
         {"driver_points", 10, kDay, "2022-03-24 10:00", "2022-04-06 24:00"},
         {"driver_points", 30, kDay, "2022-03-09 10:00", "2022-04-08 24:00"},
         {"petition", 15, kDay, "2022-03-20 10:00", "2022-04-04 24:00"},
         {"petition", 60, kDay, "2022-02-08 10:00", "2022-04-09 24:00"},
         {"petition", 30, kDay, "2022-03-09 10:00", "2022-04-08 24:00"},
         {"petition", 5, kWork, "2022-04-01 10:00", "2022-04-11 24:00"}});
}

TEST(DueAt, TaxLengthensByLongBreaksInsideThePeriod) {
  check({{"tax", 15, kDay, "2021-09-30 10:00", "2021-10-22 24:00"},  // 1-7 October: seven days more.
         {"tax", 15, kDay, "2022-03-31 10:00", "2022-04-18 24:00"},  // 3-5 April: three days more.
         {"tax", 3, kDay, "2022-04-01 10:00",
          "2022-04-06 24:00"},  // Only two of the three lie inside: it rolls.
         {"tax", 4, kDay, "2022-04-01 10:00", "2022-04-08 24:00"},
         {"tax", 1, kMonth, "2022-01-15 10:00", "2022-02-22 24:00"},
         {"tax", 15, kDay, "2022-05-31 10:00",
          "2022-06-20 24:00"},  // 3-5 June: to 18 June, a Saturday: it rolls.
         {"tax", 12, kDay, "2021-09-18 10:00",
          "2021-10-08 24:00"},  // 19-21 September: to 3 October, and rolls.
         {"tax", 15, kDay, "2024-05-31 10:00", "2024-06-18 24:00"},  // 8-10 June: a weekend and one holiday.
         {"tax", 5, kWork, "2022-04-01 10:00", "2022-04-11 24:00"}});
}

TEST(DueAt, HoursRunExactly) {
  check({{"", 24, LimitUnit::kHour, "2022-04-08 16:00", "2022-04-09 16:00"},
         {"civil_code", 30, LimitUnit::kMinute, "2022-04-03 23:45", "2022-04-04 00:15"},
         {"working_hours", 4, LimitUnit::kWorkingHour, "2022-04-01 16:00", "2022-04-02 11:00"},
         {"working_hours", 7, LimitUnit::kWorkingHour, "2022-04-02 08:30", "2022-04-02 17:30"},
         {"working_hours", 7, LimitUnit::kWorkingHour, "2022-04-02 08:31", "2022-04-06 08:31"},
         {"working_hours", 1, LimitUnit::kWorkingHour, "2022-04-02 12:30", "2022-04-02 15:00"},
         {"working_hours", 3, LimitUnit::kWorkingHour, "2022-04-03 09:00", "2022-04-06 11:30"},
         {"urgent_hours", 4, LimitUnit::kWorkingHour, "2022-04-04 22:00", "2022-04-05 02:00"}});
  Span s = span("working_hours", 1, LimitUnit::kWorkingHour, "2022-04-01 16:59:59.5");
  EXPECT_EQ(to_text(due_at(s, calendar(), {}).value()), "2022-04-02T08:59:59.500000+08:00");
  s.limit.hours = "night";
  EXPECT_EQ(due(s), "calendar.hours_unknown");
}

TEST(DueAt, StartsAndEndsAsTheLimitSays) {
  Span s = span("civil_code", 15, kDay, "2022-03-25 10:00");
  s.limit.ends = DayEnd::kCloseOfBusiness;
  EXPECT_EQ(due(s), "2022-04-11 17:30");
  s.limit.roll = RollRule::kNone;
  EXPECT_EQ(due(s), "2022-04-09 24:00");  // A free day has no close of business.
  s = span("", 3, kDay, "2022-04-08 10:20");
  s.limit.starts = StartRule::kAtOnce;
  EXPECT_EQ(due(s), "2022-04-11 10:20");
  s.limit.starts = StartRule::kSameDay;
  EXPECT_EQ(due(s), "2022-04-10 24:00");
  s = span("", 1, kWork, "2022-04-03 10:20");
  s.limit.starts = StartRule::kSameDay;  // The day of the event is free: the next worked one is day 1.
  EXPECT_EQ(due(s), "2022-04-06 24:00");
  s.limit.starts = StartRule::kAtOnce;
  EXPECT_EQ(due(s), "2022-04-06 10:20");
  s = span("", 1, kMonth, "2022-04-08 10:20");
  s.limit.starts = StartRule::kAtOnce;
  EXPECT_EQ(due(s), "2022-05-08 10:20");
  s.limit.starts = StartRule::kSameDay;
  EXPECT_EQ(due(s), "2022-05-07 24:00");
  s.started_at = at("2022-03-01");
  EXPECT_EQ(due(s), "2022-03-31 24:00");
  s.started_at = at("2022-01-31");
  EXPECT_EQ(due(s), "2022-02-28 24:00");
}

TEST(DueAt, TakesStoppedDaysOut) {
  struct StopRow {
    const char* rule;
    std::int64_t amount;
    LimitUnit unit;
    std::vector<std::pair<const char*, const char*>> stops;
    const char* due;
  };
  const StopRow rows[] = {
      // Without a stop: 18 April.
      {"petition", 10, kDay, {{"2022-04-10 10:00", "2022-04-13 09:00"}}, "2022-04-21 24:00"},
      {"petition", 10, kDay, {{"2022-04-10 10:00", "2022-04-10 18:00"}}, "2022-04-18 24:00"},
      {"petition", 10, kDay, {{"2022-04-10 00:00", "2022-04-11 00:00"}}, "2022-04-19 24:00"},
      {"petition", 10, kDay, {{"2022-04-18 10:00", "2022-04-19 10:00"}}, "2022-04-19 24:00"},
      {"petition", 10, kDay, {{"2022-04-19 00:00", "2022-04-25 10:00"}}, "2022-04-18 24:00"},
      {"petition", 10, kDay, {{"2022-04-08 11:00", "2022-04-10 09:00"}}, "2022-04-19 24:00"},
      {"petition", 10, kDay, {{"2022-04-01 11:00", "2022-04-08 09:00"}}, "2022-04-18 24:00"},
      {"petition",
       10,
       kDay,
       {{"2022-04-10 10:00", "2022-04-12 09:00"}, {"2022-04-20 10:00", "2022-04-21 09:00"}},
       "2022-04-21 24:00"},
      {"petition",
       10,
       kDay,
       {{"2022-04-10 10:00", "2022-04-12 09:00"}, {"2022-04-21 10:00", "2022-04-23 09:00"}},
       "2022-04-20 24:00"},
      // Without a stop: Friday 15 April.
      {"licensing", 5, kDay, {{"2022-04-12 14:00", "2022-04-14 10:00"}}, "2022-04-19 24:00"},
      {"licensing", 5, kDay, {{"2022-04-09 14:00", "2022-04-10 10:00"}}, "2022-04-15 24:00"},
      {"licensing", 5, kDay, {{"2022-04-15 14:00", ""}}, "2022-04-29 24:00"},  // Open, as of 29 April.
      // Without a stop: Sunday 8 May, which rolls to the 9th.
      {"civil_code", 1, kMonth, {{"2022-04-20 14:00", "2022-04-22 10:00"}}, "2022-05-10 24:00"},
      {"civil_code", 1, kMonth, {{"2022-05-09 09:00", "2022-05-13 10:00"}}, "2022-05-13 24:00"},
      {"civil_code", 1, kMonth, {{"2022-05-10 00:00", "2022-05-13 10:00"}}, "2022-05-09 24:00"},
      // Without a stop: 8 May, lengthened by the five days from 30 April. Stopped days do not lengthen as
      // well.
      {"tax", 30, kDay, {{"2022-04-30 00:00", "2022-05-03 00:00"}}, "2022-05-11 24:00"},
  };
  for (const auto& r : rows) {
    Span s = span(r.rule, r.amount, r.unit, "2022-04-08 10:00");
    for (const auto& [from, to] : r.stops) s.stops.push_back(stop(from, to));
    EXPECT_EQ(due(s, "2022-04-29 09:00"), r.due) << r.rule << " " << r.stops.front().first;
  }
}

TEST(DueAt, StopsAfterCloseOfBusinessOnTheLastDayComeTooLate) {
  Span s = span("civil_code", 3, kDay, "2022-04-08 10:00");
  s.limit.ends = DayEnd::kCloseOfBusiness;
  EXPECT_EQ(due(s), "2022-04-11 17:30");
  s.stops = {stop("2022-04-11 17:30", "2022-04-13 09:00")};
  EXPECT_EQ(due(s), "2022-04-11 17:30");
  s.stops = {stop("2022-04-11 17:29", "2022-04-13 09:00")};
  EXPECT_EQ(due(s), "2022-04-13 17:30");
  s.stops = {stop("2022-04-10 17:31", "2022-04-11 09:00")};  // Not the last day: the 10th is lost.
  EXPECT_EQ(due(s), "2022-04-12 17:30");
}

TEST(DueAt, TakesStoppedTimeOutOfHoursExactly) {
  Span s = span("", 24, LimitUnit::kHour, "2022-04-08 16:00");
  s.stops = {stop("2022-04-08 17:00", "2022-04-08 19:30"), stop("2022-04-09 18:30", "2022-04-10 18:30")};
  EXPECT_EQ(due(s), "2022-04-09 18:30");  // The second begins as it runs out.
  s.stops[1].from = at("2022-04-09 18:29");
  EXPECT_EQ(due(s), "2022-04-10 18:31");
  s = span("working_hours", 4, LimitUnit::kWorkingHour, "2022-04-01 16:00");
  s.stops = {stop("2022-04-01 17:00", "2022-04-02 09:30")};  // Half an hour, and an hour.
  EXPECT_EQ(due(s), "2022-04-02 14:30");
  s.stops = {stop("2022-04-01 12:00", "2022-04-01 17:00")};  // From before the start: one hour of it counts.
  EXPECT_EQ(due(s), "2022-04-02 12:00");
  s.stops.push_back(stop("2022-04-02 12:00", "2022-04-02 15:00"));
  EXPECT_EQ(due(s), "2022-04-02 12:00");
  s.stops = {stop("2022-04-01 18:00", "2022-04-02 08:00")};
  EXPECT_EQ(due(s), "2022-04-02 11:00");
}

TEST(DueAt, ExtensionsAddToTheAmount) {
  Span s = span("licensing", 5, kDay, "2022-04-08 10:00");
  s.extensions = {{3, at("2022-04-14 10:00"), PersonId{"head"}, "measuring"}};
  EXPECT_EQ(due(s), "2022-04-20 24:00");
  s = span("petition", 60, kDay, "2022-02-08 10:00");
  s.extensions = {{30, at("2022-04-01 10:00"), PersonId{"head"}, "complex"}};
  EXPECT_EQ(due(s), "2022-05-09 24:00");
  s = span("civil_code", 1, kMonth, "2022-01-31 10:00");
  s.extensions = {{1, at("2022-02-14 10:00"), PersonId{"head"}, ""}};
  EXPECT_EQ(due(s), "2022-03-31 24:00");
}

TEST(DueAt, RunsToAGivenInstant) {
  Span s;
  s.started_at = at("2022-04-01 10:00");
  s.until = at("2022-04-10");  // The end of Saturday the 9th.
  EXPECT_EQ(due(s), "2022-04-09 24:00");
  s.limit.roll = RollRule::kNextWorkingDay;
  EXPECT_EQ(due(s), "2022-04-11 24:00");
  s.limit.ends = DayEnd::kCloseOfBusiness;
  EXPECT_EQ(due(s), "2022-04-11 17:30");
  s.until = at("2022-04-09 16:00");  // A time of day of its own is kept.
  EXPECT_EQ(due(s), "2022-04-11 16:00");
  s.extensions = {{4, at("2022-04-08 10:00"), PersonId{"head"}, ""}};
  EXPECT_EQ(due(s), "2022-04-13 16:00");
  s.stops = {stop("2022-04-12 10:00", "2022-04-14 10:00")};
  EXPECT_EQ(due(s), "2022-04-15 16:00");
  s.stops = {stop("2022-04-13 16:00", "2022-04-14 10:00")};
  EXPECT_EQ(due(s), "2022-04-13 16:00");
  s = Span{};
  s.started_at = at("2022-04-08 10:00");
  s.until = at("2022-04-01 10:00");  // It may lie in the past: late from the first moment.
  EXPECT_EQ(due(s), "2022-04-01 10:00");
}

TEST(DueAt, SaysWhereTheCalendarEnds) {
  check({{"", 5, kWork, "2026-12-24 10:00", "2026-12-31 24:00"},
         {"", 6, kWork, "2026-12-24 10:00", "calendar.gap"},
         {"", 1, kWork, "2017-12-31 10:00", "2018-01-02 24:00"},
         {"", 1, kWork, "2017-12-30 10:00", "calendar.gap"},
         {"", 30, kDay, "2026-12-24 10:00", "2027-01-23 24:00"},
         {"civil_code", 30, kDay, "2026-12-24 10:00", "calendar.gap"},
         {"civil_code", 1, kMonth, "2026-12-24 10:00", "calendar.gap"},
         {"civil_code", 7, kDay, "2026-12-24 10:00", "2026-12-31 24:00"},
         {"tax", 1, kDay, "2017-12-30 10:00", "calendar.gap"},
         {"tax", 1, kDay, "2017-12-31 10:00", "2018-01-02 24:00"},
         {"working_hours", 1, LimitUnit::kWorkingHour, "2026-12-31 17:00", "calendar.gap"},
         {"working_hours", 1, LimitUnit::kWorkingHour, "2017-12-31 17:00", "calendar.gap"}});
}

TEST(DueAt, RefusesWhatCannotBe) {
  const auto with = [](auto change) {
    Span s = span("", 5, kDay, "2022-04-08 10:00");
    change(s);
    return due(s);
  };
  EXPECT_EQ(with([](Span& s) { s.limit.amount = 0; }), "clock.range");
  EXPECT_EQ(with([](Span& s) { s.limit.amount = -1; }), "clock.range");
  EXPECT_EQ(with([](Span& s) { s.limit.amount = 36'601; }), "clock.range");
  EXPECT_EQ(with([](Span& s) { s.extensions = {{36'596, {}, {}, ""}}; }), "clock.range");
  EXPECT_EQ(with([](Span& s) {
              s.extensions = {{INT64_MAX, {}, {}, ""}, {INT64_MAX, {}, {}, ""}};
            }),
            "clock.range");
  EXPECT_EQ(with([](Span& s) { s.extensions = {{0, {}, {}, ""}}; }), "clock.range");
  EXPECT_EQ(with([](Span& s) { s.until = at("2122-06-23 10:00"); }), "2122-06-23 10:00");
  EXPECT_EQ(with([](Span& s) { s.until = at("2122-06-24 10:00"); }), "clock.range");
  const auto stops = [&](std::vector<Stop> list) { return with([&](Span& s) { s.stops = list; }); };
  EXPECT_EQ(stops({stop("2022-04-09", "2022-04-08")}), "clock.stops_order");
  EXPECT_EQ(stops({stop("2022-04-09", "2022-04-11"), stop("2022-04-10", "2022-04-12")}), "clock.stops_order");
  EXPECT_EQ(stops({stop("2022-04-09", ""), stop("2022-04-10", "2022-04-12")}), "clock.stops_order");
  EXPECT_EQ(stops({stop("2022-04-09", "2022-04-09")}), "2022-04-13 24:00");
}

TEST(Shift, MovesByEachUnit) {
  struct ShiftRow {
    const char* from;
    std::int64_t amount;
    LimitUnit unit;
    const char* to;
  };
  const ShiftRow rows[] = {{"2022-04-09", -1, kWork, "2022-04-07 24:00"},  // The end of Friday the 8th.
                           {"2022-04-07", -1, kWork, "2022-04-02 24:00"},
                           {"2022-04-02", 2, kWork, "2022-04-06 24:00"},
                           {"2022-04-09 10:00", 1, kWork, "2022-04-11 10:00"},
                           {"2022-04-09 10:00", -1, kWork, "2022-04-08 10:00"},
                           {"2022-04-09 10:00", 0, kWork, "2022-04-09 10:00"},
                           {"2022-04-09 10:00", -3, kDay, "2022-04-06 10:00"},
                           {"2022-04-09 10:00", 30, LimitUnit::kMinute, "2022-04-09 10:30"},
                           {"2022-04-09 10:00", -24, LimitUnit::kHour, "2022-04-08 10:00"},
                           {"2022-04-08 10:30", -2, LimitUnit::kWorkingHour, "2022-04-08 08:30"},
                           {"2022-04-08 10:00", -2, LimitUnit::kWorkingHour, "2022-04-07 17:00"},
                           {"2022-04-02 16:30", 1, LimitUnit::kWorkingHour, "2022-04-02 17:30"},
                           {"2022-04-02 16:30", 2, LimitUnit::kWorkingHour, "2022-04-06 09:30"},
                           {"2026-12-31 10:00", 1, kWork, "calendar.gap"},
                           {"2022-04-09 10:00", 1, kMonth, "clock.range"}};
  for (const auto& r : rows)
    EXPECT_EQ(shown(shift(at(r.from), {r.amount, r.unit}, calendar())), r.to) << r.from << " " << r.amount;
  EXPECT_EQ(shown(shift(at("2022-04-04 22:00"), {4, LimitUnit::kWorkingHour}, calendar(), "urgent")),
            "2022-04-05 02:00");
}

TEST(Remaining, CountsDownAndUp) {
  struct LeftRow {
    const char* now;
    const char* due;
    std::int64_t minutes;
    std::int64_t days;
    bool late;
  };
  const LeftRow rows[] = {
      {"2022-04-01 12:00", "2022-04-09", 10'800, 4, false},
      {"2022-04-08 23:00", "2022-04-09", 60, 0, false},
      {"2022-04-09 00:00", "2022-04-09", 0, 0, false},
      {"2022-04-09 00:01", "2022-04-09", -1, 0, true},
      {"2022-04-09 10:00", "2022-04-09", -600, 0, true},
      {"2022-04-12 00:30", "2022-04-09", -4'350, -2, true},
      {"2022-04-08 10:00:59", "2022-04-08 10:02", 1, 0, false},
      {"2022-04-08 10:02:59", "2022-04-08 10:02", 0, 0, true},
      {"2026-12-30 12:00", "2027-01-09", 13'680, 9, false}};  // Past the calendar: natural days.
  for (const auto& r : rows) {
    const auto left = remaining(at(r.now), at(r.due), calendar());
    EXPECT_EQ(left.minutes, r.minutes) << r.now;
    EXPECT_EQ(left.working_days, r.days) << r.now;
    EXPECT_EQ(left.is_late, r.late) << r.now;
  }
  EXPECT_TRUE(remaining(at("2022-04-09") + 1, at("2022-04-09"), calendar()).is_late);
}

}  // namespace
}  // namespace guatu::kernel
