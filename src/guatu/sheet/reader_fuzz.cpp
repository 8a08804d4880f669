// Whatever is sent as a table: an answer, within the limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "guatu/sheet/limits.h"
#include "guatu/sheet/table_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::int64_t last = 0;
  const auto r = guatu::sheet::read_table(bytes, [&](std::int64_t number, const guatu::sheet::Row& row) {
    GUATU_ASSERT(!row.empty() && row.size() <= guatu::limits::kMaxColumns);
    last = number;
    return true;
  });
  GUATU_ASSERT(r.has_value() || !r.error().key.empty());
  return 0;
}
