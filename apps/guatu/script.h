// Scripts: who did what, when, as a YAML file. The demo city is one, every scenario of tests/scenarios is
// one. Each step goes through the real desk under a clock that the script moves. See docs/formats/script.md.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ports.h"

namespace guatu::app {

/// What a script did.
struct ScriptReport {
  int steps = 0;
  int commands = 0;
  int expectations = 0;
  std::map<std::string, kernel::Matter> matters;  ///< by alias, as they stand at the end
};

/// Runs a script against a store whose ledger was created and whose playbooks are published.
/// Between steps the desk is swept at each moment at which something falls due, as a running service would,
/// unless the script says `sweeps: by_hand`.
/// @param clock     the desk's own clock; set to each step's time
/// @param progress  called with (done, total) steps; may be empty
/// @errors yaml.*, script.key, script.value, script.time (goes backwards), script.unknown_alias,
/// script.refused (a step
///         that expected no refusal; args `key`, `why`), script.expected (args `what`, `wanted`, `got`); all
///         with file, line and column. The first one ends the run.
Checked<ScriptReport> run_script(kernel::Store& store, kernel::Desk& desk, ManualClock& clock,
                                 const std::string& text, const std::string& file,
                                 const std::function<void(int, int)>& progress = {});

}  // namespace guatu::app
