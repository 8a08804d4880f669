// What is counted of a register row, and under which unit, measure and bucket. Pure; sqlite/tallies.h keeps
// and reads the counts. See docs/formats/storage.md.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/store/register_row.h"

namespace guatu::store {

/// On disk; numbers are not reused. Civil time is +08:00.
enum class Measure : int {
  kOpen = 1,       ///< open; bucket 0
  kState = 2,      ///< open, by state of a playbook; bucket: tally_states.id
  kDueMonth = 3,   ///< open with a running clock; bucket: 12 · year + month − 1 of its due_at
  kDueDay = 4,     ///< … bucket: days since 1970-01-01
  kDueHour = 5,    ///< … unless due at the very end of a day; bucket: hours since 1970-01-01T00:00+08:00
  kReturned = 6,   ///< open and returned twice or more; bucket 0
  kOpenedDay = 7,  ///< open or closed; bucket: day of opened_at
  kClosedDay = 8   ///< closed; bucket: day of closed_at
};

/// The parts of a row that are counted.
struct TallyRow {
  std::string unit_path;
  std::string playbook;
  std::string state;
  bool is_open = true;
  std::int64_t due_at = 0;  ///< as stored: kNoEnd for none
  std::int64_t opened_at = 0;
  std::int64_t closed_at = 0;
  std::int64_t returns = 0;
};

struct CellKey {
  Measure measure = Measure::kOpen;
  std::int64_t bucket = 0;
  std::string playbook;  ///< of kState, whose bucket is not known yet
  std::string state;
  auto operator<=>(const CellKey&) const = default;
};
/// Counts, or changes of them, of one unit.
using Cells = std::map<CellKey, std::int64_t>;

/// Adds `sign` to every cell that the row counts in.
void add_cells(const TallyRow& row, std::int64_t sign, Cells& cells);

/// `/a/b/` → ``, `/a/`, `/a/b/`: the units whose counts a row of that path enters; empty is everything.
std::vector<std::string> prefixes_of(std::string_view unit_path);

/// Buckets of a due instant: (start, end], so that 24:00 belongs to its day.
struct DueBuckets {
  std::int64_t month = 0;
  std::int64_t day = 0;
  std::int64_t hour = 0;
  bool is_day_end = false;
  bool is_hour_end = false;
  std::int64_t hour_start_us = 0;  ///< just before the first instant of the hour
};
DueBuckets due_buckets(std::int64_t due_us);
/// Month bucket that a day lies in, and the first day of a month's bucket.
std::int64_t month_of_day(std::int64_t day);
std::int64_t first_day_of_month(std::int64_t month);

/// Day of an instant in [00:00, 24:00).
std::int64_t day_of(std::int64_t us);
/// True if the instant is the first of its day.
bool is_midnight(std::int64_t us);

}  // namespace guatu::store
