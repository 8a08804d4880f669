// A file of our own as bytes, read by the page as they are looked at. Only for files that nobody else
// shortens.
#pragma once

#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::files {

class MappedFile {
 public:
  /// @errors file.unreadable (args `file`, `detail`)
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();
  /// As long as this lives.
  std::string_view bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}
  std::string_view bytes_;
};

}  // namespace guatu::files
