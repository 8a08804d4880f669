// Goal: whoever leaves leaves no matter ownerless, at any position of the ledger; units and duties keep their
// rules. Method: an office; after each change every matter is folded event by event and its holder looked at.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::kJob;
using guatu::testing::Office;

/// At every position: each open matter's holder is known and active. Steps are atomic, so positions inside
/// one step (events of one command) are looked at when the step is complete.
void nobody_is_missing(Office& o) {
  People people;
  std::map<MatterId, Matter> matters;
  const auto events = o.events();
  for (std::size_t i = 0; i < events.size(); ++i) {
    apply(people, events[i]);
    if (events[i].matter) {
      ASSERT_TRUE(apply(matters[events[i].matter], events[i]).has_value());
    }
    if (i + 1 < events.size() && events[i + 1].command_id == events[i].command_id) continue;
    for (const auto& [id, m] : matters) {
      if (m.is_open()) {
        ASSERT_TRUE(people.is_active(m.holder)) << "position " << events[i].position.value << " " << m.number;
      }
    }
  }
}

struct Town : Office {
  Town() {
    publish(kJob);
    for (int i = 0; i < 4; ++i) {
      const auto id = open("job", "bureau", "mayor", {{"title", "x"}});
      if (i % 2 == 0) {
        EXPECT_EQ(move(id, "take", "chief"), "");
      }
      ids.push_back(id);
    }
  }
  Command people(Verb v, const std::string& person, const std::string& unit, const std::string& name = "") {
    auto c = command(v, "system");
    c.person = {person};
    c.unit = {unit};
    c.name = name;
    return c;
  }
  Command leave(const std::string& person) {
    auto c = people(Verb::kLeave, person, "");
    c.reason = "调离";
    return c;
  }
  Command merge(const std::string& unit, const std::string& into) {
    auto c = people(Verb::kMergeUnit, "", unit);
    c.into = {into};
    c.reason = "机构改革";
    return c;
  }
  std::vector<MatterId> ids;
};

TEST(People, WhoLeavesHandsUpInTheSameStep) {
  Town o;
  EXPECT_EQ(o.matter(o.ids[0]).holder.value, "cai");
  const auto answer = o.done(o.leave("cai"));
  EXPECT_EQ(answer.events.size(), 3U);  // He left, and two matters moved up.
  EXPECT_EQ(o.matter(o.ids[0]).holder.value, "chief");
  EXPECT_EQ(o.matter(o.ids[2]).holder.value, "chief");
  o.done(o.leave("chief"));
  for (const auto id : o.ids) EXPECT_EQ(o.matter(id).holder.value, "mayor");
  EXPECT_EQ(o.key_of(o.leave("mayor")), "people.last_head");
  EXPECT_EQ(o.key_of(o.leave("cai")), "people.not_active");
  EXPECT_EQ(o.key_of(o.people(Verb::kTakePost, "mayor", "city", "head")), "people.last_head");
  nobody_is_missing(o);
}

TEST(People, MattersOfAMergedUnitLieInTheOther) {
  Town o;
  EXPECT_EQ(o.key_of(o.merge("county", "bureau")), "people.has_sub_units");
  EXPECT_EQ(o.key_of(o.merge("city", "bureau")), "people.top_unit");
  EXPECT_EQ(o.key_of(o.merge("bureau", "bureau")), "people.merge_into_itself");
  o.done(o.merge("bureau", "county"));
  for (const auto id : o.ids) EXPECT_EQ(o.matter(id).unit.value, "county");
  EXPECT_EQ(o.matter(o.ids[0]).holder.value, "cai");  // Still there, now an officer of the county.
  EXPECT_EQ(o.key_of(o.merge("bureau", "county")), "people.unit_merged");
  auto c = o.command(Verb::kOpen, "ann");
  c.playbook = "job";
  c.unit = {"bureau"};
  c.fields = {{"title", "x"}};
  EXPECT_EQ(o.key_of(c), "people.unknown_unit");
  nobody_is_missing(o);
}

TEST(People, NobodyHoldsTwoOfTheThreeDuties) {
  Town o;
  o.done(o.people(Verb::kGrant, "ann", "city", std::string(kSystemAdmin)));
  EXPECT_EQ(o.key_of(o.people(Verb::kGrant, "ann", "city", std::string(kAuditAdmin))),
            "people.separated_duties");
  EXPECT_EQ(o.key_of(o.people(Verb::kGrant, "ann", "city", std::string(kSystemAdmin))), "people.has_grant");
  o.done(o.people(Verb::kGrant, "bob", "city", std::string(kSecurityAdmin)));
  // A system administrator keeps people, a security administrator grants; neither does the other's work.
  auto add = o.people(Verb::kAddPerson, "new", "county", "新人");
  add.by = {"bob"};
  EXPECT_EQ(o.key_of(add), "people.not_administrator");
  add.by = {"ann"};
  add.id = "add2";
  o.done(add);
  auto grant = o.people(Verb::kGrant, "new", "county", "dispatcher");
  grant.by = {"ann"};
  EXPECT_EQ(o.key_of(grant), "people.not_administrator");
  o.done(o.people(Verb::kRevoke, "ann", "city", std::string(kSystemAdmin)));
  EXPECT_EQ(o.key_of(o.people(Verb::kRevoke, "ann", "city", std::string(kSystemAdmin))),
            "people.has_no_grant");
}

TEST(People, ChangesThatMakeNoSenseAreRefused) {
  Town o;
  EXPECT_EQ(o.key_of(o.people(Verb::kAddPerson, "ann", "city", "x")), "people.person_exists");
  EXPECT_EQ(o.key_of(o.people(Verb::kAddPerson, "system", "city", "x")), "people.person_exists");
  EXPECT_EQ(o.key_of(o.people(Verb::kAddPerson, "new", "moon", "x")), "people.unknown_unit");
  EXPECT_EQ(o.key_of(o.people(Verb::kGivePost, "ann", "bureau", "inspector")), "people.has_post");
  EXPECT_EQ(o.key_of(o.people(Verb::kTakePost, "ann", "bureau", "driver")), "people.has_no_post");
  auto unit = o.command(Verb::kAddUnit, "system");
  unit.unit = {"second"};
  unit.fields = {{"zh", "第二个市"}};
  EXPECT_EQ(o.key_of(unit), "people.second_top");
  unit.id = "u2";
  unit.into = {"city"};
  unit.fields = {{"zh", "区"}, {"population", "5"}};
  EXPECT_EQ(o.key_of(unit), "field.unknown");
  unit.id = "u3";
  unit.fields = {{"en", "District"}};
  EXPECT_EQ(o.key_of(unit), "field.required");
}

TEST(People, WithoutAnyHeadNothingCanBeOpened) {
  Office o("2022-04-06 09:00", false);
  o.publish(kJob);
  auto unit = o.command(Verb::kAddUnit, "system");
  unit.unit = {"city"};
  unit.fields = {{"zh", "市"}};
  o.done(unit);
  auto person = o.command(Verb::kAddPerson, "system");
  person.person = {"ann"};
  person.unit = {"city"};
  person.name = "ann";
  o.done(person);
  auto c = o.command(Verb::kOpen, "ann");
  c.playbook = "job";
  c.unit = {"city"};
  c.fields = {{"title", "x"}};
  EXPECT_EQ(o.key_of(c), "people.no_head");
}

/// What is found by person or unit is what a walk over all rows finds, in the same order.
void index_is_the_walk(const People& people, const std::vector<PersonId>& persons,
                       const std::vector<UnitId>& units) {
  const auto walked = [](const auto& rows, const auto& is_it) {
    std::decay_t<decltype(rows)> out;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(out), is_it);
    return out;
  };
  for (const auto& p : persons) {
    EXPECT_EQ(people.posts_of(p), walked(people.posts(), [&](const Post& x) { return x.person == p; }));
    EXPECT_EQ(people.grants_of(p), walked(people.grants(), [&](const Grant& x) { return x.person == p; }));
  }
  for (const auto& u : units)
    EXPECT_EQ(people.posts_in(u), walked(people.posts(), [&](const Post& x) { return x.unit == u; }));
}

TEST(People, PostsAndGrantsAreFoundAsByAWalk) {
  std::vector<PersonId> persons;
  std::vector<UnitId> units;
  for (int i = 0; i < 8; ++i) persons.push_back({"p" + std::to_string(i)});
  for (int i = 0; i < 6; ++i) units.push_back({"u" + std::to_string(i)});
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const auto one_of = [&random](const auto& all) { return all[random() % all.size()]; };
    const std::vector<std::string> words{"head", "officer", "supervision"};
    People people;
    for (const auto& u : units)
      people.put_unit({u, u.value, u.value, u == units[0] ? UnitId{} : units[0], "", "", "", {}});
    for (const auto& p : persons) people.put_person({p, p.value, one_of(units), false});
    for (int step = 0; step < 120; ++step) {
      switch (random() % 10) {
        case 0:
        case 1:
        case 2:
          people.give_post({one_of(persons), one_of(units), one_of(words)});
          break;
        case 3:
        case 4:
        case 5:
          people.give_grant({one_of(persons), one_of(units), one_of(words)});
          break;
        case 6:
          if (!people.posts().empty()) people.take_post(Post(one_of(people.posts())));
          break;
        case 7:
          if (!people.grants().empty()) people.take_grant(Grant(one_of(people.grants())));
          break;
        case 8:
          people.leave(one_of(persons));
          break;
        default:
          people.merge_unit(one_of(units), one_of(units));
      }
      index_is_the_walk(people, persons, units);
      ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << ", step " << step;
    }
  }
}

}  // namespace
}  // namespace guatu::kernel
