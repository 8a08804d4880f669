// The checker's own idea of a matter: folded from events by code that shares nothing with apply() or
// decide(), and holding only what the invariants speak of. Each event is judged as it is folded.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/sim/recount.h"

namespace guatu::sim {

struct ShadowClock {
  std::string id;
  kernel::Span span;
  Instant due_at;
  std::vector<Instant> rungs;
  std::size_t next = 0;  ///< the rung that fires next
  Instant stop_ends;
  bool is_stopped() const { return !span.stops.empty() && span.stops.back().is_open(); }
};

struct ShadowRequest {
  PersonId by;
  std::int64_t amount = 0;
};

struct Shadow {
  MatterId id;
  std::string number;
  const kernel::Playbook* playbook = nullptr;
  UnitId unit;
  MatterId parent;
  MatterId about;
  std::string state;
  bool is_open = true;
  PersonId holder;
  bool is_parked = false;
  Instant review_at;  ///< of the parking
  std::vector<PersonId> recused;
  json::object fields;                         ///< those that a rule of a clock looks at
  std::vector<std::string_view> owed;          ///< clocks that must count in this state, by the playbook
  std::vector<ShadowClock> clocks;             ///< those that have not ended
  std::map<std::string, PersonId> doers;       ///< who made each move last
  std::map<std::string, ShadowRequest> asked;  ///< extensions that wait for an answer, by clock
  Position last;
  Instant act_at;  ///< as it stands in Shadows::due
};

/// Open and closed, counted by hand.
struct Totals {
  std::int64_t open = 0;
  std::int64_t closed = 0;
  bool operator==(const Totals&) const = default;
};

class Shadows {
 public:
  /// Folds one event.
  /// @errors sim.fold, sim.holder, sim.clock, sim.deadline, sim.rungs, sim.ladder_once, sim.ladder_early,
  ///         sim.verifier, sim.children, sim.author, sim.erased (args `number`, `detail`)
  Result<void> fold(const kernel::Event& e);

  /// Laws 1 and 2 on one matter as it is now: one active holder, and just the clocks that its state asks for.
  /// @errors sim.holder, sim.clock
  Result<void> stands(const Shadow& s) const;
  /// Every running clock ends where the calendar in force has it end. @errors sim.deadline, sim.rungs
  Result<void> dated();

  const Shadow* find(MatterId id) const;
  const std::unordered_map<MatterId, Shadow>& all() const { return all_; }
  const kernel::World& world() const { return world_; }
  Position last() const { return last_; }
  Instant last_at() const { return last_at_; }
  /// Next act of each matter that has one.
  const std::set<std::pair<Instant, MatterId>>& due() const { return due_; }
  const Totals& totals() const { return totals_; }
  const std::map<std::string, Totals>& by_playbook() const { return by_playbook_; }
  const std::map<UnitId, std::int64_t>& open_by_unit() const { return open_by_unit_; }

 private:
  friend struct ShadowFold;
  bool is_active(const PersonId& p) const { return active_.contains(p); }
  void count(const Shadow& s, int sign);
  /// sim.deadline or sim.rungs when the dates are not what the rule gives; nullptr when they are.
  const char* misdated(const Shadow& s, const std::string& clock, const kernel::Span& span, Instant due_at,
                       const std::vector<Instant>& rungs, Instant as_of);

  kernel::World world_;  ///< for playbooks and the calendar alone
  Recount recount_;
  Position last_;
  Instant last_at_;
  std::unordered_set<PersonId> active_;
  std::unordered_map<MatterId, Shadow> all_;
  std::unordered_map<MatterId, int> hanging_;  ///< open matters under or about one
  std::unordered_map<std::string, std::int64_t> series_;
  std::set<std::pair<Instant, MatterId>> due_;
  Totals totals_;
  std::map<std::string, Totals> by_playbook_;
  std::map<UnitId, std::int64_t> open_by_unit_;
};

}  // namespace guatu::sim
