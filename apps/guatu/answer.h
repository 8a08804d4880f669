// Sends one command to the desk and says what it did: shared by all commands that write.
#pragma once

#include "guatu/command.h"
#include "guatu/fields_arg.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// Executes `command` (an id is made when it has none), keeps the staged files once it is known to be
/// accepted, and prints the answer: `{id, existed, dry_run, matter, number, state, holder, due_at, first,
/// last, events}` or lines.
/// @errors what the desk refuses, cli.write_failed; then nothing was written
Outcome answer(Session& s, Office& office, kernel::Command command,
               const std::vector<StagedFile>& staged = {});

}  // namespace guatu::app
