// Blocks of positions, and the two ways in which the time that a version stood is filed under them.
// Arithmetic only; see docs/formats/storage.md, "As of then".
#pragma once

#include <cstdint>
#include <vector>

namespace guatu::store {

/// Positions of one block: block b holds 1,024·b + 1 … 1,024·(b + 1). On disk: changing it makes every
/// derived table another one.
inline constexpr std::int64_t kBlockPositions = 1024;

/// The block that `position` (from 1) lies in.
inline std::int64_t block_of(std::int64_t position) {
  return (position - 1) / kBlockPositions;
}
/// Last position of a block.
inline std::int64_t end_of_block(std::int64_t block) {
  return (block + 1) * kBlockPositions;
}
/// How many blocks end at or before `position`.
inline std::int64_t whole_blocks(std::int64_t position) {
  return position / kBlockPositions;
}

/// The fewest nodes of the binary tree over blocks that together are the blocks wholly inside
/// [from_position, to_position); none when there is no such block. The node over blocks
/// [i·2^l, (i + 1)·2^l) is numbered (2·i + 1)·2^l, as is its place among all nodes read from left to right.
/// At most 2·log2 of the blocks covered.
std::vector<std::int64_t> covering_nodes(std::int64_t from_position, std::int64_t to_position);

/// The nodes above `block` that can be in use while `blocks` blocks are full: where whatever covers it is
/// filed.
std::vector<std::int64_t> nodes_above(std::int64_t block, std::int64_t blocks);

/// The position in [from_position, to_position) that is divisible by the greatest power of two. There is one:
/// between two equal ones lies a greater. Source: relational interval tree, Kriegel, Pötke, Seidl, VLDB 2000.
std::int64_t fork_of(std::int64_t from_position, std::int64_t to_position);

/// Every fork that an interval around `position` can have while no position is past `last`.
std::vector<std::int64_t> forks_above(std::int64_t position, std::int64_t last);

}  // namespace guatu::store
