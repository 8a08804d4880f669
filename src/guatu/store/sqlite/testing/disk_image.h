// The files of a disk in memory. Copies share the pages that neither changed, so that a harness can keep
// thousands of states of one disk. For harnesses: no product code uses it. See docs/reliability.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"

namespace guatu::store::sqlite {

/// The bytes of one file. Not safe from two threads, nor are two copies of it.
class FileImage {
 public:
  std::int64_t size() const { return size_; }
  /// Fills `out`; what lies beyond the end is zero. Returns the bytes that were there.
  std::size_t read(std::int64_t offset, void* out, std::size_t n) const;
  void write(std::int64_t offset,
             std::string_view bytes);  ///< what lies between the end and `offset` is zero
  void truncate(std::int64_t size);    ///< or make longer
  std::string text() const;

 private:
  static constexpr std::int64_t kPage = 4096;
  using Page = std::array<char, kPage>;
  Page& page(std::size_t n);

  std::vector<std::shared_ptr<Page>> pages_;
  std::int64_t size_ = 0;
};

/// By name, as SQLite asks for it.
using DiskImage = std::map<std::string, FileImage>;

/// The files of `dir` (not of its folders), by their whole path. @errors store.io
Result<DiskImage> load_image(const std::string& dir);
/// Writes the files into `dir`, which must be there, by the last part of their names. @errors store.io
Result<void> save_image(const DiskImage& image, const std::string& dir);

}  // namespace guatu::store::sqlite
