// Proves the four laws of a playbook, or names a shortest path that breaks one. Pure.
// Laws: someone, some day, somebody else, somewhere to go (docs/formats/playbook.md, section Proof).
#pragma once

#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// One broken law with a shortest way to it.
struct Breach {
  Error error;                    ///< key law.*, with the place of what breaks it
  std::vector<std::string> path;  ///< `open`, state, move, state, …: ids; alternating, from the opening
};

/// What was proved.
struct Proof {
  std::vector<Breach> breaches;  ///< empty: the four laws hold
  bool proved() const { return breaches.empty(); }

  std::size_t configurations = 0;  ///< explored
  /// The longest legal way to a final state (standing: from one review to the next), as states and moves …
  std::vector<std::string> longest_path;
  /// … and how long it can take: each limit wholly used, each extension granted, each stop and parking at its
  /// longest, reopened as often as allowed. Natural days, working days counted at their longest span.
  std::int64_t longest_days = 0;
  std::vector<Titles> longest_terms;  ///< `rectifying 4 × 15 days`, … as printed
  /// Top of each ladder: the last person it can reach, as role id and its sources in words.
  struct Top {
    std::string clock;
    std::string role;
    Titles at;  ///< `limit + 5 working days`
  };
  std::vector<Top> tops;
};

/// @param playbook  read by read_playbook(); references are sound
/// @param calendar  for the longest span of working days
/// Cost: O(configurations · moves); at most limits::kMaxProofConfigs, beyond that the breach law.too_complex.
Proof prove(const Playbook& playbook, const WorkCalendar& calendar);

/// `found → (assign) → rectifying → …`, with titles in `lang` after ids; the same move repeated on one state
/// is written once, `(report) × 52`.
std::string path_text(const std::vector<std::string>& path, const Playbook& playbook, Lang lang);

}  // namespace guatu::kernel
