// Points on the earth and the datums that this country's maps come in. Plain values, no I/O.
#pragma once

#include <cmath>

namespace guatu::geo {

/// Degrees, east and north. Inside the product always WGS-84; CGCS2000 differs by centimetres and is taken as
/// the same.
struct LonLat {
  double lon = 0;
  double lat = 0;
  bool operator==(const LonLat&) const = default;
};

/// Is it a point of the globe? Not for NaN.
inline bool is_on_globe(const LonLat& p) {
  return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

/// A box of degrees that does not cross the 180th meridian.
struct Box {
  LonLat min;
  LonLat max;
  bool operator==(const Box&) const = default;
};

enum class Datum {
  kWgs84,  ///< also CGCS2000
  kGcj02   ///< as the country's commercial maps shift it
};

}  // namespace guatu::geo
