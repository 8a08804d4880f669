// The full check of a ledger: every event under its hash, the tree over them, and what checkpoints said of
// it. Names the first event that is not as it was written. See docs/formats/checkpoints.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/chain_check.h"
#include "guatu/kernel/ledger/checkpoint.h"
#include "guatu/kernel/ledger/merkle.h"

namespace guatu::kernel {

/// A checkpoint whose signature was looked at, and what to call it.
struct KnownCheckpoint {
  std::string name;  ///< of its file
  Checkpoint checkpoint;
};

struct Verified {
  HashKind kind = HashKind::kSha256;
  std::int64_t events = 0;  ///< sound from the first on
  Digest root{};            ///< over them
  std::size_t checkpoints_that_fit = 0;
  std::int64_t nodes = 0;  ///< stored tree nodes compared
  /// What is wrong, by position:
  ///   ledger.gap, ledger.unreadable, ledger.altered (arg `position`)   the first bad event
  ///   ledger.rewritten (args `from`, `to`, `file`)   the chain is whole but is not what a checkpoint said
  ///   ledger.cut (args `events`, `from`, `size`, `file`)   there are fewer than a checkpoint counted, and
  ///   nothing
  ///       vouches for those from `from` on: they too may be others than before
  ///   ledger.tree_differs (args `level`, `number`)   a stored node is wrong: derived, rebuild mends it
  Problems problems;
};

/// @param checkpoints  of this ledger, in any order
/// @param progress     called now and then with (done, total); may be empty
/// Cost: one pass over all events, no JSON decoded.
/// @throws StoreFailure  store.busy
Verified verify_ledger(Reader& reader, std::vector<KnownCheckpoint> checkpoints,
                       const std::function<void(std::int64_t, std::int64_t)>& progress);

/// The hashes and stored nodes of a store. The reader must outlive it.
TreeSource tree_of(Reader& reader, HashKind kind);

/// What the first event says of the ledger. @errors ledger.empty, ledger.damaged
Result<LedgerCreated> created_of(Reader& reader);

}  // namespace guatu::kernel
