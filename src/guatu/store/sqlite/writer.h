// The one writer: BEGIN IMMEDIATE, events, register rows, commit; rolls back unless committed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ports.h"
#include "guatu/store/register_row.h"
#include "guatu/store/sqlite/reads.h"
#include "guatu/store/sqlite/store.h"

namespace guatu::store::sqlite {

/// Base of SqliteWriter, so that the connection outlives what reads from it.
struct WriterConnection {
  explicit WriterConnection(SqliteStore& store) : db(store) {}
  BorrowedConnection db;
};

/// The functions are those of kernel::Writer. After commit() none of them may be called.
class SqliteWriter final : private WriterConnection, public WithReads<kernel::Writer> {
 public:
  /// @throws kernel::StoreFailure store.busy, store.io
  SqliteWriter(SqliteStore& store, std::size_t probe_rows, bool may_append);
  ~SqliteWriter() override;

  /// A MatterOpened without a matter id gets its own position as id. On an error nothing of this call is to
  /// be relied on: roll back.
  /// @errors ledger.time_backwards (args `at`, `last`), ledger.matter_id (an opened matter with another id
  /// than its
  ///         position), store.rebuilding, store.io
  Result<void> append(std::vector<kernel::Event>& events) override;
  /// @errors store.identity (arg `name`: a column that never changes did), store.stale (`m` is older than its
  /// row)
  Result<void> put_matter(const kernel::Matter& m, const std::string& unit_path,
                          const std::string& told) override;
  Result<void> take_sequence(const std::string& series, std::int64_t number) override;
  Result<void> remember_command(const std::string& command_id, const kernel::PastCommand& c) override;
  /// @errors store.sync_failed (or any other failure of the disk while committing: what reached it is not
  ///         known, and the store gives no more writers), store.full, store.no_memory: nothing was written
  Result<void> commit() override;
  /// Search texts reach their table at commit, or when a list asks for them.
  Result<kernel::MatterPage> list(const kernel::MatterQuery& q) override;
  Result<std::int64_t> count(const kernel::MatterQuery& q) override;
  Position last_position() override { return last_; }
  Instant last_at() override { return last_at_; }

  /// For rebuild(): the tables of this projection were made anew, empty; commit() fills them.
  /// @throws kernel::StoreFailure
  void begin_projection(std::string_view name);
  Connection& connection() const { return *db; }
  /// Search texts of a matter, written at commit.
  void keep_text(const kernel::Matter& m);

 private:
  /// A row as it stands: columns and position.
  struct RegisterRow {
    RegisterValues values;
    std::int64_t position = 0;
    std::int64_t next_act_at = 0;
  };
  std::optional<RegisterRow> register_row(MatterId id);
  Result<void> start_chain(Position last, const kernel::Event& next);
  void append_one(kernel::Event& e);
  void put_columns(Sql sql, const RegisterValues& values, const std::vector<Value>& rest);
  void update_matter(const kernel::Matter& m, const RegisterValues& values, const RegisterRow& before);
  void put_row(const kernel::Matter& m, const RegisterValues& values,
               const std::optional<RegisterRow>& before);
  void end_version(MatterId id, const RegisterRow& before, std::int64_t position);
  void write_texts();
  void write_projections();

  SqliteStore& store_;
  Runner runner_;
  Filed filed_;
  std::map<MatterId, std::string> texts_;  ///< of what was put, not written yet
  Position last_;                          ///< of the ledger with what this transaction appended
  Instant last_at_;
  bool may_append_;
  bool is_done_ = false;
  std::optional<kernel::Chain> chain_;  ///< behind the last event; read with the first append
};

}  // namespace guatu::store::sqlite
