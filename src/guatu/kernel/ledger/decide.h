// Command in, events out. Pure: the matter, people, calendar, time and neighbours come in as arguments;
// nothing is read, written or sent here. The shell around it is desk.h. Laws 1 to 4 are kept here at run
// time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// Everything a decision may look at besides its matter.
struct Context {
  Instant now;    ///< of recording; never before the last event
  Position next;  ///< position that the first event will get
  const People& people;
  const WorkCalendar& calendar;
  const Playbook* playbook =
      nullptr;                ///< of the matter, in its own version; for open: the newest; none for people
  std::int64_t sequence = 1;  ///< for open: next of the number series
  std::function<std::optional<Matter>(MatterId)> matter;                 ///< as it stands
  std::function<std::optional<Matter>(const std::string&)> find_matter;  ///< by number or id text
  /// Open matters that hang on one: its children, and those that are about it. At least the first few.
  std::function<std::vector<MatterId>(MatterId)> open_children;
  std::function<const Playbook*(const Matter&)>
      playbook_of;            ///< of another matter, in its version; nullptr: unknown
  bool takes_sealed = false;  ///< a rehearsal decides on recorded values, sealed ones among them
};

/// What the command makes happen, in order; positions count from `context.next`. Events may be about a second
/// matter (merge) or about many (people).
///
/// @param matter   the matter of the command; a default one for `open`
/// @param then     filled with the matter as its events leave it, unless refused; may be nullptr
/// @errors matter.*, field.*, people.*, clock.*, calendar.gap: expected refusals, with the field where there
/// is one
Result<std::vector<Event>> decide(const Matter& matter, const Command& command, const Context& context,
                                  Matter* then = nullptr);

namespace detail {
class Decision;
}

/// What decide() would refuse, asked about many commands of one person on one matter: who asks and the
/// neighbours are looked at once, the matter is copied only after a command that would be allowed, and the
/// shape of commands is not checked (they are the caller's own).
class Trial {
 public:
  /// Matter and context must outlive it.
  Trial(const Matter& matter, const Context& context, const PersonId& by);
  ~Trial();
  /// @param command  of the person that the trial is of
  std::optional<Error> refusal_of(const Command& command);

 private:
  const Matter& matter_;
  std::unique_ptr<detail::Decision> decision_;  ///< with nothing decided
  std::optional<Error> may_not_act_;            ///< whatever is asked
};

/// The same for people verbs.
/// @param held    open matters that `command.person` holds (leave), or that lie in `command.unit`
/// (merge_unit)
/// @errors people.*
Result<std::vector<Event>> decide_people(const Command& command, const Context& context,
                                         const std::vector<Matter>& held);

/// The one act of `matter` that is due first: a rung of a ladder, or a stop that has lasted its longest.
/// Empty when nothing is due at `context.now`.
Result<std::vector<Event>> decide_sweep(const Matter& matter, const Context& context);

/// The matter under another calendar: clock.recalculated for each counting clock whose due instant moves.
/// @errors calendar.gap
Result<std::vector<Event>> decide_recalculation(const Matter& matter, const Context& context);

/// The pattern with everything but the running number filled in: `YH-2022-{}`.
std::string number_series(const Playbook& playbook, Instant now, const UnitId& unit);

/// Moves that `person` could make now as far as state, role, bounds and verification go (fields are not
/// looked at).
std::vector<const Move*> possible_moves(const Matter& matter, const PersonId& person, const Context& context);

/// Start of the next office window at or after `t`; `t` itself inside one or where the calendar has a gap.
Instant next_working_window(Instant t, const WorkCalendar& calendar);

}  // namespace guatu::kernel
