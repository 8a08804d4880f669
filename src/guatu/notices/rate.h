// How often a channel may be used, and how long to wait after a failure. Pure; the limits are data
// (policies/channels.yaml).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/instant.h"

namespace guatu::notices {

/// At most `count` messages within any `seconds` seconds.
struct RateLimit {
  int count = 0;
  std::int64_t seconds = 0;
  bool operator==(const RateLimit&) const = default;
};

struct ChannelRules {
  std::vector<RateLimit> limits{};
  std::int64_t pause_seconds = 60;     ///< rest after it said that we are too fast
  std::vector<int> avoided_minutes{};  ///< of the hour, 0..59: nothing goes out in these
  std::size_t text_bytes_max = 4096;   ///< UTF-8 bytes of the text of one message
  bool operator==(const ChannelRules&) const = default;
};

/// The first moment, `now` or later, at which one more message keeps all limits. Any window of the length of
/// a limit is looked at, not a bucket that refills: a bucket of 20 lets nearly 40 go within a minute, for
/// which DingTalk closes a robot for ten minutes.
/// @param uses  when it was used, ascending; those older than the longest limit do not matter
Instant may_send_at(const ChannelRules& rules, std::span<const Instant> uses, Instant now);

/// Longest of the limits, seconds; 0 without any.
std::int64_t longest_seconds(const ChannelRules& rules);

/// Wait after the `tries`-th try failed (from 1): 30 s, doubled each time, 6 h at most, and up to a quarter
/// more by `salt` so that what failed together does not come back together.
std::int64_t backoff_us(int tries, const std::string& salt);

}  // namespace guatu::notices
