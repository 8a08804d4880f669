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

}  // namespace guatu
