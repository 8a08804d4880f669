// The map of a migration: what the states, moves, fields, clocks and stops of old versions of a playbook are
// called in the new one. Read from YAML; completed and checked against the playbooks. See
// docs/operating/migrate.md.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "guatu/base/result.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// What becomes of one id.
struct Renaming {
  std::string to;            ///< id in the new version; empty: dropped
  std::string drop;          ///< why it is given up
  bool keeps_limit = false;  ///< clocks: the limit it was started with goes on; else the new one is counted
                             ///< from the original start
  Place place;
  bool operator==(const Renaming&) const = default;
};
using Renamings = std::map<std::string, Renaming>;

struct MigrationMap {
  std::string playbook;  ///< as written; may be empty
  int to_version = 0;    ///< as written; 0: not said
  Renamings states, moves, fields, clocks, stops;
  std::string file;
};

/// Keys: `playbook`, `to`, `states`, `moves`, `fields`, `clocks`, `stops`. An entry is `old: new`, or
/// `old: {drop: reason}` (not for states), or for clocks `old: {to: new, limit: keep|new}`.
/// @errors all at once, with line and column: yaml.*, migration.unknown_key, migration.value
Checked<MigrationMap> read_migration_map(std::string_view text, const std::string& file);

/// The map with every id of the old versions in it. An id that both sides have goes to itself unless the map
/// says otherwise; computed fields that are gone are dropped.
/// @param from  the versions that running matters have; not empty
/// @errors all at once: migration.unknown_id (the map names an old id that no version has), migration.no_such
///         (a new id that is not there), migration.unmapped (an old id without counterpart), each with the
///         choices; migration.to_final, migration.twice (two clocks become one)
Checked<MigrationMap> complete_map(const MigrationMap& written, std::span<const Playbook* const> from,
                                   const Playbook& to);

}  // namespace guatu::kernel
