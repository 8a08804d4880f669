// Files that must be on the disk when we say so: streamed digests and copies, writes that are synced and
// renamed into place, a folder's own sync, and a lock between processes. No domain word; nothing is held in
// memory whole but small texts. Source for the order sync file, rename, sync folder: POSIX fsync(2),
// rename(2).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// What a file is known by.
struct FileDigest {
  std::string sha256;  ///< lower-case hexadecimal
  std::int64_t bytes = 0;
  bool operator==(const FileDigest&) const = default;
};

/// Told how many bytes were dealt with since it was last told.
using ByteCount = std::function<void(std::int64_t)>;

/// SHA-256 of a file, read 256 KiB at a time. @errors file.unreadable (args `file`, `detail`)
Result<FileDigest> digest_file(const std::string& path, const ByteCount& count = {});

/// Copies `from` to `to` through `to`.part: read once, hashed on the way, synced, renamed. An older `to` is
/// replaced. The folder is not synced: sync_folder() does that once for many files.
/// @return what was copied; the caller compares it with what it expected before it trusts the copy
/// @errors file.unreadable, file.unwritable (args `file`, `detail`)
Result<FileDigest> copy_file(const std::string& from, const std::string& to, unsigned mode = 0644,
                             const ByteCount& count = {});

/// All of `bytes`, however often it takes. False: errno says why.
bool write_all(int fd, std::string_view bytes);

/// Writes a small text the same way, and syncs its folder. @errors file.unwritable
Result<void> write_file(const std::string& path, std::string_view text, unsigned mode = 0644);

/// A whole small file, any bytes. @errors file.unreadable, file.too_large (args `file`, `limit`)
Result<std::string> read_small_file(const std::string& path, std::size_t bytes_max);

/// Overwrites a file with zeros, syncs, and removes it. What the disk keeps beneath (wear levelling,
/// snapshots) is out of reach. Nothing happens when there is none. @errors file.unwritable
Result<void> wipe_file(const std::string& path);

/// Until it returns, names that were added to or taken from the folder may be lost by a power cut.
/// @errors file.unwritable
Result<void> sync_folder(const std::string& path);
Result<void> sync_file(const std::string& path);

/// An advisory lock on a folder, among all processes that ask for it; waits. Gone with the object.
class FolderLock {
 public:
  enum class Kind { kShared, kAlone };
  /// @errors file.unreadable
  static Result<FolderLock> take(const std::string& path, Kind kind);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace guatu
