// Which matters a command is about: the flags of `matter list`, taken by `matter export` too.
#pragma once

#include <vector>

#include "guatu/command.h"
#include "guatu/kernel/ports.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// Filters, order and moment; a page is another matter.
std::vector<FlagSpec> matter_query_flags();

/// What they ask for. @errors playbook.unknown, people.unknown_unit, people.unknown_person, text.instant,
/// matter.unknown
Result<kernel::MatterQuery> matter_query_of(const Session& s, const View& v);

}  // namespace guatu::app
