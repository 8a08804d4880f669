// Goal: what is offered can be done, what is refused is refused with that very key, and nothing else is
// offered. Method: one job taken through its life; at each step every person's prospects are compared with
// what the desk says.
#include "guatu/kernel/ledger/prospects.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "guatu/kernel/ledger/world.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::kJob;
using guatu::testing::Office;
using Names = std::vector<std::string>;

struct Jobs : Office {
  Jobs() {
    publish(kJob);
    id = open("job", "bureau", "mayor", {{"title", "疏通管道"}, {"grade", "small"}});
    reader = std::move(*store->read());
  }

  template <class Use>
  auto with_context(Use use) {
    reader = std::move(*store->read());
    World world;
    for (const auto& e : events()) world.fold(e);
    const auto m = matter(id);
    const Context x{clock.now(),
                    Position{position().value + 1},
                    world.people(),
                    world.calendar(),
                    world.playbook(m.playbook, m.version),
                    1,
                    [this](MatterId i) { return reader->matter(i); },
                    [](const std::string&) { return std::optional<Matter>(); },
                    [this](MatterId i) { return reader->open_children(i, 3); },
                    [&world](const Matter& o) { return world.playbook(o.playbook, o.version); }};
    return use(m, x);
  }

  /// `move` for one that can be made, `move: key` for one that is refused.
  Names moves(const std::string& person) {
    return with_context([&](const Matter& m, const Context& x) {
      Names out;
      for (const auto& p : move_prospects(m, {person}, x))
        out.push_back(p.move->id + (p.refusal ? ": " + p.refusal->key : ""));
      return out;
    });
  }

  /// `verb` or `verb of, of`.
  Names verbs(const std::string& person) {
    return with_context([&](const Matter& m, const Context& x) {
      Names out;
      for (const auto& v : verb_prospects(m, {person}, x)) {
        std::string line = text_of(v.verb);
        for (const auto& of : v.of) line += " " + of;
        out.push_back(line);
      }
      return out;
    });
  }

  /// One Trial is asked all sorts of things twice over, allowed ones between refused ones.
  void expect_trial_decides(const std::string& person) {
    with_context([&](const Matter& m, const Context& x) {
      std::vector<Command> commands;
      const auto add = [&](Verb verb) -> Command& {
        commands.push_back({});
        auto& c = commands.back();
        c.id = "trial";
        c.by = {person};
        c.verb = verb;
        c.matter = m.id;
        return c;
      };
      for (const auto& move : x.playbook->moves) add(Verb::kMove).move = move.id;
      for (const auto verb : {Verb::kUrge, Verb::kSupervise, Verb::kEndSupervision, Verb::kWithdraw,
                              Verb::kReturn, Verb::kReopen, Verb::kGiveHelp})
        add(verb).reason = "r";
      for (const auto verb : {Verb::kAssign, Verb::kAskHelp, Verb::kCopy}) add(verb).person = {"cai"};
      auto& park = add(Verb::kPark);
      park.reason = "r";
      park.amount = 1;
      add(Verb::kUnpark);
      auto& recuse = add(Verb::kRecuse);
      recuse.person = m.holder ? m.holder : PersonId{person};
      recuse.reason = "r";
      auto& transfer = add(Verb::kTransfer);
      transfer.unit = {"street"};
      transfer.reason = "r";
      Trial trial(m, x, {person});
      for (int round = 0; round < 2; ++round)
        for (const auto& c : commands) {
          SCOPED_TRACE(person + " " + text_of(c.verb) + " " + c.move);
          const auto decided = decide(m, c, x);
          const auto refusal = trial.refusal_of(c);
          EXPECT_EQ(refusal ? refusal->key : "", decided.has_error() ? decided.error().key : "");
        }
      return 0;
    });
  }

  MatterId id;
  std::unique_ptr<Reader> reader;
};

bool has(const Names& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

TEST(Prospects, MovesFollowStateRoleAndRule) {
  Jobs o;
  EXPECT_EQ(o.moves("chief"), (Names{"take"}));
  EXPECT_EQ(o.moves("mayor"), (Names{"drop"}));
  EXPECT_EQ(o.moves("ann"), Names{});
  ASSERT_EQ(o.move(o.id, "take", "chief"), "");
  EXPECT_EQ(o.moves("cai"), (Names{"note", "submit"}));
  ASSERT_EQ(o.move(o.id, "submit", "chief", {{"result", "x"}}), "");
  EXPECT_EQ(o.moves("ann"), (Names{"accept", "refuse"}));
  // Who did it is told why, and the desk says the same.
  EXPECT_EQ(o.moves("chief"), (Names{"accept: matter.self_verification", "refuse"}));
  EXPECT_EQ(o.move(o.id, "accept", "chief"), "matter.self_verification");
}

TEST(Prospects, ATrialSaysWhatADecisionSays) {
  Jobs o;
  const auto all = [&] {
    for (const auto* who : {"chief", "mayor", "ann", "cai", "street", "nobody"}) o.expect_trial_decides(who);
  };
  all();
  ASSERT_EQ(o.move(o.id, "take", "chief"), "");
  all();
  ASSERT_EQ(o.move(o.id, "submit", "chief", {{"result", "x"}}), "");
  all();
  ASSERT_EQ(o.move(o.id, "accept", "ann"), "");
  all();
}

TEST(Prospects, AnOpenChildStandsInTheWayOfClosing) {
  Jobs o;
  ASSERT_EQ(o.move(o.id, "take", "chief"), "");
  const auto child = o.open("job", "bureau", "mayor", {{"title", "清运"}}, o.id);
  ASSERT_EQ(o.move(o.id, "submit", "cai", {{"result", "x"}}), "");
  EXPECT_EQ(o.moves("ann"), (Names{"accept: matter.open_children", "refuse"}));
  ASSERT_EQ(o.move(child, "drop", "mayor", {}, "不需要"), "");
  EXPECT_EQ(o.moves("ann"), (Names{"accept", "refuse"}));
}

TEST(Prospects, VerbsFollowRights) {
  Jobs o;
  const auto holder = o.verbs("chief");
  for (const auto* v : {"amend", "assign", "transfer", "ask_help", "ask_cosign", "copy", "merge", "supervise",
                        "park", "stop hearing", "link", "recuse"})
    EXPECT_TRUE(has(holder, v)) << v;
  for (const auto* v : {"give_help", "cosign", "withdraw", "urge", "end_supervision", "unpark", "reopen",
                        "return", "answer_extension doing", "ask_extension doing"})
    EXPECT_FALSE(has(holder, v)) << v;
  EXPECT_TRUE(has(o.verbs("mayor"), "withdraw"));
  EXPECT_TRUE(has(o.verbs("mayor"), "urge"));
  EXPECT_EQ(o.verbs("street"), (Names{"urge", "link", "recuse"}));

  ASSERT_EQ(o.move(o.id, "take", "chief"), "");
  EXPECT_TRUE(has(o.verbs("cai"), "ask_extension doing"));
  EXPECT_TRUE(has(o.verbs("cai"), "return"));
  auto asked = o.command(Verb::kAskExtension, "cai");
  asked.matter = o.id;
  asked.clock = "doing";
  asked.amount = 3;
  asked.reason = "等材料";
  o.done(asked);
  EXPECT_FALSE(has(o.verbs("cai"), "ask_extension doing"));
  EXPECT_FALSE(has(o.verbs("cai"), "answer_extension doing"));
  EXPECT_TRUE(has(o.verbs("chief"), "answer_extension doing"));
  auto help = o.command(Verb::kAskHelp, "cai");
  help.matter = o.id;
  help.person = {"dan"};
  help.reason = "帮忙";
  o.done(help);
  EXPECT_TRUE(has(o.verbs("dan"), "give_help"));
}

TEST(Prospects, AClosedMatterOffersReopeningToWhomItBelongs) {
  Jobs o;
  ASSERT_EQ(o.move(o.id, "drop", "mayor", {}, "不办"), "");
  EXPECT_EQ(o.moves("chief"), Names{});
  EXPECT_TRUE(has(o.verbs("chief"), "reopen"));
  EXPECT_FALSE(has(o.verbs("cai"), "reopen"));
  EXPECT_FALSE(has(o.verbs("chief"), "assign"));
}

}  // namespace
}  // namespace guatu::kernel
