#include "guatu/http/disposition.h"

#include "guatu/base/text.h"
#include "guatu/http/message.h"
#include "guatu/http/target.h"

namespace guatu::http {

namespace {

/// RFC 8187 attr-char.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

/// One `name=value` off the front, behind the `;`. False: none is left, or it is not well formed.
bool next_parameter(std::string_view& rest, std::string_view& name, std::string& value) {
  const auto semicolon = rest.find(';');
  if (semicolon == std::string_view::npos) return false;
  rest.remove_prefix(semicolon + 1);
  rest = trim(rest);
  const auto eq = rest.find('=');
  if (eq == std::string_view::npos) return false;
  name = trim(rest.substr(0, eq));
  rest = trim(rest.substr(eq + 1));
  value.clear();
  if (!rest.starts_with('"')) {
    const auto end = rest.find(';');
    value = trim(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
    return true;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    value += rest[i];
  }
  return false;
}

}  // namespace

std::string attachment_disposition(std::string_view name) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string ascii;
  std::string encoded;
  for (const char c : name) {
    const auto b = static_cast<unsigned char>(c);
    const bool is_ascii = b >= 0x20 && b < 0x7f && c != '"' && c != '\\' && c != '%';
    if (is_ascii)
      ascii += c;
    else if (!ascii.ends_with('_'))
      ascii += '_';
    if (is_plain(c)) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[b >> 4U];
      encoded += kHex[b & 15U];
    }
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

std::string name_of_disposition(std::string_view value) {
  std::string plain;
  std::string_view name;
  std::string text;
  while (next_parameter(value, name, text)) {
    if (same_name(name, "filename*")) {
      const auto quote = text.find('\'');
      const auto second = quote == std::string::npos ? quote : text.find('\'', quote + 1);
      std::string decoded;
      if (second != std::string::npos && same_name(std::string_view(text).substr(0, quote), "UTF-8") &&
          append_decoded(decoded, std::string_view(text).substr(second + 1), false) && is_utf8(decoded))
        return decoded;
    } else if (same_name(name, "filename") && is_utf8(text)) {
      plain = text;
    }
  }
  return plain;
}

}  // namespace guatu::http
