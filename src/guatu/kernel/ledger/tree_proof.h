// Proofs as files: that an event is in a ledger, that a later ledger continues an earlier one. Whoever has
// the signed checkpoints can check them without the ledger. See docs/formats/checkpoints.md.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/ledger/verify.h"

namespace guatu::kernel {

/// Both kinds; what a kind does not have is left out. Digests are hexadecimal.
struct TreeProof {
  std::string proof;     ///< `inclusion`, `consistency`
  std::string ledger;    ///< origin of the checkpoints
  std::string hash;      ///< `sha256`, `sm3`
  Position size;         ///< of the tree that it leads to
  Position position;     ///< inclusion: of the event
  std::string line;      ///< inclusion: the event, as exported
  std::string previous;  ///< inclusion: hash of the event before it
  Position old_size;     ///< consistency: of the earlier tree
  std::string old_root;  ///< consistency
  std::vector<std::string> path;
  bool operator==(const TreeProof&) const = default;
};
BOOST_DESCRIBE_STRUCT(TreeProof, (),
                      (proof, ledger, hash, size, position, line, previous, old_size, old_root, path))

/// @errors evidence.range (args `got`, `min`, `max`), ledger.tree_differs, ledger.unreadable
Result<TreeProof> prove_inclusion(Reader& reader, Position position, Position size);
/// @errors as prove_inclusion()
Result<TreeProof> prove_consistency(Reader& reader, Position old_size, Position size);

/// @param file  its name, for errors
/// @errors json.*, evidence.proof_form (args `file`, `expected`; field: JSON pointer)
Result<TreeProof> parse_proof(std::string_view text, const std::string& file);

/// Whether it leads to the checkpoints, whose signatures were checked before.
/// @errors evidence.size_differs (arg `size`), evidence.old_needed (arg `old`), evidence.old_root (arg
/// `file`),
///         evidence.proof_fails (arg `file`)
Result<void> check_proof(const TreeProof& proof, const std::string& file,
                         const std::vector<KnownCheckpoint>& checkpoints);

}  // namespace guatu::kernel
