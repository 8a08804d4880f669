// A month's rota from its rules: who receives on which day, as fairly and as far apart as can be, or which
// days and people stand in each other's way. Pure: it knows no matter and no file. See docs/rows/R10.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"

namespace guatu::plan {

/// Days of one month (31), two seats a day, and people of one line: beyond them a rota is refused.
inline constexpr std::size_t kMaxRotaDays = 31;
inline constexpr int kMaxRotaSeats = 4;
inline constexpr std::size_t kMaxRotaPeople = 60;
inline constexpr std::size_t kMaxRotaLines = 8;
/// Steps of the search in one line. Beyond them the best rota found is given, and not called the best there
/// is.
inline constexpr long kMaxRotaSteps = 200'000;

/// One who takes turns in a line.
struct RotaPerson {
  std::string id;
  std::vector<DateRange> away;  ///< days [from, to) on which this person cannot receive
  int since = 0;    ///< receiving days from the last turn to the first of this month; 0: none known
  int at_most = 0;  ///< turns in the month; 0: no bound
};

/// A turn that is settled before the rest.
struct RotaPin {
  CivilDate on;
  std::string person;
};

/// People who take turns on certain days. A person stands in one line only.
struct RotaLine {
  std::string id;
  std::vector<CivilDate> days;  ///< ascending, each a receiving day
  int seats = 1;                ///< people a day, all different
  int rest = 1;  ///< at least so many receiving days from one turn to the next; 1: every day may be
  std::vector<RotaPerson> people;
  std::vector<RotaPin> pins;
};

struct RotaTurn {
  CivilDate on;
  std::string line;
  std::string person;
  auto operator<=>(const RotaTurn&) const = default;
};

/// How good the turns of one line are, each thing before the next: 1. the difference between most and fewest
/// turns among those who could take one; 2. the sum of the squares of the turns; 3. the shortest gap. Of
/// equals the one is taken in which, from the first day on, whoever has waited longest receives (then the
/// order of the line).
struct RotaMeasure {
  int spread = 0;
  int squares = 0;
  std::optional<int> gap;  ///< receiving days between two turns of one person; none: nobody has two
  bool operator==(const RotaMeasure&) const = default;
};

struct RotaLineResult {
  std::string line;
  RotaMeasure measure;
  bool is_best = true;  ///< false: kMaxRotaSteps were not enough to show that no better one exists
};

/// Why a person cannot take the days of a conflict.
enum class RotaObstacle { kAway, kLimit, kRest, kPinned };
/// `away`, `at_most`, `rest`, `pinned`.
const char* text_of(RotaObstacle o);

struct RotaBlocked {
  std::string person;
  RotaObstacle why;
  bool operator==(const RotaBlocked&) const = default;
};

/// The smallest number of days of a line that its people cannot cover together; without any one of these days
/// the others can be covered. `people` are those whose absences or bounds are to blame: none can be left out,
/// for if one of them were free the days could be covered.
struct RotaConflict {
  std::string line;
  std::vector<CivilDate> days;
  std::vector<RotaBlocked> people;
  bool is_smallest = true;  ///< false: kMaxRotaSteps were spent; still no day of it can be left out
};

struct RotaPlan {
  std::vector<RotaTurn>
      turns;  ///< by day, then the order of the lines, then of the people; none if in conflict
  std::vector<RotaLineResult> lines;
  std::vector<RotaConflict> conflicts;  ///< by line; empty when the rota stands
};

struct RotaQuestion {
  std::vector<CivilDate> receiving;  ///< all receiving days of the month, ascending
  std::vector<RotaLine> lines;
};

/// The working days of a month. @errors calendar.gap, text.date
Result<std::vector<CivilDate>> receiving_days(const WorkCalendar& calendar, int year, unsigned month);

/// The rota. Deterministic. @errors rota.too_many (arg `limit`), rota.no_people (arg `line`),
/// rota.person_twice (arg `person`), rota.not_receiving (arg `date`), rota.pin (args `person`, `date`: not of
/// the line, not a day of it, or more pins than seats), rota.too_hard (arg `line`: kMaxRotaSteps did not tell
/// whether its rest can be kept)
Result<RotaPlan> make_rota(const RotaQuestion& question);

/// Exchanges two turns. @errors rota.no_turn (args `person`, `date`), rota.swap_away, rota.swap_double
Result<void> swap_turns(RotaPlan& plan, const RotaQuestion& question, const RotaTurn& a, const RotaTurn& b);

/// What is wrong with a rota, written apart from how one is made: a day without its people, somebody who is
/// away, twice on a day, not of the line, over a bound, not rested, a pin not kept. Empty: it stands. Turns
/// that were swapped may be of another line (`is_swapped`). Errors: rota.check.* (args `date`, `person`).
Problems check_rota(const RotaQuestion& question, std::span<const RotaTurn> turns, bool is_swapped = false);

/// The measure of one line's turns, by counting.
RotaMeasure measure_rota(const RotaQuestion& question, const RotaLine& line, std::span<const RotaTurn> turns);

}  // namespace guatu::plan
