// Goal: clocks of a matter are started, stopped, lengthened, parked and swept as the playbook says, and the
// ladder climbs once, in order, to its top. Method: an office under a clock that the test moves.
#include <gtest/gtest.h>

#include <set>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::at;
using guatu::testing::kJob;
using guatu::testing::kPostBox;
using guatu::testing::Office;

struct Clocks : Office {
  Clocks() {
    publish(kJob);
    publish(kPostBox);
    id = open("job", "bureau", "mayor", {{"title", "核查"}});
    EXPECT_EQ(move(id, "take", "chief"), "");
  }
  Command verb(Verb v, const std::string& by, const std::string& name = "",
               const std::string& reason = "理由") {
    auto c = command(v, by);
    c.matter = id;
    c.name = name;
    c.reason = reason;
    return c;
  }
  Command extension(const std::string& by, std::int64_t days) {
    auto c = verb(Verb::kAskExtension, by);
    c.clock = "doing";
    c.amount = days;
    return c;
  }
  Command answer(const std::string& by, const std::string& agrees, const std::string& reason = "") {
    auto c = command(Verb::kAnswerExtension, by);
    c.matter = id;
    c.clock = "doing";
    c.agrees = agrees;
    c.reason = reason;
    return c;
  }
  std::vector<LadderClimbed> rungs(MatterId m) {
    std::vector<LadderClimbed> out;
    for (const auto& e : events(m))
      if (const auto* climbed = std::get_if<LadderClimbed>(&e.data);
          climbed != nullptr && climbed->clock == "doing")
        out.push_back(*climbed);
    return out;
  }
  MatterId id;
};

TEST(Clocks, AMatterStoppedTwiceIsDueLaterByTheStoppedDays) {
  Clocks o;
  // 15 days after 6 April: 21 April, its end.
  EXPECT_EQ(o.matter(o.id).clock("doing")->due_at, at("2022-04-22 00:00"));
  o.set_time("2022-04-08 10:00");
  o.done(o.verb(Verb::kStop, "cai", "hearing"));
  EXPECT_TRUE(o.matter(o.id).clock("doing")->is_stopped());
  EXPECT_TRUE(o.matter(o.id).clock("answer")->is_stopped());
  EXPECT_EQ(o.matter(o.id).due_at().us, 0);
  o.set_time("2022-04-12 15:00");
  o.done(o.verb(Verb::kResume, "cai", "hearing"));
  EXPECT_EQ(o.matter(o.id).clock("doing")->due_at, at("2022-04-26 00:00"));  // 4 days: 8, 9, 10, 11 April.
  o.set_time("2022-04-14 10:00");
  o.done(o.verb(Verb::kStop, "chief", "hearing"));
  o.set_time("2022-04-15 10:00");
  EXPECT_EQ(o.key_of(o.verb(Verb::kResume, "bob", "hearing")), "matter.not_yours");
  o.done(o.verb(Verb::kResume, "cai", "hearing"));
  EXPECT_EQ(o.matter(o.id).clock("doing")->due_at, at("2022-04-27 00:00"));
  EXPECT_EQ(o.key_of(o.verb(Verb::kStop, "cai", "hearing")), "clock.stops_used_up");
  EXPECT_EQ(o.key_of(o.verb(Verb::kStop, "cai", "lunch")), "clock.unknown_stop");
  EXPECT_EQ(o.key_of(o.verb(Verb::kResume, "cai", "hearing")), "clock.not_stopped");
}

TEST(Clocks, AStopThatLastsItsLongestEndsByItself) {
  Clocks o;
  o.set_time("2022-04-08 10:00");
  o.done(o.verb(Verb::kStop, "cai", "hearing"));
  o.set_time("2022-05-20 09:00");  // Twenty days were over on 28 April 10:00; the machine was down.
  o.sweep();
  const auto m = o.matter(o.id);
  EXPECT_TRUE(m.clock("doing")->is_running());
  EXPECT_EQ(m.clock("doing")->span.stops.back().to, at("2022-04-28 10:00"));
  EXPECT_EQ(m.clock("doing")->due_at, at("2022-05-12 00:00"));
}

TEST(Clocks, AStopThatLastedItsLongestEndedThenAlsoWhenResumedByHandLater) {
  Clocks o;
  o.set_time("2022-04-08 10:00");
  o.done(o.verb(Verb::kStop, "cai", "hearing"));
  o.set_time("2022-05-20 09:00");  // No sweep has come by.
  o.done(o.verb(Verb::kResume, "cai", "hearing"));
  const auto m = o.matter(o.id);
  EXPECT_EQ(m.clock("doing")->span.stops.back().to, at("2022-04-28 10:00"));
  EXPECT_EQ(m.clock("doing")->due_at, at("2022-05-12 00:00"));
}

TEST(Clocks, AnExtensionIsAskedByOneAndGrantedByAnother) {
  Clocks o;
  EXPECT_EQ(o.key_of(o.extension("cai", 11)), "clock.extension_range");
  EXPECT_EQ(o.key_of(o.extension("ann", 5)), "matter.not_yours");
  EXPECT_EQ(o.key_of(o.answer("chief", "yes")), "clock.nothing_asked");
  o.done(o.extension("cai", 10));
  EXPECT_EQ(o.key_of(o.extension("dan", 5)), "clock.already_asked");
  EXPECT_EQ(o.key_of(o.answer("cai", "yes")), "matter.not_yours");
  EXPECT_EQ(o.key_of(o.answer("chief", "no")), "matter.needs_reason");
  o.done(o.answer("chief", "yes"));
  EXPECT_EQ(o.matter(o.id).clock("doing")->due_at, at("2022-05-06 00:00"));  // 1 May is free, to 4 May.
  // Asked by somebody who is officer and head at once: cannot grant it to himself.
  auto post = o.command(Verb::kGivePost, "system");
  post.person = {"chief"};
  post.unit = {"bureau"};
  post.name = "officer";
  o.done(post);
  o.done(o.extension("chief", 1));
  EXPECT_EQ(o.key_of(o.answer("chief", "yes")), "clock.self_grant");
  EXPECT_EQ(o.matter(o.id).asked.size(), 1U);
}

TEST(Clocks, TheLadderClimbsOnceInOrderAlsoAfterAWeekOfBeingDown) {
  Clocks o;
  o.set_time("2022-05-06 09:00");
  const auto swept = o.sweep();
  EXPECT_TRUE(swept.problems.empty());
  const auto climbed = o.rungs(o.id);
  // doing is due 21 April 24:00: reminder 20 April 24:00, due, +2 working days 25 April (Sunday 24 April is
  // worked), +5 working days 28 April.
  ASSERT_EQ(climbed.size(), 4U);
  EXPECT_EQ(climbed[0].rung_at, at("2022-04-21 00:00"));
  EXPECT_EQ(climbed[1].rung_at, at("2022-04-22 00:00"));
  EXPECT_EQ(climbed[2].rung_at, at("2022-04-25 00:00"));
  EXPECT_EQ(climbed[3].rung_at, at("2022-04-28 00:00"));
  EXPECT_EQ(climbed[2].told, (std::vector<PersonId>{{"mayor"}}));
  EXPECT_EQ(climbed[3].handed_to.value, "chief");
  EXPECT_EQ(o.matter(o.id).holder.value, "chief");
  EXPECT_EQ(o.matter(o.id).mark(), "red");
  const auto position = o.position();
  o.sweep();
  EXPECT_EQ(o.position(), position);  // Nothing twice, and the day is recorded already.
  o.set_time("2022-05-06 08:00");     // The clock jumps back.
  EXPECT_TRUE(o.sweep().events.empty());
}

TEST(Clocks, TheTopRungGoesAboveAHeadWhoHoldsItAlready) {
  Clocks o;
  auto assign = o.command(Verb::kAssign, "cai");
  assign.matter = o.id;
  assign.person = {"chief"};
  o.done(assign);
  o.set_time("2022-05-06 09:00");
  o.sweep();
  EXPECT_EQ(o.rungs(o.id).back().handed_to.value, "mayor");
  EXPECT_EQ(o.matter(o.id).holder.value, "mayor");
}

TEST(Clocks, AFewActsOfManyMattersComeInDueOrder) {
  Clocks o;
  for (int i = 0; i < 5; ++i) {
    o.set_time("2022-04-0" + std::to_string(6 + i % 3) + " 1" + std::to_string(i) + ":00");
    auto c = o.command(Verb::kOpen, "ann");
    c.playbook = "job";
    c.unit = {"bureau"};
    c.fields = {{"title", "x"}};
    if (o.clock.now() < at("2022-04-06 09:00")) continue;
    o.done(c);
  }
  o.set_time("2022-05-10 09:00");
  const auto swept = o.sweep();
  Instant last{};
  for (const auto& e : swept.events)
    if (const auto* climbed = std::get_if<LadderClimbed>(&e.data)) {
      EXPECT_LE(last, climbed->rung_at);
      EXPECT_LE(climbed->rung_at, o.clock.now());
      last = climbed->rung_at;
    }
  EXPECT_GT(swept.events.size(), 20U);
}

TEST(Clocks, ADoubtfulJumpOfTheMachineClockIsAskedAbout) {
  Clocks o;
  o.sweep();
  o.set_time("2022-06-30 09:00");
  const auto r = o.desk.sweep();
  ASSERT_TRUE(r.has_error());
  EXPECT_EQ(r.error().key, "ladder.clock_jump");
  EXPECT_TRUE(o.desk.sweep(false, true).has_value());
}

TEST(Clocks, PeopleAreToldInWorkingHoursOnly) {
  const auto rules = WorkCalendar::from_files(guatu::testing::shipped_calendar());
  ASSERT_TRUE(rules.has_value());
  EXPECT_EQ(next_working_window(at("2022-04-02 10:00"), *rules),
            at("2022-04-02 10:00"));  // A worked Saturday.
  const auto after_qingming = next_working_window(at("2022-04-03 10:00"), *rules);
  EXPECT_EQ(date_of(after_qingming), date_of(at("2022-04-06 00:00")));
  EXPECT_GT(after_qingming, at("2022-04-06 06:00"));
}

TEST(Clocks, ParkingStandsTheClocksStillAndRunsToAReview) {
  Clocks o;
  o.set_time("2022-04-08 10:00");
  auto park = o.verb(Verb::kPark, "cai");
  park.amount = 61;
  EXPECT_EQ(o.key_of(park), "matter.park_range");
  park.amount = 30;
  park.id = "p1";
  o.done(park);
  auto m = o.matter(o.id);
  EXPECT_TRUE(m.is_parked);
  EXPECT_EQ(m.holder.value, "mayor");  // The higher owner.
  EXPECT_TRUE(m.clock("doing")->is_stopped());
  EXPECT_EQ(m.due_at(), at("2022-05-09 00:00"));
  EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "x"}}), "matter.is_parked");
  park.id = "p2";
  EXPECT_EQ(o.key_of(park), "matter.is_parked");
  o.set_time("2022-05-07 10:00");
  o.done(o.verb(Verb::kUnpark, "mayor", "", "可以办了"));
  m = o.matter(o.id);
  EXPECT_EQ(m.holder.value, "cai");
  EXPECT_TRUE(m.clock("park")->is_ended());
  EXPECT_EQ(m.clock("doing")->due_at, at("2022-05-21 00:00"));  // 29 days later.
  park.id = "p3";
  EXPECT_EQ(o.key_of(park), "matter.used_up");
}

TEST(Clocks, AStandingMatterRunsFromReviewToReview) {
  Clocks o;
  const auto box = o.open("post_box", "bureau", "chief", {{"title", "信箱一"}, {"keeper", "cai"}});
  EXPECT_EQ(o.matter(box).clock("open")->due_at, at("2022-07-07 00:00"));
  o.set_time("2022-06-01 09:00");
  EXPECT_EQ(o.move(box, "review", "cai"), "");
  EXPECT_EQ(o.matter(box).clock("open")->due_at, at("2022-09-02 00:00"));
  EXPECT_EQ(o.move(box, "shut", "mayor"), "matter.out_of_turn");
  EXPECT_EQ(o.move(box, "ask_shut", "cai", {}, "没人用"), "");
  EXPECT_TRUE(o.matter(box).clock("open")->is_ended());
  EXPECT_EQ(o.move(box, "shut", "mayor"), "");
  EXPECT_EQ(o.matter(box).outcome, "done");
}

TEST(Clocks, ADayThatNoCalendarCoversIsRefusedNotGuessed) {
  Clocks o;
  o.set_time("2026-12-29 09:00");
  auto c = o.command(Verb::kOpen, "ann");
  c.playbook = "job";
  c.unit = {"bureau"};
  c.fields = {{"title", "x"}};
  const auto before = o.position();
  EXPECT_EQ(o.key_of(c), "calendar.gap");
  EXPECT_EQ(o.position(), before);
}

TEST(Clocks, AnotherCalendarMovesRunningClocksAndSaysWhich) {
  Clocks o;
  auto files = guatu::testing::shipped_calendar();
  for (auto& f : files)
    if (f.name == "cn-2022.yaml") {
      const std::string worked = "date: 2022-04-24";
      ASSERT_NE(f.text.find(worked), std::string::npos) << "the shipped file is written in another way";
      f.text.replace(f.text.find(worked), worked.size(), "date: 2022-04-23");
    }
  std::vector<MovedClock> moved;
  const auto before = o.position();
  ASSERT_TRUE(o.desk.publish_calendar(files, kSystem, true, moved).has_value());
  EXPECT_EQ(o.position(), before);
  ASSERT_EQ(moved.size(), 1U);  // `doing`: its rung two working days after the limit; `answer` is due in May.
  EXPECT_EQ(moved[0].clock, "doing");
  moved.clear();
  ASSERT_TRUE(o.desk.publish_calendar(files, kSystem, false, moved).has_value());
  EXPECT_EQ(o.types(o.id).back(), "clock.recalculated");
  EXPECT_EQ(o.matter(o.id).clock("doing")->calendar, (*o.desk.world())->calendar().version());
}

// Found by the simulator: two publications of one version bore one command id.
TEST(Clocks, ACalendarThatComesBackIsAnotherAct) {
  Office o;
  const auto shipped = guatu::testing::shipped_calendar();
  auto other = shipped;
  for (auto& f : other) f.text += "# otherwise\n";
  std::vector<MovedClock> moved;
  ASSERT_TRUE(o.desk.publish_calendar(other, kSystem, false, moved).has_value());
  ASSERT_TRUE(o.desk.publish_calendar(shipped, kSystem, false, moved).has_value());
  std::set<std::string> commands;
  int published = 0;
  for (const auto& e : o.events())
    if (std::holds_alternative<CalendarPublished>(e.data)) {
      ++published;
      commands.insert(e.command_id);
    }
  EXPECT_EQ(published, 3);
  EXPECT_EQ(commands.size(), 3U);
}

}  // namespace
}  // namespace guatu::kernel
