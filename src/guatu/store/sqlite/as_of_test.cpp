// Lists and counts over many blocks against a register that keeps everything in memory, at positions
// throughout; and tables that are a function of the puts alone, however they were grouped into commits.
#include "guatu/store/sqlite/as_of.h"

#include <gtest/gtest.h>

#include "guatu/store/blocks.h"
#include "guatu/store/migrations.h"
#include "guatu/store/rebuild.h"
#include "guatu/store/sqlite/projections.h"
#include "guatu/store/sqlite/reads.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store {

namespace {

using kernel::MatterQuery;
using Which = MatterQuery::Which;

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

std::uint64_t seed_or(std::uint64_t fallback) {
  const char* text = std::getenv("GUATU_SEED");
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

OpenOptions unchecked(std::size_t probe_rows = 20'000) {
  OpenOptions o;
  o.is_checked = false;  // The events of a RandomCity are not what made its matters.
  o.probe_rows = probe_rows;
  return o;
}

/// What the brief asks, and a little more: mostly answered from the tallies.
MatterQuery counted(RandomCity& city) {
  auto& dice = city.dice;
  const auto some_time = [&] { return kStart + dice.below(city.now().us - kStart.us + 20 * kDayUs); };
  const auto midnight = [&] { return Instant{day_of(some_time().us) * kDayUs - kCivilOffsetUs}; };
  MatterQuery q;
  if (!dice.one_in(4)) q.unit_path = dice.of(city.paths);
  switch (dice.below(9)) {
    case 0:
      q.which = Which::kOpen;
      break;
    case 1:
      q.due_before = some_time();
      break;
    case 2:
      q.due_from = some_time();
      q.due_before = dice.one_in(2) ? midnight() + 1 : midnight();
      break;
    case 3:
      q.due_from = midnight() + dice.below(2);
      if (dice.one_in(2)) q.due_before = q.due_from + dice.below(3) * kDayUs + dice.below(2) * kHourUs;
      break;
    case 4:
      q.which = Which::kOpen;
      if (dice.one_in(2)) q.playbook = dice.of(city.playbooks);
      q.state = dice.of(city.states);
      break;
    case 5:
      q.which = Which::kOpen;
      q.returns_at_least = 2;
      break;
    case 6:
      q.opened_from = midnight();
      if (dice.one_in(2)) q.opened_to = q.opened_from + dice.below(4) * kDayUs;
      break;
    case 7:
      q.closed_from = midnight();
      if (dice.one_in(2)) q.closed_to = midnight();
      break;
    default:
      q.which = dice.one_in(2) ? Which::kAll : Which::kClosed;
      break;
  }
  return q;
}

/// Pages of what is open in the order of the clock: those that pass rows over where they are filed.
MatterQuery by_the_clock(RandomCity& city) {
  auto& dice = city.dice;
  MatterQuery q;
  q.which = Which::kOpen;
  if (!dice.one_in(3)) q.unit_path = dice.of(city.paths);
  if (dice.one_in(2)) q.playbook = dice.of(city.playbooks);
  if (dice.one_in(4)) q.state = dice.of(city.states);
  if (dice.one_in(2)) q.due_before = kStart + dice.below(city.now().us - kStart.us + 20 * kDayUs);
  if (dice.one_in(4)) q.due_from = kStart + dice.below(city.now().us - kStart.us);
  return q;
}

std::vector<std::int64_t> ids(const std::vector<kernel::MatterRow>& rows) {
  std::vector<std::int64_t> out;
  for (const auto& r : rows) out.push_back(r.id.value);
  return out;
}

struct Shape {
  std::uint64_t seed;
  std::size_t probe_rows;
};

class AsOfThen : public testing::TestWithParam<Shape> {};

/// A city of some six blocks, committed in steps of random size.
void live(RandomCity& city, kernel::Store& store, int steps) {
  for (int done = 0; done < steps;) {
    auto w = store.begin();
    ASSERT_EQ(key_of(w), "");
    const auto together = 1 + city.dice.below(city.dice.one_in(3) ? 900 : 40);
    for (int i = 0; i < together && done < steps; ++i, ++done) ASSERT_EQ(key_of(city.step(**w)), "");
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
}

/// Positions anywhere, at the ends of blocks, and now.
Position some_position(RandomCity& city, Position last) {
  auto& dice = city.dice;
  const auto block = dice.below(whole_blocks(last.value));
  switch (dice.below(4)) {
    case 0:
      return {end_of_block(block) + dice.below(3) - 1};
    case 1:
      return {};
    case 2:
      return {last.value - dice.below(kBlockPositions)};
    default:
      return {1 + dice.below(last.value)};
  }
}

}  // namespace

TEST_P(AsOfThen, EqualsTheNaiveRegister) {
  const auto seed = seed_or(GetParam().seed);
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
  auto s = open_store(":memory:", OpenMode::kCreate, unchecked(GetParam().probe_rows));
  RandomCity city(seed);
  city.pace_us = 4 * kMinuteUs;
  live(city, **s, 6'500);
  if (HasFatalFailure()) return;
  {
    auto& store = dynamic_cast<sqlite::SqliteStore&>(**s);
    sqlite::BorrowedConnection c(store);
    ASSERT_GT(c->integer_of("select count(*) from version_spans"), 500) << "the test is about these";
    ASSERT_GT(c->integer_of("select max(block) from tallies"), 4);
  }
  auto r = (*s)->read();
  const auto last = (*r)->last_position();
  for (int i = 0; i < 900; ++i) {
    auto q = i % 3 == 0 ? counted(city) : i % 3 == 1 ? by_the_clock(city) : city.query();
    q.as_of = some_position(city, last);
    const auto expected = city.model.list(q);
    const auto n = (*r)->count(q);
    ASSERT_EQ(key_of(n), "");
    ASSERT_EQ(*n, std::ssize(expected))
        << i << " as of " << q.as_of.value << " path " << q.unit_path << " due " << q.due_from.us << ".."
        << q.due_before.us << " which " << static_cast<int>(q.which);
    // A page somewhere in the list.
    if (i % 3 != 1) q.sort = static_cast<MatterQuery::Sort>(city.dice.below(3));
    q.descending = city.dice.one_in(2);
    q.limit = 20;
    const auto rows = city.model.list(q);
    std::vector<kernel::MatterRow> got;
    for (int page = 0; page < 4; ++page) {
      auto p = (*r)->list(q);
      ASSERT_EQ(key_of(p), "");
      got.insert(got.end(), p->items.begin(), p->items.end());
      q.cursor = p->next_cursor;
      if (q.cursor.empty()) break;
    }
    const std::vector<kernel::MatterRow> first(rows.begin(),
                                               rows.begin() + std::min<std::ptrdiff_t>(80, std::ssize(rows)));
    ASSERT_EQ(ids(got), ids(first)) << i << " as of " << q.as_of.value << " sort " << static_cast<int>(q.sort)
                                    << q.descending << " which " << static_cast<int>(q.which);
    ASSERT_TRUE(got == first) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AsOfThen, testing::Values(Shape{11, 20'000}, Shape{12, 20}, Shape{13, 0}));

// Goal: tables do not depend on how commands were grouped into commits, nor on whether they were rebuilt.
TEST(Projections, AreAFunctionOfThePuts) {
  TempFolder one;
  TempFolder other;
  using Put = std::tuple<kernel::Matter, std::string, std::string>;
  std::vector<Put> puts;
  std::vector<kernel::Event> events;
  {
    auto s = open_store(one.ledger(), OpenMode::kCreate);
    RandomCity city(5);
    auto w = (*s)->begin();
    city.on_put = [&](const kernel::Event& e, const kernel::Matter& m, const std::string& path,
                      const std::string& told) {
      events.push_back(e);
      puts.emplace_back(m, path, told);
    };
    for (int i = 0; i < 5'000; ++i) ASSERT_EQ(key_of(city.step(**w)), "");
    ASSERT_EQ(key_of((*w)->commit()), "") << "all in one commit";
  }
  const auto fold = [&](kernel::Writer& w) -> Result<void> {
    for (const auto& [m, path, told] : puts) GUATU_TRY_VOID(w.put_matter(m, path, told));
    return {};
  };
  {
    auto s = open_store(other.ledger(), OpenMode::kCreate);
    Dice dice(3);
    for (std::size_t i = 0; i < puts.size();) {
      if (dice.one_in(3)) {
        // What is not committed leaves nothing.
        auto changed = std::get<0>(puts[i]);
        changed.fields["title"] = "另一件";
        std::vector<kernel::Event> step{events[i]};
        auto w = (*s)->begin();
        ASSERT_EQ(key_of((*w)->append(step)), "");
        ASSERT_EQ(key_of((*w)->put_matter(changed, std::get<1>(puts[i]), "someone")), "");
      }
      auto w = (*s)->begin();
      for (auto n = 1 + dice.below(30); n > 0 && i < puts.size(); --n, ++i) {
        const auto& [m, path, told] = puts[i];
        std::vector<kernel::Event> step{events[i]};
        ASSERT_EQ(key_of((*w)->append(step)), "");
        ASSERT_EQ(key_of((*w)->put_matter(m, path, told)), "");
      }
      ASSERT_EQ(key_of((*w)->commit()), "");
    }
  }
  const auto first = table_digest(one.ledger());
  ASSERT_EQ(key_of(first), "");
  EXPECT_EQ(*table_digest(other.ledger()), *first);
  ASSERT_EQ(key_of(rebuild(other.ledger(), fold)), "");
  EXPECT_EQ(*table_digest(other.ledger()), *first) << "rebuilt";
  for (const auto& name : projection_names()) {
    ASSERT_EQ(key_of(rebuild(other.ledger(), fold, {name})), "");
    EXPECT_EQ(*table_digest(other.ledger()), *first) << "rebuilt alone: " << name;
  }
  EXPECT_EQ(key_of(rebuild(other.ledger(), fold, {"tally"})), "store.unknown_projection");
}

// Goal: a ledger from before the spans had units and the indexes were wide becomes the same as a new one.
// Method: its tables as they were, without the two steps, then opened and written to once.
TEST(Projections, AreWidenedInAnOlderLedger) {
  TempFolder t;
  {
    auto s = open_store(t.ledger(), OpenMode::kCreate);
    RandomCity city(8);
    live(city, **s, 3'000);
  }
  const auto schema = [&] {
    sqlite::Connection c(t.file().string(), {});
    std::string out;
    auto s = c.statement("select sql from sqlite_schema where sql <> '' order by name, sql");
    while (s->step()) out += s->text(0) + "\n";
    return out;
  };
  const auto whole = *table_digest(t.ledger());
  const auto tables = schema();
  {
    sqlite::Connection c(t.file().string(), {});
    for (const auto& m : migrations_for("sqlite"))
      if (m.name == "202611240012_derive_spans.sqlite.sql") c.run(m.text);
    c.run(
        "drop index matters_open_due_at_idx; drop index matters_open_playbook_idx;"
        "drop index matters_open_unit_path_idx; drop index matters_outcome_position_idx;"
        "create index matters_open_due_at_idx on matters (due_at, id) where outcome = '';"
        "create index matters_open_unit_path_idx on matters (unit_path, id) where outcome = '';"
        "delete from schema_migrations where name >= '202611241100'");
  }
  ASSERT_NE(schema(), tables);
  {
    auto s = sqlite::open_sqlite(t.ledger(), OpenMode::kReadWrite, unchecked());
    ASSERT_EQ(key_of(s), "");
    auto w = (*s)->begin();
    ASSERT_EQ(key_of((*w)->commit()), "") << "files what is full";
  }
  EXPECT_EQ(*table_digest(t.ledger()), whole);
  EXPECT_EQ(schema(), tables);
}

// Goal: whatever is wrong with a derived table, a rebuild mends it.
TEST(Projections, AreMendedByARebuild) {
  TempFolder t;
  std::vector<std::tuple<kernel::Matter, std::string, std::string>> puts;
  {
    auto s = open_store(t.ledger(), OpenMode::kCreate);
    RandomCity city(6);
    city.on_put = [&](const kernel::Event&, const kernel::Matter& m, const std::string& path,
                      const std::string& told) { puts.emplace_back(m, path, told); };
    auto w = (*s)->begin();
    for (int i = 0; i < 2'500; ++i) ASSERT_EQ(key_of(city.step(**w)), "");
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
  const auto whole = *table_digest(t.ledger());
  for (const auto* damage :
       {"update matters set title = 'x' where id % 7 = 1",
        "delete from matter_versions where to_position % 5 = 0", "drop table matters",
        "drop table matter_versions", "drop table version_spans", "drop table tallies",
        "drop table tally_units", "update tallies set n = n + 1 where block = 1",
        "drop index matters_number_idx", "drop table projections", "delete from version_spans",
        "drop table matter_search", "drop table commands", "update projections set position = 7"}) {
    {
      sqlite::Connection c(t.file().string(), {});
      c.run(damage);
    }
    ASSERT_EQ(key_of(rebuild(t.ledger(),
                             [&](kernel::Writer& w) -> Result<void> {
                               for (const auto& [m, path, told] : puts)
                                 GUATU_TRY_VOID(w.put_matter(m, path, told));
                               return {};
                             })),
              "")
        << damage;
    EXPECT_EQ(*table_digest(t.ledger()), whole) << damage;
    auto s = sqlite::open_sqlite(t.ledger(), OpenMode::kReadWrite, unchecked());
    ASSERT_EQ(key_of(s), "");
    sqlite::BorrowedConnection c(**s);
    EXPECT_NO_THROW(c->run("insert into matter_search (matter_search) values ('integrity-check')")) << damage;
    EXPECT_EQ(c->integer_of("select count(*) from sqlite_schema where name = 'matters_number_idx'"), 1)
        << damage;
  }
}

}  // namespace guatu::store
