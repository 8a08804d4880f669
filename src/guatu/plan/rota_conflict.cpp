// Why a line cannot be covered: the fewest days, and the people who are to blame for them.
#include <algorithm>
#include <numeric>

#include "guatu/plan/rota_line.h"

namespace guatu::plan::detail {
namespace {

constexpr long kMaxSubsets = 200'000;  // sets of days that are tried before `is_smallest` is given up
constexpr long kStepsOfSubset = 20'000;

LineTable only(const LineTable& t, const std::vector<int>& days) {
  LineTable part = t;
  part.day.clear();
  part.can.clear();
  part.pinned.clear();
  for (int d : days) {
    part.day.push_back(t.day[d]);
    part.can.push_back(t.can[d]);
    part.pinned.push_back(t.pinned[d]);
  }
  return part;
}

bool blocked(const LineTable& t, const std::vector<int>& days) {
  return can_cover(only(t, days), kStepsOfSubset) == Found::kNo;
}

/// Leaves out one day after another as long as the rest stays in conflict: no day can be spared, perhaps not
/// the fewest.
std::vector<int> without_spare_days(const LineTable& t) {
  std::vector<int> days(t.days());
  std::iota(days.begin(), days.end(), 0);
  for (int d = t.days() - 1; d >= 0; --d) {
    auto fewer = days;
    std::erase(fewer, d);
    if (blocked(t, fewer)) days = std::move(fewer);
  }
  return days;
}

/// The next set of the same size in lexical order. False after the last.
bool next_set(std::vector<int>& set, int n) {
  const int k = static_cast<int>(set.size());
  int i = k - 1;
  while (i >= 0 && set[i] == n - k + i) --i;
  if (i < 0) return false;
  ++set[i];
  for (int j = i + 1; j < k; ++j) set[j] = set[j - 1] + 1;
  return true;
}

/// One person is free: never away, without bound, without rest.
void set_free(LineTable& t, int person) {
  for (auto& can : t.can) can[person] = 1;
  t.at_most[person] = 1'000;
  t.since[person] = 0;
  t.tireless[person] = 1;
}

RotaObstacle obstacle(const LineTable& t, int person) {
  int open = 0;
  for (const auto& can : t.can) open += can[person] ? 1 : 0;
  if (open == 0) return RotaObstacle::kAway;
  if (t.at_most[person] < open) return RotaObstacle::kLimit;
  if (open < t.days()) return RotaObstacle::kAway;
  return t.rest > 1 ? RotaObstacle::kRest : RotaObstacle::kPinned;
}

}  // namespace

RotaConflict smallest_conflict(const RotaQuestion& question, const RotaLine& line, const LineTable& table) {
  RotaConflict conflict{line.id, {}, {}, true};
  auto days = without_spare_days(table);
  long tried = 0;
  for (std::size_t size = 1; size < days.size() && conflict.is_smallest; ++size) {
    std::vector<int> set(size);
    std::iota(set.begin(), set.end(), 0);
    bool found = false;
    do {
      if (++tried > kMaxSubsets) conflict.is_smallest = false;
      found = conflict.is_smallest && blocked(table, set);
    } while (!found && conflict.is_smallest && next_set(set, table.days()));
    if (found) days = set;
  }
  for (int d : days) conflict.days.push_back(question.receiving[table.day[d]]);
  const auto part = only(table, days);
  // A person is to blame whom to free would help; those who would not help are set free for good.
  auto freed = part;
  for (int p = 0; p < part.people(); ++p) {
    auto tried_free = freed;
    set_free(tried_free, p);
    if (can_cover(tried_free, kStepsOfSubset) == Found::kNo)
      freed = std::move(tried_free);
    else
      conflict.people.push_back({line.people[p].id, obstacle(part, p)});
  }
  return conflict;
}

}  // namespace guatu::plan::detail
