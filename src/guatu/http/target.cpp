#include "guatu/http/target.h"

#include "guatu/base/limits.h"

namespace guatu::http {

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool has_control(std::string_view s) {
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  return false;
}

Error bad(const char* detail) {
  return Error("http.bad_target", "", {{"detail", detail}});
}

Result<void> check_path(std::string_view encoded, std::string_view path) {
  // An encoded slash would be another path to whoever stands before us.
  for (std::size_t i = 0; i + 2 < encoded.size(); ++i)
    if (encoded[i] == '%' && encoded[i + 1] == '2' && (encoded[i + 2] == 'f' || encoded[i + 2] == 'F'))
      return bad("%2F");
  if (has_control(path)) return bad("control character");
  if (path.find('\\') != std::string_view::npos) return bad("backslash");
  if (!is_utf8(path)) return bad("UTF-8");
  auto rest = path.substr(1);
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    if (segment == "." || segment == "..") return bad("dot segment");
    if (segment.empty()) return bad("empty segment");
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  return {};
}

Result<void> read_query(std::string_view text, Params& out) {
  std::string name;
  std::string value;
  while (!text.empty()) {
    const auto amp = text.find('&');
    const auto part = text.substr(0, amp);
    text.remove_prefix(amp == std::string_view::npos ? text.size() : amp + 1);
    if (part.empty()) continue;
    if (out.size() == limits::kMaxQueryParameters)
      return Error("http.too_many_parameters", "", {{"limit", std::to_string(limits::kMaxQueryParameters)}});
    const auto equals = part.find('=');
    name.clear();
    value.clear();
    if (!append_decoded(name, part.substr(0, equals), true) ||
        (equals != std::string_view::npos && !append_decoded(value, part.substr(equals + 1), true)))
      return bad("%");
    if (!is_utf8(name) || !is_utf8(value)) return bad("UTF-8");
    if (has_control(name) || value.find('\0') != std::string::npos) return bad("control character");
    out.add(name, value);
  }
  return {};
}

}  // namespace

bool append_decoded(std::string& out, std::string_view text, bool is_form) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_form) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return false;
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    }
  }
  return true;
}

Result<void> read_target(std::string_view target, Request& request) {
  request.path.clear();
  request.query.clear();
  request.target.assign(target.substr(0, limits::kMaxTargetBytes));
  if (target.size() > limits::kMaxTargetBytes)
    return Error("http.target_too_long", "", {{"limit", std::to_string(limits::kMaxTargetBytes)}});
  if (target == "*") {
    request.path = "*";
    return {};
  }
  if (target.empty() || target.front() != '/') return bad("form");
  for (const char c : target)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f)
      return bad("character");
  if (target.find('#') != std::string_view::npos) return bad("fragment");
  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  if (!append_decoded(request.path, path, false)) return bad("%");
  GUATU_TRY_VOID(check_path(path, request.path));
  if (mark != std::string_view::npos) return read_query(target.substr(mark + 1), request.query);
  return {};
}

}  // namespace guatu::http
