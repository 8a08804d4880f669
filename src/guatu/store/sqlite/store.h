// The store over a folder: hands out connections to readers and writers and takes them back.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/open.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/store/sqlite/log_keeper.h"
#include "guatu/store/sqlite/snapshots.h"

namespace guatu::store::sqlite {

/// Safe to call from any thread. Readers and writers must be gone before it is.
class SqliteStore final : public kernel::Store {
 public:
  /// @param file          guatu.db, already checked and migrated
  /// @param temporary_dir removed when the store goes; empty: kept
  SqliteStore(std::string file, ConnectionOptions connection, std::size_t probe_rows,
              std::string temporary_dir);
  ~SqliteStore() override;

  Result<std::unique_ptr<kernel::Writer>> begin() override;
  Result<std::unique_ptr<kernel::Reader>> read() override;
  std::optional<Error> damage() const override { return damage_; }
  /// See OpenOptions::copies_behind. Called before the store is shared.
  void copy_behind();
  /// No writer from now on: begin() answers `damage`. Called before the store is shared.
  void refuse_writers(Error damage) { damage_ = std::move(damage); }
  /// As begin(), but for rebuild(): appends are refused.
  Result<std::unique_ptr<kernel::Writer>> begin_rebuild();

  /// A connection for one reader or writer. @throws kernel::StoreFailure
  std::unique_ptr<Connection> take();
  /// After a commit that the disk did not confirm: no more writers; the folder must be opened anew.
  void stop_writing(Error why);
  /// Takes it back; one that is still in a transaction is closed.
  void give(std::unique_ptr<Connection> connection);
  Snapshots& snapshots() { return snapshots_; }

 private:
  Result<std::unique_ptr<kernel::Writer>> begin_writer(bool may_append);

  std::string file_;
  ConnectionOptions options_;
  std::size_t probe_rows_;
  std::string temporary_dir_;
  std::optional<Error> damage_;
  std::optional<LogKeeper> keeper_;  ///< before the connections, which call it
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t out_ = 0;
  Snapshots snapshots_;
  std::optional<Error> stopped_;
};

/// A connection that finds its way back.
class BorrowedConnection {
 public:
  explicit BorrowedConnection(SqliteStore& store) : store_(store), connection_(store.take()) {}
  ~BorrowedConnection() { store_.give(std::move(connection_)); }
  BorrowedConnection(const BorrowedConnection&) = delete;
  BorrowedConnection& operator=(const BorrowedConnection&) = delete;
  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

 private:
  SqliteStore& store_;
  std::unique_ptr<Connection> connection_;
};

/// open_store() with the type that tests and rebuild() need.
Result<std::unique_ptr<SqliteStore>> open_sqlite(const std::string& dir, OpenMode mode,
                                                 const OpenOptions& options);

}  // namespace guatu::store::sqlite
