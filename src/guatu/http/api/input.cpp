#include "guatu/http/api/input.h"

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"

namespace guatu::http::api {

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 60;  // Bytes; a character is not cut in the middle.
  if (text.size() <= kMost) return std::string(text);
  std::size_t n = kMost;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0U) == 0x80U) --n;
  return std::string(text.substr(0, n)) + "…";
}

Error bad_parameter(std::string_view name, std::string_view got, std::string_view expected) {
  return Error("http.bad_parameter", std::string(name),
               {{"got", shortened(got)}, {"expected", std::string(expected)}});
}

bool read_whole(std::string_view text, std::int64_t& out) {
  if (text.empty() || text.size() > 18) return false;
  out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  return true;
}

Result<std::int64_t> integer(const Request& request, std::string_view name, std::int64_t fallback,
                             std::int64_t min, std::int64_t max) {
  const auto* text = request.query.find(name);
  if (text == nullptr) return fallback;
  std::int64_t n = 0;
  if (!read_whole(*text, n) || n < min || n > max)
    return bad_parameter(name, *text, std::to_string(min) + ".." + std::to_string(max));
  return n;
}

Result<Instant> instant(const Request& request, std::string_view name) {
  const auto* text = request.query.find(name);
  if (text == nullptr) return Instant{};
  const auto t = parse_instant(*text);
  if (t.has_error() || t->us <= 0) return bad_parameter(name, *text, "2022-04-08T08:30:00+08:00");
  return *t;
}

Result<bool> boolean(const Request& request, std::string_view name) {
  const auto* text = request.query.find(name);
  if (text == nullptr || *text == "false") return false;
  if (*text == "true") return true;
  return bad_parameter(name, *text, "true, false");
}

Result<std::string> word(const Request& request, std::string_view name,
                         const std::vector<std::string>& words) {
  const auto* text = request.query.find(name);
  if (text == nullptr) return Result<std::string>(boost::system::in_place_value, words.front());
  if (std::find(words.begin(), words.end(), *text) == words.end())
    return bad_parameter(name, *text, join(words, ", "));
  return Result<std::string>(boost::system::in_place_value, *text);
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= limits::kMaxIdChars &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                  c == '_' || c == '-' || c == ':';
         });
}

Result<std::string> id_text(const Request& request, std::string_view name) {
  const auto* text = request.query.find(name);
  if (text == nullptr) return Result<std::string>(boost::system::in_place_value);
  if (!is_id(*text)) return bad_parameter(name, *text, "[A-Za-z0-9._:-]{1,64}");
  return Result<std::string>(boost::system::in_place_value, *text);
}

}  // namespace guatu::http::api
