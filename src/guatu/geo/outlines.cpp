#include "guatu/geo/outlines.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "guatu/geo/gcj02.h"

namespace guatu::geo {

namespace {

class Reading {
 public:
  explicit Reading(Datum datum) : datum_(datum) {}

  Result<json::object> geometry(const json::value* v, std::size_t n) {
    n_ = n;
    const auto* o = v == nullptr ? nullptr : v->if_object();
    const auto* type = o == nullptr ? nullptr : o->if_contains("type");
    const auto* parts = o == nullptr ? nullptr : o->if_contains("coordinates");
    if (type == nullptr || parts == nullptr || !parts->is_array()) return bad("geometry");
    if (*type == "Polygon") {
      GUATU_TRY(rings, polygon(*parts));
      return json::object{{"type", "Polygon"}, {"coordinates", std::move(rings)}};
    }
    if (*type != "MultiPolygon") return bad("type " + json::serialize(*type).substr(0, 40));
    json::array out;
    for (const auto& p : parts->get_array()) {
      GUATU_TRY(rings, polygon(p));
      out.push_back(std::move(rings));
    }
    if (out.empty()) return bad("coordinates");
    return json::object{{"type", "MultiPolygon"}, {"coordinates", std::move(out)}};
  }

 private:
  Error bad(std::string detail) const {
    return Error("geo.bad_geometry", "", {{"n", std::to_string(n_)}, {"detail", std::move(detail)}});
  }

  Result<json::array> polygon(const json::value& v) {
    if (!v.is_array() || v.get_array().empty()) return bad("coordinates");
    json::array out;
    for (const auto& r : v.get_array()) {
      GUATU_TRY(points, ring(r));
      // The first ring is the area, the others are holes in it.
      if ((turn(points) > 0) != out.empty()) std::reverse(points.begin(), points.end());
      json::array there;
      for (const auto& p : points) there.push_back(json::array{rounded(p.lon), rounded(p.lat)});
      out.push_back(std::move(there));
    }
    return out;
  }

  Result<std::vector<LonLat>> ring(const json::value& v) {
    if (!v.is_array()) return bad("ring");
    std::vector<LonLat> out;
    for (const auto& c : v.get_array()) {
      if (!c.is_array() || c.get_array().size() < 2 || !c.get_array()[0].is_number() ||
          !c.get_array()[1].is_number())
        return bad("position");
      const LonLat p{c.get_array()[0].to_number<double>(), c.get_array()[1].to_number<double>()};
      if (!is_on_globe(p))
        return Error("geo.off_globe", "",
                     {{"n", std::to_string(n_)}, {"got", json::serialize(c).substr(0, 60)}});
      if (++points_ > kMaxOutlinePoints)
        return Error(
            "geo.outlines_too_large", "",
            {{"what", "points"}, {"n", std::to_string(points_)}, {"max", std::to_string(kMaxOutlinePoints)}});
      out.push_back(p);
    }
    if (out.size() < 4 || !(out.front() == out.back()))
      return Error("geo.open_ring", "", {{"n", std::to_string(n_)}});
    if (datum_ == Datum::kGcj02)
      for (auto& p : out) p = wgs84_of(p);
    return out;
  }

  /// Twice the area; positive when it runs counter-clockwise.
  static double turn(const std::vector<LonLat>& ring) {
    double sum = 0;
    for (std::size_t i = 1; i < ring.size(); ++i)
      sum += ring[i - 1].lon * ring[i].lat - ring[i].lon * ring[i - 1].lat;
    return sum;
  }
  static double rounded(double degrees) { return std::round(degrees * 1e7) / 1e7; }

  Datum datum_;
  std::size_t n_ = 0;
  std::size_t points_ = 0;
};

/// The text under which a feature names its unit; empty: it names none.
std::string name_in(const json::object& feature) {
  const auto* p = feature.if_contains("properties");
  if (p == nullptr || !p->is_object()) return {};
  for (const char* key : {"unit", "code", "adcode"}) {
    const auto* v = p->get_object().if_contains(key);
    if (v == nullptr) continue;
    if (v->is_string()) return std::string(v->get_string());
    if (v->is_int64()) return std::to_string(v->get_int64());
  }
  return {};
}

Error too_large(const char* what, std::size_t n, std::size_t max) {
  return Error("geo.outlines_too_large", "",
               {{"what", what}, {"n", std::to_string(n)}, {"max", std::to_string(max)}});
}

}  // namespace

Result<json::object> read_outlines(std::string_view text, Datum datum,
                                   const std::function<KnownUnit(const std::string&)>& find) {
  if (text.size() > kMaxOutlineBytes) return too_large("bytes", text.size(), kMaxOutlineBytes);
  GUATU_TRY(value, parse_json(text));
  const auto* top = value.if_object();
  const auto* type = top == nullptr ? nullptr : top->if_contains("type");
  const auto* given = top == nullptr ? nullptr : top->if_contains("features");
  if (type == nullptr || *type != "FeatureCollection" || given == nullptr || !given->is_array())
    return Error("geo.not_geojson", "", {{"detail", "FeatureCollection"}});
  const auto& features = given->get_array();
  if (features.empty()) return Error("geo.not_geojson", "", {{"detail", "features"}});
  if (features.size() > kMaxOutlines) return too_large("features", features.size(), kMaxOutlines);
  Reading reading(datum);
  std::set<std::string> seen;
  json::array out;
  for (const auto& f : features) {
    const auto n = out.size() + 1;
    if (!f.is_object()) return Error("geo.not_geojson", "", {{"detail", "feature " + std::to_string(n)}});
    const auto name = name_in(f.get_object());
    const auto unit = name.empty() ? KnownUnit{} : find(name);
    if (unit.id.empty())
      return Error("geo.no_unit", "", {{"n", std::to_string(n)}, {"got", name.substr(0, 60)}});
    if (!seen.insert(unit.id).second) return Error("geo.unit_twice", "", {{"got", unit.id}});
    GUATU_TRY(geometry, reading.geometry(f.get_object().if_contains("geometry"), n));
    out.push_back(json::object{{"type", "Feature"},
                               {"properties", json::object{{"unit", unit.id}}},
                               {"geometry", std::move(geometry)}});
  }
  return json::object{{"type", "FeatureCollection"}, {"features", std::move(out)}};
}

}  // namespace guatu::geo
