// A draw that a stranger can do again: the order of published entries by a seed that nobody knew when the
// list was published. Pure. tools/draw.py does the same in another language.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "guatu/base/hash.h"
#include "guatu/base/result.h"

namespace guatu::plan {

/// Entries of one draw. Beyond it the list is refused.
inline constexpr std::size_t kMaxDrawEntries = 100'000;

struct DrawnEntry {
  std::string entry;
  Digest key{};  ///< SHA-256(seed || entry)
};

/// The entries sorted by SHA-256 over the 32 bytes of the seed followed by the entry's text, smallest first.
/// @errors draw.empty, draw.too_many (arg `limit`), draw.entry_twice (arg `entry`)
/// Source: commit first, draw later; docs/formats/draw.md.
Result<std::vector<DrawnEntry>> draw_order(const Digest& seed, std::span<const std::string> entries);

}  // namespace guatu::plan
