// The program's own memory, which runs out when it is told to: operator new of the harness's program.
#pragma once

#include <cstdint>

namespace guatu::crash {

/// The `at`-th operator new from now on throws std::bad_alloc (0: none does); when `is_lasting`, those after
/// it too. In all threads.
void fail_new(std::int64_t at, bool is_lasting);
/// Calls of operator new since the last fail_new().
std::int64_t news();

}  // namespace guatu::crash
