#include "guatu/sheet/zip_reader.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "guatu/sheet/limits.h"

namespace guatu::sheet {

namespace {

Error damaged(const char* detail) {
  return Error("sheet.damaged", "", {{"detail", detail}});
}

std::uint32_t number(std::string_view b, std::size_t at, int bytes) {
  std::uint32_t out = 0;
  for (int i = bytes - 1; i >= 0; --i)
    out = out << 8U | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}

/// Ends the stream when it goes.
struct Inflater {
  z_stream stream{};
  bool is_open = inflateInit2(&stream, -MAX_WBITS) == Z_OK;
  ~Inflater() {
    if (is_open) inflateEnd(&stream);
  }
};

Result<void> inflate_all(std::string_view packed, const std::function<bool(std::string_view)>& visit) {
  Inflater z;
  if (!z.is_open) return damaged("inflate");
  z.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<char> piece(64 << 10);
  std::uint64_t total = 0;
  for (int r = Z_OK; r != Z_STREAM_END;) {
    z.stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.stream.avail_out = static_cast<uInt>(piece.size());
    r = inflate(&z.stream, Z_NO_FLUSH);
    const auto n = piece.size() - z.stream.avail_out;
    total += n;
    if (total > limits::kMaxPartBytes) return Error("sheet.too_large", "", {{"detail", "XML"}});
    if (n > 0 && !visit({piece.data(), n})) return {};
    if (r != Z_OK && r != Z_STREAM_END) return damaged("inflate");
    if (r == Z_OK && n == 0) return damaged("end");
  }
  return {};
}

}  // namespace

Result<ZipReader> ZipReader::open(std::string_view bytes) {
  constexpr std::size_t kEndSize = 22;
  constexpr std::size_t kMaxComment = 65'535;
  if (bytes.size() < kEndSize) return damaged("ZIP");
  const auto tail_at = bytes.size() - std::min(bytes.size(), kEndSize + kMaxComment);
  const auto found = bytes.substr(tail_at).rfind("PK\x05\x06");
  if (found == std::string_view::npos || tail_at + found + kEndSize > bytes.size()) return damaged("ZIP");
  const auto end = tail_at + found;
  const std::size_t count = number(bytes, end + 10, 2);
  std::size_t at = number(bytes, end + 16, 4);
  if (count > limits::kMaxArchiveEntries) return damaged("ZIP: entries");
  ZipReader out(bytes);
  for (std::size_t i = 0; i < count; ++i) {
    constexpr std::size_t kHead = 46;
    if (at > bytes.size() || bytes.size() - at < kHead || number(bytes, at, 4) != 0x02014b50)
      return damaged("ZIP: list");
    Entry e;
    if ((number(bytes, at + 8, 2) & 1U) != 0) return damaged("ZIP: password");
    e.method = static_cast<std::uint16_t>(number(bytes, at + 10, 2));
    e.packed = number(bytes, at + 20, 4);
    const std::size_t name = number(bytes, at + 28, 2);
    const std::size_t more = number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
    e.at = number(bytes, at + 42, 4);
    if (bytes.size() - at - kHead < name + more) return damaged("ZIP: list");
    e.name = bytes.substr(at + kHead, name);
    std::replace(e.name.begin(), e.name.end(), '\\', '/');
    out.entries_.push_back(std::move(e));
    at += kHead + name + more;
  }
  return out;
}

const ZipReader::Entry* ZipReader::find(std::string_view name) const {
  const auto it =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  return it == entries_.end() ? nullptr : &*it;
}

Result<void> ZipReader::read(std::string_view name,
                             const std::function<bool(std::string_view)>& visit) const {
  const auto* e = find(name);
  if (e == nullptr) return Error("sheet.damaged", "", {{"detail", std::string(name.substr(0, 60))}});
  constexpr std::size_t kHead = 30;
  if (e->at > bytes_.size() || bytes_.size() - e->at < kHead || number(bytes_, e->at, 4) != 0x04034b50)
    return damaged("ZIP: head");
  const auto from = e->at + kHead + number(bytes_, e->at + 26, 2) + number(bytes_, e->at + 28, 2);
  if (from > bytes_.size() || bytes_.size() - from < e->packed) return damaged("ZIP: data");
  const auto packed = bytes_.substr(from, e->packed);
  if (e->method == 8) return inflate_all(packed, visit);
  if (e->method != 0) return damaged("ZIP: method");
  if (!packed.empty()) visit(packed);
  return {};
}

}  // namespace guatu::sheet
