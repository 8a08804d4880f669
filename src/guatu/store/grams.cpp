#include "guatu/store/grams.h"

#include "guatu/base/text.h"

namespace guatu::store {

namespace {

enum class Kind { kSeparator, kHan, kWord };

bool between(char32_t c, char32_t from, char32_t to) {
  return c >= from && c <= to;
}

/// Han, kana, hangul: scripts written without spaces, or searched by syllable.
bool is_han(char32_t c) {
  return between(c, 0x4E00, 0x9FFF) || between(c, 0x3400, 0x4DBF) || between(c, 0x20000, 0x323AF) ||
         between(c, 0xF900, 0xFAFF) || between(c, 0x3041, 0x30FF) || between(c, 0xAC00, 0xD7A3) ||
         c == 0x3005 || c == 0x3007;
}

bool is_separator(char32_t c) {
  if (c < 0x80) return !between(c, '0', '9') && !between(c, 'a', 'z') && !between(c, 'A', 'Z');
  return between(c, 0x80, 0xBF) || c == 0xD7 || c == 0xF7 || between(c, 0x2000, 0x206F) ||
         between(c, 0x2190, 0x245F) || between(c, 0x2500, 0x2BFF) || between(c, 0x3000, 0x303F) ||
         between(c, 0xFE10, 0xFE6F) || between(c, 0xFF5F, 0xFF65) || between(c, 0xE000, 0xF8FF) ||
         c == 0xFFFD;
}

Kind kind_of(char32_t c) {
  if (is_han(c)) return Kind::kHan;
  return is_separator(c) ? Kind::kSeparator : Kind::kWord;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// One folded character and where it stood.
struct Letter {
  char32_t c = 0;
  Kind kind = Kind::kSeparator;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Cutter {
 public:
  Cutter(std::string_view text, GramMode mode, const std::function<bool(const Gram&)>& emit)
      : whole_(text), rest_(text), mode_(mode), emit_(emit) {
    next();
  }

  bool run() {
    while (has_letter_) {
      bool goes_on = true;
      if (letter_.kind == Kind::kHan)
        goes_on = han();
      else if (letter_.kind == Kind::kWord)
        goes_on = word();
      else
        next();
      if (!goes_on) return false;
    }
    return true;
  }

 private:
  void next() {
    has_letter_ = !rest_.empty();
    if (!has_letter_) return;
    letter_.begin = whole_.size() - rest_.size();
    letter_.c = folded(next_code_point(rest_));
    letter_.end = whole_.size() - rest_.size();
    letter_.kind = kind_of(letter_.c);
  }

  bool word() {
    Gram g;
    g.begin = letter_.begin;
    for (; has_letter_ && letter_.kind == Kind::kWord; next()) {
      append_utf8(g.text, letter_.c);
      g.end = letter_.end;
    }
    return emit_(g);
  }

  /// A run is walked with the letter before in hand, so that a text of any length needs no buffer.
  bool han() {
    Letter before = letter_;
    bool is_lone = true;
    next();
    for (; has_letter_ && letter_.kind == Kind::kHan; next()) {
      if (!pair(before, letter_)) return false;
      before = letter_;
      is_lone = false;
    }
    if (mode_ == GramMode::kDocument || is_lone || another_follows()) return single(before, false);
    return true;
  }

  bool pair(const Letter& a, const Letter& b) {
    Gram g{{}, a.begin, b.end, false};
    append_utf8(g.text, a.c);
    append_utf8(g.text, b.c);
    if (!emit_(g)) return false;
    return mode_ == GramMode::kQuery || single(a, true);
  }

  bool single(const Letter& a, bool is_colocated) {
    Gram g{{}, a.begin, a.end, is_colocated};
    append_utf8(g.text, a.c);
    return emit_(g);
  }

  /// Skips separators, which mean nothing to the caller either.
  bool another_follows() {
    while (has_letter_ && letter_.kind == Kind::kSeparator) next();
    return has_letter_;
  }

  std::string_view whole_;
  std::string_view rest_;
  GramMode mode_;
  const std::function<bool(const Gram&)>& emit_;
  Letter letter_;
  bool has_letter_ = false;
};

}  // namespace

char32_t folded(char32_t c) {
  if (between(c, 0xFF01, 0xFF5E)) c -= 0xFEE0;
  if (between(c, 'A', 'Z')) return c + 32;
  if (c < 0xC0) return c;
  if (between(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;
  if (between(c, 0x391, 0x3A9)) return c + 32;
  if (between(c, 0x410, 0x42F)) return c + 32;
  if (between(c, 0x400, 0x40F)) return c + 80;
  return c;
}

bool for_each_gram(std::string_view text, GramMode mode, const std::function<bool(const Gram&)>& emit) {
  return Cutter(text, mode, emit).run();
}

bool has_grams(std::string_view text) {
  return !for_each_gram(text, GramMode::kQuery, [](const Gram&) { return false; });
}

}  // namespace guatu::store
