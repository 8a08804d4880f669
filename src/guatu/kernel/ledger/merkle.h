// The tree over the hashes of the events: roots, proofs that an event is in it, proofs that a later ledger
// continues an earlier one. Reads no database: what it needs comes through TreeSource.
// Source: RFC 9162 section 2.1. See docs/formats/checkpoints.md.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "guatu/base/hash.h"
#include "guatu/base/result.h"

namespace guatu::kernel {

/// Levels below this one are not stored: a stored node stands for a block of 1,024 leaves or more.
inline constexpr int kBlockLevel = 10;
inline constexpr std::int64_t kBlockEvents = std::int64_t{1} << kBlockLevel;

/// The node above two others: H(0x01 || left || right).
Digest node_hash(Hasher& hasher, const Digest& left, const Digest& right);

/// Where the hashes come from. Leaves count from 0: leaf i is the hash of the event at position i + 1.
struct TreeSource {
  HashKind kind = HashKind::kSha256;
  int block_level = kBlockLevel;
  /// Root of the complete subtree `number` of `level` ≥ block_level: leaves [number << level, … + 1 <<
  /// level).
  std::function<Result<Digest>(int level, std::int64_t number)> node;
  /// Leaves [first, first + count), at most a block at a time.
  std::function<Result<std::vector<Digest>>(std::int64_t first, std::int64_t count)> leaves;
};

using HashPath = std::vector<Digest>;

/// Root of the tree of the first `size` leaves; H("") for 0.
/// Cost: O(log size) nodes and less than a block of leaves.
/// @errors those of the source
Result<Digest> root_of(const TreeSource& source, std::int64_t size);

/// The hashes beside the way from leaf `index` up to the root of `size`, lowest first.
/// Cost: O(log size) nodes and the leaves of two blocks.
/// @errors evidence.range   not 0 ≤ index < size
Result<HashPath> inclusion_proof(const TreeSource& source, std::int64_t index, std::int64_t size);

/// The hashes that show that the tree of `old_size` is the beginning of that of `size`.
/// @errors evidence.range   not 0 < old_size ≤ size
Result<HashPath> consistency_proof(const TreeSource& source, std::int64_t old_size, std::int64_t size);

/// Source: RFC 9162 section 2.1.3.2.
bool is_included(HashKind kind, const Digest& leaf, std::int64_t index, std::int64_t size,
                 const HashPath& path, const Digest& root);

/// Source: RFC 9162 section 2.1.4.2.
bool is_consistent(HashKind kind, std::int64_t old_size, std::int64_t size, const Digest& old_root,
                   const Digest& root, const HashPath& path);

/// Takes leaves in order and keeps the roots of the complete subtrees only: 64 digests at most.
class TreeBuilder {
 public:
  /// @param complete  called with each complete subtree of `level` or more, lower ones first; may be empty
  explicit TreeBuilder(HashKind kind, int level = kBlockLevel,
                       std::function<void(int level, std::int64_t number, const Digest&)> complete = {})
      : hasher_(kind), level_(level), complete_(std::move(complete)) {}

  void add(const Digest& leaf);
  HashKind kind() const { return hasher_.kind(); }
  std::int64_t size() const { return size_; }
  Digest root();

 private:
  Hasher hasher_;
  int level_;
  std::function<void(int, std::int64_t, const Digest&)> complete_;
  std::vector<Digest> peaks_;  ///< one for each bit of the size, largest subtree first
  std::int64_t size_ = 0;
};

}  // namespace guatu::kernel
