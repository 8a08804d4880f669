// The published schema inside the program. GUATU_SCHEMA_FILE is its path (CMakeLists.txt).
#include "guatu/base/embed.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

GUATU_EMBED(playbook_schema, GUATU_SCHEMA_FILE)

}  // namespace guatu::kernel
