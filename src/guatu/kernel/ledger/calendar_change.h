// What another calendar does to the clocks that run: read and decided, nothing written. See desk_publish.cpp.
#pragma once

#include <vector>

#include "guatu/kernel/ledger/desk.h"

namespace guatu::kernel {

struct CalendarChange {
  std::vector<Event> events;      ///< clock.recalculated, by matter; without command and author
  std::vector<MovedClock> moved;  ///< one for each event
};

/// All open matters under `calendar`.
/// @param next  position that the first event will get
/// @errors calendar.gap (arg `number`): it does not cover a running clock
/// Cost: one decision for each open matter.
Result<CalendarChange> change_of_calendar(Reader& reader, const World& world, const WorkCalendar& calendar,
                                          Instant now, Position next);

}  // namespace guatu::kernel
