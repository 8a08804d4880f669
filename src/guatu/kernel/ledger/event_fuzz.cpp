// Any bytes as a line of the ledger: refused, or read and written again the same from then on.
// Goal: decode_line is total, and encode_line is its inverse. Method: libFuzzer from one line of each type.
#include <cstdint>
#include <string_view>

#include "guatu/kernel/ledger/event.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guatu;
  using namespace guatu::kernel;
  const auto read = decode_line({reinterpret_cast<const char*>(data), size});
  if (read.has_error()) return 0;
  const auto line = encode_line(*read);
  const auto again = decode_line(line);
  GUATU_ASSERT(again.has_value());
  GUATU_ASSERT(*again == *read);
  GUATU_ASSERT(encode_line(*again) == line);
  return 0;
}
