#include "guatu/store/sqlite/log_keeper.h"

#include <sqlite3.h>

#include <chrono>
#include <optional>
#include <utility>

namespace guatu::store::sqlite {

LogKeeper::LogKeeper(std::string file, ConnectionOptions options, int pages_behind, int most_log_pages)
    : file_(std::move(file)),
      options_(std::move(options)),
      pages_behind_(pages_behind),
      most_log_pages_(most_log_pages),
      next_restart_(most_log_pages),
      thread_([this] { run(); }) {}

LogKeeper::~LogKeeper() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  thread_.join();
}

void LogKeeper::watch(Connection& connection) {
  sqlite3_wal_hook(connection.handle(), &LogKeeper::committed, this);
}

int LogKeeper::copied() const {
  const std::lock_guard lock(mutex_);
  return copied_;
}

int LogKeeper::committed(void* self, sqlite3* db, const char* name, int pages) {
  auto& keeper = *static_cast<LogKeeper*>(self);
  if (pages >= keeper.next_restart_) {
    // Most of it lies in the database already, so this is short; readers of the log are waited for, for new
    // ones read the database alone. As with SQLite's own hook a failure is not the commit's.
    sqlite3_busy_timeout(db, kRestartMs);
    const int rc = sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(db, keeper.options_.busy_ms);
    // A reader of an old snapshot stays: not every commit waits for it.
    keeper.next_restart_ = rc == SQLITE_OK ? keeper.most_log_pages_ : pages + keeper.most_log_pages_ / 4;
  }
  keeper.note(pages);
  return SQLITE_OK;
}

void LogKeeper::note(int pages) {
  {
    const std::lock_guard lock(mutex_);
    if (pages < pages_) copied_ = 0;  // The log began anew.
    pages_ = pages;
    if (pages_ - copied_ < pages_behind_) return;
  }
  called_.notify_one();
}

void LogKeeper::run() {
  std::optional<Connection> connection;
  std::unique_lock lock(mutex_);
  while (true) {
    called_.wait(lock, [this] { return is_ending_ || pages_ - copied_ >= pages_behind_; });
    if (is_ending_) return;
    lock.unlock();
    bool is_done = false;
    try {
      if (!connection) connection.emplace(file_, options_);
      is_done = copy(*connection);
    } catch (...) {
      // The writer copies at kMostLogPages whatever becomes of this thread's tries.
      connection.reset();
    }
    lock.lock();
    // Somebody else copies, or reads an old snapshot, or the disk refuses: not asked again at once.
    if (!is_done) called_.wait_for(lock, std::chrono::milliseconds(250), [this] { return is_ending_; });
  }
}

bool LogKeeper::copy(Connection& connection) {
  int in_log = 0;
  int copied = 0;
  const int rc =
      sqlite3_wal_checkpoint_v2(connection.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
  if (rc != SQLITE_OK || copied < 0) return false;
  const std::lock_guard lock(mutex_);
  const bool is_further = copied != copied_;
  copied_ = copied;
  return is_further;
}

}  // namespace guatu::store::sqlite
