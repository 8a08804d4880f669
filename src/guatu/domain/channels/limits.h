// Limits of the probes of channels: value, unit, reason, what happens beyond. docs/rows/R7.md.
#pragma once

#include <cstddef>
#include <cstdint>

namespace guatu::limits {

/// Probes of one folder: a round of them, one after the other at their slowest, still ends within ten
/// minutes. Beyond it the file is refused.
inline constexpr std::size_t kMaxProbes = 60;
/// Milliseconds that one probe may take, from the look-up of the name to the last byte; slower is down.
inline constexpr std::int64_t kProbeMs = 10'000;
/// Bytes of an answer that are read: whether it answers is asked, not what. A longer one counts as an answer.
inline constexpr std::size_t kProbeAnswerBytes = 256 * 1024;
/// Bytes of probes.yaml.
inline constexpr std::size_t kMaxProbeFileBytes = 64 * 1024;
/// Minutes between two rounds: more often is a burden to others, less often says nothing.
inline constexpr int kProbeMinutesMin = 1;
inline constexpr int kProbeMinutesMax = 60;
/// Probes in a row that must agree before anything is written down.
inline constexpr int kProbeInARowMax = 10;

}  // namespace guatu::limits
