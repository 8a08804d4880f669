#include "guatu/store/sqlite/streams.h"

#include <algorithm>
#include <utility>

#include "guatu/store/blocks.h"
#include "guatu/store/sqlite/walks.h"

namespace guatu::store::sqlite {

namespace {

/// A unit of more units than these is a large part of all, and walked to without passing over much.
constexpr std::int64_t kMostPaths = 64;

const std::string& current_columns() {
  static const auto* const text = new std::string(register_columns() + ", position");
  return *text;
}
const std::string& version_columns() {
  static const auto* const text = new std::string(register_columns() + ", from_position");
  return *text;
}

}  // namespace

Lease Runner::run(std::string_view sql, const std::vector<Value>& values) {
  if (trace != nullptr) {
    auto explained = db.statement("explain query plan " + std::string(sql));
    explained->bind_all(values);
    while (explained->step()) trace->push_back(explained->text(3));
  }
  auto s = db.statement(sql);
  s->bind_all(values);
  return s;
}

const Found* Stream::peek() {
  if (at_ < batch_.size()) return &batch_[at_];
  if (is_done_) return nullptr;
  batch_.clear();
  at_ = 0;
  fill(batch_);
  is_done_ = batch_.empty();
  return is_done_ ? nullptr : batch_.data();
}

bool Merge::next(Found& out) {
  Stream* best = nullptr;
  const Found* least = nullptr;
  for (const auto& s : streams_) {
    const auto* f = s->peek();
    if (f == nullptr) continue;
    if (least != nullptr && (is_descending_ ? before(*f, *least) : before(*least, *f))) continue;
    best = s.get();
    least = f;
  }
  if (best == nullptr) return false;
  out = *least;
  best->pop();
  return true;
}

StoredRow read_stored(Statement& s, int first) {
  StoredRow row;
  for (std::size_t i = 0; i < kRegisterColumnCount; ++i) {
    const int column = first + static_cast<int>(i);
    if (s.is_text(column))
      row.values[i] = s.text(column);
    else
      row.values[i] = s.integer(column);
  }
  row.from.value = s.integer(first + static_cast<int>(kRegisterColumnCount));
  return row;
}

Standing::Standing(Runner& runner, std::int64_t position, std::int64_t last, Filed filed)
    : runner_(runner), position_(position), last_(last), filed_(filed) {
  GUATU_ASSERT(position >= 1 && position <= last);
}

const std::vector<std::int64_t>& Standing::forks() {
  if (!forks_) forks_ = forks_above(position_, last_);
  return *forks_;
}

void Standing::add_edges(std::string_view sql, const std::vector<Value>& values) {
  auto s = runner_.run(sql, values);
  while (s->step())
    // Only what is open has a running clock.
    if (s->integer(0) != kNoEnd || s->view(3).empty())
      edges_->push_back({s->integer(0), s->integer(1), s->integer(2)});
}

const Wanted& Standing::wanted(const DueRange& range) {
  const auto [it, is_new] = wanted_.try_emplace({range.unit_path, range.playbook, range.state});
  auto& w = it->second;
  if (!is_new) return w;
  const auto fill = [&](std::vector<bool>& set, std::string_view sql, const std::vector<Value>& values) {
    set.resize(1);
    for (auto s = runner_.run(sql, values); s->step();) {
      const auto n = static_cast<std::size_t>(s->integer(0));
      if (set.size() <= n) set.resize(n + 1);
      set[n] = true;
    }
  };
  if (!range.unit_path.empty())
    fill(w.units, "select id from tally_units where path >= $1 and path < $2",
         {range.unit_path, range.unit_path + kLastCharacter});
  if (!range.playbook.empty() || !range.state.empty())
    fill(w.states, "select id from tally_states where (playbook = $1 or $1 = '') and (state = $2 or $2 = '')",
         {range.playbook, range.state});
  return w;
}

std::optional<std::vector<std::string>> Standing::open_paths(const std::string& unit_path,
                                                             std::int64_t most) {
  std::vector<std::string> out;
  // Steps from one path to the next.
  auto s = runner_.run(
      "with recursive p(path) as ("
      "select min(unit_path) from matters indexed by matters_open_unit_path_idx "
      "where outcome = '' and unit_path >= $1 and unit_path < $2 "
      "union all select (select min(unit_path) from matters indexed by matters_open_unit_path_idx "
      "where outcome = '' and unit_path > p.path and unit_path < $2) from p where p.path is not null) "
      "select path from p where path is not null limit $3",
      {unit_path, unit_path + kLastCharacter, most + 1});
  while (s->step()) out.push_back(s->text(0));
  if (std::ssize(out) > most) return std::nullopt;
  return out;
}

namespace {

/// Rows of (due_at, id), ascending; none: more than `worth`.
std::optional<std::vector<Found>> at_most(Lease s, std::int64_t worth) {
  std::vector<Found> out;
  while (s->step()) {
    if (std::ssize(out) == worth) return std::nullopt;
    out.push_back({s->integer(0), s->integer(1), kNoEnd});
  }
  std::sort(out.begin(), out.end(), before);
  return out;
}

}  // namespace

std::optional<std::vector<Found>> Standing::open_below(const std::string& unit_path, std::int64_t worth) {
  return at_most(runner_.run("select due_at, id from matters indexed by matters_open_unit_path_idx "
                             "where outcome = '' and unit_path >= $1 and unit_path < $2",
                             {unit_path, unit_path + kLastCharacter}),
                 worth);
}

std::optional<std::vector<Found>> Standing::stood_since(std::int64_t worth) {
  return at_most(runner_.run("select due_at, id from matters indexed by matters_outcome_position_idx "
                             "where outcome = '' and position <= $1",
                             {position_}),
                 worth);
}

/// Versions of open matters that stood and are filed under no node above the block: those that began or ended
/// within it, and those that ended in a block that is not full yet.
const std::vector<Found>& Standing::edges() {
  if (edges_) return *edges_;
  edges_.emplace();
  const auto block = block_of(position_);
  const auto end = end_of_block(block);
  const auto start = end - kBlockPositions;
  const std::string select = "select due_at, matter_id, to_position, outcome from matter_versions ";
  // 1. Ended within the block, after the position.
  add_edges(select + "where to_position > $1 and to_position <= $2 and from_position <= $1",
            {position_, end});
  // 2. Began within the block (its first position covers it whole), ended after it.
  add_edges(select +
                "indexed by matter_versions_from_idx where from_position > $1 and from_position <= $2 and "
                "to_position > $3",
            {start + 1, position_, end});
  // 3. Covers the block whole, ended in one that is not filed.
  add_edges(select + "where to_position > $1 and from_position <= $2",
            {std::max(filed_.spans, end), start + 1});
  std::sort(edges_->begin(), edges_->end(), before);
  return *edges_;
}

std::vector<std::unique_ptr<Stream>> Standing::streams(const DueRange& range, std::int64_t worth) {
  std::vector<std::unique_ptr<Stream>> out;
  if (range.has_closed && range.due_max == kNoEnd) out.push_back(closed_stream(runner_, range, *this));
  if (!range.has_open) return out;
  if (position_ < last_) {
    const auto& of = wanted(range);
    const auto blocks = whole_blocks(filed_.spans);
    if (block_of(position_) < blocks)
      for (const auto node : nodes_above(block_of(position_), blocks))
        out.push_back(span_stream(runner_, range, node, of));
    out.push_back(list_stream(edges(), range));
  } else if (!range.unit_path.empty()) {
    if (auto paths = open_paths(range.unit_path, std::min(worth, kMostPaths))) {
      for (auto& path : *paths) out.push_back(unit_stream(runner_, range, std::move(path)));
      return out;
    }
    if (const auto few = open_below(range.unit_path, worth)) {
      out.push_back(list_stream(*few, range));
      return out;
    }
  }
  out.push_back(open_stream(runner_, range, *this, worth));
  return out;
}

StoredRow Standing::row(const Found& found) {
  static const auto* const current =
      new std::string("select " + current_columns() + " from matters not indexed where id = $1");
  static const auto* const ended = new std::string(
      "select " + version_columns() + " from matter_versions where matter_id = $1 and to_position = $2");
  auto s = found.to == kNoEnd ? runner_.run(*current, {found.id}) : runner_.run(*ended, {found.id, found.to});
  if (!s->step())
    throw kernel::StoreFailure(Error("store.damaged_register", "", {{"matter", std::to_string(found.id)}}));
  auto out = read_stored(*s, 0);
  out.id.value = found.id;
  return out;
}

std::optional<StoredRow> Standing::row_of(std::int64_t id) {
  if (id > position_) return std::nullopt;
  auto now = row({kNoEnd, id, kNoEnd});
  if (now.from.value <= position_) return now;
  static const auto* const then = new std::string(
      "select " + version_columns() +
      " from matter_versions indexed by matter_versions_matter_idx where matter_id = $1 and to_position > $2 "
      "order by to_position limit 1");
  auto s = runner_.run(*then, {id, position_});
  if (!s->step()) return std::nullopt;
  auto out = read_stored(*s, 0);
  out.id.value = id;
  if (out.from.value > position_) return std::nullopt;
  return out;
}

const std::vector<std::pair<std::int64_t, std::string>>& Standing::due_within(std::int64_t from,
                                                                              std::int64_t before) {
  // Fewer than these are sorted rather than walked past; an hour holds fewer still.
  constexpr std::int64_t kWorth = 2000;
  const auto [it, is_new] = due_within_.try_emplace({from, before});
  if (!is_new) return it->second;
  DueRange r;
  r.due_min = from;
  r.due_max = before - 1;
  Merge merge(streams(r, kWorth), false);
  for (Found f; merge.next(f);) it->second.emplace_back(f.due_at, row(f).text(kUnitPathColumn));
  return it->second;
}

std::vector<Standing::Change> changes_between(Runner& runner, std::int64_t start, std::int64_t position) {
  std::vector<Standing::Change> out;
  const auto add = [&](const std::string& sql, std::int64_t sign) {
    auto s = runner.run(sql, {start, position});
    while (s->step()) out.push_back({tally_row(read_stored(*s, 0)), sign});
  };
  static const auto* const ended = new std::string(
      "select " + version_columns() +
      " from matter_versions where to_position > $1 and to_position <= $2 and from_position <= $1");
  static const auto* const began =
      new std::string("select " + version_columns() +
                      " from matter_versions indexed by matter_versions_from_idx "
                      "where from_position > $1 and from_position <= $2 and to_position > $2");
  static const auto* const stands =
      new std::string("select " + current_columns() +
                      " from matters indexed by matters_outcome_position_idx "
                      "where outcome in ('', 'done', 'refused', 'withdrawn', 'merged') "
                      "and position > $1 and position <= $2");
  add(*ended, -1);
  add(*began, 1);
  add(*stands, 1);
  return out;
}

std::int64_t Standing::tally_blocks() const {
  return std::min(whole_blocks(position_), whole_blocks(filed_.tallies));
}

const std::vector<Standing::Change>& Standing::changes() {
  if (!changes_) changes_ = changes_between(runner_, tally_blocks() * kBlockPositions, position_);
  return *changes_;
}

}  // namespace guatu::store::sqlite
