// Load for benches: an endless stream of commands that will be accepted, and ledgers of any size. The same
// seed gives the same stream. Not the simulator: nothing is checked here and nobody misbehaves.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/sim/agents.h"
#include "guatu/sim/ground.h"

namespace guatu::sim {

/// A city of equal units for benches: one top unit with a head, `units` below it, each with a head, one
/// holder of every post in `posts` and `persons` without a post.
City plain_city(int units, int persons, const std::vector<std::string>& posts, Instant starts_at);

struct LoadOptions {
  std::uint64_t seed = 1;
  std::string caller = "load";  ///< ids of commands begin with it: each caller needs its own
  std::string playbook;         ///< what is opened
  std::size_t matters = 1'000;  ///< kept open at the same time; beyond it the oldest are left alone
  int open_percent = 20;        ///< of the commands, once so many are open
};

/// One caller. Works on the matters that it opened itself, so that callers in many threads do not meet; each
/// object is for one thread. Its world is that of `ground`: people and playbooks must not change meanwhile.
class Load {
 public:
  Load(const Ground& ground, LoadOptions options);

  /// A command that decide() accepts at `now`, from what answered() told.
  /// @param now  not before the last call's
  kernel::Command next(Instant now);
  /// What came of it: the events of an accepted one.
  void answered(const kernel::Answer& a);

  std::size_t open() const { return matters_.size(); }

 private:
  bool is_accepted(const kernel::Command& c, Instant now);
  std::optional<kernel::Matter> find(MatterId id) const;

  LoadOptions options_;
  kernel::World world_;
  Folk folk_;
  Random random_;
  Agents agents_;
  std::vector<UnitId> units_;
  std::unordered_map<MatterId, kernel::Matter> matters_;
  Bag<MatterId> ids_;
  std::int64_t count_ = 0;
};

struct FillOptions {
  std::uint64_t seed = 1;
  std::string playbook;
  std::int64_t matters = 10'000;
  std::int64_t days = 365;   ///< they are opened evenly over so many days from the city's start
  int moves_per_matter = 3;  ///< commands besides the opening, on average
  std::size_t commands_per_commit = 5'000;
  kernel::PersonKeys* person_keys = nullptr;  ///< not owned; needed by a playbook with personal fields
};

/// Begins a ledger in the empty `store` and fills it through the desk. Memory stays bounded: 10,000 matters
/// are worked on at a time.
/// @param progress  now and then with (opened, all); may be empty
/// @return          where the clock stands at the end
/// @errors those of begin_ledger
Checked<Instant> fill(kernel::Store& store, const Ground& ground, const FillOptions& options,
                      const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace guatu::sim
