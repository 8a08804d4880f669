// SQLite's C interface behind two classes that close themselves. Beside tokenizer.cpp and copy.cpp the only
// file that knows it. Everything here throws kernel::StoreFailure; the public functions of the store turn
// that into a Result.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "guatu/store/register_row.h"
#include "guatu/store/statements.h"

struct sqlite3;
struct sqlite3_stmt;

namespace guatu::store::sqlite {

class Connection;

/// Sees every statement that writes, with what is bound to it, and every commit. For benches, which do the
/// same again without us.
class StatementLog {
 public:
  virtual ~StatementLog() = default;
  /// Whether what is bound is kept for wrote(), which costs a copy of it.
  virtual bool wants_values() const { return true; }
  /// @param bound  blobs as texts of the same bytes; empty when no values are wanted
  virtual void wrote(std::string_view sql, const std::vector<Value>& bound) = 0;
};

/// A prepared statement. Columns count from 0; parameters go by their `$n`.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql, bool is_kept);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int n, std::int64_t v);
  void bind(int n, std::string_view v);
  /// Without a copy: the bytes must stay until the statement is reset, which its lease does.
  void bind_held(int n, std::string_view v);
  void bind_blob(int n, std::string_view bytes);
  void bind_value(int n, const Value& v);
  void bind_all(const std::vector<Value>& values);  ///< $1, $2, …
  void bind_held_value(int n, const Value& v);      ///< as bind_held() of a text
  bool step();                                      ///< true: there is a row
  void run();                                       ///< for statements without rows
  void reset();
  int columns() const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string_view view(int column) const;  ///< until the next step
  std::string_view blob(int column) const;  ///< until the next step
  bool is_text(int column) const;
  bool is_integer(int column) const;
  bool is_blob(int column) const;

 private:
  int place(int n) const;
  bool keeps_values() const;
  void keep_text(int n, std::string_view v);
  void log();
  Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
  std::vector<int> places_;   ///< of $1, $2, …: SQLite numbers them by first appearance
  std::vector<Value> bound_;  ///< only while a log wants them
};

/// A statement out of the connection's cache; goes back, reset, when this goes.
class Lease {
 public:
  Lease(Statement* statement, bool* is_busy) : statement_(statement), is_busy_(is_busy) {}
  explicit Lease(std::unique_ptr<Statement> own) : statement_(own.get()), own_(std::move(own)) {}
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();
  Statement* operator->() const { return statement_; }
  Statement& operator*() const { return *statement_; }

 private:
  Statement* statement_;
  bool* is_busy_ = nullptr;
  std::unique_ptr<Statement> own_;
};

enum class Access { kReadOnly, kReadWrite, kCreate };

struct ConnectionOptions {
  Access access = Access::kReadWrite;
  int busy_ms = 5000;
  bool is_synced = true;  ///< false: nothing survives a power cut; for temporary stores
  std::string vfs{};      ///< name of the file layer; empty: SQLite's own
  StatementLog* log = nullptr;
  int log_pages = 4096;
};

/// One connection, for one thread at a time, with the pragmas of stack note 5 and our tokenizer.
class Connection {
 public:
  /// @throws StoreFailure store.io, store.busy
  Connection(const std::string& file, const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A cached statement; a second one of the same text while the first is in use is prepared for itself.
  Lease statement(std::string_view sql);
  Lease statement(Sql sql) { return statement(text_of(sql)); }
  /// Several statements, rows thrown away: migrations, pragmas.
  void run(const std::string& sql);
  /// First column of the first row; 0 without a row.
  std::int64_t integer_of(std::string_view sql);
  bool in_transaction() const;
  bool is_read_only() const;
  /// Writes the log's own bytes once more and syncs it, under the write lock; nothing when there is no log.
  /// After it what a reader finds in the log is on the disk, even where an earlier sync failed and the system
  /// called the unwritten pages clean. Needs a read of the database before it, so that the log is open.
  /// @throws StoreFailure store.busy, store.sync_failed, store.full, store.io
  void write_log_again();
  sqlite3* handle() const { return db_; }
  StatementLog* log() const { return log_; }

  /// Throws what SQLite says now: store.busy, store.read_only, store.not_guatu, store.full, store.no_memory,
  /// store.sync_failed, else store.io with code and detail.
  [[noreturn]] void fail() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  struct Kept {
    std::unique_ptr<Statement> statement;
    bool is_busy = false;
  };
  void set_up(const ConnectionOptions& options);
  [[noreturn]] void fail(int code, const std::string& words) const;

  sqlite3* db_ = nullptr;
  StatementLog* log_ = nullptr;
  std::string file_;
  std::unordered_map<std::string, std::unique_ptr<Kept>, Hash, std::equal_to<>> kept_;
};

}  // namespace guatu::store::sqlite
