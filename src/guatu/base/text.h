// Text: UTF-8 checks, display width, nearest word, both languages. No domain word.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guatu {

enum class Lang { kZh, kEn };

/// A text in both languages; `en` may be empty, then `zh` serves.
struct Titles {
  std::string zh;
  std::string en;
  const std::string& in(Lang lang) const { return lang == Lang::kEn && !en.empty() ? en : zh; }
  bool operator==(const Titles&) const = default;
};

/// True if `s` is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF). Source: RFC 3629.
bool is_utf8(std::string_view s);

/// Decodes the next code point of well-formed UTF-8 and removes it; U+FFFD (and one byte) on a bad byte.
char32_t next_code_point(std::string_view& s);

/// Code points in `s`.
std::size_t code_points(std::string_view s);

/// Columns that `s` takes in a terminal: 2 for East Asian wide and full-width characters, 0 for combining
/// marks, else 1. Source: Unicode TR 11 (wide and fullwidth ranges, compacted).
std::size_t display_width(std::string_view s);

/// `s` cut to at most `columns` columns (with … when cut) and padded with spaces to exactly that.
std::string fit(std::string_view s, std::size_t columns);

/// `s` broken into lines of at most `columns` columns, at spaces or between wide characters.
std::vector<std::string> wrap(std::string_view s, std::size_t columns);

/// The candidate nearest to `word` by edit distance, if near enough to suggest (at most a third of its
/// length, and at least 1 edit allowed); empty otherwise.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// `items` joined with `separator`.
std::string join(std::span<const std::string> items, std::string_view separator);

std::string_view trim(std::string_view s);

/// Lower-case hexadecimal SHA-256 of `bytes`, 64 characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace guatu
