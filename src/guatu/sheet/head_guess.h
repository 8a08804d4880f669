// Which row of a table is its head, and which column means what. A guess that a person looks at before
// anything is written. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/sheet/cell.h"

namespace guatu::sheet {

/// What a column may mean.
struct Target {
  std::string id;
  std::vector<std::string> labels;  ///< in any language; the id is one besides
};

struct Head {
  std::int64_t row = 0;              ///< 0: none was found
  std::vector<std::string> labels;   ///< of its columns
  std::vector<std::string> targets;  ///< ids by column; empty: not known
};

/// @param top  the first rows with their numbers; merged cells filled
Head guess_head(const std::vector<std::pair<std::int64_t, Row>>& top, const std::vector<Target>& targets);

/// By label: the same words, else one within the other; each target once, the best fit first.
std::vector<std::string> guess_targets(const std::vector<std::string>& labels,
                                       const std::vector<Target>& targets);

/// Full-width letters, digits and signs as half-width ones; an ideographic space as a space.
std::string half_width(std::string_view text);
/// What labels are compared by: half-width, lower-case, without spaces, signs and what stands in brackets
/// (`* 整改时限（必填）：` → `整改时限`).
std::string plain_label(std::string_view text);

}  // namespace guatu::sheet
