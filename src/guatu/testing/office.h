// An office for tests: a ledger in a private temporary folder, a small city, the shipped calendar and rules,
// and words to act in it. Tests say what happens; this says how.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ports.h"

namespace guatu::testing {

/// Text of a file below the source folder; stops the test program when it cannot be read.
std::string read_file(const std::string& path);
/// Files of `dir` (below the source folder) ending in `ending`, sorted.
std::vector<std::string> list_files(const std::string& dir, std::string_view ending);
/// calendars/cn-*.yaml (and hours.yaml), and calendars/counting-rules.yaml, as shipped.
std::vector<CalendarFile> shipped_calendar();
std::string shipped_rules();

/// The moment `2022-04-08 08:30`, at +08:00; stops the test program on a wrong text.
Instant at(std::string_view text);

/// A new, empty store in a private temporary folder that goes with it.
std::unique_ptr<kernel::Store> temporary_store();

/// An office with the units city > (bureau, county > (street)), and the persons
/// `mayor` (head of city), `chief` (head of bureau), `county` (head of county), `street` (head of street),
/// `ann`, `bob` (inspectors in bureau), `cai`, `dan` (officers in bureau), `eve` (supervision in city).
class Office {
 public:
  /// @param start  the clock; nothing moves it but set_time()
  explicit Office(std::string_view start = "2022-04-06 09:00", bool with_people = true);

  void set_time(std::string_view text) { clock.set(at(text)); }
  /// Publishes a playbook; stops the test program when it does not read or prove.
  void publish(const std::string& text);

  kernel::Command command(kernel::Verb verb, const std::string& by);
  /// Does it; stops the test program with the refusal when it is refused.
  kernel::Answer done(const kernel::Command& c);
  /// Key with which it is refused; empty when it was done.
  std::string key_of(const kernel::Command& c);

  MatterId open(const std::string& playbook, const std::string& unit, const std::string& by,
                json::object fields, MatterId parent = {}, MatterId about = {});
  std::string move(MatterId id, const std::string& move, const std::string& by, json::object fields = {},
                   const std::string& reason = "");  ///< key, or empty
  kernel::Matter matter(MatterId id);
  kernel::Swept sweep();
  /// Types of the events of one matter, in order.
  std::vector<std::string> types(MatterId id);
  std::vector<kernel::Event> events(MatterId id = {});
  Position position();

  std::unique_ptr<kernel::Store> store;
  ManualClock clock;
  kernel::Desk desk;

 private:
  int count_ = 0;
};

}  // namespace guatu::testing
