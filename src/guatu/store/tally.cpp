#include "guatu/store/tally.h"

#include <algorithm>
#include <chrono>

namespace guatu::store {

namespace {

constexpr std::int64_t kOffsetHours = kCivilOffsetUs / kHourUs;
/// Days beyond ±27,000 years share the outermost month: std::chrono ends there.
constexpr std::int64_t kMaxDay = 10'000'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

void add_cells(const TallyRow& row, std::int64_t sign, Cells& cells) {
  const auto add = [&](Measure m, std::int64_t bucket) { cells[{m, bucket, {}, {}}] += sign; };
  add(Measure::kOpenedDay, day_of(row.opened_at));
  if (!row.is_open) {
    add(Measure::kClosedDay, day_of(row.closed_at));
    return;
  }
  add(Measure::kOpen, 0);
  cells[{Measure::kState, 0, row.playbook, row.state}] += sign;
  if (row.returns >= 2) add(Measure::kReturned, 0);
  if (row.due_at == kNoEnd) return;
  const auto due = due_buckets(row.due_at);
  add(Measure::kDueMonth, due.month);
  add(Measure::kDueDay, due.day);
  if (!due.is_day_end) add(Measure::kDueHour, due.hour);
}

std::vector<std::string> prefixes_of(std::string_view unit_path) {
  std::vector<std::string> out{""};
  for (std::size_t at = unit_path.find('/', 1); at != std::string_view::npos;
       at = unit_path.find('/', at + 1))
    out.emplace_back(unit_path.substr(0, at + 1));
  return out;
}

DueBuckets due_buckets(std::int64_t due_us) {
  DueBuckets b;
  const std::int64_t hour = floor_div(due_us - 1, kHourUs);
  b.hour_start_us = hour * kHourUs;
  b.is_hour_end = due_us - b.hour_start_us == kHourUs;
  b.hour = hour + kOffsetHours;
  b.day = floor_div(b.hour, 24);
  b.is_day_end = b.is_hour_end && b.hour - b.day * 24 == 23;
  b.month = month_of_day(b.day);
  return b;
}

std::int64_t month_of_day(std::int64_t day) {
  using namespace std::chrono;
  const auto clamped = static_cast<int>(std::clamp(day, -kMaxDay, kMaxDay));
  const year_month_day date{sys_days{days{clamped}}};
  return std::int64_t{12} * static_cast<int>(date.year()) +
         static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

std::int64_t first_day_of_month(std::int64_t month) {
  using namespace std::chrono;
  const auto y = static_cast<int>(floor_div(month, 12));
  const auto m = static_cast<unsigned>(month - std::int64_t{12} * y) + 1;
  return sys_days{year{y} / std::chrono::month{m} / 1}.time_since_epoch().count();
}

std::int64_t day_of(std::int64_t us) {
  return floor_div(floor_div(us, kHourUs) + kOffsetHours, 24);
}

bool is_midnight(std::int64_t us) {
  return us % kHourUs == 0 && (floor_div(us, kHourUs) + kOffsetHours) % 24 == 0;
}

}  // namespace guatu::store
