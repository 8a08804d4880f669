// Goal: the disk of the crash harness is a disk: files hold what was written, copies stay apart, SQLite runs
// over it with several connections, and it says what was done. Method: a plain string as twin; a small
// database.
#include "guatu/store/sqlite/testing/memory_disk.h"

#include <gtest/gtest.h>

#include <thread>

#include "guatu/store/sqlite/connection.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store::sqlite {
namespace {

TEST(FileImage, HoldsWhatAStringHolds) {
  Dice dice(7);
  FileImage image;
  std::string twin;
  std::vector<std::pair<FileImage, std::string>> copies;
  for (int i = 0; i < 3'000; ++i) {
    const auto at = static_cast<std::size_t>(dice.below(30'000));
    if (dice.one_in(20)) {
      image.truncate(static_cast<std::int64_t>(at));
      twin.resize(at);
    } else {
      const std::string bytes(static_cast<std::size_t>(dice.below(9'000)), static_cast<char>('a' + i % 26));
      image.write(static_cast<std::int64_t>(at), bytes);
      if (!bytes.empty() && twin.size() < at + bytes.size()) twin.resize(at + bytes.size());
      if (bytes.empty()) twin.resize(std::max(twin.size(), at));
      twin.replace(at, bytes.size(), bytes);
    }
    if (dice.one_in(200)) copies.emplace_back(image, twin);
    ASSERT_EQ(image.size(), std::ssize(twin));
    if (i % 50 == 0) {
      ASSERT_EQ(image.text(), twin);
    }
  }
  for (const auto& [copy, text] : copies) EXPECT_EQ(copy.text(), text);
}

ConnectionOptions over(const MemoryDisk& disk) {
  ConnectionOptions o;
  o.access = Access::kCreate;
  o.vfs = disk.vfs();
  return o;
}

TEST(MemoryDisk, CarriesADatabaseForSeveralConnections) {
  MemoryDisk disk({});
  {
    Connection setup("/memory/a.db", over(disk));
    setup.run("pragma journal_mode=wal; create table t (x integer)");
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n)
      threads.emplace_back([&] {
        Connection c("/memory/a.db", over(disk));
        for (int i = 0; i < 50; ++i) c.run("begin immediate; insert into t values (1); commit");
      });
    for (auto& t : threads) t.join();
    EXPECT_EQ(setup.integer_of("select count(*) from t"), 200);
  }
  Connection c("/memory/a.db", over(disk));
  EXPECT_EQ(c.integer_of("select count(*) from t"), 200);
  std::size_t syncs = 0;
  for (const auto& op : disk.ops()) syncs += op.act == DiskAct::kSync ? 1 : 0;
  EXPECT_GE(syncs, 200U) << "a commit is a sync";
}

TEST(MemoryDisk, FailsWhenItIsTold) {
  MemoryDisk disk({});
  Connection c("/memory/a.db", over(disk));
  c.run("pragma journal_mode=wal; create table t (x integer)");
  struct Row {
    DiskAct act;
    DiskFault fault;
    const char* key;
  };
  for (const auto& row : {Row{DiskAct::kSync, DiskFault::kIo, "store.sync_failed"},
                          Row{DiskAct::kWrite, DiskFault::kIo, "store.io"},
                          Row{DiskAct::kWrite, DiskFault::kFull, "store.full"}}) {
    disk.fail_when([&](DiskAct a, std::string_view) { return a == row.act ? row.fault : DiskFault::kNone; });
    try {
      c.run("insert into t values (1)");
      ADD_FAILURE() << row.key << " did not come";
    } catch (const kernel::StoreFailure& e) {
      EXPECT_EQ(e.error.key, row.key);
    }
    disk.fail_when({});
  }
  EXPECT_EQ(c.integer_of("select count(*) from t"), 0);
}

}  // namespace
}  // namespace guatu::store::sqlite
