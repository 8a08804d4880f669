// The parts of the harness; each works by itself and says what it counted. See docs/reliability.md.
#pragma once

#include <cstdint>
#include <string>

#include "tests/crash/city.h"
#include "tests/crash/damage.h"

namespace guatu::crash {

struct Options {
  std::string dir;  ///< where folders are made; emptied at the start
  std::uint64_t seed = 1;
  std::int64_t kills = 500;
  std::int64_t commands = 2000;  ///< of the recorded workload
  Damage damage = Damage::kSubset;
  std::int64_t stride = 1;   ///< of failures: only each so-many-th
  bool is_thorough = false;  ///< all checks at each point, where a test takes one of some
  double seconds_max = 0;    ///< stop after so long, between two points; 0: at the end
};

/// SIGKILL while 32 callers write, again and again on one folder.
Tally run_kills(const Options& o);
/// The power fails at every write and sync of a recorded workload.
Tally run_power(const Options& o);
/// Every act of the disk fails once, and from then on.
Tally run_failures(const Options& o);
/// Every allocation fails: SQLite's, then ours.
Tally run_allocations(const Options& o);

/// Kills the process with words about `where` when nobody calls it again for `seconds`; 0: stops watching.
void watch(unsigned seconds, const std::string& where);

}  // namespace guatu::crash
