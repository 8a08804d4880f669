// The desk: takes commands from everywhere, decides, appends, projects, commits. The shell around decide()
// and apply(). One writer at a time; not safe from two threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// What a command did.
struct Answer {
  bool existed = false;  ///< the same command had been answered before; nothing was written now
  Position first;        ///< its events
  Position last;
  MatterId matter;            ///< 0 for people verbs
  std::vector<Event> events;  ///< empty when it existed before
};

/// What a sweep did.
struct Swept {
  Instant from;  ///< end of the sweep before
  Instant to;
  std::vector<Event> events;  ///< ladder.climbed, clock.resumed, …, in due order
  std::vector<Error>
      problems;  ///< matters that could not be acted on (a calendar gap); they are tried again next time
};

/// One clock that another calendar would move.
struct MovedClock {
  MatterId matter;
  std::string number;
  std::string clock;
  Instant before;
  Instant after;
};

class Desk {
 public:
  Desk(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  /// First event of an empty ledger. @errors ledger.not_empty
  Result<void> create(const std::string& name, const std::string& product, const std::string& ledger_id);

  /// Decides and does one command; synced to disk when it returns. With `dry_run` nothing is written.
  /// @errors what decide() refuses; command.conflict (same id, other content), command.too_large,
  /// matter.unknown,
  ///         playbook.unknown, store.*
  Result<Answer> execute(const Command& command, bool dry_run = false);

  /// All that fell due in (last, now], in due order, each once.
  /// @param after_gap  go on although more than 40 days passed since the last sweep
  /// @errors ladder.clock_jump (args `days`): the machine's clock may be wrong; store.*
  Result<Swept> sweep(bool dry_run = false, bool after_gap = false);

  /// Publishes a playbook that read and proved well; the same version with the same text changes nothing.
  /// @errors problems of reading; law.* of the proof; playbook.version_taken (other text),
  /// playbook.version_older
  Checked<Position> publish_playbook(const std::string& file, const std::string& text, const PersonId& by);
  /// @errors problems of reading
  Checked<Position> publish_rules(const std::string& file, const std::string& text, const PersonId& by);
  /// Publishes a calendar and moves the running clocks that it moves.
  /// @param moved    filled with what moves
  /// @errors problems of reading; calendar.gap when it no longer covers a running clock
  Checked<Position> publish_calendar(const std::vector<CalendarFile>& files, const PersonId& by, bool dry_run,
                                     std::vector<MovedClock>& moved);

  /// Appends events that another ledger exported, into an empty one; projects them.
  /// @param next  gives the next event, none at the end, or an error
  /// @errors ledger.not_empty, event.*, ledger.bad_event, ledger.bad_order (arg `position`)
  Result<std::int64_t> import(const std::function<Result<std::optional<Event>>()>& next);

  /// The world as of the last command or load.
  Result<const World*> world();

 private:
  Result<void> refresh(Reader& reader);
  Context context(Reader& reader, const Playbook* playbook);
  Result<Answer> write(Writer& writer, std::vector<Event> events, const std::string& digest, bool dry_run);
  Result<Matter> target(Reader& reader, const Command& command, const Playbook** playbook);
  Result<std::vector<Event>> decide_one(Writer& writer, const Command& command);
  /// False when nothing more is due.
  Result<bool> sweep_once(Writer& writer, Swept& swept, std::vector<MatterId>& skipped);

  Store& store_;
  const Clock& clock_;
  World world_;
  bool is_loaded_ = false;
};

}  // namespace guatu::kernel
