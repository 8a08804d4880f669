#include "guatu/kernel/ledger/calendar_change.h"

#include <utility>

namespace guatu::kernel {

Result<CalendarChange> change_of_calendar(Reader& reader, const World& world, const WorkCalendar& calendar,
                                          Instant now, Position next) {
  CalendarChange out;
  for (const auto id : reader.all_open()) {
    const auto m = reader.shared_matter(id);
    const Context x{now,
                    {next.value + static_cast<std::int64_t>(out.events.size())},
                    world.people(),
                    calendar,
                    world.playbook(m->playbook, m->version),
                    1,
                    {},
                    {},
                    {},
                    {}};
    auto changes = decide_recalculation(*m, x);
    if (!changes) {
      auto e = std::move(changes).error();
      e.args.emplace_back("number", m->number);
      return e;
    }
    for (auto& e : *changes) {
      const auto& change = std::get<ClockRecalculated>(e.data);
      out.moved.push_back({id, m->number, change.clock, m->clock(change.clock)->due_at, change.due_at});
      out.events.push_back(std::move(e));
    }
  }
  return out;
}

}  // namespace guatu::kernel
