// One line of a rota as numbers: what rota.cpp searches in. Not for other folders.
#pragma once

#include <unordered_set>
#include <vector>

#include "guatu/plan/rota.h"

namespace guatu::plan::detail {

/// A line with days and people as indices.
struct LineTable {
  std::vector<int> day;                  ///< of each day of the line: its index among the receiving days
  std::vector<std::vector<char>> can;    ///< [day of the line][person]: not away
  std::vector<std::vector<int>> pinned;  ///< [day of the line]: people settled there
  std::vector<int> at_most;              ///< of each person; a large number: no bound
  std::vector<int> since;                ///< of each person; 0: none known
  std::vector<char> tireless;  ///< of each person: needs no gap, so as to see what else is in the way
  int seats = 1;
  int rest = 1;

  int days() const { return static_cast<int>(day.size()); }
  int people() const { return static_cast<int>(at_most.size()); }
};

LineTable table_of(const RotaQuestion& question, const RotaLine& line);

/// Who has which day; [day of the line] gives the people of its seats.
using Seating = std::vector<std::vector<int>>;

/// The seating with the smallest sum of squares, without regard to rest; empty when the days cannot be
/// covered. Source: cost-reducing paths, Harvey, Ladner, Lovász, Tamir, Semi-matchings for bipartite graphs,
/// 2003.
Seating fair_seating(const LineTable& table);

/// What a seating must keep.
struct Aim {
  int lo = 0;  ///< turns of each who can take one, at least
  int hi = 0;  ///< and at most
  long squares_max = 0;
  int gap = 1;
};

enum class Found { kYes, kNo, kStepsSpent };

/// Depth first, day by day, those first who waited longest; what failed once is not tried again.
class SeatingSearch {
 public:
  SeatingSearch(const LineTable& table, Aim aim, long steps);
  Found run();
  const Seating& seating() const { return seating_; }

 private:
  Found place(int day, int seat, int after, std::vector<int>& order);
  Found next_day(int day);
  bool hopeless(int day) const;
  std::string key(int day) const;

  const LineTable& table_;
  Aim aim_;
  long steps_;
  std::vector<int> count_, last_;
  std::vector<char> eligible_;
  std::vector<std::vector<int>> left_;  ///< [day][person]: turns that fit in from here on
  Seating seating_;
  std::unordered_set<std::string> failed_;
};

/// Whether the days can be covered at all; kStepsSpent when the search for a rest of more than one day gave
/// up.
Found can_cover(const LineTable& table, long steps);

/// The conflict of a line whose days cannot be covered.
RotaConflict smallest_conflict(const RotaQuestion& question, const RotaLine& line, const LineTable& table);

}  // namespace guatu::plan::detail
