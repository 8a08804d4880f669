// A changed rule over the recorded history: the same people do the same acts at the same instants, and the
// clocks and ladders run under a changed playbook or a changed calendar. Reads the ledger, writes nothing.
// What people would have done differently is not guessed. See docs/operating/rehearse.md.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/playbook/playbook.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// What is changed, and over which time. One of `playbook` and `calendar` at least.
struct RehearsalTask {
  const Playbook* playbook = nullptr;      ///< proved; all its matters run under it from their opening on
  const WorkCalendar* calendar = nullptr;  ///< in force from the first event on, instead of those published
  Instant from;                            ///< the window [from, to) that is reported on
  Instant to;
  UnitId unit;                   ///< only matters that lie in it or below at the end; empty: all
  std::set<MatterId> without{};  ///< not reported on and not counted: what the reader is recused from
  /// Asked now and then; false: nobody waits for the report any more. Empty: it is wanted.
  std::function<bool()> is_wanted{};
};

/// One rung that fired.
struct RungFired {
  int rung = 0;     ///< from 0
  Instant rung_at;  ///< when it was due
  Instant at;       ///< when it fired
  std::vector<PersonId> told;
  PersonId handed_to;
  std::string mark;
  bool operator==(const RungFired&) const = default;
};

/// One running of one clock of a matter, from its start to its end, under one rule.
struct ClockRun {
  std::string clock;
  Position begun;  ///< first event of the step that started it: the same on both sides
  Instant begun_at;
  Instant due_at;      ///< as last decided
  Instant ended_at;    ///< 0: it still counted at the end of the window
  Instant stood_from;  ///< it stood still at its end, or at the end of the window, since then; 0: it ran
  PersonId holder;     ///< of the matter when the clock ended, or at the end of the window
  std::vector<RungFired> fired;
  /// Ran past its due instant, seen from `window_end` if it has not ended.
  bool is_late(Instant window_end) const;
  bool operator==(const ClockRun&) const = default;
};

/// One clock, as the record has it and as the changed rule would have it. One side is empty (`begun` 0) when
/// the clock ran only under the other.
struct ClockPair {
  MatterId matter;
  std::string number;
  std::string title;
  ClockRun before;
  ClockRun after;
  bool was_late = false;
  bool is_late = false;
  const std::string& clock() const { return before.begun ? before.clock : after.clock; }
  bool due_moved() const { return before.begun && after.begun && before.due_at != after.due_at; }
};

/// One rung that fires differently. The k-th firing of a rung is compared with the k-th.
struct RungPair {
  MatterId matter;
  std::string number;
  std::string clock;
  enum class Kind { kNew, kGone, kOtherPeople, kMoved } kind = Kind::kNew;
  RungFired before;  ///< empty when kNew
  RungFired after;   ///< empty when kGone
};
const char* text_of(RungPair::Kind k);  // new gone other_people moved

/// An act in the record that the changed rule would have refused. The rehearsal follows a refused opening,
/// move, closing or handing over as it happened; a refused stop, extension or parking gives no time.
struct IllegalAct {
  Position position;
  MatterId matter;
  std::string number;
  Instant at;
  PersonId by;
  std::string act;  ///< move id, or the verb
  Error error;      ///< what decide() says
};

/// A matter that the changed rule cannot carry on from some event: nothing of it is in the figures.
struct NotCompared {
  MatterId matter;
  std::string number;
  std::string title;
  Position position;
  Error error;  ///< rehearsal.state_gone, rehearsal.state_final, or what kept a clock from running
};

struct PersonLoad {
  PersonId person;
  std::int64_t late_before = 0, late_after = 0;      ///< late clocks that they held last
  std::int64_t told_before = 0, told_after = 0;      ///< rungs that told them
  std::int64_t handed_before = 0, handed_after = 0;  ///< rungs that handed them the matter
  bool changes() const {
    return late_before != late_after || told_before != told_after || handed_before != handed_after;
  }
};

struct RehearsalReport {
  Instant from;
  Instant to;  ///< as asked, but not after the last event on record: what came later nobody knows
  std::int64_t matters = 0;  ///< compared: a clock of theirs ran in the window
  std::int64_t clocks = 0;   ///< pairs compared
  std::int64_t due_moved = 0;
  std::int64_t late_before = 0, late_after = 0;  ///< clocks
  std::int64_t became_late = 0, became_timely = 0;
  std::int64_t rungs_before = 0, rungs_after = 0;
  std::int64_t rungs_new = 0, rungs_gone = 0, rungs_other_people = 0, rungs_moved = 0;
  std::vector<ClockPair> pairs;  ///< all that were compared, by matter, then by start
  std::vector<RungPair> rungs;   ///< all that differ
  std::vector<IllegalAct> illegal;
  std::vector<NotCompared> not_compared;
  std::vector<PersonLoad> loads;  ///< of persons whose load changes, by id
};

/// Goes through the ledger up to `to`, or to its last event.
/// A rung fires in the rehearsal at the instant at which it is due, told persons as they stood then; an act
/// of the same instant comes after it.
/// @param progress  called now and then with (done, total) positions; may be empty
/// @errors ledger.damaged, rehearsal.window (to is not after from), rehearsal.stopped (it is not wanted)
/// Cost: two passes over the events; memory for the matters of the playbook and their neighbours.
Result<RehearsalReport> rehearse(Reader& reader, const RehearsalTask& task,
                                 const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace guatu::kernel
