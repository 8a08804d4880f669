#include "guatu/kernel/views/brief.h"

#include <algorithm>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/people/roles.h"

namespace guatu::kernel {

namespace {

constexpr std::size_t kRowsListed = 12;

class Maker {
 public:
  Maker(BriefSource& reader, const World& world, Position as_of, Instant now)
      : reader_(reader), world_(world), as_of_(as_of), now_(now) {}

  Result<BriefSection> section(MatterQuery q, bool with_ladder) {
    q.as_of = as_of_;
    BriefSection out;
    GUATU_TRY(count, reader_.count(q));
    out.count = count;
    q.limit = kRowsListed;
    GUATU_TRY(page, reader_.list(q));
    for (auto& r : page.items) {
      GUATU_TRY(row, brief_row(std::move(r), with_ladder));
      out.rows.push_back(std::move(row));
    }
    return out;
  }

  /// Open matters in a state from which something can be verified.
  Result<BriefSection> to_verify(const MatterQuery& base) {
    BriefSection out;
    for (const auto* p : world_.playbooks()) {
      std::vector<std::string> states;
      for (const auto& m : p->moves)
        if (!m.verifies.empty())
          for (const auto& s : m.from)
            if (std::find(states.begin(), states.end(), s) == states.end()) states.push_back(s);
      for (const auto& s : states) {
        MatterQuery q = base;
        q.which = MatterQuery::Which::kOpen;
        q.playbook = p->id;
        q.state = s;
        GUATU_TRY(part, section(std::move(q), false));
        out.count += part.count;
        for (auto& r : part.rows) out.rows.push_back(std::move(r));
      }
    }
    std::stable_sort(out.rows.begin(), out.rows.end(), [](const BriefRow& a, const BriefRow& b) {
      return std::pair(a.row.due_at.us == 0, a.row.due_at) < std::pair(b.row.due_at.us == 0, b.row.due_at);
    });
    if (out.rows.size() > kRowsListed) out.rows.resize(kRowsListed);
    return out;
  }

  Result<std::int64_t> count(MatterQuery q) {
    q.as_of = as_of_;
    return reader_.count(q);
  }

 private:
  Result<BriefRow> brief_row(MatterRow row, bool with_ladder) {
    BriefRow out;
    out.light = light(row, now_);
    if (row.due_at.us != 0) out.working_days = remaining(now_, row.due_at, world_.calendar()).working_days;
    for (std::size_t at = 0; at < row.last_told.size();) {
      const auto end = std::min(row.last_told.find(',', at), row.last_told.size());
      out.told.push_back({row.last_told.substr(at, end - at)});
      at = end + 1;
    }
    if (with_ladder) GUATU_TRY_VOID(next_rung(row, out));
    out.row = std::move(row);
    return out;
  }

  /// Whom the ladder of the most urgent running clock reaches next.
  Result<void> next_rung(const MatterRow& row, BriefRow& out) {
    GUATU_TRY(found, reader_.matter_as_of(row.id, as_of_));
    if (!found) return {};
    const auto& m = *found;
    const MatterClock* clock = nullptr;
    for (const auto& c : m.clocks)
      if (c.is_running() && (clock == nullptr || c.due_at < clock->due_at)) clock = &c;
    const auto* p = world_.playbook(m.playbook, m.version);
    if (clock == nullptr || p == nullptr) return {};
    const auto index = static_cast<std::size_t>(clock->next_rung);
    const auto& ladder = p->ladder(clock->id);
    if (index >= ladder.size() || index >= clock->rungs.size()) return {};
    std::optional<Matter> parent;
    std::optional<Matter> about;
    if (m.parent) {
      GUATU_TRY(other, reader_.matter_as_of(m.parent, as_of_));
      parent = std::move(other);
    }
    if (m.about) {
      GUATU_TRY(other, reader_.matter_as_of(m.about, as_of_));
      about = std::move(other);
    }
    const RoleView view{m, *p, world_.people(), parent ? &*parent : nullptr, about ? &*about : nullptr};
    const auto& rung = ladder[index];
    auto roles = rung.tell;
    if (!rung.hand_to.empty()) {
      roles = {rung.hand_to};
      out.next_hands_over = true;
    }
    for (const auto& role : roles)
      if (const auto who = holder_of(role, view);
          who && std::find(out.next.begin(), out.next.end(), *who) == out.next.end())
        out.next.push_back(*who);
    out.next_at = clock->rungs[index];
    return {};
  }

  BriefSource& reader_;
  const World& world_;
  Position as_of_;
  Instant now_;
};

/// The working day before `today`; on a Monday that is Friday. Yesterday where the calendar has a gap.
CivilDate day_before(CivilDate today, const WorkCalendar& calendar) {
  const auto d = calendar.add_working_days(today, -1);
  return d ? *d : today - 1;
}

boost::json::object brief_row_json(const BriefRow& r, const World& world) {
  boost::json::object o;
  o["id"] = std::to_string(r.row.id.value);
  o["number"] = r.row.number;
  o["playbook"] = r.row.playbook;
  o["title"] = r.row.title;
  o["unit"] = r.row.unit.value;
  o["state"] = r.row.state;
  o["outcome"] = r.row.outcome;
  o["light"] = text_of(r.light);
  o["holder"] = r.row.holder.value;
  o["holder_name"] = r.row.holder ? world.people().name(r.row.holder) : "";
  o["opened_at"] = to_text(r.row.opened_at);
  o["due_at"] =
      r.row.due_at.us == 0 ? boost::json::value(nullptr) : boost::json::value(to_text(r.row.due_at));
  o["closed_at"] =
      r.row.closed_at.us == 0 ? boost::json::value(nullptr) : boost::json::value(to_text(r.row.closed_at));
  o["working_days"] = r.working_days;
  o["returns"] = r.row.returns;
  boost::json::array told;
  for (const auto& p : r.told) told.emplace_back(p.value);
  o["told"] = std::move(told);
  boost::json::array next;
  for (const auto& p : r.next) next.emplace_back(p.value);
  o["next"] = std::move(next);
  o["next_at"] = r.next_at.us == 0 ? boost::json::value(nullptr) : boost::json::value(to_text(r.next_at));
  o["next_hands_over"] = r.next_hands_over;
  return o;
}

boost::json::object section_json(const BriefSection& s, const World& world) {
  boost::json::array rows;
  for (const auto& r : s.rows) rows.push_back(brief_row_json(r, world));
  return {{"count", s.count}, {"items", std::move(rows)}};
}

}  // namespace

Result<Brief> make_brief(BriefSource& reader, const World& world, Position as_of, Instant now,
                         const UnitId& unit) {
  const auto& people = world.people();
  Brief b;
  b.ledger = world.name();
  b.position = as_of ? as_of : reader.last_position();
  b.now = now;
  b.unit = unit ? unit : people.top().value_or(UnitId{});
  if (unit && people.unit(unit) == nullptr)
    return Error("people.unknown_unit", "unit", {{"got", unit.value}});
  const CivilDate today = date_of(now);
  const Instant morning = at_minute(today, 0);
  b.since = at_minute(day_before(today, world.calendar()), 0);
  Maker maker(reader, world, as_of, now);
  MatterQuery all;
  all.unit_path = people.path(b.unit);
  MatterQuery open = all;
  open.which = MatterQuery::Which::kOpen;
  MatterQuery late = open;
  late.due_before = now;
  MatterQuery due = open;
  due.due_from = now;
  due.due_before = at_minute(today, 1440) + 1;  // The end of today is today.
  MatterQuery returned = open;
  returned.returns_at_least = 2;
  MatterQuery opened = all;
  opened.opened_from = b.since;
  opened.opened_to = morning;
  opened.sort = MatterQuery::Sort::kOpened;
  MatterQuery closed = all;
  closed.closed_from = b.since;
  closed.closed_to = morning;
  closed.sort = MatterQuery::Sort::kNumber;

  GUATU_TRY(n, maker.count(open));
  b.open = n;
  GUATU_TRY(s1, maker.section(late, true));
  b.late = std::move(s1);
  GUATU_TRY(s2, maker.section(due, true));
  b.due_today = std::move(s2);
  GUATU_TRY(s3, maker.to_verify(all));
  b.to_verify = std::move(s3);
  GUATU_TRY(s4, maker.section(returned, false));
  b.returned = std::move(s4);
  GUATU_TRY(s5, maker.section(opened, false));
  b.opened = std::move(s5);
  GUATU_TRY(s6, maker.section(closed, false));
  b.closed = std::move(s6);

  for (const auto& child : people.children(b.unit)) {
    BriefUnit u{child, 0, 0, 0};
    open.unit_path = late.unit_path = due.unit_path = people.path(child);
    GUATU_TRY(of_open, maker.count(open));
    if (of_open == 0) continue;
    GUATU_TRY(of_late, maker.count(late));
    GUATU_TRY(of_due, maker.count(due));
    u.open = of_open;
    u.late = of_late;
    u.due_today = of_due;
    b.units.push_back(std::move(u));
  }
  std::stable_sort(b.units.begin(), b.units.end(), [](const BriefUnit& x, const BriefUnit& y) {
    return std::tuple(-x.late, -x.due_today, -x.open) < std::tuple(-y.late, -y.due_today, -y.open);
  });
  return b;
}

namespace {

class WholeLedger final : public BriefSource {
 public:
  explicit WholeLedger(Reader& reader) : reader_(reader) {}
  Result<MatterPage> list(const MatterQuery& q) override { return reader_.list(q); }
  Result<std::int64_t> count(const MatterQuery& q) override { return reader_.count(q); }
  Result<std::optional<Matter>> matter_as_of(MatterId id, Position as_of) override {
    return kernel::matter_as_of(reader_, id, as_of);
  }
  Position last_position() override { return reader_.last_position(); }

 private:
  Reader& reader_;
};

}  // namespace

Result<Brief> make_brief(Reader& reader, const World& world, Position as_of, Instant now,
                         const UnitId& unit) {
  WholeLedger source(reader);
  return make_brief(source, world, as_of, now, unit);
}

boost::json::value brief_json(const Brief& b, const World& world) {
  boost::json::array units;
  for (const auto& u : b.units)
    units.push_back({{"unit", u.unit.value}, {"open", u.open}, {"late", u.late}, {"due_today", u.due_today}});
  return {{"ledger", b.ledger},
          {"unit", b.unit.value},
          {"position", std::to_string(b.position.value)},
          {"now", to_text(b.now)},
          {"since", to_text(b.since)},
          {"open", b.open},
          {"late", section_json(b.late, world)},
          {"due_today", section_json(b.due_today, world)},
          {"to_verify", section_json(b.to_verify, world)},
          {"returned", section_json(b.returned, world)},
          {"opened", section_json(b.opened, world)},
          {"closed", section_json(b.closed, world)},
          {"units", std::move(units)}};
}

}  // namespace guatu::kernel
