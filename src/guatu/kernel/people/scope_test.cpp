// Goal: a person sees their units and what involves them, and nothing else; whom a field recuses sees and
// does nothing. Method: tables over the test office, and a random tree against the slow definition. R10:
// accusation material is never shown to the accused.
#include "guatu/kernel/people/scope.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "guatu/base/text.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/testing/office.h"

namespace guatu::kernel {
namespace {

using testing::Office;

constexpr const char* kComplaint = R"(
playbook: complaint
version: 1
title: {zh: 检举, en: Complaint}
recuses: accused
fields:
  accused: {type: person, title: {zh: 被检举人, en: Accused}}
  lead: {type: person, title: {zh: 包案领导, en: Lead}}
  material: {type: text, seen_by: checker, title: {zh: 材料, en: Material}}
roles:
  anybody: anyone
  officer: [unit.officer, unit.head]
  checker: unit.head
  boss: above.head
open: anybody
states:
  found:    {held_by: checker, limit: {for: 5 working_days, basis: own rule}, title: {zh: 待办, en: Found}}
  checking: {held_by: officer, limit: {for: 5 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  answered: {held_by: checker, limit: {for: 5 working_days, basis: own rule}, title: {zh: 待审, en: Answered}}
  closed:   {final: done, title: {zh: 办结, en: Closed}}
moves:
  take:   {from: found, to: checking, by: checker, title: {zh: 受理, en: Take}}
  submit: {from: checking, to: answered, by: officer, title: {zh: 报送, en: Submit}}
  accept: {from: answered, to: closed, by: checker, verifies: submit, title: {zh: 办结, en: Accept}}
late:
  - {at: limit, tell: boss}
)";

std::vector<std::string> paths(Office& office, const char* person) {
  const auto world = office.desk.world();
  return scope_of((*world)->people(), PersonId{person}).paths;
}

bool sees(Office& office, MatterId id, const char* person) {
  const World& w = **office.desk.world();
  const auto m = office.matter(id);
  return may_see(m, *w.playbook(m.playbook, m.version), scope_of(w.people(), PersonId{person}), w.people());
}

bool reads(Office& office, MatterId id, const char* field, const char* person) {
  const World& w = **office.desk.world();
  const auto m = office.matter(id);
  const auto& p = *w.playbook(m.playbook, m.version);
  return may_read(*p.field(field), PersonId{person}, RoleView{m, p, w.people()});
}

}  // namespace

TEST(Scope, IsWhereAPersonHoldsAPostOrARoleAndAllBelow) {
  Office office;
  EXPECT_EQ(paths(office, "mayor"), std::vector<std::string>{"/city/"});
  EXPECT_EQ(paths(office, "county"), std::vector<std::string>{"/city/county/"});
  EXPECT_EQ(paths(office, "nobody"), std::vector<std::string>{});
  auto c = office.command(Verb::kGrant, "system");
  c.person = PersonId{"street"};
  c.unit = UnitId{"bureau"};
  c.name = "checker";
  office.done(c);
  EXPECT_EQ(paths(office, "street"), (std::vector<std::string>{"/city/bureau/", "/city/county/street/"}));
  c.unit = UnitId{"county"};
  c.id += "b";
  office.done(c);
  EXPECT_EQ(paths(office, "street"), (std::vector<std::string>{"/city/bureau/", "/city/county/"}));
}

TEST(Scope, OfAnAdministratorHoldsNoMatter) {
  Office office;
  auto c = office.command(Verb::kAddPerson, "system");
  c.person = PersonId{"admin"};
  c.name = "admin";
  c.unit = UnitId{"city"};
  office.done(c);
  c = office.command(Verb::kGrant, "system");
  c.person = PersonId{"admin"};
  c.unit = UnitId{"city"};
  c.name = kSystemAdmin;
  office.done(c);
  EXPECT_EQ(paths(office, "admin"), std::vector<std::string>{});
}

TEST(Scope, EndsWhenThePersonLeaves) {
  Office office;
  auto c = office.command(Verb::kLeave, "system");
  c.person = PersonId{"ann"};
  c.reason = "调离";
  office.done(c);
  EXPECT_EQ(paths(office, "ann"), std::vector<std::string>{});
}

TEST(Scope, TakesInWhatInvolvesAPerson) {
  Office office;
  office.publish(kComplaint);
  const auto id = office.open("complaint", "county", "cai", {{"title", "举报"}, {"lead", "dan"}});
  for (const auto* who : {"mayor", "county", "cai", "dan"}) EXPECT_TRUE(sees(office, id, who)) << who;
  for (const auto* who : {"chief", "ann", "street", "nobody"}) EXPECT_FALSE(sees(office, id, who)) << who;
  auto c = office.command(Verb::kCopy, "county");
  c.matter = id;
  c.person = PersonId{"ann"};
  office.done(c);
  EXPECT_TRUE(sees(office, id, "ann"));
}

TEST(Recuses, WhomTheFieldNamesNeitherHoldsNorSeesNorActs) {
  Office office;
  office.publish(kComplaint);
  // 1. The head of the county would hold it, and is the one it is about.
  const auto id = office.open("complaint", "county", "cai",
                              {{"title", "举报"}, {"accused", "county"}, {"material", "x"}});
  EXPECT_EQ(office.matter(id).holder, PersonId{"mayor"});
  EXPECT_FALSE(sees(office, id, "county"));
  EXPECT_EQ(office.move(id, "take", "county"), "matter.recused");
  EXPECT_TRUE(reads(office, id, "material", "mayor"));
  EXPECT_FALSE(reads(office, id, "material", "county"));
  // 2. Named later, by an amendment: it leaves their hands in the same step.
  const auto later = office.open("complaint", "county", "cai", {{"title", "举报二"}});
  EXPECT_EQ(office.matter(later).holder, PersonId{"county"});
  auto c = office.command(Verb::kAmend, "mayor");
  c.matter = later;
  c.fields = {{"accused", "county"}};
  c.reason = "补充被检举人";
  office.done(c);
  EXPECT_EQ(office.matter(later).holder, PersonId{"mayor"});
  EXPECT_FALSE(sees(office, later, "county"));
  // 3. There is nobody above the mayor: refused, and nothing is written.
  const auto before = office.position();
  auto o = office.command(Verb::kOpen, "cai");
  o.playbook = "complaint";
  o.unit = UnitId{"city"};
  o.fields = {{"title", "举报三"}, {"accused", "mayor"}};
  EXPECT_EQ(office.key_of(o), "people.nobody_above");
  EXPECT_EQ(office.position(), before);
}

TEST(SeenBy, IsForThoseWhoCanActByTheRole) {
  Office office;
  office.publish(kComplaint);
  const auto id = office.open("complaint", "bureau", "cai", {{"title", "举报"}, {"material", "甲"}});
  EXPECT_TRUE(reads(office, id, "material", "chief"));
  EXPECT_FALSE(reads(office, id, "material", "cai"));
  EXPECT_TRUE(reads(office, id, "title", "cai"));
}

TEST(Narrowed, AgreesWithTheSlowDefinition) {
  const char* const wanted = std::getenv("GUATU_SEED");
  const auto seed = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
  std::mt19937_64 dice(seed);
  for (int round = 0; round < 2000; ++round) {
    // Paths over a tree of three levels; a scope is any set of them without one below another.
    std::vector<std::string> all;
    for (char a = 'a'; a < 'd'; ++a) {
      all.push_back(std::string("/t/") + a + "/");
      for (char b = 'a'; b < 'd'; ++b) all.push_back(all.back().substr(0, 5) + b + "/");
    }
    all.push_back("/t/");
    Scope s;
    for (const auto& p : all)
      if (dice() % 4 == 0) s.paths.push_back(p);
    std::sort(s.paths.begin(), s.paths.end());
    std::vector<std::string> kept;
    for (const auto& p : s.paths)
      if (kept.empty() || !p.starts_with(kept.back())) kept.push_back(p);
    s.paths = kept;
    const auto asked = dice() % 5 == 0 ? std::string() : all[dice() % all.size()];
    const auto parts = narrowed(s, asked);
    for (const auto& unit : all) {
      const bool in_parts =
          std::count_if(parts.begin(), parts.end(), [&](const auto& p) { return unit.starts_with(p); }) == 1;
      EXPECT_EQ(in_parts, covers(s, unit) && unit.starts_with(asked)) << asked << " " << unit;
    }
  }
}

}  // namespace guatu::kernel
