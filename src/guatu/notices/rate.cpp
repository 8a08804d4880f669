#include "guatu/notices/rate.h"

#include <algorithm>

#include "guatu/calendar/civil_date.h"

namespace guatu::notices {

namespace {

/// Over there a message counts when it arrives, here when it leaves: the first of a window may have been
/// slow.
constexpr std::int64_t kMargin = kSecondUs;

/// Past the minutes that are avoided; they may follow one another.
Instant past_avoided(const ChannelRules& rules, Instant t) {
  for (int i = 0; i < 60; ++i) {
    const int minute = minute_of_day(t) % 60;
    if (std::find(rules.avoided_minutes.begin(), rules.avoided_minutes.end(), minute) ==
        rules.avoided_minutes.end())
      return t;
    t.us = (t.us / kMinuteUs + 1) * kMinuteUs;
  }
  return t;  // All sixty are avoided: the reader of the rules refuses that.
}

}  // namespace

Instant may_send_at(const ChannelRules& rules, std::span<const Instant> uses, Instant now) {
  Instant out = now;
  for (const auto& limit : rules.limits) {
    if (limit.count < 1 || uses.size() < static_cast<std::size_t>(limit.count)) continue;
    // The one that must have left the window before one more may come in.
    const auto& oldest = uses[uses.size() - static_cast<std::size_t>(limit.count)];
    out = std::max(out, oldest + limit.seconds * kSecondUs + kMargin);
  }
  return past_avoided(rules, out);
}

std::int64_t longest_seconds(const ChannelRules& rules) {
  std::int64_t out = 0;
  for (const auto& limit : rules.limits) out = std::max(out, limit.seconds);
  return out;
}

std::int64_t backoff_us(int tries, const std::string& salt) {
  constexpr std::int64_t kFirst = 30 * kSecondUs;
  constexpr std::int64_t kMost = 6 * kHourUs;
  const int doublings = std::clamp(tries - 1, 0, 20);
  const auto wait = std::min(kFirst << doublings, kMost);
  std::uint64_t h = 1469598103934665603ULL;  // FNV-1a: any spread will do, and it is the same each time.
  for (const char c : salt) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return wait + static_cast<std::int64_t>(h % 1000) * (wait / 4) / 1000;
}

}  // namespace guatu::notices
