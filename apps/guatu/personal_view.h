// `--personal`: who may see personal values in full on the command line.
#pragma once

#include "guatu/command.h"
#include "guatu/kernel/views/personal_view.h"

namespace guatu::app {

using kernel::PersonalView;

/// `--personal` needs `--by`, and that person a right to see this matter's personal data.
/// @errors personal.by_missing, matter.personal_refused
Result<void> may_show_personal(const Session& s, const kernel::Matter& m, const kernel::People& people);

}  // namespace guatu::app
