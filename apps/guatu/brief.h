// The morning brief: what falls due today, what is late and who was told and who is next, what waits for a
// check, what was returned too often, what was opened and struck off since the last working day; by unit.
// Computed from the register as of a position; rendered in brief_text.cpp.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::app {

/// One matter in the brief.
struct BriefRow {
  kernel::MatterRow row;
  kernel::Light light = kernel::Light::kNone;
  std::int64_t working_days = 0;  ///< left until due; negative: late by so many
  std::vector<PersonId> told;     ///< by the last rung that fired
  std::vector<PersonId> next;     ///< whom the next rung tells or hands it to; empty at the top of the ladder
  Instant next_at;                ///< when; 0 at the top
  bool next_hands_over = false;
};

/// A section: all of them counted, the first few listed.
struct BriefSection {
  std::int64_t count = 0;
  std::vector<BriefRow> rows;
};

struct BriefUnit {
  UnitId unit;
  std::int64_t open = 0;
  std::int64_t late = 0;
  std::int64_t due_today = 0;
};

struct Brief {
  std::string ledger;  ///< its name
  Position position;   ///< as of which it was made
  Instant now;
  Instant since;  ///< start of the last working day before today
  UnitId unit;    ///< whose brief; the top unit when none was asked for
  std::int64_t open = 0;
  BriefSection late;
  BriefSection due_today;
  BriefSection to_verify;
  BriefSection returned;  ///< twice or more
  BriefSection opened;    ///< since `since`, before today
  BriefSection closed;
  std::vector<BriefUnit> units;  ///< below `unit`, those with open matters
};

/// @param as_of  0: now. `now` is the moment it is read at, which decides what is late.
/// @param unit   none: the top unit
/// @errors people.unknown_unit, list.*, store.*
Result<Brief> make_brief(kernel::Reader& reader, const kernel::World& world, Position as_of, Instant now,
                         const UnitId& unit = {});

/// At most `columns` columns wide (80), right for double-width characters.
std::string brief_text(const Brief& b, const kernel::World& world, Lang lang, int columns, bool colour);
boost::json::value brief_json(const Brief& b, const kernel::World& world);

/// `2022-04-07 24:00`: the end of a day is written as its own midnight, as officials do.
std::string due_text(Instant due_at);

}  // namespace guatu::app
