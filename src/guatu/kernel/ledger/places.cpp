#include "guatu/kernel/ledger/places.h"

#include <charconv>
#include <cmath>

namespace guatu::kernel {

namespace {

std::optional<std::int64_t> millionths(const json::value& v) {
  if (!v.is_string()) return std::nullopt;
  const auto& s = v.get_string();
  double degrees = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), degrees);
  if (ec != std::errc() || end != s.data() + s.size() || !(std::abs(degrees) <= 180)) return std::nullopt;
  return std::llround(degrees * 1e6);
}

}  // namespace

std::optional<PlaceAt> place_in(const json::object& fields) {
  for (const auto& [name, value] : fields) {
    const auto* o = value.if_object();
    const auto* at = o == nullptr ? nullptr : o->if_contains("at");
    if (at == nullptr || !at->is_array() || at->get_array().size() != 2) continue;
    const auto lon = millionths(at->get_array()[0]);
    const auto lat = millionths(at->get_array()[1]);
    if (lon && lat) return PlaceAt{std::string(name), *lon, *lat};
  }
  return std::nullopt;
}

}  // namespace guatu::kernel
