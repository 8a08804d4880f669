// In a header of its own: messages.h is read by all, and these are needed by messages.cpp alone.
#pragma once

#include <span>

#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> schedule_messages();  ///< plan.*, schedule.*, appraisal.*

}  // namespace guatu::kernel
