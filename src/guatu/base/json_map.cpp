#include "guatu/base/json_map.h"

namespace guatu {

namespace {

bool all_finite(const json::value& v) {
  if (v.is_double()) return std::isfinite(v.get_double());
  if (v.is_array())
    for (const auto& i : v.get_array())
      if (!all_finite(i)) return false;
  if (v.is_object())
    for (const auto& [k, i] : v.get_object())
      if (!all_finite(i)) return false;
  return true;
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  if (!is_utf8(text)) return Error("json.not_utf8");
  boost::system::error_code ec;
  auto v = json::parse(json::string_view(text.data(), text.size()), ec);
  if (ec) return Error("json.syntax", "", {{"detail", ec.message()}});
  if (!all_finite(v)) return Error("json.syntax", "", {{"detail", "a number is not finite"}});
  return v;
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    out += '\\';
    switch (c) {
      case '\b':
        out += 'b';
        break;
      case '\f':
        out += 'f';
        break;
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      case '"':
      case '\\':
        out += static_cast<char>(c);
        break;
      default:
        out += "u00";
        out += kDigits[c >> 4U];
        out += kDigits[c & 15U];
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_json_value(std::string& out, const json::object& v) {
  out += '{';
  bool is_first = true;
  for (const auto& [key, value] : v) {
    if (!is_first) out += ',';
    is_first = false;
    append_json_text(out, {key.data(), key.size()});
    out += ':';
    append_json_value(out, value);
  }
  out += '}';
}

void append_json_value(std::string& out, const json::value& v) {
  switch (v.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += v.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      out += std::to_string(v.get_int64());
      return;
    case json::kind::string:
      append_json_text(out, {v.get_string().data(), v.get_string().size()});
      return;
    case json::kind::object:
      append_json_value(out, v.get_object());
      return;
    case json::kind::array: {
      out += '[';
      bool is_first = true;
      for (const auto& i : v.get_array()) {
        if (!is_first) out += ',';
        is_first = false;
        append_json_value(out, i);
      }
      out += ']';
      return;
    }
    default:
      out += json::serialize(v);  // Doubles and numbers beyond int64: rare, and the library's own form.
  }
}

}  // namespace guatu
