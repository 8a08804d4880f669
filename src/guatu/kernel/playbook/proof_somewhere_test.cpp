// The fourth law broken on purpose, with the path that must be named: dead ends, endless cycles, what is
// never reached. Proves: R3 (a hazard cannot be left open for ever).
#include <gtest/gtest.h>

#include "guatu/base/limits.h"
#include "guatu/kernel/playbook/proof_book.h"

namespace guatu::kernel {
namespace {

using namespace proof_book;

TEST(ProofSomewhere, FindsAGuardThatLeavesAValueOut) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major huge").required = true;
  b.by("submit").when = {{"grade", Tests::kIsNot, {"huge"}, 0}};
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});  // A huge one is lost from the beginning.
  b.by("assign").needs = {"grade"};
  EXPECT_EQ(breaches(b), Expected{"dead_end rectifying: open found assign rectifying"});
  b.by("submit").asks = {"grade"};
  EXPECT_EQ(breaches(b), Expected{});
}

TEST(ProofSomewhere, CutsNumbersWhereGuardsDo) {
  Book b;
  b.field("fund", FieldType::kMoney).required = true;
  b.by("submit").when = {{"fund", Tests::kUnder, {}, 5}};
  b.move("submit_large", "rectifying", "rechecking", "owner").when = {{"fund", Tests::kAtLeast, {}, 6}};
  b.by("accept").verifies.clear();
  b.end("refused", Final::kRefused);
  b.by("accept").to = "refused";
  EXPECT_EQ(breaches(b),
            Expected({"ended_by_holder accept: open found assign rectifying submit rechecking accept "
                      "refused",
                      "dead_end found: open found", "unreachable struck_off"}));
  b.p.moves[4].when[0].number = 5;  // No gap any more.
  EXPECT_EQ(breaches(b).size(), 2u);
  b.p.moves[4].when = {{"fund", Tests::kOver, {}, 4}};  // Whole fen: over 4 is at least 5.
  EXPECT_EQ(breaches(b).size(), 2u);
}

TEST(ProofSomewhere, TakesOnlyNumbersThatTheFieldMayHold) {
  const auto found = [](FieldType type, double min, Guard guard, Guard other) {
    Book b;
    auto& f = b.field("workers", type);
    f.required = true, f.min = min;
    b.by("submit").when = {guard};
    b.move("skip", "rectifying", "found", "head").at_most = 1;
    b.by("skip").when = {other};
    b.by("skip").needs = {"workers"};
    return breaches(b);
  };
  const Guard over{"workers", Tests::kOver, {}, 1.5}, under{"workers", Tests::kUnder, {}, 1.5};
  const Guard over5{"workers", Tests::kOver, {}, 5}, under5{"workers", Tests::kUnder, {}, 5};
  // One and a half workers there are not, and the bound of `skip` runs out with too few of them.
  EXPECT_EQ(found(FieldType::kInteger, 7, over5, over), Expected{});
  EXPECT_EQ(found(FieldType::kInteger, 2, over, over), Expected{});
  EXPECT_EQ(found(FieldType::kInteger, 1, over, under).size(), 1u);
  EXPECT_EQ(found(FieldType::kInteger, 7, over5, under5), Expected{"dead_move skip"});
  Book b;
  b.field("workers", FieldType::kInteger).required = true;
  b.by("submit").when = {over};
  b.move("submit_few", "rectifying", "checking_few", "owner").when = {under};
  b.state("checking_few", "inspector", 3);
  b.move("accept_few", "checking_few", "struck_off", "inspector").verifies = "submit_few";
  EXPECT_EQ(breaches(b), Expected{});  // Whole numbers leave no gap at 1.5 …
  const_cast<Field*>(b.p.field("workers"))->type = FieldType::kNumber;
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});  // … others do.
}

TEST(ProofSomewhere, FindsABoundThatRunsOut) {
  Book b;
  b.by("submit").at_most = 2;
  // Submitted twice, refused twice: nothing is left to do.
  EXPECT_EQ(breaches(b),
            Expected{"dead_end rectifying: open found assign rectifying submit rechecking refuse "
                     "rectifying submit rechecking refuse rectifying"});
}

TEST(ProofSomewhere, FindsClosingThatNobodyPrepares) {
  Book b;
  b.field("photos", FieldType::kFiles);
  b.p.closing.needs = {"photos"};
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});
  b.by("submit").needs = {"photos"};
  EXPECT_EQ(breaches(b), Expected{});
}

TEST(ProofSomewhere, FindsAnEndlessCycle) {
  Book b;
  b.by("refuse").at_most = 0;
  EXPECT_EQ(breaches(b),
            Expected{"endless_cycle rectifying: open found assign rectifying submit rechecking refuse "
                     "rectifying"});
  EXPECT_EQ(proof_of(b).breaches[0].error.args[0].second, "submit, refuse");
  EXPECT_TRUE(proof_of(b).longest_path.empty());
}

// Only a major hazard can go round and round: an ordinary one is refused a counted number of times.
TEST(ProofSomewhere, FindsACycleUnderOneValueOnly) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.by("refuse").when = {is("grade", "ordinary")};
  b.move("send_back", "rechecking", "rectifying", "inspector").when = {is("grade", "major")};
  EXPECT_EQ(breaches(b),
            Expected{"endless_cycle rectifying: open found assign rectifying submit rechecking send_back "
                     "rectifying"});
  b.by("send_back").needs = {"grade"};  // Whoever sends back grades anew: `when` looks at the new value.
  EXPECT_EQ(breaches(b).size(), 1u);
  b.by("send_back").when = {is("grade", "ordinary")};
  b.by("submit").when = {is("grade", "major")};
  b.by("submit").needs = {};
  EXPECT_EQ(breaches(b)[0].substr(0, 8), "dead_end");
}

TEST(ProofSomewhere, LetsReportsInPassingBe) {
  Book b;
  b.move("report", "rectifying", "rectifying", "owner").keeps_clock = true;
  EXPECT_EQ(breaches(b), Expected{});
  EXPECT_EQ(proof_of(b).longest_days, proof_of({}).longest_days);
  b.by("report").keeps_clock = false;
  EXPECT_EQ(breaches(b),
            Expected{"endless_cycle rectifying: open found assign rectifying report rectifying"});
}

TEST(ProofSomewhere, AsksStandingMattersForAReview) {
  Book b;
  b.p.standing = true;
  EXPECT_EQ(breaches(b), Expected{"no_review hazard"});
  b.p.review = "inspect";
  b.move("inspect", "rectifying", "rectifying", "inspector").keeps_clock = true;
  EXPECT_EQ(breaches(b), Expected{"no_review inspect"});
  b.by("inspect").keeps_clock = false;
  EXPECT_EQ(breaches(b), Expected{});  // Unbounded, and yet no endless cycle.
}

TEST(ProofSomewhere, FindsWhatIsNeverReached) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.state("closing", "head", 2);
  b.move("close", "closing", "struck_off", "lead").verifies = "submit";
  b.move("skip", "found", "rectifying", "head").when = {is("grade", "major"), is("grade", "ordinary")};
  EXPECT_EQ(breaches(b), Expected({"unreachable closing", "dead_move close", "dead_move skip"}));
  Book v;
  v.end("withdrawn", Final::kWithdrawn);
  EXPECT_EQ(breaches(v), Expected{"unreachable withdrawn"});
  v.p.withdrawal = Withdrawal{{"opener"}, {}, {}};
  EXPECT_EQ(breaches(v), Expected{});  // The verb leads there.
}

// Grades come from the table of a score: what no row gives is never there.
TEST(ProofSomewhere, KnowsWhatAScoreCanGive) {
  Book b;
  b.field("likelihood", FieldType::kNumber).required = true;
  b.field("danger", FieldType::kNumber).computed = true;
  b.field("colour", FieldType::kChoice, "red blue green").computed = true;
  Score s;
  s.sets = "danger", s.grade_sets = "colour", s.inputs = {"likelihood"};
  s.grades = {{320, {}, "red"}, {{}, {}, "blue"}};
  b.p.scores = {s};
  b.by("submit").when = {{"colour", Tests::kIs, {"red", "blue"}, 0}};
  EXPECT_EQ(breaches(b), Expected{});
  b.p.scores[0].grades.pop_back();  // Now a low danger has no colour.
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});
  b.p.scores[0] = s;
  const_cast<Field*>(b.p.field("likelihood"))->required = false;  // Nothing to count with: no colour either.
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});
  b.by("assign").needs = {"likelihood"};
  EXPECT_EQ(breaches(b), Expected{});
}

// A score whose `when` no longer holds takes its result back.
TEST(ProofSomewhere, ClearsAScoreThatNoLongerCounts) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.field("likelihood", FieldType::kNumber).required = true;
  b.field("danger", FieldType::kNumber).computed = true;
  Score s;
  s.sets = "danger", s.inputs = {"likelihood"}, s.when = {is("grade", "major")};
  b.p.scores = {s};
  b.move("skip", "found", "rectifying", "head").when = {is("grade", "ordinary")};
  b.by("assign").when = {is("grade", "major")};
  b.by("submit").when = {is_set("danger")};
  EXPECT_EQ(breaches(b), Expected{"dead_end found: open found"});
  b.drop("skip");
  b.by("refuse").asks = {"grade"};
  b.move("grade_up", "found", "found", "head").needs = {"grade"};
  b.by("grade_up").at_most = 1;
  b.by("grade_up").when = {is("grade", "major")};
  EXPECT_EQ(breaches(b),
            Expected{"dead_end rectifying: open found assign rectifying submit rechecking refuse "
                     "rectifying"});
}

// 21 independent optional fields, each read by the guards of a move: 2^21 ways to open.
TEST(ProofSomewhere, GivesUpOnWhatIsTooComplex) {
  Book b;
  for (int i = 0; i < 21; ++i) {
    const auto id = "f" + std::to_string(i);
    b.field(id, FieldType::kText);
    b.by("assign").when.push_back(is_set(id));
  }
  const auto proof = proof_of(b);
  ASSERT_EQ(proof.breaches.size(), 1u);
  EXPECT_EQ(proof.breaches[0].error.key, "law.too_complex");
  EXPECT_LE(proof.configurations, limits::kMaxProofConfigs);
}

}  // namespace
}  // namespace guatu::kernel
