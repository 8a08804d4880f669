// The first three laws broken on purpose in a small playbook built by hand, with the path that must be named;
// order and texts of the report. Proves: R3 (a hazard cannot be left, nor struck off by its own rectifier).
#include "guatu/kernel/playbook/proof.h"

#include <gtest/gtest.h>

#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/proof_book.h"

namespace guatu::kernel {
namespace {

using namespace proof_book;

TEST(Proof, LetsASoundPlaybookPass) {
  const auto proof = proof_of({});
  EXPECT_TRUE(proof.proved());
  // found 1; rectifying, rechecking after 0..3 refusals; rectifying again after 1..3; struck_off.
  EXPECT_EQ(proof.configurations, 1u + 4 + 4 + 1);
}

// --- 1. someone ---

TEST(ProofSomeone, NamesAStateWithoutHolder) {
  Book b;
  b.at("rectifying").held_by.clear();
  EXPECT_EQ(breaches(b), Expected{"no_holder rectifying: open found assign rectifying"});
}

// The contractor is set where the matter is assigned, but not where it is handed over without assigning.
TEST(ProofSomeone, FindsAHiddenPathWithoutOwner) {
  Book b;
  b.field("contractor", FieldType::kPerson);
  b.role("builder", {{Kind::kFieldPerson, "contractor", ""}});
  b.at("rectifying").held_by = "builder";
  b.by("assign").needs = {"contractor"};
  EXPECT_EQ(breaches(b), Expected{});
  b.state("waiting", "head", 5);
  b.move("wait", "found", "waiting", "head");
  b.move("hand_over", "waiting", "rectifying", "head");
  EXPECT_EQ(breaches(b), Expected{"holder_unsure rectifying: open found wait waiting hand_over rectifying"});
  b.by("wait").asks = {"contractor"};  // May is not must.
  EXPECT_EQ(breaches(b).size(), 1u);
  b.by("hand_over").when = {is_set("contractor")};  // No hole any more, but without one it waits for ever …
  b.move("back", "waiting", "found", "head").at_most = 1;
  EXPECT_EQ(breaches(b), Expected{"dead_end waiting: open found wait waiting back found wait waiting"});
  b.by("wait").needs = {"contractor"};
  EXPECT_EQ(breaches(b), Expected{});
}

TEST(ProofSomeone, KnowsWhichSourcesAreCertain) {
  const auto unsure = [](RoleSource source, bool required = false) {
    Book b;
    b.field("f", FieldType::kPerson).required = required;
    b.role("x", {source});
    b.at("rectifying").held_by = "x";
    return breaches(b) != Expected{};
  };
  EXPECT_FALSE(unsure({Kind::kUnitHead, "", ""}));
  EXPECT_FALSE(unsure({Kind::kOpener, "", ""}));
  EXPECT_TRUE(unsure({Kind::kUnitPost, "", "clerk"}));
  EXPECT_TRUE(unsure({Kind::kAnyone, "", ""}));
  EXPECT_TRUE(unsure({Kind::kAbout, "safety_officer", ""}));
  EXPECT_TRUE(unsure({Kind::kParentHolder, "", ""}));
  EXPECT_TRUE(unsure({Kind::kFieldPerson, "f", ""}));
  EXPECT_FALSE(unsure({Kind::kFieldPerson, "f", ""}, true));
  EXPECT_FALSE(unsure({Kind::kFieldUnit, "f", "head"}, true));
  EXPECT_TRUE(unsure({Kind::kFieldUnit, "f", "clerk"}, true));
}

TEST(ProofSomeone, FollowsFieldsRequiredUnderAGuard) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.field("expert", FieldType::kPerson).required_when = {is("grade", "major")};
  b.role("x", {{Kind::kFieldPerson, "expert", ""}});
  b.at("rectifying").held_by = "x";
  EXPECT_EQ(breaches(b), Expected{"holder_unsure rectifying: open found assign rectifying"});
  b.by("assign").when = {is("grade", "major")};
  b.move("skip", "found", "rechecking", "head").when = {is("grade", "ordinary")};
  b.by("accept").verifies.clear();
  b.by("refuse").when = {is("grade", "major")};
  EXPECT_EQ(breaches(b), Expected{"unverified accept: open found skip rechecking accept struck_off"});
}

TEST(ProofSomeone, AsksForAnOwnerOfWhatIsParked) {
  Book b;
  b.role("expert", {{Kind::kUnitPost, "", "expert"}});
  b.p.parking = Parking{{"head"}, "expert", 90, 1, {}};
  EXPECT_EQ(breaches(b), Expected{"holder_unsure park: open found"});
}

// A matter withdrawn before anybody was named is reopened past the move that would have named somebody.
TEST(ProofSomeone, FollowsReopening) {
  Book b;
  b.field("contractor", FieldType::kPerson);
  b.role("builder", {{Kind::kFieldPerson, "contractor", ""}});
  b.at("rectifying").held_by = "builder";
  b.by("assign").needs = {"contractor"};
  b.p.reopening = Reopening{"rectifying", {"lead"}, 1, 30, {}};
  EXPECT_EQ(breaches(b), Expected{});
  b.p.withdrawal = Withdrawal{{"opener"}, {"found"}, {}};
  EXPECT_EQ(breaches(b), Expected{"holder_unsure rectifying: open found withdraw found reopen rectifying"});
}

// --- 2. some day ---

TEST(ProofSomeDay, NamesAStateWithoutLimit) {
  Book b;
  b.at("rechecking").limit.reset();
  EXPECT_EQ(breaches(b), Expected{"no_limit rechecking: open found assign rectifying submit rechecking"});
}

TEST(ProofSomeDay, AsksForTheFieldOfTheRuleThatIsTaken) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.field("due_day", FieldType::kDate);
  auto& rules = b.at("rectifying").limit->rules;
  rules.insert(rules.begin(), LimitRule{});
  rules[0].when = {is("grade", "major")};
  rules[0].until_field = "due_day";
  EXPECT_EQ(breaches(b), Expected{"limit_unset rectifying: open found assign rectifying"});
  EXPECT_EQ(proof_of(b).breaches[0].error.args[0].second, "due_day");
  const_cast<Field*>(b.p.field("due_day"))->required_when = {is("grade", "major")};
  EXPECT_EQ(breaches(b), Expected{});
}

TEST(ProofSomeDay, AsksForFieldsOfMatterClocksWhereTheyBegin) {
  Book b;
  b.field("received_on", FieldType::kDate);
  LimitRule r;
  r.limit.amount = 60;
  r.from_field = "received_on";
  b.p.limits.push_back({"answer", {}, {r}, {"rectifying"}, {}, {}, {}});
  EXPECT_EQ(breaches(b), Expected{"limit_unset answer: open found assign rectifying"});
  b.by("assign").needs = {"received_on"};
  EXPECT_EQ(breaches(b), Expected{});
}

TEST(ProofSomeDay, AsksForALadderThatLeadsUp) {
  Book b;
  b.p.late = {{{-1, LimitUnit::kDay}, {"lead"}, "", "", {}}};  // A reminder is no ladder.
  EXPECT_EQ(breaches(b).size(), 3u);
  EXPECT_EQ(breaches(b)[0], "no_ladder found: open found");
  b.p.late = {{{1, LimitUnit::kDay}, {"owner"}, "", "", {}}};  // Not the very holder.
  EXPECT_EQ(breaches(b), Expected{"no_ladder rectifying: open found assign rectifying"});
  b.p.late = {{{1, LimitUnit::kDay}, {}, "", "head", {}}};  // Nor another name for the holder.
  b.role("chief", {{Kind::kUnitHead, "", ""}});
  b.at("found").held_by = "chief";
  EXPECT_EQ(breaches(b), Expected{"no_ladder found: open found"});
  b.p.late = {{{1, LimitUnit::kDay}, {"opener"}, "", "", {}}};  // The opener is not above.
  EXPECT_EQ(breaches(b).size(), 3u);
}

// The clock of the whole matter begins again at reopening: then the day must be there too.
TEST(ProofSomeDay, StartsMatterClocksAnewAtReopening) {
  Book b;
  b.field("grade", FieldType::kChoice, "ordinary major").required = true;
  b.field("received_on", FieldType::kDate);
  LimitRule plain, dated;
  plain.limit.amount = dated.limit.amount = 60;
  dated.from_field = "received_on";
  dated.when = {is("grade", "major")};
  b.p.limits.push_back({"answer", {}, {dated, plain}, {}, {}, {}, {}});
  const_cast<Field*>(b.p.field("received_on"))->required_when = {is("grade", "major")};
  b.by("submit").needs = {"grade"};  // Graded anew, it may become a major one without the day.
  EXPECT_EQ(breaches(b), Expected{});
  b.p.reopening = Reopening{"rectifying", {"lead"}, 1, 30, {}};
  EXPECT_EQ(breaches(b),
            Expected{"limit_unset answer: open found assign rectifying submit rechecking accept struck_off "
                     "reopen rectifying"});
}

TEST(ProofSomeDay, AsksForALadderOfMatterClocksWhileTheyRun) {
  Book b;
  LimitRule r;
  r.limit.amount = 60;
  b.p.limits.push_back({"answer", {}, {r}, {}, {"rechecking"}, {}, {}});
  b.p.limits[0].late = Ladder{{{0, LimitUnit::kDay}, {"inspector"}, "", "", {}}};
  EXPECT_EQ(breaches(b), Expected{});  // inspector holds rechecking, where this clock has ended.
  b.p.limits[0].ends_in.clear();
  EXPECT_EQ(breaches(b), Expected{"no_ladder answer: open found assign rectifying submit rechecking"});
}

TEST(ProofSomeDay, OrdersRungsOnlyWhereTimeIsSure) {
  const auto is_ordered = [](Offset a, Offset z) {
    Book b;
    b.p.late = {
        {a, {"lead"}, "", "", {}}, {z, {"lead"}, "", "", {}}, {{99, LimitUnit::kDay}, {"head"}, "", "", {}}};
    b.p.late.insert(b.p.late.begin(), {{-99, LimitUnit::kDay}, {"head"}, "", "", {}});
    const auto found = breaches(b);
    return std::find(found.begin(), found.end(), "ladder_order late") == found.end();
  };
  EXPECT_TRUE(is_ordered({-2, LimitUnit::kDay}, {-1, LimitUnit::kDay}));
  EXPECT_FALSE(is_ordered({-1, LimitUnit::kDay}, {-2, LimitUnit::kDay}));
  EXPECT_TRUE(is_ordered({0, LimitUnit::kDay}, {0, LimitUnit::kMinute}));
  EXPECT_TRUE(is_ordered({2, LimitUnit::kDay}, {2, LimitUnit::kWorkingDay}));
  // Five working days may well end after six days.
  EXPECT_FALSE(is_ordered({5, LimitUnit::kWorkingDay}, {6, LimitUnit::kDay}));
  EXPECT_TRUE(is_ordered({5, LimitUnit::kWorkingDay}, {15, LimitUnit::kDay}));
  EXPECT_FALSE(is_ordered({-3, LimitUnit::kDay}, {-2, LimitUnit::kWorkingDay}));
}

// --- 3. somebody else ---

TEST(ProofSomebodyElse, AsksForVerification) {
  Book b;
  b.by("accept").verifies.clear();
  EXPECT_EQ(breaches(b),
            Expected{"unverified accept: open found assign rectifying submit rechecking accept struck_off"});
}

// Refused, the matter goes back; a way around submit brings it to be accepted with what was submitted before.
TEST(ProofSomebodyElse, FindsWhatWasVerifiedBeforeItWasDoneAgain) {
  Book b;
  b.move("bypass", "rectifying", "rechecking", "owner").when = {is_set("tried")};
  b.field("tried", FieldType::kText);
  b.by("refuse").needs = {"tried"};
  // At opening `tried` may be set already: the shortest way does not even submit.
  EXPECT_EQ(breaches(b),
            Expected{"nothing_verified accept: open found assign rectifying bypass rechecking accept "
                     "struck_off"});
  // Counted by a bounded move that only the refusal opens, the way around needs the refusal first.
  b.drop("bypass");
  b.by("refuse").to = "reworking";
  b.state("reworking", "owner", 5);
  b.move("rework", "reworking", "rectifying", "owner");
  EXPECT_EQ(breaches(b), Expected{});
  b.move("bypass", "reworking", "rechecking", "owner");
  EXPECT_EQ(breaches(b), Expected{});  // reworking is no state from which submit can be made: still fresh.
  b.by("submit").from.push_back("reworking");
  EXPECT_EQ(
      breaches(b),
      Expected{
          "nothing_verified accept: open found assign rectifying submit rechecking refuse reworking bypass "
          "rechecking accept struck_off"});
}

TEST(ProofSomebodyElse, RefusesOnePersonForBoth) {
  Book b;
  b.by("accept").by = {"owner"};
  EXPECT_EQ(breaches(b), Expected{"same_person accept: open found assign rectifying submit rechecking accept "
                                  "struck_off"});
  b.role("reporter", {{Kind::kOpener, "", ""}});
  b.by("accept").by = {"opener"};
  b.by("submit").by = {"reporter"};
  EXPECT_EQ(breaches(b).size(), 1u);
  b.by("submit").by = {"reporter", "owner"};
  EXPECT_EQ(breaches(b), Expected{});
  b.role("deputy", {{Kind::kUnitPost, "", "inspector"}, {Kind::kAboveHead, "", ""}});
  b.by("accept").by = {"inspector"};
  b.by("submit").by = {"deputy"};
  EXPECT_EQ(breaches(b), Expected{});  // Not a single person: a post and a head.
  b.who("inspector").sources =
      b.who("deputy").sources = {{Kind::kOpener, "", ""}, {Kind::kAboveHead, "", ""}};
  EXPECT_EQ(breaches(b), Expected{});  // Nor the opener or, if that is the one who did it, a head.
}

TEST(ProofSomebodyElse, RefusesAnEndByTheHolderAlone) {
  Book b;
  b.end("refused", Final::kRefused);
  b.move("reject", "rectifying", "refused", "owner");
  EXPECT_EQ(breaches(b), Expected{"ended_by_holder reject: open found assign rectifying reject refused"});
  b.by("reject").by = {"owner", "head"};
  EXPECT_EQ(breaches(b), Expected{});
  b.by("reject").from = {"found"};
  b.by("reject").by = {"head"};
  EXPECT_EQ(breaches(b), Expected{"ended_by_holder reject: open found reject refused"});
  b.at("found").held_by = "opener";
  b.by("reject").by = {"opener"};
  EXPECT_EQ(breaches(b), Expected{});
}

// --- order, texts ---

TEST(Proof, ReportsByLawThenByPlaceInTheFile) {
  Book b;
  b.at("rectifying").held_by.clear();
  b.at("rectifying").place = {"hazard.yaml", 20, 3};
  b.at("found").held_by.clear();
  b.at("found").place = {"hazard.yaml", 21, 3};
  b.by("accept").verifies.clear();
  b.by("accept").place = {"hazard.yaml", 2, 3};
  b.at("rechecking").limit.reset();
  b.at("rechecking").place = {"hazard.yaml", 30, 3};
  std::vector<std::string> keys;
  for (const auto& x : proof_of(b).breaches) keys.push_back(x.error.key + " " + x.error.field);
  EXPECT_EQ(keys, Expected({"law.no_holder rectifying", "law.no_holder found", "law.no_limit rechecking",
                            "law.unverified accept"}));
}

TEST(ProofTexts, WritesAPathWithTitles) {
  Book b;
  b.at("found").title = {"发现", "Found"};
  b.at("rectifying").title = {"整改", ""};
  b.by("assign").title = {"交办", "Assign"};
  const Expected path{"open", "found", "assign", "rectifying", "reopen", "found"};
  EXPECT_EQ(path_text(path, b.p, Lang::kZh),
            "found 发现 → (assign 交办) → rectifying 整改 → (reopen 重新打开) → found 发现");
  EXPECT_EQ(path_text(path, b.p, Lang::kEn),
            "found Found → (assign Assign) → rectifying 整改 → (reopen) → found Found");
  EXPECT_EQ(path_text({}, b.p, Lang::kEn), "");
  EXPECT_EQ(path_text({"open", "a", "r", "a", "r", "a", "s", "b", "r", "a"}, b.p, Lang::kEn),
            "a → (r) × 2 → a → (s) → b → (r) → a");
}

TEST(ProofTexts, NamesTheTopOfEachLadder) {
  const auto tops = proof_of({}).tops;
  ASSERT_EQ(tops.size(), 3u);
  EXPECT_EQ(tops[1].clock, "rectifying");
  EXPECT_EQ(tops[1].role, "lead: above.head");
  EXPECT_EQ(tops[1].at.en, "limit + 5 working days");
}

TEST(ProofTexts, HasASentenceForEveryKey) {
  for (const auto& m : proof_messages()) {
    EXPECT_FALSE(m.zh.empty() || m.en.empty()) << m.key;
    EXPECT_NE(m.en.find("{field}"), std::string_view::npos) << m.key;
  }
  EXPECT_EQ(proof_messages().size(), 16u);
}

}  // namespace
}  // namespace guatu::kernel
