// What a simulated ledger begins with: calendar, counting rules, playbooks; and the disks it may lie on.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"
#include "guatu/sim/city.h"
#include "guatu/store/memory/memory_store.h"

namespace guatu::sim {

struct NamedText {
  std::string name;
  std::string text;
};

/// Texts as they were read; their owner reads them from files.
struct GroundTexts {
  std::vector<CalendarFile> calendar;
  NamedText rules;
  std::vector<NamedText> playbooks;
};

/// A ledger of a city before its first day: everything published, units and persons entered. Made once and
/// shared by all runs of that city; immutable, safe from many threads.
class Ground {
 public:
  /// @param city_seed  decides who has which habit
  /// @errors those of publishing; city.unknown_playbook (args `got`, `playbooks`)
  static Checked<std::shared_ptr<const Ground>> make(City city, GroundTexts texts,
                                                     std::uint64_t city_seed = 1);

  const City& city() const { return city_; }
  const GroundTexts& texts() const { return texts_; }
  const Populace& populace() const { return populace_; }
  const store::MemoryStore& first_day() const { return *first_day_; }
  /// The calendar as shipped, and what it may become: the same with a day off more, or a worked weekend less,
  /// in the year to come. Only the first when the city publishes none.
  const std::vector<std::vector<CalendarFile>>& calendars() const { return calendars_; }

 private:
  City city_;
  GroundTexts texts_;
  Populace populace_;
  std::unique_ptr<store::MemoryStore> first_day_;
  std::vector<std::vector<CalendarFile>> calendars_;
  kernel::World world_;  ///< keeps what was parsed for all that come after
};

/// Fills an empty store with what a city begins with: as Ground::make, but in a store of the caller's.
/// @param is_created  the ledger has its first event already
/// @errors those of publishing and of store.*
Checked<void> begin_ledger(kernel::Store& store, const City& city, const GroundTexts& texts,
                           const Populace& populace, bool is_created = false);

/// Where a simulated ledger lies, and how it survives that the machine stops.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual kernel::Store& store() = 0;
  /// Under which personal values are sealed; lives as long as the disk.
  virtual kernel::PersonKeys& keys() = 0;
  /// Destroying a key fails once, where that can be made so.
  virtual void fail_next_destroy() {}
  /// The program is gone and comes back: what was committed is there. No Reader or Writer may be open.
  virtual Result<void> reopen() = 0;
  /// Throws the register away and makes it anew; the tables that came out otherwise; none when the disk
  /// has no tables. @errors store.*, ledger.*
  virtual Result<std::vector<std::string>> rebuilt() { return std::vector<std::string>(); }
};

/// In memory, as Ground left it.
std::unique_ptr<Disk> memory_disk(const Ground& ground);
/// SQLite in a new folder under the system's temporary one, removed at the end; begun from `ground`.
/// @errors store.*
Checked<std::unique_ptr<Disk>> sqlite_disk(const Ground& ground);

}  // namespace guatu::sim
