// What the clocks and ladders of matters did, on one side of a rehearsal. Internal to kernel/rehearsal.
#pragma once

#include <map>
#include <vector>

#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/rehearsal/rehearsal.h"

namespace guatu::kernel::detail {

class RunLog {
 public:
  /// Notes what one event did to the clocks.
  /// @param step           position of the first event of the step, as recorded
  /// @param holder_before  who held the matter before the step
  /// @param after          the matter with the event folded
  void note(const Event& e, Position step, const PersonId& holder_before, const Matter& after);
  void forget(MatterId id) { runs_.erase(id); }
  /// Holder and standing still of the clocks that have not ended.
  void close(const Matter& m);
  const std::vector<ClockRun>& of(MatterId id) const;

 private:
  void rename(const MatterMigrated& p, const Event& e, const PersonId& holder_before);
  ClockRun* counting(MatterId id, const std::string& clock);
  std::map<MatterId, std::vector<ClockRun>> runs_;
};

}  // namespace guatu::kernel::detail
