// What opening does about derived tables: those that are behind are made again, those that are wrong are
// refused, and a rebuild mends them. Method: a real office's ledger, damaged behind the store's back.
#include <gtest/gtest.h>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/rebuild.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::store {

namespace {

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

/// An office's ledger of some hundred events in a folder.
class OpenChecks : public ::testing::Test {
 protected:
  void SetUp() override {
    guatu::testing::Office office;
    office.publish(guatu::testing::kJob);
    for (int i = 0; i < 40; ++i) {
      const auto id = office.open("job", "bureau", "mayor", {{"title", "路灯" + std::to_string(i)}});
      if (i % 3 != 0) {
        ASSERT_EQ(office.move(id, "take", "chief"), "");
      }
    }
    const auto events = office.events();
    ASSERT_GT(events.size(), 100U);
    auto store = open_store(t_.ledger(), OpenMode::kCreate);
    ASSERT_EQ(key_of(store), "");
    ManualClock clock(office.clock.now());
    kernel::Desk desk(**store, clock);
    std::size_t next = 0;
    const auto imported = desk.import([&]() -> Result<std::optional<kernel::Event>> {
      if (next == events.size()) return std::optional<kernel::Event>();
      return std::optional(events[next++]);
    });
    ASSERT_EQ(key_of(imported), "");
    store->reset();
    whole_ = *table_digest(t_.ledger());
  }

  std::string opened(OpenMode mode) { return key_of(open_store(t_.ledger(), mode)); }
  void behind(const std::string& sql) {
    sqlite::Connection c(t_.file().string(), {});
    c.run(sql);
  }
  Result<void> mend() {
    return rebuild(t_.ledger(), [](kernel::Writer& w) -> Result<void> {
      GUATU_TRY(world, kernel::project_all(w, {}));
      static_cast<void>(world);
      return {};
    });
  }

  TempFolder t_;
  std::map<std::string, std::string> whole_;
};

}  // namespace

TEST_F(OpenChecks, FindWhatIsWrongAndNameTheRemedy) {
  ASSERT_EQ(opened(OpenMode::kReadWrite), "");
  const std::vector<std::pair<const char*, const char*>> damages{
      {"update matters set title = 'x'", "store.damaged_register"},
      {"update matters set snapshot = replace(snapshot, '路灯', '路口')", "store.damaged_register"},
      {"update matters set snapshot = 'x'", "store.damaged_matter"},
      {"update matters set unit_path = '/elsewhere/'", "store.damaged_register"},
      {"update matters set position = position + 100000", "store.damaged_register"},
      {"delete from matters", "store.damaged_register"},
      {"update matter_versions set to_position = to_position + 100000", "store.damaged_register"},
      {"drop table matters", "store.damaged_tables"},
      {"drop table matter_versions", "store.damaged_tables"},
      {"drop index matters_open_unit_path_idx", "store.damaged_tables"},
      {"drop table tallies; drop table tally_units", "store.damaged_tables"},
      {"insert into tally_units (id, path) values (1, '/city/bureau/');"
       "insert into tallies (unit, measure, bucket, block, n) values (1, 1, 0, -1, 5)",
       "store.damaged_tallies"},
  };
  for (const auto& [damage, key] : damages) {
    behind(damage);
    EXPECT_EQ(opened(OpenMode::kReadWrite), key) << damage;
    EXPECT_EQ(opened(OpenMode::kReadOnly), "") << "looking is still allowed: " << damage;
    ASSERT_EQ(key_of(mend()), "") << damage;
    EXPECT_EQ(*table_digest(t_.ledger()), whole_) << damage;
    EXPECT_EQ(opened(OpenMode::kReadWrite), "") << damage;
  }
}

TEST_F(OpenChecks, MakeAgainWhatIsBehind) {
  for (const auto* damage : {"delete from projections", "delete from projections where name = 'search'",
                             "update projections set position = position - 1 where name = 'register'",
                             "update projections set position = position + 1 where name = 'register'"}) {
    behind(damage);
    EXPECT_EQ(opened(OpenMode::kReadOnly), "store.behind") << damage;
    OpenOptions options;
    std::int64_t told = 0;
    options.progress = [&](std::int64_t done, std::int64_t total) { told = done * 100 / total; };
    EXPECT_EQ(key_of(open_store(t_.ledger(), OpenMode::kReadWrite, options)), "") << damage;
    EXPECT_EQ(told, 100) << damage;
    EXPECT_EQ(*table_digest(t_.ledger()), whole_) << damage;
    EXPECT_EQ(opened(OpenMode::kReadOnly), "") << damage;
  }
}

// A folder as the first schema left it: the steps that made derived tables anew never ran.
TEST_F(OpenChecks, BringAnOlderSchemaUpToDate) {
  behind(
      "drop table projections; drop table matters; drop table matter_versions; drop table version_spans;"
      "drop table tallies; drop table tally_units; drop table tally_states;"
      "create table matters (id integer primary key, number text); insert into matters values (1, 'old');"
      "create table matter_versions (matter_id bigint, from_position bigint);"
      "delete from schema_migrations where name >= '202611240010' and name < '202611240015'");
  EXPECT_EQ(opened(OpenMode::kReadOnly), "store.older");
  EXPECT_EQ(opened(OpenMode::kReadWrite), "");
  EXPECT_EQ(*table_digest(t_.ledger()), whole_);
  EXPECT_EQ(opened(OpenMode::kReadOnly), "");
}

}  // namespace guatu::store
