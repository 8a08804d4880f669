// The rules of clocks counted a second time, from the fields that the events show: which rule of a playbook
// holds, from when to when it runs, where it ends and where its rungs stand. By walking days and minutes;
// shares with the kernel's decisions the playbook, the calendar's days and the structs, and no arithmetic.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/deadline_twin.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::sim {

/// One thread; what is made of a calendar is shared by all that ask for the same version.
class Recount {
 public:
  /// The span of a clock that begins at `entered_at`; none when no rule holds or its field is not set.
  static std::optional<kernel::Span> span(const kernel::LimitSet& set, const boost::json::object& fields,
                                          Instant entered_at, const WorkCalendar& calendar);

  /// Where it ends; an open stop lasts to `as_of`. None where the calendar has a gap.
  std::optional<Instant> due(const kernel::Span& span, const WorkCalendar& calendar, Instant as_of);
  /// A rung's instant. None where the calendar has a gap.
  std::optional<Instant> rung(Instant due_at, const kernel::Offset& offset, const std::string& hours,
                              const WorkCalendar& calendar);

  /// Ids of the fields that any rule of a clock looks at.
  const std::vector<std::string>& fields_of(const kernel::Playbook& p);

 private:
  const kernel::fixture::Twin& twin(const WorkCalendar& calendar, const std::string& hours);

  std::vector<std::string> sets_{"office", "urgent"};  ///< hour sets that were asked for
  std::string version_;
  std::shared_ptr<const kernel::fixture::Twin> twin_;
  std::unordered_map<const kernel::Playbook*, std::vector<std::string>> fields_;
};

}  // namespace guatu::sim
