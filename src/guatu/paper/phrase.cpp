#include "guatu/paper/phrase.h"

#include <algorithm>

#include "guatu/base/text.h"

namespace guatu::paper {

namespace {

struct Mark {
  std::string_view before, name, words;
  bool has_words = false;
};

bool is_name(std::string_view s) {
  return !s.empty() && s.front() != '.' && s.back() != '.' && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// Takes the next placeholder off the front, with what stands before it. False: there is none.
bool take(std::string_view& text, Mark& out) {
  const auto open = text.find('{');
  const auto close = open == std::string_view::npos ? open : text.find('}', open);
  if (close == std::string_view::npos) return false;
  const auto inside = text.substr(open + 1, close - open - 1);
  const auto bar = inside.find('|');
  out = {text.substr(0, open), trim(inside.substr(0, bar)),
         bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1),
         bar != std::string_view::npos};
  text.remove_prefix(close + 1);
  return true;
}

}  // namespace

bool is_well_formed(std::string_view text) {
  Mark m;
  while (take(text, m))
    if (!is_name(m.name) || m.before.find('}') != std::string_view::npos ||
        m.words.find('{') != std::string_view::npos)
      return false;
  return text.find_first_of("{}") == std::string_view::npos;
}

void each_name(std::string_view text, const std::function<void(std::string_view name)>& take_name) {
  Mark m;
  while (take(text, m)) take_name(m.name);
}

std::string filled(std::string_view text, const std::function<std::string(std::string_view name)>& value) {
  std::string out;
  Mark m;
  while (take(text, m)) {
    out += m.before;
    const auto v = value(m.name);
    if (!v.empty())
      out += v;
    else
      out += m.has_words ? m.words : kBlank;
  }
  out += text;
  return out;
}

}  // namespace guatu::paper
