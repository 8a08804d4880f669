// Goal: every event has its hash and every full block its node, whatever the commits; older folders get
// theirs; a damaged end is noticed at opening. Method: the chain by hand; groupings at random; a folder of
// the first schema; changes behind the program's back.
#include "guatu/store/sqlite/hashes.h"

#include <gtest/gtest.h>

#include "guatu/kernel/ledger/verify.h"
#include "guatu/store/migrations.h"
#include "guatu/store/rebuild.h"
#include "guatu/store/sqlite/migrate.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store {

namespace {

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

kernel::Event event(std::int64_t i, const std::string& hash) {
  kernel::Event e;
  e.at = kStart + i * kSecondUs;
  e.by.value = "system";
  e.command_id = "c" + std::to_string(i / 3);
  if (i == 0)
    e.data = kernel::LedgerCreated{"市", "0.2", "01hzz", hash, ""};
  else
    e.data = kernel::PersonAdded{PersonId{"p" + std::to_string(i)}, "某“人”", UnitId{"ty"}};
  return e;
}

/// Appends `n` events, at most `most` a commit.
void fill(kernel::Store& store, std::int64_t n, const std::string& hash, std::uint64_t seed,
          std::int64_t most) {
  Dice dice(seed);
  for (std::int64_t i = 0; i < n;) {
    // What is not committed leaves nothing, not in the chain either.
    if (dice.one_in(4)) {
      auto other = event(i, hash);
      other.by.value = "nobody";
      std::vector<kernel::Event> step{std::move(other)};
      ASSERT_EQ(key_of((*store.begin())->append(step)), "");
    }
    auto w = store.begin();
    ASSERT_EQ(key_of(w), "");
    for (auto commands = 1 + dice.below(3); commands > 0 && i < n; --commands) {
      std::vector<kernel::Event> step;
      for (auto k = 1 + dice.below(most); k > 0 && i < n; --k) step.push_back(event(i++, hash));
      ASSERT_EQ(key_of((*w)->append(step)), "");
    }
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
}

void behind(const TempFolder& t, const std::string& sql) {
  sqlite::Connection c(t.file().string(), {});
  for (const char* trigger : {"update", "delete", "gap"})
    c.run(std::string("drop trigger if exists events_refuse_") + trigger);
  c.run(sql);
}

TEST(Hashes, AreTheChainAndTheTreeWhateverTheCommits) {
  for (const char* hash : {"", "sm3"}) {
    TempFolder one;
    TempFolder other;
    for (const auto* t : {&one, &other}) {
      auto s = open_store(t->ledger(), OpenMode::kCreate);
      ASSERT_EQ(key_of(s), "");
      fill(**s, 5000, hash, t == &one ? 1 : 2, t == &one ? 40 : 700);
    }
    EXPECT_EQ(table_digest(one.ledger())->at("tree_nodes"), table_digest(other.ledger())->at("tree_nodes"));
    auto s = open_store(one.ledger(), OpenMode::kReadOnly);
    auto r = (*s)->read();
    const auto v = kernel::verify_ledger(**r, {}, {});
    EXPECT_TRUE(v.problems.empty()) << v.problems.front().key;
    EXPECT_EQ(v.events, 5000);
    EXPECT_EQ(v.nodes, 4 + 2 + 1);
    EXPECT_EQ(text_of(v.kind), std::string(*hash != 0 ? "sm3" : "sha256"));
    // The root from stored nodes is the root from the events.
    EXPECT_EQ(kernel::root_of(kernel::tree_of(**r, v.kind), v.events).value(), v.root);
  }
}

TEST(Hashes, ComeWithTheMigrationAndCloseTheLedgerAgain) {
  TempFolder t;
  TempFolder fresh;
  std::filesystem::create_directories(t.file().parent_path());
  {
    // A folder as the first release made it: its steps, its columns, no hashes.
    sqlite::Connection c(t.file().string(), {sqlite::Access::kCreate, 5000, true, {}});
    auto steps = migrations_for("sqlite");
    std::erase_if(steps, [](const auto& s) { return s.name >= sqlite::kAddHashes; });
    ASSERT_EQ(key_of(sqlite::migrate(c, steps, true)), "");
    c.run("begin");
    for (std::int64_t i = 0; i < 2500; ++i) {
      auto e = event(i, "");
      auto s = c.statement(
          "insert into events (position, matter_id, at, by, command_id, digest, type, version, data) values "
          "($1, 0, $2, $3, $4, '', $5, 1, $6)");
      s->bind(1, i + 1);
      s->bind(2, e.at.us);
      s->bind(3, e.by.value);
      s->bind(4, e.command_id);
      s->bind(5, kernel::type_of(e));
      s->bind(6, kernel::encode_data(e));
      s->run();
    }
    c.run("commit");
  }
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadOnly)), "store.older");
  auto s = open_store(t.ledger(), OpenMode::kReadWrite);
  ASSERT_EQ(key_of(s), "");
  EXPECT_EQ((*s)->damage(), std::nullopt);
  auto made = open_store(fresh.ledger(), OpenMode::kCreate);
  for (std::int64_t i = 0; i < 2500; ++i) {
    auto w = (*made)->begin();
    std::vector<kernel::Event> one{event(i, "")};
    ASSERT_EQ(key_of((*w)->append(one)), "");
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
  const auto verify = [](kernel::Store& store) { return kernel::verify_ledger(**store.read(), {}, {}); };
  const auto v = verify(**s);
  EXPECT_TRUE(v.problems.empty());
  EXPECT_EQ(v.root, verify(**made).root) << "the same hashes as if they had been there from the first";
  EXPECT_EQ(v.nodes, 3);
  s = open_store(t.ledger(), OpenMode::kReadWrite);
  sqlite::Connection c(t.file().string(), {});
  EXPECT_THROW(c.run("update events set hash = x'00' where position = 7"), kernel::StoreFailure);
}

TEST(Hashes, RebuildMakesTheNodesAgain) {
  TempFolder t;
  fill(**open_store(t.ledger(), OpenMode::kCreate), 3000, "", 3, 50);
  const auto before = table_digest(t.ledger());
  behind(t, "update tree_nodes set hash = x'00' where number = 1");
  EXPECT_NE(*table_digest(t.ledger()), *before);
  const auto v = kernel::verify_ledger(**(*open_store(t.ledger(), OpenMode::kReadOnly))->read(), {}, {});
  ASSERT_EQ(v.problems.size(), 1U);
  EXPECT_EQ(v.problems[0].key, "ledger.tree_differs");
  ASSERT_EQ(key_of(rebuild(t.ledger(), [](kernel::Writer&) -> Result<void> { return {}; })), "");
  EXPECT_EQ(*table_digest(t.ledger()), *before);
}

struct Damage {
  const char* sql;
  std::int64_t position;  ///< 0: not in the last block, so opening does not see it
};

class HashesDamaged : public testing::TestWithParam<Damage> {};

TEST_P(HashesDamaged, OpensForReadingOnly) {
  TempFolder t;
  fill(**open_store(t.ledger(), OpenMode::kCreate), 2100, "sm3", 4, 50);
  behind(t, GetParam().sql);
  for (const auto mode : {OpenMode::kReadWrite, OpenMode::kReadOnly}) {
    auto s = open_store(t.ledger(), mode);
    ASSERT_EQ(key_of(s), "");
    const auto damage = (*s)->damage();
    if (GetParam().position == 0) {
      EXPECT_EQ(damage, std::nullopt);
      continue;
    }
    ASSERT_TRUE(damage.has_value());
    EXPECT_EQ(damage->key, "store.damaged");
    EXPECT_EQ(damage->args[0].second, std::to_string(GetParam().position));
    if (mode == OpenMode::kReadWrite) {
      EXPECT_EQ(key_of((*s)->begin()), "store.damaged");
    }
    EXPECT_EQ(key_of((*s)->read()), "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ways, HashesDamaged,
    testing::Values(Damage{"update events set by = 'x' where position = 2090", 2090},
                    Damage{"update events set hash = x'00' where position = 2049", 2049},
                    Damage{"update events set version = 'one' where position = 2100", 2100},
                    Damage{"delete from events where position = 2060", 2060},
                    // The tables still say how far it went.
                    Damage{"delete from events where position > 2080", 2081},
                    Damage{"delete from events where position > 40", 41},
                    Damage{"update events set data = data || ' ' where position = 1", 1},
                    Damage{"delete from events where position = 1", 1},
                    Damage{"update events set data = replace(data, 'sm3', 'sm4') where position = 1", 1},
                    Damage{"update events set by = 'x' where position = 2047", 0}));

}  // namespace

}  // namespace guatu::store
