// A disk in memory below SQLite: a file layer of its own name that writes down every act which a power cut
// could part from the next, and fails when it is told to. It says what happened; what a cut leaves of it is
// tests/crash/damage.h. For harnesses: no product code registers it. See docs/reliability.md.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/store/sqlite/testing/disk_image.h"

namespace guatu::store::sqlite {

enum class DiskAct { kOpen, kRead, kWrite, kTruncate, kSync, kDelete };
const char* text_of(DiskAct a);  // open read write truncate sync delete

/// What a disk may answer instead of doing it.
enum class DiskFault {
  kNone,
  kIo,        ///< SQLITE_IOERR_…; of a sync: what was written since the last one never becomes durable
  kFull,      ///< SQLITE_FULL, after half of the bytes
  kShortRead  ///< zeros instead of what is there, as if the file ended
};

/// One act that changed something, in the order in which all connections did them.
struct DiskOp {
  DiskAct act = DiskAct::kWrite;  ///< kOpen: the file was made
  bool is_done = true;            ///< false: a sync that failed
  std::string file;
  std::int64_t offset = 0;  ///< of a truncate: the new size
  std::string bytes;
};

/// Registered as long as it lives; connections must be gone before it is. May be used by connections in many
/// threads. Its shared memory and locks are those of one process.
class MemoryDisk {
 public:
  explicit MemoryDisk(DiskImage start);
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  /// For OpenOptions::vfs.
  const std::string& vfs() const;
  /// Asked before each act; empty: nothing fails. Set it while no other thread uses the disk.
  void fail_when(std::function<DiskFault(DiskAct, std::string_view file)> f);
  std::size_t op_count() const;
  /// All acts so far; each stays where it is. Call it while no other thread uses the disk.
  const std::deque<DiskOp>& ops() const;
  /// What a program sees that opens the files now.
  DiskImage image() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace guatu::store::sqlite
