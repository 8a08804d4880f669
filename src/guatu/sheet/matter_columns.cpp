#include "guatu/sheet/matter_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::sheet {

namespace {

using kernel::FieldType;

struct Known {
  const char* id;
  Titles label;
};

// The first eleven are the usual ones.
const Known kKnown[] = {
    {"number", {"编号", "Number"}},
    {"title", {"标题", "Title"}},
    {"playbook", {"类别", "Kind"}},
    {"unit", {"单位", "Unit"}},
    {"state", {"状态", "State"}},
    {"holder", {"经办人", "Holder"}},
    {"light", {"灯", "Light"}},
    {"opened_at", {"立项时间", "Opened"}},
    {"due_at", {"到期时间", "Due"}},
    {"closed_at", {"办结时间", "Closed"}},
    {"outcome", {"结果", "Outcome"}},
    {"opener", {"提出人", "Opener"}},
    {"moved_at", {"状态变更", "Moved"}},
    {"returns", {"退回次数", "Returns"}},
    {"mark", {"标记", "Mark"}},
    {"is_parked", {"挂账", "Parked"}},
    {"is_stopped", {"停表", "Stopped"}},
    {"supervisor", {"督办人", "Supervisor"}},
    {"id", {"事项号", "Id"}},
    {"index", {"序号", "No."}},
};
constexpr std::size_t kUsual = 11;

std::string light_word(kernel::Light l, Lang lang) {
  const bool zh = lang == Lang::kZh;
  switch (l) {
    case kernel::Light::kRed:
      return zh ? "红" : "red";
    case kernel::Light::kYellow:
      return zh ? "黄" : "yellow";
    case kernel::Light::kGreen:
      return zh ? "绿" : "green";
    default:
      return {};
  }
}

std::string yes(bool is_so, Lang lang) {
  return !is_so ? "" : lang == Lang::kZh ? "是" : "yes";
}

/// Yuan, exact.
std::string yuan(std::int64_t fen) {
  const auto n = fen < 0 ? -fen : fen;
  return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", n / 100, n % 100);
}

Cell field_cell(const kernel::Field& f, const json::value& v, const kernel::World& world, Lang lang) {
  if (v.is_null()) return {};
  // A masked or opened value is a text whatever the type.
  if (f.personal) return Cell::of(v.is_string() ? std::string(v.get_string()) : json::serialize(v));
  switch (f.type) {
    case FieldType::kInteger:
    case FieldType::kNumber:
    case FieldType::kArea:
      if (v.is_int64()) return Cell::number(std::to_string(v.get_int64()));
      if (v.is_double()) return Cell::number(fmt::format("{}", v.get_double()));
      break;
    case FieldType::kMoney:
      if (v.is_int64()) return Cell::number(yuan(v.get_int64()));
      break;
    case FieldType::kDate:
    case FieldType::kInstant:
      if (v.is_string())
        if (const auto t = parse_instant(std::string_view(v.get_string())); t.has_value())
          return f.type == FieldType::kDate ? Cell::date(*t) : Cell::instant(*t);
      break;
    case FieldType::kFiles:
      if (v.is_array()) {
        std::vector<std::string> names;
        for (const auto& file : v.get_array())
          if (const auto* o = file.if_object())
            if (const auto* name = o->if_contains("name"); name != nullptr && name->is_string())
              names.emplace_back(name->get_string());
        return Cell::of(join(names, lang == Lang::kZh ? "、" : ", "));
      }
      break;
    default:
      break;
  }
  return Cell::of(kernel::value_text(f, v, world.people(), lang));
}

Cell register_cell(const std::string& id, const kernel::MatterRow& r, const kernel::World& world, Instant now,
                   Lang lang) {
  const auto person = [&world](const PersonId& p) { return p ? world.people().name(p) : std::string(); };
  if (id == "number") return Cell::of(r.number);
  if (id == "title") return Cell::of(r.title);
  if (id == "playbook") {
    const auto* p = world.playbook(r.playbook);
    return Cell::of(p == nullptr ? r.playbook : p->title.in(lang));
  }
  if (id == "unit") return Cell::of(kernel::unit_name(world, r.unit, lang));
  if (id == "state") {
    const auto* p = world.playbook(r.playbook);
    const auto* s = p == nullptr ? nullptr : p->state(r.state);
    return Cell::of(s == nullptr ? r.state : s->title.in(lang));
  }
  if (id == "holder") return Cell::of(person(r.holder));
  if (id == "opener") return Cell::of(person(r.opener));
  if (id == "supervisor") return Cell::of(person(r.supervisor));
  if (id == "light") return Cell::of(light_word(kernel::light(r, now), lang));
  if (id == "opened_at") return Cell::instant(r.opened_at);
  if (id == "due_at") return Cell::instant(r.due_at);
  if (id == "closed_at") return Cell::instant(r.closed_at);
  if (id == "moved_at") return Cell::instant(r.moved_at);
  if (id == "outcome") return Cell::of(r.outcome.empty() ? "" : kernel::outcome_text(r.outcome, lang));
  if (id == "returns") return Cell::number(std::to_string(r.returns));
  if (id == "mark") return Cell::of(r.mark);
  if (id == "is_parked") return Cell::of(yes(r.is_parked, lang));
  if (id == "is_stopped") return Cell::of(yes(r.is_stopped, lang));
  return id == "id" ? Cell::of(std::to_string(r.id.value)) : Cell{};
}

constexpr std::string_view kField = "field.";

Result<MatterColumn> one_column(const std::string& id, const kernel::Playbook* playbook, Lang lang) {
  for (const auto& k : kKnown)
    if (id == k.id) return MatterColumn{id, k.label.in(lang), nullptr};
  if (id.starts_with(kField)) {
    if (playbook == nullptr)
      return Error("sheet.column_needs_playbook", "columns", {{"got", id.substr(0, 60)}});
    if (const auto* f = playbook->field(std::string_view(id).substr(kField.size())))
      return MatterColumn{id, f->title.in(lang), f};
  }
  auto known = register_columns();
  if (playbook != nullptr)
    for (const auto& f : playbook->fields) known.push_back(std::string(kField) + f.id);
  return Error("sheet.unknown_column", "columns",
               {{"got", id.substr(0, 60)}, {"hint", nearest(id, known)}, {"known", join(known, ", ")}});
}

}  // namespace

const std::vector<std::string>& register_columns() {
  static const auto* const all = [] {
    auto* out = new std::vector<std::string>();
    for (const auto& k : kKnown) out->emplace_back(k.id);
    return out;
  }();
  return *all;
}

Result<std::vector<MatterColumn>> matter_columns(std::string_view ids, const kernel::Playbook* playbook,
                                                 Lang lang, const Layout* layout) {
  std::vector<std::string> wanted;
  while (!ids.empty()) {
    const auto comma = ids.find(',');
    wanted.emplace_back(trim(ids.substr(0, comma)));
    ids.remove_prefix(comma == std::string_view::npos ? ids.size() : comma + 1);
  }
  if (wanted.empty() && layout != nullptr)
    for (const auto& c : layout->columns) wanted.push_back(c.id);
  if (wanted.empty()) {
    for (std::size_t i = 0; i < kUsual; ++i)
      if (playbook == nullptr || std::string_view(kKnown[i].id) != "playbook")
        wanted.emplace_back(kKnown[i].id);
    if (playbook != nullptr)
      for (const auto& f : playbook->fields)
        if (f.id != "title") wanted.push_back(std::string(kField) + f.id);
  }
  std::vector<MatterColumn> out;
  for (const auto& id : wanted) {
    if (std::any_of(out.begin(), out.end(), [&](const MatterColumn& c) { return c.id == id; }))
      return Error("sheet.column_twice", "columns", {{"got", id.substr(0, 60)}});
    GUATU_TRY(column, one_column(id, playbook, lang));
    if (layout != nullptr && lang == Lang::kZh)
      for (const auto& c : layout->columns)
        if (c.id == id && !c.title.empty()) column.label = c.title;
    out.push_back(std::move(column));
  }
  return out;
}

Row matter_cells(const std::vector<MatterColumn>& columns, const kernel::MatterRow& row,
                 const json::object& fields, const kernel::World& world, Instant now, Lang lang,
                 std::int64_t index) {
  Row out;
  out.reserve(columns.size());
  for (const auto& c : columns) {
    if (c.field == nullptr && c.id == "index") {
      out.push_back(Cell::number(std::to_string(index)));
      continue;
    }
    if (c.field == nullptr) {
      out.push_back(register_cell(c.id, row, world, now, lang));
      continue;
    }
    const auto* v = fields.if_contains(c.field->id);
    out.push_back(v == nullptr ? Cell{} : field_cell(*c.field, *v, world, lang));
  }
  return out;
}

}  // namespace guatu::sheet
