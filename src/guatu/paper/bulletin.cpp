#include "guatu/paper/bulletin.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/hash.h"
#include "guatu/kernel/ledger/merkle.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/ledger/verify.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/paper/matter_values.h"

namespace guatu::paper {

namespace {

using kernel::MatterQuery;
using Which = MatterQuery::Which;
using Row = std::map<std::string, std::string>;

/// How many of the matters that are late for longest stand in it.
constexpr std::size_t kWorst = 10;

std::string text(std::int64_t n) {
  return std::to_string(n);
}

/// The four counts of a part of the unit.
struct Counts {
  std::int64_t opened = 0, closed = 0, open = 0, late = 0;
  bool is_empty() const { return opened + closed + open + late == 0; }
};

class Counter {
 public:
  /// @param known  what is known of the month: up to this position; 0: all
  Counter(kernel::Reader& reader, const kernel::People& people, const BulletinOrder& order, Position known)
      : reader_(reader), people_(people), order_(order), known_(known) {
    const auto d = order.month;
    from_ = d - (d.day() - 1);
    to_ = add_months(from_, 1);
    // How it stood when the month ended: what came later is of the next one.
    end_ = reader.position_at(at_minute(to_, 0) - 1);
    const auto last = known_ ? known_ : reader.last_position();
    if (last < end_) end_ = last;
  }

  CivilDate from() const { return from_; }
  CivilDate last() const { return to_ - 1; }
  Position end() const { return end_; }

  MatterQuery opened(const UnitId& unit, const std::string& playbook) const {
    auto q = base(unit, playbook, known_);
    q.opened_from = at_minute(from_, 0);
    q.opened_to = at_minute(to_, 0);
    return q;
  }
  MatterQuery closed(const UnitId& unit, const std::string& playbook) const {
    auto q = base(unit, playbook, known_);
    q.which = Which::kClosed;
    q.closed_from = at_minute(from_, 0);
    q.closed_to = at_minute(to_, 0);
    return q;
  }
  MatterQuery open(const UnitId& unit, const std::string& playbook) const {
    auto q = base(unit, playbook, end_);
    q.which = Which::kOpen;
    return q;
  }
  MatterQuery late(const UnitId& unit, const std::string& playbook) const {
    auto q = open(unit, playbook);
    q.due_before = at_minute(to_, 0);
    return q;
  }

  Result<Counts> counts(const UnitId& unit, const std::string& playbook) const {
    Counts c;
    GUATU_TRY(opened_n, reader_.count(opened(unit, playbook)));
    GUATU_TRY(closed_n, reader_.count(closed(unit, playbook)));
    c.opened = opened_n;
    c.closed = closed_n;
    if (end_.value == 0) return c;
    GUATU_TRY(open_n, reader_.count(open(unit, playbook)));
    GUATU_TRY(late_n, reader_.count(late(unit, playbook)));
    c.open = open_n;
    c.late = late_n;
    return c;
  }

  /// What opens the list of one of the four in the pages.
  std::string address(const char* which, const UnitId& unit, const std::string& playbook) const {
    auto out = fmt::format("/ledger/{}?unit={}", playbook.empty() ? "all" : playbook, unit.value);
    const std::string_view w(which);
    const auto as_of = text((w == "open" || w == "late" ? end_ : known()).value);
    if (w == "opened")
      out += fmt::format("&which=all&opened_from={}&opened_to={}", to_text(from_), to_text(last()));
    else if (w == "closed")
      out += fmt::format("&which=closed&closed_from={}&closed_to={}", to_text(from_), to_text(last()));
    else
      out += "&which=open";
    if (w == "late") out += "&late_on=" + to_text(last());
    return out + "&as_of=" + as_of;
  }
  Position known() const { return known_ ? known_ : reader_.last_position(); }

 private:
  MatterQuery base(const UnitId& unit, const std::string& playbook, Position as_of) const {
    MatterQuery q;
    q.as_of = as_of;
    q.playbook = playbook;
    q.unit_path = people_.path(unit);
    return q;
  }

  kernel::Reader& reader_;
  const kernel::People& people_;
  const BulletinOrder& order_;
  Position known_;
  Position end_;
  CivilDate from_, to_;
};

struct Part {
  std::string title;
  UnitId unit;
  std::string playbook;
};

/// The unit whole, each unit below it, each playbook: the rows of the tables.
std::vector<Part> parts_of(const kernel::World& world, const BulletinOrder& order) {
  std::vector<Part> out{{"合计", order.unit, {}}};
  for (const auto& id : world.people().children(order.unit)) {
    const auto* u = world.people().unit(id);
    if (u != nullptr && u->is_active()) out.push_back({u->zh, id, {}});
  }
  for (const auto* p : world.playbooks()) out.push_back({p->title.zh, order.unit, p->id});
  return out;
}

void put_counts(Row& row, const Counts& c) {
  row["opened"] = text(c.opened);
  row["closed"] = text(c.closed);
  row["open"] = text(c.open);
  row["late"] = text(c.late);
}

void add_figures(const Part& p, const Counts& c, const Counter& counter, std::vector<Row>& to) {
  const struct {
    const char* id;
    const char* title;
    std::int64_t value;
  } four[] = {{"opened", "本月新立", c.opened},
              {"closed", "本月办结", c.closed},
              {"open", "月末在办", c.open},
              {"late", "月末逾期", c.late}};
  for (const auto& f : four)
    if (f.value > 0)
      to.push_back({{"index", text(static_cast<std::int64_t>(to.size()) + 1)},
                    {"what", p.title + "，" + f.title},
                    {"value", text(f.value)},
                    {"query", counter.address(f.id, p.unit, p.playbook)}});
}

Result<void> add_worst(kernel::Reader& reader, const kernel::World& world, const BulletinOrder& order,
                       const Counter& counter, Values& values) {
  auto& rows = values.lists["bulletin.worst"];
  if (counter.end().value == 0) return {};
  auto q = counter.late(order.unit, {});
  q.limit = kWorst;
  GUATU_TRY(page, reader.list(q));
  for (const auto& r : page.items) {
    const auto* p = world.playbook(r.playbook);
    // The paper goes to all units: a title that its playbook keeps to the matter's own does not stand in it.
    const bool is_public =
        p != nullptr && std::find(p->is_public.begin(), p->is_public.end(), "title") != p->is_public.end();
    rows.push_back({{"index", text(static_cast<std::int64_t>(rows.size()) + 1)},
                    {"number", r.number},
                    {"title", is_public      ? r.title
                              : p == nullptr ? r.playbook
                                             : p->title.zh},
                    {"unit", kernel::unit_name(world, r.unit, Lang::kZh)},
                    {"due_on", date_text(r.due_at - 1)},
                    {"late_days", text(counter.last() - date_of(r.due_at - 1))}});
  }
  return {};
}

/// Figures of the month that come out otherwise by what is known now.
Result<void> add_changes(kernel::Reader& reader, const kernel::World& world, const BulletinOrder& order,
                         const Counter& frozen, Values& values) {
  auto& rows = values.lists["bulletin.changes"];
  if (!order.frozen_at) return {};
  const Counter now(reader, world.people(), order, {});
  for (const auto& p : parts_of(world, order)) {
    const struct {
      const char* id;
      const char* title;
      MatterQuery before, after;
    } two[] = {{"opened", "本月新立", frozen.opened(p.unit, p.playbook), now.opened(p.unit, p.playbook)},
               {"closed", "本月办结", frozen.closed(p.unit, p.playbook), now.closed(p.unit, p.playbook)}};
    for (const auto& f : two) {
      GUATU_TRY(before, reader.count(f.before));
      GUATU_TRY(after, reader.count(f.after));
      if (before == after) continue;
      rows.push_back({{"index", text(static_cast<std::int64_t>(rows.size()) + 1)},
                      {"what", p.title + "，" + f.title},
                      {"before", text(before)},
                      {"after", text(after)},
                      {"query", now.address(f.id, p.unit, p.playbook)}});
    }
  }
  if (!rows.empty()) values.texts["bulletin.changed"] = text(static_cast<std::int64_t>(rows.size()));
  return {};
}

Result<void> add_seal(kernel::Reader& reader, const BulletinOrder& order, const std::string& frozen_root,
                      Values& values) {
  for (const char* name : {"bulletin.size", "bulletin.root", "bulletin.frozen_on", "bulletin.draft"})
    values.texts[name] = {};
  if (!order.frozen_at) {
    values.texts["bulletin.draft"] = "草稿，未定稿";
    return {};
  }
  GUATU_TRY(root, root_at(reader, order.frozen_at.value));
  if (root != frozen_root)
    return Error("paper.root_differs", "", {{"size", std::to_string(order.frozen_at.value)}});
  GUATU_TRY(at, kernel::recorded_at(reader, order.frozen_at));
  values.texts["bulletin.size"] = text(order.frozen_at.value);
  values.texts["bulletin.frozen_on"] = date_text(at);
  // In groups, so that it can be compared by eye and breaks at the end of a line.
  GUATU_TRY(bytes, from_hex(root));
  values.texts["bulletin.root"] = hex_groups(bytes);
  return {};
}

}  // namespace

bool is_bulletin(const kernel::Playbook& playbook) {
  const auto has = [&](const char* id, kernel::FieldType type) {
    const auto* f = playbook.field(id);
    return f != nullptr && f->type == type;
  };
  return has("month", kernel::FieldType::kDate) && has("ledger_size", kernel::FieldType::kInteger) &&
         has("ledger_root", kernel::FieldType::kText);
}

std::optional<BulletinOrder> bulletin_order(const kernel::Matter& matter, const kernel::Playbook& playbook) {
  if (!is_bulletin(playbook)) return std::nullopt;
  const auto* month = matter.fields.if_contains("month");
  if (month == nullptr || !month->is_string()) return std::nullopt;
  const auto d = parse_date(std::string_view(month->get_string()));
  if (d.has_error()) return std::nullopt;
  BulletinOrder out{matter.unit, *d, {}};
  if (const auto* size = matter.fields.if_contains("ledger_size"); size != nullptr && size->is_int64())
    out.frozen_at = Position{size->get_int64()};
  return out;
}

Instant end_of_month(const BulletinOrder& order) {
  return at_minute(add_months(order.month - (order.month.day() - 1), 1), 0);
}

Result<std::string> root_at(kernel::Reader& reader, std::int64_t size) {
  GUATU_TRY(created, kernel::created_of(reader));
  HashKind kind = HashKind::kSha256;
  if (!created.hash.empty() && !from_text(created.hash, kind))
    return Error("ledger.unknown_hash", "hash", {{"got", created.hash}});
  GUATU_TRY(root, kernel::root_of(kernel::tree_of(reader, kind), size));
  return {boost::system::in_place_value, hex(bytes_of(root))};
}

void add_bulletin_words(Vocabulary& known) {
  for (const char* name :
       {"month", "size", "root", "frozen_on", "draft", "changed", "opened", "closed", "open", "late"})
    known.texts.insert(std::string("bulletin.") + name);
  const std::set<std::string> counts{"index", "title", "opened", "closed", "open", "late"};
  known.lists["bulletin.units"] = counts;
  known.lists["bulletin.playbooks"] = counts;
  known.lists["bulletin.worst"] = {"index", "number", "title", "unit", "due_on", "late_days"};
  known.lists["bulletin.figures"] = {"index", "what", "value", "query"};
  known.lists["bulletin.changes"] = {"index", "what", "before", "after", "query"};
}

Result<void> add_bulletin_values(kernel::Reader& all, const kernel::World& world, const BulletinOrder& order,
                                 const std::string& frozen_root, bool with_changes, Values& values) {
  if (order.frozen_at > all.last_position())
    return Error("paper.root_differs", "", {{"size", std::to_string(order.frozen_at.value)}});
  const Counter counter(all, world.people(), order, order.frozen_at);
  values.texts["bulletin.month"] = fmt::format("{}年{}月", counter.from().year(), counter.from().month());
  auto& figures = values.lists["bulletin.figures"];
  auto& units = values.lists["bulletin.units"];
  auto& playbooks = values.lists["bulletin.playbooks"];
  for (const auto& p : parts_of(world, order)) {
    GUATU_TRY(c, counter.counts(p.unit, p.playbook));
    const bool is_whole = p.playbook.empty() && p.unit == order.unit;
    if (c.is_empty() && !is_whole) continue;
    if (is_whole) {
      Row whole;
      put_counts(whole, c);
      for (const auto& [name, value] : whole) values.texts["bulletin." + name] = value;
    }
    auto& rows = p.playbook.empty() ? units : playbooks;
    Row row{{"index", text(static_cast<std::int64_t>(rows.size()) + 1)}, {"title", p.title}};
    put_counts(row, c);
    rows.push_back(std::move(row));
    add_figures(p, c, counter, figures);
  }
  GUATU_TRY_VOID(add_worst(all, world, order, counter, values));
  GUATU_TRY_VOID(add_seal(all, order, frozen_root, values));
  values.lists["bulletin.changes"];
  values.texts["bulletin.changed"] = {};
  if (with_changes) GUATU_TRY_VOID(add_changes(all, world, order, counter, values));
  return {};
}

bool is_erratum(const Template& t) {
  return std::any_of(t.needs.begin(), t.needs.end(),
                     [](const Phrase& p) { return p.text == "bulletin.changed"; });
}

Result<Values> frozen_values(kernel::Reader& all, const kernel::World& world, MatterId bulletin,
                             const BulletinOrder& order, const std::string& frozen_root) {
  GUATU_TRY(then, kernel::matter_as_of(all, bulletin, order.frozen_at));
  if (!then) return Error("matter.unknown", "matter", {{"got", std::to_string(bulletin.value)}});
  const auto* p = world.playbook(then->playbook, then->version);
  if (p == nullptr) return Error("playbook.unknown", "", {{"got", then->playbook}, {"hint", ""}});
  GUATU_TRY(at, kernel::recorded_at(all, order.frozen_at));
  MatterFacts facts;
  facts.self = {&*then, p, {}};
  for (const auto& [id, value] : then->fields) {
    const auto* f = p->field(std::string_view(id));
    // What not everybody reads is in nobody's.
    if (f != nullptr && !f->personal && f->seen_by.empty()) facts.self.fields.emplace(id, value);
  }
  auto values = matter_values(facts, world, at);
  GUATU_TRY_VOID(add_bulletin_values(all, world, order, frozen_root, false, values));
  return values;
}

}  // namespace guatu::paper
