// Sentences of paper.* and child.*.
#pragma once

#include <span>

#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> paper_messages();

}  // namespace guatu::kernel
