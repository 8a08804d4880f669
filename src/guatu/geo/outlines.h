// Outlines of units that a city brings along, as GeoJSON (RFC 7946): read strictly, one fault named. No file,
// no unit tree: who knows units comes in as a function.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/geo/point.h"

namespace guatu::geo {

/// Bytes of a file of outlines: a city at 1:50,000. → geo.outlines_too_large
inline constexpr std::size_t kMaxOutlineBytes = 8U << 20U;
/// Areas, and corners of all of them together: what a browser draws at once. → geo.outlines_too_large
inline constexpr std::size_t kMaxOutlines = 2'000;
inline constexpr std::size_t kMaxOutlinePoints = 200'000;

/// What is known of a unit.
struct KnownUnit {
  std::string id;
  std::string title;
};

/// Checks a FeatureCollection of Polygons and MultiPolygons and writes it out anew, in WGS-84, with nothing
/// in it but what was understood: `properties: {unit}`, rings closed and turned as RFC 7946 wants, seven
/// decimals.
///
/// @param text   UTF-8 JSON. A feature names its unit by `properties.unit` (an id) or `code`, `adcode` (GB/T
/// 2260)
/// @param datum  of the coordinates in it
/// @param find   unit of an id or a code; empty id: there is none
/// @errors geo.not_geojson (arg `detail`), geo.outlines_too_large (args `what`, `n`, `max`), geo.no_unit
/// (args `n`,
///         `got`), geo.unit_twice (`got`), geo.bad_geometry (`n`, `detail`), geo.open_ring (`n`),
///         geo.off_globe (`n`, `got`), json.syntax, json.not_utf8. `n` counts features from 1.
Result<json::object> read_outlines(std::string_view text, Datum datum,
                                   const std::function<KnownUnit(const std::string&)>& find);

}  // namespace guatu::geo
