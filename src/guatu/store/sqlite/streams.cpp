#include "guatu/store/sqlite/streams.h"

#include <algorithm>
#include <utility>

#include "guatu/store/blocks.h"

namespace guatu::store::sqlite {

namespace {

constexpr std::int64_t kFirstBatch = 16;
constexpr std::int64_t kLargestBatch = 1024;

const std::string& current_columns() {
  static const auto* const text = new std::string(register_columns() + ", position");
  return *text;
}
const std::string& version_columns() {
  static const auto* const text = new std::string(register_columns() + ", from_position");
  return *text;
}

bool before(const Found& a, const Found& b) {
  return std::pair(a.due_at, a.id) < std::pair(b.due_at, b.id);
}

/// Reads a sorted table piece by piece, each beginning where the one before ended.
class Walk : public Stream {
 public:
  Walk(Runner& runner, const DueRange& range) : runner_(runner), range_(range) {
    const bool has_cursor = static_cast<bool>(range.after.id);
    if (range.is_descending) {
      // No id is as great: everything with due_max is behind it.
      due_ = range.due_max;
      id_ = kNoEnd;
      if (has_cursor && range.after.key <= due_)
        std::tie(due_, id_) = std::pair(range.after.key, range.after.id.value);
    } else {
      due_ = range.due_min;
      id_ = 0;
      if (has_cursor && range.after.key >= due_)
        std::tie(due_, id_) = std::pair(range.after.key, range.after.id.value);
    }
  }

 protected:
  /// `due_at, <id>` beyond the place reached, to the end of the range, in order.
  std::string tail(std::string_view id) const {
    const std::string i(id);
    if (range_.is_descending)
      return " and (due_at, " + i + ") < ($1, $2) and due_at >= $3 order by due_at desc, " + i +
             " desc limit $4";
    return " and (due_at, " + i + ") > ($1, $2) and due_at <= $3 order by due_at, " + i + " limit $4";
  }
  std::vector<Value> values() const {
    return {due_, id_, range_.is_descending ? range_.due_min : range_.due_max, size_};
  }
  void reached(std::int64_t due, std::int64_t id) {
    due_ = due;
    id_ = id;
  }
  std::int64_t reached_due() const { return due_; }
  std::int64_t reached_id() const { return id_; }
  std::int64_t batch() const { return size_; }
  void grow() { size_ = std::min(size_ * 4, kLargestBatch); }

  Runner& runner_;
  const DueRange range_;

 private:
  std::int64_t due_ = 0;
  std::int64_t id_ = 0;
  std::int64_t size_ = kFirstBatch;
};

class SpanStream final : public Walk {
 public:
  SpanStream(Runner& runner, const DueRange& range, std::int64_t node) : Walk(runner, range), node_(node) {}

 private:
  void fill(std::vector<Found>& out) override {
    auto v = values();
    v.emplace_back(node_);
    auto s = runner_.run(
        "select due_at, matter_id, to_position from version_spans where node = $5" + tail("matter_id"), v);
    while (s->step()) out.push_back({s->integer(0), s->integer(1), s->integer(2)});
    if (!out.empty()) reached(out.back().due_at, out.back().id);
    grow();
  }
  std::int64_t node_;
};

/// What is open and has stood since before the position.
class OpenStream final : public Walk {
 public:
  OpenStream(Runner& runner, const DueRange& range, std::int64_t position)
      : Walk(runner, range), position_(position) {}

 private:
  void fill(std::vector<Found>& out) override {
    bool is_more = true;
    while (out.empty() && is_more) {
      auto s = runner_.run(
          "select due_at, id, position from matters indexed by matters_open_due_at_idx where outcome = ''" +
              tail("id"),
          values());
      std::int64_t rows = 0;
      for (; s->step(); ++rows) {
        reached(s->integer(0), s->integer(1));
        if (s->integer(2) <= position_) out.push_back({s->integer(0), s->integer(1), kNoEnd});
      }
      is_more = rows == batch();
      grow();
    }
  }
  std::int64_t position_;
};

/// What was closed by then, by id: none of it has a running clock.
class ClosedStream final : public Walk {
 public:
  ClosedStream(Runner& runner, Standing& standing, const DueRange& range)
      : Walk(runner, range), standing_(standing) {
    if (!range.is_descending && reached_due() < kNoEnd) reached(kNoEnd, 0);
    is_over_ = range.is_descending && reached_due() < kNoEnd;
  }

 private:
  void fill(std::vector<Found>& out) override {
    bool is_more = !is_over_;
    while (out.empty() && is_more) {
      const std::string way = range_.is_descending ? " id < $1 and id <= $2 order by id desc limit $3"
                                                   : " id > $1 and id <= $2 order by id limit $3";
      auto s = runner_.run("select id, position, outcome from matters not indexed where" + way,
                           {reached_id(), standing_.position(), batch()});
      std::int64_t rows = 0;
      for (; s->step(); ++rows) {
        const auto id = s->integer(0);
        reached(kNoEnd, id);
        if (s->integer(1) <= standing_.position()) {
          if (!s->view(2).empty()) out.push_back({kNoEnd, id, kNoEnd});
          continue;
        }
        if (const auto to = closed_then(id)) out.push_back({kNoEnd, id, *to});
      }
      is_more = rows == batch();
      grow();
    }
  }

  /// End of the version that stood, if it was closed.
  std::optional<std::int64_t> closed_then(std::int64_t id) {
    auto s = runner_.run(
        "select to_position, outcome from matter_versions indexed by matter_versions_matter_idx "
        "where matter_id = $1 and to_position > $2 order by to_position limit 1",
        {id, standing_.position()});
    if (!s->step() || s->view(1).empty()) return std::nullopt;
    return s->integer(0);
  }

  Standing& standing_;
  bool is_over_ = false;
};

/// Rows at hand, sorted.
class ListStream final : public Stream {
 public:
  explicit ListStream(std::vector<Found> rows) : rows_(std::move(rows)) {}

 private:
  void fill(std::vector<Found>& out) override { out = std::exchange(rows_, {}); }
  std::vector<Found> rows_;
};

/// The part of `rows`, ascending, that lies in the range.
std::vector<Found> part_of(const std::vector<Found>& rows, const DueRange& range) {
  std::vector<Found> out;
  for (const auto& r : rows) {
    if (r.due_at < range.due_min || r.due_at > range.due_max) continue;
    const Found after{range.after.key, range.after.id.value, 0};
    if (range.after.id && (range.is_descending ? !before(r, after) : !before(after, r))) continue;
    out.push_back(r);
  }
  if (range.is_descending) std::reverse(out.begin(), out.end());
  return out;
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
    if (s->view(3).empty()) edges_->push_back({s->integer(0), s->integer(1), s->integer(2)});
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
  if (range.has_closed && range.due_max == kNoEnd)
    out.push_back(std::make_unique<ClosedStream>(runner_, *this, range));
  if (!range.has_open) return out;
  if (position_ < last_) {
    const auto blocks = whole_blocks(filed_.spans);
    if (block_of(position_) < blocks)
      for (const auto node : nodes_above(block_of(position_), blocks))
        out.push_back(std::make_unique<SpanStream>(runner_, range, node));
    out.push_back(std::make_unique<ListStream>(part_of(edges(), range)));
    std::vector<Found> old;
    auto s = runner_.run(
        "select due_at, id from matters indexed by matters_outcome_position_idx "
        "where outcome = '' and position <= $1 limit $2",
        {position_, worth + 1});
    while (s->step()) old.push_back({s->integer(0), s->integer(1), kNoEnd});
    if (std::ssize(old) <= worth) {
      std::sort(old.begin(), old.end(), before);
      out.push_back(std::make_unique<ListStream>(part_of(old, range)));
      return out;
    }
  }
  out.push_back(std::make_unique<OpenStream>(runner_, range, position_));
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
