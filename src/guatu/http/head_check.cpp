#include "guatu/http/head_check.h"

#include <algorithm>
#include <array>

#include "guatu/http/message.h"

namespace guatu::http {

namespace {

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> t{};
  for (int c = '0'; c <= '9'; ++c) t[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) t[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) t[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) t[static_cast<unsigned char>(c)] = true;
  return t;
}
constexpr auto kToken = make_token_table();

bool is_token(std::string_view s) {
  return !s.empty() &&
         std::all_of(s.begin(), s.end(), [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

Error bad(const char* detail) {
  return Error("http.bad_head", "", {{"detail", detail}});
}

/// What must stand once, or not together.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
};

Result<void> check_request_line(std::string_view line, bool& is_old) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad("request line");
  if (!is_token(line.substr(0, first))) return bad("method");
  const auto target = line.substr(first + 1, last - first - 1);
  if (target.empty() || target.find(' ') != std::string_view::npos) return bad("request line");
  const auto version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    if (version.starts_with("HTTP/")) return Error("http.version");
    return bad("request line");
  }
  is_old = version == "HTTP/1.0";
  return {};
}

Result<void> check_field(std::string_view line, Framing& f) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return bad("field without colon");
  const auto name = line.substr(0, colon);
  // A folded line, and a space before the colon, end here too.
  if (!is_token(name)) return bad("field name");
  auto value = line.substr(colon + 1);
  for (const char c : value)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return bad("control character");
  value = trim(value);
  if (same_name(name, "Host")) {
    ++f.hosts;
    if (value.find_first_of(" \t/\\@?#,") != std::string_view::npos) return bad("Host");
  } else if (same_name(name, "Content-Length")) {
    ++f.lengths;
    if (value.empty() || value.size() > 15 || value.find_first_not_of("0123456789") != std::string_view::npos)
      return bad("Content-Length");
  } else if (same_name(name, "Transfer-Encoding")) {
    ++f.codings;
    if (!same_name(value, "chunked")) return Error("http.coding");
  }
  return {};
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, std::size_t from) {
  auto at = from;
  for (;;) {
    const auto lf = bytes.find('\n', at);
    if (lf == std::string_view::npos) return {0, false, bytes.size()};
    if (lf == 0 || bytes[lf - 1] != '\r') return {0, true, lf};
    // An empty line: CRLF CRLF, or CRLF at the very beginning, which check_head() refuses.
    if (lf == 1 || (lf >= 3 && bytes[lf - 2] == '\n')) return {lf + 1, false, lf + 1};
    at = lf + 1;
  }
}

Result<void> check_head(std::string_view head) {
  Framing f;
  bool is_old = false;
  bool is_first = true;
  for (;;) {
    const auto end = head.find('\n');
    if (end == std::string_view::npos || end == 0 || head[end - 1] != '\r') return bad("line end");
    const auto line = head.substr(0, end - 1);
    head.remove_prefix(end + 1);
    if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos)
      return bad("control character");
    if (is_first) {
      GUATU_TRY_VOID(check_request_line(line, is_old));
      is_first = false;
    } else if (line.empty()) {
      break;
    } else {
      GUATU_TRY_VOID(check_field(line, f));
    }
  }
  if (!head.empty()) return bad("line end");
  if (f.hosts > 1 || (f.hosts == 0 && !is_old)) return bad("Host");
  if (f.lengths > 1) return bad("Content-Length twice");
  if (f.codings > 1 || (f.codings == 1 && f.lengths == 1)) return bad("Content-Length and Transfer-Encoding");
  if (f.codings == 1 && is_old) return Error("http.coding");
  return {};
}

}  // namespace guatu::http
