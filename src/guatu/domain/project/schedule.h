// The parts of a project as a plan: which matters below it take part, what their fields say, what the dates
// mean.
//
// A playbook takes part by having a whole-number field `duration` (working days). Beside it the binding
// reads, where they are there: `after` (list of matters), `not_before`, `started_on`, `share_done` (percent),
// and the planned date: the latest clock that runs until a date of the matter, extensions and all. A link
// `blocks` counts as `after`.
// - A part without a duration and without parts of its own is an event on its planned date.
// - A part with parts of its own comes after all of them, and they begin after what it comes after.
// - Finished is what another person has accepted, on the day it was reported for the last time. What is
// reported and
//   not accepted needs one more day. What was dropped is left out, and so are links to it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/scoped_reader.h"
#include "guatu/plan/changes.h"

namespace guatu::domain::project {

inline constexpr std::size_t kMaxParts = 1'000;  ///< of one project: each is read with its clocks

struct Part {
  kernel::Matter matter;
  const kernel::Playbook* playbook = nullptr;
  bool has_parts = false;            ///< parts of its own that take part
  std::optional<CivilDate> planned;  ///< the day on which its planned clock is due
};

/// A link whose other end is no part that may be seen.
struct LeftOut {
  std::string number;  ///< of the part
  std::string after;   ///< id of the matter that it names
};

struct Network {
  std::vector<plan::Task> tasks;  ///< one a part, in their order; ids are the numbers of the matters
  std::vector<LeftOut> left_out;
};

/// All parts below `root` that take part and that the reader may see, each behind what it is a part of.
/// @param world  of now; playbooks are looked up in it
/// @errors those of list(), playbook.unknown, schedule.too_many (arg `limit`)
Result<std::vector<Part>> parts_of(kernel::ScopedReader& reader, const kernel::World& world, MatterId root,
                                   Position as_of);
Network network_of(std::span<const Part> parts, CivilDate as_of);

/// The day on which the planned clock of a matter is due; none: it has none.
std::optional<CivilDate> planned_of(const kernel::Matter& m, const kernel::Playbook& p);
/// The light that the planned clock will show if the matter ends on `finish`: green up to the planned date,
/// then the strongest mark that its ladder has set by then (at least yellow). None: it has no planned clock.
kernel::Light forecast_light(const kernel::Matter& m, const kernel::Playbook& p, CivilDate finish);

}  // namespace guatu::domain::project
