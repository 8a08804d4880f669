#include "guatu/base/text.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace guatu {

namespace {

struct Range {
  char32_t from;
  char32_t to;
};

// East Asian wide and fullwidth, and emoji presentation, compacted from EastAsianWidth.txt (Unicode 15).
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},
    Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26AA, 0x26AB},
    Range{0x2705, 0x2705},   Range{0x274C, 0x274C},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
    Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
    Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x2FFFD}, Range{0x30000, 0x3FFFD},
};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
  const auto it = std::upper_bound(ranges.begin(), ranges.end(), c,
                                   [](char32_t v, const Range& r) { return v < r.from; });
  return it != ranges.begin() && c <= std::prev(it)->to;
}

std::size_t width_of(char32_t c) {
  if (c < 0x20) return 0;
  if (c < 0x300) return 1;
  if (c >= 0x0300 && c <= 0x036F) return 0;
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x20D0 && c <= 0x20F0)) return 0;
  return in(kWide, c) ? 2 : 1;
}

/// Length of the well-formed sequence at the front, 0 if there is none.
std::size_t sequence_length(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto tail = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0U) == 0x80; };
  const unsigned char b = byte(0);
  if (b < 0x80) return 1;
  if (b >= 0xC2 && b <= 0xDF) return tail(1) ? 2 : 0;
  if (b >= 0xE0 && b <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (b == 0xE0 && byte(1) < 0xA0) return 0;  // Overlong.
    if (b == 0xED && byte(1) > 0x9F) return 0;  // Surrogate.
    return 3;
  }
  if (b >= 0xF0 && b <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (b == 0xF0 && byte(1) < 0x90) return 0;
    if (b == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1] ? 1 : 0)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

bool is_utf8(std::string_view s) {
  while (!s.empty()) {
    // Most of what is read is ASCII: eight bytes at a time where none has its top bit.
    std::uint64_t eight = 0;
    if (s.size() >= sizeof eight) {
      std::memcpy(&eight, s.data(), sizeof eight);
      if ((eight & 0x8080'8080'8080'8080U) == 0) {
        s.remove_prefix(sizeof eight);
        continue;
      }
    }
    const auto n = sequence_length(s);
    if (n == 0) return false;
    s.remove_prefix(n);
  }
  return true;
}

char32_t next_code_point(std::string_view& s) {
  const auto n = sequence_length(s);
  if (n == 0) {
    s.remove_prefix(1);
    return 0xFFFD;
  }
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(s[i])); };
  char32_t c = byte(0);
  if (n == 2) c = ((c & 0x1F) << 6) | (byte(1) & 0x3F);
  if (n == 3) c = ((c & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
  if (n == 4) c = ((c & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
  s.remove_prefix(n);
  return c;
}

std::size_t code_points(std::string_view s) {
  std::size_t n = 0;
  for (; !s.empty(); ++n) next_code_point(s);
  return n;
}

std::size_t display_width(std::string_view s) {
  std::size_t w = 0;
  while (!s.empty()) w += width_of(next_code_point(s));
  return w;
}

std::string fit(std::string_view s, std::size_t columns) {
  const std::size_t whole = display_width(s);
  if (whole <= columns) return std::string(s) + std::string(columns - whole, ' ');
  if (columns == 0) return {};
  std::size_t used = 0;
  std::string_view rest = s;
  std::string_view kept;
  while (!rest.empty()) {
    const auto w = width_of(next_code_point(rest));
    if (used + w > columns - 1) break;
    used += w;
    kept = s.substr(0, s.size() - rest.size());
  }
  return std::string(kept) + "…" + std::string(columns - used - 1, ' ');
}

std::vector<std::string> wrap(std::string_view s, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  std::string word;
  std::size_t word_width = 0;
  const auto flush = [&] {
    if (word.empty()) return;
    if (used + word_width > columns && used > 0) {
      while (!lines.back().empty() && lines.back().back() == ' ') lines.back().pop_back();
      lines.emplace_back();
      used = 0;
    }
    lines.back() += word;
    used += word_width;
    word.clear();
    word_width = 0;
  };
  while (!s.empty()) {
    const auto before = s;
    const char32_t c = next_code_point(s);
    const auto bytes = before.substr(0, before.size() - s.size());
    if (c == '\n') {
      flush();
      lines.emplace_back();
      used = 0;
      continue;
    }
    const auto w = width_of(c);
    if (c == ' ') {
      flush();
      if (used > 0 && used < columns) {
        lines.back() += ' ';
        ++used;
      }
      continue;
    }
    if (w == 2) flush();
    word += bytes;
    word_width += w;
    if (w == 2 || word_width >= columns) flush();
  }
  flush();
  return lines;
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& c : candidates) {
    const auto d = edit_distance(word, c);
    if (d < best_distance) {
      best_distance = d;
      best = c;
    }
  }
  return best;
}

std::string join(std::span<const std::string> items, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += separator;
    out += items[i];
  }
  return out;
}

std::string_view trim(std::string_view s) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!s.empty() && space(s.front())) s.remove_prefix(1);
  while (!s.empty() && space(s.back())) s.remove_suffix(1);
  return s;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const unsigned char b : digest) {
    out += kHex[b >> 4U];
    out += kHex[b & 15U];
  }
  return out;
}

}  // namespace guatu
