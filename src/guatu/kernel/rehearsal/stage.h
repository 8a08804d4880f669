// Plays the recorded events on two sides: as they were, and under the changed rule. Internal to
// kernel/rehearsal.
#pragma once

#include <set>
#include <span>
#include <utility>

#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/rehearsal/run_log.h"

namespace guatu::kernel::detail {

/// Which matters are played on both sides, and which others must be known because those look at them.
struct Cast {
  std::set<MatterId> played;
  std::set<MatterId> neighbours;
  bool knows(MatterId id) const { return played.contains(id) || neighbours.contains(id); }
};

class Stage {
 public:
  /// @param reader  for what lies outside the cast; must outlive the stage
  Stage(Reader& reader, const RehearsalTask& task, Cast cast)
      : reader_(reader), task_(task), cast_(std::move(cast)) {}

  /// One step: events of one command id, with their positions.
  Result<void> play(std::span<const Event> step);
  /// Lets everything fall due up to `to`.
  void finish(Instant to);

  const World& world() const { return world_; }
  const std::map<MatterId, Matter>& recorded() const { return recorded_; }
  /// As the changed rule has them; those that could not be carried on are gone.
  const std::map<MatterId, Matter>& shadows() const { return shadows_; }
  const RunLog& before() const { return before_; }
  const RunLog& after() const { return after_; }
  std::vector<IllegalAct> take_illegal() { return std::move(illegal_); }
  std::vector<NotCompared> take_not_compared() { return std::move(not_compared_); }

 private:
  const Playbook* rules_of(const Matter& m) const;
  const WorkCalendar& calendar() const;
  Context context(const Playbook* playbook, Instant now, Position next) const;
  std::optional<Matter> find(MatterId id) const;
  std::vector<MatterId> open_below(MatterId id) const;

  Result<void> fold_record(std::span<const Event> step);
  void world_step(std::span<const Event> step);
  void people_step(std::span<const Event> step);
  void matter_step(std::span<const Event> step, const Matter& before);
  void recalculate(Instant now, Position step);
  void refused(std::span<const Event> step, const Command& command, const Error& why);
  /// The act happened, although the changed rule refuses it.
  Result<std::vector<Event>> follow(std::span<const Event> step, const Matter& shadow);
  void sweep_to(Instant t);
  /// Folds events into the shadows that they are about, and notes them.
  void take(std::span<const Event> events, Position step);
  void drop(MatterId id, Position position, Error why);
  void requeue(MatterId id);

  Reader& reader_;
  const RehearsalTask& task_;
  Cast cast_;
  World world_;
  std::map<MatterId, Matter> recorded_;
  std::map<MatterId, Matter> shadows_;
  std::map<MatterId, std::vector<MatterId>> below_;  ///< children, and matters about it
  std::set<std::pair<Instant, MatterId>> due_;       ///< next act of each shadow
  std::map<MatterId, Instant> queued_;
  Instant now_;
  RunLog before_;
  RunLog after_;
  std::vector<IllegalAct> illegal_;
  std::vector<NotCompared> not_compared_;
};

/// The events by which a shadow follows an act that its rules refuse; empty: it gives nothing.
/// @errors rehearsal.state_gone, rehearsal.state_final, what keeps a clock from being started
Result<std::vector<Event>> follow_step(std::span<const Event> step, const Matter& shadow,
                                       const Context& context);

/// A migration in the record. Under a changed calendar its clocks are dated anew; under a changed playbook
/// only state, holder and fields are followed.
/// @errors rehearsal.state_gone, what keeps a clock from being dated
Result<std::vector<Event>> follow_migration(std::span<const Event> step, const Matter& shadow,
                                            const Context& context, bool is_own_playbook);

}  // namespace guatu::kernel::detail
