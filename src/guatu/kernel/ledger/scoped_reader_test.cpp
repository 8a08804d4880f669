// Goal: a scoped reader lists, counts and gives exactly what may be seen, whatever the scope, the filter and
// the page. Method: a random office with recusals and involvements, every answer against the whole list
// sifted one by one. GUATU_SEED replays a failure. R10: accusation material is never shown to the accused.
#include "guatu/kernel/ledger/scoped_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using testing::Office;
using Which = MatterQuery::Which;
using Sort = MatterQuery::Sort;

const std::vector<std::string> kPersons{"mayor", "chief", "county", "street", "ann",
                                        "bob",   "cai",   "dan",    "eve",    "two"};

/// `two` works in two units that have nothing to do with each other.
void give_post(Office& office, const char* person, const char* unit) {
  auto c = office.command(Verb::kGivePost, "system");
  c.person = {person};
  c.unit = {unit};
  c.name = "officer";
  office.done(c);
}

class Town {
 public:
  explicit Town(std::uint64_t seed) : dice_(seed) {
    auto c = office.command(Verb::kAddPerson, "system");
    c.person = {"two"};
    c.name = "two";
    c.unit = {"street"};
    office.done(c);
    give_post(office, "two", "street");
    give_post(office, "two", "bureau");
    office.publish(testing::kJob);
    for (int i = 0; i < 60; ++i) one(i);
  }

  const World& world() { return **office.desk.world(); }
  std::size_t below(std::size_t n) { return dice_() % n; }

  MatterQuery query() {
    MatterQuery q;
    q.sort = static_cast<Sort>(below(3));
    q.descending = below(2) == 0;
    q.limit = 1 + below(7);
    q.which = static_cast<Which>(below(3));
    static const std::vector<std::string> paths{"",         "", "/city/", "/city/bureau/", "/city/county/",
                                                "/nowhere/"};
    q.unit_path = paths[below(paths.size())];
    if (below(4) == 0) q.holder = {kPersons[below(kPersons.size())]};
    if (below(4) == 0) q.opener = {kPersons[below(kPersons.size())]};
    if (below(5) == 0) q.text = "路灯";
    if (below(5) == 0)
      q.as_of = {static_cast<std::int64_t>(1 + below(static_cast<std::size_t>(office.position().value)))};
    return q;
  }

  Office office;

 private:
  void one(int i) {
    static const std::vector<std::string> units{"city", "bureau", "county", "street"};
    static const std::vector<std::string> openers{"ann", "cai", "county", "street", "dan"};
    const auto id = office.open("job", units[below(4)], openers[below(5)],
                                {{"title", (i % 2 == 0 ? "路灯 " : "井盖 ") + std::to_string(i)}});
    const auto holder = office.matter(id).holder.value;
    if (below(3) == 0) office.move(id, "take", holder);
    const auto try_on = [&](Verb verb, const std::string& person) {
      auto c = office.command(verb, office.matter(id).holder.value);
      c.matter = id;
      c.person = {person};
      c.reason = "随机";
      office.key_of(c);
    };
    if (below(4) == 0) try_on(Verb::kCopy, kPersons[below(kPersons.size())]);
    for (std::size_t n = below(3); n > 0; --n) {
      auto c = office.command(Verb::kRecuse, "mayor");
      c.matter = id;
      c.person = {kPersons[1 + below(kPersons.size() - 1)]};
      c.reason = "有利害关系";
      office.key_of(c);
    }
  }

  std::mt19937_64 dice_;
};

/// The slow definition: every matter of the unscoped list, one by one.
std::vector<MatterId> slow(Town& town, Reader& reader, const Scope& scope, MatterQuery q) {
  const bool is_own = scope.person && (q.holder == scope.person || q.opener == scope.person);
  q.limit = limits::kMaxPageRows;
  std::vector<MatterId> out;
  for (const auto& row : reader.list(q).value().items) {
    const auto m = reader.matter(row.id).value();
    const auto& people = town.world().people();
    if (m.is_recused(scope.person)) continue;
    if (is_own || covers(scope, people.path(m.unit))) out.push_back(row.id);
  }
  return out;
}

}  // namespace

TEST(ScopedReader, ShowsWhatMayBeSeenPageByPage) {
  const char* const wanted = std::getenv("GUATU_SEED");
  const auto seed = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
  Town town(seed);
  const auto reader = town.office.store->read().value();
  std::size_t shown = 0, merged = 0, left_out = 0;
  for (int round = 0; round < 1500; ++round) {
    const PersonId who{kPersons[town.below(kPersons.size())]};
    const auto scope = scope_of(town.world().people(), who);
    ScopedReader scoped(*reader, town.world(), scope);
    auto q = town.query();
    const auto expected = slow(town, *reader, scope, q);
    const auto where = fmt::format(
        "{}, round {}: sort {}, {}, limit {}, which {}, unit `{}`, holder `{}`, opener `{}`, text `{}`, as "
        "of {}",
        who.value, round, static_cast<int>(q.sort), q.descending ? "descending" : "ascending", q.limit,
        static_cast<int>(q.which), q.unit_path, q.holder.value, q.opener.value, q.text, q.as_of.value);
    std::vector<MatterId> got;
    for (int pages = 0; pages < 200; ++pages) {
      const auto page = scoped.list(q).value();
      ASSERT_LE(page.items.size(), q.limit) << where;
      for (const auto& row : page.items) got.push_back(row.id);
      q.cursor = page.next_cursor;
      if (q.cursor.empty()) break;
    }
    ASSERT_EQ(got, expected) << where;
    q.cursor.clear();
    EXPECT_EQ(scoped.count(q).value(), static_cast<std::int64_t>(expected.size())) << where;
    shown += got.size();
    merged += scope.paths.size() > 1 ? 1 : 0;
    left_out += reader->recused_from(who).size();
  }
  EXPECT_GT(shown, 1000U);
  EXPECT_GT(merged, 50U);
  EXPECT_GT(left_out, 100U);
}

TEST(ScopedReader, AnswersTheSameForNoneAndForHidden) {
  Town town(7);
  const auto reader = town.office.store->read().value();
  std::size_t hidden = 0;
  for (const auto& name : kPersons) {
    const auto scope = scope_of(town.world().people(), {name});
    ScopedReader scoped(*reader, town.world(), scope);
    for (const auto& row : reader->list({}).value().items) {
      const auto m = reader->matter(row.id).value();
      const bool may = may_see(m, *town.world().playbook("job"), scope, town.world().people());
      const auto by_id = scoped.matter(row.id);
      const auto by_number = scoped.find(row.number);
      EXPECT_EQ(by_id.has_value(), may);
      EXPECT_EQ(by_number.has_value(), may);
      EXPECT_EQ(scoped.history(row.id, {}, {}, [](const Event&) { return true; }).has_value(), may);
      if (may) continue;
      ++hidden;
      EXPECT_EQ(by_id.error(), Error("matter.unknown", "matter", {{"got", std::to_string(row.id.value)}}));
      EXPECT_EQ(by_number.error(), Error("matter.unknown", "matter", {{"got", row.number}}));
    }
  }
  EXPECT_GT(hidden, 50U);
}

}  // namespace guatu::kernel
