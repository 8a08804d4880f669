// A running matter goes on under another version of its playbook. Pure: the map, the playbooks, people and
// time come in; events come out. The shell around it is Desk::migrate. See docs/operating/migrate.md.
#pragma once

#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/migration/map.h"
#include "guatu/kernel/playbook/proof.h"

namespace guatu::kernel {

/// matter.migrated, and clock.started for clocks that only the new version has.
///
/// Laws: whoever holds it keeps it when the state is held by the same role or the new role means them too,
/// else it goes to the person of the new role, never to the one whose work is to be checked in that state;
/// the clock of the state goes on with what it has spent; who did what stays known by the new names, so that
/// nobody checks their own work.
/// @param matter   open, in a version of `from`
/// @param from     the playbook in the matter's version
/// @param map      completed
/// @param context  with the new version as playbook; `matter` finds its neighbours
/// @errors migration.value_lost (a value that the new field does not take), migration.sealed (a personal
/// value
///         under another name), migration.extension_unit,
/// clock.*,
///         calendar.gap, people.nobody_above, field.score
Result<std::vector<Event>> decide_migration(const Matter& matter, const Playbook& from,
                                            const MigrationMap& map, const PersonId& by,
                                            const std::string& command_id, const Context& context);

/// Where the matter would stand, for the proof.
ProofStart proof_start(const Matter& migrated);

/// First rung that is still to fire when a clock gets new dates. Rungs that lie in the past do not fire in a
/// burst: those that the matter has passed are passed over, except the highest one at or after the limit,
/// which fires once with the next sweep, so that lateness is told. A clock that is late already and keeps its
/// dates goes on as it was.
int rung_after_migration(const MatterClock& old, Instant due_at, const std::vector<Instant>& rungs,
                         Instant now);

}  // namespace guatu::kernel
