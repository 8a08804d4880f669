// From two sides of a stage to a report. Internal to kernel/rehearsal.
#pragma once

#include "guatu/kernel/rehearsal/stage.h"

namespace guatu::kernel::detail {

RehearsalReport compare(Stage& stage, const RehearsalTask& task);

}  // namespace guatu::kernel::detail
