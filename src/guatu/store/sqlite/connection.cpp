#include "guatu/store/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/tokenizer.h"

namespace guatu::store::sqlite {

namespace {

/// Statements kept of one connection. Lists have some hundred shapes; beyond it those not in use are let go.
constexpr std::size_t kMaxKept = 256;

/// Bytes of the log that are held at once while it is written again. SQLite's own layer takes at most 128 KiB
/// less one byte in a call: it masks the length with 0x1ffff (os_unix.c, seekAndWriteFd).
constexpr sqlite3_int64 kLogChunk = 64 << 10;

}  // namespace

Statement::Statement(Connection& connection, std::string_view sql, bool is_kept) : connection_(connection) {
  const unsigned flags = is_kept ? SQLITE_PREPARE_PERSISTENT : 0;
  if (sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()), flags, &statement_,
                         nullptr) != SQLITE_OK)
    connection.fail();
  try {
    const int count = sqlite3_bind_parameter_count(statement_);
    for (int n = 1; n <= count; ++n)
      places_.push_back(sqlite3_bind_parameter_index(statement_, ("$" + std::to_string(n)).c_str()));
  } catch (...) {
    // A statement that is left behind keeps its connection open, with its locks.
    sqlite3_finalize(statement_);
    throw;
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

bool Statement::keeps_values() const {
  return connection_.log() != nullptr && connection_.log()->wants_values();
}

void Statement::keep_text(int n, std::string_view v) {
  bound_.resize(places_.size());
  bound_[static_cast<std::size_t>(n - 1)] = std::string(v);
}

int Statement::place(int n) const {
  GUATU_ASSERT(n >= 1 && static_cast<std::size_t>(n) <= places_.size());
  return places_[static_cast<std::size_t>(n - 1)];
}

void Statement::bind(int n, std::int64_t v) {
  if (keeps_values()) {
    bound_.resize(places_.size());
    bound_[static_cast<std::size_t>(n - 1)] = v;
  }
  if (sqlite3_bind_int64(statement_, place(n), v) != SQLITE_OK) connection_.fail();
}

void Statement::bind(int n, std::string_view v) {
  if (keeps_values()) keep_text(n, v);
  const char* data = v.data() == nullptr ? "" : v.data();
  if (sqlite3_bind_text64(statement_, place(n), data, v.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
    connection_.fail();
}

void Statement::bind_held(int n, std::string_view v) {
  if (keeps_values()) keep_text(n, v);
  const char* data = v.data() == nullptr ? "" : v.data();
  if (sqlite3_bind_text64(statement_, place(n), data, v.size(), SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK)
    connection_.fail();
}

void Statement::bind_held_value(int n, const Value& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v))
    bind(n, *i);
  else
    bind_held(n, std::string_view(std::get<std::string>(v)));
}

void Statement::bind_blob(int n, std::string_view v) {
  if (keeps_values()) keep_text(n, v);
  const char* data = v.data() == nullptr ? "" : v.data();
  if (sqlite3_bind_blob64(statement_, place(n), data, v.size(), SQLITE_TRANSIENT) != SQLITE_OK)
    connection_.fail();
}

void Statement::bind_value(int n, const Value& v) {
  if (const auto* i = std::get_if<std::int64_t>(&v))
    bind(n, *i);
  else
    bind(n, std::string_view(std::get<std::string>(v)));
}

void Statement::bind_all(const std::vector<Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) bind_value(static_cast<int>(i) + 1, values[i]);
}

bool Statement::step() {
  const int rc = sqlite3_step(statement_);
  if (rc == SQLITE_ROW) return true;
  if (rc != SQLITE_DONE) connection_.fail();
  return false;
}

void Statement::log() {
  if (sqlite3_stmt_readonly(statement_) == 0 || std::string_view(sqlite3_sql(statement_)) == "commit")
    connection_.log()->wrote(sqlite3_sql(statement_), bound_);
}

void Statement::run() {
  if (connection_.log() != nullptr) log();
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

int Statement::columns() const {
  return sqlite3_column_count(statement_);
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
std::string Statement::text(int column) const {
  return std::string(view(column));
}
bool Statement::is_text(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_TEXT;
}

bool Statement::is_integer(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
}
bool Statement::is_blob(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_BLOB;
}

std::string_view Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::view(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Lease::Lease(Lease&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      is_busy_(std::exchange(other.is_busy_, nullptr)),
      own_(std::move(other.own_)) {}

Lease::~Lease() {
  if (is_busy_ == nullptr) return;
  statement_->reset();
  *is_busy_ = false;
}

namespace {

/// Before the first connection: no counting of memory, which takes a lock at every allocation. A program that
/// set SQLite up by itself keeps what it set.
void configure_library() {
  static const bool is_done = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(is_done);
}

}  // namespace

Connection::Connection(const std::string& file, const ConnectionOptions& options)
    : log_(options.log), file_(file) {
  configure_library();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options.access == Access::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.access == Access::kCreate) flags |= SQLITE_OPEN_CREATE;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int rc = sqlite3_open_v2(file.c_str(), &db_, flags, vfs);
  try {
    if (rc != SQLITE_OK) fail();
    set_up(options);
  } catch (...) {
    kept_.clear();
    sqlite3_close(db_);
    throw;
  }
}

Connection::~Connection() {
  kept_.clear();
  sqlite3_close(db_);
}

void Connection::set_up(const ConnectionOptions& options) {
  sqlite3_busy_timeout(db_, options.busy_ms);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  run(options.is_synced ? "pragma synchronous=full" : "pragma synchronous=off");
  run("pragma foreign_keys=on; pragma cache_size=-6144; pragma temp_store=memory; pragma trusted_schema=off;"
      "pragma mmap_size=268435456");
  // 4,096 are 16 MB: under steady writing the log is copied back less often than every thousand pages.
  run("pragma wal_autocheckpoint=" + std::to_string(options.log_pages));
  register_tokenizer(*this);
}

Lease Connection::statement(std::string_view sql) {
  auto it = kept_.find(sql);
  if (it == kept_.end()) {
    if (kept_.size() >= kMaxKept) std::erase_if(kept_, [](const auto& k) { return !k.second->is_busy; });
    auto kept = std::make_unique<Kept>();
    kept->statement = std::make_unique<Statement>(*this, sql, true);
    it = kept_.emplace(std::string(sql), std::move(kept)).first;
  }
  Kept& kept = *it->second;
  if (kept.is_busy) return Lease(std::make_unique<Statement>(*this, sql, false));
  kept.is_busy = true;
  return Lease(kept.statement.get(), &kept.is_busy);
}

void Connection::run(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Connection::integer_of(std::string_view sql) {
  Statement s(*this, sql, false);
  return s.step() ? s.integer(0) : 0;
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}
bool Connection::is_read_only() const {
  return sqlite3_db_readonly(db_, "main") == 1;
}

void Connection::write_log_again() {
  const auto must = [this](int code) {
    if (code != SQLITE_OK) fail(code, sqlite3_errstr(code));
  };
  // Nobody appends meanwhile, so the bytes that are written are those that stand there.
  run("begin immediate");
  try {
    sqlite3_file* log = nullptr;
    must(sqlite3_file_control(db_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log));
    if (log != nullptr && log->pMethods != nullptr) {
      sqlite3_int64 size = 0;
      must(log->pMethods->xFileSize(log, &size));
      std::vector<char> bytes(static_cast<std::size_t>(std::min<sqlite3_int64>(size, kLogChunk)));
      for (sqlite3_int64 at = 0; at < size; at += kLogChunk) {
        const auto n = static_cast<int>(std::min<sqlite3_int64>(size - at, kLogChunk));
        must(log->pMethods->xRead(log, bytes.data(), n, at));
        must(log->pMethods->xWrite(log, bytes.data(), n, at));
      }
      if (size > 0) must(log->pMethods->xSync(log, SQLITE_SYNC_FULL));
    }
  } catch (...) {
    sqlite3_exec(db_, "rollback", nullptr, nullptr, nullptr);
    throw;
  }
  run("rollback");
}

void Connection::fail() const {
  fail(sqlite3_extended_errcode(db_), sqlite3_errmsg(db_));
}

void Connection::fail(int code, const std::string& words) const {
  const std::string detail = words + " (" + std::to_string(code) + ")";
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
    throw kernel::StoreFailure(Error("store.sync_failed", "", {{"detail", detail}, {"file", file_}}));
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw kernel::StoreFailure(Error("store.busy", "", {{"detail", detail}}));
    case SQLITE_READONLY:
      throw kernel::StoreFailure(Error("store.read_only", "", {{"detail", detail}}));
    case SQLITE_FULL:
      throw kernel::StoreFailure(Error("store.full", "", {{"detail", detail}, {"file", file_}}));
    case SQLITE_NOMEM:
      throw kernel::StoreFailure(Error("store.no_memory", "", {{"detail", detail}}));
    case SQLITE_NOTADB:
      throw kernel::StoreFailure(Error("store.not_guatu", "", {{"file", file_}}));
    default:
      throw kernel::StoreFailure(Error("store.io", "", {{"detail", detail}, {"file", file_}}));
  }
}

}  // namespace guatu::store::sqlite
