// Text cut into what is searched for: overlapping pairs of Han characters, and words of everything else.
// Pure; the same grams for every driver. sqlite/tokenizer.h hands them to FTS5.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace guatu::store {

enum class GramMode { kDocument, kQuery };

struct Gram {
  std::string text;       ///< folded: half-width, lower case
  std::size_t begin = 0;  ///< bytes of the original, [begin, end)
  std::size_t end = 0;
  bool is_colocated = false;  ///< stands at the place of the gram before it
};

/// Grams of `text` in order. Full-width forms count as half-width (０ as 0, Ａ as a). A run of n Han
/// characters (kana and hangul too) takes n places: the pair from each place, with the single character
/// beside it; at the last place the single character alone. A query gives pairs only, and the single
/// character where the run has one or where another gram follows it: so every piece of a text, of one
/// character or more, is a phrase of its grams. Anything else that is a letter or digit is one lower-cased
/// word, found whole. The rest separates.
/// @param emit  returns false to stop
/// @return      false if it was stopped
/// Bytes that are not UTF-8 separate. Cost: O(bytes).
bool for_each_gram(std::string_view text, GramMode mode, const std::function<bool(const Gram&)>& emit);

/// True if `text` has anything that can be searched for.
bool has_grams(std::string_view text);

/// `c` folded: full-width to half-width, upper to lower case (Latin, Greek, Cyrillic).
char32_t folded(char32_t c);

}  // namespace guatu::store
