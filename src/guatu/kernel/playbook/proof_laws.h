// Judges a playbook by the four laws, on the graph of its configurations.
#pragma once

#include <vector>

#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/proof_configs.h"

namespace guatu::kernel::proof {

/// All broken laws, by number of the law, then by place in the file, then in the order of the docs; one a key
/// and thing. `graph` is complete. Cost: O(configurations · (clocks + roles) + edges).
std::vector<Breach> judge(const Graph& graph, const Components& parts, const WorkCalendar& calendar);

/// True if the component holds a cycle that no bound ends: an edge inside it that does not keep the clock.
bool is_endless(const Graph& graph, const Components& parts, std::size_t part);

/// Two roles that always mean the same person: the same id, or the same sources.
bool is_same_way(const Role& a, const Role& b);

}  // namespace guatu::kernel::proof
