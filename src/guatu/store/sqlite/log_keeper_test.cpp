// Goal: under steady writing the log is copied behind the writer and stays bounded, nothing is lost, and a
// reader of an old snapshot holds up no commit. Method: small limits, one writer, the log's size looked at
// after each commit.
#include "guatu/store/sqlite/log_keeper.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store::sqlite {
namespace {

constexpr int kBehind = 40;
constexpr int kMost = 400;
constexpr std::uintmax_t kFrameBytes = 4096 + 24;

struct Log {
  Log() {
    std::filesystem::create_directories(folder.file().parent_path());
    options.access = Access::kCreate;
    options.is_synced = false;
    writer.emplace(folder.file().string(), options);
    writer->run("pragma journal_mode=wal; create table t (id integer primary key, body text)");
    keeper.emplace(folder.file().string(), options, kBehind, kMost);
    keeper->watch(*writer);
  }
  ~Log() {
    writer.reset();  // Before what its commits are told to.
  }
  void write(int n) {
    writer->run("insert into t (body) values (printf('%4000d', " + std::to_string(n) + "))");
  }
  std::uintmax_t log_pages() const {
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(folder.file().string() + "-wal", ec);
    return ec ? 0 : bytes / kFrameBytes;
  }
  TempFolder folder;
  ConnectionOptions options;
  std::optional<LogKeeper> keeper;
  std::optional<Connection> writer;
};

TEST(LogKeeper, CopiesBehindTheWriterAndKeepsTheLogBounded) {
  Log log;
  std::uintmax_t most = 0;
  int copied = 0;
  constexpr int kRows = 4'000;
  for (int i = 0; i < kRows; ++i) {
    log.write(i);
    most = std::max(most, log.log_pages());
    copied = std::max(copied, log.keeper->copied());
  }
  // It is the writer that lets the log begin anew; what the thread copies at that moment is one more round.
  EXPECT_LE(most, static_cast<std::uintmax_t>(2 * kMost));
  EXPECT_GT(copied, 0);
  EXPECT_EQ(log.writer->integer_of("select count(*) from t"), kRows);
  log.writer.reset();
  log.keeper.reset();
  Connection again(log.folder.file().string(), log.options);
  EXPECT_EQ(again.integer_of("select count(*) from t"), kRows);
  EXPECT_EQ(again.integer_of("select count(*) from pragma_integrity_check where integrity_check <> 'ok'"), 0);
}

TEST(LogKeeper, AReaderOfAnOldSnapshotHoldsUpNoCommit) {
  Log log;
  log.write(0);
  Connection reader(log.folder.file().string(), log.options);
  reader.run("begin");
  ASSERT_EQ(reader.integer_of("select count(*) from t"), 1);
  for (int i = 1; i < kMost; ++i) log.write(i);
  EXPECT_EQ(reader.integer_of("select count(*) from t"), 1);
  reader.run("commit");
  // It goes on once the snapshot is let go.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  int n = kMost;
  while (log.keeper->copied() < kMost && std::chrono::steady_clock::now() < until) log.write(n++);
  EXPECT_EQ(log.writer->integer_of("select count(*) from t"), n);
  EXPECT_GE(log.keeper->copied(), kMost);
}

}  // namespace
}  // namespace guatu::store::sqlite
