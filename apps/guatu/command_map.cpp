// map import, clear: the outlines of units that the wall map is drawn with. See docs/wall.md.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "guatu/base/disk.h"
#include "guatu/geo/outlines.h"
#include "guatu/outlines.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

/// One byte more than may be in it, so that what is too large is seen. @errors cli.no_file
Result<std::string> bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file)) return Error("cli.no_file", "FILE", {{"file", file}, {"detail", ""}});
  std::string out(geo::kMaxOutlineBytes + 1, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  return Result<std::string>(boost::system::in_place_value, std::move(out));
}

Outcome import_outlines(Session& s) {
  const auto& file = s.args.operands.at(0);
  GUATU_TRY(text, bytes_of(file));
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  const auto& people = v.world->people();
  const auto find = [&](const std::string& name) -> geo::KnownUnit {
    for (const auto& [id, u] : people.units())
      if (u.is_active() && (id.value == name || (!u.code.empty() && u.code == name))) return {id.value, u.zh};
    return {};
  };
  const auto datum = s.args.text("--datum", "wgs84") == "gcj02" ? geo::Datum::kGcj02 : geo::Datum::kWgs84;
  GUATU_TRY(outlines, geo::read_outlines(text, datum, find));
  const auto n = outlines.at("features").as_array().size();
  const auto to = outlines_file(s.data);
  if (!s.dry_run) {
    std::error_code ec;
    fs::create_directories(fs::path(to).parent_path(), ec);
    GUATU_TRY_VOID(write_file(to, json::serialize(outlines)));
  }
  if (s.json)
    print_json(s.io.out, json::object{{"outlines", static_cast<std::int64_t>(n)}, {"file", to}});
  else
    s.io.out << fmt::format(
        fmt::runtime(s.say({"{} 个单位的轮廓已导入：{}\n", "outlines of {} units imported: {}\n"})), n, to);
  return {};
}

Outcome clear_outlines(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  const auto file = outlines_file(s.data);
  std::error_code ec;
  const bool was_there = fs::exists(file, ec);
  if (!s.dry_run) fs::remove(file, ec);
  if (ec) return Error("store.io", "", {{"detail", ec.message()}, {"file", file}});
  s.io.out << (was_there ? s.say({"已删除导入的轮廓，挂图改用示意图。\n",
                                  "the imported outlines are gone; the map is a schematic again\n"})
                         : s.say({"没有导入过轮廓，挂图一直用示意图。\n",
                                  "there were none; the map is a schematic\n"}));
  return {};
}

}  // namespace

std::vector<CommandSpec> map_commands() {
  return {
      {"map",
       "import",
       {"导入单位轮廓（GeoJSON），挂图用它代替示意图", "import outlines of units (GeoJSON) for the wall map"},
       "FILE",
       1,
       1,
       {{"--datum",
         "wgs84|gcj02",
         {"文件的坐标：wgs84（含 CGCS2000，默认）或 gcj02，后者导入时换算",
          "coordinates of the file: wgs84 (also CGCS2000, default) or gcj02, which is converted"}}},
       {{"map import outlines.geojson",
         {"每个要素用 unit 或 code 指明单位", "each feature names its unit by `unit` or `code`"}}},
       &import_outlines},
      {"map",
       "clear",
       {"删除导入的轮廓，改回示意图", "drop the imported outlines; the map is a schematic again"},
       "",
       0,
       0,
       {},
       {{"map clear --data data/demo", {"", ""}}},
       &clear_outlines}};
}

}  // namespace guatu::app
