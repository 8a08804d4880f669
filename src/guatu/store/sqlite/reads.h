// Every read of ports.h over one connection; readers and writers share it. Runs in the transaction that is
// open there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ports.h"
#include "guatu/store/list_sql.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/store/sqlite/snapshots.h"
#include "guatu/store/sqlite/streams.h"
#include "guatu/store/sqlite/tallies.h"

namespace guatu::store::sqlite {

class AsOf;

/// The functions are those of kernel::Reader and documented there; all may throw kernel::StoreFailure.
class Reads {
 public:
  /// @param probe_rows  see list_plan.h
  Reads(Connection& connection, std::size_t probe_rows)
      : db_(connection), runner_{connection}, probe_rows_(probe_rows) {}

  Position last_position();
  Instant last_at();
  Position position_at(Instant t);
  std::optional<kernel::Matter> matter(MatterId id);
  /// Parsed only if it is not among the kept; nullptr: there is none.
  std::shared_ptr<const kernel::Matter> shared_matter(MatterId id, Snapshots& kept);
  std::optional<MatterId> find_number(const std::string& number);
  Result<kernel::MatterPage> list(const kernel::MatterQuery& q);
  Result<std::int64_t> count(const kernel::MatterQuery& q);
  Result<void> events(Position after, Position up_to, MatterId matter,
                      const std::function<bool(const kernel::Event&)>& visit);
  Result<void> world_events(Position after, Position up_to,
                            const std::function<bool(const kernel::Event&)>& visit);
  std::vector<MatterId> open_children(MatterId parent, std::size_t limit);
  std::vector<MatterId> recused_from(const PersonId& person);
  Result<bool> has_text(MatterId id, const std::string& text);
  static std::string cursor_after(const kernel::MatterQuery& q, const kernel::MatterRow& row);
  std::vector<MatterId> open_held_by(const PersonId& person);
  std::vector<MatterId> open_in_unit(const UnitId& unit);
  std::vector<MatterId> all_open();
  std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped);
  std::optional<kernel::PastCommand> past_command(const std::string& command_id);
  std::int64_t next_sequence(const std::string& series);
  Result<void> stored(Position after, Position up_to,
                      const std::function<bool(const kernel::StoredEvent&)>& visit);
  Result<void> hashes(Position after, Position up_to,
                      const std::function<bool(Position, const Digest&)>& visit);
  std::optional<Digest> tree_node(int level, std::int64_t number);

  /// Lets go of what is held of the tables: they changed, or the ledger grew.
  void forget() { kept_.clear(); }

  /// What SQLite does for the page, as EXPLAIN QUERY PLAN lines of all that is asked. For tests.
  Result<std::vector<std::string>> plan_of(const kernel::MatterQuery& q);

 private:
  /// What is held of one position.
  struct Kept {
    Kept(Runner& runner, std::int64_t position, std::int64_t last, Filed filed)
        : standing(runner, position, last, filed), tallies(runner, standing) {}
    Standing standing;
    Tallies tallies;
  };
  Kept& kept_at(const ListInput& in);
  Result<ListInput> input_of(const kernel::MatterQuery& q);
  Path path_for_page(const ListInput& in);
  AsOf as_of(const ListInput& in);
  Path path_for_count(const ListInput& in);
  std::int64_t probe(const ListInput& in, const Path& path, std::size_t cap);
  std::vector<MatterId> ids(Lease statement);
  Result<void> visit_events(Lease statement, bool is_whole, Position after,
                            const std::function<bool(const kernel::Event&)>& visit);

  Connection& db_;
  Runner runner_;
  std::size_t probe_rows_;
  std::map<std::int64_t, Kept> kept_;  ///< by position
};

/// Fills in the reads of a port (kernel::Reader or kernel::Writer) from a Reads.
template <class Port>
class WithReads : public Port {
 public:
  WithReads(Connection& connection, std::size_t probe_rows) : reads_(connection, probe_rows) {}

  Position last_position() override { return reads_.last_position(); }
  Instant last_at() override { return reads_.last_at(); }
  Position position_at(Instant t) override { return reads_.position_at(t); }
  std::optional<kernel::Matter> matter(MatterId id) override { return reads_.matter(id); }
  std::optional<MatterId> find_number(const std::string& number) override {
    return reads_.find_number(number);
  }
  Result<kernel::MatterPage> list(const kernel::MatterQuery& q) override {
    return guarded([&] { return reads_.list(q); });
  }
  Result<std::int64_t> count(const kernel::MatterQuery& q) override {
    return guarded([&] { return reads_.count(q); });
  }
  Result<void> events(Position after, Position up_to, MatterId matter,
                      const std::function<bool(const kernel::Event&)>& visit) override {
    return guarded([&] { return reads_.events(after, up_to, matter, visit); });
  }
  Result<void> world_events(Position after, Position up_to,
                            const std::function<bool(const kernel::Event&)>& visit) override {
    return guarded([&] { return reads_.world_events(after, up_to, visit); });
  }
  std::vector<MatterId> open_children(MatterId parent, std::size_t limit) override {
    return reads_.open_children(parent, limit);
  }
  std::vector<MatterId> recused_from(const PersonId& person) override { return reads_.recused_from(person); }
  Result<bool> has_text(MatterId id, const std::string& text) override {
    return guarded([&] { return reads_.has_text(id, text); });
  }
  std::string cursor_after(const kernel::MatterQuery& q, const kernel::MatterRow& row) override {
    return Reads::cursor_after(q, row);
  }
  std::vector<MatterId> open_held_by(const PersonId& person) override { return reads_.open_held_by(person); }
  std::vector<MatterId> open_in_unit(const UnitId& unit) override { return reads_.open_in_unit(unit); }
  std::vector<MatterId> all_open() override { return reads_.all_open(); }
  std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped) override {
    return reads_.next_due(now, skipped);
  }
  std::optional<kernel::PastCommand> past_command(const std::string& id) override {
    return reads_.past_command(id);
  }
  std::int64_t next_sequence(const std::string& series) override { return reads_.next_sequence(series); }
  Result<void> stored(Position after, Position up_to,
                      const std::function<bool(const kernel::StoredEvent&)>& visit) override {
    return guarded([&] { return reads_.stored(after, up_to, visit); });
  }
  Result<void> hashes(Position after, Position up_to,
                      const std::function<bool(Position, const Digest&)>& visit) override {
    return guarded([&] { return reads_.hashes(after, up_to, visit); });
  }
  std::optional<Digest> tree_node(int level, std::int64_t number) override {
    return reads_.tree_node(level, number);
  }

  Result<std::vector<std::string>> plan_of(const kernel::MatterQuery& q) { return reads_.plan_of(q); }

 protected:
  Reads& reads() { return reads_; }
  /// For a writer, after it wrote.
  void forget() { reads_.forget(); }

  /// Turns a StoreFailure into the error of a Result.
  template <class F>
  static auto guarded(F&& f) -> decltype(f()) {
    try {
      return f();
    } catch (const kernel::StoreFailure& e) {
      return e.error;
    }
  }

 private:
  Reads reads_;
};

}  // namespace guatu::store::sqlite
