#include "guatu/store/statements.h"

#include <array>

#include "guatu/base/result.h"
#include "guatu/store/register_row.h"

namespace guatu::store {

namespace {

constexpr const char* kEventColumns = "position, matter_id, at, by, command_id, digest, type, version, data";

/// `$from, $from+1, …`: n of them.
std::string parameters(std::size_t from, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += (i == 0 ? "$" : ", $") + std::to_string(from + i);
  return out;
}

std::string events_where(const std::string& condition) {
  return std::string("select ") + kEventColumns + " from events where " + condition +
         "position > $1 and position <= $2 order by position";
}

/// Hashes and the tree over them.
std::string make_evidence(Sql s) {
  switch (s) {
    case Sql::kStoredEvents:
      return std::string("select ") + kEventColumns +
             ", hash from events where position > $1 and position <= $2 order by position";
    case Sql::kHashes:
      return "select position, hash from events where position > $1 and position <= $2 order by position";
    case Sql::kSetHash:
      return "update events set hash = $1 where position = $2";
    case Sql::kTreeNode:
      return "select hash from tree_nodes where level = $1 and number = $2";
    case Sql::kPutTreeNode:
      return "insert into tree_nodes (level, number, hash) values ($1, $2, $3) on conflict (level, number) "
             "do update set hash = excluded.hash";
    default:
      break;
  }
  GUATU_ASSERT(false);
  return {};
}

std::string make(Sql s) {
  static_assert(kRegisterColumnCount == 22, "the numbers of the parameters below follow from it");
  switch (s) {
    case Sql::kLastEvent:
      return "select position, at from events order by position desc limit 1";
    case Sql::kEventAt:
      return "select at from events where position = $1";
    case Sql::kAppendEvent:
      return std::string("insert into events (") + kEventColumns + ", hash) values (" + parameters(1, 10) +
             ")";
    case Sql::kEventsOfAll:
      return events_where("");
    case Sql::kEventsOfMatter:
      return events_where("matter_id = $3 and matter_id <> 0 and ");
    case Sql::kEventsOfWorld:
      return events_where("matter_id = 0 and ");
    case Sql::kSnapshot:
      return "select snapshot from matters where id = $1";
    case Sql::kFindNumber:
      return "select id from matters where number = $1 order by id limit 1";
    case Sql::kOpenChildren:
      return "select id from matters where parent = $1 and parent <> 0 and outcome = '' order by id limit $2";
    case Sql::kRecusedFrom:
      // The type and the expression are those of the partial index.
      return "select distinct matter_id from events where type = 'matter.person_recused' "
             "and substr(data, 12, instr(substr(data, 12), '\"') - 1) = $1 order by matter_id";
    case Sql::kOpenHeldBy:
      return "select id from matters where holder = $1 and holder <> '' and outcome = '' order by id";
    case Sql::kOpenInUnit:
      // By the path's last step, which the index of paths holds: it is asked when a unit closes, and rarely
      // then.
      return "select id from matters where unit_path like '%/' || $1 || '/' and unit = $1 and outcome = '' "
             "order by id";
    case Sql::kAllOpen:
      return "select id from matters where outcome = '' order by id";
    case Sql::kNextDue:
      return "select id from matters where next_act_at > 0 and next_act_at <= $1 order by next_act_at, id";
    case Sql::kPastCommand:
      return "select digest, answer from commands where id = $1";
    case Sql::kRememberCommand:
      return "insert into commands (id, digest, answer) values ($1, $2, $3)";
    case Sql::kLastNumber:
      return "select last from sequences where series = $1";
    case Sql::kTakeNumber:
      return "insert into sequences (series, last) values ($1, $2) on conflict (series) do update "
             "set last = excluded.last where excluded.last > sequences.last";
    case Sql::kRegisterRow:
      return "select " + register_columns() + ", position, next_act_at from matters where id = $1";
    case Sql::kInsertMatter:
      return "insert into matters (" + register_columns() +
             ", next_act_at, position, snapshot, id) values (" + parameters(1, 26) + ")";
    case Sql::kInsertVersion:
      return "insert into matter_versions (" + register_columns() +
             ", matter_id, from_position, to_position, fork) values (" + parameters(1, 26) + ")";
    case Sql::kCommit:
      return "commit";
    case Sql::kRollback:
      return "rollback";
    case Sql::kAppliedMigrations:
      return "select name, digest from schema_migrations order by name";
    case Sql::kRememberMigration:
      return "insert into schema_migrations (name, digest) values ($1, $2)";
    default:
      return make_evidence(s);
  }
}

}  // namespace

const std::string& text_of(Sql s) {
  static const auto* const all = [] {
    auto* texts = new std::array<std::string, static_cast<std::size_t>(Sql::kCount)>();
    for (std::size_t i = 0; i < texts->size(); ++i) (*texts)[i] = make(static_cast<Sql>(i));
    return texts;
  }();
  return (*all)[static_cast<std::size_t>(s)];
}

std::string update_matter_sql(const std::vector<std::size_t>& changed, bool changes_next_act) {
  std::string out = "update matters set ";
  int n = 0;
  const auto set = [&](std::string_view column) {
    out += column;
    out += " = $" + std::to_string(++n) + ", ";
  };
  for (const auto i : changed) set(kRegisterColumns[i]);
  set("position");
  if (changes_next_act) set("next_act_at");
  out += "snapshot = $" + std::to_string(n + 1);
  return out + " where id = $" + std::to_string(n + 2);
}

std::string register_columns(std::string_view prefix) {
  std::string out;
  for (const auto c : kRegisterColumns) {
    if (!out.empty()) out += ", ";
    out += prefix;
    out += c;
  }
  return out;
}

}  // namespace guatu::store
