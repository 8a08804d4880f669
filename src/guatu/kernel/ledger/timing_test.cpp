// Goal: a move that is `only: in_time` or `only: overdue` follows the clock of its state to the instant,
// stops and extensions included; two persons that must differ do.
#include <gtest/gtest.h>

#include "guatu/kernel/ledger/prospects.h"
#include "guatu/testing/office.h"

namespace guatu::kernel {
namespace {

using guatu::testing::at;
using guatu::testing::Office;

constexpr const char* kNotice = R"(
playbook: notice
version: 1
title: {zh: 催告, en: Notice}
fields:
  until_at: {type: instant, required: true, title: {zh: 期限, en: Until}}
  first: {type: person, title: {zh: 检查员一, en: First}}
  second: {type: person, differs_from: first, title: {zh: 检查员二, en: Second}}
roles: {officer: [unit.officer, unit.head], head: unit.head, above: above.head}
open: officer
states:
  told:     {held_by: officer, limit: {until: until_at, basis: own rule}}
  paid:     {held_by: head, limit: {for: 3 days, basis: own rule}}
  deciding: {held_by: head, limit: {for: 3 days, basis: own rule}}
  closed:   {final: done}
  ended:    {final: refused}
moves:
  pay:      {from: told, to: paid, by: officer, asks: [first, second], only: in_time}
  pay_late: {from: told, to: deciding, by: officer, only: overdue}
  go_on:    {from: told, to: ended, by: above, only: overdue}
  confirm:  {from: paid, to: closed, by: head, verifies: pay}
  end:      {from: deciding, to: ended, by: above}
stops:
  hearing: {title: {zh: 听证, en: Hearing}, by: officer, at_most: 20 days, basis: own rule}
extensions:
  told: {by: officer, granted_by: head, up_to: 10 days, at_most: 1, basis: own rule}
late:
  - {at: limit, tell: above, mark: yellow}
  - {at: limit + 2 working_days, hand_to: above}
)";

struct Notices : Office {
  Notices() {
    publish(kNotice);
    id = open("notice", "bureau", "cai", {{"title", "租金"}, {"until_at", "2022-04-13T16:00:00+08:00"}});
  }
  std::string tried(const char* when, const char* move_id, const char* by, json::object fields = {}) {
    clock.set(at(when));
    return move(id, move_id, by, std::move(fields));
  }
  MatterId id;
};

TEST(Timing, FollowsTheClockToTheInstant) {
  struct Case {
    const char* when;
    const char* move;
    const char* by;
    const char* refusal;
  };
  for (const auto& c :
       std::initializer_list<Case>{{"2022-04-13 15:59", "pay", "cai", ""},
                                   {"2022-04-13 15:59", "pay_late", "cai", "matter.too_early"},
                                   {"2022-04-13 15:59", "go_on", "mayor", "matter.too_early"},
                                   {"2022-04-13 16:00", "pay", "cai", "matter.too_late"},
                                   {"2022-04-13 16:00", "pay_late", "cai", ""},
                                   {"2022-04-13 16:01", "pay", "cai", "matter.too_late"},
                                   {"2022-04-13 16:01", "go_on", "mayor", ""}}) {
    Notices o;
    EXPECT_EQ(o.tried(c.when, c.move, c.by), c.refusal) << c.when << " " << c.move;
  }
}

TEST(Timing, AStopHoldsTheTimeThatWasLeft) {
  Notices o;
  o.clock.set(at("2022-04-12 16:00"));
  auto stop = o.command(Verb::kStop, "cai");
  stop.matter = o.id;
  stop.name = "hearing";
  stop.reason = "?";
  ASSERT_EQ(o.key_of(stop), "");
  EXPECT_EQ(o.tried("2022-04-14 09:00", "pay_late", "cai"), "matter.too_early");
  EXPECT_EQ(o.tried("2022-04-14 09:00", "pay", "cai"), "");
}

TEST(Timing, TwoPersonsThatMustDifferDo) {
  Notices o;
  EXPECT_EQ(o.tried("2022-04-12 09:00", "pay", "cai", {{"first", "cai"}, {"second", "cai"}}),
            "field.same_person");
  EXPECT_EQ(o.tried("2022-04-12 09:00", "pay", "cai", {{"first", "cai"}, {"second", "ann"}}), "");
  Notices opened;
  const auto both = [&](const char* second) {
    auto c = opened.command(Verb::kOpen, "cai");
    c.playbook = "notice";
    c.unit = {"bureau"};
    c.fields = {
        {"title", "租金"}, {"until_at", "2022-04-13T16:00:00+08:00"}, {"first", "ann"}, {"second", second}};
    return opened.key_of(c);
  };
  EXPECT_EQ(both("ann"), "field.same_person");
  EXPECT_EQ(both("cai"), "");
}

}  // namespace
}  // namespace guatu::kernel
