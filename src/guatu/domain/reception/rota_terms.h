// From the fields of a rota matter to the question that the planner answers, and what it found in words.
// No reader, no clock. See docs/rows/R10.md.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/base/strong_id.h"
#include "guatu/base/text.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/playbook/playbook.h"
#include "guatu/plan/rota.h"

namespace guatu::reception {

/// Lines of a rota: `main` and `others`.
inline constexpr const char* kMain = "main";
inline constexpr const char* kOthers = "others";

/// A turn that somebody had, or has been given already.
struct HeldTurn {
  CivilDate on;
  PersonId person;
};

/// Has the playbook the fields of a rota? Any playbook may: playbooks/rota.yaml says what they mean.
bool is_rota(const kernel::Playbook& playbook);

/// @param fields    canonical fields of the matter
/// @param calendar  must cover the month and, for turns before it, the days between
/// @param before    turns before the month, in any order: who waited longest begins
/// @errors rota.value (field; args `got`, `form`) for a line of `away` or `settled` that cannot be read;
///         calendar.gap
Result<plan::RotaQuestion> rota_question(const json::object& fields, const WorkCalendar& calendar, int year,
                                         unsigned month, std::span<const HeldTurn> before);

/// `2022-04`. @errors rota.month (arg `got`)
Result<std::pair<int, unsigned>> parse_month(std::string_view text);

/// Swaps as `line,date,person,line,date,person`, parted by `;`. @errors rota.value (field `swap`)
Result<std::vector<std::pair<plan::RotaTurn, plan::RotaTurn>>> parse_swaps(std::string_view text);

/// One sentence: which days, and why each person cannot take them.
/// @param name  of a person as shown
std::string conflict_sentence(const plan::RotaConflict& conflict, const plan::RotaQuestion& question,
                              const std::function<std::string(const std::string&)>& name, Lang lang);

}  // namespace guatu::reception
