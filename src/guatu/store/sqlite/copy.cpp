// The copy through SQLite's online backup. What copy_ledger() promises stands in copy.h.
#include "guatu/store/copy.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "guatu/base/disk.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/open.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store {

namespace {

/// Pages of one batch: a megabyte, some milliseconds.
constexpr int kBatch = 256;

struct EndBackup {
  void operator()(sqlite3_backup* b) const { sqlite3_backup_finish(b); }
};

/// @param size_query  run in the snapshot: the first read pins it
std::int64_t copy_pages(const std::string& from, const std::string& to, const char* size_query,
                        const PageCount& count) {
  using sqlite::Access;
  sqlite::Connection source(from, {Access::kReadOnly, 5000, true, {}, nullptr});
  sqlite::Connection target(to, {Access::kCreate, 5000, false, {}, nullptr});
  // The transaction pins the snapshot: a copy without it would begin again at every commit of others.
  source.run("begin");
  const auto found = source.integer_of(size_query);
  {
    const std::unique_ptr<sqlite3_backup, EndBackup> backup(
        sqlite3_backup_init(target.handle(), "main", source.handle(), "main"));
    if (!backup) target.fail();
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK) {
      rc = sqlite3_backup_step(backup.get(), kBatch);
      const auto total = sqlite3_backup_pagecount(backup.get());
      if (count) count(total - sqlite3_backup_remaining(backup.get()), total);
    }
    if (rc != SQLITE_DONE) target.fail();
  }
  source.run("rollback");
  // The pages say that there is a log; a file that is carried about should be one file.
  target.run("pragma journal_mode=delete");
  return found;
}

}  // namespace

Result<Position> copy_ledger(const std::string& dir, const std::string& to, const PageCount& count) {
  const auto from = std::filesystem::path(dir) / "guatu.db";
  try {
    {
      // The events are what must be safe: tables that are behind or damaged are no reason not to copy.
      OpenOptions options;
      options.is_checked = false;
      GUATU_TRY(checked, open_store(dir, OpenMode::kReadOnly, options));
      static_cast<void>(checked);
    }
    const Position last{
        copy_pages(from.string(), to, "select coalesce(max(position), 0) from events", count)};
    GUATU_TRY_VOID(sync_file(to));
    return last;
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
}

Result<void> copy_database(const std::string& from, const std::string& to) {
  try {
    copy_pages(from, to, "select count(*) from sqlite_schema", {});
    return sync_file(to);
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
}

Result<void> check_database(const std::string& file) {
  try {
    sqlite::Connection db(file, {sqlite::Access::kReadOnly, 5000, true, {}, nullptr});
    auto s = db.statement("pragma quick_check(1)");
    const auto said = s->step() ? s->text(0) : std::string("?");
    if (said != "ok") return Error("backup.unsound", "", {{"file", file}, {"detail", said.substr(0, 200)}});
    return {};
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
}

}  // namespace guatu::store
