// How far each derived table follows the ledger, and filing what became full. See docs/formats/storage.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/store/sqlite/streams.h"

namespace guatu::store::sqlite {

/// Names in `projections`, in the order in which they follow from each other. On disk.
inline constexpr std::string_view kRegister = "register";  ///< matters, matter_versions, commands, sequences
inline constexpr std::string_view kSearch = "search";      ///< matter_texts, matter_search
inline constexpr std::string_view kSpans = "spans";        ///< version_spans
inline constexpr std::string_view kTallies = "tallies";    ///< tallies, tally_units, tally_states
inline constexpr std::array<std::string_view, 4> kProjections{kRegister, kSearch, kSpans, kTallies};
/// The nodes over the hashes can be rebuilt like these, but have no position: they are full up to the last
/// block.
inline constexpr std::string_view kTree = "tree";

/// 0: not begun. @throws kernel::StoreFailure
std::int64_t projected_to(Runner& runner, std::string_view name);
void set_projected(Runner& runner, std::string_view name, std::int64_t position);
Filed filed_positions(Runner& runner);

/// Files every block that is full at `last` and not filed yet.
/// @return  the new positions
Filed file_full_blocks(Runner& runner, std::int64_t last, Filed filed);

}  // namespace guatu::store::sqlite
