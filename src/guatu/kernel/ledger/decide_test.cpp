// Goal: every refusal has its key and writes nothing; every verb writes exactly its events.
// Method: a small office, one matter taken through its life; tables of commands that must be refused.
#include <gtest/gtest.h>

#include "guatu/base/limits.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::at;
using guatu::testing::kJob;
using guatu::testing::Office;
using Names = std::vector<std::string>;

/// An office with the job playbook and one job in bureau, opened by the mayor on Wednesday 2022-04-06 09:00.
struct Jobs : Office {
  Jobs() {
    publish(kJob);
    id = open("job", "bureau", "mayor", {{"title", "疏通管道"}});
  }
  void to_doing() { EXPECT_EQ(move(id, "take", "chief"), ""); }
  void to_checking() {
    to_doing();
    EXPECT_EQ(move(id, "submit", "cai", {{"result", "done"}}), "");
  }
  Command verb(Verb v, const std::string& by, const std::string& reason = "") {
    auto c = command(v, by);
    c.matter = id;
    c.reason = reason;
    return c;
  }
  Command about(Verb v, const std::string& by, const std::string& person, const std::string& reason = "") {
    auto c = verb(v, by, reason);
    c.person = {person};
    return c;
  }
  MatterId id;
};

TEST(Decide, TakesAMatterThroughItsLifeWithExactlyTheseEvents) {
  Jobs o;
  EXPECT_EQ(o.matter(o.id).holder.value, "chief");
  EXPECT_EQ(o.matter(o.id).number, "T-2022-0001");
  // Five working days after Wednesday 6 April: Wednesday 13 April, its end.
  EXPECT_EQ(o.matter(o.id).clock("todo")->due_at, at("2022-04-14 00:00"));
  EXPECT_EQ(o.matter(o.id).clock("answer")->due_at, at("2022-05-07 00:00"));
  o.to_checking();
  EXPECT_EQ(o.matter(o.id).holder.value, "ann");
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
  const auto m = o.matter(o.id);
  EXPECT_EQ(m.outcome, "done");
  EXPECT_EQ(m.holder.value, "");
  EXPECT_EQ(o.types(o.id), (Names{"matter.opened", "clock.started", "clock.started", "matter.moved",
                                  "clock.ended", "clock.started", "matter.moved", "clock.ended",
                                  "clock.started", "matter.moved", "clock.ended", "clock.ended"}));
}

TEST(Decide, RefusesMovesWithTheirKeys) {
  struct Row {
    const char *move, *by;
    json::object fields;
    const char* key;
  };
  Jobs o;
  o.to_doing();
  const std::string long_text(60, 'x');
  const Row rows[] = {
      {"accept", "ann", {}, "matter.out_of_turn"},
      {"sumbit", "cai", {{"result", "x"}}, "matter.unknown_move"},
      {"submit", "ann", {{"result", "x"}}, "matter.not_yours"},
      {"submit", "nobody", {{"result", "x"}}, "people.unknown_person"},
      {"submit", "system", {{"result", "x"}}, "people.unknown_person"},
      {"submit", "cai", {}, "matter.needs"},
      {"submit", "cai", {{"result", "  "}}, "matter.needs"},
      {"submit", "cai", {{"result", "x"}, {"colour", "red"}}, "field.unknown"},
      {"submit", "cai", {{"result", "x"}, {"grade", "big"}}, "field.not_asked"},
      {"submit", "cai", {{"result", long_text}}, "field.too_long"},
      {"submit", "cai", {{"result", 5}}, "field.type"},
      {"submit", "cai", {{"result", "x"}, {"fund", "much"}}, "field.type"},
      {"submit", "cai", {{"result", "x"}, {"fund", -1}}, "field.range"},
      {"submit", "cai", {{"result", "x"}, {"fund", nullptr}}, "field.cannot_clear"},
      {"submit", "cai", {{"result", "\xff\xfe"}}, "field.not_utf8"},
  };
  for (const auto& r : rows) {
    const auto before = o.position();
    EXPECT_EQ(o.move(o.id, r.move, r.by, r.fields), r.key) << r.move << " " << r.by;
    EXPECT_EQ(o.position(), before) << r.key;
    EXPECT_NE(find_message(r.key), nullptr) << r.key;
  }
}

TEST(Decide, NobodyVerifiesTheirOwnWork) {
  Jobs o;
  o.to_doing();
  // The head may do an officer's work as a stand-in only where the role says so: give cai the inspector's
  // post too.
  auto post = o.command(Verb::kGivePost, "system");
  post.person = {"cai"};
  post.unit = {"bureau"};
  post.name = "inspector";
  o.done(post);
  EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "done"}}), "");
  EXPECT_NE(o.matter(o.id).holder.value, "cai");
  EXPECT_EQ(o.move(o.id, "accept", "cai"), "matter.self_verification");
  EXPECT_EQ(o.move(o.id, "accept", "bob"), "");
}

TEST(Decide, AHelperTookPartAndCannotVerify) {
  Jobs o;
  o.to_doing();
  o.done(o.about(Verb::kAskHelp, "cai", "bob", "看一下"));
  o.done(o.verb(Verb::kGiveHelp, "bob", "看过"));
  EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "done"}}), "");
  EXPECT_EQ(o.move(o.id, "accept", "bob"), "matter.self_verification");
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
}

TEST(Decide, ARefusedWorkMustBeDoneAnewAndRefusingIsBounded) {
  Jobs o;
  o.to_checking();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(o.move(o.id, "refuse", "ann"), "matter.needs");
    EXPECT_EQ(o.move(o.id, "refuse", "ann", {}, "不合格"), "");
    EXPECT_FALSE(o.matter(o.id).doings.at("submit").is_fresh);
    EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "again"}}), "");
  }
  EXPECT_EQ(o.move(o.id, "refuse", "ann", {}, "不合格"), "matter.used_up");
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
}

TEST(Decide, AClosedMatterStaysClosedUntilItIsReopened) {
  Jobs o;
  o.to_checking();
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
  EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "x"}}), "matter.closed");
  EXPECT_EQ(o.key_of(o.verb(Verb::kReopen, "cai", "x")), "matter.not_yours");
  o.set_time("2022-05-20 09:00");
  EXPECT_EQ(o.key_of(o.verb(Verb::kReopen, "chief", "x")), "matter.reopen_too_late");
  o.set_time("2022-05-01 09:00");
  o.done(o.verb(Verb::kReopen, "chief", "群众反映"));
  auto m = o.matter(o.id);
  EXPECT_EQ(m.state, "doing");
  EXPECT_EQ(m.holder.value, "cai");
  EXPECT_TRUE(m.clock("doing")->is_running());
  EXPECT_TRUE(m.clock("answer")->is_running());
  EXPECT_EQ(o.key_of(o.verb(Verb::kReopen, "chief", "x")), "matter.is_open");
}

TEST(Decide, AParentCannotCloseBeforeItsChildren) {
  Jobs o;
  const auto child = o.open("job", "bureau", "mayor", {{"title", "子任务"}}, o.id);
  o.to_checking();
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "matter.open_children");
  auto drop = o.command(Verb::kMove, "mayor");
  drop.matter = child;
  drop.move = "drop";
  drop.reason = "不需要";
  o.done(drop);
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
  auto late = o.command(Verb::kOpen, "mayor");
  late.playbook = "job";
  late.unit = {"bureau"};
  late.fields = {{"title", "x"}};
  late.parent = o.id;
  EXPECT_EQ(o.key_of(late), "matter.neighbour_closed");
}

TEST(Decide, TheSameCommandAnswersTheSameAndOtherContentIsAConflict) {
  Jobs o;
  auto c = o.command(Verb::kMove, "chief");
  c.matter = o.id;
  c.move = "take";
  const auto first = o.done(c);
  const auto position = o.position();
  const auto again = o.done(c);
  EXPECT_TRUE(again.existed);
  EXPECT_EQ(again.first, first.first);
  EXPECT_EQ(again.last, first.last);
  EXPECT_EQ(again.matter, o.id);
  c.reason = "other";
  EXPECT_EQ(o.key_of(c), "command.conflict");
  EXPECT_EQ(o.position(), position);
}

TEST(Decide, OpeningAsksForWhatThePlaybookRequires) {
  struct Row {
    const char *unit, *by;
    json::object fields;
    const char* key;
  };
  Jobs o;
  const std::string huge(limits::kMaxTitleChars + 1, 'x');
  const std::string five_mb(5 << 20, 'x');
  const Row rows[] = {
      {"bureau", "ann", {{"grade", "small"}}, "field.required"},
      {"bureau", "ann", {{"title", ""}, {"grade", "small"}}, "field.required"},
      {"bureau", "ann", {{"title", "x"}, {"grade", "big"}}, "field.required"},
      {"bureau", "ann", {{"title", "x"}, {"grade", "huge"}}, "field.choice"},
      {"bureau", "ann", {{"title", huge}}, "field.too_long"},
      {"bureau", "ann", {{"title", five_mb}}, "command.too_large"},
      {"bureau", "ann", {{"title", "\xc3\x28"}}, "field.not_utf8"},
      {"nowhere", "ann", {{"title", "x"}}, "people.unknown_unit"},
      {"bureau", "ann", {{"title", "x"}, {"planned_on", "2022-02-30"}}, "field.date"},
      {"bureau", "ann", {{"title", "x"}, {"titel", "y"}}, "field.unknown"},
  };
  for (const auto& r : rows) {
    auto c = o.command(Verb::kOpen, r.by);
    c.playbook = "job";
    c.unit = {r.unit};
    c.fields = r.fields;
    const auto before = o.position();
    EXPECT_EQ(o.key_of(c), r.key);
    EXPECT_EQ(o.position(), before);
  }
  auto c = o.command(Verb::kOpen, "ann");
  c.playbook = "jbo";
  c.unit = {"bureau"};
  c.fields = {{"title", "x"}};
  EXPECT_EQ(o.key_of(c), "playbook.unknown");
}

TEST(Decide, ArgumentsThatAVerbDoesNotTakeAreRefused) {
  Jobs o;
  auto c = o.verb(Verb::kUrge, "mayor", "快");
  c.clock = "doing";
  EXPECT_EQ(o.key_of(c), "command.unused_argument");
  EXPECT_EQ(o.key_of(o.verb(Verb::kUrge, "mayor")), "command.missing_argument");
  c = o.verb(Verb::kUrge, "mayor", "快");
  c.id = "has space";
  EXPECT_EQ(o.key_of(c), "text.id");
  c = o.verb(Verb::kUrge, "mayor", "快");
  c.matter = {999};
  EXPECT_EQ(o.key_of(c), "matter.unknown");
}

TEST(Decide, VerbsOnPeopleOfAMatter) {
  Jobs o;
  o.to_doing();
  EXPECT_EQ(o.key_of(o.about(Verb::kAssign, "ann", "dan")), "matter.not_yours");
  EXPECT_EQ(o.key_of(o.about(Verb::kAssign, "cai", "cai")), "matter.same_holder");
  EXPECT_EQ(o.key_of(o.about(Verb::kAssign, "cai", "zoe")), "people.unknown_person");
  o.done(o.about(Verb::kAssign, "cai", "dan", "轮到他"));
  EXPECT_EQ(o.matter(o.id).holder.value, "dan");
  EXPECT_EQ(o.key_of(o.verb(Verb::kReturn, "cai", "x")), "matter.not_yours");
  o.done(o.verb(Verb::kReturn, "dan", "不归我管"));
  EXPECT_EQ(o.matter(o.id).holder.value, "cai");
  EXPECT_EQ(o.matter(o.id).returns, 1);
  EXPECT_EQ(light(o.matter(o.id), o.clock.now()), Light::kGreen);
  o.done(o.about(Verb::kAssign, "cai", "dan"));
  o.done(o.verb(Verb::kReturn, "dan", "还是不归我管"));
  EXPECT_EQ(light(o.matter(o.id), o.clock.now()), Light::kYellow);
  o.done(o.about(Verb::kAssign, "cai", "dan"));
  EXPECT_EQ(o.key_of(o.verb(Verb::kReturn, "dan", "x")), "matter.used_up");
  auto t = o.verb(Verb::kTransfer, "dan", "属地办理");
  t.unit = {"county"};
  o.done(t);
  EXPECT_EQ(o.matter(o.id).holder.value, "county");
  EXPECT_EQ(o.matter(o.id).unit.value, "county");
  o.done(o.about(Verb::kCopy, "county", "eve"));
  EXPECT_EQ(o.key_of(o.about(Verb::kCopy, "county", "eve")), "matter.already_asked");
  o.done(o.verb(Verb::kUrge, "bob", "请尽快"));
  EXPECT_EQ(o.matter(o.id).urges, 1);
  EXPECT_EQ(o.key_of(o.verb(Verb::kSupervise, "bob", "x")), "matter.not_yours");
  o.done(o.verb(Verb::kSupervise, "eve", "逾期"));
  EXPECT_EQ(o.matter(o.id).supervisor.value, "eve");
  EXPECT_EQ(o.key_of(o.verb(Verb::kSupervise, "mayor", "x")), "matter.is_supervised");
  o.done(o.verb(Verb::kEndSupervision, "eve", "已落实"));
  EXPECT_EQ(o.matter(o.id).supervisor.value, "");
}

TEST(Decide, ACosignatureIsWaitedForBeforeClosing) {
  Jobs o;
  o.to_checking();
  o.done(o.about(Verb::kAskCosign, "ann", "county"));
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "matter.cosign_waiting");
  auto no = o.verb(Verb::kCosign, "county");
  no.agrees = "no";
  EXPECT_EQ(o.key_of(no), "matter.needs_reason");
  auto yes = o.verb(Verb::kCosign, "county");
  yes.agrees = "yes";
  EXPECT_EQ(o.key_of(o.about(Verb::kAskCosign, "ann", "county")), "matter.already_asked");
  o.done(yes);
  EXPECT_EQ(o.key_of([&] {
    auto c = yes;
    c.id = "again";
    return c;
  }()),
            "matter.not_asked");
  EXPECT_EQ(o.move(o.id, "accept", "ann"), "");
}

TEST(Decide, WithdrawingIsForTheOpenerAndMergingForSomebodyElse) {
  Jobs o;
  EXPECT_EQ(o.key_of(o.verb(Verb::kWithdraw, "chief", "x")), "matter.not_yours");
  const auto second = o.open("job", "bureau", "ann", {{"title", "同一件事"}});
  auto merge = o.verb(Verb::kMerge, "ann", "重复");
  merge.matter = second;
  merge.other = o.id;
  EXPECT_EQ(o.key_of(merge), "matter.not_yours");
  merge.by = {"chief"};
  merge.id = "m2";
  o.done(merge);
  EXPECT_EQ(o.matter(second).outcome, "merged");
  EXPECT_EQ(o.matter(second).merged_into, o.id);
  EXPECT_EQ(o.matter(o.id).links.size(), 1U);
  o.done(o.verb(Verb::kWithdraw, "mayor", "不办了"));
  EXPECT_EQ(o.matter(o.id).outcome, "withdrawn");
  EXPECT_TRUE(o.matter(o.id).clock("answer")->is_ended());
}

TEST(Decide, ARecusedPersonNeitherHoldsNorDecides) {
  Jobs o;
  o.to_doing();
  o.done(o.about(Verb::kRecuse, "chief", "cai", "亲属关系"));
  EXPECT_EQ(o.matter(o.id).holder.value, "dan");
  EXPECT_EQ(o.move(o.id, "submit", "cai", {{"result", "x"}}), "matter.recused");
  EXPECT_EQ(o.key_of(o.about(Verb::kAssign, "dan", "cai")), "matter.recused");
  o.done(o.about(Verb::kRecuse, "dan", "dan", "自己回避"));
  EXPECT_EQ(o.matter(o.id).holder.value, "chief");
}

TEST(Decide, AmendingKeepsRequiredFieldsAndFieldsThatClocksRunBy) {
  Jobs o;
  auto c = o.verb(Verb::kAmend, "chief");
  c.fields = {{"title", nullptr}};
  EXPECT_EQ(o.key_of(c), "field.required");
  c.id = "a2";
  c.fields = {{"fund", "1.5万元"}, {"grade", "small"}};
  o.done(c);
  EXPECT_EQ(o.matter(o.id).fields.at("fund").as_int64(), 1'500'000);
  c.id = "a3";
  EXPECT_EQ(o.key_of(c), "matter.nothing_changed");
  c.id = "a4";
  c.by = {"dan"};
  c.fields = {{"fund", 1}};
  EXPECT_EQ(o.key_of(c), "matter.not_yours");
}

/// A job whose officer is named in a field, and one that may only lie under a job.
constexpr const char* kNamed = R"(
playbook: named
version: 1
title: {zh: 指定, en: Named}
children: [other]
fields: {officer: {type: person, required: true, title: {zh: 经办, en: Officer}}}
roles: {anybody: anyone, officer: [field.officer, unit.head], head: [unit.head], above: above.head}
open: anybody
states:
  doing: {held_by: officer, limit: {for: 5 days, basis: own rule}}
  checking: {held_by: head, limit: {for: 5 days, basis: own rule}}
  finished: {final: done}
moves:
  submit: {from: doing, to: checking, by: officer}
  accept: {from: checking, to: finished, by: [head, above], verifies: submit}
late:
  - {at: limit, tell: above}
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at_byte = text.find(from);
  EXPECT_NE(at_byte, std::string::npos) << from;
  return text.replace(at_byte, from.size(), to);
}

TEST(Decide, ATransferLeavesTheOldHolderAlsoWhereAFieldNamesThem) {
  Jobs o;
  o.publish(kNamed);
  const auto id = o.open("named", "bureau", "ann", {{"title", "x"}, {"officer", "cai"}});
  EXPECT_EQ(o.matter(id).holder.value, "cai");
  auto t = o.verb(Verb::kTransfer, "cai", "属地办理");
  t.matter = id;
  t.unit = {"county"};
  o.done(t);
  EXPECT_EQ(o.matter(id).holder.value, "county");
}

TEST(Decide, AParentTakesOnlyTheChildrenItsPlaybookNames) {
  Jobs o;
  o.publish(kNamed);
  // `child` names its parent, but `named` does not name `child`.
  o.publish(
      with(with(kNamed, "playbook: named", "playbook: child\nparent: named"), "children: [other]\n", ""));
  const auto parent = o.open("named", "bureau", "ann", {{"title", "x"}, {"officer", "cai"}});
  auto c = o.command(Verb::kOpen, "ann");
  c.playbook = "child";
  c.unit = {"bureau"};
  c.parent = parent;
  c.fields = {{"title", "x"}, {"officer", "cai"}};
  const auto before = o.position();
  EXPECT_EQ(o.key_of(c), "matter.wrong_child");
  EXPECT_EQ(o.position(), before);
}

TEST(Decide, NothingClosesWhileOpenMattersAreAboutIt) {
  Jobs o;
  o.publish(guatu::testing::kPostBox);
  o.publish(
      with(with(kNamed, "playbook: named", "playbook: letter\nabout: post_box"), "children: [other]\n", ""));
  const auto box = o.open("post_box", "bureau", "chief", {{"title", "信箱"}, {"keeper", "cai"}});
  const auto letter = o.open("letter", "bureau", "ann", {{"title", "x"}, {"officer", "dan"}}, {}, box);
  EXPECT_EQ(o.move(box, "ask_shut", "cai", {}, "没人用"), "");
  EXPECT_EQ(o.move(box, "shut", "mayor"), "matter.open_children");
  EXPECT_EQ(o.move(letter, "submit", "dan"), "");
  EXPECT_EQ(o.move(letter, "accept", "chief"), "");
  EXPECT_EQ(o.move(box, "shut", "mayor"), "");
}

TEST(Decide, DryRunWritesNothing) {
  Jobs o;
  auto c = o.command(Verb::kMove, "chief");
  c.matter = o.id;
  c.move = "take";
  const auto before = o.position();
  const auto r = o.desk.execute(c, true);
  ASSERT_TRUE(r.has_value());
  EXPECT_EQ(r->events.size(), 3U);
  EXPECT_EQ(o.position(), before);
  EXPECT_EQ(o.matter(o.id).state, "todo");
}

}  // namespace
}  // namespace guatu::kernel
