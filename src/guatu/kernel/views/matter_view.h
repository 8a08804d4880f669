// A matter as people read it and as JSON has it: shared by the command line and the API. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// null for 0.
json::value instant_json(Instant t);
/// null for an empty id.
template <class Id>
json::value id_json(const Id& id) {
  return id ? to_json(id) : json::value(nullptr);
}
inline json::string json_text(std::string_view s) {
  return json::string(json::string_view(s.data(), s.size()));
}
/// `2022-04-07 24:00`: the end of a day is written as its own midnight, as officials do.
std::string due_text(Instant due_at);

/// A register row: members as in MatterRow, besides `light`; instants RFC 3339 or null, ids as texts.
json::object row_json(const MatterRow& r, Instant now);
/// The same as text behind what is in `out`, for pages: it makes no values between.
void append_row_json(std::string& out, const MatterRow& r, Instant now);
/// A whole matter: members as in Matter, besides `title`, `light`, `due_at` and, for each clock,
/// `remaining`.
json::object matter_json(const Matter& m, const World& world, Instant now);
/// The same with `fields` in place of its own: what the reader may see of them.
json::object matter_json(const Matter& m, const World& world, Instant now, json::object fields);
/// An event: `{position, at, by, type, version, data, text}`.
json::object event_json(const Event& e, const std::string& text);

/// The arithmetic of a clock: `{rule, basis, calendar, started_at, due_at, lines: [{date, kind, count,
/// note}]}`.
json::object explanation_json(const Explanation& e, Lang lang);

/// Title of a state, a move, a clock, a role in the matter's own playbook; the id when there is none.
std::string state_title(const World& world, const std::string& playbook, int version,
                        const std::string& state, Lang lang);
std::string clock_title(const Playbook* p, const std::string& clock, Lang lang);
std::string outcome_text(const std::string& outcome, Lang lang);
std::string unit_name(const World& world, const UnitId& id, Lang lang);
std::string names_text(const World& world, const std::vector<PersonId>& ids, Lang lang);

/// `余3个工作日` / `3 working days left`, `逾期2天` / `2 days late`; empty when no clock runs.
/// @param is_short  for a column: `余3工作日` / `3 wd left`
std::string remaining_text(Instant now, Instant due, const WorkCalendar& calendar, Lang lang,
                           bool is_short = false);

/// What an event says, in words; titles from the matter's playbook where there is one.
std::string event_text(const Event& e, const World& world, const Playbook* playbook, Lang lang);
/// The type in words: `已移动` / `moved`.
std::string event_title(const Event& e, Lang lang);

}  // namespace guatu::kernel
