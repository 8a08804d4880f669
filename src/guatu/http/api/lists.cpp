// Lists of matters: all, children of one, found by words; counts; the brief.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/acts.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/list_filter.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/sight.h"
#include "guatu/http/api/text_search.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/views/brief.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::MatterQuery;

/// An id of a matter, or its number. @errors matter.unknown (field: the parameter)
Result<MatterId> matter_id(Ask& ask, std::string_view name) {
  const auto* text = ask.request.query.find(name);
  if (text == nullptr) return MatterId{};
  auto m = ask.reader->find(*text);
  if (m.has_error()) return Error("matter.unknown", std::string(name), {{"got", shortened(*text)}});
  return m->id;
}

Result<void> read_times(Ask& ask, MatterQuery& q) {
  for (const auto& [name, to] :
       {std::pair{"due_before", &q.due_before}, std::pair{"due_from", &q.due_from},
        std::pair{"opened_from", &q.opened_from}, std::pair{"opened_to", &q.opened_to},
        std::pair{"closed_from", &q.closed_from}, std::pair{"closed_to", &q.closed_to}}) {
    GUATU_TRY(t, instant(ask.request, name));
    *to = t;
  }
  return {};
}

}  // namespace

Result<MatterQuery> read_filter(Ask& ask) {
  MatterQuery q;
  q.as_of = ask.as_of;
  GUATU_TRY(playbook, id_text(ask.request, "playbook"));
  q.playbook = playbook;
  GUATU_TRY(state, id_text(ask.request, "state"));
  q.state = state;
  GUATU_TRY(unit, id_text(ask.request, "unit"));
  if (!unit.empty()) {
    q.unit_path = ask.people().path(UnitId{unit});
    if (q.unit_path.empty()) return Error("people.unknown_unit", "unit", {{"got", unit}});
  }
  GUATU_TRY(holder, id_text(ask.request, "holder"));
  q.holder = PersonId{holder};
  GUATU_TRY(opener, id_text(ask.request, "opener"));
  q.opener = PersonId{opener};
  GUATU_TRY(parent, matter_id(ask, "parent"));
  q.parent = parent;
  GUATU_TRY(about, matter_id(ask, "about"));
  q.about = about;
  GUATU_TRY(which, word(ask.request, "which", {"all", "open", "closed"}));
  q.which = which == "open"     ? MatterQuery::Which::kOpen
            : which == "closed" ? MatterQuery::Which::kClosed
                                : MatterQuery::Which::kAll;
  GUATU_TRY_VOID(read_times(ask, q));
  GUATU_TRY(returns, integer(ask.request, "returns_at_least", 0, 0, 1'000'000));
  q.returns_at_least = static_cast<int>(returns);
  return q;
}

Result<void> read_page(Ask& ask, MatterQuery& q) {
  GUATU_TRY(sort, word(ask.request, "sort", {"due", "opened", "number"}));
  q.sort = sort == "opened"   ? MatterQuery::Sort::kOpened
           : sort == "number" ? MatterQuery::Sort::kNumber
                              : MatterQuery::Sort::kDue;
  GUATU_TRY(order, word(ask.request, "order", {"asc", "desc"}));
  q.descending = order == "desc";
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, limits::kMaxPageRows));
  q.limit = static_cast<std::size_t>(limit);
  q.cursor = std::string(ask.query("cursor"));
  return {};
}

std::vector<Member> filter_members() {
  std::vector<Member> out;
  for (const char* name :
       {"playbook", "unit", "state", "holder", "opener", "parent", "about", "which", "due_before", "due_from",
        "opened_from", "opened_to", "closed_from", "closed_to", "returns_at_least", "as_of", "at"})
    out.push_back({name});
  return out;
}

namespace {

/// Rows with more than a row are read one by one: fewer of them make a page.
constexpr std::size_t kMaxWholeRows = 200;

/// What `with` asks for besides the row: the caller's moves, or the fields that the caller may read.
Result<void> add_whole(Ask& ask, const std::string& with, MatterId id, json::object& row) {
  GUATU_TRY(m, kernel::matter_as_of(*ask.all, id, ask.as_of));
  if (!m) return {};
  GUATU_TRY(p, ask.playbook_of(*m));
  if (with == "moves") row["moves"] = possible_moves(ask, *m, *p);
  if (with == "fields") row["fields"] = Sight(ask, *m, *p, false).fields();
  return {};
}

Result<Response> page_of(Ask& ask, MatterQuery& q) {
  GUATU_TRY(with, word(ask.request, "with", {"row", "moves", "fields"}));
  if (with != "row") q.limit = std::min(q.limit, kMaxWholeRows);
  GUATU_TRY(page, list_readable(ask, q));
  std::string out = R"({"items":[)";
  out.reserve(page.items.size() * 700 + 200);
  for (const auto& r : page.items) {
    if (with == "row") {
      kernel::append_row_json(out, r, ask.now);
    } else {
      auto row = kernel::row_json(r, ask.now);
      GUATU_TRY_VOID(add_whole(ask, with, r.id, row));
      append_json_value(out, row);
    }
    out += ',';
  }
  if (!page.items.empty()) out.pop_back();
  out += R"(],"next_cursor":)";
  if (page.next_cursor.empty())
    out += "null";
  else
    append_json_text(out, page.next_cursor);
  out += R"(,"now":)";
  append_json_text(out, to_text(ask.now));
  out += '}';
  return Response::json(200, std::move(out));
}

Result<Response> list_matters(Ask& ask) {
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY_VOID(read_page(ask, q));
  return page_of(ask, q);
}

Result<Response> list_children(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY_VOID(read_page(ask, q));
  q.parent = m.id;
  return page_of(ask, q);
}

Result<Response> search_matters(Ask& ask) {
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY_VOID(read_page(ask, q));
  q.text = std::string(ask.query("q"));
  if (trim(q.text).empty() || code_points(q.text) > limits::kMaxTitleChars)
    return bad_parameter("q", q.text, "1.." + std::to_string(limits::kMaxTitleChars));
  return page_of(ask, q);
}

struct Group {
  std::string id;
  std::string title;
  MatterQuery query;
};

std::vector<Group> groups_by_playbook(const Ask& ask, const MatterQuery& base) {
  std::vector<Group> out;
  for (const auto* p : ask.world->playbooks()) {
    if (!base.playbook.empty() && p->id != base.playbook) continue;
    Group g{p->id, p->title.in(ask.lang()), base};
    g.query.playbook = p->id;
    out.push_back(std::move(g));
  }
  return out;
}

/// States of all playbooks; two that bear the same id are one group unless a playbook was named.
std::vector<Group> groups_by_state(const Ask& ask, const MatterQuery& base) {
  std::vector<Group> out;
  for (const auto* p : ask.world->playbooks()) {
    if (!base.playbook.empty() && p->id != base.playbook) continue;
    for (const auto& s : p->states) {
      if (std::any_of(out.begin(), out.end(), [&](const Group& g) { return g.id == s.id; })) continue;
      Group g{s.id, s.title.in(ask.lang()), base};
      g.query.state = s.id;
      out.push_back(std::move(g));
    }
  }
  return out;
}

std::vector<Group> groups_by_unit(const Ask& ask, const MatterQuery& base, const UnitId& top) {
  std::vector<Group> out;
  for (const auto& child : ask.people().children(top)) {
    const auto* u = ask.people().unit(child);
    Group g{child.value, u == nullptr ? child.value : u->title().in(ask.lang()), base};
    g.query.unit_path = ask.people().path(child);
    out.push_back(std::move(g));
  }
  return out;
}

/// Open matters by when they fall due: late, today, later; those without a running clock are in none.
std::vector<Group> groups_by_due(const Ask& ask, const MatterQuery& base) {
  const bool zh = ask.lang() == Lang::kZh;
  const Instant tomorrow = at_minute(date_of(ask.now), 1440) + 1;  // The end of today is today.
  Group late{"late", zh ? "逾期" : "late", base};
  late.query.due_before = ask.now;
  Group today{"today", zh ? "今日到期" : "due today", base};
  today.query.due_from = ask.now;
  today.query.due_before = tomorrow;
  Group later{"later", zh ? "以后到期" : "due later", base};
  later.query.due_from = tomorrow;
  std::vector<Group> out{std::move(late), std::move(today), std::move(later)};
  for (auto& g : out) g.query.which = MatterQuery::Which::kOpen;
  return out;
}

/// Lights are computed, no index holds them: the open rows are walked. O(open matters).
Result<json::array> count_lights(Ask& ask, MatterQuery q) {
  std::array<std::int64_t, 4> n{};
  q.which = MatterQuery::Which::kOpen;
  q.limit = limits::kMaxPageRows;
  do {
    GUATU_TRY(page, ask.reader->list(q));
    for (const auto& r : page.items) ++n.at(static_cast<std::size_t>(kernel::light(r, ask.now)));
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty());
  json::array out;
  for (const auto l : {kernel::Light::kRed, kernel::Light::kYellow, kernel::Light::kGreen})
    out.push_back(json::object{{"id", kernel::text_of(l)},
                               {"title", kernel::text_of(l)},
                               {"count", n.at(static_cast<std::size_t>(l))}});
  return out;
}

Result<Response> count_matters(Ask& ask) {
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY(by, word(ask.request, "by", {"playbook", "state", "unit", "due", "light"}));
  json::array groups;
  if (by == "light") {
    GUATU_TRY(lights, count_lights(ask, q));
    groups = std::move(lights);
  } else {
    const UnitId top = ask.request.query.has("unit") ? UnitId{std::string(ask.query("unit"))}
                                                     : ask.people().top().value_or(UnitId{});
    const auto all = by == "playbook" ? groups_by_playbook(ask, q)
                     : by == "state"  ? groups_by_state(ask, q)
                     : by == "unit"   ? groups_by_unit(ask, q, top)
                                      : groups_by_due(ask, q);
    for (const auto& g : all) {
      GUATU_TRY(n, ask.reader->count(g.query));
      groups.push_back(json::object{{"id", g.id}, {"title", g.title}, {"count", n}});
    }
  }
  GUATU_TRY(n, ask.reader->count(q));
  return ok(json::object{{"by", by}, {"count", n}, {"groups", std::move(groups)}, {"now", to_text(ask.now)}});
}

/// Lists and counts by scope; a matter itself only after it was listed, and its neighbours, which are not
/// shown.
class ScopedBrief final : public kernel::BriefSource {
 public:
  explicit ScopedBrief(Ask& ask) : ask_(ask) {}
  Result<kernel::MatterPage> list(const MatterQuery& q) override { return ask_.reader->list(q); }
  Result<std::int64_t> count(const MatterQuery& q) override { return ask_.reader->count(q); }
  Result<std::optional<kernel::Matter>> matter_as_of(MatterId id, Position as_of) override {
    return kernel::matter_as_of(*ask_.all, id, as_of);
  }
  Position last_position() override { return ask_.reader->last_position(); }

 private:
  Ask& ask_;
};

Result<Response> read_brief(Ask& ask) {
  GUATU_TRY(unit, id_text(ask.request, "unit"));
  ScopedBrief source(ask);
  GUATU_TRY(brief, kernel::make_brief(source, *ask.world, ask.as_of, ask.now, UnitId{unit}));
  return ok(kernel::brief_json(brief, *ask.world));
}

std::vector<Member> with(std::vector<Member> members, const std::vector<Member>& more) {
  members.insert(members.end(), more.begin(), more.end());
  return members;
}

}  // namespace

std::vector<Operation> list_operations() {
  const std::vector<Member> view{{"as_of"}, {"at"}};
  const std::vector<Member> page{{"sort"}, {"order"}, {"limit"}, {"cursor"}, {"with"}};
  const auto filter = filter_members();
  return {
      {Method::kGet, "/matters", "listMatters", with(filter, page), {}, &list_matters},
      {Method::kGet, "/matters/{matter}/children", "listChildren", with(view, page), {}, &list_children},
      {Method::kGet,
       "/search",
       "searchMatters",
       with({{"q", true}, {"playbook"}, {"unit"}, {"which"}, {"at"}}, page),
       {},
       &search_matters,
       {},
       200,
       Runs::kPool},
      {Method::kGet,
       "/counts",
       "countMatters",
       with({{"by"}}, filter),
       {},
       &count_matters,
       {},
       200,
       Runs::kPool},
      {Method::kGet, "/brief", "readBrief", with({{"unit"}}, view), {}, &read_brief, {}, 200, Runs::kPool},
  };
}

}  // namespace guatu::http::api
