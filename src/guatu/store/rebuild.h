// Throws the register away and makes it again from the ledger; and a digest to show that it came out the
// same. The fold itself is the kernel's and comes in as a function.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/open.h"

namespace guatu::store {

/// Names of what can be rebuilt by itself, in the order in which they follow from each other:
/// register (matters, matter_versions, commands, sequences), search, spans, tallies; and tree (tree_nodes).
const std::vector<std::string>& projection_names();

/// Makes derived tables anew, empty, even where they are missing or damaged; calls `fold` if the register is
/// among them, fills the others from the register, the tree from the hashes, and commits, all in one
/// transaction: on any error everything stays as it was. `fold` reads events() from the writer and calls
/// put_matter, take_sequence and remember_command; append is refused.
///
/// For byte-identical tables `fold` must put a matter when it was put first: after the last event of each
/// step, not after each event (a version row begins at the matter's last_position).
/// @param names  of projection_names(); empty: all
/// @errors store.unknown_projection (args `got`, `known`); those of open_store and Store::begin, of `fold`,
/// and
///         store.io
Result<void> rebuild(const std::string& dir, const std::function<Result<void>(kernel::Writer&)>& fold,
                     const std::vector<std::string>& names = {});

/// SHA-256, hexadecimal, of each derived table: types and bytes of all columns of all rows in key order.
/// @errors those of open_store
Result<std::map<std::string, std::string>> table_digest(const std::string& dir,
                                                        const OpenOptions& options = {});

}  // namespace guatu::store
