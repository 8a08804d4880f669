#include "guatu/store/sqlite/tallies.h"

#include <algorithm>
#include <compare>
#include <limits>
#include <utility>

#include "guatu/store/blocks.h"

namespace guatu::store::sqlite {

namespace {

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

std::int64_t number(Measure m) {
  return static_cast<std::int64_t>(m);
}

bool is_at_midnight(Instant t) {
  return t.us == 0 || is_midnight(t.us);
}

/// Days of [from, to).
std::pair<std::int64_t, std::int64_t> days_of(Instant from, Instant to) {
  return {from.us == 0 ? kFirst : day_of(from.us), to.us == 0 ? kLast : day_of(to.us) - 1};
}

}  // namespace

std::optional<std::int64_t> Tallies::count(const kernel::MatterQuery& q) {
  const auto& path = q.unit_path;
  if (!path.empty() && (!path.starts_with('/') || !path.ends_with('/') || path.size() < 2))
    return std::nullopt;
  return count_in(unit(path), q, parts_of(q) & ~kUnitPart);
}

std::optional<std::int64_t> Tallies::count_in(Unit& unit, const kernel::MatterQuery& q, std::uint32_t parts) {
  if (parts == 0) return sum(unit, Measure::kOpenedDay, kFirst, kLast);
  if (parts == kClosedPart)
    return sum(unit, Measure::kOpenedDay, kFirst, kLast) - sum(unit, Measure::kOpen, 0, 0);
  if (parts == kOpenPart) return sum(unit, Measure::kOpen, 0, 0);
  if ((parts & ~kOpenPart) == kDuePart) return due(unit, q);
  if ((parts & kOpenPart) != 0 && (parts & ~(kOpenPart | kPlaybookPart | kStatePart)) == 0)
    return in_states(unit, q);
  if (parts == (kOpenPart | kReturnsPart) && q.returns_at_least == 2)
    return sum(unit, Measure::kReturned, 0, 0);
  if (parts == kOpenedAtPart && is_at_midnight(q.opened_from) && is_at_midnight(q.opened_to)) {
    const auto [first, last] = days_of(q.opened_from, q.opened_to);
    return sum(unit, Measure::kOpenedDay, first, last);
  }
  if ((parts & ~kClosedPart) == kClosedAtPart && is_at_midnight(q.closed_from) &&
      is_at_midnight(q.closed_to)) {
    const auto [first, last] = days_of(q.closed_from, q.closed_to);
    return sum(unit, Measure::kClosedDay, first, last);
  }
  return std::nullopt;
}

std::int64_t Tallies::count_states(const std::string& path) {
  return in_states(unit(path), {});
}

Tallies::Unit& Tallies::unit(const std::string& path) {
  const auto [it, is_new] = units_.try_emplace(path);
  auto& u = it->second;
  if (!is_new) return u;
  u.path = path;
  if (auto s = runner_.run("select id from tally_units where path = $1", {path}); s->step())
    u.id = s->integer(0);
  for (const auto& change : standing_.changes())
    if (change.row.unit_path.starts_with(path)) add_cells(change.row, change.sign, u.changes);
  return u;
}

const std::vector<Tallies::State>& Tallies::states() {
  if (states_) return *states_;
  states_.emplace();
  auto s = runner_.run("select id, playbook, state from tally_states", {});
  while (s->step()) states_->push_back({s->integer(0), s->text(1), s->text(2)});
  return *states_;
}

std::int64_t Tallies::sum(Unit& unit, Measure measure, std::int64_t first, std::int64_t last) {
  if (first > last) return 0;
  std::int64_t n = 0;
  for (auto it = unit.changes.lower_bound({measure, first, {}, {}});
       it != unit.changes.end() && it->first.measure == measure && it->first.bucket <= last; ++it)
    n += it->second;
  if (unit.id == 0) return n;
  // Steps from one bucket to the next, so that what is read grows with the buckets, not with their history.
  auto s = runner_.run(
      "with recursive b(bucket) as ("
      "select min(bucket) from tallies where unit = $1 and measure = $2 and bucket >= $3 and bucket <= $4 "
      "union all select (select min(t.bucket) from tallies t where t.unit = $1 and t.measure = $2 "
      "and t.bucket > b.bucket and t.bucket <= $4) from b where b.bucket is not null) "
      "select sum((select t.n from tallies t where t.unit = $1 and t.measure = $2 and t.bucket = b.bucket "
      "and t.block < $5 order by t.block desc limit 1)) from b where b.bucket is not null",
      {unit.id, number(measure), first, last, standing_.tally_blocks()});
  return n + (s->step() ? s->integer(0) : 0);
}

std::int64_t Tallies::in_states(Unit& unit, const kernel::MatterQuery& q) {
  const auto is_wanted = [&](const std::string& playbook, const std::string& state) {
    return (q.playbook.empty() || q.playbook == playbook) && (q.state.empty() || q.state == state);
  };
  std::int64_t n = 0;
  for (auto it = unit.changes.lower_bound({Measure::kState, 0, {}, {}});
       it != unit.changes.end() && it->first.measure == Measure::kState; ++it)
    if (is_wanted(it->first.playbook, it->first.state)) n += it->second;
  if (unit.id == 0) return n;
  for (const auto& state : states())
    if (is_wanted(state.playbook, state.state)) n += filed(unit.id, Measure::kState, state.id);
  return n;
}

/// The last row of a cell.
std::int64_t Tallies::filed(std::int64_t unit, Measure measure, std::int64_t bucket) {
  auto s = runner_.run(
      "select n from tallies where unit = $1 and measure = $2 and bucket = $3 and block < $4 "
      "order by block desc limit 1",
      {unit, number(measure), bucket, standing_.tally_blocks()});
  return s->step() ? s->integer(0) : 0;
}

std::int64_t Tallies::roughly_open(const std::string& path) {
  // Not unit(): that reads what changed since.
  auto s = runner_.run("select coalesce(sum(id), 0) from tally_units where path = $1", {path});
  s->step();
  return filed(s->integer(0), Measure::kOpen, 0);
}

std::int64_t Tallies::roughly_open(const std::string& playbook, const std::string& state) {
  auto s = runner_.run("select coalesce(sum(id), 0) from tally_units where path = ''", {});
  s->step();
  std::int64_t n = 0;
  for (const auto& each : states())
    if ((playbook.empty() || each.playbook == playbook) && (state.empty() || each.state == state))
      n += filed(s->integer(0), Measure::kState, each.id);
  return n;
}

/// Open and due at or before `due_us`: whole months, days and hours, and the rest of an hour row by row.
std::int64_t Tallies::due_up_to(Unit& unit, std::int64_t due_us) {
  const auto b = due_buckets(due_us);
  std::int64_t n = sum(unit, Measure::kDueMonth, kFirst, b.month - 1);
  const auto first_day = first_day_of_month(b.month);
  if (b.is_day_end) return n + sum(unit, Measure::kDueDay, first_day, b.day);
  n += sum(unit, Measure::kDueDay, first_day, b.day - 1);
  const auto first_hour = b.day * 24;
  if (b.is_hour_end) return n + sum(unit, Measure::kDueHour, first_hour, b.hour);
  n += sum(unit, Measure::kDueHour, first_hour, b.hour - 1);
  for (const auto& [due_at, path] : standing_.due_within(b.hour_start_us + 1, b.hour_start_us + kHourUs)) {
    if (due_at > due_us) break;
    if (path.starts_with(unit.path)) ++n;
  }
  return n;
}

std::int64_t Tallies::due(Unit& unit, const kernel::MatterQuery& q) {
  std::int64_t n = q.due_before.us == 0 ? sum(unit, Measure::kDueMonth, kFirst, kLast)
                                        : due_up_to(unit, q.due_before.us - 1);
  if (q.due_from.us != 0) n -= due_up_to(unit, q.due_from.us - 1);
  return std::max<std::int64_t>(n, 0);
}

namespace {

/// The id of a row in a dictionary; a new one is numbered next.
std::int64_t numbered(Runner& runner, const char* find, const char* add, const std::vector<Value>& values) {
  if (auto s = runner.run(find, values); s->step()) return s->integer(0);
  runner.run(add, values)->run();
  auto s = runner.run(find, values);
  GUATU_ASSERT(s->step());
  return s->integer(0);
}

std::int64_t unit_id(Runner& runner, const std::string& path) {
  return numbered(runner, "select id from tally_units where path = $1",
                  "insert into tally_units (id, path) select coalesce(max(id), 0) + 1, $1 from tally_units",
                  {path});
}

std::int64_t state_id(Runner& runner, const std::string& playbook, const std::string& state) {
  return numbered(runner, "select id from tally_states where playbook = $1 and state = $2",
                  "insert into tally_states (id, playbook, state) select coalesce(max(id), 0) + 1, $1, $2 "
                  "from tally_states",
                  {playbook, state});
}

/// Numbers that were looked up, by what they stand for.
class Numbers {
 public:
  explicit Numbers(Runner& runner) : runner_(runner) {}
  std::int64_t unit(const std::string& path) {
    const auto [it, is_new] = units_.try_emplace(path);
    if (is_new) it->second = unit_id(runner_, path);
    return it->second;
  }
  std::int64_t state(const std::string& playbook, const std::string& state) {
    const auto [it, is_new] = states_.try_emplace({playbook, state});
    if (is_new) it->second = state_id(runner_, playbook, state);
    return it->second;
  }

 private:
  Runner& runner_;
  std::map<std::string, std::int64_t> units_;
  std::map<std::pair<std::string, std::string>, std::int64_t> states_;
};

}  // namespace

void file_tallies(Runner& runner, std::int64_t block) {
  std::map<std::string, Cells> units;
  const auto end = end_of_block(block);
  for (const auto& change : changes_between(runner, end - kBlockPositions, end))
    for (auto& path : prefixes_of(change.row.unit_path))
      add_cells(change.row, change.sign, units[std::move(path)]);
  for (const auto& [path, cells] : units) {
    const auto unit = unit_id(runner, path);
    for (const auto& [key, change] : cells) {
      if (change == 0) continue;
      const auto bucket =
          key.measure == Measure::kState ? state_id(runner, key.playbook, key.state) : key.bucket;
      runner
          .run(
              "insert into tallies (unit, measure, bucket, block, n) values ($1, $2, $3, $4, $5 + coalesce("
              "(select n from tallies where unit = $1 and measure = $2 and bucket = $3 order by block desc "
              "limit 1), "
              "0))",
              {unit, number(key.measure), bucket, block, change})
          ->run();
    }
  }
}

void file_spans(Runner& runner, std::int64_t block) {
  struct Row {
    std::int64_t node = 0;
    std::int64_t due_at = 0;
    std::int64_t id = 0;
    std::int64_t to = 0;
    std::int64_t unit = 0;
    std::int64_t state = 0;
    auto operator<=>(const Row&) const = default;
  };
  std::vector<Row> rows;
  Numbers numbers(runner);
  const auto end = end_of_block(block);
  {
    auto s = runner.run(
        "select due_at, matter_id, from_position, to_position, unit_path, playbook, state "
        "from matter_versions where to_position > $1 and to_position <= $2 and outcome = ''",
        {end - kBlockPositions, end});
    while (s->step()) {
      const auto nodes = covering_nodes(s->integer(2), s->integer(3));
      if (nodes.empty()) continue;
      const auto unit = numbers.unit(s->text(4));
      const auto state = numbers.state(s->text(5), s->text(6));
      for (const auto node : nodes)
        rows.push_back({node, s->integer(0), s->integer(1), s->integer(3), unit, state});
    }
  }
  // In the order of the table: neighbours are written together.
  std::sort(rows.begin(), rows.end());
  for (const auto& r : rows)
    runner
        .run(
            "insert into version_spans (node, due_at, matter_id, to_position, unit, state) "
            "values ($1, $2, $3, $4, $5, $6)",
            {r.node, r.due_at, r.id, r.to, r.unit, r.state})
        ->run();
}

}  // namespace guatu::store::sqlite
