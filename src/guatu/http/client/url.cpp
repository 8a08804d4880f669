#include "guatu/http/client/client.h"

namespace guatu::http::client {

Result<Url> read_url(std::string_view url) {
  const Error wrong("client.url", "", {{"url", std::string(url.substr(0, 200))}});
  for (const char c : url)
    // What a URL holds besides must be percent-encoded; a line break would write a header of its own.
    if (c <= ' ' || c == '\x7f' || c == '#' || c == '\\' || static_cast<unsigned char>(c) >= 0x80)
      return wrong;
  Url out;
  constexpr std::string_view kTls = "https://", kPlain = "http://";
  out.is_tls = url.starts_with(kTls);
  if (!out.is_tls && !url.starts_with(kPlain)) return wrong;
  url.remove_prefix(out.is_tls ? kTls.size() : kPlain.size());
  const auto end = url.find_first_of("/?");
  auto authority = url.substr(0, end);
  out.target = end == std::string_view::npos ? "/" : std::string(url.substr(end));
  if (out.target.front() == '?') out.target.insert(0, "/");
  out.authority = std::string(authority);
  if (authority.find('@') != std::string_view::npos) return wrong;
  out.port = out.is_tls ? "443" : "80";
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return wrong;
    out.host = std::string(authority.substr(1, close - 1));
    authority.remove_prefix(close + 1);
  } else {
    out.host = std::string(authority.substr(0, authority.find(':')));
    authority.remove_prefix(out.host.size());
  }
  if (!authority.empty()) {
    if (authority.front() != ':' || authority.size() < 2 || authority.size() > 6) return wrong;
    out.port = std::string(authority.substr(1));
    if (out.port.find_first_not_of("0123456789") != std::string::npos || std::stoi(out.port) < 1 ||
        std::stoi(out.port) > 65535)
      return wrong;
  }
  if (out.host.empty()) return wrong;
  return out;
}

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

}  // namespace guatu::http::client
