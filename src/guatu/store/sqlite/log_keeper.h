// Copies the write-ahead log back into the database behind the writer, so that no commit waits for it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "guatu/store/sqlite/connection.h"

struct sqlite3;

namespace guatu::store::sqlite {

/// A thread with a connection of its own. Under steady writing it never meets the log's end, so the log
/// cannot begin anew by itself: at `kMostLogPages` the writer copies what little is left and waits, at most
/// `kRestartMs`, for those who still read the log; then it begins at its front. A log that is let grow makes
/// every page slower to find. A copy that fails changes nothing (SQLite counts a page as copied only after
/// the sync) and is tried again.
class LogKeeper {
 public:
  /// Pages that are worth a copy (8 MB), and what the log grows to (64 MB) unless somebody reads an old
  /// snapshot.
  static constexpr int kPagesBehind = 2'048;
  static constexpr int kMostLogPages = 16'384;
  static constexpr int kRestartMs = 20;

  LogKeeper(std::string file, ConnectionOptions options, int pages_behind = kPagesBehind,
            int most_log_pages = kMostLogPages);
  ~LogKeeper();
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  /// From now on the commits of `connection` are told to this keeper, which must outlive it.
  void watch(Connection& connection);
  /// Pages of the log that the last copy had brought into the database; for tests.
  int copied() const;

 private:
  static int committed(void* self, sqlite3* db, const char* name, int pages);
  void note(int pages);
  void run();
  /// @returns false where it could not be done now
  bool copy(Connection& connection);

  std::string file_;
  ConnectionOptions options_;
  int pages_behind_;
  int most_log_pages_;
  std::atomic<int> next_restart_;  ///< pages at which the writer lets the log begin anew
  mutable std::mutex mutex_;
  std::condition_variable called_;
  int pages_ = 0;   ///< in the log
  int copied_ = 0;  ///< of these, in the database
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace guatu::store::sqlite
