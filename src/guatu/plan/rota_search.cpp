// The search for the seating of one line: fair shares by cost-reducing paths, then gaps depth first.
#include <algorithm>
#include <deque>
#include <numeric>

#include "guatu/plan/rota_line.h"

namespace guatu::plan::detail {
namespace {

constexpr int kNever = -10'000;  // a turn so long ago that no gap is too short

/// Whether `person` may be put on `day` next to those who are there.
bool free_on(const LineTable& t, const Seating& s, int day, int person) {
  return t.can[day][person] && std::ranges::find(s[day], person) == s[day].end();
}

bool is_pinned(const LineTable& t, int day, int person) {
  return std::ranges::find(t.pinned[day], person) != t.pinned[day].end();
}

/// Moves one turn along the shortest path from `from` (a person who gives one up) to a person whom `takes`
/// accepts; each step hands one day to the next person. False when there is none.
template <class Takes>
bool hand_on(const LineTable& t, Seating& s, int from, Takes takes) {
  std::vector<int> by(t.people(), -1), on(t.people(), -1);
  std::deque<int> queue{from};
  by[from] = from;
  while (!queue.empty()) {
    const int giver = queue.front();
    queue.pop_front();
    for (int d = 0; d < t.days(); ++d) {
      if (std::ranges::find(s[d], giver) == s[d].end() || is_pinned(t, d, giver)) continue;
      for (int p = 0; p < t.people(); ++p) {
        if (by[p] >= 0 || !free_on(t, s, d, p)) continue;
        by[p] = giver;
        on[p] = d;
        if (!takes(p)) {
          queue.push_back(p);
          continue;
        }
        for (int q = p; q != from; q = by[q]) *std::ranges::find(s[on[q]], by[q]) = q;
        return true;
      }
    }
  }
  return false;
}

std::vector<int> counts_of(const LineTable& t, const Seating& s) {
  std::vector<int> count(t.people(), 0);
  for (const auto& seats : s)
    for (int p : seats) ++count[p];
  return count;
}

/// Fills one seat of `day`: by somebody with room, or by somebody who hands another day on. False:
/// impossible.
bool fill_seat(const LineTable& t, Seating& s, int day) {
  const auto count = counts_of(t, s);
  for (int p = 0; p < t.people(); ++p) {
    if (!free_on(t, s, day, p)) continue;
    if (count[p] < t.at_most[p]) {
      s[day].push_back(p);
      return true;
    }
  }
  for (int p = 0; p < t.people(); ++p) {
    if (!free_on(t, s, day, p)) continue;
    Seating tried = s;
    // The path may pass through this day's other seat, so the person is put there first.
    tried[day].push_back(p);
    if (hand_on(t, tried, p, [&](int q) { return counts_of(t, tried)[q] < t.at_most[q]; })) {
      s = std::move(tried);
      return true;
    }
  }
  return false;
}

}  // namespace

Seating fair_seating(const LineTable& t) {
  Seating s(t.days());
  for (int d = 0; d < t.days(); ++d) {
    for (int p : t.pinned[d]) {
      if (!t.can[d][p]) return {};
      s[d].push_back(p);
    }
  }
  const auto pinned = counts_of(t, s);
  for (int p = 0; p < t.people(); ++p)
    if (pinned[p] > t.at_most[p]) return {};
  for (int d = 0; d < t.days(); ++d)
    while (static_cast<int>(s[d].size()) < t.seats)
      if (!fill_seat(t, s, d)) return {};
  for (bool better = true; better;) {
    better = false;
    const auto count = counts_of(t, s);
    for (int p = 0; p < t.people() && !better; ++p)
      better = hand_on(t, s, p, [&](int q) { return count[q] < t.at_most[q] && count[q] + 2 <= count[p]; });
  }
  return s;
}

SeatingSearch::SeatingSearch(const LineTable& table, Aim aim, long steps)
    : table_(table), aim_(aim), steps_(steps), count_(table.people(), 0), last_(table.people(), kNever) {
  const int n = table.days(), people = table.people();
  left_.assign(n + 1, std::vector<int>(people, 0));
  for (int d = n - 1; d >= 0; --d) {
    int next = d + 1;  // the first day that is far enough after this one
    while (next < n && table.day[next] - table.day[d] < aim.gap) ++next;
    for (int p = 0; p < people; ++p) {
      const int after = table.tireless[p] ? d + 1 : next;
      left_[d][p] = std::max(left_[d + 1][p], table.can[d][p] ? 1 + left_[after][p] : 0);
    }
  }
  for (int p = 0; p < people; ++p) {
    eligible_.push_back(left_[0][p] > 0);
    if (table.since[p] > 0) last_[p] = -table.since[p];
  }
  seating_.assign(n, {});
}

Found SeatingSearch::run() {
  return next_day(0);
}

std::string SeatingSearch::key(int day) const {
  std::string k{static_cast<char>(day)};
  for (int p = 0; p < table_.people(); ++p) {
    const int waited = day < table_.days() ? table_.day[day] - last_[p] : 0;
    k += static_cast<char>(count_[p]);
    k += static_cast<char>(std::min(waited, aim_.gap));
  }
  return k;
}

bool SeatingSearch::hopeless(int day) const {
  const int left = (table_.days() - day) * table_.seats;
  int owed = 0, room = 0;
  long squares = 0;
  std::vector<int> level, cap;
  for (int p = 0; p < table_.people(); ++p) {
    const int most = std::min({count_[p] + left_[day][p], aim_.hi, table_.at_most[p]});
    if (eligible_[p] && most < aim_.lo) return true;
    if (eligible_[p]) owed += std::max(0, aim_.lo - count_[p]);
    room += std::max(0, most - count_[p]);
    squares += static_cast<long>(count_[p]) * count_[p];
    level.push_back(count_[p]);
    cap.push_back(most);
  }
  if (owed > left || room < left) return true;
  // The fewest squares that the rest can add: each turn to whoever has fewest and room.
  for (int i = 0; i < left; ++i) {
    int best = -1;
    for (int p = 0; p < table_.people(); ++p)
      if (level[p] < cap[p] && (best < 0 || level[p] < level[best])) best = p;
    squares += 2L * level[best]++ + 1;
  }
  return squares > aim_.squares_max;
}

Found SeatingSearch::next_day(int day) {
  if (hopeless(day)) return Found::kNo;
  if (day == table_.days()) return Found::kYes;
  const std::string k = key(day);
  if (failed_.contains(k)) return Found::kNo;
  std::vector<int> order(table_.people());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](int a, int b) { return last_[a] < last_[b]; });
  const Found found = place(day, 0, -1, order);
  if (found == Found::kNo) failed_.insert(k);
  return found;
}

/// Seat `seat` of a day; `after`: place in `order` after which those without a pin are looked for, so that a
/// set of people is tried once.
Found SeatingSearch::place(int day, int seat, int after, std::vector<int>& order) {
  if (seat == table_.seats) return next_day(day + 1);
  const auto& pins = table_.pinned[day];
  const bool settled = seat < static_cast<int>(pins.size());
  for (int i = settled ? 0 : after + 1; i < table_.people(); ++i) {
    const int p = order[i];
    if (settled ? p != pins[seat] : is_pinned(table_, day, p)) continue;
    if (!table_.can[day][p] || count_[p] >= std::min(aim_.hi, table_.at_most[p])) continue;
    if (table_.day[day] - last_[p] < (table_.tireless[p] ? 1 : aim_.gap)) continue;
    if (--steps_ < 0) return Found::kStepsSpent;
    const int before = last_[p];
    ++count_[p];
    last_[p] = table_.day[day];
    seating_[day].push_back(p);
    const Found found = place(day, seat + 1, settled ? after : i, order);
    if (found == Found::kYes) return found;
    seating_[day].pop_back();
    last_[p] = before;
    --count_[p];
    if (found == Found::kStepsSpent) return found;
  }
  return Found::kNo;
}

Found can_cover(const LineTable& table, long steps) {
  if (table.days() == 0) return Found::kYes;
  if (fair_seating(table).empty()) return Found::kNo;
  if (table.rest <= 1) return Found::kYes;
  const int slots = table.days() * table.seats;
  return SeatingSearch(table, {0, slots, static_cast<long>(slots) * slots, table.rest}, steps).run();
}

}  // namespace guatu::plan::detail
