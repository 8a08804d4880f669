// The one rule for lights over its parts, for who keeps them in another shape than a matter or a row.
#pragma once

#include <string_view>

#include "guatu/kernel/ledger/matter.h"

namespace guatu::kernel {

/// As Light in matter.h says. @param mark  "", yellow, red
Light light_of(bool is_open, Instant due_at, Instant warn_at, std::string_view mark, int returns,
               Instant now);

}  // namespace guatu::kernel
