#include "guatu/http/api/public_counts.h"

#include <algorithm>

namespace guatu::http::api {

namespace {

constexpr std::size_t kMaxCounted = 50'000;

}  // namespace

int HourCounts::take(const std::string& key, int most, Instant now) {
  make_room(hours_, kMaxCounted, [now](const auto& h) { return now >= h.second.since + kHourUs; });
  auto& h = hours_[key];
  if (h.count <= 0 || now >= h.since + kHourUs) h = {now, 0};
  if (h.count >= most) return std::max(1, seconds_until(h.since + kHourUs, now));
  ++h.count;
  return 0;
}

void HourCounts::give_back(const std::string& key) {
  if (const auto it = hours_.find(key); it != hours_.end() && it->second.count > 0) --it->second.count;
}

}  // namespace guatu::http::api
