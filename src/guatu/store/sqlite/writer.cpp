#include "guatu/store/sqlite/writer.h"

#include <new>
#include <utility>
#include <variant>

#include "guatu/kernel/ledger/merkle.h"
#include "guatu/store/blocks.h"
#include "guatu/store/sqlite/hashes.h"
#include "guatu/store/sqlite/places.h"
#include "guatu/store/sqlite/projections.h"

namespace guatu::store::sqlite {

namespace {

// The search table is SQLite's own; external content is taken out with the text it was put in with.
constexpr std::string_view kText = "select body from matter_texts where matter_id = $1";
constexpr std::string_view kInsertText = "insert into matter_texts (matter_id, body) values ($1, $2)";
constexpr std::string_view kUpdateText = "update matter_texts set body = $2 where matter_id = $1";
constexpr std::string_view kIndexText = "insert into matter_search (rowid, body) values ($1, $2)";
constexpr std::string_view kUnindexText =
    "insert into matter_search (matter_search, rowid, body) values ('delete', $1, $2)";

std::string snapshot_of(const kernel::Matter& m) {
  std::string out;
  append_json(out, m);
  return out;
}

void run_with(Connection& db, std::string_view sql, std::int64_t id, std::string_view text) {
  auto s = db.statement(sql);
  s->bind(1, id);
  s->bind(2, text);
  s->run();
}

}  // namespace

SqliteWriter::SqliteWriter(SqliteStore& store, std::size_t probe_rows, bool may_append)
    : WriterConnection(store),
      WithReads<kernel::Writer>(*db, probe_rows),
      store_(store),
      runner_{*db},
      may_append_(may_append) {
  // Not deferred: a transaction that reads first and writes later is refused at once, without waiting.
  db->run("begin immediate");
  last_ = WithReads<kernel::Writer>::last_position();
  last_at_ = WithReads<kernel::Writer>::last_at();
  filed_ = filed_positions(runner_);
}

SqliteWriter::~SqliteWriter() {
  if (is_done_) return;
  try {
    if (db->in_transaction()) db->statement(Sql::kRollback)->run();
  } catch (...) {
    // The connection is closed instead of reused, which rolls back too. Memory may lack here too.
  }
}

Result<void> SqliteWriter::start_chain(Position last, const kernel::Event& next) {
  if (last) {
    GUATU_TRY(chain, chain_behind(*db, last));
    chain_.emplace(std::move(chain));
    return {};
  }
  GUATU_TRY(kind, kernel::hash_kind_of(kernel::type_of(next), kernel::encode_data(next)));
  chain_.emplace(kind);
  return {};
}

void SqliteWriter::append_one(kernel::Event& e) {
  const auto data = kernel::encode_data(e);
  const auto columns = kernel::columns_of(e, data);
  auto s = db->statement(Sql::kAppendEvent);
  s->bind(1, columns.position);
  s->bind(2, columns.matter);
  s->bind(3, columns.at.us);
  s->bind_held(4, columns.by);
  s->bind_held(5, columns.command);
  s->bind_held(6, columns.digest);
  s->bind_held(7, columns.type);
  s->bind(8, columns.version);
  s->bind_held(9, columns.data);
  s->bind_blob(10, bytes_of(chain_->add(columns)));
  s->run();
  if (e.position.value % kernel::kBlockEvents == 0) put_tree_nodes(*db, chain_->kind(), e.position);
}

Result<void> SqliteWriter::append(std::vector<kernel::Event>& events) {
  GUATU_ASSERT(!is_done_);
  if (!may_append_) return Error("store.rebuilding");
  return guarded([&]() -> Result<void> {
    if (!chain_ && !events.empty()) GUATU_TRY_VOID(start_chain(last_, events.front()));
    for (auto& e : events) {
      if (last_ && e.at < last_at_)
        return Error("ledger.time_backwards", "", {{"at", to_text(e.at)}, {"last", to_text(last_at_)}});
      e.position.value = last_.value + 1;
      if (std::holds_alternative<kernel::MatterOpened>(e.data)) {
        if (!e.matter) e.matter.value = e.position.value;
        if (e.matter.value != e.position.value)
          return Error("ledger.matter_id", "", {{"position", std::to_string(e.position.value)}});
      }
      append_one(e);
      last_ = e.position;
      last_at_ = e.at;
    }
    return {};
  });
}

std::optional<SqliteWriter::RegisterRow> SqliteWriter::register_row(MatterId id) {
  auto s = db->statement(Sql::kRegisterRow);
  s->bind(1, id.value);
  if (!s->step()) return std::nullopt;
  RegisterRow row;
  for (std::size_t i = 0; i < kRegisterColumnCount; ++i) {
    const int column = static_cast<int>(i);
    if (s->is_text(column))
      row.values[i] = s->text(column);
    else
      row.values[i] = s->integer(column);
  }
  row.position = s->integer(static_cast<int>(kRegisterColumnCount));
  row.next_act_at = s->integer(static_cast<int>(kRegisterColumnCount) + 1);
  return row;
}

void SqliteWriter::put_columns(Sql sql, const RegisterValues& values, const std::vector<Value>& rest) {
  auto s = db->statement(sql);
  int n = 0;
  for (const auto& v : values) s->bind_held_value(++n, v);
  for (const auto& v : rest) s->bind_held_value(++n, v);
  s->run();
}

void SqliteWriter::update_matter(const kernel::Matter& m, const RegisterValues& values,
                                 const RegisterRow& before) {
  std::vector<std::size_t> changed;
  changed.reserve(kRegisterColumnCount);
  for (std::size_t i = 0; i < kRegisterColumnCount; ++i)
    if (values[i] != before.values[i]) changed.push_back(i);
  const auto next_act = m.next_act_at().us;
  const bool acts_anew = next_act != before.next_act_at;
  const auto snapshot = snapshot_of(m);
  auto s = db->statement(update_matter_sql(changed, acts_anew));
  int n = 0;
  for (const auto i : changed) s->bind_held_value(++n, values[i]);
  // What the list shows is the same: the row keeps its position and its version goes on.
  s->bind(++n, changed.empty() ? before.position : m.last_position.value);
  if (acts_anew) s->bind(++n, next_act);
  s->bind_held(++n, snapshot);
  s->bind(++n, m.id.value);
  s->run();
}

void SqliteWriter::put_row(const kernel::Matter& m, const RegisterValues& values,
                           const std::optional<RegisterRow>& before) {
  const auto position = m.last_position.value;
  if (before)
    update_matter(m, values, *before);
  else
    put_columns(Sql::kInsertMatter, values, {m.next_act_at().us, position, snapshot_of(m), m.id.value});
  if (before && before->values == values) return;
  // A second change at the same position takes the place of the first.
  if (before && before->position != position) end_version(m.id, *before, position);
}

void SqliteWriter::end_version(MatterId id, const RegisterRow& before, std::int64_t position) {
  put_columns(Sql::kInsertVersion, before.values,
              {id.value, before.position, position, fork_of(before.position, position)});
}

void SqliteWriter::keep_text(const kernel::Matter& m) {
  texts_.insert_or_assign(m.id, search_body(m));
}

/// Once a transaction: a matter that is put many times in it is indexed once.
void SqliteWriter::write_texts() {
  for (const auto& [id, body] : std::exchange(texts_, {})) {
    std::optional<std::string> before;
    {
      auto s = db->statement(kText);
      s->bind(1, id.value);
      if (s->step()) before = s->text(0);
    }
    if (before == body) continue;
    if (before) run_with(*db, kUnindexText, id.value, *before);
    run_with(*db, before ? kUpdateText : kInsertText, id.value, body);
    run_with(*db, kIndexText, id.value, body);
  }
}

Result<void> SqliteWriter::put_matter(const kernel::Matter& m, const std::string& unit_path,
                                      const std::string& told) {
  GUATU_ASSERT(!is_done_);
  return guarded([&]() -> Result<void> {
    const auto before = register_row(m.id);
    std::string kept_told = told;
    if (before && told.empty()) kept_told = std::get<std::string>(before->values[kLastToldColumn]);
    const auto values = register_values(m, unit_path, kept_told);
    const std::string matter = std::to_string(m.id.value);
    if (before && m.last_position.value < before->position)
      return Error("store.stale", "", {{"matter", matter}});
    if (before)
      if (const auto name = changed_identity(before->values, values); !name.empty())
        return Error("store.identity", "", {{"matter", matter}, {"name", std::string(name)}});
    // What a full block counted does not change any more.
    if (may_append_ && before && m.last_position.value == before->position && before->values != values &&
        before->position <= std::max(filed_.spans, filed_.tallies))
      return Error("store.stale", "", {{"matter", matter}});
    forget();
    put_row(m, values, before);
    put_place(*db, m, before.has_value());
    keep_text(m);
    return {};
  });
}

Result<void> SqliteWriter::take_sequence(const std::string& series, std::int64_t number) {
  GUATU_ASSERT(!is_done_);
  return guarded([&]() -> Result<void> {
    auto s = db->statement(Sql::kTakeNumber);
    s->bind(1, series);
    s->bind(2, number);
    s->run();
    return {};
  });
}

Result<void> SqliteWriter::remember_command(const std::string& command_id, const kernel::PastCommand& c) {
  GUATU_ASSERT(!is_done_);
  return guarded([&]() -> Result<void> {
    auto s = db->statement(Sql::kRememberCommand);
    s->bind_held(1, command_id);
    s->bind_held(2, c.digest);
    s->bind_held(3, c.answer);
    s->run();
    return {};
  });
}

Result<void> SqliteWriter::commit() {
  GUATU_ASSERT(!is_done_);
  // Before the commit proper: what fails here leaves nothing behind, and that is known.
  GUATU_TRY_VOID(guarded([&]() -> Result<void> {
    write_texts();
    write_projections();
    return {};
  }));
  // Made before it is tried: when memory runs out inside the commit, nobody knows what reached the disk.
  const auto unknown = [] {
    return Error("store.sync_failed", "", {{"detail", "out of memory"}, {"file", ""}});
  };
  auto told = unknown();
  auto kept = unknown();
  auto done = guarded([&]() -> Result<void> {
    auto s = db->statement(Sql::kCommit);
    try {
      s->run();
    } catch (const std::bad_alloc&) {
      return std::move(told);
    }
    is_done_ = true;
    return {};
  });
  if (done.has_error() && done.error().key == "store.io") {
    told.args = std::move(done.error().args);
    done = std::move(told);
  }
  if (done.has_error() && done.error().key == "store.sync_failed") store_.stop_writing(std::move(kept));
  return done;
}

void SqliteWriter::write_projections() {
  const auto last = last_.value;
  for (const auto name : {kRegister, kSearch})
    if (projected_to(runner_, name) != last) set_projected(runner_, name, last);
  filed_ = file_full_blocks(runner_, last, filed_);
}

void SqliteWriter::begin_projection(std::string_view name) {
  // No row, as in a new ledger: a rebuild leaves no other trace than being there.
  runner_.run("delete from projections where name = $1", {std::string(name)})->run();
  filed_ = filed_positions(runner_);
  forget();
}

Result<kernel::MatterPage> SqliteWriter::list(const kernel::MatterQuery& q) {
  if (!q.text.empty())
    GUATU_TRY_VOID(guarded([&]() -> Result<void> { return write_texts(), Result<void>(); }));
  return WithReads<kernel::Writer>::list(q);
}

Result<std::int64_t> SqliteWriter::count(const kernel::MatterQuery& q) {
  if (!q.text.empty())
    GUATU_TRY_VOID(guarded([&]() -> Result<void> { return write_texts(), Result<void>(); }));
  return WithReads<kernel::Writer>::count(q);
}

}  // namespace guatu::store::sqlite
