// Goal: the shipped calendars answer every covered day as their notices say, and wrong files are refused
// whole. Method: known days by hand; every query against a plain loop over kind(); a table of broken files
// with the expected key and place. Proves: norms 2.1 (holidays and worked weekends).
#include "guatu/calendar/work_calendar.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace guatu {
namespace {

CivilDate date(const char* s) {
  return parse_date(s).value();
}

std::vector<CalendarFile> shipped_files() {
  std::vector<CalendarFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(GUATU_SOURCE_DIR "/calendars")) {
    const auto name = entry.path().filename().string();
    if (name.rfind("cn-", 0) != 0) continue;
    std::ifstream in(entry.path());
    std::stringstream text;
    text << in.rdbuf();
    files.push_back({name, text.str()});
  }
  return files;
}

const WorkCalendar& shipped() {
  static const WorkCalendar c = WorkCalendar::from_files(shipped_files()).value();
  return c;
}

/// A sound year without anything in it, and `body` after it.
std::string year_text(int year, const std::string& body = "holidays: []\nworked: []\n") {
  return "calendar: cn\nyear: " + std::to_string(year) +
         "\nnotices:\n  - {number: X1, date: 2020-01-01, title: {zh: 通知, en: Notice}}\n" + body;
}

TEST(WorkCalendar, KnowsNotableDays) {
  struct Row {
    const char* day;
    DayKind kind;
    const char* name;
  };
  const Row rows[] = {{"2022-04-01", DayKind::kWorking, ""},
                      {"2022-04-02", DayKind::kWorkedWeekend, "清明节"},
                      {"2022-04-03", DayKind::kHoliday, "清明节"},
                      {"2022-04-05", DayKind::kHoliday, "清明节"},
                      {"2022-04-06", DayKind::kWorking, ""},
                      {"2022-04-09", DayKind::kWeekend, ""},
                      {"2020-01-31", DayKind::kHoliday, "春节"},
                      {"2020-02-01", DayKind::kHoliday, "春节"},
                      {"2020-02-02", DayKind::kHoliday, "春节"},
                      {"2020-02-03", DayKind::kWorking, ""},
                      {"2019-04-28", DayKind::kWorkedWeekend, "劳动节"},
                      {"2019-05-03", DayKind::kHoliday, "劳动节"},
                      {"2018-12-29", DayKind::kWorkedWeekend, "元旦"},
                      {"2018-12-31", DayKind::kHoliday, "元旦"},
                      {"2022-12-31", DayKind::kHoliday, "元旦"},
                      {"2025-01-28", DayKind::kHoliday, "春节"},
                      {"2026-01-04", DayKind::kWorkedWeekend, "元旦"},
                      {"2018-01-01", DayKind::kHoliday, "元旦"}};
  for (const auto& r : rows) {
    EXPECT_EQ(shipped().kind(date(r.day)).value(), r.kind) << r.day;
    EXPECT_EQ(shipped().name(date(r.day)).zh, r.name) << r.day;
  }
}

TEST(WorkCalendar, WorksThisManyDaysEachYear) {
  // Weekdays of the year less 11 days off by law (13 from 2025), and less one weekday and one worked Saturday
  // for the longer Spring Festival of 2020.
  const int expected[] = {250, 250, 249, 250, 249, 249, 251, 248, 248};
  for (int y = 2018; y <= 2026; ++y) {
    const auto n = shipped().working_days_between(*make_date(y, 1, 1), *make_date(y + 1, 1, 1)).value();
    EXPECT_EQ(n, expected[y - 2018]) << y;
  }
}

TEST(WorkCalendar, EndsWithItsFiles) {
  const auto& c = shipped();
  EXPECT_EQ(to_text(c.first().value()), "2018-01-01");
  EXPECT_EQ(to_text(c.last().value()), "2026-12-31");
  for (const char* out : {"2017-12-31", "2027-01-01"}) {
    EXPECT_FALSE(c.covers(date(out)));
    EXPECT_EQ(c.kind(date(out)).error().key, "calendar.gap");
    EXPECT_EQ(c.kind(date(out)).error().args.front().second, out);
    EXPECT_EQ(c.hours(date(out)).error().key, "calendar.gap");
    EXPECT_TRUE(c.name(date(out)).zh.empty());
    EXPECT_TRUE(c.source(date(out)).empty());
  }
  EXPECT_EQ(c.add_working_days(date("2026-12-31"), 1).error().key, "calendar.gap");
  EXPECT_EQ(c.add_working_days(date("2018-01-02"), -1).error().key, "calendar.gap");
  EXPECT_EQ(c.roll_forward(date("2027-01-01")).error().key, "calendar.gap");
  EXPECT_EQ(to_text(c.add_working_days(date("2017-12-31"), 1).value()), "2018-01-02");
  EXPECT_EQ(to_text(c.add_working_days(date("2027-01-01"), -1).value()), "2026-12-31");
  const WorkCalendar none;
  EXPECT_FALSE(none.first().has_value());
  EXPECT_EQ(none.kind(date("2022-04-08")).error().key, "calendar.gap");
  EXPECT_EQ(none.add_working_days(date("1970-01-01"), 1).error().key, "calendar.gap");
  EXPECT_EQ(none.at_worked_us(0, "office").error().key, "calendar.hours_unknown");
  EXPECT_EQ(none.longest_span(10), 30);
}

TEST(WorkCalendar, AgreesWithAPlainLoop) {
  const auto& c = shipped();
  std::mt19937_64 random(20220408);
  const auto days = *c.last() - *c.first() + 1;
  for (int i = 0; i < 20'000; ++i) {
    const CivilDate from =
        *c.first() + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(days));
    const std::int64_t n = static_cast<std::int64_t>(random() % 61) - 30;
    CivilDate d = from;
    bool gap = false;
    for (std::int64_t left = n < 0 ? -n : n; left > 0 && !gap;) {
      d = n > 0 ? d + 1 : d - 1;
      const auto k = c.kind(d);
      gap = k.has_error();
      if (!gap && is_working(*k)) --left;
    }
    const auto got = c.add_working_days(from, n);
    ASSERT_EQ(got.has_error(), gap) << to_text(from) << " " << n;
    if (!gap) {
      ASSERT_EQ(*got, d) << to_text(from) << " " << n;
    }
    const CivilDate to = from + static_cast<std::int64_t>(random() % 40);
    if (!c.covers(to)) continue;
    std::int64_t count = 0;
    for (CivilDate x = from; x < to; ++x) count += is_working(c.kind(x).value());
    ASSERT_EQ(c.working_days_between(from, to).value(), count);
  }
}

TEST(WorkCalendar, FindsTheLongBreaks) {
  std::vector<std::string> of_2022;
  for (const auto& b : shipped().long_breaks())
    if (b.from.year() == 2022) of_2022.push_back(to_text(b.from) + " " + to_text(b.to - 1));
  const std::vector<std::string> expected{
      "2022-01-01 2022-01-03", "2022-01-31 2022-02-06", "2022-04-03 2022-04-05", "2022-04-30 2022-05-04",
      "2022-06-03 2022-06-05", "2022-09-10 2022-09-12", "2022-10-01 2022-10-07", "2022-12-31 2023-01-02"};
  EXPECT_EQ(of_2022, expected);
}

TEST(WorkCalendar, KnowsTheHours) {
  const auto& c = shipped();
  EXPECT_EQ(c.hours(date("2022-04-02")).value().size(), 2U);  // A worked Saturday.
  EXPECT_TRUE(c.hours(date("2022-04-04")).value().empty());
  EXPECT_EQ(c.hours(date("2022-04-04"), "urgent").value()[0], (Hours{0, 1440}));
  EXPECT_EQ(c.hours(date("2022-04-04"), "night").error().key, "calendar.hours_unknown");
  EXPECT_TRUE(c.has_hours("office"));
  EXPECT_FALSE(c.has_hours("night"));
  const auto at = [](const char* s) { return parse_instant(s).value(); };
  const auto a = c.worked_us(at("2022-04-01 17:00"), "office").value();
  EXPECT_EQ(c.worked_us(at("2022-04-02 08:45"), "office").value() - a, 45 * kMinuteUs);
  EXPECT_EQ(to_text(c.at_worked_us(a + 30 * kMinuteUs, "office").value()), "2022-04-01T17:30:00+08:00");
  EXPECT_EQ(to_text(c.at_worked_us(a + 30 * kMinuteUs, "office", true).value()), "2022-04-02T08:30:00+08:00");
  EXPECT_EQ(to_text(c.at_worked_us(a - 3 * kHourUs, "office").value()), "2022-04-01T12:00:00+08:00");
  EXPECT_EQ(to_text(c.at_worked_us(a - 3 * kHourUs, "office", true).value()), "2022-04-01T14:00:00+08:00");
  EXPECT_EQ(c.worked_us(at("2027-01-01 00:00"), "office").value(),
            c.worked_us(at("2026-12-31 18:00"), "office").value());
  EXPECT_EQ(c.worked_us(at("2027-01-01 00:01"), "office").error().key, "calendar.gap");
  EXPECT_EQ(c.worked_us(at("2017-12-31 23:59"), "office").error().key, "calendar.gap");
}

TEST(WorkCalendar, TakesSeasonalHours) {
  const auto c = WorkCalendar::from_files(std::vector<CalendarFile>{
      {"a.yaml",
       year_text(2022,
                 "holidays: []\nworked: []\nhours:\n  office:\n    title: {zh: 工作时间, en: Office hours}\n"
                 "    times: [\"08:00-12:00\"]\n    seasons:\n"
                 "      - {from: 2022-05-01, to: 2022-09-30, times: [\"07:30-12:00\"]}\n")}});
  ASSERT_TRUE(c.has_value());
  EXPECT_EQ(c->hours(date("2022-04-29")).value()[0].from, 480);
  EXPECT_EQ(c->hours(date("2022-05-02")).value()[0].from, 450);
  EXPECT_EQ(c->hours(date("2022-09-30")).value()[0].from, 450);
  EXPECT_EQ(c->hours(date("2022-10-03")).value()[0].from, 480);
}

TEST(WorkCalendar, NamesItsNotices) {
  EXPECT_EQ(shipped().source(date("2022-04-08")),
            "国办发明电〔2021〕11号 (未核对 unconfirmed); 国办发明电〔2022〕16号 (未核对 unconfirmed)");
  EXPECT_NE(shipped().source(date("2020-02-01")).find("国办发明电〔2020〕1号"), std::string::npos);
}

TEST(WorkCalendar, VersionFollowsTheTextAlone) {
  auto files = shipped_files();
  const auto version = WorkCalendar::from_files(files)->version();
  EXPECT_EQ(version.size(), 12U);
  std::reverse(files.begin(), files.end());
  EXPECT_EQ(WorkCalendar::from_files(files)->version(), version);
  files.front().text += "# one more word\n";
  EXPECT_NE(WorkCalendar::from_files(files)->version(), version);
}

TEST(WorkCalendar, BoundsTheSpanOfWorkingDays) {
  const auto& c = shipped();
  for (const std::int64_t n : {1, 5, 15, 20}) {
    std::int64_t longest = 0;
    for (CivilDate d = *c.first(); d <= *c.last(); ++d)
      if (const auto to = c.add_working_days(d, n); to.has_value()) longest = std::max(longest, *to - d);
    EXPECT_EQ(c.longest_span(n), longest) << n;
  }
  EXPECT_EQ(c.longest_span(0), 0);
  EXPECT_EQ(c.longest_span(4'000), 12'000);
}

struct BadFile {
  const char* key;
  int line;
  std::string text;
};

TEST(WorkCalendar, RefusesWrongFiles) {
  const std::string day =
      "holidays:\n  - {from: 2022-05-01, to: 2022-05-03, name: {zh: 劳动节, en: Labour Day}}\n";
  const std::string none = "holidays: []\nworked: []\n";
  const std::string hours = none + "hours:\n  office:\n    title: {zh: 时, en: H}\n    times: ";
  const BadFile rows[] = {
      {"calendar.unknown_key", 5, year_text(2022, "holidais: []\n" + none)},
      {"calendar.missing", 1, year_text(2022, "holidays: []\n")},
      {"calendar.source", 1, "calendar: cn\nyear: 2022\n" + none},
      {"calendar.source", 3, "calendar: cn\nyear: 2022\nnotices: []\n" + none},
      {"calendar.value", 2,
       "calendar: cn\nyear: soon\nnotices:\n  - {number: X, date: 2020-01-01, title: {zh: 通, en: N}}\n" +
           none},
      {"calendar.date", 6,
       year_text(2022,
                 "holidays:\n  - {from: 2022-02-30, to: 2022-03-01, name: {zh: 节, en: H}}\nworked: []\n")},
      {"calendar.date", 6,
       year_text(2022,
                 "holidays:\n  - {from: 2021-02-03, to: 2022-03-01, name: {zh: 节, en: H}}\nworked: []\n")},
      {"calendar.date", 6,
       year_text(2022,
                 "holidays:\n  - {from: 2022-03-03, to: 2022-03-01, name: {zh: 节, en: H}}\nworked: []\n")},
      {"calendar.overlap", 8, year_text(2022, day + "worked:\n  - {date: 2022-05-01, for: 劳动节}\n")},
      {"calendar.overlap", 7, year_text(2022, day + day.substr(10) + "worked: []\n")},
      {"calendar.not_weekend", 8, year_text(2022, day + "worked:\n  - {date: 2022-05-06, for: 劳动节}\n")},
      {"calendar.value", 8, year_text(2022, day + "worked:\n  - {date: 2022-05-07, for: 中秋节}\n")},
      {"calendar.hours", 10, year_text(2022, hours + "[\"12:00-08:00\"]\n")},
      {"calendar.hours", 10, year_text(2022, hours + "[\"08:00-12:00\", \"11:00-13:00\"]\n")},
      {"calendar.hours", 10, year_text(2022, hours + "[\"08:00-24:01\"]\n")},
      {"calendar.hours", 10, year_text(2022, hours + "[]\n")},
      {"calendar.value", 5, year_text(2022, "holidays: 3\nworked: []\n")},
      {"yaml.duplicate_key", 6, year_text(2022, "holidays: []\nholidays: []\nworked: []\n")}};
  // Line numbers: year_text puts four lines before its body.
  for (const auto& r : rows) {
    const auto c = WorkCalendar::from_files(std::vector<CalendarFile>{{"bad.yaml", r.text}});
    ASSERT_TRUE(c.has_error()) << r.text;
    bool found = false;
    for (const auto& e : c.error())
      found = found ||
              (e.key == r.key && e.place.file == "bad.yaml" && e.place.line == r.line && e.place.column > 0);
    EXPECT_TRUE(found) << r.key << " at " << r.line << " in\n"
                       << r.text << c.error().front().key << c.error().front().place.line;
  }
}

TEST(WorkCalendar, TellsAllProblemsOfAllFilesAtOnce) {
  const auto c = WorkCalendar::from_files(
      std::vector<CalendarFile>{{"a.yaml", year_text(2021, "holidais: []\nworkt: []\n")},
                                {"b.yaml", year_text(2023)},
                                {"c.yaml", year_text(2023)}});
  ASSERT_TRUE(c.has_error());
  std::vector<std::string> keys;
  for (const auto& e : c.error()) keys.push_back(e.place.file + " " + e.key);
  const std::vector<std::string> expected{"a.yaml calendar.unknown_key", "a.yaml calendar.unknown_key",
                                          "a.yaml calendar.missing",     "a.yaml calendar.missing",
                                          "b.yaml calendar.hole",        "c.yaml calendar.overlap"};
  EXPECT_EQ(keys, expected);
  EXPECT_EQ(c.error()[0].args[1].second, "holidays");
}

}  // namespace
}  // namespace guatu
