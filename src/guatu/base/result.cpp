#include "guatu/base/result.h"

#include <cstdio>
#include <cstdlib>

namespace guatu {

void broken_assumption(const char* what, const char* file, int line) {
  std::fprintf(stderr, "guatu: broken assumption: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace guatu
