// A city's days through the real desk: agents act, clocks run out, trouble comes on demand, and after every
// step the invariants are checked. The same seed is the same run, on any machine. See
// docs/operating/simulate.md.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/sim/agents.h"
#include "guatu/sim/faults.h"
#include "guatu/sim/ground.h"
#include "guatu/sim/invariants.h"

namespace guatu::sim {

struct SimOptions {
  std::uint64_t seed = 1;
  int days = 30;
  std::int64_t steps = 0;       ///< stops after so many; 0: only at the end of the days
  std::int64_t until_step = 0;  ///< as `steps`, but without the checks of the end; 0: to the end
  Faults faults;
  std::int64_t check_every = 0;  ///< looks at everything after so many steps, besides each day's end; 0: no
  bool is_checked = true;        ///< false: no invariants, for filling a ledger
  bool has_digest = true;        ///< of the whole ledger, at the end
  bool is_imported = true;       ///< at the end into a second store, which must come out the same
  /// Each step as one line, when set.
  std::function<void(const std::string&)> trace;
  /// Each command that was done, with the machine's time, when set; those that come twice once.
  std::function<void(Instant, const kernel::Command&, const kernel::Answer&)> done;
  /// Now and then: days done, steps.
  std::function<void(int, std::int64_t)> progress;
};

struct SimReport {
  std::uint64_t seed = 0;
  std::int64_t steps = 0;         ///< commands tried and acts of sweeps
  std::int64_t matter_steps = 0;  ///< those of them that are about a matter
  std::int64_t commands = 0;      ///< tried
  std::int64_t refused = 0;
  std::int64_t acts = 0;  ///< rungs, ended stops: what sweeps did
  std::int64_t events = 0;
  std::int64_t matters = 0;
  std::int64_t open = 0;
  std::int64_t crashes = 0;
  std::int64_t failures = 0;      ///< of the store
  std::int64_t moved_clocks = 0;  ///< by calendars that were published
  std::int64_t erasures = 0;      ///< of persons
  Instant ended_at;
  std::string digest;                            ///< SHA-256 over the ledger's lines
  std::map<std::string, std::int64_t> done;      ///< by verb
  std::map<std::string, std::int64_t> refusals;  ///< by key
  std::optional<Error> finding;                  ///< the invariant that did not hold; the run stopped there
};

class Simulator {
 public:
  /// Puts a store between the desk and the disk: tests plant their faults with it.
  using Wrap = std::function<std::unique_ptr<kernel::Store>(kernel::Store&)>;

  Simulator(const Ground& ground, Disk& disk, const SimOptions& options, const Wrap& wrap = {});
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  SimReport run();

 private:
  struct Task;
  struct Later;
  class Queue;

  // simulator.cpp: the days; office_life.cpp: what happens to the office
  Result<void> go();
  void plan_day();
  void plan_opening(std::size_t kind, Instant from, Instant to);
  Result<void> take_next();
  Result<void> do_task(const Task& t);
  Result<void> look(const Task& t);
  Result<void> end_day();
  Result<void> check_end();
  Result<void> check_import();
  Result<void> office_life(const Task& t);
  Result<void> leave_and_join();
  Result<void> merge_units();
  Result<void> publish_next_version();
  Result<void> publish_calendar();
  Result<void> erase_somebody();
  bool is_over() const;
  void schedule(Instant at, Task t);
  void schedule_look(MatterId id);
  const Habit& habit_of(const PersonId& p) const;

  // desk_work.cpp: what goes to the desk, and what may go wrong with it
  Result<void> attempt(const Idea& idea);
  Result<void> send(const kernel::Command& c, bool must_be_refused);
  Result<void> send_again(const kernel::Command& c, const kernel::Answer& a);
  /// Does what is no command, with trouble; `own` is how its command ids begin. What is refused is counted.
  Result<void> outside(const std::string& what, const std::string& own,
                       const std::function<Result<void>()>& act);
  /// The desk again after the store failed. What reached the disk since must be under ids that begin with
  /// `own`.
  Result<void> recover(const std::string& own);
  Result<void> sweep();
  Result<void> take_in();
  void open_desk();
  Result<void> crash();
  void plan_trouble();
  void learn(const kernel::Event& e);
  void say(const std::string& what, const std::string& result);
  kernel::Reader& reader() { return *reader_; }
  Scene scene();
  Result<std::string> lines_of(MatterId id);
  /// Keys that the ledger calls erased are gone, once somebody has written since.
  Result<void> check_erased();

  const Ground& ground_;
  Disk& disk_;
  SimOptions options_;
  Wrap wrap_;
  Random random_;
  ManualClock clock_;
  std::unique_ptr<FaultyStore> faulty_;
  std::unique_ptr<kernel::Store> wrapped_;
  std::unique_ptr<kernel::Desk> desk_;
  std::unique_ptr<kernel::Reader> reader_;  ///< only open between commands
  const kernel::World* world_ = nullptr;
  Folk folk_;
  Agents agents_;
  Checker checker_;
  std::unique_ptr<Queue> queue_;
  std::map<PersonId, std::size_t> habits_;
  std::map<std::string, std::size_t> kind_of_;  ///< matter kind by playbook
  std::vector<std::vector<UnitId>> units_of_;   ///< by matter kind
  std::vector<kernel::Command> held_back_;
  Instant now_;
  Instant end_;
  Position position_;
  int day_ = 0;
  std::int64_t next_id_ = 0;
  std::int64_t next_check_ = 0;
  std::int64_t joined_ = 0;
  std::size_t erased_checked_ = 0;  ///< keys that were seen destroyed
  SimReport report_;
};

}  // namespace guatu::sim
