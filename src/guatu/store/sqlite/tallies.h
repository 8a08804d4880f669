// Counts kept by block: how they are read as of a position, and how full blocks are filed. What is counted
// stands in guatu/store/tally.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "guatu/store/sqlite/streams.h"

namespace guatu::store::sqlite {

/// Counts at one position; holds what was read, so it is for one snapshot of the database.
class Tallies {
 public:
  Tallies(Runner& runner, Standing& standing) : runner_(runner), standing_(standing) {}

  /// The count of a query whose parts are cells: what is open, or due in a range, or in a state of a
  /// playbook, or was returned twice; opened or closed on a range of days; each of a unit and all below it,
  /// or of all. None: the rows must be counted.
  std::optional<std::int64_t> count(const kernel::MatterQuery& q);
  /// What was open at the start of the position's block, of a unit and all below it (of everything: empty
  /// path), or of a playbook or a state of all units: a guess to plan by.
  std::int64_t roughly_open(const std::string& path);
  std::int64_t roughly_open(const std::string& playbook, const std::string& state);
  /// Open matters of a unit and all below it, in all states together: equals the count of what is open.
  std::int64_t count_states(const std::string& path);

 private:
  struct Unit {
    std::string path;
    std::int64_t id = 0;  ///< 0: never had a matter
    Cells changes;        ///< since the last row of tallies
  };
  struct State {
    std::int64_t id = 0;
    std::string playbook;
    std::string state;
  };
  std::optional<std::int64_t> count_in(Unit& unit, const kernel::MatterQuery& q, std::uint32_t parts);
  Unit& unit(const std::string& path);
  std::int64_t filed(std::int64_t unit, Measure measure, std::int64_t bucket);
  const std::vector<State>& states();
  /// Sum of the cells with buckets first … last.
  std::int64_t sum(Unit& unit, Measure measure, std::int64_t first, std::int64_t last);
  std::int64_t in_states(Unit& unit, const kernel::MatterQuery& q);
  std::int64_t due_up_to(Unit& unit, std::int64_t due_us);
  std::int64_t due(Unit& unit, const kernel::MatterQuery& q);

  Runner& runner_;
  Standing& standing_;
  std::map<std::string, Unit> units_;
  std::optional<std::vector<State>> states_;
};

/// Writes the rows of one full block. @throws kernel::StoreFailure
void file_tallies(Runner& runner, std::int64_t block);
void file_spans(Runner& runner, std::int64_t block);

}  // namespace guatu::store::sqlite
