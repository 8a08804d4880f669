// The store of accounts: connections, transactions, the secret. What open_accounts() promises stands in
// accounts.h.
#include "guatu/store/sqlite/accounts.h"

#include <sys/stat.h>

#include <filesystem>
#include <mutex>
#include <optional>

#include "guatu/base/disk.h"
#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/accounts.h"
#include "guatu/store/sqlite/guarded.h"
#include "guatu/store/sqlite/migrate.h"

namespace guatu::store {

namespace sqlite {

namespace {

namespace fs = std::filesystem;
using kernel::StoreFailure;

constexpr const char* kAuditPurpose = "audit head";

std::string derived(const std::string& secret, std::string_view purpose) {
  return hmac_sha256(secret, "guatu accounts\n" + std::string(purpose));
}

class SqliteAccountReader final : public AccountReads<kernel::AccountReader> {
 public:
  using AccountReads::AccountReads;
};

/// Three connections, each under its own lock: a reader never waits for a sync, and looking whether anything
/// changed waits for neither.
class SqliteAccountStore final : public kernel::AccountStore {
 public:
  SqliteAccountStore(const std::string& file, std::string secret, const ConnectionOptions& options,
                     bool is_dry)
      : secret_(std::move(secret)),
        is_dry_(is_dry),
        reader_(file, reading(options)),
        watch_(file, reading(options)) {
    if (options.access != Access::kReadOnly) writer_ = std::make_unique<Connection>(file, options);
  }

  Result<void> write(const std::function<void(kernel::AccountWriter&)>& change) override {
    if (!writer_) return Error("store.read_only", "", {{"file", "accounts.db"}});
    return guarded([&]() -> Result<void> {
      const std::lock_guard lock(write_mutex_);
      if (stopped_) return *stopped_;
      writer_->run("begin immediate");
      try {
        SqliteAccountWriter w(*writer_, derived(secret_, kAuditPurpose));
        change(w);
        writer_->run(is_dry_ ? "rollback" : "commit");
      } catch (const StoreFailure& e) {
        // What reached the disk is not known: no more writes until the folder is opened anew.
        if (e.error.key == "store.sync_failed") stopped_ = e.error;
        if (writer_->in_transaction()) writer_->run("rollback");
        throw;
      } catch (...) {
        if (writer_->in_transaction()) writer_->run("rollback");
        throw;
      }
      return {};
    });
  }

  Result<void> read(const std::function<void(kernel::AccountReader&)>& look) override {
    return guarded([&]() -> Result<void> {
      const std::lock_guard lock(read_mutex_);
      reader_.run("begin");
      try {
        SqliteAccountReader r(reader_);
        look(r);
        reader_.run("rollback");
      } catch (...) {
        if (reader_.in_transaction()) reader_.run("rollback");
        throw;
      }
      return {};
    });
  }

  Result<std::int64_t> generation() override {
    return guarded([&]() -> Result<std::int64_t> {
      const std::lock_guard lock(watch_mutex_);
      auto s = watch_.statement("pragma data_version");
      const auto version = s->step() ? s->integer(0) : 0;
      if (version != version_ || generation_ == 0) {
        auto g = watch_.statement("select value from generation");
        generation_ = g->step() ? g->integer(0) : 0;
        version_ = version;
      }
      return generation_;
    });
  }

  std::string key(std::string_view purpose) const override { return derived(secret_, purpose); }

 private:
  static ConnectionOptions reading(ConnectionOptions options) {
    if (options.access == Access::kCreate) options.access = Access::kReadWrite;
    return options;
  }

  std::string secret_;
  bool is_dry_;
  std::mutex write_mutex_;
  std::mutex read_mutex_;
  std::mutex watch_mutex_;
  std::unique_ptr<Connection> writer_;
  std::optional<Error> stopped_;
  Connection reader_;
  Connection watch_;
  std::int64_t version_ = 0;
  std::int64_t generation_ = 0;
};

Result<std::string> secret_of(const fs::path& dir, bool has_store, bool may_make) {
  const auto file = (dir / "keys" / "accounts.secret").string();
  std::error_code ec;
  if (!fs::exists(file, ec)) {
    if (has_store || !may_make) return Error("account.secret_missing", "", {{"file", file}});
    fs::create_directories(dir / "keys", ec);
    if (ec) return Error("file.unwritable", "", {{"file", file}, {"detail", ec.message()}});
    ::chmod((dir / "keys").c_str(), 0700);
    GUATU_TRY_VOID(write_file(file, hex(random_bytes(32)) + "\n", 0600));
    GUATU_TRY_VOID(sync_folder(dir.string()));
  }
  GUATU_TRY(text, read_small_file(file, 4096));
  const auto secret = from_hex(trim(text));
  if (secret.has_error() || secret->size() != 32)
    return Error("account.secret_missing", "", {{"file", file}});
  return {boost::system::in_place_value, *secret};
}

/// Made whole under another name first, so that a crash leaves no half store.
Result<void> create_file(const fs::path& file, const std::string& secret, ConnectionOptions options) {
  const fs::path part = file.string() + ".part";
  std::error_code ec;
  for (const char* tail : {"", "-journal", "-wal", "-shm"}) fs::remove(part.string() + tail, ec);
  {
    options.access = Access::kCreate;
    Connection c(part.string(), options);
    ::chmod(part.c_str(), 0600);
    GUATU_TRY_VOID(migrate(c, account_migrations_for("sqlite"), true, kAccountsApplicationId));
    const auto head = kernel::empty_audit_head(derived(secret, kAuditPurpose));
    auto s = c.statement(
        "insert into audit_head (id, first, before, last, hash, mac) values (1, $1, $2, $3, $4, $5)");
    s->bind_all({head.first, hex(head.before), head.last, hex(head.hash), hex(head.mac)});
    s->run();
  }
  {
    Connection c(part.string(), options);
    c.run("pragma journal_mode=wal");
  }
  fs::rename(part, file, ec);
  if (ec) return Error("file.unwritable", "", {{"file", file.string()}, {"detail", ec.message()}});
  return sync_folder(file.parent_path().string());
}

Result<std::unique_ptr<kernel::AccountStore>> open_checked(const fs::path& dir, AccountsMode mode,
                                                           const AccountsOptions& options) {
  const auto file = dir / "accounts.db";
  std::error_code ec;
  const bool has_store = fs::exists(file, ec);
  if (!has_store && mode != AccountsMode::kCreate)
    return Error("account.no_accounts", "", {{"dir", dir.string()}});
  GUATU_TRY(secret, secret_of(dir, has_store, mode == AccountsMode::kCreate));
  const bool may_write = mode != AccountsMode::kReadOnly;
  const ConnectionOptions connection{may_write ? Access::kReadWrite : Access::kReadOnly,
                                     options.busy_ms,
                                     options.is_synced,
                                     options.vfs,
                                     nullptr,
                                     1000};
  if (!has_store) GUATU_TRY_VOID(create_file(file, secret, connection));
  {
    Connection c(file.string(), connection);
    if (c.integer_of("pragma application_id") != kAccountsApplicationId)
      return Error("store.not_guatu", "", {{"file", file.string()}});
    GUATU_TRY_VOID(migrate(c, account_migrations_for("sqlite"), may_write, kAccountsApplicationId));
    if (may_write) {
      c.run("pragma journal_mode=wal");
      // As of the ledger: what a program left that ended without closing is on the disk before anybody reads
      // it.
      c.write_log_again();
      c.run("pragma wal_checkpoint(passive)");
    }
  }
  return std::unique_ptr<kernel::AccountStore>(
      std::make_unique<SqliteAccountStore>(file.string(), secret, connection, options.is_dry));
}

}  // namespace

}  // namespace sqlite

Result<std::unique_ptr<kernel::AccountStore>> open_accounts(const std::string& dir, AccountsMode mode,
                                                            const AccountsOptions& options) {
  return sqlite::guarded([&] { return sqlite::open_checked(dir, mode, options); });
}

bool has_accounts(const std::string& dir) {
  std::error_code ec;
  return std::filesystem::exists(std::filesystem::path(dir) / "accounts.db", ec);
}

Result<void> end_all_sessions(const std::string& dir) {
  GUATU_TRY(store, open_accounts(dir, AccountsMode::kReadWrite));
  return store->write([](kernel::AccountWriter& w) {
    const Instant end{INT64_MAX};
    w.drop_old({end, end, end, end, end});
  });
}

}  // namespace guatu::store
