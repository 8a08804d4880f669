// Opening, creating, migrating; one writer at a time; nothing of an unfinished transaction stays.
#include "guatu/store/sqlite/store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "guatu/store/migrations.h"
#include "guatu/store/sqlite/migrate.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store {

namespace {

namespace fs = std::filesystem;

/// The key of the error, or "" when there is none.
template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

std::vector<kernel::Event> opening(Instant at) {
  kernel::Event e;
  e.at = at;
  e.by.value = "zhang";
  e.data = kernel::MatterOpened{};
  return {e};
}

void create(const TempFolder& t) {
  ASSERT_TRUE(open_store(t.ledger(), OpenMode::kCreate).has_value());
}

/// Runs SQL on the file behind the store's back.
void behind(const TempFolder& t, const std::string& sql) {
  sqlite::Connection c(t.file().string(), {});
  c.run(sql);
}

}  // namespace

TEST(OpenStore, CreatesOnceAndOpensAgain) {
  TempFolder t;
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.no_ledger");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadOnly)), "store.no_ledger");
  create(t);
  EXPECT_TRUE(fs::is_directory(t.file().parent_path() / "files"));
  EXPECT_FALSE(fs::exists(t.file().string() + ".part"));
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kCreate)), "store.exists");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadOnly)), "");
}

TEST(OpenStore, CreatesOverAHalfMadeFile) {
  TempFolder t;
  fs::create_directories(t.ledger());
  std::ofstream(t.file().string() + ".part") << "half";
  create(t);
}

TEST(OpenStore, SaysWhatItCannotWrite) {
  TempFolder t;
  std::ofstream(t.ledger()) << "a file where the folder should be";
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kCreate)), "store.io");
}

TEST(OpenStore, RefusesWhatIsNotOurs) {
  TempFolder t;
  fs::create_directories(t.ledger());
  std::ofstream(t.file()) << "";
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.not_guatu");
  std::ofstream(t.file()) << std::string(5000, 'x');
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.not_guatu");
  fs::remove(t.file());
  {
    sqlite::Connection c(t.file().string(), {sqlite::Access::kCreate, 100, true});
    c.run("create table notes (t text)");
  }
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.not_guatu");
  sqlite::Connection c(t.file().string(), {});
  EXPECT_EQ(c.integer_of("select count(*) from pragma_journal_mode where journal_mode = 'wal'"), 0)
      << "untouched";
}

TEST(OpenStore, RefusesANewerSchemaAndAChangedStep) {
  TempFolder t;
  create(t);
  behind(t, "insert into schema_migrations values ('999901010000_add_wonders.sql', 'd')");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.newer");
  behind(t, "delete from schema_migrations where name like '9999%'");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "");
  behind(t, "update schema_migrations set digest = 'd' where name like '%create_ledger%'");
  EXPECT_EQ(key_of(open_store(t.ledger(), OpenMode::kReadWrite)), "store.migration_changed");
}

TEST(Migrations, AreTheFilesByteForByte) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(GUATU_SOURCE_DIR) / "schema/migrations")) {
    ++files;
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    bool found = false;
    for (const auto& driver : {"sqlite", "postgres"})
      for (const auto& m : migrations_for(driver))
        found = found || (m.name == entry.path().filename() && m.text == text);
    EXPECT_TRUE(found) << entry.path();
  }
  EXPECT_GE(files, 4U);
  for (const auto& m : migrations_for("postgres"))
    EXPECT_EQ(m.name.find(".sqlite."), std::string::npos) << m.name;
}

TEST(Migrations, RunOnceAndInOrder) {
  sqlite::Connection c(":memory:", {sqlite::Access::kCreate, 100, false});
  auto steps = migrations_for("sqlite");
  const std::vector<Migration> first(steps.begin(), steps.begin() + 2);
  ASSERT_EQ(key_of(sqlite::migrate(c, first, true)), "");
  EXPECT_EQ(c.integer_of("pragma user_version"), 2);
  EXPECT_EQ(key_of(sqlite::migrate(c, steps, false)), "store.older");
  ASSERT_EQ(key_of(sqlite::migrate(c, steps, true)), "");
  ASSERT_EQ(key_of(sqlite::migrate(c, steps, true)), "");
  EXPECT_EQ(c.integer_of("pragma user_version"), std::ssize(steps));
  EXPECT_EQ(c.integer_of("pragma application_id"), sqlite::kApplicationId);
  EXPECT_EQ(key_of(sqlite::migrate(c, first, true)), "store.newer");
}

TEST(Migrations, LeaveNothingOfAStepThatFails) {
  sqlite::Connection c(":memory:", {sqlite::Access::kCreate, 100, false});
  const std::vector<Migration> steps{
      {"1_good.sql", "create table a (x integer)", "d"},
      {"2_bad.sql", "create table b (x integer); create table b (x integer)", "d"}};
  EXPECT_THROW((void)sqlite::migrate(c, steps, true), kernel::StoreFailure);
  EXPECT_EQ(c.integer_of("select count(*) from sqlite_schema"), 0);
}

TEST(Statements, AllPrepare) {
  sqlite::Connection c(":memory:", {sqlite::Access::kCreate, 100, false});
  ASSERT_EQ(key_of(sqlite::migrate(c, migrations_for("sqlite"), true)), "");
  for (int i = 0; i < static_cast<int>(Sql::kCount); ++i)
    EXPECT_NO_THROW(c.statement(static_cast<Sql>(i))) << text_of(static_cast<Sql>(i));
}

TEST(Store, IsReadOnlyWhenAskedTo) {
  TempFolder t;
  create(t);
  auto s = open_store(t.ledger(), OpenMode::kReadOnly);
  ASSERT_TRUE(s.has_value());
  EXPECT_EQ(key_of((*s)->begin()), "store.read_only");
  EXPECT_TRUE((*s)->read().has_value());
}

TEST(Store, LetsASecondWriterWaitAndThenRefusesIt) {
  TempFolder t;
  create(t);
  OpenOptions options;
  options.busy_ms = 120;
  auto a = open_store(t.ledger(), OpenMode::kReadWrite, options);
  auto b = open_store(t.ledger(), OpenMode::kReadWrite, options);
  auto first = (*a)->begin();
  ASSERT_TRUE(first.has_value());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(key_of((*a)->begin()), "store.busy") << "another thread of the same store";
  EXPECT_EQ(key_of((*b)->begin()), "store.busy") << "another store";
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(200));
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    first->reset();
  });
  EXPECT_EQ(key_of((*b)->begin()), "") << "waits for the first to be done";
  later.join();
}

TEST(Store, KeepsNothingOfAWriterThatDied) {
  TempFolder t;
  create(t);
  const pid_t child = fork();
  if (child == 0) {
    auto s = open_store(t.ledger(), OpenMode::kReadWrite);
    auto w = (*s)->begin();
    auto events = opening(kStart);
    const bool is_well = (*w)->append(events).has_value();
    _exit(is_well ? 7 : 8);  // No destructor runs.
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 7);
  auto s = open_store(t.ledger(), OpenMode::kReadWrite);
  auto w = (*s)->begin();
  ASSERT_TRUE(w.has_value());
  EXPECT_EQ((*w)->last_position().value, 0);
}

TEST(Store, ReadersSeeTheCommitBeforeThem) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  ASSERT_TRUE(s.has_value());
  auto before = (*s)->read();
  {
    auto w = (*s)->begin();
    auto events = opening(kStart);
    ASSERT_TRUE((*w)->append(events).has_value());
    EXPECT_EQ((*before)->last_position().value, 0);
    ASSERT_TRUE((*w)->commit().has_value());
  }
  EXPECT_EQ((*before)->last_position().value, 0) << "its snapshot stands";
  auto after = (*s)->read();
  EXPECT_EQ((*after)->last_position().value, 1);
}

TEST(Store, LeavesNoTemporaryFolder) {
  std::string dir;
  {
    auto s = sqlite::open_sqlite(":memory:", OpenMode::kCreate, {});
    ASSERT_TRUE(s.has_value());
    sqlite::BorrowedConnection c(**s);
    auto q = c->statement("select file from pragma_database_list where name = 'main'");
    ASSERT_TRUE(q->step());
    dir = fs::path(q->text(0)).parent_path().string();
    EXPECT_TRUE(fs::exists(dir));
  }
  EXPECT_FALSE(fs::exists(dir));
}

TEST(Store, ServesReadersOfManyThreadsWhileOneWrites) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  std::vector<std::thread> readers;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&] {
      std::int64_t last = 0;
      for (int n = 0; n < 50; ++n) {
        auto r = (*s)->read();
        const auto now = r.has_value() ? (*r)->last_position().value : -1;
        if (now < last) ++wrong;
        last = now;
      }
    });
  for (int n = 0; n < 50; ++n) {
    auto w = (*s)->begin();
    auto events = opening(kStart + n);
    if (!(*w)->append(events).has_value() || !(*w)->commit().has_value()) ++wrong;
  }
  for (auto& r : readers) r.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace guatu::store
