// The commands about notices, for command.cpp.
#pragma once

#include <vector>

#include "guatu/command.h"

namespace guatu::app {

std::vector<CommandSpec> notice_commands();

}  // namespace guatu::app
