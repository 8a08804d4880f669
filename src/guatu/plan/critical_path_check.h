// Is that plan right? Looks at a finished plan against the tasks and the calendar, day by day, and shares no
// arithmetic with critical_path.cpp: a plan that passes cannot be made earlier at any task, and no late date
// can be made later.
#pragma once

#include "guatu/plan/critical_path.h"

namespace guatu::plan {

/// What is wrong with it, one sentence each, for whoever mends the planner; empty when all is right.
/// @param tasks  that the plan was made of, without fault
std::vector<std::string> faults_of(const Plan& plan, std::span<const Task> tasks,
                                   const WorkCalendar& calendar);

}  // namespace guatu::plan
