// What a migration would do to all running matters of a playbook: read, decided and proved, nothing written.
// The shell around it is Desk::migrate; a dry run before the version is published asks it too.
#pragma once

#include <string>
#include <vector>

#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/migration/order.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

struct MigrationPlan {
  MigrationReport report;
  MigrationMap map;  ///< completed; empty when nothing is to be migrated
};

/// @param to       the version to go to; it need not be published yet
/// @param order    its map, its unit; `playbook` and `version` are those of `to`
/// @param context  with `to` as playbook
/// @errors migration.other_map, people.*, those of complete_map() and of decide_migration() with the matter's
///         number
Checked<MigrationPlan> plan_migration(Reader& reader, const World& world, const Playbook& to,
                                      const MigrationOrder& order, const PersonId& by,
                                      const Context& context);

/// Id of the step in which a matter is migrated.
std::string migration_command(const Matter& m, int version);

}  // namespace guatu::kernel
