#include "guatu/tar.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "guatu/base/disk.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlock = 512;
using Block = std::array<char, kBlock>;

// Places in a header. Source: POSIX.1-2017, pax, ustar interchange format.
struct Part {
  std::size_t at;
  std::size_t size;
};
constexpr Part kName{0, 100};
constexpr Part kMode{100, 8};
constexpr Part kOwner{108, 8};
constexpr Part kGroup{116, 8};
constexpr Part kSize{124, 12};
constexpr Part kTime{136, 12};
constexpr Part kSum{148, 8};
constexpr std::size_t kTypeAt = 156;
constexpr std::size_t kMagicAt = 257;
constexpr std::int64_t kMostOctal = (std::int64_t{1} << 33) - 1;

void put_octal(Block& b, Part p, std::int64_t v) {
  for (std::size_t i = p.size - 1; i-- > 0; v >>= 3) b[p.at + i] = static_cast<char>('0' + (v & 7));
}

void put_size(Block& b, std::int64_t v) {
  if (v <= kMostOctal) {
    put_octal(b, kSize, v);
    return;
  }
  for (std::size_t i = kSize.size; i-- > 0; v >>= 8) b[kSize.at + i] = static_cast<char>(v & 255);
  b[kSize.at] = static_cast<char>(0x80);
}

std::int64_t number_of(const Block& b, Part p) {
  std::int64_t out = 0;
  if ((static_cast<unsigned char>(b[p.at]) & 0x80U) != 0) {
    for (std::size_t i = 4; i < p.size; ++i) out = (out << 8) | static_cast<unsigned char>(b[p.at + i]);
    return out;
  }
  for (std::size_t i = 0; i < p.size && b[p.at + i] >= '0' && b[p.at + i] <= '7'; ++i)
    out = out * 8 + (b[p.at + i] - '0');
  return out;
}

std::int64_t sum_of(const Block& b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool is_sum = i >= kSum.at && i < kSum.at + kSum.size;
    sum += is_sum ? ' ' : static_cast<unsigned char>(b[i]);
  }
  return sum;
}

Block header_of(const std::string& path, const struct stat& info, Instant at) {
  Block b{};
  std::copy(path.begin(), path.end(), b.begin());
  put_octal(b, kMode, static_cast<std::int64_t>(info.st_mode & 0777U));
  put_octal(b, kOwner, 0);
  put_octal(b, kGroup, 0);
  put_size(b, static_cast<std::int64_t>(info.st_size));
  put_octal(b, kTime, std::max<std::int64_t>(0, at.us / kSecondUs));
  b[kTypeAt] = '0';
  std::memcpy(b.data() + kMagicAt, "ustar\00000", 8);
  const auto sum = sum_of(b);
  put_octal(b, {kSum.at, kSum.size - 1}, sum);
  b[kSum.at + kSum.size - 1] = ' ';
  return b;
}

Error failed(const char* key, const std::string& file, const std::string& detail) {
  return Error(key, "", {{"file", file}, {"detail", detail}});
}

/// The bytes of one file and what fills its last block.
Result<void> add_file(const fs::path& file, std::int64_t size, std::ostream& out) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> piece(256 << 10);
  std::int64_t left = size;
  while (left > 0) {
    in.read(piece.data(), static_cast<std::streamsize>(std::min<std::int64_t>(left, 256 << 10)));
    if (in.gcount() <= 0) return failed("file.unreadable", file.string(), std::strerror(EIO));
    out.write(piece.data(), in.gcount());
    left -= in.gcount();
  }
  const Block zeros{};
  const auto over = static_cast<std::size_t>(size) % kBlock;
  if (over != 0) out.write(zeros.data(), static_cast<std::streamsize>(kBlock - over));
  return {};
}

/// Only names that stay in the folder.
bool is_inner(const std::string& name) {
  if (name.empty() || name.front() == '/') return false;
  const fs::path path(name);
  return std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

/// Why the header cannot be used; empty: it can.
std::string wrong_with(const Block& b, const std::string& name) {
  if (number_of(b, kSum) != sum_of(b)) return "checksum";
  if (b[kTypeAt] != '0' && b[kTypeAt] != '\0' && b[kTypeAt] != '5')
    return "type " + std::string(1, b[kTypeAt]);
  if (!is_inner(name)) return "name " + name.substr(0, 60);
  if (number_of(b, kSize) < 0) return "size";
  return {};
}

Result<void> take_file(std::istream& in, const std::string& tar, const fs::path& to, const Block& header) {
  std::error_code ec;
  fs::create_directories(to.parent_path(), ec);
  if (ec) return failed("file.unwritable", to.string(), ec.message());
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  const auto size = number_of(header, kSize);
  std::vector<char> piece(256 << 10);
  for (std::int64_t left = size; left > 0; left -= in.gcount()) {
    in.read(piece.data(), static_cast<std::streamsize>(std::min<std::int64_t>(left, 256 << 10)));
    if (in.gcount() <= 0) return failed("backup.bad_tar", tar, "it ends in " + to.filename().string());
    out.write(piece.data(), in.gcount());
  }
  const auto over = static_cast<std::size_t>(size) % kBlock;
  if (over != 0) in.ignore(static_cast<std::streamsize>(kBlock - over));
  out.close();
  if (!out || ::chmod(to.c_str(), static_cast<mode_t>(number_of(header, kMode) & 0777)) != 0)
    return failed("file.unwritable", to.string(), std::strerror(errno));
  return {};
}

}  // namespace

Result<void> pack_tar(const std::string& dir, const std::vector<std::string>& paths, const std::string& tar,
                      Instant at) {
  const auto part = tar + ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    ::chmod(part.c_str(), 0600);  // There are keys in it.
    for (const auto& path : paths) {
      const auto file = fs::path(dir) / path;
      struct stat info {};
      if (path.size() > kName.size) return failed("file.unwritable", part, "name too long: " + path);
      if (::stat(file.c_str(), &info) != 0)
        return failed("file.unreadable", file.string(), std::strerror(errno));
      const auto header = header_of(path, info, at);
      out.write(header.data(), kBlock);
      GUATU_TRY_VOID(add_file(file, static_cast<std::int64_t>(info.st_size), out));
    }
    const Block zeros{};
    out.write(zeros.data(), kBlock);
    out.write(zeros.data(), kBlock);
    out.flush();
    if (!out) {
      const std::string why = std::strerror(errno);
      ::unlink(part.c_str());
      return failed("file.unwritable", part, why);
    }
  }
  GUATU_TRY_VOID(sync_file(part));
  if (::rename(part.c_str(), tar.c_str()) != 0) return failed("file.unwritable", tar, std::strerror(errno));
  return sync_folder(fs::path(tar).parent_path().string());
}

Result<void> unpack_tar(const std::string& tar, const std::string& dir) {
  std::ifstream in(tar, std::ios::binary);
  if (!in) return failed("file.unreadable", tar, std::strerror(errno));
  Block b{};
  while (in.read(b.data(), kBlock)) {
    if (std::all_of(b.begin(), b.end(), [](char c) { return c == 0; })) return {};
    const std::string name(b.data(), ::strnlen(b.data(), kName.size));
    if (const auto wrong = wrong_with(b, name); !wrong.empty()) return failed("backup.bad_tar", tar, wrong);
    if (b[kTypeAt] == '5') continue;
    GUATU_TRY_VOID(take_file(in, tar, fs::path(dir) / name, b));
  }
  return failed("backup.bad_tar", tar, "it has no end");
}

}  // namespace guatu::app
