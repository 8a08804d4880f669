// rebuild() of a store that is open already, and the look at its tables when it is opened.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guatu/store/sqlite/store.h"

namespace guatu::store::sqlite {

/// As rebuild() in guatu/store/rebuild.h, names being known.
Result<void> rebuild_store(SqliteStore& store, const std::function<Result<void>(kernel::Writer&)>& fold,
                           const std::vector<std::string>& names);

/// The first event that is missing at the end, when tables follow a ledger that went further; none otherwise.
/// @throws kernel::StoreFailure
std::optional<Position> cut_at(SqliteStore& store);

/// Makes again what does not follow the events to the end.
/// @param may_write  false: it is an error instead
/// @errors store.behind (arg `name`), those of rebuild()
Result<void> bring_up(SqliteStore& store, bool may_write,
                      const std::function<void(std::int64_t, std::int64_t)>& progress);

/// Folds a sample of matters again, some of the last block and some older, chosen by the last position, and
/// compares what stands of them in the register and in the counts. Milliseconds at any size.
/// @errors store.damaged_register (arg `matter`), store.damaged_tallies (arg `path`), store.damaged_tables
///         (arg `detail`)
Result<void> check_sample(SqliteStore& store);

}  // namespace guatu::store::sqlite
