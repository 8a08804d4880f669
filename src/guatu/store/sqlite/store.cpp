#include "guatu/store/sqlite/store.h"

#include <filesystem>
#include <new>
#include <utility>

#include "guatu/store/sqlite/places.h"
#include "guatu/store/sqlite/reads.h"
#include "guatu/store/sqlite/writer.h"

namespace guatu::store::sqlite {

namespace {

/// Connections kept open while nobody uses them.
constexpr std::size_t kMaxIdle = 8;
/// Parsed matters kept for readers: a few MB.
constexpr std::size_t kKeptSnapshots = 1'024;

/// Borrowed first, so that it is there before the reads are and after they are gone.
struct Borrowing {
  explicit Borrowing(SqliteStore& store) : connection(store) {}
  BorrowedConnection connection;
};

class SqliteReader final : private Borrowing, public WithReads<kernel::Reader>, public kernel::PlaceReader {
 public:
  SqliteReader(SqliteStore& store, std::size_t probe_rows)
      : Borrowing(store), WithReads<kernel::Reader>(*connection, probe_rows), snapshots_(store.snapshots()) {
    // A deferred transaction takes its snapshot with the first read.
    connection->statement("begin")->step();
    try {
      last_ = WithReads<kernel::Reader>::last_position();
    } catch (...) {
      try {
        connection->statement("rollback")->step();
      } catch (...) {
        // As below; what was thrown first is what is told.
      }
      throw;
    }
  }
  void places(Position as_of, const std::function<void(MatterId, const kernel::PlaceAt&)>& visit) override {
    read_places(*connection, as_of, visit);
  }
  ~SqliteReader() override {
    try {
      connection->statement("rollback")->step();
    } catch (...) {
      // The connection is closed instead of reused: give() sees the open transaction. Memory may lack here
      // too.
    }
  }
  std::optional<kernel::Matter> matter(MatterId id) override {
    const auto m = shared_matter(id);
    return m ? std::optional(*m) : std::nullopt;
  }
  std::shared_ptr<const kernel::Matter> shared_matter(MatterId id) override {
    return reads().shared_matter(id, snapshots_);
  }
  /// Of a snapshot it stays the same.
  Position last_position() override { return last_; }

 private:
  Snapshots& snapshots_;
  Position last_;
};

template <class T, class F>
Result<std::unique_ptr<T>> made(F&& make) {
  try {
    return std::unique_ptr<T>(make());
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  } catch (const std::bad_alloc&) {
    return Error("store.no_memory");
  }
}

}  // namespace

SqliteStore::SqliteStore(std::string file, ConnectionOptions connection, std::size_t probe_rows,
                         std::string temporary_dir)
    : file_(std::move(file)),
      options_(connection),
      probe_rows_(probe_rows),
      temporary_dir_(std::move(temporary_dir)),
      snapshots_(kKeptSnapshots) {
  idle_.reserve(kMaxIdle);  // So that give() needs no memory.
}

SqliteStore::~SqliteStore() {
  GUATU_ASSERT(out_ == 0);
  try {
    if (!idle_.empty() && options_.access != Access::kReadOnly && temporary_dir_.empty())
      idle_.front()->run("pragma analysis_limit=400; pragma optimize");
  } catch (...) {
    // Statistics only.
  }
  idle_.clear();
  std::error_code ignored;
  if (!temporary_dir_.empty()) std::filesystem::remove_all(temporary_dir_, ignored);
}

void SqliteStore::copy_behind() {
  const std::lock_guard lock(mutex_);
  keeper_.emplace(file_, options_);
  for (const auto& c : idle_) keeper_->watch(*c);
}

std::unique_ptr<Connection> SqliteStore::take() {
  {
    const std::lock_guard lock(mutex_);
    ++out_;
    if (!idle_.empty()) {
      auto c = std::move(idle_.back());
      idle_.pop_back();
      return c;
    }
  }
  try {
    auto made = std::make_unique<Connection>(file_, options_);
    if (keeper_) keeper_->watch(*made);
    return made;
  } catch (...) {
    const std::lock_guard lock(mutex_);
    --out_;
    throw;
  }
}

void SqliteStore::stop_writing(Error why) {
  const std::lock_guard lock(mutex_);
  stopped_ = std::move(why);
}

void SqliteStore::give(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  --out_;
  if (connection && !connection->in_transaction() && idle_.size() < kMaxIdle)
    idle_.push_back(std::move(connection));
}

Result<std::unique_ptr<kernel::Writer>> SqliteStore::begin_writer(bool may_append) {
  if (options_.access == Access::kReadOnly) return Error("store.read_only", "", {{"file", file_}});
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return *stopped_;
  }
  if (damage_) return *damage_;
  return made<kernel::Writer>([&] { return new SqliteWriter(*this, probe_rows_, may_append); });
}

Result<std::unique_ptr<kernel::Writer>> SqliteStore::begin() {
  return begin_writer(true);
}
Result<std::unique_ptr<kernel::Writer>> SqliteStore::begin_rebuild() {
  return begin_writer(false);
}

Result<std::unique_ptr<kernel::Reader>> SqliteStore::read() {
  return made<kernel::Reader>([&] { return new SqliteReader(*this, probe_rows_); });
}

}  // namespace guatu::store::sqlite
