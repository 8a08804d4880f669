// The command that a recorded step came from, told again so that other rules can decide on it. Internal to
// kernel/rehearsal.
#pragma once

#include <optional>
#include <span>

#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel::detail {

/// @param step    events of one command about a matter, in order
/// @param before  the matter as it stood before the step; empty for an opening
/// @param own     its playbook as recorded; may be nullptr
/// @param draft   the playbook that will decide
/// @return        none for steps that no command of a person makes (a migration)
std::optional<Command> command_of(std::span<const Event> step, const Matter& before, const Playbook* own,
                                  const Playbook& draft);

}  // namespace guatu::kernel::detail
