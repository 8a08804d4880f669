// What is promised stands in walks.h.
#include "guatu/store/sqlite/walks.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace guatu::store::sqlite {

namespace {

constexpr std::int64_t kFirstBatch = 16;
constexpr std::int64_t kLargestBatch = 1024;

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
  SpanStream(Runner& runner, const DueRange& range, std::int64_t node, const Wanted& wanted)
      : Walk(runner, range), node_(node), wanted_(wanted) {}

 private:
  void fill(std::vector<Found>& out) override {
    bool is_more = true;
    while (out.empty() && is_more) {
      auto v = values();
      v.emplace_back(node_);
      auto s = runner_.run(
          "select due_at, matter_id, to_position, unit, state from version_spans where node = $5" +
              tail("matter_id"),
          v);
      std::int64_t rows = 0;
      for (; s->step(); ++rows) {
        reached(s->integer(0), s->integer(1));
        if (wanted_.has(s->integer(3), s->integer(4)))
          out.push_back({s->integer(0), s->integer(1), s->integer(2)});
      }
      is_more = rows == batch();
      grow();
    }
  }
  std::int64_t node_;
  const Wanted& wanted_;
};

/// What is open in one unit now.
class UnitStream final : public Walk {
 public:
  UnitStream(Runner& runner, const DueRange& range, std::string path)
      : Walk(runner, range), path_(std::move(path)) {}

 private:
  void fill(std::vector<Found>& out) override {
    auto v = values();
    v.emplace_back(path_);
    std::string sql =
        "select due_at, id from matters indexed by matters_open_unit_path_idx "
        "where outcome = '' and unit_path = $5";
    if (!range_.playbook.empty()) {
      v.emplace_back(range_.playbook);
      sql += " and playbook = $6";
    }
    auto s = runner_.run(sql + tail("id"), v);
    while (s->step()) out.push_back({s->integer(0), s->integer(1), kNoEnd});
    if (!out.empty()) reached(out.back().due_at, out.back().id);
    grow();
  }
  std::string path_;
};

/// What is open and has stood since before the position.
class OpenStream final : public Walk {
 public:
  OpenStream(Runner& runner, const DueRange& range, Standing& standing, std::int64_t worth)
      : Walk(runner, range), standing_(standing), worth_(worth) {
    std::size_t n = 4;
    const auto add = [&](const std::string& condition, Value v) {
      given_.push_back(std::move(v));
      where_ += condition + std::to_string(++n);
    };
    if (!range.playbook.empty()) add(" and playbook = $", range.playbook);
    if (!range.unit_path.empty()) {
      add(" and unit_path >= $", range.unit_path);
      add(" and unit_path < $", range.unit_path + kLastCharacter);
    }
    // The index of playbooks does not know since when a row stands.
    by_playbook_ = !range.playbook.empty() && standing.position() == standing.last();
  }

 private:
  void fill(std::vector<Found>& out) override {
    const std::string sql = "select due_at, id, " + std::string(by_playbook_ ? "0" : "position") +
                            " from matters indexed by " +
                            (by_playbook_ ? "matters_open_playbook_idx" : "matters_open_due_at_idx") +
                            " where outcome = ''" + where_ + tail("id");
    bool is_more = !is_over_;
    while (out.empty() && is_more) {
      // 1. Much was passed over that changed since: perhaps little did not.
      if (passed_ > worth_ && !is_settled_ && settle(out)) return;
      auto v = values();
      v.insert(v.end(), given_.begin(), given_.end());
      auto s = runner_.run(sql, v);
      std::int64_t rows = 0;
      for (; s->step(); ++rows) {
        reached(s->integer(0), s->integer(1));
        if (s->integer(2) <= standing_.position())
          out.push_back({s->integer(0), s->integer(1), kNoEnd});
        else
          ++passed_;
      }
      is_more = rows == batch();
      grow();
    }
  }

  /// All that is left, if it is worth that.
  bool settle(std::vector<Found>& out) {
    is_settled_ = true;
    const auto stood = standing_.stood_since(worth_);
    if (!stood) return false;
    auto rest = range_;
    rest.after = {reached_due(), {}, {reached_id()}};
    out = part_of(*stood, rest);
    is_over_ = true;
    return true;
  }

  Standing& standing_;
  std::int64_t worth_;
  std::string where_;
  std::vector<Value> given_;
  bool by_playbook_ = false;
  std::int64_t passed_ = 0;
  bool is_settled_ = false;
  bool is_over_ = false;
};

/// What was closed by then, by id: none of it has a running clock.
class ClosedStream final : public Walk {
 public:
  ClosedStream(Runner& runner, const DueRange& range, Standing& standing)
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

}  // namespace

bool before(const Found& a, const Found& b) {
  return std::pair(a.due_at, a.id) < std::pair(b.due_at, b.id);
}

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

std::unique_ptr<Stream> span_stream(Runner& runner, const DueRange& range, std::int64_t node,
                                    const Wanted& wanted) {
  return std::make_unique<SpanStream>(runner, range, node, wanted);
}

std::unique_ptr<Stream> unit_stream(Runner& runner, const DueRange& range, std::string path) {
  return std::make_unique<UnitStream>(runner, range, std::move(path));
}

std::unique_ptr<Stream> open_stream(Runner& runner, const DueRange& range, Standing& standing,
                                    std::int64_t worth) {
  return std::make_unique<OpenStream>(runner, range, standing, worth);
}

std::unique_ptr<Stream> closed_stream(Runner& runner, const DueRange& range, Standing& standing) {
  return std::make_unique<ClosedStream>(runner, range, standing);
}

std::unique_ptr<Stream> list_stream(const std::vector<Found>& rows, const DueRange& range) {
  return std::make_unique<ListStream>(part_of(rows, range));
}

}  // namespace guatu::store::sqlite
