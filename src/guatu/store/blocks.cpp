#include "guatu/store/blocks.h"

#include <bit>

#include "guatu/base/result.h"

namespace guatu::store {

std::vector<std::int64_t> covering_nodes(std::int64_t from_position, std::int64_t to_position) {
  GUATU_ASSERT(from_position > 0 && from_position < to_position);
  std::int64_t low = (from_position - 1 + kBlockPositions - 1) / kBlockPositions;
  const std::int64_t high = (to_position - 1) / kBlockPositions;
  std::vector<std::int64_t> out;
  while (low < high) {
    int level = 0;
    while (((low >> level) & 1) == 0 && low + (std::int64_t{2} << level) <= high) ++level;
    out.push_back((2 * (low >> level) + 1) << level);
    low += std::int64_t{1} << level;
  }
  return out;
}

std::vector<std::int64_t> nodes_above(std::int64_t block, std::int64_t blocks) {
  std::vector<std::int64_t> out;
  for (int level = 0; (std::int64_t{1} << level) <= blocks; ++level)
    out.push_back((2 * (block >> level) + 1) << level);
  return out;
}

std::int64_t fork_of(std::int64_t from_position, std::int64_t to_position) {
  GUATU_ASSERT(from_position > 0 && from_position < to_position);
  // The bits above the highest one in which the ends differ are common to all of the interval.
  const auto differ = static_cast<std::uint64_t>((from_position - 1) ^ (to_position - 1));
  const int bit = std::bit_width(differ) - 1;
  return ((to_position - 1) >> bit) << bit;
}

std::vector<std::int64_t> forks_above(std::int64_t position, std::int64_t last) {
  std::vector<std::int64_t> out;
  const int first = std::countr_zero(static_cast<std::uint64_t>(position));
  for (int bit = first; (std::int64_t{1} << bit) <= last; ++bit)
    out.push_back(((position >> (bit + 1)) << (bit + 1)) + (std::int64_t{1} << bit));
  return out;
}

}  // namespace guatu::store
