// From a step of events (all of one command) to the tables. The same function serves live and on replay, so
// that both come out byte for byte the same.
#pragma once

#include <span>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/matter_cache.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// Folds a step into the world and its matters, and writes matters, register, number series and command
/// memory.
/// @param step   events of one command id, with positions, in order
/// @param cache  where matters are looked for before the writer is asked, and put afterwards; may be nullptr
/// @param folded a matter with the events of this step folded in already, which are then not folded again;
///               taken; may be nullptr
/// @errors ledger.bad_event, store.*
Result<void> project(Writer& writer, World& world, std::span<const Event> step, MatterCache* cache = nullptr,
                     Matter* folded = nullptr);

/// Folds every event of the ledger in `writer` from the first on: empty derived tables become full again.
/// @param progress  called now and then with (done, total) positions; may be empty
Result<World> project_all(Writer& writer, const std::function<void(std::int64_t, std::int64_t)>& progress);

/// The world as of a position (0: now).
Result<World> load_world(Reader& reader, Position as_of = {});

/// One matter as of a position, folded from its own events; none if it was not opened yet.
Result<std::optional<Matter>> matter_as_of(Reader& reader, MatterId id, Position as_of);

}  // namespace guatu::kernel
