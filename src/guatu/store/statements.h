// The fixed SQL texts, one table for every driver: they prepare and mean the same on SQLite 3.40 and
// PostgreSQL 15. Parameters are $1.. by name. Lists are composed in list_sql.h; what only one driver knows
// stands in its folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guatu::store {

enum class Sql {
  kLastEvent,        ///< → position, at; no row: empty ledger
  kEventAt,          ///< $1 position → at
  kAppendEvent,      ///< $1..$10 position matter_id at by command_id digest type version data hash
  kEventsOfAll,      ///< $1 after, $2 up to → the nine columns
  kEventsOfMatter,   ///< … and $3 matter
  kEventsOfWorld,    ///< as kEventsOfAll
  kSnapshot,         ///< $1 matter → snapshot
  kFindNumber,       ///< $1 → id, lowest first
  kOpenChildren,     ///< $1 parent, $2 limit → id
  kOpenHeldBy,       ///< $1 person → id
  kOpenInUnit,       ///< $1 unit → id
  kAllOpen,          ///< → id
  kNextDue,          ///< $1 now → id, earliest first
  kPastCommand,      ///< $1 → digest, answer
  kRememberCommand,  ///< $1 id, $2 digest, $3 answer
  kLastNumber,       ///< $1 series → last
  kTakeNumber,       ///< $1 series, $2 number
  kRecusedFrom,      ///< $1 person → ids of matters, in order
  kRegisterRow,      ///< $1 matter → the 22 register columns, position, next_act_at
  kInsertMatter,     ///< $1..$22 register columns, $23 next_act_at, $24 position, $25 snapshot, $26 id
  kInsertVersion,    ///< $1..$22 register columns, $23 matter, $24 from, $25 to, $26 fork
  kCommit,
  kRollback,
  kAppliedMigrations,  ///< → name, digest by name
  kRememberMigration,  ///< $1 name, $2 digest
  kStoredEvents,       ///< $1 after, $2 up to → the nine columns, hash
  kHashes,             ///< $1 after, $2 up to → position, hash
  kSetHash,            ///< $1 hash, $2 position; only before the ledger is closed by its triggers
  kTreeNode,           ///< $1 level, $2 number → hash
  kPutTreeNode,        ///< $1 level, $2 number, $3 hash
  kCount
};

/// The text; lives for ever.
const std::string& text_of(Sql s);

/// Run before any migration; not one itself.
inline constexpr std::string_view kCreateMigrations =
    "create table if not exists schema_migrations (name text primary key, digest text not null)";

/// Sets only what differs, because a database touches every index of every column that a statement names.
/// @param changed  places in kRegisterColumns: $1.. in that order; then position, next_act_at when
///                 `changes_next_act`, snapshot, id
std::string update_matter_sql(const std::vector<std::size_t>& changed, bool changes_next_act);

/// `number, playbook, …`, each behind `prefix` (`r.`).
std::string register_columns(std::string_view prefix = "");

}  // namespace guatu::store
