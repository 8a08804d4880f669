// Proves the four laws of a playbook, or names a shortest path that breaks one. Pure.
// Laws: someone, some day, somebody else, somewhere to go (docs/formats/playbook.md, section Proof).
#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <span>
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
  std::size_t starts = 0;          ///< prove_from(): different configurations among the starts
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

/// Where a running matter stands, as far as the proof looks.
struct ProofStart {
  std::string state;
  boost::json::object fields;         ///< canonical values
  std::map<std::string, int> counts;  ///< by move: how often made
  std::set<std::string> fresh;        ///< moves made since the matter last entered a state that allows them
  int reopenings = 0;
};

/// The four laws for matters that stand in `starts` instead of being opened. States and moves that cannot be
/// reached from there break nothing. No longest way and no tops.
/// @param starts  not empty; states of the playbook that are not final
/// Cost: as prove().
Proof prove_from(const Playbook& playbook, const WorkCalendar& calendar, std::span<const ProofStart> starts);

/// `found → (assign) → rectifying → …`, with titles in `lang` after ids; the same move repeated on one state
/// is written once, `(report) × 52`.
std::string path_text(const std::vector<std::string>& path, const Playbook& playbook, Lang lang);

}  // namespace guatu::kernel
