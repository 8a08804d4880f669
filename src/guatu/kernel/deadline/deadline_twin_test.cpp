// Goal: due_at() is right for every mixture of unit, rule, stops and extensions; explain() tells the same.
// Method: a million random clocks against a twin that steps through days and minutes; a failure prints the
// seed that replays it: GUATU_SEED=<seed> runs that case first. Proves: norms 2.1.
#include <cstdlib>

#include "guatu/base/json_map.h"

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/deadline/deadline_fixture.h"
#include "guatu/kernel/deadline/deadline_twin.h"

namespace guatu::kernel {
namespace {

using namespace fixture;

/// SplitMix64: a case is its seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  /// 0..n-1
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

std::uint64_t first_seed(std::uint64_t otherwise) {
  const char* text = std::getenv("GUATU_SEED");
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Case {
  Span span;
  Instant as_of;
  std::vector<Stop> closed;
};

/// A minute of the day: often an edge of the day or of the hours.
int any_minute(Random& r) {
  constexpr int kEdges[] = {0, 510, 720, 840, 1050, 1439};
  return r.one_in(2) ? kEdges[r.below(6)] : static_cast<int>(r.below(1440));
}

Limit any_limit(Random& r) {
  static const auto names = rules().names();
  constexpr LimitUnit kUnits[] = {LimitUnit::kDay,  LimitUnit::kWorkingDay, LimitUnit::kMonth,
                                  LimitUnit::kHour, LimitUnit::kMinute,     LimitUnit::kWorkingHour};
  const auto pick = r.below(40);
  const auto unit = kUnits[pick < 18 ? 0 : pick < 32 ? 1 : pick < 36 ? 2 : pick - 34 > 5 ? 5 : pick - 34];
  std::int64_t most = r.one_in(10) ? 300 : 30;
  if (unit == LimitUnit::kMonth) most = r.one_in(10) ? 30 : 4;
  if (unit == LimitUnit::kMinute) most = 3'000;
  const auto& name = names[static_cast<std::size_t>(r.below(static_cast<std::int64_t>(names.size())))];
  Limit l = rules().resolve(1 + r.below(most), unit, r.one_in(8) ? "" : name).value();
  if (r.one_in(3)) l.starts = static_cast<StartRule>(r.below(3));
  if (r.one_in(3)) l.roll = static_cast<RollRule>(r.below(2));
  if (r.one_in(3)) l.holidays = static_cast<HolidayRule>(r.below(2));
  if (r.one_in(3)) l.ends = static_cast<DayEnd>(r.below(2));
  return l;
}

Case any_case(std::uint64_t seed) {
  Random r(seed);
  Case c;
  c.span.limit = any_limit(r);
  // 2018-2026 with a little on both sides.
  const CivilDate day{static_cast<std::int32_t>(17'530 + r.below(3'310))};
  c.span.started_at = at_minute(day, any_minute(r));
  if (r.one_in(12)) {
    c.span.until = at_minute(day + r.below(60) - 3, any_minute(r));
    c.span.limit.amount = 0;
  }
  for (auto n = r.below(6); n >= 4; --n) c.span.extensions.push_back({1 + r.below(10), {}, {}, ""});
  Instant from = at_minute(day + r.below(12) - 2, any_minute(r));
  for (auto n = r.below(4); n > 0; --n) {
    if (r.one_in(4)) {  // Close to the due instant of what there is so far.
      const auto due = due_at(c.span, calendar(), {});
      if (due.has_value() && *due - kMinuteUs >= from) from = *due + (r.below(3) - 1) * kMinuteUs;
    }
    const Instant to = r.one_in(6) ? from : at_minute(date_of(from) + 1 + r.below(12), any_minute(r));
    c.span.stops.push_back({from, to, "hearing", {}});
    from = at_minute(date_of(to) + 1 + r.below(10), any_minute(r));
    if (r.one_in(5)) from = to;
  }
  c.closed = c.span.stops;
  if (!c.closed.empty() && r.one_in(4)) {
    c.as_of = at_minute(date_of(c.closed.back().from) + r.below(20) - 2, any_minute(r));
    c.span.stops.back().to = {};
    c.closed.back().to = std::max(c.as_of, c.closed.back().from);
  }
  return c;
}

std::string described(const Case& c) {
  return json::serialize(to_json(c.span)) + " as of " + to_text(c.as_of);
}

TEST(DueAtTwin, AgreesOnAMillionRandomClocks) {
  const Twin twin(calendar());
  const auto seed = first_seed(20220408);
  int gaps = 0;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const auto c = any_case(seed + i);
    const auto got = due_at(c.span, calendar(), c.as_of);
    const auto expected = twin.due(c.span, c.closed);
    const auto shown_twin = expected ? shown(*expected) : std::string("calendar.gap");
    ASSERT_EQ(shown(got), shown_twin) << "GUATU_SEED=" << seed + i << "\n" << described(c);
    if (expected) {
      ASSERT_EQ(got->us, expected->us) << "GUATU_SEED=" << seed + i;
    }
    gaps += expected ? 0 : 1;
  }
  EXPECT_GT(gaps, 1'000);    // Both ends of the calendar were met,
  EXPECT_LT(gaps, 100'000);  // … and most cases were not about them.
}

TEST(ShiftTwin, AgreesOnAHundredThousandRandomRungs) {
  const Twin twin(calendar());
  const auto seed = first_seed(611);
  constexpr LimitUnit kUnits[] = {LimitUnit::kMinute, LimitUnit::kHour, LimitUnit::kDay,
                                  LimitUnit::kWorkingDay, LimitUnit::kWorkingHour};
  int gaps = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    Random r(seed + i);
    const Instant at =
        at_minute(CivilDate{static_cast<std::int32_t>(17'530 + r.below(3'310))}, any_minute(r));
    const Offset offset{r.below(41) - 20, kUnits[r.below(5)]};
    const std::string hours = r.one_in(4) ? "urgent" : "office";
    const auto got = shift(at, offset, calendar(), hours);
    const auto expected = twin.shift(at, offset, hours);
    const auto what = "GUATU_SEED=" + std::to_string(seed + i) + " " + to_text(at) + " " +
                      std::to_string(offset.amount) + " " + text_of(offset.unit) + " " + hours;
    ASSERT_EQ(got.has_value(), expected.has_value()) << what;
    if (expected) {
      ASSERT_EQ(to_text(*got), to_text(*expected)) << what;
    }
    gaps += expected ? 0 : 1;
  }
  EXPECT_GT(gaps, 100);
  EXPECT_LT(gaps, 10'000);
}

/// The lines of one explanation: each day once, in order, and as many counted as the budget says.
void check_lines(const Case& c, const Explanation& e) {
  ASSERT_FALSE(e.lines.empty());
  ASSERT_EQ(e.lines.back().kind, ExplainLine::Kind::kDue);
  ASSERT_EQ(e.lines.back().date, date_of(e.due_at - 1));
  const bool exact =
      e.unit == LimitUnit::kMinute || e.unit == LimitUnit::kHour || e.unit == LimitUnit::kWorkingHour;
  std::int64_t counted = 0;
  for (std::size_t i = 0; i + 1 < e.lines.size(); ++i) {
    const auto& l = e.lines[i];
    if (exact) {
      ASSERT_TRUE(i == 0 || e.lines[i - 1].date <= l.date);
      if (l.kind == ExplainLine::Kind::kSpan) counted = l.count;
      continue;
    }
    ASSERT_TRUE(i == 0 || e.lines[i - 1].date + 1 == l.date) << to_text(l.date);
    const auto kind = calendar().kind(l.date);
    const bool working = kind.has_value() && is_working(*kind);
    if (l.kind == ExplainLine::Kind::kCounted || l.kind == ExplainLine::Kind::kWorkedWeekend) {
      ASSERT_EQ(l.count, ++counted);
      ASSERT_TRUE(e.unit != LimitUnit::kWorkingDay || working);
    }
    if (l.kind == ExplainLine::Kind::kHoliday || l.kind == ExplainLine::Kind::kWeekend) {
      ASSERT_FALSE(working);
      ASSERT_EQ(l.kind == ExplainLine::Kind::kHoliday, !l.note.zh.empty());
    }
  }
  if (c.span.until.us != 0 || e.unit == LimitUnit::kMonth) return;
  ASSERT_EQ(counted, exact && e.unit != LimitUnit::kMinute ? e.budget * 60 : e.budget);
}

TEST(ExplainTwin, TellsWhatDueAtSaysInEightyColumns) {
  const auto seed = first_seed(408);
  std::size_t printed = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const auto c = any_case(seed + i);
    const auto due = due_at(c.span, calendar(), c.as_of);
    const auto e = explain(c.span, calendar(), c.as_of);
    SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed + i) + "\n" + described(c));
    ASSERT_EQ(shown(due), e.has_error() ? e.error().key : shown(e->due_at));
    if (e.has_error()) continue;
    ASSERT_EQ(e->due_at, *due);
    check_lines(c, *e);
    if (HasFatalFailure()) return;
    if (i % 10 != 0) continue;
    for (const auto lang : {Lang::kZh, Lang::kEn}) {
      std::istringstream lines(to_text(*e, lang));
      for (std::string line; std::getline(lines, line); ++printed)
        ASSERT_LE(display_width(line), 80U) << line;
    }
  }
  EXPECT_TRUE(printed > 10'000);
}

}  // namespace
}  // namespace guatu::kernel
