// A matter as people read it and as JSON has it: shared by the matter commands.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// A register row: members as in kernel::MatterRow, besides `light`; instants RFC 3339 or null, ids as texts.
json::object row_json(const kernel::MatterRow& r, Instant now);
/// A whole matter: members as in kernel::Matter, besides `title`, `light`, `due_at` and, for each clock,
/// `remaining`.
json::object matter_json(const kernel::Matter& m, const kernel::World& world, Instant now);
/// An event: `{position, at, by, type, version, data, text}`.
json::object event_json(const kernel::Event& e, const std::string& text);

/// The arithmetic of a clock: `{rule, basis, calendar, started_at, due_at, lines: [{date, kind, count,
/// note}]}`.
json::object explanation_json(const kernel::Explanation& e, Lang lang);

/// Title of a state, a move, a clock, a role in the matter's own playbook; the id when there is none.
std::string state_title(const kernel::World& world, const std::string& playbook, int version,
                        const std::string& state, Lang lang);
std::string clock_title(const kernel::Playbook* p, const std::string& clock, Lang lang);
std::string outcome_text(const std::string& outcome, Lang lang);
std::string unit_name(const kernel::World& world, const UnitId& id, Lang lang);
std::string names_text(const kernel::World& world, const std::vector<PersonId>& ids, Lang lang);

/// `余3个工作日` / `3 working days left`, `逾期2天` / `2 days late`; empty when no clock runs.
/// @param is_short  for a column: `余3工作日` / `3 wd left`
std::string remaining_text(Instant now, Instant due, const WorkCalendar& calendar, Lang lang,
                           bool is_short = false);

/// What an event says, in words; titles from the matter's playbook where there is one.
std::string event_text(const kernel::Event& e, const kernel::World& world, const kernel::Playbook* playbook,
                       Lang lang);
/// The type in words: `已移动` / `moved`.
std::string event_title(const kernel::Event& e, Lang lang);

}  // namespace guatu::app
