// What a power cut leaves of a disk: what was synced is there; of what was not, a damage model chooses.
// No file system is imitated; the models are worse than most. See docs/reliability.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "guatu/store/sqlite/testing/disk_image.h"
#include "guatu/store/sqlite/testing/memory_disk.h"
#include "tests/crash/city.h"

namespace guatu::crash {

enum class Damage {
  kDrop,     ///< nothing unsynced is there
  kSubset,   ///< any sectors (512 bytes) of the unsynced writes are there, of each file its own part
  kReorder,  ///< later unsynced writes are there, earlier ones are not
  kTear      ///< all is there but the last write, which is torn at 512 bytes or at 4 KiB
};
const char* text_of(Damage d);  // drop subset reorder tear
bool from_text(const std::string& s, Damage& out);

/// Follows a recorded disk act by act; a cut may be asked for after each.
class Cutter {
 public:
  explicit Cutter(store::sqlite::DiskImage start) : durable_(std::move(start)) {}
  /// The act must live as long as this.
  void apply(const store::sqlite::DiskOp& op);
  store::sqlite::DiskImage cut(Damage damage, Dice& dice) const;
  /// Counts what became durable: between two cuts with kDrop that see the same number nothing changed.
  std::int64_t generation() const { return generation_; }

 private:
  using Pending = std::vector<const store::sqlite::DiskOp*>;
  store::sqlite::DiskImage durable_;
  std::map<std::string, Pending> pending_;
  const store::sqlite::DiskOp* last_ = nullptr;
  std::int64_t generation_ = 0;
};

}  // namespace guatu::crash
