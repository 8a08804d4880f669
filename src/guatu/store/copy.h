// A copy of the ledger's database while it is in use: as it stood at one position, whatever is written
// meanwhile. See docs/operating/backup.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"

namespace guatu::store {

/// Told the pages copied and the pages of the whole.
using PageCount = std::function<void(std::int64_t done, std::int64_t total)>;

/// Copies DIR/guatu.db to `to`, which must not exist, in one file without a log, synced when it returns. The
/// copy reads under one snapshot, some hundred pages at a time: writers and readers are never waited for nor
/// held up, only the log cannot be emptied past the snapshot until the end.
/// @return the last position in the copy
/// @errors those of open_store (read-only), store.io, store.full, file.unwritable
Result<Position> copy_ledger(const std::string& dir, const std::string& to, const PageCount& count = {});

/// The same for any other SQLite database of a data folder, without looking at what is in it.
/// @errors store.io, store.full, file.unwritable
Result<void> copy_database(const std::string& from, const std::string& to);

/// Reads every page of a database and its indexes.
/// @errors store.io, store.not_guatu; backup.unsound (args `file`, `detail`: what SQLite found)
Result<void> check_database(const std::string& file);

}  // namespace guatu::store
