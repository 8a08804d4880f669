// The look at derived tables when a ledger is opened. What is promised stands in rebuild_store.h.
#include <algorithm>
#include <random>
#include <set>

#include "guatu/base/text.h"
#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/blocks.h"
#include "guatu/store/sqlite/projections.h"
#include "guatu/store/sqlite/reads.h"
#include "guatu/store/sqlite/rebuild_store.h"

namespace guatu::store::sqlite {

namespace {

constexpr int kOfLastBlock = 8;
constexpr int kOlder = 8;
/// A matter with more events is passed over, so that the look stays short.
constexpr std::int64_t kMostEvents = 400;
/// Open matters of a unit that are counted one by one.
constexpr std::int64_t kMostCounted = 2000;

/// One read transaction.
class Snapshot {
 public:
  explicit Snapshot(Connection& db) : db_(db) { db_.run("begin"); }
  ~Snapshot() {
    try {
      db_.run("rollback");
    } catch (const kernel::StoreFailure&) {
      // The connection is closed instead of reused.
    }
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Connection& db_;
};

class Check {
 public:
  explicit Check(Connection& db) : runner_{db}, reads_(db, 2000) {}

  Result<void> run() {
    const auto last = reads_.last_position().value;
    std::set<std::int64_t> ids;
    std::mt19937_64 dice(static_cast<std::uint64_t>(last));
    const auto pick = [&](std::int64_t from, std::int64_t to, int n) {
      for (int i = 0; i < n && to >= from; ++i)
        if (const auto id = matter_at(
                from + static_cast<std::int64_t>(dice() % static_cast<std::uint64_t>(to - from + 1))))
          ids.insert(*id);
    };
    if (last == 0) return {};
    const auto start = block_of(last) * kBlockPositions;
    pick(start + 1, last, kOfLastBlock);
    pick(1, start, kOlder);
    std::string path;
    for (const auto id : ids) {
      GUATU_TRY(row, check_matter(id));
      if (row && !row->text(kUnitPathColumn).empty()) path = row->text(kUnitPathColumn);
    }
    return check_counts(path);
  }

 private:
  std::optional<std::int64_t> matter_at(std::int64_t position) {
    auto s = runner_.run("select matter_id from events where position = $1", {position});
    if (!s->step() || s->integer(0) == 0) return std::nullopt;
    return s->integer(0);
  }

  static Error damaged(std::int64_t id) {
    return Error("store.damaged_register", "", {{"matter", std::to_string(id)}});
  }

  struct Folded {
    kernel::Matter matter;
    std::string told;
  };
  /// None: too long. @errors ledger.damaged, ledger.bad_event
  Result<std::optional<Folded>> fold(std::int64_t id) {
    Folded f;
    std::string command;
    std::string told;
    std::int64_t n = 0;
    std::optional<Error> wrong;
    const auto end_step = [&] {
      if (!told.empty()) f.told = told;
      told.clear();
    };
    GUATU_TRY_VOID(reads_.events({}, {}, {id}, [&](const kernel::Event& e) {
      if (e.command_id != command) end_step();
      command = e.command_id;
      if (auto r = kernel::apply(f.matter, e); r.has_error()) wrong = std::move(r).error();
      if (const auto* climbed = std::get_if<kernel::LadderClimbed>(&e.data)) {
        std::vector<std::string> people;
        for (const auto& p : climbed->told) people.push_back(p.value);
        told = join(people, ",");
      }
      return !wrong && ++n <= kMostEvents;
    }));
    if (wrong) return *wrong;
    end_step();
    if (n > kMostEvents) return std::optional<Folded>();
    return std::optional(std::move(f));
  }

  Result<std::optional<StoredRow>> check_matter(std::int64_t id) {
    GUATU_TRY(folded, fold(id));
    if (!folded) return std::optional<StoredRow>();
    const auto& m = folded->matter;
    const auto last = reads_.last_position().value;
    Standing standing(runner_, last, last, {});
    auto row = standing.row_of(id);
    const auto kept = reads_.matter({id});
    if (!row || !kept || *kept != m) return damaged(id);
    const auto& path = row->text(kUnitPathColumn);
    const bool is_path = path.empty() || path.ends_with("/" + m.unit.value + "/");
    if (!is_path || row->values != register_values(m, path, folded->told)) return damaged(id);
    if (row->from > m.last_position || row->from.value < id) return damaged(id);
    // What came before it ended where it begins.
    auto before = runner_.run(
        "select max(to_position), count(*) from matter_versions indexed by matter_versions_matter_idx "
        "where matter_id = $1",
        {id});
    before->step();
    const auto begins = before->integer(1) == 0 ? id : before->integer(0);
    const bool is_first = before->integer(1) == 0;
    if (is_first ? row->from.value < begins : row->from.value != begins) return damaged(id);
    return row;
  }

  /// What is open of a unit, in all states together and row by row.
  Result<void> check_counts(const std::string& path) {
    const auto last = reads_.last_position().value;
    Standing standing(runner_, last, last, filed_positions(runner_));
    Tallies tallies(runner_, standing);
    kernel::MatterQuery q;
    q.unit_path = path;
    q.which = kernel::MatterQuery::Which::kOpen;
    const auto open = tallies.count(q);
    const auto in_states = tallies.count_states(path);
    const Error wrong("store.damaged_tallies", "", {{"path", path}});
    if (!open || *open != in_states) return wrong;
    if (path.empty() || *open > kMostCounted) return {};
    auto s = runner_.run(
        "select count(*) from matters indexed by matters_open_unit_path_idx "
        "where outcome = '' and unit_path >= $1 and unit_path < $2",
        {path, path + "\xF4\x8F\xBF\xBF"});
    if (!s->step() || s->integer(0) != *open) return wrong;
    return {};
  }

  Runner runner_;
  Reads reads_;
};

/// The first projection that does not follow to the end; empty: all do.
std::string behind(Connection& db) {
  Runner runner{db};
  const Snapshot snapshot(db);
  auto s = runner.run(text_of(Sql::kLastEvent), {});
  const auto last = s->step() ? s->integer(0) : 0;
  for (const auto name : kProjections) {
    const bool by_block = name == kSpans || name == kTallies;
    if (projected_to(runner, name) != (by_block ? whole_blocks(last) * kBlockPositions : last))
      return std::string(name);
  }
  return {};
}

}  // namespace

std::optional<Position> cut_at(SqliteStore& store) {
  BorrowedConnection db(store);
  Runner runner{*db};
  const Snapshot snapshot(*db);
  if (!runner.run("select 1 from sqlite_schema where name = 'projections'", {})->step()) return std::nullopt;
  auto s = runner.run(text_of(Sql::kLastEvent), {});
  const auto last = s->step() ? s->integer(0) : 0;
  // Both are written with every commit; one alone is a damaged row of its own.
  if (projected_to(runner, kRegister) <= last || projected_to(runner, kSearch) <= last) return std::nullopt;
  return Position{last + 1};
}

Result<void> bring_up(SqliteStore& store, bool may_write,
                      const std::function<void(std::int64_t, std::int64_t)>& progress) {
  try {
    std::string name;
    {
      BorrowedConnection db(store);
      name = behind(*db);
    }
    if (name.empty()) return {};
    if (!may_write) return Error("store.behind", "", {{"name", name}});
    if (name == kSpans || name == kTallies) {
      // A commit files what is full.
      GUATU_TRY(writer, store.begin());
      return writer->commit();
    }
    return rebuild_store(store,
                         [&](kernel::Writer& writer) -> Result<void> {
                           GUATU_TRY(world, kernel::project_all(writer, progress));
                           static_cast<void>(world);
                           return {};
                         },
                         {});
  } catch (const kernel::StoreFailure& e) {
    if (e.error.key != "store.io") return e.error;
    return Error("store.damaged_tables", "", e.error.args);
  }
}

Result<void> check_sample(SqliteStore& store) {
  try {
    BorrowedConnection db(store);
    const Snapshot snapshot(*db);
    return Check(*db).run();
  } catch (const kernel::StoreFailure& e) {
    if (e.error.key != "store.io") return e.error;
    return Error("store.damaged_tables", "", e.error.args);
  }
}

}  // namespace guatu::store::sqlite
