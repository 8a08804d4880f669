#include "guatu/sheet/matter_import.h"

#include <algorithm>
#include <charconv>

#include "guatu/base/text.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::sheet {

namespace {

using kernel::FieldType;

std::string shortened(const std::string& text) {
  std::string out = text.substr(0, 60);
  while (!is_utf8(out)) out.pop_back();
  return out;
}

/// Names of people and units are written with spaces to make columns even: 张 三.
std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : half_width(text))
    if (c != ' ' && c != '\n' && c != '\t') out += c;
  return out;
}

/// A whole or a decimal number, nothing else.
std::optional<double> number_in(std::string_view s) {
  double n = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), n);
  return !s.empty() && r.ec == std::errc() && r.ptr == s.data() + s.size() ? std::optional(n) : std::nullopt;
}

/// `44652` and `20220401` are dates too; a time behind a date is dropped for a field that has none.
std::string date_text(const Cell& cell, bool with_time) {
  if (cell.kind == Cell::Kind::kDate || cell.kind == Cell::Kind::kInstant)
    return with_time ? to_text(cell.at) : to_text(cell.at).substr(0, 10);
  auto text = half_width(trim(cell.text));
  if (const auto n = number_in(text)) {
    Instant t;
    if (*n >= 19'000'101 && *n <= 99'991'231 && text.size() == 8)
      return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2);
    // From 1954 to 2064: smaller and larger numbers are more likely something else.
    if (*n >= 20'000 && *n < 60'300 && instant_of_serial(*n, t))
      return with_time ? to_text(t) : to_text(t).substr(0, 10);
    return text;
  }
  if (!with_time)
    if (const auto space = text.find_first_of(" T"); space != std::string::npos && space >= 8)
      text.resize(space);
  return text;
}

std::string boolean_text(const std::string& text) {
  for (const char* word : {"√", "✓", "✔", "是", "有", "1", "y", "Y", "TRUE", "true", "yes"})
    if (text == word) return "true";
  for (const char* word : {"×", "✗", "x", "X", "否", "无", "0", "n", "N", "FALSE", "false", "no"})
    if (text == word) return "false";
  return text;
}

/// `1，200` and `1,200`, without the unit of the field behind it.
std::string number_text(std::string text, const std::string& unit) {
  std::erase(text, ',');
  std::erase(text, ' ');
  if (!unit.empty() && text.size() > unit.size() && text.ends_with(unit))
    text.resize(text.size() - unit.size());
  return text;
}

json::array parts_of(const std::string& text) {
  json::array out;
  std::string part;
  const auto add = [&] {
    if (const auto t = trim(part); !t.empty()) out.emplace_back(json::string_view(t.data(), t.size()));
    part.clear();
  };
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto before = rest;
    const auto c = next_code_point(rest);
    if (c == U'、' || c == U'，' || c == U'；' || c == ',' || c == ';' || c == '\n')
      add();
    else
      part.append(before.substr(0, before.size() - rest.size()));
  }
  add();
  return out;
}

/// Below a table stand its sum and who made it.
bool is_foot(const Row& cells) {
  const auto first = std::find_if(cells.begin(), cells.end(), [](const Cell& c) { return !c.is_empty(); });
  if (first == cells.end() || first->kind != Cell::Kind::kText) return false;
  const auto text = plain_label(first->text);
  for (const std::string_view word :
       {"合计", "小计", "总计", "填表人", "制表人", "制表", "填报人", "审核人", "备注", "说明", "注"}) {
    const bool is_alone = text == word;
    const bool is_signature = word.size() > 6 && text.starts_with(word);
    if (is_alone || is_signature) return true;
  }
  return false;
}

}  // namespace

std::vector<Target> import_targets(const kernel::Playbook& playbook, const Layout* layout) {
  std::vector<Target> out;
  for (const auto& f : playbook.fields)
    if (!f.computed && f.type != FieldType::kFiles) out.push_back({f.id, {f.title.zh, f.title.en}});
  const auto add = [&](const char* id, std::vector<std::string> labels) {
    if (playbook.field(id) == nullptr) out.push_back({id, std::move(labels)});
  };
  add("unit", {"单位", "承办单位", "责任单位", "所属单位", "Unit"});
  add("about", {"关联事项", "About"});
  add("parent", {"上级事项", "Parent"});
  if (layout == nullptr) return out;
  for (const auto& c : layout->columns)
    for (auto& t : out)
      if (!c.title.empty() && (c.id == "field." + t.id || c.id == t.id)) t.labels.push_back(c.title);
  return out;
}

MatterImport::MatterImport(const kernel::World& world, const kernel::Playbook& playbook, ImportOrder order,
                           std::vector<std::string> labels, FindMatter find_matter)
    : world_(&world),
      playbook_(&playbook),
      order_(std::move(order)),
      labels_(std::move(labels)),
      find_matter_(std::move(find_matter)) {
  for (const auto& [id, u] : world.people().units()) {
    if (!u.is_active()) continue;
    for (const auto& name : {id.value, u.zh, u.en, u.code})
      if (!name.empty()) {
        auto& ids = units_[without_spaces(name)];
        if (ids.empty() || ids.back() != id) ids.push_back(id);
      }
  }
  for (const auto& [id, p] : world.people().persons()) {
    if (!world.people().is_active(id)) continue;
    persons_[without_spaces(id.value)].push_back(id);
    if (p.name != id.value) persons_[without_spaces(p.name)].push_back(id);
  }
}

Result<MatterImport> MatterImport::make(const kernel::World& world, const kernel::Playbook& playbook,
                                        ImportOrder order, std::vector<std::string> labels,
                                        FindMatter find_matter) {
  if (order.head_row < 1) return Error("sheet.no_head", "head_row");
  if (order.unit && world.people().path(order.unit).empty())
    return Error("people.unknown_unit", "unit", {{"got", order.unit.value}});
  MatterImport out(world, playbook, std::move(order), std::move(labels), std::move(find_matter));
  const auto targets = import_targets(playbook);
  std::vector<std::string> ids;
  for (const auto& t : targets) ids.push_back(t.id);
  for (std::size_t at = 0; at < out.labels_.size(); ++at) {
    const auto it = out.order_.columns.find(column_name(at));
    if (it == out.order_.columns.end() || it->second.empty()) continue;
    const auto& target = it->second;
    if (std::find(ids.begin(), ids.end(), target) == ids.end())
      return Error("sheet.unknown_target", "columns/" + it->first,
                   {{"got", shortened(target)}, {"hint", nearest(target, ids)}});
    for (const auto& c : out.columns_)
      if (c.target == target) return Error("sheet.target_twice", "columns/" + it->first, {{"got", target}});
    out.columns_.push_back({at, target, playbook.field(target)});
  }
  if (out.columns_.empty()) return Error("sheet.no_head", "columns");
  return out;
}

Result<UnitId> MatterImport::unit_of(const std::string& text) const {
  const auto it = units_.find(without_spaces(text));
  if (it != units_.end() && it->second.size() == 1) return it->second.front();
  std::vector<std::string> known;
  if (it != units_.end()) {
    for (const auto& id : it->second) known.push_back(id.value);
    return Error("sheet.unit_ambiguous", "", {{"got", shortened(text)}, {"known", join(known, ", ")}});
  }
  for (const auto& [name, ids] : units_) known.push_back(name);
  return Error("sheet.unit_unknown", "", {{"got", shortened(text)}, {"hint", nearest(text, known)}});
}

Result<PersonId> MatterImport::person_of(const std::string& text) const {
  const auto it = persons_.find(without_spaces(text));
  if (it != persons_.end() && it->second.size() == 1) return it->second.front();
  std::vector<std::string> known;
  if (it != persons_.end()) {
    for (const auto& id : it->second) {
      const auto* p = world_->people().person(id);
      const auto* u = p == nullptr ? nullptr : world_->people().unit(p->unit);
      known.push_back(id.value + (u == nullptr ? "" : "（" + u->zh + "）"));
    }
    return Error("sheet.person_ambiguous", "", {{"got", shortened(text)}, {"known", join(known, "、")}});
  }
  for (const auto& [name, ids] : persons_) known.push_back(name);
  return Error("sheet.person_unknown", "", {{"got", shortened(text)}, {"hint", nearest(text, known)}});
}

Result<json::value> MatterImport::value_of(const Column& column, const kernel::Field& f,
                                           const Cell& cell) const {
  const auto text = std::string(trim(cell_text(cell)));
  switch (f.type) {
    case FieldType::kDate:
      return json::value(date_text(cell, false));
    case FieldType::kInstant:
      return json::value(date_text(cell, true));
    case FieldType::kBoolean:
      return json::value(boolean_text(half_width(text)));
    case FieldType::kNumber:
    case FieldType::kInteger:
    case FieldType::kArea:
      return json::value(number_text(half_width(text), f.unit));
    case FieldType::kMoney: {
      // `资金（万元）` above the column: its plain numbers are that.
      const bool is_wan = column.at < labels_.size() && labels_[column.at].find("万元") != std::string::npos;
      const auto plain = number_text(half_width(text), "");
      return json::value(is_wan && number_in(plain) ? plain + "万元" : plain);
    }
    case FieldType::kPerson: {
      GUATU_TRY(id, person_of(text));
      return json::value(id.value);
    }
    case FieldType::kUnit: {
      GUATU_TRY(id, unit_of(text));
      return json::value(id.value);
    }
    case FieldType::kPlace: {
      const auto plain = half_width(text);
      const auto comma = plain.find(',');
      if (comma != std::string::npos) {
        const std::string lon(trim(std::string_view(plain).substr(0, comma)));
        const std::string lat(trim(std::string_view(plain).substr(comma + 1)));
        if (number_in(lon) && number_in(lat)) return json::value(json::object{{"at", json::array{lon, lat}}});
      }
      return json::value(text);
    }
    case FieldType::kList: {
      json::array out;
      for (const auto& part : parts_of(text)) {
        GUATU_TRY(v, value_of(column, f.item.front(), Cell::of(std::string(part.get_string()))));
        out.push_back(std::move(v));
      }
      return json::value(std::move(out));
    }
    default:
      return json::value(text);
  }
}

Result<void> MatterImport::take(const Column& column, const Cell& cell, kernel::Command& command) const {
  if (column.field == nullptr && column.target == "unit") {
    GUATU_TRY(id, unit_of(cell_text(cell)));
    command.unit = id;
    return {};
  }
  if (column.field == nullptr) {
    const auto number = std::string(trim(cell_text(cell)));
    const auto m = find_matter_ ? find_matter_(number) : std::nullopt;
    if (!m) return Error("matter.unknown", "", {{"got", shortened(number)}});
    (column.target == "about" ? command.about : command.parent) = m->id;
    return {};
  }
  GUATU_TRY(v, value_of(column, *column.field, cell));
  // Read here too, so that every wrong cell of a row is named and not only the first.
  const kernel::FieldWorld world{world_->people(), find_matter_};
  GUATU_TRY(canonical, kernel::canonical_value(*column.field, v, world));
  if (!canonical.is_null()) command.fields.emplace(column.target, std::move(v));
  return {};
}

CellProblem MatterImport::problem(std::int64_t row, const Column* column, const Row& cells,
                                  Error error) const {
  CellProblem out;
  out.row = row;
  if (column != nullptr) {
    out.column = column_name(column->at);
    out.label = column->at < labels_.size() ? shortened(labels_[column->at]) : "";
    if (column->at < cells.size()) out.got = shortened(cell_text(cells[column->at]));
    if (error.field.empty()) error.field = column->target;
  }
  out.error = std::move(error);
  return out;
}

ImportRow MatterImport::read(std::int64_t number, const Row& cells) const {
  ImportRow out;
  out.row = number;
  out.is_skipped = is_foot(cells);
  out.command.id = order_.id + ":" + std::to_string(number);
  out.command.by = order_.by;
  out.command.verb = kernel::Verb::kOpen;
  out.command.playbook = order_.playbook;
  out.command.unit = order_.unit;
  if (out.is_skipped) return out;
  for (const auto& c : columns_) {
    if (c.at >= cells.size() || cells[c.at].is_empty()) continue;
    if (auto r = take(c, cells[c.at], out.command); r.has_error())
      out.problems.push_back(problem(number, &c, cells, std::move(r).error()));
  }
  if (!out.command.unit && out.problems.empty())
    out.problems.push_back(problem(number, nullptr, cells, Error("sheet.no_unit", "unit")));
  return out;
}

void MatterImport::check(ImportRow& row, const kernel::Context& context) const {
  if (row.is_skipped || !row.problems.empty()) return;
  auto shape = kernel::check_shape(row.command);
  std::optional<Error> refused;
  if (shape.has_error()) {
    refused = std::move(shape).error();
  } else if (auto decided = kernel::decide({}, row.command, context); decided.has_error()) {
    refused = std::move(decided).error();
  }
  if (!refused) return;
  const auto it = std::find_if(columns_.begin(), columns_.end(),
                               [&](const Column& c) { return c.target == refused->field; });
  row.problems.push_back(problem(row.row, it == columns_.end() ? nullptr : &*it, {}, std::move(*refused)));
}

}  // namespace guatu::sheet
