// Runs the migrations of guatu/store/migrations.h on a connection.
#pragma once

#include <vector>

#include "guatu/base/result.h"
#include "guatu/store/migrations.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

/// `guat`, in the header of the file.
inline constexpr std::int64_t kApplicationId = 0x67756174;
/// `guac`, of accounts.db.
inline constexpr std::int64_t kAccountsApplicationId = 0x67756163;

/// Brings the database to the last of `steps`, in one transaction; does nothing when it is there.
/// user_version becomes the number of steps.
/// @param may_write  false: steps that are missing are an error
/// @errors store.newer, store.migration_changed, store.older (arg `name`)
/// @throws kernel::StoreFailure store.io, store.busy
Result<void> migrate(Connection& connection, const std::vector<Migration>& steps, bool may_write,
                     std::int64_t application_id = kApplicationId);

}  // namespace guatu::store::sqlite
