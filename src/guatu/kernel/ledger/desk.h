// The desk: takes commands from everywhere, decides, appends, projects, commits. The shell around decide()
// and apply(). Many threads may ask at once; one writes at a time, and all that wait share one commit.
// See docs/adr/0010-group-commit.md.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/desk_answer.h"
#include "guatu/kernel/ledger/desk_queue.h"
#include "guatu/kernel/ledger/matter_cache.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

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

struct MigrationOrder;   // migration/order.h
struct MigrationReport;  // migration/order.h
struct MigrationMap;     // migration/map.h

/// All functions may be called from any thread, but world(). What the store cannot take is refused with its
/// error and nothing of it is acknowledged; after a sync that failed the desk is stopped: what reached the
/// disk is then not known, so whoever owns it opens the store anew (which reads the log again) and the
/// callers ask again with the same ids.
class Desk {
 public:
  Desk(Store& store, const Clock& clock, const DeskOptions& options = {});

  /// First event of an empty ledger.
  /// @param hash  of its chain: empty (SHA-256) or `sm3`
  /// @param key   base64 of the public key of its checkpoints; may be empty
  /// @errors ledger.not_empty, ledger.unknown_hash
  Result<void> create(const std::string& name, const std::string& product, const std::string& ledger_id,
                      const std::string& hash = {}, const std::string& key = {});

  /// Decides and does one command; synced to disk when it returns. With `dry_run` nothing is written.
  /// @errors what decide() refuses; command.conflict (same id, other content), command.too_large,
  /// matter.unknown, matter.changed (Command::if_at), playbook.unknown; desk.full (too many wait),
  /// desk.stopped, desk.no_memory; store.*
  Result<Answer> execute(const Command& command, bool dry_run = false);

  /// The same for callers that do not wait in a thread: `then` is called after the sync, from a thread of the
  /// desk; it must not wait for the desk. The desk must not go before all were called.
  /// @errors command.too_large, desk.full: then `then` is never called
  Result<void> submit(Command command, std::function<void(Result<Answer>)> then);

  /// All that fell due in (last, now], in due order, each once. Commits every limits::kMaxSweepGroup acts, so
  /// that others are served in between; one that was broken off is taken up by the next.
  /// @param after_gap  go on although more than 40 days passed since the last sweep
  /// @errors ladder.clock_jump (args `days`): the machine's clock may be wrong; desk.stopped, store.*
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

  /// Moves running matters to another version of their playbook, each in one step
  /// `migrate:PLAYBOOK:VERSION:MATTER`. Nothing is written when the proof from where they stand does not hold
  /// (see the report), or on a dry run.
  /// @errors migration.*, playbook.unknown, people.*, and those of decide_migration with the matter's number
  Checked<MigrationReport> migrate(const MigrationOrder& order, const PersonId& by, bool dry_run);

  /// Writes person.erased for each key, in one step, and then destroys the keys; those that were erased
  /// before are only destroyed again. Nothing can be opened any more, and no event changes.
  /// @return  how many keys are erased by this
  /// @errors  personal.no_keys, people.unknown_person, people.not_active, people.may_not_erase,
  /// field.required
  ///          (reason), store.*, file.unwritable
  Result<std::int64_t> erase_person(const std::vector<std::string>& keys, const std::string& reason,
                                    const PersonId& by);

  /// Appends events that another ledger exported, into an empty one; projects them.
  /// @param next  gives the next event, none at the end, or an error
  /// @errors ledger.not_empty, event.*, ledger.bad_event, ledger.bad_order (arg `position`)
  Result<std::int64_t> import(const std::function<Result<std::optional<Event>>()>& next);

  /// The world as of the last command or load. For a desk that one thread uses: it is read while nobody
  /// writes.
  Result<const World*> world();

  /// After a sync that failed.
  bool is_stopped() const { return is_stopped_; }

 private:
  /// The desk alone; what is in memory is forgotten unless `keep()` was called: it may be half folded.
  class Alone {
   public:
    explicit Alone(Desk& desk) : desk_(desk), turn_(desk.queue_) {}
    ~Alone() {
      if (!is_kept_) desk_.forget();
    }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;
    void keep() { is_kept_ = true; }

   private:
    Desk& desk_;
    detail::DeskQueue::Alone turn_;
    bool is_kept_ = false;
  };

  /// A transaction with the world up to date. @errors desk.stopped, store.*
  Result<std::unique_ptr<Writer>> begin();
  Result<void> refresh(Reader& reader);
  void forget();
  /// Before anything is sealed: keys that the ledger calls erased, by whichever process, are gone.
  Result<void> destroy_erased();
  /// Synced when it returns; a failed sync stops the desk.
  Result<void> commit(Writer& writer);

  void run_group(detail::DeskQueue::Group group);
  enum class Tried { kAnswered, kAgainEachAlone };
  Tried try_group(detail::DeskQueue::Group group);
  /// Does `f`; what it throws becomes its error.
  template <class F>
  auto guarded(F&& f) -> decltype(f());
  Error no_memory() const;
  /// @param wrote  set when something was written into the transaction, even if it then failed
  Result<Answer> do_one(Writer& writer, const Command& command, bool dry_run, bool& wrote);
  std::shared_ptr<const Matter> find(Reader& reader, MatterId id);
  Context context(Reader& reader, const Playbook* playbook);
  Result<const Playbook*> playbook_for(const Command& command, const Matter& matter);
  Result<std::vector<Event>> decide_one(Writer& writer, const Command& command);
  /// The playbook of a command about a matter, without an error when there is none.
  const Playbook* playbook_if_any(Reader& reader, const Command& command);
  Result<Answer> past_answer(const PastCommand& past, const Command& command,
                             const std::string& digest) const;
  Result<void> append(Writer& writer, std::vector<Event>& events);
  /// Appends, projects and commits one step.
  Result<Answer> write(Writer& writer, std::vector<Event> events, bool dry_run);

  /// One transaction. desk_migrate.cpp
  Result<void> migrate_some(std::span<const MatterId> ids, const MigrationOrder& order,
                            const MigrationMap& map, const PersonId& by, MigrationReport& report);

  struct SweepRun;
  Result<void> sweep_some(SweepRun& run, bool dry_run);
  /// False when nothing more is due.
  Result<bool> sweep_once(Writer& writer, SweepRun& run);
  Result<void> end_sweep(Writer& writer, SweepRun& run);

  Store& store_;
  const Clock& clock_;
  PersonKeys* person_keys_;
  std::size_t destroyed_ = 0;  ///< erased keys of the world that are known to be gone
  World world_;
  bool is_loaded_ = false;
  MatterCache cache_;
  std::atomic<bool> is_stopped_{false};
  detail::DeskQueue queue_;
};

}  // namespace guatu::kernel
