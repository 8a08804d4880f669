// SQLite's memory, which runs out when it is told to. For harnesses: no product code installs it.
#pragma once

#include <cstdint>

namespace guatu::store::sqlite {

/// Before the first connection of the process, else it does nothing and says false.
bool install_failing_allocator();

/// The `at`-th allocation from now on fails (0: none does); when `is_lasting`, those after it too.
void fail_allocation(std::int64_t at, bool is_lasting);

/// Allocations since the last fail_allocation().
std::int64_t allocations();

}  // namespace guatu::store::sqlite
