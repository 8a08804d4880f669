// The published schema inside the program. GUATU_PAPER_SCHEMA_FILE is its path (CMakeLists.txt).
#include "guatu/base/embed.h"
#include "guatu/paper/template.h"

namespace guatu::paper {

GUATU_EMBED(paper_schema, GUATU_PAPER_SCHEMA_FILE)

}  // namespace guatu::paper
