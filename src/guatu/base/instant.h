// Instants and the clock that is passed in. No calendar here: civil dates stand in guatu/calendar.
// `system_clock::now()` stands in instant.cpp alone; tools/check refuses it elsewhere.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// A moment, in microseconds since 1970-01-01T00:00:00Z. The same int64 in C++ and in both stores.
struct Instant {
  std::int64_t us = 0;
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t kSecondUs = 1'000'000;
inline constexpr std::int64_t kMinuteUs = 60 * kSecondUs;
inline constexpr std::int64_t kHourUs = 60 * kMinuteUs;
inline constexpr std::int64_t kDayUs = 24 * kHourUs;
/// Civil time is fixed at +08:00; mainland China has had no other offset and no summer time since 1991.
inline constexpr std::int64_t kCivilOffsetUs = 8 * kHourUs;

inline Instant operator+(Instant t, std::int64_t us) {
  return {t.us + us};
}
inline Instant operator-(Instant t, std::int64_t us) {
  return {t.us - us};
}

/// RFC 3339 at +08:00, to the second; microseconds are added only when they are not zero.
std::string to_text(Instant t);
/// The same behind `out`: what the ledger's lines are made with.
void append_text(std::string& out, Instant t);

/// Reads RFC 3339 (`2022-04-08T08:30:00+08:00`, `…Z`); also `2022-04-08 08:30[:00]` and `2022-04-08`, which
/// are taken at +08:00 (a bare date is its first moment).
/// @errors text.instant   anything else, or a date that does not exist
Result<Instant> parse_instant(std::string_view text);

/// Where time comes from. Everything below the edges gets it as an argument.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// A clock that stands until it is moved: tests, simulation, rehearsal, the demo city.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant t) { now_ = t; }

 private:
  Instant now_;
};

}  // namespace guatu
