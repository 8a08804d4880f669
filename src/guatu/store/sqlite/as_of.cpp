#include "guatu/store/sqlite/as_of.h"

#include <algorithm>

#include "guatu/store/sqlite/walks.h"

namespace guatu::store::sqlite {

namespace {

using Sort = kernel::MatterQuery::Sort;
using Which = kernel::MatterQuery::Which;

/// A matter whose version is still to be looked for.
constexpr std::int64_t kUnknown = -1;

std::string p(std::size_t n) {
  return "$" + std::to_string(n);
}

}  // namespace

AsOf::AsOf(Runner& runner, Standing& standing, Tallies& tallies, const ListInput& in, std::size_t probe_rows)
    : runner_(runner),
      standing_(standing),
      tallies_(tallies),
      in_(in),
      probe_rows_(probe_rows),
      parts_(parts_of(in.query)) {}

bool AsOf::wants_open() const {
  // Who holds something holds it open.
  return (parts_ & (kOpenPart | kDuePart | kHolderPart)) != 0;
}

/// Choices on columns that never change: what they find of then, they find now.
void AsOf::add_fixed(std::vector<Choice>& out, std::uint32_t parts) const {
  const auto& q = in_.query;
  const auto add = [&](const char* index, std::string condition, std::vector<Value> values) {
    Choice c;
    c.fixed = std::string("indexed by ") + index + " where " + std::move(condition);
    c.values = std::move(values);
    out.push_back(std::move(c));
  };
  if ((parts & kParentPart) != 0) add("matters_parent_idx", "parent = $1 and parent <> 0", {q.parent.value});
  if ((parts & kAboutPart) != 0) add("matters_about_idx", "about = $1 and about <> 0", {q.about.value});
  if ((parts & kTextPart) != 0) {
    Choice c;
    c.is_text = true;
    out.push_back(std::move(c));
  }
  const auto opened = [&](std::string condition, std::vector<Value> values) {
    const auto limit = [&](const char* compare, Instant t) {
      if (t.us == 0) return;
      values.emplace_back(t.us);
      condition +=
          (condition.empty() ? "opened_at " : " and opened_at ") + std::string(compare) + p(values.size());
    };
    limit(">= ", q.opened_from);
    limit("< ", q.opened_to);
    return std::pair(std::move(condition), std::move(values));
  };
  if ((parts & kOpenerPart) != 0) {
    auto [condition, values] = opened("opener = $1", {q.opener.value});
    add("matters_opener_idx", std::move(condition), std::move(values));
  }
  if ((parts & kOpenedAtPart) != 0) {
    auto [condition, values] = opened("", {});
    add("matters_opened_at_idx", std::move(condition), std::move(values));
  }
}

/// Choices on what a matter was then: what has stood since is in matters, the rest below the forks.
void AsOf::add_courses(std::vector<Choice>& out, std::uint32_t parts) const {
  const auto& q = in_.query;
  const bool open = wants_open();
  const auto add = [&](const std::string& current, const std::string& ended, const std::string& condition,
                       std::vector<Value> values) {
    Choice c;
    c.current = "indexed by " + current + " where " + condition;
    c.ended = "indexed by " + ended + " where " + condition;
    c.values = std::move(values);
    out.push_back(std::move(c));
  };
  if ((parts_ & kHolderPart) != 0)
    add("matters_holder_idx", "matter_versions_holder_idx", "holder = $1 and holder <> ''", {q.holder.value});
  if ((parts_ & kReturnsPart) != 0 && open)
    add("matters_open_returns_idx", "matter_versions_returns_idx",
        "outcome = '' and returns > 0 and returns >= $1", {std::int64_t{q.returns_at_least}});
  if ((parts_ & kClosedAtPart) != 0) {
    std::string condition = "outcome <> ''";
    std::vector<Value> values;
    const auto limit = [&](const char* compare, Instant t) {
      if (t.us == 0) return;
      values.emplace_back(t.us);
      condition += " and closed_at " + std::string(compare) + p(values.size());
    };
    limit(">= ", q.closed_from);
    limit("< ", q.closed_to);
    add("matters_closed_at_idx", "matter_versions_closed_at_idx", condition, std::move(values));
    // Of what was closed little ever changes again: no forks are needed.
    out.back().has_forks = false;
  }
  if ((parts & kUnitPart) != 0) {
    add(open ? "matters_open_unit_path_idx" : "matters_unit_path_idx", "matter_versions_unit_path_idx",
        std::string(open ? "outcome = '' and " : "") + "unit_path >= $1 and unit_path < $2",
        {q.unit_path, q.unit_path + kLastCharacter});
  }
  if ((parts_ & kStatePart) != 0 && (parts_ & kPlaybookPart) != 0)
    add("matters_state_idx", "matter_versions_state_idx", "state = $1 and playbook = $2",
        {q.state, q.playbook});
  else if ((parts & kPlaybookPart) != 0 && open)
    add("matters_open_playbook_idx", "matter_versions_state_idx", "outcome = '' and playbook = $1",
        {q.playbook});
}

std::size_t AsOf::worth(Pass pass) {
  const auto rows = wants_open() ? tallies_.roughly_open("") : standing_.last() / 4;
  return worth_choosing(rows, in_.query.limit, probe_rows_, pass);
}

std::uint32_t AsOf::served() {
  const auto& q = in_.query;
  auto out = q.sort == Sort::kDue ? kOpenPart | kClosedPart | kDuePart : walk_for_fixed(q, parts_).serves;
  // What is too large to be chosen need not be gathered to find that out.
  const auto few = static_cast<std::int64_t>(worth(pass_of(q, parts_)));
  if ((parts_ & kUnitPart) != 0 && tallies_.roughly_open(q.unit_path) > few) out |= kUnitPart;
  if ((parts_ & kPlaybookPart) != 0 && tallies_.roughly_open(q.playbook, "") > few) out |= kPlaybookPart;
  return out;
}

std::vector<AsOf::Choice> AsOf::choices(std::uint32_t served) const {
  std::vector<Choice> out;
  const auto left = parts_ & ~served;
  if (left == 0) return out;
  add_fixed(out, left);
  add_courses(out, left);
  return out;
}

bool AsOf::gather_current(const Choice& choice, std::size_t cap, std::vector<Found>& out) {
  auto values = choice.values;
  values.emplace_back(static_cast<std::int64_t>(cap + 1));
  auto s = runner_.run("select id, position from matters " + choice.current + " limit " + p(values.size()),
                       values);
  std::size_t rows = 0;
  while (s->step()) {
    if (++rows > cap) return false;
    if (s->integer(1) <= standing_.position()) out.push_back({kNoEnd, s->integer(0), kNoEnd});
  }
  return true;
}

bool AsOf::gather_ended(const Choice& choice, std::size_t cap, std::vector<Found>& out) {
  if (standing_.position() == standing_.last()) return true;
  auto values = choice.values;
  const auto n = values.size();
  std::string sql = "select matter_id, to_position from matter_versions " + choice.ended +
                    (choice.has_forks ? " and fork = " + p(n + 3) : "") +
                    " and from_position <= " + p(n + 1) + " and to_position > " + p(n + 1) + " limit " +
                    p(n + 2);
  values.emplace_back(standing_.position());
  values.emplace_back(static_cast<std::int64_t>(cap + 1));
  static const std::vector<std::int64_t> none{0};
  for (const auto fork : choice.has_forks ? standing_.forks() : none) {
    auto bound = values;
    if (choice.has_forks) bound.emplace_back(fork);
    auto s = runner_.run(sql, bound);
    while (s->step()) out.push_back({kNoEnd, s->integer(0), s->integer(1)});
    if (out.size() > cap) return false;
  }
  return true;
}

bool AsOf::gather(const Choice& choice, std::size_t cap, std::vector<Found>& out) {
  if (!choice.current.empty()) return gather_current(choice, cap, out) && gather_ended(choice, cap, out);
  auto values = choice.is_text ? std::vector<Value>{in_.search} : choice.values;
  values.emplace_back(static_cast<std::int64_t>(cap + 1));
  const auto limit = " limit " + p(values.size());
  auto s = choice.is_text
               ? runner_.run("select rowid from matter_search where matter_search match $1" + limit, values)
               : runner_.run("select id from matters " + choice.fixed + limit, values);
  while (s->step()) {
    if (out.size() == cap) return false;
    out.push_back({kNoEnd, s->integer(0), kUnknown});
  }
  return true;
}

/// The smallest choice of at most `cap` rows; the first of at most `small` ends the search.
std::optional<std::vector<Found>> AsOf::choose(std::uint32_t served, std::size_t cap, std::int64_t small) {
  std::optional<std::vector<Found>> best;
  for (const auto& choice : choices(served)) {
    std::vector<Found> found;
    if (!gather(choice, cap, found)) continue;
    if (best && best->size() <= found.size()) continue;
    best = std::move(found);
    cap = best->size();
    if (std::ssize(*best) <= small) break;
  }
  return best;
}

std::optional<StoredRow> AsOf::read(const Found& found) {
  if (found.to == kUnknown) return standing_.row_of(found.id);
  return standing_.row(found);
}

bool AsOf::is_wanted(const StoredRow& row) {
  if (!fits(row, in_.query)) return false;
  if (in_.search.empty()) return true;
  return runner_
      .run("select 1 from matter_search where matter_search match $1 and rowid = $2",
           {in_.search, row.id.value})
      ->step();
}

DueRange AsOf::range() const {
  const auto& q = in_.query;
  DueRange r;
  r.is_descending = q.descending;
  r.after = in_.after;
  if ((parts_ & kDuePart) != 0) {
    if (q.due_from.us != 0) r.due_min = q.due_from.us;
    r.due_max = (q.due_before.us != 0 ? q.due_before.us : kNoEnd) - 1;
  }
  r.has_open = (parts_ & (kClosedPart | kClosedAtPart)) == 0;
  r.has_closed = !wants_open();
  r.unit_path = q.unit_path;
  r.playbook = q.playbook;
  r.state = q.state;
  return r;
}

void AsOf::add(kernel::MatterPage& page, StoredRow row) {
  page.items.push_back(matter_row(row.id, std::move(row.values), row.from));
}

kernel::MatterPage AsOf::merged() {
  kernel::MatterPage page;
  const auto r = range();
  Merge merge(standing_.streams(r, static_cast<std::int64_t>(worth(Pass::kRead))), r.is_descending);
  Cursor last;
  for (Found f; merge.next(f);) {
    auto row = standing_.row(f);
    if (!is_wanted(row)) continue;
    if (is_full(page)) {
      page.next_cursor = encode_cursor(in_.query, last);
      break;
    }
    last = cursor_of(row, in_.query.sort);
    add(page, std::move(row));
  }
  return page;
}

kernel::MatterPage AsOf::sorted(const std::vector<Found>& found) {
  std::vector<std::pair<Cursor, StoredRow>> rows;
  const auto& q = in_.query;
  const auto comes_first = [&](const Cursor& a, const Cursor& b) {
    return q.descending ? comes_before(b, a) : comes_before(a, b);
  };
  for (const auto& f : found) {
    auto row = read(f);
    if (!row || !is_wanted(*row)) continue;
    auto key = cursor_of(*row, q.sort);
    if (in_.after.id && !comes_first(in_.after, key)) continue;
    rows.emplace_back(std::move(key), std::move(*row));
  }
  const auto wanted = std::min(rows.size(), q.limit);
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(wanted), rows.end(),
                    [&](const auto& a, const auto& b) { return comes_first(a.first, b.first); });
  kernel::MatterPage page;
  for (std::size_t i = 0; i < wanted; ++i) add(page, std::move(rows[i].second));
  if (wanted < rows.size()) page.next_cursor = encode_cursor(q, rows[wanted - 1].first);
  return page;
}

std::optional<kernel::MatterPage> AsOf::walked(std::size_t most) {
  const auto& q = in_.query;
  const auto path = walk_for_fixed(q, parts_);
  const bool by_number = q.sort == Sort::kNumber;
  const std::string key = by_number ? "number" : "opened_at";
  const std::string way = q.descending ? " desc" : "";
  std::vector<Value> values{by_number ? Value(in_.after.number) : Value(in_.after.key), in_.after.id.value,
                            standing_.position()};
  std::string sql = "select id, " + key + " from matters indexed by " + path.index + " where id <= $3";
  const auto add_value = [&](const char* condition, Value v) {
    values.push_back(std::move(v));
    sql += condition + p(values.size());
  };
  if ((path.serves & kPlaybookPart) != 0) add_value(" and playbook = ", q.playbook);
  if ((path.serves & kOpenerPart) != 0) add_value(" and opener = ", q.opener.value);
  if (!by_number && q.opened_from.us != 0) add_value(" and opened_at >= ", q.opened_from.us);
  if (!by_number && q.opened_to.us != 0) add_value(" and opened_at < ", q.opened_to.us);
  const std::string after = " and (" + key + ", id) " + (q.descending ? "<" : ">") + " ($1, $2)";
  const std::string tail = " order by " + key + way + ", id" + way;
  auto s = runner_.run(
      sql + (in_.after.id ? after : std::string(" and $1 is not null and $2 is not null")) + tail, values);
  kernel::MatterPage page;
  Cursor last;
  for (std::size_t rows = 0; s->step(); ++rows) {
    if (rows > most) return std::nullopt;
    auto row = standing_.row_of(s->integer(0));
    if (!row || !is_wanted(*row)) continue;
    if (is_full(page)) {
      page.next_cursor = encode_cursor(q, last);
      break;
    }
    last = cursor_of(*row, q.sort);
    add(page, std::move(*row));
  }
  return page;
}

std::vector<Found> AsOf::all_open() {
  auto r = range();
  r.has_closed = false;
  r.after = {};
  r.is_descending = false;
  // All of it is read anyhow.
  Merge merge(standing_.streams(r, static_cast<std::int64_t>(probe_rows_)), false);
  std::vector<Found> out;
  for (Found f; merge.next(f);) out.push_back(f);
  return out;
}

kernel::MatterPage AsOf::list() {
  constexpr std::int64_t kSmallChoice = 200;
  const auto& q = in_.query;
  const auto cap = worth(pass_of(q, parts_));
  if (const auto chosen = choose(served(), cap, kSmallChoice)) return sorted(*chosen);
  if (q.sort == Sort::kDue) return merged();
  // Of what was opened long ago most is closed: the walk is given up where reading all that is open is
  // better.
  const bool may_give_up = wants_open();
  if (auto page = walked(may_give_up ? cap : static_cast<std::size_t>(kNoEnd))) return *page;
  return sorted(all_open());
}

std::int64_t AsOf::count() {
  constexpr std::int64_t kSmallChoice = 200;
  std::vector<Found> found;
  // What is open and due is counted by walking through all of it.
  if (auto chosen =
          choose(kOpenPart | kClosedPart | kDuePart, std::max<std::size_t>(probe_rows_, 200), kSmallChoice))
    found = std::move(*chosen);
  else if (wants_open())
    found = all_open();
  else
    return count_all();
  // The order of the clock serves these by itself: no row need be read.
  if ((parts_ & ~(kOpenPart | kDuePart)) == 0) return std::ssize(found);
  return std::count_if(found.begin(), found.end(), [&](const Found& f) {
    const auto row = read(f);
    return row && is_wanted(*row);
  });
}

std::int64_t AsOf::count_all() {
  std::int64_t n = 0;
  auto s =
      runner_.run("select id from matters not indexed where id <= $1 order by id", {standing_.position()});
  while (s->step()) {
    const auto row = standing_.row_of(s->integer(0));
    if (row && is_wanted(*row)) ++n;
  }
  return n;
}

}  // namespace guatu::store::sqlite
