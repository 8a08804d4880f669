#include "tests/crash/parts.h"
namespace guatu::crash {
Tally run_failures(const Options&) { return {}; }
}
