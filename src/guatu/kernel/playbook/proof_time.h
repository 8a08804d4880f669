// How long the longest legal way takes. Natural minutes inside, natural days outside.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/proof_configs.h"

namespace guatu::kernel::proof {

/// The shortest and longest natural time that an amount can take.
struct Minutes {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// Turns amounts into natural minutes. Working days by the calendar's longest span; working hours as whole
/// working days of the fewest hours that the calendar's set ever has on a day (6 where it is not known);
/// months of 31 days.
class Spans {
 public:
  explicit Spans(const WorkCalendar& calendar) : calendar_(calendar) {}
  /// @param amount  >= 0, in `unit`
  Minutes span(std::int64_t amount, LimitUnit unit, const std::string& hours = "office") const;
  /// The same for an offset, which may be negative: `least` is the earliest, `most` the latest.
  Minutes span(const Offset& offset) const;
  /// Longest natural minutes of a limit with `extra` added in its unit. A roll to the next working day adds
  /// the longest run of free days; where long holidays lengthen a limit, its days are taken as working days,
  /// which is never less. Limits that run to a date or instant field have no length: only `extra`, as natural
  /// days.
  std::int64_t longest(const LimitRule& rule, std::int64_t extra) const;

 private:
  std::int64_t working_days(std::int64_t n) const;
  std::int64_t least_hours(const std::string& set) const;

  const WorkCalendar& calendar_;
  mutable std::map<std::int64_t, std::int64_t> days_;
  mutable std::map<std::string, std::int64_t> hours_;
};

/// Fills longest_path, longest_days and longest_terms of `proof`. No component is endless.
/// Cost: O(edges).
void find_longest(const Graph& graph, const Components& parts, const WorkCalendar& calendar, Proof& proof);

/// `5 working days`, `1 day`.
Titles amount_words(std::int64_t amount, LimitUnit unit);
/// `limit`, `limit + 5 working days`.
Titles offset_words(const Offset& offset);

}  // namespace guatu::kernel::proof
