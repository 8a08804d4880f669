// The map: marks clustered by box and zoom, and outlines of units. See docs/wall.md.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "guatu/geo/schematic.h"
#include "guatu/http/api/filter.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/marked.h"
#include "guatu/http/api/operation.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// A cell is a quarter of a 256-pixel tile: marks that would lie within 64 pixels are one.
constexpr int kCellsInTile = 2;
/// Cells of one answer; a box that has more at its zoom is answered at a coarser one, which the answer names.
constexpr std::int64_t kMostCells = 4'096;
constexpr std::int64_t kFinestZoom = geo::kFinestLevel - kCellsInTile;

Result<geo::Box> read_box(Ask& ask) {
  const std::string text(ask.query("box"));
  const auto wrong = [&] { return bad_parameter("box", text, "minlon,minlat,maxlon,maxlat"); };
  std::array<double, 4> n{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < n.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return wrong();
    const auto r = std::from_chars(at, end, n[i]);
    if (r.ec != std::errc()) return wrong();
    at = r.ptr;
  }
  const geo::Box box{{n[0], n[1]}, {n[2], n[3]}};
  if (at != end || !geo::is_on_globe(box.min) || !geo::is_on_globe(box.max) || box.min.lon > box.max.lon ||
      box.min.lat > box.max.lat)
    return wrong();
  return box;
}

std::int64_t cells_of(const geo::Box& box, int level) {
  const auto a = geo::cell_of({box.min.lon, box.max.lat}, level);
  const auto b = geo::cell_of({box.max.lon, box.min.lat}, level);
  return (std::int64_t{b.column} - a.column + 1) * (std::int64_t{b.row} - a.row + 1);
}

json::array point_json(const geo::LonLat& p) {
  const auto rounded = [](double d) { return std::round(d * 1e6) / 1e6; };
  return {rounded(p.lon), rounded(p.lat)};
}

json::object feature_json(const marks::Cluster& c, const marks::Sheet& sheet) {
  json::object properties{{"count", c.lights.all()},
                          {"red", c.lights.red},
                          {"yellow", c.lights.yellow},
                          {"green", c.lights.green},
                          {"light", c.lights.red > 0      ? "red"
                                    : c.lights.yellow > 0 ? "yellow"
                                                          : "green"},
                          {"at_units", c.at_units}};
  if (c.only != nullptr) {
    const auto& m = *c.only;
    properties["id"] = std::to_string(m.id.value);
    properties["number"] = sheet.text(m).number;
    properties["title"] = sheet.text(m).title;
    properties["playbook"] = sheet.words().text(m.playbook);
    properties["unit"] = sheet.units().text(m.unit);
    properties["due_at"] = kernel::instant_json(m.due_at);
  } else {
    properties["bounds"] =
        json::array{c.bounds.min.lon, c.bounds.min.lat, c.bounds.max.lon, c.bounds.max.lat};
  }
  return {{"type", "Feature"},
          {"geometry", json::object{{"type", "Point"}, {"coordinates", point_json(c.middle)}}},
          {"properties", std::move(properties)}};
}

Result<Response> read_map(Ask& ask) {
  GUATU_TRY(box, read_box(ask));
  GUATU_TRY(asked, integer(ask.request, "zoom", 10, 0, kFinestZoom));
  auto zoom = static_cast<int>(asked);
  while (zoom > 0 && cells_of(box, zoom + kCellsInTile) > kMostCells) --zoom;
  json::array features;
  std::int64_t count = 0;
  GUATU_TRY_VOID(with_marks(ask, [&](const marks::Selection& selection) {
    for (const auto& c : marks::clusters(selection, box, zoom + kCellsInTile, ask.now)) {
      count += c.lights.all();
      features.push_back(feature_json(c, selection.sheet()));
    }
  }));
  return ok(json::object{{"type", "FeatureCollection"},
                         {"zoom", zoom},
                         {"count", count},
                         {"now", to_text(ask.now)},
                         {"features", std::move(features)}});
}

/// Units of the map: active ones with a centre, below the top one and bearing an administrative code.
std::vector<const kernel::Unit*> drawn_units(const kernel::People& people,
                                             std::vector<geo::LonLat>& centres) {
  std::vector<const kernel::Unit*> out;
  const auto top = people.top();
  for (const auto& [id, u] : people.units()) {
    if (!u.is_active() || u.code.empty() || u.lon.empty() || u.lat.empty() || id == top) continue;
    out.push_back(&u);
    centres.push_back({std::strtod(u.lon.c_str(), nullptr), std::strtod(u.lat.c_str(), nullptr)});
  }
  return out;
}

json::object outline_json(const kernel::Unit& u, json::value geometry) {
  return {{"type", "Feature"},
          {"properties", json::object{{"unit", u.id.value},
                                      {"title", u.title().zh},
                                      {"title_en", u.en},
                                      {"code", u.code},
                                      {"at", u.lon.empty() ? json::value(nullptr)
                                                           : json::value(json::array{u.lon, u.lat})}}},
          {"geometry", std::move(geometry)}};
}

json::array schematic_of(const kernel::People& people) {
  std::vector<geo::LonLat> centres;
  const auto units = drawn_units(people, centres);
  const auto cells = geo::schematic_cells(centres);
  json::array out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (cells[i].empty()) continue;
    json::array ring;
    for (const auto& p : cells[i]) ring.push_back(point_json(p));
    out.push_back(outline_json(
        *units[i], json::object{{"type", "Polygon"}, {"coordinates", json::array{std::move(ring)}}}));
  }
  return out;
}

/// As imported and checked then; units that are gone since are left out. Empty: nothing was imported.
json::array imported_outlines(const std::string& file, const kernel::People& people) {
  std::ifstream in(file, std::ios::binary);
  json::array out;
  if (file.empty() || !in) return out;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto read = parse_json(text);
  if (read.has_error() || !read->is_object()) return out;
  const auto* features = read->get_object().if_contains("features");
  if (features == nullptr || !features->is_array()) return out;
  for (auto& f : features->get_array()) {
    const auto* u = people.unit(UnitId{std::string(f.at("properties").at("unit").as_string())});
    if (u != nullptr && u->is_active()) out.push_back(outline_json(*u, std::move(f.at("geometry"))));
  }
  return out;
}

Result<Response> read_outlines(Ask& ask) {
  const auto& people = ask.world->people();
  auto features = imported_outlines(ask.service.outlines_file, people);
  const bool is_schematic = features.empty();
  if (is_schematic) features = schematic_of(people);
  return ok(json::object{
      {"type", "FeatureCollection"}, {"is_schematic", is_schematic}, {"features", std::move(features)}});
}

}  // namespace

std::vector<Operation> map_operations() {
  return {{Method::kGet,
           "/map",
           "readMap",
           joined({{"box", true}, {"zoom"}}, open_filter()),
           {},
           &read_map,
           {},
           200,
           Runs::kPool},
          {Method::kGet,
           "/map/outlines",
           "readOutlines",
           {{"as_of"}, {"at"}},
           {},
           &read_outlines,
           {},
           200,
           Runs::kPool}};
}

}  // namespace guatu::http::api
