// Each law broken on purpose in a small playbook built by hand, with the path that must be named; and the longest
// time of a playbook computed by hand. Proves: R3 (a hazard cannot be left, nor struck off by its own rectifier).
#include "guatu/kernel/playbook/proof.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "guatu/base/limits.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {
namespace {

using Kind = RoleSource::Kind;
using Tests = Guard::Test;

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Builds playbooks in a few words. Starts with found → rectifying → rechecking → struck_off, which is sound.
struct Book {
  Playbook p;

  Book() {
    p.id = "hazard";
    p.file = "hazard.yaml";
    role("owner", {{Kind::kUnitPost, "", "safety"}, {Kind::kUnitHead, "", ""}});
    role("inspector", {{Kind::kUnitPost, "", "inspector"}, {Kind::kAboveHead, "", ""}});
    role("head", {{Kind::kUnitHead, "", ""}});
    role("lead", {{Kind::kAboveHead, "", ""}});
    role("opener", {{Kind::kOpener, "", ""}});
    state("found", "head", 1, LimitUnit::kWorkingDay);
    state("rectifying", "owner", 15);
    state("rechecking", "inspector", 3, LimitUnit::kWorkingDay);
    end("struck_off", Final::kDone);
    move("assign", "found", "rectifying", "head");
    move("submit", "rectifying", "rechecking", "owner");
    move("accept", "rechecking", "struck_off", "inspector").verifies = "submit";
    move("refuse", "rechecking", "rectifying", "inspector").at_most = 3;
    p.late = {{{-1, LimitUnit::kWorkingDay}, {"owner"}, "", "", {}},
              {{0, LimitUnit::kDay}, {"lead"}, "yellow", "", {}},
              {{5, LimitUnit::kWorkingDay}, {}, "red", "lead", {}}};
  }

  void role(const std::string& id, std::vector<RoleSource> sources) { p.roles.push_back({id, {}, sources, {}}); }
  Field& field(const std::string& id, FieldType type, const std::string& options = "") {
    Field f;
    f.id = id;
    f.type = type;
    for (const auto& o : words(options)) f.options.push_back({o, {}, {}});
    p.fields.push_back(f);
    return p.fields.back();
  }
  void limit(State& s, std::int64_t amount, LimitUnit unit) {
    LimitRule r;
    r.limit.amount = amount, r.limit.unit = unit;
    s.limit = LimitSet{s.id, {}, {r}, {}, {}, {}, {}};
  }
  State& state(const std::string& id, const std::string& held_by, std::int64_t amount,
               LimitUnit unit = LimitUnit::kDay) {
    State s;
    s.id = id, s.held_by = held_by;
    limit(s, amount, unit);
    p.states.push_back(s);
    return p.states.back();
  }
  void end(const std::string& id, Final kind) {
    State s;
    s.id = id, s.final = kind;
    p.states.push_back(s);
  }
  Move& move(const std::string& id, const std::string& from, const std::string& to, const std::string& by) {
    Move m;
    m.id = id, m.from = words(from), m.to = to, m.by = words(by);
    p.moves.push_back(m);
    return p.moves.back();
  }
  State& at(const std::string& id) { return const_cast<State&>(*p.state(id)); }
  Move& by(const std::string& id) { return const_cast<Move&>(*p.move(id)); }
  Role& who(const std::string& id) { return const_cast<Role&>(*p.role(id)); }
  void drop(const std::string& id) {
    std::erase_if(p.moves, [&](const Move& m) { return m.id == id; });
  }
};

Guard is(const std::string& field, const std::string& word) { return {field, Tests::kIs, {word}, 0}; }
Guard is_set(const std::string& field) { return {field, Tests::kIsSet, {}, 0}; }

Proof proof_of(const Book& b) { return prove(b.p, WorkCalendar()); }

/// `key thing: path`, one a breach.
std::vector<std::string> breaches(const Book& b) {
  std::vector<std::string> out;
  for (const auto& x : proof_of(b).breaches) {
    out.push_back(x.error.key.substr(4) + " " + x.error.field);
    if (!x.path.empty()) out.back() += ": " + join(x.path, " ");
  }
  return out;
}
using Expected = std::vector<std::string>;

TEST(Proof, LetsASoundPlaybookPass) {
  const auto proof = proof_of({});
  EXPECT_TRUE(proof.proved());
  // found 1; rectifying, rechecking after 0..3 refusals; rectifying again after 1..3; struck_off.
  EXPECT_EQ(proof.configurations, 1u + 4 + 4 + 1);
}

// --- 1. someone ------------------------------------------------------------------------------------------------

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
  EXPECT_EQ(breaches(b),
            Expected{"holder_unsure rectifying: open found wait waiting hand_over rectifying"});
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

// --- 2. some day -----------------------------------------------------------------------------------------------

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
    b.p.late = {{a, {"lead"}, "", "", {}}, {z, {"lead"}, "", "", {}}, {{99, LimitUnit::kDay}, {"head"}, "", "", {}}};
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

// --- 3. somebody else ------------------------------------------------------------------------------------------

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
  EXPECT_EQ(breaches(b), Expected{"nothing_verified accept: open found assign rectifying bypass rechecking accept "
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
  EXPECT_EQ(breaches(b),
            Expected{"nothing_verified accept: open found assign rectifying submit rechecking refuse reworking bypass "
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

// --- 4. somewhere to go ----------------------------------------------------------------------------------------

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
  EXPECT_EQ(breaches(b), Expected({"ended_by_holder accept: open found assign rectifying submit rechecking accept "
                                   "refused", "dead_end found: open found", "unreachable struck_off"}));
  b.p.moves[4].when[0].number = 5;  // No gap any more.
  EXPECT_EQ(breaches(b).size(), 2u);
  b.p.moves[4].when = {{"fund", Tests::kOver, {}, 4}};  // Whole fen: over 4 is at least 5.
  EXPECT_EQ(breaches(b).size(), 2u);
}

TEST(ProofSomewhere, FindsABoundThatRunsOut) {
  Book b;
  b.by("submit").at_most = 2;
  // Submitted twice, refused twice: nothing is left to do.
  EXPECT_EQ(breaches(b), Expected{"dead_end rectifying: open found assign rectifying submit rechecking refuse "
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
  EXPECT_EQ(breaches(b), Expected{"endless_cycle rectifying: open found assign rectifying submit rechecking refuse "
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
  EXPECT_EQ(breaches(b), Expected{"endless_cycle rectifying: open found assign rectifying submit rechecking send_back "
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
  EXPECT_EQ(breaches(b), Expected{"endless_cycle rectifying: open found assign rectifying report rectifying"});
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

// --- order, texts ----------------------------------------------------------------------------------------------

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
  EXPECT_EQ(path_text(path, b.p, Lang::kZh), "found 发现 → (assign 交办) → rectifying 整改 → (reopen 重新打开) → found 发现");
  EXPECT_EQ(path_text(path, b.p, Lang::kEn), "found Found → (assign Assign) → rectifying 整改 → (reopen) → found Found");
  EXPECT_EQ(path_text({}, b.p, Lang::kEn), "");
}

TEST(ProofTexts, NamesTheTopOfEachLadder) {
  const auto tops = proof_of({}).tops;
  ASSERT_EQ(tops.size(), 3u);
  EXPECT_EQ(tops[1].clock, "rectifying");
  EXPECT_EQ(tops[1].role, "lead: above.head");
  EXPECT_EQ(tops[1].at, "limit + 5 working days");
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
