#include "tests/crash/parts.h"
namespace guatu::crash {
Tally run_allocations(const Options&) { return {}; }
}
