// Beside the map: who carries what, and the sheet of milestones. Figures stand in figures.cpp. See
// docs/wall.md.
#include <algorithm>
#include <map>
#include <optional>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/figures.h"
#include "guatu/http/api/filter.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/marked.h"
#include "guatu/http/api/operation.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// Groups of one answer; the rest are counted together.
constexpr std::size_t kMostGroups = 200;
/// Rows of one sheet of milestones, and children of a row.
constexpr std::int64_t kMostRows = 100;
constexpr std::size_t kMostChildren = 200;

struct Load {
  marks::Lights lights;
  std::int64_t late = 0;  ///< past the clock, whatever marked the rest red
};

json::object load_json(const Load& l) {
  return {{"open", l.lights.all()},
          {"red", l.lights.red},
          {"yellow", l.lights.yellow},
          {"green", l.lights.green},
          {"late", l.late}};
}

/// The unit under which a mark's unit counts: the child of `top` above it, or `top` itself. Empty: it lies
/// elsewhere.
std::string child_above(const kernel::People& people, const UnitId& unit, const UnitId& top) {
  auto id = people.successor(unit);
  std::string below;
  for (int depth = 0; id && depth <= limits::kMaxTreeDepth; ++depth) {
    if (id == top) return below.empty() ? top.value : below;
    below = id.value;
    const auto* u = people.unit(id);
    id = u == nullptr ? UnitId{} : u->parent;
  }
  return {};
}

/// Loads by what a mark belongs to, as small numbers first: one pass, no text is touched.
std::map<std::string, Load> loads_by(const Ask& ask, const marks::Selection& selection, const std::string& by,
                                     Load& all) {
  const auto& sheet = selection.sheet();
  const auto& names = by == "person" ? sheet.persons() : by == "unit" ? sheet.units() : sheet.words();
  std::vector<Load> sums(names.size());
  for (const auto& m : sheet.marks()) {
    if (!selection.has(m)) continue;
    const auto light = marks::light_of(m, ask.now);
    const bool is_late = m.due_at.us != 0 && m.due_at < ask.now;
    const auto n = by == "person"     ? m.holder
                   : by == "unit"     ? m.unit
                   : by == "playbook" ? m.playbook
                                      : m.state;
    for (auto* l : {&all, &sums[n]}) {
      l->lights.add(light);
      l->late += is_late ? 1 : 0;
    }
  }
  const UnitId top = ask.request.query.has("unit") ? UnitId{std::string(ask.query("unit"))}
                                                   : ask.people().top().value_or(UnitId{});
  std::map<std::string, Load> out;
  for (std::uint32_t i = 0; i < sums.size(); ++i) {
    const auto& s = sums[i];
    if (s.lights.all() == 0) continue;
    const auto id = by == "unit" ? child_above(ask.people(), UnitId{names.text(i)}, top) : names.text(i);
    auto& l = out[id];
    l.lights.red += s.lights.red;
    l.lights.yellow += s.lights.yellow;
    l.lights.green += s.lights.green;
    l.late += s.late;
  }
  return out;
}

std::string title_of(const Ask& ask, const std::string& by, const std::string& id) {
  if (by == "person") return ask.people().name(PersonId{id});
  if (by == "unit") return kernel::unit_name(*ask.today, UnitId{id}, ask.lang());
  const auto* p = ask.today->playbook(by == "playbook" ? id : std::string(ask.query("playbook")));
  if (by == "playbook") return p == nullptr ? id : p->title.in(ask.lang());
  const auto* s = p == nullptr ? nullptr : p->state(id);
  return s == nullptr ? id : s->title.in(ask.lang());
}

Result<Response> read_loads(Ask& ask) {
  GUATU_TRY(by, word(ask.request, "by", {"unit", "person", "playbook", "state"}));
  Load all;
  std::map<std::string, Load> groups;
  GUATU_TRY_VOID(with_marks(ask, [&](const marks::Selection& s) { groups = loads_by(ask, s, by, all); }));
  std::vector<std::pair<std::string, Load>> sorted(groups.begin(), groups.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(b.second.late, b.second.lights.all()) < std::pair(a.second.late, a.second.lights.all());
  });
  json::array items;
  Load others;
  for (const auto& [id, load] : sorted) {
    if (items.size() == kMostGroups) {
      others.lights.red += load.lights.red;
      others.lights.yellow += load.lights.yellow;
      others.lights.green += load.lights.green;
      others.late += load.late;
      continue;
    }
    auto o = load_json(load);
    o["id"] = id;
    o["title"] = title_of(ask, by, id);
    const auto* p = by == "person" ? ask.people().person(PersonId{id}) : nullptr;
    o["unit"] = p == nullptr ? json::value(nullptr) : kernel::id_json(p->unit);
    items.push_back(std::move(o));
  }
  return ok(json::object{{"by", by},
                         {"all", load_json(all)},
                         {"groups", std::move(items)},
                         {"others", load_json(others)},
                         {"now", to_text(ask.now)}});
}

// --- milestones
// ------------------------------------------------------------------------------------------------

/// The clock that stands for a matter on the sheet: that of a date somebody planned, else its first.
const kernel::MatterClock* planned_clock(const kernel::Matter& m, const kernel::Playbook& p) {
  for (const auto& c : m.clocks)
    if (const auto* l = p.limit_set(c.id); l != nullptr && !l->rules.front().until_field.empty()) return &c;
  return m.clocks.empty() ? nullptr : &m.clocks.front();
}

/// done · done_late · dropped · late · soon · ahead
const char* course_of(const kernel::Matter& m, const kernel::MatterClock& c, Instant now) {
  const bool is_over = c.is_ended() || !m.is_open();
  const auto end = c.is_ended() ? c.ended_at : m.closed_at;
  if (!m.is_open() && m.outcome != "done") return "dropped";
  if (is_over) return end > c.due_at ? "done_late" : "done";
  if (c.due_at < now) return "late";
  for (const auto rung : c.rungs)
    if (rung > c.span.started_at && rung < c.due_at && rung <= now) return "soon";
  return "ahead";
}

json::object cell_json(const kernel::Matter& m, const kernel::MatterClock& c, std::string title,
                       Instant now) {
  return {
      {"matter", std::to_string(m.id.value)},
      {"number", m.number},
      {"title", std::move(title)},
      {"clock", c.id},
      {"month", to_text(date_of(c.due_at - 1)).substr(0, 7)},  // The end of a month is 24:00 of its last day.
      {"due_at", kernel::instant_json(c.due_at)},
      {"ended_at", kernel::instant_json(c.is_ended() ? c.ended_at : m.closed_at)},
      {"course", course_of(m, c, now)},
      {"holder", kernel::id_json(m.holder)}};
}

/// The matter-level limits of the row itself, and one cell for each child.
Result<json::array> cells_of(Ask& ask, const kernel::Matter& m, const kernel::Playbook& p, bool& is_cut) {
  json::array out;
  for (const auto& l : p.limits)
    if (const auto* c = m.clock(l.id)) out.push_back(cell_json(m, *c, l.title.in(ask.lang()), ask.now));
  kernel::MatterQuery q;
  q.as_of = ask.as_of;
  q.parent = m.id;
  q.limit = kMostChildren;
  GUATU_TRY(children, ask.reader->list(q));
  is_cut = is_cut || !children.next_cursor.empty();
  for (const auto& row : children.items) {
    GUATU_TRY(child, ask.reader->matter_as_of(row.id, ask.as_of));
    const auto of = ask.playbook_of(child);
    const auto* clock = of.has_error() ? nullptr : planned_clock(child, **of);
    if (clock != nullptr) out.push_back(cell_json(child, *clock, row.title, ask.now));
  }
  if (out.empty())
    if (const auto* c = planned_clock(m, p)) out.push_back(cell_json(m, *c, m.title(), ask.now));
  return out;
}

/// One index look-up a row for its children, a snapshot a cell: bounded by the page.
Result<Response> read_milestones(Ask& ask) {
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, kMostRows));
  q.limit = static_cast<std::size_t>(limit);
  q.sort = kernel::MatterQuery::Sort::kNumber;
  q.cursor = std::string(ask.query("cursor"));
  GUATU_TRY(page, ask.reader->list(q));
  json::array items;
  for (const auto& row : page.items) {
    GUATU_TRY(m, ask.reader->matter_as_of(row.id, ask.as_of));
    GUATU_TRY(p, ask.playbook_of(m));
    bool is_cut = false;
    GUATU_TRY(cells, cells_of(ask, m, *p, is_cut));
    items.push_back(json::object{
        {"row", kernel::row_json(row, ask.now)},
        {"state_title", kernel::state_title(*ask.today, m.playbook, m.version, m.state, ask.lang())},
        {"holder_name", row.holder ? json::value(ask.people().name(row.holder)) : json::value(nullptr)},
        {"cells", std::move(cells)},
        {"is_cut", is_cut}});
  }
  return ok(json::object{
      {"items", std::move(items)},
      {"next_cursor", page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor)},
      {"now", to_text(ask.now)}});
}

}  // namespace

std::vector<Member> open_filter() {
  return {{"playbook"}, {"unit"},       {"state"},    {"holder"},      {"opener"},    {"parent"},
          {"about"},    {"due_before"}, {"due_from"}, {"opened_from"}, {"opened_to"}, {"returns_at_least"},
          {"as_of"},    {"at"}};
}

Result<void> with_marks(Ask& ask, const std::function<void(const marks::Selection&)>& look) {
  GUATU_TRY(q, read_filter(ask));
  const auto& scope = ask.reader->scope();
  auto recused =
      scope.is_all || !scope.person ? std::vector<MatterId>{} : ask.all->recused_from(scope.person);
  return ask.service.sheets.with(*ask.all, *ask.world, ask.as_of,
                                 [&](const marks::Sheet& sheet) -> Result<void> {
                                   look(marks::Selection(sheet, q, scope, *ask.today, std::move(recused)));
                                   return {};
                                 });
}

std::vector<Operation> wall_operations() {
  const std::vector<Member> page{{"limit"}, {"cursor"}};
  return {
      {Method::kGet,
       "/loads",
       "readLoads",
       joined({{"by"}}, open_filter()),
       {},
       &read_loads,
       {},
       200,
       Runs::kPool},
      {Method::kGet,
       "/milestones",
       "readMilestones",
       joined(joined({{"which"}}, open_filter()), page),
       {},
       &read_milestones,
       {},
       200,
       Runs::kPool},
      {Method::kGet, "/figures", "readFigures", figures_query(), {}, &read_figures, {}, 200, Runs::kPool}};
}

}  // namespace guatu::http::api
