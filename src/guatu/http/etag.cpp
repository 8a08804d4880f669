#include "guatu/http/etag.h"

#include <charconv>

namespace guatu::http {

namespace {

std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

/// Whether a list (compared weakly, see etag.h) of tags holds `tag` or is `*`.
bool holds(std::string_view list, std::string_view tag) {
  if (trim(list) == "*") return true;
  while (!list.empty()) {
    // A comma may stand inside the quotes.
    auto end = list.find('"');
    if (end != std::string_view::npos) end = list.find('"', end + 1);
    if (end == std::string_view::npos) return false;
    const auto comma = list.find(',', end);
    const auto item = trim(list.substr(0, end + 1));
    if (opaque(item) == opaque(tag)) return true;
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

}  // namespace

std::string position_tag(std::int64_t position) {
  return "\"p" + std::to_string(position) + "\"";
}

Result<std::int64_t> position_of_tag(std::string_view if_match) {
  const auto text = opaque(trim(if_match));
  std::int64_t n = 0;
  if (text.size() > 3 && text.starts_with("\"p") && text.back() == '"') {
    const auto* end = text.data() + text.size() - 1;
    const auto r = std::from_chars(text.data() + 2, end, n);
    if (r.ec == std::errc() && r.ptr == end && n > 0) return n;
  }
  return Error("http.bad_if_match");
}

bool is_unchanged(const Request& request, std::string_view tag) {
  for (const auto& h : request.headers)
    if (same_name(h.name, "If-None-Match") && holds(h.value, tag)) return true;
  return false;
}

Response not_modified(std::string_view tag) {
  auto r = Response::empty(304);
  r.headers.add("ETag", tag);
  return r;
}

std::optional<Error> refused_by_if_match(const Request& request, std::string_view tag) {
  const auto* wanted = request.headers.find("If-Match");
  if (wanted == nullptr || holds(*wanted, tag)) return std::nullopt;
  return Error("http.changed");
}

}  // namespace guatu::http
