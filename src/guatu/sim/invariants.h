// What must hold after every step of a simulated city, judged from the events that the store shows and not
// from what the desk says: docs/operating/simulate.md lists them. Errors are findings, each named by its
// invariant.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ports.h"
#include "guatu/sim/shadow.h"

namespace guatu::sim {

class Checker {
 public:
  /// Takes in the events that the store has and the checker has not; checks the matters that they touched
  /// against the register, and every running clock when the calendar changed.
  /// @param visit  called with each event when it has been folded; may be empty; must not ask the reader
  /// @errors those of Shadows, sim.once (a command's events twice), sim.register, sim.step, ledger.*, store.*
  Result<void> take_in(kernel::Reader& reader, const std::function<void(const kernel::Event&)>& visit = {});

  /// A command that was answered: its events are there, they alone and all of them.
  /// @param before  last position before it
  /// @errors sim.acknowledged, sim.step
  Result<void> answered(const kernel::Command& c, const kernel::Answer& a, Position before) const;
  /// A command that was refused: nothing was written. @errors sim.refused
  Result<void> refused(const kernel::Command& c, const Error& why, Position before) const;
  /// After a sweep up to `to`: no act is left that was due, but of the matters with a problem.
  /// @errors sim.ladder_lost
  Result<void> swept(Instant to, const std::vector<Error>& problems) const;

  /// Everything: totals, each unit, every matter against the register.
  /// @param by_playbook  the totals of each playbook as well, for which a store looks at every matter
  /// @errors sim.totals, sim.register, sim.holder, sim.clock
  Result<void> whole(kernel::Reader& reader, bool by_playbook) const;
  /// The register is the fold of the ledger: every matter made anew from the first event on; one in 64 by its
  /// own events alone as well. @errors sim.replay
  Result<void> replayed(kernel::Reader& reader) const;
  /// A store into which the events were imported says the same. @errors sim.replay
  Result<void> imported(kernel::Reader& reader, kernel::Reader& other) const;

  const Shadows& shadows() const { return shadows_; }

 private:
  Result<void> touched(kernel::Reader& reader, const Shadow& s) const;

  Shadows shadows_;
  std::unordered_map<std::string, std::pair<Position, Position>> steps_;  ///< by command id
  std::string open_step_;
  std::pair<Position, Position>* last_step_ = nullptr;  ///< of `open_step_`, in steps_
};

}  // namespace guatu::sim
