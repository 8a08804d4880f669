// Hashes and tree nodes over one connection: where the chain goes on, what a block adds, and how both are
// filled in for a ledger that has none. Runs in the transaction that is open there.
#pragma once

#include <string_view>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/chain.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

/// The migration after which fill_hashes() runs.
inline constexpr std::string_view kAddHashes = "202611240900_add_hashes.sqlite.sql";

/// The migration that makes the table of nodes, after which fill_tree() runs.
inline constexpr std::string_view kDeriveTree = "202611240902_derive_tree.sqlite.sql";

/// The chain behind the event at `last`.
/// @errors ledger.unknown_hash, event.*   the first event cannot be read
///         ledger.unreadable (arg `position`)   the last one has no hash
Result<kernel::Chain> chain_behind(Connection& db, Position last);

/// Writes the nodes that the block ending at `last` completes: its own, and those above it that are full now.
/// @throws kernel::StoreFailure
void put_tree_nodes(Connection& db, HashKind kind, Position last);

/// Gives every event its hash, in order. @throws kernel::StoreFailure
void fill_hashes(Connection& db);

/// Makes all nodes anew from the hashes. @throws kernel::StoreFailure
void fill_tree(Connection& db);

}  // namespace guatu::store::sqlite
