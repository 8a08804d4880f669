#include "guatu/brief.h"

#include <algorithm>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/people/roles.h"

namespace guatu::app {

namespace {

using kernel::MatterQuery;

constexpr std::size_t kRowsListed = 12;

class Maker {
 public:
  Maker(kernel::Reader& reader, const kernel::World& world, Position as_of, Instant now)
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
  Result<BriefRow> brief_row(kernel::MatterRow row, bool with_ladder) {
    BriefRow out;
    out.light = kernel::light(row, now_);
    if (row.due_at.us != 0)
      out.working_days = kernel::remaining(now_, row.due_at, world_.calendar()).working_days;
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
  Result<void> next_rung(const kernel::MatterRow& row, BriefRow& out) {
    GUATU_TRY(found, kernel::matter_as_of(reader_, row.id, as_of_));
    if (!found) return {};
    const auto& m = *found;
    const kernel::MatterClock* clock = nullptr;
    for (const auto& c : m.clocks)
      if (c.is_running() && (clock == nullptr || c.due_at < clock->due_at)) clock = &c;
    const auto* p = world_.playbook(m.playbook, m.version);
    if (clock == nullptr || p == nullptr) return {};
    const auto index = static_cast<std::size_t>(clock->next_rung);
    const auto& ladder = p->ladder(clock->id);
    if (index >= ladder.size() || index >= clock->rungs.size()) return {};
    std::optional<kernel::Matter> parent;
    std::optional<kernel::Matter> about;
    if (m.parent) {
      GUATU_TRY(other, kernel::matter_as_of(reader_, m.parent, as_of_));
      parent = std::move(other);
    }
    if (m.about) {
      GUATU_TRY(other, kernel::matter_as_of(reader_, m.about, as_of_));
      about = std::move(other);
    }
    const kernel::RoleView view{m, *p, world_.people(), parent ? &*parent : nullptr,
                                about ? &*about : nullptr};
    const auto& rung = ladder[index];
    auto roles = rung.tell;
    if (!rung.hand_to.empty()) {
      roles = {rung.hand_to};
      out.next_hands_over = true;
    }
    for (const auto& role : roles)
      if (const auto who = kernel::holder_of(role, view);
          who && std::find(out.next.begin(), out.next.end(), *who) == out.next.end())
        out.next.push_back(*who);
    out.next_at = clock->rungs[index];
    return {};
  }

  kernel::Reader& reader_;
  const kernel::World& world_;
  Position as_of_;
  Instant now_;
};

/// The working day before `today`; on a Monday that is Friday. Yesterday where the calendar has a gap.
CivilDate day_before(CivilDate today, const WorkCalendar& calendar) {
  const auto d = calendar.add_working_days(today, -1);
  return d ? *d : today - 1;
}

}  // namespace

Result<Brief> make_brief(kernel::Reader& reader, const kernel::World& world, Position as_of, Instant now,
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

}  // namespace guatu::app
