#include "guatu/kernel/ledger/scoped_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::kernel {

namespace {

Error unknown(const std::string& got) {
  return Error("matter.unknown", "matter", {{"got", got.substr(0, limits::kMaxIdChars)}});
}

bool in(Instant t, Instant from, Instant to) {
  return (from.us == 0 || t >= from) && (to.us == 0 || t < to);
}

bool fits_course(const Matter& m, const MatterQuery& q) {
  using Which = MatterQuery::Which;
  const bool open = m.is_open();
  if ((q.which == Which::kOpen && !open) || (q.which == Which::kClosed && open)) return false;
  const auto due = m.due_at();
  if ((q.due_before.us != 0 || q.due_from.us != 0) &&
      (!open || due.us == 0 || !in(due, q.due_from, q.due_before)))
    return false;
  return (q.closed_from.us == 0 && q.closed_to.us == 0) ||
         (!open && in(m.closed_at, q.closed_from, q.closed_to));
}

/// Would a list show it? Everything but `text`, the page and its cursor.
bool fits(const Matter& m, const std::string& unit_path, const MatterQuery& q) {
  return (q.playbook.empty() || m.playbook == q.playbook) && unit_path.starts_with(q.unit_path) &&
         (!q.holder || m.holder == q.holder) && (!q.opener || m.opener == q.opener) &&
         (q.state.empty() || m.state == q.state) && (!q.parent || m.parent == q.parent) &&
         (!q.about || m.about == q.about) && in(m.opened_at, q.opened_from, q.opened_to) &&
         m.returns >= q.returns_at_least && fits_course(m, q);
}

/// The matter as a list as of `as_of` has it: lists change with whole steps, so that of a step which goes on
/// after `as_of` nothing is in them yet. @errors ledger.damaged
Result<std::optional<Matter>> as_listed(Reader& reader, MatterId id, Position as_of) {
  if (!as_of) return reader.matter(id);
  Position whole;  // Up to here all steps ended.
  Position last;
  std::string step;
  GUATU_TRY_VOID(reader.events({}, as_of, id, [&](const Event& e) {
    if (e.command_id != step) whole = last;
    step = e.command_id;
    last = e.position;
    return true;
  }));
  bool goes_on = false;
  GUATU_TRY_VOID(reader.events(as_of, {}, id, [&](const Event& e) {
    goes_on = e.command_id == step;
    return false;
  }));
  if (!goes_on) whole = last;
  if (!whole) return std::optional<Matter>();
  return matter_as_of(reader, id, whole);
}

/// Before in the list; rows without a running clock are last by due instant.
bool comes_before(const MatterRow& a, const MatterRow& b, const MatterQuery& q) {
  const auto key = [&](const MatterRow& r) {
    const Instant due = r.due_at.us != 0 ? r.due_at : Instant{std::numeric_limits<std::int64_t>::max()};
    return q.sort == MatterQuery::Sort::kOpened ? r.opened_at : due;
  };
  if (q.sort == MatterQuery::Sort::kNumber) {
    if (a.number != b.number) return (a.number < b.number) != q.descending;
  } else if (key(a) != key(b)) {
    return (key(a) < key(b)) != q.descending;
  }
  return (a.id < b.id) != q.descending;
}

}  // namespace

ScopedReader::ScopedReader(Reader& reader, const World& world, Scope scope)
    : reader_(reader), world_(world), scope_(std::move(scope)) {}

bool ScopedReader::may_see(const Matter& m) const {
  const auto* playbook = world_.playbook(m.playbook, m.version);
  return scope_.is_all || (playbook != nullptr && kernel::may_see(m, *playbook, scope_, world_.people()));
}

bool ScopedReader::is_own(const MatterQuery& q) const {
  return scope_.person && world_.people().is_active(scope_.person) &&
         (q.holder == scope_.person || q.opener == scope_.person);
}

/// What is asked, as questions that each lie in one subtree of the scope and in its bounds.
Result<std::vector<MatterQuery>> ScopedReader::parts_of(const MatterQuery& q) const {
  std::vector<std::string> paths;
  if (scope_.is_all)
    paths = {q.unit_path};
  else if (!is_own(q))
    paths = narrowed(scope_, q.unit_path);
  else if (q.unit_path.starts_with(scope_.within))
    paths = {q.unit_path};
  else if (scope_.within.starts_with(q.unit_path))
    paths = {scope_.within};
  std::vector<std::string> playbooks{q.playbook};
  if (q.playbook.empty() && !scope_.playbooks.empty())
    playbooks = scope_.playbooks;
  else if (!is_within(scope_, scope_.within, q.playbook))
    playbooks.clear();
  if (paths.size() * playbooks.size() > limits::kMaxScopePaths)
    return Error("scope.too_many_units", "unit",
                 {{"n", std::to_string(paths.size() * playbooks.size())},
                  {"max", std::to_string(limits::kMaxScopePaths)}});
  std::vector<MatterQuery> out;
  for (const auto& path : paths)
    for (const auto& playbook : playbooks) {
      auto part = q;
      part.unit_path = path;
      part.playbook = playbook;
      out.push_back(std::move(part));
    }
  return out;
}

const std::vector<MatterId>& ScopedReader::recused() {
  if (!recused_)
    recused_ =
        scope_.is_all || !scope_.person ? std::vector<MatterId>{} : reader_.recused_from(scope_.person);
  return *recused_;
}

Result<MatterPage> ScopedReader::list(const MatterQuery& q) {
  GUATU_TRY(parts, parts_of(q));
  if (parts.empty()) return MatterPage{};
  if (parts.size() > 1 || !recused().empty()) return merged(q, parts);
  return reader_.list(parts.front());
}

Result<MatterPage> ScopedReader::merged(const MatterQuery& q, const std::vector<MatterQuery>& parts) {
  std::vector<MatterRow> rows;
  bool is_whole = true;
  MatterRow last_read;  // of a part that goes on: nothing after it is known of that part
  for (auto part : parts) {
    // One row more than the page, and room for every row that may have to be left out of it.
    part.limit = std::min(limits::kMaxPageRows, q.limit + 1 + recused().size());
    GUATU_TRY(page, reader_.list(part));
    if (!page.next_cursor.empty() && !page.items.empty()) {
      if (is_whole || comes_before(page.items.back(), last_read, q)) last_read = page.items.back();
      is_whole = false;
    }
    std::move(page.items.begin(), page.items.end(), std::back_inserter(rows));
  }
  std::sort(rows.begin(), rows.end(),
            [&](const MatterRow& a, const MatterRow& b) { return comes_before(a, b, q); });
  if (!is_whole) std::erase_if(rows, [&](const MatterRow& r) { return comes_before(last_read, r, q); });
  const auto scanned = rows;
  std::erase_if(
      rows, [&](const MatterRow& r) { return std::binary_search(recused().begin(), recused().end(), r.id); });
  MatterPage out;
  const bool is_more = rows.size() > q.limit || !is_whole;
  if (rows.size() > q.limit) rows.resize(q.limit);
  // A page that is all recused goes on behind what was looked at.
  if (is_more) out.next_cursor = reader_.cursor_after(q, rows.empty() ? scanned.back() : rows.back());
  out.items = std::move(rows);
  return out;
}

Result<std::int64_t> ScopedReader::count(const MatterQuery& q) {
  GUATU_TRY(parts, parts_of(q));
  std::int64_t n = 0;
  for (const auto& part : parts) {
    GUATU_TRY(some, reader_.count(part));
    n += some;
  }
  if (n == 0 || recused().empty()) return n;
  for (const auto id : recused()) {
    GUATU_TRY(m, as_listed(reader_, id, q.as_of));
    if (!m) continue;
    const auto& people = world_.people();
    const auto unit_path = people.path(people.successor(m->unit));
    for (const auto& part : parts) {
      if (!fits(*m, unit_path, part)) continue;
      if (q.text.empty()) {
        --n;
        continue;
      }
      // Whether the words are in it only the text index knows: by number the list of them is short.
      GUATU_TRY(is_found, reader_.has_text(id, q.text));
      n -= is_found ? 1 : 0;
    }
  }
  return n;
}

Result<Matter> ScopedReader::matter(MatterId id) {
  auto m = reader_.matter(id);
  if (!m || !may_see(*m)) return unknown(std::to_string(id.value));
  return std::move(*m);
}

Result<Matter> ScopedReader::find(const std::string& text) {
  auto id = reader_.find_number(text);
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!id && ec == std::errc() && end == text.data() + text.size() && number > 0) id = MatterId{number};
  if (!id) return unknown(text);
  auto m = reader_.matter(*id);
  if (!m || !may_see(*m)) return unknown(text);
  return std::move(*m);
}

Result<Matter> ScopedReader::matter_as_of(MatterId id, Position as_of) {
  GUATU_TRY(now, matter(id));
  if (!as_of) return now;
  GUATU_TRY(then, kernel::matter_as_of(reader_, id, as_of));
  if (!then) return unknown(std::to_string(id.value));
  return std::move(*then);
}

Result<void> ScopedReader::history(MatterId id, Position after, Position up_to,
                                   const std::function<bool(const Event&)>& visit) {
  GUATU_TRY(m, matter(id));
  return reader_.events(after, up_to, m.id, visit);
}

Result<std::vector<MatterId>> ScopedReader::open_children(MatterId parent, std::size_t limit) {
  GUATU_TRY(m, matter(parent));
  auto ids = reader_.open_children(m.id, limit);
  std::erase_if(ids, [&](MatterId id) {
    const auto child = reader_.matter(id);
    return !child || !may_see(*child);
  });
  return ids;
}

}  // namespace guatu::kernel
