#include "guatu/base/json_map.h"

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstdlib>

namespace guatu {

namespace {

using boost::system::error_code;

/// Builds the value that json::parse() builds, but for numbers with a fraction or an exponent: Boost 1.81
/// reads those up to one bit beside the number that was written (`1.4000000000000001` as `1.4`), and a table
/// folded from the ledger again would differ from the one that stood. std::from_chars reads them exactly, and
/// knows those that no double holds.
class ExactHandler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  /// @param size  bytes at `memory`, in which the values grow until they are put together
  ExactHandler(unsigned char* memory, std::size_t size) : values(json::storage_ptr(), memory, size) {}

  json::value_stack values;
  bool is_infinite = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t n, error_code&) {
    values.push_object(n);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) {
    values.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view s, std::size_t, error_code&) {
    values.push_chars(s);
    return true;
  }
  bool on_key(json::string_view s, std::size_t, error_code&) {
    values.push_key(s);
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, error_code&) {
    values.push_chars(s);
    return true;
  }
  bool on_string(json::string_view s, std::size_t, error_code&) {
    values.push_string(s);
    return true;
  }
  bool on_number_part(json::string_view s, error_code&) {
    number_.append(s.data(), s.size());
    return true;
  }
  bool on_int64(std::int64_t i, json::string_view, error_code&) {
    number_.clear();
    values.push_int64(i);
    return true;
  }
  bool on_uint64(std::uint64_t u, json::string_view, error_code&) {
    number_.clear();
    values.push_uint64(u);
    return true;
  }
  bool on_double(double, json::string_view s, error_code& ec) {
    number_.append(s.data(), s.size());
    double d = 0;
    if (std::from_chars(number_.data(), number_.data() + number_.size(), d).ec != std::errc()) {
      d = std::strtod(number_.c_str(), nullptr);  // No double: zero when too small, infinite when too large.
      if (!std::isfinite(d)) {
        is_infinite = true;
        ec = json::error::exponent_overflow;
        return false;
      }
    }
    values.push_double(d);
    number_.clear();
    return true;
  }
  bool on_bool(bool b, error_code&) {
    values.push_bool(b);
    return true;
  }
  bool on_null(error_code&) {
    values.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  std::string number_;  ///< its characters so far
};

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  if (!is_utf8(text)) return Error("json.not_utf8");
  constexpr std::size_t kStackBytes = 4096;  // Most documents fit; what does not takes memory of its own.
  alignas(json::value) unsigned char memory[kStackBytes];
  json::basic_parser<ExactHandler> parser(json::parse_options{}, memory, kStackBytes);
  auto& handler = parser.handler();
  handler.values.reset();
  error_code ec;
  const auto read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (handler.is_infinite) return Error("json.syntax", "", {{"detail", "a number is not finite"}});
  if (ec) return Error("json.syntax", "", {{"detail", ec.message()}});
  return handler.values.release();
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
