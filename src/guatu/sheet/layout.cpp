#include "guatu/sheet/layout.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "guatu/base/disk.h"
#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"
#include "guatu/sheet/matter_columns.h"

namespace guatu::sheet {

namespace {

class Reading {
 public:
  explicit Reading(const std::string& file) : file_(file) {}

  void read(const YamlNode& root) {
    if (!root.is_map()) return form(root, "sheet: hazard");
    keys(root, {"sheet", "columns"});
    const auto* id = root.find("sheet");
    if (id == nullptr || !id->is_scalar()) return form(root, "sheet: hazard");
    out.playbook = id->scalar;
    out.place = place(*id);
    const auto* columns = root.find("columns");
    if (columns == nullptr || !columns->is_list() || columns->items.empty())
      return form(columns == nullptr ? root : *columns, "columns: [number, {id: field.grade, title: 等级}]");
    for (const auto& c : columns->items) column(c);
  }
  Layout out;
  Problems problems;

 private:
  Place place(const YamlNode& n) const { return {file_, n.line, n.column}; }
  void form(const YamlNode& n, const char* expected) {
    problems.push_back(Error("sheet.layout_form", "", {{"expected", expected}}, place(n)));
  }
  void keys(const YamlNode& map, const std::vector<std::string>& known) {
    for (const auto& e : map.entries)
      if (std::find(known.begin(), known.end(), e.key) == known.end())
        problems.push_back(Error("sheet.layout_key", "",
                                 {{"name", e.key.substr(0, 60)}, {"instead", join(known, ", ")}},
                                 {file_, e.line, e.column}));
  }
  void column(const YamlNode& n) {
    if (n.is_scalar()) {
      out.columns.push_back({n.scalar, {}, place(n)});
      return;
    }
    const auto* id = n.find("id");
    const auto* title = n.find("title");
    if (!n.is_map() || id == nullptr || !id->is_scalar() || (title != nullptr && !title->is_scalar()))
      return form(n, "{id: field.grade, title: 等级}");
    keys(n, {"id", "title"});
    out.columns.push_back({id->scalar, title == nullptr ? std::string() : title->scalar, place(n)});
  }

  const std::string& file_;
};

}  // namespace

Checked<Layout> read_layout(std::string_view text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  Reading reading(file);
  reading.read(*root);
  if (!reading.problems.empty()) return std::move(reading.problems);
  return std::move(reading.out);
}

Problems check_layout(const Layout& layout, const kernel::Playbook& playbook) {
  Problems out;
  std::set<std::string> seen;
  for (const auto& c : layout.columns) {
    auto column = matter_columns(c.id, &playbook, Lang::kZh);
    if (column.has_error()) {
      auto e = column.error();
      e.place = c.place;
      out.push_back(std::move(e));
    } else if (!seen.insert(c.id).second) {
      out.push_back(Error("sheet.column_twice", "", {{"got", c.id}}, c.place));
    }
  }
  return out;
}

std::map<std::string, Layout> read_layouts(const std::vector<std::string>& folders, Problems& problems) {
  std::map<std::string, Layout> out;
  for (const auto& folder : folders) {
    std::set<std::string> files;
    std::error_code ec;
    for (const auto& e : std::filesystem::directory_iterator(folder, ec))
      if (e.path().extension() == ".yaml") files.insert(e.path().string());
    for (const auto& file : files) {
      const auto text = read_small_file(file, limits::kMaxYamlBytes);
      if (text.has_error()) {
        problems.push_back(text.error());
        continue;
      }
      const auto layout = read_layout(*text, file);
      if (layout.has_error()) {
        const auto found = layout.error();
        problems.insert(problems.end(), found.begin(), found.end());
      } else {
        out[layout->playbook] = *layout;
      }
    }
  }
  return out;
}

}  // namespace guatu::sheet
