// Probes of channels while the program serves: DIR/probes.yaml, a thread that asks, and the desk that is
// told. What amounts to an outage is decided in src/guatu/domain/channels/probe.h. See docs/rows/R7.md.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "guatu/domain/channels/probe.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// DIR/probes.yaml; without the file no probe.
/// @errors those of channels::read_probe_config(); cli.no_file; probe.no_person, probe.no_service: what it
/// names
///         is not in the ledger, with file, line and column
Checked<channels::ProbeConfig> read_probes(Office& office, const kernel::World& world);

/// Asks every channel once a round, one after the other, until it goes; a stop waits for one probe at most.
class ProbeRunner {
 public:
  /// The office must outlive it; the thread starts here, and not at all when there is nothing to ask.
  ProbeRunner(Office& office, channels::ProbeConfig config);
  ~ProbeRunner();
  ProbeRunner(const ProbeRunner&) = delete;
  ProbeRunner& operator=(const ProbeRunner&) = delete;

 private:
  void run();
  void round();
  /// Asks one and tells the desk what its row of answers amounts to.
  void once(std::size_t which);
  Result<void> tell(const channels::Probe& probe, channels::Verdict verdict, const std::string& detail);
  void say(const channels::Probe& probe, const Error& e);
  bool is_ending();

  Office& office_;
  const channels::ProbeConfig config_;
  std::vector<channels::Streak> streaks_;
  std::vector<channels::Verdict> untold_;  ///< what the desk has not taken yet: told again in the next round
  std::mutex mutex_;
  std::condition_variable called_;
  bool is_ending_ = false;
  std::thread thread_;  ///< last, so that it starts when all else is there
};

}  // namespace guatu::app
