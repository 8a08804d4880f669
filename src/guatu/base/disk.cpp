#include "guatu/base/disk.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace guatu {

namespace {

constexpr std::size_t kPiece = 256 << 10;

Error trouble(const char* key, const std::string& path, int why) {
  return Error(key, "", {{"file", path}, {"detail", std::strerror(why)}});
}
Error unreadable(const std::string& path, int why = errno) {
  return trouble("file.unreadable", path, why);
}
Error unwritable(const std::string& path, int why = errno) {
  return trouble("file.unwritable", path, why);
}

class Handle {
 public:
  Handle(const std::string& path, int flags, unsigned mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Handle() {
    if (fd_ >= 0) ::close(fd_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

class FileHash {
 public:
  FileHash() : context_(EVP_MD_CTX_new()) {
    GUATU_ASSERT(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    GUATU_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const auto b : digest) {
      out += kDigits[b >> 4U];
      out += kDigits[b & 15U];
    }
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

/// Reads a file to its end, piece by piece. @param take  false: could not take it
Result<FileDigest> stream(const std::string& path, const ByteCount& count,
                          const std::function<Result<void>(std::string_view)>& take) {
  const Handle in(path, O_RDONLY);
  struct stat info {};
  if (!in.is_open() || ::fstat(in.get(), &info) != 0) return unreadable(path);
  if (S_ISDIR(info.st_mode)) return unreadable(path, EISDIR);
  FileHash hash;
  FileDigest out;
  std::vector<char> piece(kPiece);
  for (;;) {
    const auto n = ::read(in.get(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(path);
    if (n == 0) break;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(n));
    hash.add(bytes);
    if (take) GUATU_TRY_VOID(take(bytes));
    out.bytes += n;
    if (count) count(n);
  }
  out.sha256 = hash.hex();
  return out;
}

/// Synced and renamed into place; the part is removed when that fails.
Result<void> settle(const Handle& part, const std::string& part_path, const std::string& to) {
  if (::fsync(part.get()) == 0 && ::rename(part_path.c_str(), to.c_str()) == 0) return {};
  const int why = errno;
  ::unlink(part_path.c_str());
  return unwritable(to, why);
}

}  // namespace

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Result<FileDigest> digest_file(const std::string& path, const ByteCount& count) {
  return stream(path, count, {});
}

Result<FileDigest> copy_file(const std::string& from, const std::string& to, unsigned mode,
                             const ByteCount& count) {
  const auto part = to + ".part";
  const Handle out(part, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (!out.is_open()) return unwritable(part);
  auto copied = stream(from, count, [&](std::string_view bytes) -> Result<void> {
    if (!write_all(out.get(), bytes)) return unwritable(part);
    return {};
  });
  if (copied.has_error()) {
    ::unlink(part.c_str());
    return copied;
  }
  GUATU_TRY_VOID(settle(out, part, to));
  return copied;
}

Result<void> write_file(const std::string& path, std::string_view text, unsigned mode) {
  const auto part = path + ".part";
  const Handle out(part, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (!out.is_open()) return unwritable(part);
  if (!write_all(out.get(), text)) {
    const int why = errno;
    ::unlink(part.c_str());
    return unwritable(part, why);
  }
  GUATU_TRY_VOID(settle(out, part, path));
  return sync_folder(std::filesystem::path(path).parent_path().string());
}

Result<std::string> read_small_file(const std::string& path, std::size_t bytes_max) {
  std::string out;
  GUATU_TRY_VOID(stream(path, {}, [&](std::string_view bytes) -> Result<void> {
    if (out.size() + bytes.size() > bytes_max)
      return Error("file.too_large", "", {{"file", path}, {"limit", std::to_string(bytes_max)}});
    out += bytes;
    return {};
  }));
  return {boost::system::in_place_value, std::move(out)};
}

Result<void> wipe_file(const std::string& path) {
  const Handle file(path, O_WRONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return {};
    return unwritable(path);
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return unwritable(path);
  const std::vector<char> zeros(kPiece);
  for (auto left = static_cast<std::size_t>(info.st_size); left > 0;) {
    const auto n = std::min(left, zeros.size());
    if (!write_all(file.get(), {zeros.data(), n})) return unwritable(path);
    left -= n;
  }
  if (::fsync(file.get()) != 0 || ::unlink(path.c_str()) != 0) return unwritable(path);
  return sync_folder(std::filesystem::path(path).parent_path().string());
}

Result<void> sync_folder(const std::string& path) {
  const std::string folder = path.empty() ? "." : path;
  const Handle dir(folder, O_RDONLY | O_DIRECTORY);
  if (!dir.is_open() || ::fsync(dir.get()) != 0) return unwritable(folder);
  return {};
}

Result<void> sync_file(const std::string& path) {
  const Handle file(path, O_RDONLY);
  if (!file.is_open() || ::fsync(file.get()) != 0) return unwritable(path);
  return {};
}

Result<FolderLock> FolderLock::take(const std::string& path, Kind kind) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return unreadable(path);
  FolderLock lock(fd);
  while (::flock(fd, kind == Kind::kShared ? LOCK_SH : LOCK_EX) != 0)
    if (errno != EINTR) return unreadable(path);
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace guatu
