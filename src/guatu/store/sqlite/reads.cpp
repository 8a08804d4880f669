#include "guatu/store/sqlite/reads.h"

#include <algorithm>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/chain_check.h"
#include "guatu/store/sqlite/as_of.h"
#include "guatu/store/sqlite/projections.h"
#include "guatu/store/sqlite/tokenizer.h"

namespace guatu::store::sqlite {

namespace {

/// A choice as small as this is taken without counting the others.
constexpr std::int64_t kSmallChoice = 200;
/// The years 0 to 9999 at +08:00: other moments have no text of their own.
constexpr std::int64_t kEarliestUs = -62'167'248'000'000'000;
constexpr std::int64_t kLatestUs = 253'402'271'999'999'999;
/// Positions of which something is held at a time; a reader that is asked for many forgets the earlier ones.
constexpr std::size_t kMaxKept = 8;

class SqliteDialect final : public Dialect {
 public:
  // With INDEXED BY the plan follows from the query alone, not from statistics, and a lost index is an error.
  std::string hint(std::string_view index) const override { return " indexed by " + std::string(index); }
  std::string hint_by_id() const override { return " not indexed"; }
  std::string is_found(std::string_view id, std::string_view parameter) const override {
    return std::string(id) + " in (select rowid from matter_search where matter_search match " +
           std::string(parameter) + ")";
  }
  std::string is_found_singly(std::string_view id, std::string_view parameter) const override {
    return "exists (select 1 from matter_search where matter_search match " + std::string(parameter) +
           " and rowid = " + std::string(id) + ")";
  }
  std::string found(std::string_view parameter) const override {
    return "matter_search where matter_search match " + std::string(parameter);
  }
};

const SqliteDialect kDialect;

Cursor cursor_at(const kernel::MatterQuery& q, const kernel::MatterRow& row) {
  Cursor c;
  c.id = row.id;
  if (q.sort == kernel::MatterQuery::Sort::kDue) c.key = row.due_at.us == 0 ? kNoEnd : row.due_at.us;
  if (q.sort == kernel::MatterQuery::Sort::kOpened) c.key = row.opened_at.us;
  if (q.sort == kernel::MatterQuery::Sort::kNumber) c.number = row.number;
  return c;
}

Error damaged(std::int64_t position, const std::string& detail) {
  return Error("ledger.damaged", "", {{"position", std::to_string(position)}, {"detail", detail}});
}

/// @throws StoreFailure store.damaged_matter
kernel::Matter parsed(MatterId id, std::string_view snapshot) {
  auto value = parse_json(snapshot);
  kernel::Matter m;
  auto read = value.has_error() ? Result<void>(value.error()) : from_json(*value, m);
  if (read.has_error())
    throw kernel::StoreFailure(
        Error("store.damaged_matter", read.error().field, {{"matter", std::to_string(id.value)}}));
  return m;
}

kernel::MatterRow read_row(Statement& s) {
  RegisterValues values;
  for (std::size_t i = 0; i < kRegisterColumnCount; ++i) {
    const int column = static_cast<int>(i) + 1;
    if (s.is_text(column))
      values[i] = s.text(column);
    else
      values[i] = s.integer(column);
  }
  const int last = static_cast<int>(kRegisterColumnCount) + 1;
  return matter_row({s.integer(0)}, std::move(values), {s.integer(last)});
}

}  // namespace

Position Reads::last_position() {
  auto s = db_.statement(Sql::kLastEvent);
  return {s->step() ? s->integer(0) : 0};
}

Instant Reads::last_at() {
  auto s = db_.statement(Sql::kLastEvent);
  return {s->step() ? s->integer(1) : 0};
}

Position Reads::position_at(Instant t) {
  // Positions have no gaps and `at` never falls, so the place is found by halving, without an index on `at`.
  std::int64_t low = 0;
  std::int64_t high = last_position().value;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    auto s = db_.statement(Sql::kEventAt);
    s->bind(1, middle);
    if (!s->step()) throw kernel::StoreFailure(damaged(middle, "missing"));
    if (s->integer(0) <= t.us)
      low = middle;
    else
      high = middle - 1;
  }
  return {low};
}

std::optional<kernel::Matter> Reads::matter(MatterId id) {
  auto s = db_.statement(Sql::kSnapshot);
  s->bind(1, id.value);
  if (!s->step()) return std::nullopt;
  return parsed(id, s->view(0));
}

std::shared_ptr<const kernel::Matter> Reads::shared_matter(MatterId id, Snapshots& kept) {
  auto s = db_.statement(Sql::kSnapshot);
  s->bind(1, id.value);
  if (!s->step()) return nullptr;
  const auto text = s->view(0);
  if (auto found = kept.find(id, text)) return found;
  auto m = std::make_shared<const kernel::Matter>(parsed(id, text));
  kept.put(text, m);
  return m;
}

std::optional<MatterId> Reads::find_number(const std::string& number) {
  auto s = db_.statement(Sql::kFindNumber);
  s->bind(1, number);
  if (!s->step()) return std::nullopt;
  return MatterId{s->integer(0)};
}

Result<ListInput> Reads::input_of(const kernel::MatterQuery& q) {
  if (q.as_of.value < 0) return Error("list.range", "as_of");
  ListInput in{q, q.as_of, {}, {}};
  // As of the last position or later is now.
  if (in.as_of && in.as_of >= last_position()) in.as_of = {};
  if (!q.text.empty()) {
    GUATU_TRY(expression, search_expression(q.text));
    in.search = std::move(expression);
  }
  if (!q.cursor.empty()) {
    GUATU_TRY(cursor, decode_cursor(q, q.cursor));
    in.after = std::move(cursor);
  }
  return in;
}

std::int64_t Reads::probe(const ListInput& in, const Path& path, std::size_t cap) {
  const auto sql = probe_sql(in, path, kDialect, cap);
  auto s = runner_.run(sql.text, sql.values);
  return s->step() ? s->integer(0) : 0;
}

Path Reads::path_for_page(const ListInput& in) {
  Path best = walk_for(in.query);
  auto choices = choices_for(in.query);
  // The walk reads no more of the same rows, and stops when the page is full.
  std::erase_if(
      choices, [&](const Path& c) { return c.source == Source::kMatters && (c.serves & ~best.serves) == 0; });
  if (choices.empty()) return best;
  const auto parts = parts_of(in.query);
  const bool is_open = (parts & (kOpenPart | kDuePart | kHolderPart)) != 0;
  const auto all = is_open ? kept_at(in).tallies.roughly_open("") : last_position().value / 4;
  const auto cap = worth_choosing(all, in.query.limit, probe_rows_, pass_of(in.query, parts));
  auto fewest = static_cast<std::int64_t>(cap) + 1;
  for (auto& choice : choices) {
    const auto rows = probe(in, choice, cap);
    if (rows >= fewest) continue;
    fewest = rows;
    best = std::move(choice);
    if (fewest <= kSmallChoice) break;
  }
  return best;
}

Path Reads::path_for_count(const ListInput& in) {
  // A count reads everything that its path leaves, so any choice is better than a walk.
  const auto choices = choices_for(in.query);
  Path best = choices.empty() ? walk_for(in.query) : choices.front();
  auto fewest = static_cast<std::int64_t>(probe_rows_) + 1;
  for (const auto& choice : choices) {
    const auto rows = probe(in, choice, probe_rows_);
    if (rows >= fewest) continue;
    fewest = rows;
    best = choice;
    if (fewest <= kSmallChoice) break;
  }
  return best;
}

Reads::Kept& Reads::kept_at(const ListInput& in) {
  const auto last = last_position().value;
  const auto position = in.as_of ? in.as_of.value : last;
  if (const auto it = kept_.find(position); it != kept_.end()) return it->second;
  if (kept_.size() >= kMaxKept) kept_.clear();
  return kept_.try_emplace(position, runner_, position, last, filed_positions(runner_)).first->second;
}

AsOf Reads::as_of(const ListInput& in) {
  auto& kept = kept_at(in);
  return {runner_, kept.standing, kept.tallies, in, probe_rows_};
}

Result<kernel::MatterPage> Reads::list(const kernel::MatterQuery& q) {
  if (q.limit < 1 || q.limit > limits::kMaxPageRows)
    return Error("list.range", "limit", {{"limit", std::to_string(limits::kMaxPageRows)}});
  GUATU_TRY(in, input_of(q));
  kernel::MatterPage page;
  if (!last_position()) return page;
  if (in.as_of) return as_of(in).list();
  const auto path = path_for_page(in);
  if (path.source == Source::kMerged) return as_of(in).merged();
  const auto sql = list_sql(in, path, kDialect, q.limit + 1);
  auto s = runner_.run(sql.text, sql.values);
  while (s->step()) {
    if (page.items.size() == q.limit) {
      page.next_cursor = encode_cursor(q, cursor_at(q, page.items.back()));
      break;
    }
    page.items.push_back(read_row(*s));
  }
  return page;
}

Result<std::int64_t> Reads::count(const kernel::MatterQuery& q) {
  GUATU_TRY(in, input_of(q));
  in.after = {};
  if (!last_position()) return 0;
  auto& kept = kept_at(in);
  if (const auto n = kept.tallies.count(q)) return *n;
  if (in.as_of) return as_of(in).count();
  const auto path = path_for_count(in);
  if (path.source == Source::kMerged) return as_of(in).count();
  const auto sql = count_sql(in, path, kDialect);
  auto s = runner_.run(sql.text, sql.values);
  return s->step() ? s->integer(0) : 0;
}

Result<void> Reads::visit_events(Lease s, bool is_whole, Position after,
                                 const std::function<bool(const kernel::Event&)>& visit) {
  std::int64_t expected = after.value;
  while (s->step()) {
    kernel::Event e;
    e.position.value = s->integer(0);
    ++expected;
    if (is_whole && e.position.value != expected) return damaged(expected, "missing");
    e.matter.value = s->integer(1);
    e.at.us = s->integer(2);
    e.by.value = s->text(3);
    e.command_id = s->text(4);
    e.digest = s->text(5);
    auto data = kernel::decode_data(s->view(6), static_cast<int>(s->integer(7)), s->view(8));
    if (data.has_error()) return damaged(e.position.value, data.error().key + " " + data.error().field);
    e.data = std::move(*data);
    if (!visit(e)) break;
  }
  return {};
}

Result<void> Reads::events(Position after, Position up_to, MatterId matter,
                           const std::function<bool(const kernel::Event&)>& visit) {
  auto s = db_.statement(matter ? Sql::kEventsOfMatter : Sql::kEventsOfAll);
  s->bind(1, after.value);
  s->bind(2, up_to ? up_to.value : kNoEnd);
  if (matter) s->bind(3, matter.value);
  return visit_events(std::move(s), !matter, after, visit);
}

Result<void> Reads::world_events(Position after, Position up_to,
                                 const std::function<bool(const kernel::Event&)>& visit) {
  auto s = db_.statement(Sql::kEventsOfWorld);
  s->bind(1, after.value);
  s->bind(2, up_to ? up_to.value : kNoEnd);
  return visit_events(std::move(s), false, after, visit);
}

std::vector<MatterId> Reads::ids(Lease s) {
  std::vector<MatterId> out;
  while (s->step()) out.push_back({s->integer(0)});
  return out;
}

std::vector<MatterId> Reads::open_children(MatterId parent, std::size_t limit) {
  auto s = db_.statement(Sql::kOpenChildren);
  s->bind(1, parent.value);
  s->bind(2, static_cast<std::int64_t>(limit));
  return ids(std::move(s));
}

std::vector<MatterId> Reads::recused_from(const PersonId& person) {
  auto s = db_.statement(Sql::kRecusedFrom);
  s->bind(1, person.value);
  return ids(std::move(s));
}

Result<bool> Reads::has_text(MatterId id, const std::string& text) {
  GUATU_TRY(expression, search_expression(text));
  auto s = runner_.run("select 1 where " + kDialect.is_found_singly("$1", "$2"), {id.value, expression});
  return s->step();
}

std::string Reads::cursor_after(const kernel::MatterQuery& q, const kernel::MatterRow& row) {
  return encode_cursor(q, cursor_at(q, row));
}

std::vector<MatterId> Reads::open_held_by(const PersonId& person) {
  auto s = db_.statement(Sql::kOpenHeldBy);
  s->bind(1, person.value);
  return ids(std::move(s));
}

std::vector<MatterId> Reads::open_in_unit(const UnitId& unit) {
  auto s = db_.statement(Sql::kOpenInUnit);
  s->bind(1, unit.value);
  return ids(std::move(s));
}

std::vector<MatterId> Reads::all_open() {
  return ids(db_.statement(Sql::kAllOpen));
}

std::optional<MatterId> Reads::next_due(Instant now, const std::vector<MatterId>& skipped) {
  auto s = db_.statement(Sql::kNextDue);
  s->bind(1, now.us);
  while (s->step()) {
    const MatterId id{s->integer(0)};
    if (std::find(skipped.begin(), skipped.end(), id) == skipped.end()) return id;
  }
  return std::nullopt;
}

std::optional<kernel::PastCommand> Reads::past_command(const std::string& command_id) {
  auto s = db_.statement(Sql::kPastCommand);
  s->bind(1, command_id);
  if (!s->step()) return std::nullopt;
  return kernel::PastCommand{s->text(0), s->text(1)};
}

std::int64_t Reads::next_sequence(const std::string& series) {
  auto s = db_.statement(Sql::kLastNumber);
  s->bind(1, series);
  return (s->step() ? s->integer(0) : 0) + 1;
}

Result<void> Reads::stored(Position after, Position up_to,
                           const std::function<bool(const kernel::StoredEvent&)>& visit) {
  auto s = db_.statement(Sql::kStoredEvents);
  s->bind(1, after.value);
  s->bind(2, up_to ? up_to.value : kNoEnd);
  while (s->step()) {
    kernel::StoredEvent e;
    auto& c = e.columns;
    c.position = s->integer(0);
    e.is_sound = s->is_integer(1) && s->is_integer(2) && s->is_text(3) && s->is_text(4) && s->is_text(5) &&
                 s->is_text(6) && s->is_integer(7) && s->is_text(8) && s->is_blob(9);
    if (e.is_sound) {
      c.matter = s->integer(1);
      c.at.us = s->integer(2);
      c.by = s->view(3);
      c.command = s->view(4);
      c.digest = s->view(5);
      c.type = s->view(6);
      c.version = s->integer(7);
      c.data = s->view(8);
      e.hash = s->blob(9);
      e.is_sound = c.at.us >= kEarliestUs && c.at.us <= kLatestUs && e.hash.size() == Digest().size();
    }
    if (!visit(e)) break;
  }
  return {};
}

Result<void> Reads::hashes(Position after, Position up_to,
                           const std::function<bool(Position, const Digest&)>& visit) {
  auto s = db_.statement(Sql::kHashes);
  s->bind(1, after.value);
  s->bind(2, up_to ? up_to.value : kNoEnd);
  while (s->step()) {
    const Position position{s->integer(0)};
    Digest d;
    if (!s->is_blob(1) || !to_digest(s->blob(1), d))
      return kernel::error_of({kernel::Fault::Kind::kUnreadable, position});
    if (!visit(position, d)) break;
  }
  return {};
}

std::optional<Digest> Reads::tree_node(int level, std::int64_t number) {
  auto s = db_.statement(Sql::kTreeNode);
  s->bind(1, std::int64_t{level});
  s->bind(2, number);
  Digest d;
  if (!s->step() || !s->is_blob(0) || !to_digest(s->blob(0), d)) return std::nullopt;
  return d;
}

Result<std::vector<std::string>> Reads::plan_of(const kernel::MatterQuery& q) {
  std::vector<std::string> out;
  runner_.trace = &out;
  forget();
  auto page = list(q);
  runner_.trace = nullptr;
  if (page.has_error()) return std::move(page).error();
  return out;
}

}  // namespace guatu::store::sqlite
