// What rules may look at, out of a reader and a world: for questions that are asked beside the desk.
#pragma once

#include <optional>
#include <string_view>

#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// @param reader, world  must outlive it
/// @param playbook       may be nullptr
Context context_of(Reader& reader, const World& world, const Playbook* playbook, Instant now);

/// The id that a text is, as fields hold it: 1 to 18 digits. None: it is something else, perhaps a number.
std::optional<MatterId> matter_id_of(std::string_view text);

/// When the event at `p` was recorded; 0 when there is none.
Result<Instant> recorded_at(Reader& reader, Position p);

}  // namespace guatu::kernel
