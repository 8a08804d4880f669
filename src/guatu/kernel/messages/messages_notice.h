// Sentences of notice.*, for messages.cpp.
#pragma once

#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> notice_messages();

}  // namespace guatu::kernel
