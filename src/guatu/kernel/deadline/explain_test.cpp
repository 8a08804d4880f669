// Goal: a person can follow the arithmetic by hand: each day once, why it counts, holidays by name, legal
// basis, notices. Method: whole explanations compared with what was written by hand; folding and width by
// long periods. Proves: norms 2.1.
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/deadline/deadline_fixture.h"

namespace guatu::kernel {
namespace {

using namespace fixture;

/// The part below the rule of dashes.
std::string body_of(const Span& s, Lang lang) {
  const auto e = explain(s, calendar(), at("2026-01-01"));
  if (e.has_error()) return e.error().key;
  const auto text = to_text(*e, lang);
  return text.substr(text.find("---\n") + 4);
}

TEST(Explain, NamesHolidaysWorkedWeekendsAndStops) {
  auto s = span("licensing", 5, LimitUnit::kDay, "2022-04-01 16:20");
  s.stops = {stop("2022-04-07 14:00", "2022-04-08 10:00")};
  EXPECT_EQ(body_of(s, Lang::kEn),
            "2022-04-01 Fri  event, not counted\n"
            "2022-04-02 Sat  day 1 (worked weekend)    Qingming\n"
            "2022-04-03 Sun  not counted, holiday      Qingming\n"
            "2022-04-04 Mon  not counted, holiday      Qingming\n"
            "2022-04-05 Tue  not counted, holiday      Qingming\n"
            "2022-04-06 Wed  day 2\n"
            "2022-04-07 Thu  clock stopped             hearing\n"
            "2022-04-08 Fri  day 3\n"
            "2022-04-09 Sat  not counted, weekend\n"
            "2022-04-10 Sun  not counted, weekend\n"
            "2022-04-11 Mon  day 4\n"
            "2022-04-12 Tue  day 5\n"
            "=> due 2022-04-12 Tue 24:00\n");
}

TEST(Explain, ShowsLongHolidaysAndRolling) {
  EXPECT_EQ(body_of(span("tax", 3, LimitUnit::kDay, "2021-09-18 10:00"), Lang::kZh),
            "2021-09-18 周六  起算当日，不计\n"
            "2021-09-19 周日  第1天                     中秋节\n"
            "2021-09-20 周一  第2天                     中秋节\n"
            "2021-09-21 周二  第3天                     中秋节\n"
            "2021-09-22 周三  长假顺延第1天             中秋节 09-19–09-21\n"
            "2021-09-23 周四  长假顺延第2天             中秋节 09-19–09-21\n"
            "2021-09-24 周五  长假顺延第3天             中秋节 09-19–09-21\n"
            "=> 到期 2021-09-24 周五 24:00\n");
  EXPECT_EQ(body_of(span("civil_code", 2, LimitUnit::kDay, "2022-04-01 10:00"), Lang::kZh),
            "2022-04-01 周五  起算当日，不计\n"
            "2022-04-02 周六  第1天\n"
            "2022-04-03 周日  第2天                     清明节\n"
            "2022-04-04 周一  末日顺延                  清明节\n"
            "2022-04-05 周二  末日顺延                  清明节\n"
            "2022-04-06 周三  末日顺延                  工作日\n"
            "=> 到期 2022-04-06 周三 24:00\n");
}

TEST(Explain, ShowsWorkingHoursStretchByStretch) {
  auto s = span("working_hours", 8, LimitUnit::kWorkingHour, "2022-04-01 16:00");
  s.stops = {stop("2022-04-02 09:00", "2022-04-02 10:00")};
  s.extensions = {{1, at("2022-04-01 17:00"), PersonId{"head"}, "rain"}};
  EXPECT_EQ(body_of(s, Lang::kEn),
            "2022-04-01 Fri  start                     16:00\n"
            "2022-04-01 Fri  used 1 h 30 min           16:00–17:30\n"
            "2022-04-02 Sat  used 2 h 0 min            08:30–09:00 worked weekend: Qingming\n"
            "2022-04-02 Sat  clock stopped             09:00–10:00 hearing\n"
            "2022-04-02 Sat  used 4 h 0 min            10:00–12:00 worked weekend: Qingming\n"
            "2022-04-02 Sat  used 7 h 30 min           14:00–17:30 worked weekend: Qingming\n"
            "2022-04-03 Sun  not counted, holiday      Qingming\n"
            "2022-04-04 Mon  not counted, holiday      Qingming\n"
            "2022-04-05 Tue  not counted, holiday      Qingming\n"
            "2022-04-06 Wed  used 9 h 0 min            08:30–10:00\n"
            "=> due 2022-04-06 Wed 10:00\n");
}

TEST(Explain, TellsMatchingDaysOfMonths) {
  const auto note = [](const char* started, std::vector<Stop> stops = {}) {
    auto s = span("", 1, LimitUnit::kMonth, started);
    s.stops = std::move(stops);
    const auto e = explain(s, calendar(), {}).value();
    return e.lines[e.lines.size() - 2].note.en;
  };
  EXPECT_EQ(note("2022-03-05 10:00"), "matching day of the last month: Qingming");
  EXPECT_EQ(note("2022-01-31 10:00"), "no matching day in that month: its last day");
  EXPECT_EQ(note("2022-04-08 10:00", {stop("2022-04-12 10:00", "2022-04-13 10:00")}),
            "matching day 2022-05-08, moved by the stops");
}

TEST(Explain, HeadsWithRuleBasisNoticesAndDates) {
  auto s = span("civil_code", 10, LimitUnit::kDay, "2022-12-25 10:00:05");
  s.extensions = {{2, at("2022-12-28 09:00"), PersonId{"head"}, "snow"}};
  s.stops = {stop("2022-12-28 14:00", "")};
  s.limit.confirmed = false;
  const auto e = explain(s, calendar(), at("2022-12-30 09:00")).value();
  EXPECT_EQ(e.budget, 12);
  EXPECT_EQ(e.calendar, calendar().version());
  const auto text = to_text(e, Lang::kEn);
  EXPECT_EQ(text.substr(0, text.find("---")),
            "Limit       12 days; first day not counted; a free last day rolls to the next\n"
            "            working day; ends at 24:00\n"
            "Basis       民法典 第二百〇一条至第二百〇三条 (not read in the primary text)\n"
            "Calendar    " +
                calendar().version() +
                "\n"
                "            2022: 国办发明电〔2021〕11号 (未核对 unconfirmed)\n"
                "            2022: 国办发明电〔2022〕16号 (未核对 unconfirmed)\n"
                "            2023: 国办发明电〔2022〕16号 (未核对 unconfirmed)\n"
                "Started     2022-12-25 Sun 10:00:05\n"
                "Extended    +2 days  2022-12-28 Wed 09:00  snow\n"
                "Stopped     2022-12-28 Wed 14:00 – still open  hearing\n"
                "Due         2023-01-09 Mon 24:00\n");
}

TEST(Explain, FoldsLongRunsOfPlainDays) {
  const auto text = body_of(span("licensing", 60, LimitUnit::kDay, "2022-02-08 16:00"), Lang::kEn);
  EXPECT_NE(text.find("2022-02-09 Wed … 2022-04-01  days 1 to 38; 14 weekend days not counted\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("2022-04-04 Mon  not counted, holiday"), std::string::npos);
  EXPECT_NE(text.find("2022-05-06 Fri  day 60\n"), std::string::npos);
  // Sixty lines or fewer are shown whole.
  const auto whole = body_of(span("petition", 58, LimitUnit::kDay, "2022-02-08 16:00"), Lang::kEn);
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 60);
  auto s = span("", 3'000, LimitUnit::kHour, "2022-02-08 16:00");
  s.stops = {stop("2022-03-01 00:00", "2022-04-01 00:00")};
  const auto hours = body_of(s, Lang::kZh);
  EXPECT_LT(std::count(hours.begin(), hours.end(), '\n'), 60) << hours;
  EXPECT_NE(hours.find("2022-03-01 周二 … 2022-03-31  停计31天"), std::string::npos) << hours;
  EXPECT_EQ(body_of(span("civil_code", 1, LimitUnit::kMonth, "2026-12-24 10:00"), Lang::kZh), "calendar.gap");
}

TEST(Explain, WorksOnInstantsAndUncoveredNaturalDays) {
  Span s;
  s.started_at = at("2022-04-08 10:00");
  s.until = at("2022-04-11 00:00");
  EXPECT_EQ(body_of(s, Lang::kEn),
            "2022-04-08 Fri  event, not counted\n2022-04-09 Sat  day 1\n2022-04-10 Sun  day 2\n"
            "=> due 2022-04-10 Sun 24:00\n");
  const auto e = explain(span("", 2, LimitUnit::kDay, "2031-01-01 10:00"), calendar(), {}).value();
  EXPECT_TRUE(e.sources.empty());
  EXPECT_EQ(e.lines.size(), 4U);
}

TEST(AmountText, SpeaksBothLanguages) {
  EXPECT_EQ(amount_text(1, LimitUnit::kWorkingDay, Lang::kEn), "1 working day");
  EXPECT_EQ(amount_text(15, LimitUnit::kWorkingDay, Lang::kEn), "15 working days");
  EXPECT_EQ(amount_text(15, LimitUnit::kWorkingDay, Lang::kZh), "15个工作日");
  EXPECT_EQ(amount_text(2, LimitUnit::kMonth, Lang::kZh), "2个月");
  EXPECT_EQ(amount_text(4, LimitUnit::kWorkingHour, Lang::kZh), "4个工作时");
  EXPECT_EQ(amount_text(30, LimitUnit::kMinute, Lang::kEn), "30 minutes");
}

}  // namespace
}  // namespace guatu::kernel
