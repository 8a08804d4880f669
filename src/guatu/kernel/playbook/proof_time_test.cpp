// The longest legal time, each sum done by hand in a comment.
#include "guatu/kernel/playbook/proof_time.h"

#include <gtest/gtest.h>

namespace guatu::kernel {
namespace {

Limit limit_of(std::int64_t amount, LimitUnit unit) {
  Limit l;
  l.amount = amount, l.unit = unit;
  return l;
}

/// The hazard of docs/formats/playbook.md: 1 working day, then 15 days and 3 working days up to four times.
Playbook hazard() {
  Playbook p;
  p.id = "hazard";
  p.roles = {{"head", {}, {{RoleSource::Kind::kUnitHead, "", ""}}, {}},
             {"lead", {}, {{RoleSource::Kind::kAboveHead, "", ""}}, {}}};
  const auto state = [&](const char* id, Limit limit) {
    State s;
    s.id = id, s.held_by = "head";
    LimitRule r;
    r.limit = limit;
    s.limit = LimitSet{id, {}, {r}, {}, {}, {}, {}};
    p.states.push_back(s);
  };
  state("found", limit_of(1, LimitUnit::kWorkingDay));
  state("rectifying", limit_of(15, LimitUnit::kDay));
  state("rechecking", limit_of(3, LimitUnit::kWorkingDay));
  State done;
  done.id = "struck_off", done.final = Final::kDone;
  p.states.push_back(done);
  const auto move = [&](const char* id, const char* from, const char* to, const char* by) {
    Move m;
    m.id = id, m.from = {from}, m.to = to, m.by = {by};
    p.moves.push_back(m);
  };
  move("assign", "found", "rectifying", "head");
  move("submit", "rectifying", "rechecking", "head");
  move("accept", "rechecking", "struck_off", "lead");
  p.moves.back().verifies = "submit";
  move("refuse", "rechecking", "rectifying", "lead");
  p.moves.back().at_most = 3;
  p.late = {{{0, LimitUnit::kDay}, {"lead"}, "", "", {}}};
  return p;
}

std::int64_t days(const Playbook& p) {
  return prove(p, WorkCalendar()).longest_days;
}
using Terms = std::vector<std::string>;

// The empty calendar knows no span: n working days are taken as 3n days. 1 · 3 + 4 · 15 + 4 · 3 · 3 = 99.
TEST(ProofTime, AddsUpTheHazard) {
  const auto proof = prove(hazard(), WorkCalendar());
  ASSERT_TRUE(proof.proved());
  EXPECT_EQ(proof.longest_days, 99);
  Terms terms;
  for (const auto& term : proof.longest_terms) terms.push_back(term.en);
  EXPECT_EQ(proof.longest_terms[1].zh, "rectifying 4 × 15日");
  EXPECT_EQ(terms,
            Terms({"found 1 × 1 working day", "rectifying 4 × 15 days", "rechecking 4 × 3 working days"}));
  EXPECT_EQ(proof.longest_path.front(), "open");
  EXPECT_EQ(proof.longest_path.size(), 2u + 2 * (1 + 4 + 3 + 1));
  EXPECT_EQ(proof.longest_path.back(), "struck_off");
}

// Each time that rectifying is entered its clock is a new one: 2 · 5 days more, four times. 99 + 40 = 139.
TEST(ProofTime, AddsExtensionsToEachEntering) {
  auto p = hazard();
  p.extensions = {{"rectifying", {"head"}, {"lead"}, 5, 2, "", {}}};
  EXPECT_EQ(days(p), 139);
  EXPECT_EQ(prove(p, WorkCalendar()).longest_terms[1].en, "rectifying 4 × (15 days + 2 × 5 days)");
}

// Stops 2 · 30, parking 1 · 90: 99 + 150 = 249. Reopened to rectifying with no refusal left (all three are
// used; the count goes on) or none used (accepted at once): the longest way from there is 4 · 15 + 4 · 9 =
// 96; twice: 441.
TEST(ProofTime, AddsStopsParkingAndReopening) {
  auto p = hazard();
  p.stops = {{"hearing", {}, {"head"}, 30, 2, {}, "", {}}};
  p.parking = Parking{{"head"}, "head", 90, 1, {}};
  EXPECT_EQ(days(p), 249);
  p.reopening = Reopening{"rectifying", {"lead"}, 2, 30, {}};
  const auto proof = prove(p, WorkCalendar());
  EXPECT_EQ(proof.longest_days, 441);
  EXPECT_EQ(proof.longest_terms.back().en, "reopen 2 × 96 days from rectifying");
  EXPECT_EQ(proof.longest_terms[3].en, "stop hearing 2 × 30 days");
  EXPECT_EQ(proof.longest_terms[4].en, "park 1 × 90 days");
}

// found 30 minutes, rectifying 25 hours four times, rechecking 0: 6030 minutes are 4.19 days, so 5.
TEST(ProofTime, RoundsUpOnceAtTheEnd) {
  auto p = hazard();
  p.states[0].limit->rules[0].limit = limit_of(30, LimitUnit::kMinute);
  p.states[1].limit->rules[0].limit = limit_of(25, LimitUnit::kHour);
  p.states[2].limit->rules[0].limit = {};
  p.states[2].limit->rules[0].until_field = "promised_on";
  Field f;
  f.id = "promised_on", f.type = FieldType::kDate, f.required = true;
  p.fields.push_back(f);
  const auto proof = prove(p, WorkCalendar());
  EXPECT_EQ(proof.longest_days, 5);
  EXPECT_EQ(proof.longest_terms[2].en,
            "rechecking 4 × until promised_on (the date sets its length: 0 days counted)");
}

// A major hazard has 2 months (62 days), any other 15 days; graded once at opening: 3 + 4 · 62 + 36 = 287.
TEST(ProofTime, TakesTheLongestRuleThatCanHold) {
  auto p = hazard();
  Field f;
  f.id = "grade", f.type = FieldType::kChoice, f.required = true;
  f.options = {{"ordinary", {}, {}}, {"major", {}, {}}};
  p.fields.push_back(f);
  auto& rules = p.states[1].limit->rules;
  rules.insert(rules.begin(), rules[0]);
  rules[0].when = {{"grade", Guard::Test::kIs, {"major"}, 0}};
  rules[0].limit = limit_of(2, LimitUnit::kMonth);
  EXPECT_EQ(days(p), 287);
  EXPECT_EQ(prove(p, WorkCalendar()).longest_terms[1].en, "rectifying 4 × 2 months");
}

// Between two reviews: 90 days in use, or 90 + 10 when it breaks first and is mended.
TEST(ProofTime, GivesTheTimeBetweenReviewsOfAStandingMatter) {
  auto p = hazard();
  p.standing = true, p.review = "review";
  p.states[0].limit->rules[0].limit = limit_of(90, LimitUnit::kDay);
  p.states[1].limit->rules[0].limit = limit_of(10, LimitUnit::kDay);
  p.states[2].limit->rules[0].limit = limit_of(1, LimitUnit::kDay);
  p.moves[3].at_most = 1;
  Move m;
  m.id = "review", m.from = {"found", "rechecking"}, m.to = "found", m.by = {"lead"};
  p.moves.push_back(m);
  const auto proof = prove(p, WorkCalendar());
  ASSERT_TRUE(proof.proved());
  EXPECT_EQ(proof.longest_days, 90 + 10 + 1 + 10 + 1);
  EXPECT_EQ(proof.longest_path.back(), "found");
}

TEST(ProofTime, RollsAndLengthens) {
  const WorkCalendar calendar;
  const proof::Spans spans(calendar);
  constexpr std::int64_t kDay = 1440;
  LimitRule r;
  r.limit = limit_of(10, LimitUnit::kDay);
  EXPECT_EQ(spans.longest(r, 0), 10 * kDay);
  EXPECT_EQ(spans.longest(r, 5), 15 * kDay);
  r.limit.roll = RollRule::kNextWorkingDay;
  EXPECT_EQ(spans.longest(r, 0), 12 * kDay);
  r.limit.holidays = HolidayRule::kExtendLong;
  EXPECT_EQ(spans.longest(r, 0), 32 * kDay);
  r.limit = limit_of(13, LimitUnit::kWorkingHour);  // Three working days of six hours.
  EXPECT_EQ(spans.longest(r, 0), 9 * kDay);
  EXPECT_EQ(spans.span(Offset{-2, LimitUnit::kWorkingDay}).least, -6 * kDay);
  EXPECT_EQ(spans.span(Offset{-2, LimitUnit::kWorkingDay}).most, -2 * kDay);
  EXPECT_EQ(proof::offset_words({-1, LimitUnit::kWorkingHour}).en, "limit - 1 working hour");
}

}  // namespace
}  // namespace guatu::kernel
