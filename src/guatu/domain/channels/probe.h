// Whether a channel of a service works, by asking its address: what an administrator wrote, when asking again
// and again amounts to "down" or "up", and what is then to be done at the desk. Pure: the asking itself, the
// thread and the ledger are elsewhere (apps/guatu/probe_runner.h). See docs/rows/R7.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/matter.h"

namespace guatu::channels {

/// One channel that is asked.
struct Probe {
  std::string service;    ///< number of the matter, `FW-2022-0005`
  std::string url;        ///< `https://…` or `http://…`; asked with GET, redirects are not followed
  bool is_inner = false;  ///< it may stand in a network of the office's own, which is refused otherwise
  int status_min = 200;   ///< of an answer that counts as up
  int status_max = 399;
  Place place;  ///< in probes.yaml
};

/// `{as: watch, every_minutes: 5, down_after: 3, up_after: 2, probes: [{service: FW-2022-0005, url: …}]}`
struct ProbeConfig {
  PersonId as;            ///< in whose name what was found is written down
  int every_minutes = 5;  ///< limits::kProbeMinutesMin..Max
  int down_after = 3;     ///< failed ones in a row, 1..limits::kProbeInARowMax
  int up_after = 2;       ///< good ones in a row
  std::vector<Probe> probes;
};

/// @param text  of probes.yaml, at most limits::kMaxProbeFileBytes
/// @errors yaml.*; probe.value (args `name`, `got`, `expected`), probe.unknown_key (args `name`, `known`),
///         probe.missing (arg `name`), each with file, line and column
Checked<ProbeConfig> read_probe_config(std::string_view text, const std::string& file);

/// What the last probes of one channel said.
struct Streak {
  int failed = 0;  ///< in a row
  int passed = 0;
};

enum class Verdict {
  kNone,
  kDown,  ///< said once, by the probe that makes the row full
  kUp,
};

/// Counts one probe. A row that goes on says nothing again. Our choice: one failure is no outage, since a
/// single lost packet would close a service to the public.
Verdict judge(Streak& streak, bool is_up, const ProbeConfig& config);

/// What is to be done when `verdict` was reached: a service that serves is reported down and an outage is
/// opened for its keeper; one that is down already gets no second outage; one that is down and answers again
/// is noted as such, and a person restores it.
///
/// @param service      as it is now; nothing is done for one that has ended
/// @param has_outage   one is open below it already
/// @param id           of the first command; the second one's is this with `:2`
/// @param detail       what was seen, one sentence
/// @return             commands in order; empty: nothing to do
std::vector<kernel::Command> acts_of(Verdict verdict, const kernel::Matter& service, bool has_outage,
                                     const PersonId& as, const std::string& id, const std::string& detail,
                                     Instant now);

}  // namespace guatu::channels
