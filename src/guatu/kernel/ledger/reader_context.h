// What rules may look at, out of a reader and a world: for questions that are asked beside the desk.
#pragma once

#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// @param reader, world  must outlive it
/// @param playbook       may be nullptr
Context context_of(Reader& reader, const World& world, const Playbook* playbook, Instant now);

}  // namespace guatu::kernel
