// A city on paper: what units there are, who works in them and how, what comes in on a day. Read from a YAML
// file that an office can write; every key stands in docs/operating/simulate.md. No city, person or bureau in
// C++.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/command.h"

namespace guatu::sim {

struct PostCount {
  std::string post;
  int count = 1;
};

/// A kind of unit. `{n}` in its title is the running number among its siblings.
struct UnitKind {
  std::string id;
  Titles title;
  std::string in;  ///< kind of the unit above; empty: the top unit
  int count = 1;   ///< in each unit above
  std::vector<PostCount> posts;
  int others = 0;  ///< persons without a post: residents, staff
};

/// How a sort of person works. Percentages are of the times that they look at a matter of theirs.
struct Habit {
  std::string id;
  int share = 1;                     ///< weight among the habits
  std::int64_t acts_after_from = 1;  ///< hours until they look at what is theirs
  std::int64_t acts_after_to = 24;
  int forgets = 0;  ///< percent: looks and does nothing, and comes back as many hours later again
  int games = 0;    ///< percent: waits for the last hour of the clock and then stops, extends or parks
  int wrong = 0;    ///< percent: tries what is not allowed
  std::vector<std::pair<kernel::Verb, int>> verbs;  ///< percent each: return, assign, ask_help, park …
};

/// What comes in under one playbook.
struct MatterKind {
  std::string playbook;
  std::vector<std::string> in;  ///< kinds of unit that it is opened in
  int at_start = 0;
  std::int64_t per_thousand_days = 0;  ///< how many in 1,000 days
  int urged = 0;                       ///< percent that the opener urges
  int withdrawn = 0;                   ///< percent that the opener tries to take back
  int reopened = 0;                    ///< percent that somebody wants back after they were closed
};

/// What happens to the office itself; in a year of 365 days.
struct Life {
  int leave_percent = 0;  ///< of the persons
  int merges = 0;         ///< units merged
  int new_versions = 0;   ///< playbooks published in a next version
  int new_calendars = 0;  ///< calendars published: days off come and go, running clocks move
  int erasures = 0;       ///< persons whose values are erased
};

struct City {
  std::string id;
  Titles title;
  Instant starts_at;
  std::int64_t sweep_hours_from = 1;
  std::int64_t sweep_hours_to = 6;
  std::map<std::string, Titles> posts;  ///< titles of posts and of `person`
  std::vector<UnitKind> units;
  std::vector<Habit> habits;
  std::vector<MatterKind> matters;
  Life life;
};

/// @errors yaml.*; city.unknown_key, city.missing, city.value (arg `expected`), city.unknown_kind (args
/// `got`,
///         `kinds`), city.order (a kind of unit before the one above it), city.top (not exactly one top unit
///         with a head), city.too_large (arg `limit`: persons); each with field, file, line and column
Checked<City> read_city(const std::string& text, const std::string& file);

/// Units and persons that the file asks for.
struct CitySize {
  std::int64_t units = 0;
  std::int64_t persons = 0;
};
CitySize size_of(const City& city);

/// One member of the city.
struct CityPerson {
  PersonId id;
  UnitId unit;
  std::string post;  ///< empty: none
  std::size_t habit = 0;
};
struct CityUnit {
  UnitId id;
  UnitId above;
  std::size_t kind = 0;
};
/// The units and persons as the file makes them, and the commands that enter them, in order; ids of commands
/// begin with `city:`.
struct Populace {
  std::vector<CityUnit> units;
  std::vector<CityPerson> persons;
  std::vector<kernel::Command> commands;
};
/// @param seed  decides who has which habit
Populace populate(const City& city, std::uint64_t seed);

}  // namespace guatu::sim
