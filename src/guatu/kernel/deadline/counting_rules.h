// Named counting rules, each with its legal basis: data in calendars/counting-rules.yaml, read here.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel {

/// One statute's way of counting.
struct CountingRule {
  std::string name;  ///< `licensing`
  Titles title;
  std::string basis;      ///< document and article
  bool confirmed = true;  ///< read in the primary text
  /// Amounts of "day" that mean working days: listed, or all up to `days_are_working_up_to`.
  std::set<std::int64_t> days_are_working_for;
  std::int64_t days_are_working_up_to = 0;
  bool all_days_are_working = false;
  std::optional<StartRule> starts;  ///< for day and month units; at_once is the rule for minutes and hours
  std::optional<RollRule> roll;
  std::optional<HolidayRule> holidays;
  std::optional<DayEnd> ends;
  std::optional<std::string> hours;  ///< hour set of the calendar that working hours are counted in
  std::vector<std::string> stops;    ///< names of stops that the statute itself grants (`hearing`)
};

class CountingRules {
 public:
  /// The keys: docs/formats/calendars.md, "Counting rules".
  /// @errors all at once: yaml.*, rules.unknown_key, rules.value, rules.missing
  static Checked<CountingRules> from_yaml(std::string_view text, const std::string& file);
  const CountingRule* find(std::string_view name) const;
  std::vector<std::string> names() const;

  /// A limit of `amount` `unit` under rule `name` (empty: the plain rule: first day not counted, midnight, no
  /// roll). Turns "day" into working days where the rule says so and fills starts, roll, holidays, ends and
  /// basis. Minutes, hours and working hours always start at once and know no roll, long holidays or close of
  /// business.
  /// @param amount  as the statute writes it; not checked here
  /// @errors rules.unknown (arg `name`, `hint`)
  Result<Limit> resolve(std::int64_t amount, LimitUnit unit, std::string_view name) const;

 private:
  std::map<std::string, CountingRule, std::less<>> rules_;
};

}  // namespace guatu::kernel
