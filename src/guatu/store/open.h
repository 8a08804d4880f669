// Opens the data folder of one ledger. How it is stored stands below src/guatu/store/sqlite.
// See docs/formats/storage.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"

namespace guatu::store {

enum class OpenMode {
  kCreate,     ///< a new ledger; makes the folder when it is missing
  kReadWrite,  ///< brings an older schema and tables that are behind up to date, and checks a sample of them
  kReadOnly    ///< begin() answers store.read_only
};

namespace sqlite {
class StatementLog;
}

struct OpenOptions {
  int busy_ms = 5000;               ///< how long a second writer waits before store.busy
  std::size_t probe_rows = 20'000;  ///< most rows that a list sorts rather than walks to; see list_plan.h
  /// For harnesses and benches: the file layer below SQLite by its registered name (empty: the system's), and
  /// who sees what is written (nullptr: nobody).
  std::string vfs;
  sqlite::StatementLog* log = nullptr;
  bool is_checked = true;  ///< false: derived tables are neither brought up to date nor looked at
  /// Called with (done, total) positions while tables are made again from the events; may be empty.
  std::function<void(std::int64_t, std::int64_t)> progress;
  /// Pages in the log before it is copied into the database; 16 MB.
  int log_pages = 4096;
  /// A thread of the store copies the log behind the writer, so that no commit waits for it; `log_pages` is
  /// then not looked at. For a server that stays.
  bool copies_behind = false;
};

/// Opens DIR: `guatu.db` (with `-wal` and `-shm` while in use) and `files/`. `:memory:` is a private
/// temporary folder, never synced, always new, removed when the store is closed.
///
/// The store may be shared between threads; a Reader or Writer may not, and must be gone before its Store is.
///
/// The first event and the last block are checked against their hashes; when they do not fit, the ledger is
/// open for reading only: Store::damage() says so, begin() answers it.
///
/// @errors store.exists             kCreate, and there is a ledger already (arg `dir`)
///         store.no_ledger          no folder, or no guatu.db in it (args `dir`, `hint`)
///         store.not_guatu          the file is no database, or not one of ours (arg `file`)
///         store.newer              made by a newer program (arg `name`: the first step that is unknown here)
///         store.older              kReadOnly, and steps are missing (arg `name`)
///         store.behind             kReadOnly, and tables do not follow the events to the end (arg `name`)
///         store.damaged_register   kReadWrite: what stands of a matter is not what its events make (arg
///         `matter`) store.damaged_tallies    … the counts of a unit do not agree (arg `path`)
///         store.damaged_tables     … a table cannot be read (arg `detail`); rebuild() mends these three
///         store.migration_changed  a step that ran is not the step we know by that name (arg `name`)
///         store.busy, store.io     (arg `detail`)
Result<std::unique_ptr<kernel::Store>> open_store(const std::string& dir, OpenMode mode,
                                                  const OpenOptions& options = {});

}  // namespace guatu::store
