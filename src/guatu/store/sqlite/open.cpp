// The checks before a folder is opened, and how a new one is made. What open_store() promises stands in
// open.h.
#include "guatu/store/open.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "guatu/kernel/ledger/chain_check.h"
#include "guatu/store/sqlite/migrate.h"
#include "guatu/store/sqlite/rebuild_store.h"
#include "guatu/store/sqlite/store.h"

namespace guatu::store {

namespace sqlite {

namespace {

namespace fs = std::filesystem;

Error io_error(const std::string& detail, const fs::path& file) {
  return Error("store.io", "", {{"detail", detail}, {"file", file.string()}});
}

ConnectionOptions connection_options(const OpenOptions& options, Access access, bool is_synced) {
  return {access, options.busy_ms, is_synced, options.vfs, options.log, options.log_pages};
}

/// Makes guatu.db whole under another name first, so that a crash leaves no half ledger.
Result<void> create_file(const fs::path& file, const OpenOptions& options, bool is_synced) {
  std::error_code ec;
  fs::create_directories(file.parent_path() / "files", ec);
  if (ec) return io_error(ec.message(), file.parent_path());
  if (fs::exists(file, ec)) return Error("store.exists", "", {{"dir", file.parent_path().string()}});
  const fs::path part = file.string() + ".part";
  for (const char* tail : {"", "-journal", "-wal", "-shm"}) fs::remove(part.string() + tail, ec);
  {
    Connection c(part.string(), connection_options(options, Access::kCreate, is_synced));
    GUATU_TRY_VOID(migrate(c, migrations_for("sqlite"), true));
    c.run("pragma journal_mode=wal");
  }
  fs::rename(part, file, ec);
  if (ec) return io_error(ec.message(), file);
  return {};
}

/// Looks before it touches: another program's database is left as it is.
Result<void> check_file(const fs::path& file, const OpenOptions& options, bool may_write, bool is_synced) {
  Connection c(file.string(),
               connection_options(options, may_write ? Access::kReadWrite : Access::kReadOnly, is_synced));
  if (c.integer_of("pragma application_id") != kApplicationId)
    return Error("store.not_guatu", "", {{"file", file.string()}});
  if (may_write && c.is_read_only()) return io_error("the file or its disk is read-only", file);
  GUATU_TRY_VOID(migrate(c, migrations_for("sqlite"), may_write));
  if (may_write) {
    c.run("pragma journal_mode=wal");
    // What a program left that ended without closing, or whose sync failed, may be in the system's memory
    // only. The log first, whole: with a hole in it, a later cut would lay old pages over new ones. Then it
    // is copied into the database and synced before anybody is told that it is recorded.
    c.write_log_again();
    c.run("pragma wal_checkpoint(passive)");
  }
  return {};
}

Result<std::string> make_temporary_dir() {
  std::error_code ec;
  const fs::path memory = "/dev/shm";
  const auto base = access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path(ec);
  std::string name = (base / "guatu-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    return io_error(std::error_code(errno, std::generic_category()).message(), base);
  return {boost::system::in_place_value, std::move(name)};
}

Result<std::unique_ptr<SqliteStore>> open_checked(const std::string& dir, OpenMode mode,
                                                  const OpenOptions& options) {
  const bool is_temporary = dir == ":memory:";
  fs::path folder = dir;
  std::string temporary_dir;
  if (is_temporary) {
    GUATU_TRY(made, make_temporary_dir());
    temporary_dir = std::move(made);
    folder = temporary_dir;
    mode = OpenMode::kCreate;
  }
  const auto file = folder / "guatu.db";
  std::error_code ec;
  if (mode == OpenMode::kCreate)
    GUATU_TRY_VOID(create_file(file, options, !is_temporary));
  else if (!fs::exists(file, ec))
    return Error("store.no_ledger", "", {{"dir", dir}, {"hint", "guatu init"}});
  const bool may_write = mode != OpenMode::kReadOnly;
  GUATU_TRY_VOID(check_file(file, options, may_write, !is_temporary));
  auto store = std::make_unique<SqliteStore>(
      file.string(),
      connection_options(options, may_write ? Access::kReadWrite : Access::kReadOnly, !is_temporary),
      options.probe_rows, temporary_dir);
  {
    GUATU_TRY(reader, store->read());
    auto fault = kernel::check_tail(*reader);
    // Not made to follow: tables that know of more events than there are say that some are missing.
    if (const auto cut = cut_at(*store); cut && !fault)
      fault = kernel::Fault{kernel::Fault::Kind::kGap, *cut};
    if (fault) {
      store->refuse_writers(Error("store.damaged", "", kernel::error_of(*fault).args));
      return store;
    }
  }
  if (mode == OpenMode::kCreate || !options.is_checked) return store;
  GUATU_TRY_VOID(bring_up(*store, may_write, options.progress));
  if (may_write) GUATU_TRY_VOID(check_sample(*store));
  if (may_write && options.copies_behind) store->copy_behind();
  return store;
}

}  // namespace

Result<std::unique_ptr<SqliteStore>> open_sqlite(const std::string& dir, OpenMode mode,
                                                 const OpenOptions& options) {
  try {
    return open_checked(dir, mode, options);
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
}

}  // namespace sqlite

Result<std::unique_ptr<kernel::Store>> open_store(const std::string& dir, OpenMode mode,
                                                  const OpenOptions& options) {
  GUATU_TRY(store, sqlite::open_sqlite(dir, mode, options));
  return std::unique_ptr<kernel::Store>(std::move(store));
}

}  // namespace guatu::store
