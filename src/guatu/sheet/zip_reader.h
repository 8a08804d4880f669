// Reads a ZIP archive that somebody sent: whatever it says of itself is checked, and it inflates no further
// than limits allow. Pure: bytes in, bytes out. Source: PKWARE APPNOTE 6.3.3; no encryption, no ZIP64, no
// parts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"

namespace guatu::sheet {

class ZipReader {
 public:
  /// @param bytes  of the whole archive; must outlive it
  /// @errors sheet.damaged (arg `detail`)
  static Result<ZipReader> open(std::string_view bytes);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Gives the entry piece by piece. The visitor returns false to stop.
  /// @errors sheet.damaged (no such entry, or not as its head says), sheet.too_large
  Result<void> read(std::string_view name, const std::function<bool(std::string_view)>& visit) const;

 private:
  struct Entry {
    std::string name;
    std::uint16_t method = 0;
    std::uint64_t packed = 0;
    std::uint64_t at = 0;
  };
  explicit ZipReader(std::string_view bytes) : bytes_(bytes) {}
  const Entry* find(std::string_view name) const;
  std::string_view bytes_;
  std::vector<Entry> entries_;
};

}  // namespace guatu::sheet
