#include "guatu/ooxml/zip_writer.h"

#include <zlib.h>

#include <array>

#include "guatu/base/result.h"

namespace guatu::ooxml {

struct ZipWriter::Deflater {
  z_stream stream{};
  Deflater() {
    // A raw stream; a low level, because tables shrink well and time is what people wait for.
    GUATU_ASSERT(deflateInit2(&stream, 3, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  }
  ~Deflater() { deflateEnd(&stream); }
};

ZipWriter::ZipWriter() : deflater_(std::make_unique<Deflater>()) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::put(std::uint64_t n, int bytes) {
  for (int i = 0; i < bytes; ++i, n >>= 8U) out_ += static_cast<char>(n & 255U);
}

namespace {

constexpr unsigned kFlags = 0x0808;  // Sizes follow the data; names are UTF-8.
constexpr unsigned kVersion = 20;
constexpr unsigned kDeflated = 8;
constexpr unsigned kFirstDay = 0x0021;  // 1980-01-01: no time, so that the same table gives the same bytes.

}  // namespace

void ZipWriter::begin(std::string name) {
  if (is_open_) end();
  Entry e;
  e.name = std::move(name);
  e.at = taken_ + out_.size();
  put(0x04034b50, 4);
  put(kVersion, 2);
  put(kFlags, 2);
  put(kDeflated, 2);
  put(0, 2);
  put(kFirstDay, 2);
  put(0, 12);
  put(e.name.size(), 2);
  put(0, 2);
  out_ += e.name;
  entries_.push_back(std::move(e));
  deflateReset(&deflater_->stream);
  is_open_ = true;
}

void ZipWriter::deflate(std::string_view bytes, bool is_last) {
  auto& s = deflater_->stream;
  s.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  s.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 16384> piece{};
  do {
    s.next_out = reinterpret_cast<Bytef*>(piece.data());
    s.avail_out = static_cast<uInt>(piece.size());
    ::deflate(&s, is_last ? Z_FINISH : Z_NO_FLUSH);
    const auto n = piece.size() - s.avail_out;
    entries_.back().packed += n;
    out_.append(piece.data(), n);
  } while (s.avail_out == 0);
}

void ZipWriter::write(std::string_view bytes) {
  auto& e = entries_.back();
  e.crc = static_cast<std::uint32_t>(
      ::crc32(e.crc, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
  e.size += bytes.size();
  deflate(bytes, false);
}

void ZipWriter::end() {
  deflate({}, true);
  const auto& e = entries_.back();
  put(0x08074b50, 4);
  put(e.crc, 4);
  put(e.packed, 4);
  put(e.size, 4);
  is_open_ = false;
}

void ZipWriter::finish() {
  if (is_open_) end();
  const auto from = taken_ + out_.size();
  for (const auto& e : entries_) {
    put(0x02014b50, 4);
    put(kVersion, 2);
    put(kVersion, 2);
    put(kFlags, 2);
    put(kDeflated, 2);
    put(0, 2);
    put(kFirstDay, 2);
    put(e.crc, 4);
    put(e.packed, 4);
    put(e.size, 4);
    put(e.name.size(), 2);
    put(0, 12);
    put(e.at, 4);
    out_ += e.name;
  }
  const auto size = taken_ + out_.size() - from;
  put(0x06054b50, 4);
  put(0, 4);
  put(entries_.size(), 2);
  put(entries_.size(), 2);
  put(size, 4);
  put(from, 4);
  put(0, 2);
}

std::string ZipWriter::take() {
  taken_ += out_.size();
  std::string out = std::move(out_);
  out_.clear();
  return out;
}

}  // namespace guatu::ooxml
