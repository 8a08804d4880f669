// The open matters as of a position, in the order of the clock, without reading more of them than are asked
// for: sorted streams, merged. See docs/formats/storage.md, "As of then".
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "guatu/store/list_fit.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

/// A row that was found and is not read yet: of matters (to is kNoEnd) or of matter_versions.
struct Found {
  std::int64_t due_at = kNoEnd;
  std::int64_t id = 0;
  std::int64_t to = kNoEnd;
};

/// Which part of the order, and which way.
struct DueRange {
  std::int64_t due_min = std::numeric_limits<std::int64_t>::min();  ///< inclusive
  std::int64_t due_max = kNoEnd;                                    ///< inclusive
  bool is_descending = false;
  Cursor after;             ///< id 0: from the beginning
  bool has_closed = false;  ///< also what was closed by then; it sorts last, by id
  bool has_open = true;
  /// Open rows of other units (the path begins otherwise), playbooks and states may be left out, as far as
  /// where they are filed shows it; empty: none.
  std::string unit_path;
  std::string playbook;
  std::string state;
};

/// Units and states that a list may show, by their numbers in version_spans.
struct Wanted {
  std::vector<bool> units;   ///< empty: all
  std::vector<bool> states;  ///< empty: all
  bool has(std::int64_t unit, std::int64_t state) const { return is_in(units, unit) && is_in(states, state); }

 private:
  static bool is_in(const std::vector<bool>& set, std::int64_t n) {
    return set.empty() || (n >= 0 && n < std::ssize(set) && set[static_cast<std::size_t>(n)]);
  }
};

/// Runs statements for the readers of one connection; while `trace` is set, keeps what SQLite would do for
/// each.
struct Runner {
  Connection& db;
  std::vector<std::string>* trace = nullptr;
  Lease run(std::string_view sql, const std::vector<Value>& values);
};

/// Rows of a list in its order.
class Stream {
 public:
  virtual ~Stream() = default;
  /// The next one, or nullptr at the end; stays until pop().
  const Found* peek();
  void pop() { ++at_; }

 protected:
  /// Appends the next rows; none: the end.
  virtual void fill(std::vector<Found>& out) = 0;

 private:
  std::vector<Found> batch_;
  std::size_t at_ = 0;
  bool is_done_ = false;
};

/// Positions up to which spans and tallies are written: ends of blocks.
struct Filed {
  std::int64_t spans = 0;
  std::int64_t tallies = 0;
};

/// What stood at one position. Holds what was read around it, so it is for one snapshot of the database.
class Standing {
 public:
  /// @param position  1 … last
  Standing(Runner& runner, std::int64_t position, std::int64_t last, Filed filed);

  std::int64_t position() const { return position_; }
  std::int64_t last() const { return last_; }

  /// Streams that together give every row of the range once; for this object's life.
  /// @param worth  most open rows that are better sorted than walked past
  std::vector<std::unique_ptr<Stream>> streams(const DueRange& range, std::int64_t worth);

  /// The row of a matter as it stood; none when it was not open yet.
  std::optional<StoredRow> row_of(std::int64_t id);
  StoredRow row(const Found& found);
  /// The versions that ended after this position and began at or before it are also found by their forks.
  const std::vector<std::int64_t>& forks();

  /// What is open now and stood at the position as it does, ascending; none: that is more than `worth`.
  std::optional<std::vector<Found>> stood_since(std::int64_t worth);

  /// Unit paths of what was open and due in [from, before), with due_at, in its order; kept.
  const std::vector<std::pair<std::int64_t, std::string>>& due_within(std::int64_t from, std::int64_t before);

  /// Rows that began or ended in the part of the position's block before it: +1 what stands since, −1 what no
  /// longer stands; from the last position that tallies know of.
  struct Change {
    TallyRow row;
    std::int64_t sign = 1;
  };
  const std::vector<Change>& changes();
  /// Blocks that the tallies are good for, up to this position.
  std::int64_t tally_blocks() const;

 private:
  const Wanted& wanted(const DueRange& range);
  /// The paths of what is open now below one; none: more than `most`.
  std::optional<std::vector<std::string>> open_paths(const std::string& unit_path, std::int64_t most);
  /// What is open now below a path, ascending; none: that is more than `worth`.
  std::optional<std::vector<Found>> open_below(const std::string& unit_path, std::int64_t worth);
  const std::vector<Found>& edges();
  void add_edges(std::string_view sql, const std::vector<Value>& values);

  Runner& runner_;
  std::int64_t position_;
  std::int64_t last_;
  Filed filed_;
  std::map<std::tuple<std::string, std::string, std::string>, Wanted> wanted_;
  std::optional<std::vector<Found>> edges_;
  std::optional<std::vector<std::int64_t>> forks_;
  std::optional<std::vector<Change>> changes_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::pair<std::int64_t, std::string>>>
      due_within_;
};

/// The least (or greatest) of all streams, one after the other.
class Merge {
 public:
  Merge(std::vector<std::unique_ptr<Stream>> streams, bool is_descending)
      : streams_(std::move(streams)), is_descending_(is_descending) {}
  bool next(Found& out);

 private:
  std::vector<std::unique_ptr<Stream>> streams_;
  bool is_descending_;
};

/// As Standing::changes(), for the positions in (start, position].
std::vector<Standing::Change> changes_between(Runner& runner, std::int64_t start, std::int64_t position);

/// A row of the 22 register columns, then a position, beginning at `first`.
StoredRow read_stored(Statement& s, int first);

}  // namespace guatu::store::sqlite
