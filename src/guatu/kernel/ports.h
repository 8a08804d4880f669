// What the kernel needs of a store. Implemented in src/guatu/store; nothing here knows SQL.
// One writer at a time; readers on their own connections see the last commit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "guatu/base/hash.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/chain.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"

namespace guatu::kernel {

/// One row of the matter register, as it stood at the position asked for.
struct MatterRow {
  MatterId id;
  std::string number;
  std::string playbook;
  std::string title;
  UnitId unit;
  MatterId parent;
  MatterId about;
  std::string state;
  std::string outcome;  ///< "" while open
  PersonId opener;
  PersonId holder;
  Instant opened_at;
  Instant closed_at;
  Instant moved_at;  ///< entered its state
  Instant due_at;    ///< 0: no clock runs
  Instant warn_at;   ///< first reminder of the running clocks; 0: none
  std::string mark;
  int returns = 0;
  bool is_parked = false;
  bool is_stopped = false;  ///< a clock stands still
  PersonId supervisor;
  std::string last_told;  ///< comma list of person ids told by the latest ladder rung
  Position position;      ///< of the event that made the row what it is
  bool operator==(const MatterRow&) const = default;
};
/// As light(Matter), from a row.
Light light(const MatterRow& r, Instant now);

/// Which matters. Empty members do not restrict. Positions: as of that position (0: now).
struct MatterQuery {
  Position as_of;
  std::string playbook;
  std::string unit_path;  ///< `/taiyuan/gujiao/`: that unit and all below
  PersonId holder;
  PersonId opener;
  std::string state;
  MatterId parent;
  MatterId about;
  enum class Which { kAll, kOpen, kClosed } which = Which::kAll;
  Instant due_before;              ///< open and due_at < this (0: any)
  Instant due_from;                ///< open and due_at >= this (0: any)
  Instant opened_from, opened_to;  ///< [from, to)
  Instant closed_from, closed_to;
  int returns_at_least = 0;
  std::string text;  ///< full-text search: every word must be found
  enum class Sort {
    kDue,
    kOpened,
    kNumber
  } sort = Sort::kDue;  ///< due: running clocks first by time, then the rest
  bool descending = false;
  std::size_t limit = 50;  ///< 1..limits::kMaxPageRows
  std::string cursor;      ///< of the page before
};
struct MatterPage {
  std::vector<MatterRow> items;
  std::string next_cursor;  ///< empty: no more
};

/// What a command that was answered answered.
struct PastCommand {
  std::string digest;  ///< SHA-256 of its content
  std::string answer;  ///< JSON
};

/// An event as it lies in the store. The views hold until the visitor returns.
struct StoredEvent {
  EventColumns columns;
  std::string_view hash;  ///< bytes
  bool is_sound = false;  ///< false: a column is of another type, or out of range, and may be anything
};

/// Thrown by the reads that answer a plain value when the store itself fails (disk, damage). Caught at the
/// edge.
struct StoreFailure : std::runtime_error {
  explicit StoreFailure(Error e)
      : std::runtime_error(e.key + (e.args.empty() ? "" : ": " + e.args.front().second)),
        error(std::move(e)) {}
  Error error;
};

/// Reads. All as of the last commit when the object was made or refreshed. @throws StoreFailure
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Position last_position() = 0;  ///< 0: empty ledger
  virtual Instant last_at() = 0;
  /// Position of the last event recorded at or before `t`.
  virtual Position position_at(Instant t) = 0;
  virtual std::optional<Matter> matter(MatterId id) = 0;  ///< as it is now
  /// The same without a copy, where the store has it whole in memory; nullptr: there is none.
  virtual std::shared_ptr<const Matter> shared_matter(MatterId id) {
    auto m = matter(id);
    return m ? std::make_shared<const Matter>(std::move(*m)) : nullptr;
  }
  virtual std::optional<MatterId> find_number(const std::string& number) = 0;
  /// @errors list.range, list.cursor, list.search
  virtual Result<MatterPage> list(const MatterQuery& q) = 0;
  virtual Result<std::int64_t> count(const MatterQuery& q) = 0;
  /// Events with position in (after, up_to] (up_to 0: to the end), of one matter or (0) of all; in order. The
  /// visitor returns false to stop. @errors ledger.damaged (arg `position`)
  virtual Result<void> events(Position after, Position up_to, MatterId matter,
                              const std::function<bool(const Event&)>& visit) = 0;
  /// Events that are not about a matter, from position `after` on: what a World is folded from.
  virtual Result<void> world_events(Position after, Position up_to,
                                    const std::function<bool(const Event&)>& visit) = 0;
  virtual std::vector<MatterId> open_children(MatterId parent, std::size_t limit) = 0;
  /// Matters from which the person is recused, as it is now, by id.
  virtual std::vector<MatterId> recused_from(const PersonId& person) = 0;
  /// Is every word of `text` found in the matter, as MatterQuery::text? @errors list.search
  virtual Result<bool> has_text(MatterId id, const std::string& text) = 0;
  /// Cursor of the page that goes on after `row` in the list `q`; the row need not be in it.
  virtual std::string cursor_after(const MatterQuery& q, const MatterRow& row) = 0;
  virtual std::vector<MatterId> open_held_by(const PersonId& person) = 0;
  virtual std::vector<MatterId> open_in_unit(const UnitId& unit) = 0;  ///< exactly that unit
  virtual std::vector<MatterId> all_open() = 0;
  /// The matter whose next_act_at is the earliest at or before `now`; ties by id; those in `skipped` passed
  /// over.
  virtual std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped) = 0;
  virtual std::optional<PastCommand> past_command(const std::string& command_id) = 0;
  /// The next number of a series (`YH-2022-`): 1 for a new one. Taken when an event that uses it is appended.
  virtual std::int64_t next_sequence(const std::string& series) = 0;

  // Evidence. Positions as in events().
  /// Events as they lie there, nothing decoded, nothing checked; gaps are passed over. @errors store.io
  virtual Result<void> stored(Position after, Position up_to,
                              const std::function<bool(const StoredEvent&)>& visit) = 0;
  /// Their hashes alone. @errors store.io, ledger.unreadable (arg `position`): no hash of ours there
  virtual Result<void> hashes(Position after, Position up_to,
                              const std::function<bool(Position, const Digest&)>& visit) = 0;
  /// A stored node of the tree (merkle.h); none when there is none, or no hash of ours.
  virtual std::optional<Digest> tree_node(int level, std::int64_t number) = 0;
};

/// One transaction of the one writer. Rolls back unless committed.
class Writer : public Reader {
 public:
  /// Appends in order; gives positions. Events of matters must be followed by put_matter of the folded
  /// matter.
  virtual Result<void> append(std::vector<Event>& events) = 0;
  /// Writes the matter and its register row; `told` is the last ladder notice, kept when empty.
  virtual Result<void> put_matter(const Matter& m, const std::string& unit_path, const std::string& told) = 0;
  /// The same for one that the caller holds on to as well: a store in memory keeps it without a copy.
  virtual Result<void> put_shared(const std::shared_ptr<const Matter>& m, const std::string& unit_path,
                                  const std::string& told) {
    return put_matter(*m, unit_path, told);
  }
  virtual Result<void> take_sequence(const std::string& series, std::int64_t number) = 0;
  virtual Result<void> remember_command(const std::string& command_id, const PastCommand& c) = 0;
  virtual Result<void> commit() = 0;  ///< synced to disk when it returns
};

class Store {
 public:
  virtual ~Store() = default;
  /// @errors store.busy (another writer for longer than the busy time), store.io (arg `detail`),
  /// store.read_only
  virtual Result<std::unique_ptr<Writer>> begin() = 0;
  /// A reader of its own; cheap, not shared between threads.
  virtual Result<std::unique_ptr<Reader>> read() = 0;
  /// store.damaged (args `position`, `before`) when the end of the ledger was found damaged at opening:
  /// begin() then answers it too.
  virtual std::optional<Error> damage() const { return std::nullopt; }
};

}  // namespace guatu::kernel
