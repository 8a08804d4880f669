// The morning brief: what falls due today, what is late and who was told and who is next, what waits for a
// check, what was returned too often, what was opened and struck off since the last working day; by unit.
// Computed from the register as of a position.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// One matter in the brief.
struct BriefRow {
  MatterRow row;
  Light light = Light::kNone;
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

/// Where a brief comes from: the whole ledger, or what one person may see of it.
class BriefSource {
 public:
  virtual ~BriefSource() = default;
  virtual Result<MatterPage> list(const MatterQuery& q) = 0;
  virtual Result<std::int64_t> count(const MatterQuery& q) = 0;
  /// Of a matter that was listed, and of its neighbours, on which depends whom a ladder tells.
  virtual Result<std::optional<Matter>> matter_as_of(MatterId id, Position as_of) = 0;
  virtual Position last_position() = 0;
};

/// @param as_of  0: now. `now` is the moment it is read at, which decides what is late.
/// @param unit   none: the top unit
/// @errors people.unknown_unit, list.*, store.*
Result<Brief> make_brief(BriefSource& source, const World& world, Position as_of, Instant now,
                         const UnitId& unit = {});
/// Of the whole ledger.
Result<Brief> make_brief(Reader& reader, const World& world, Position as_of, Instant now,
                         const UnitId& unit = {});

boost::json::value brief_json(const Brief& b, const World& world);

}  // namespace guatu::kernel
