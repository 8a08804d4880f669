// A ZIP archive written from front to end, never back: for answers that are sent while they are made. Source:
// PKWARE APPNOTE 6.3.3 (local heads with bit 3, sizes behind the data). Below 4 GiB.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace guatu::ooxml {

class ZipWriter {
 public:
  ZipWriter();
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;
  /// A new entry; the one before ends.
  void begin(std::string name);
  void write(std::string_view bytes);
  /// The list of entries.
  void finish();
  /// What was made since the last time.
  std::string take();
  std::size_t pending() const { return out_.size(); }

 private:
  struct Deflater;
  struct Entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint64_t size = 0;
    std::uint64_t packed = 0;
    std::uint64_t at = 0;
  };
  void end();
  void deflate(std::string_view bytes, bool is_last);
  void put(std::uint64_t n, int bytes);
  std::unique_ptr<Deflater> deflater_;
  std::vector<Entry> entries_;
  bool is_open_ = false;
  std::uint64_t taken_ = 0;
  std::string out_;
};

}  // namespace guatu::ooxml
