// The store in memory: maps and obvious loops. The slow twin of the SQLite store for tests, and the disk of
// the simulator, which wants neither SQL nor a sync. Nothing outlives the object.
#pragma once

#include <memory>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"

namespace guatu::store {

struct MemoryOptions {
  bool keep_events = true;    ///< false: events of matters are only counted; what asks for them is refused
  bool keep_versions = true;  ///< false: lists as of then are refused, and a row's position is its matter's
};

namespace memory {
struct Tables;
}  // namespace memory

/// For one thread. Two differences from a store on disk: a Reader shows what is there when it is asked, also
/// of a transaction that is not committed yet; and there is no search for words (list.search). begin()
/// answers store.busy at once while another Writer lives.
class MemoryStore final : public kernel::Store {
 public:
  explicit MemoryStore(MemoryOptions options = {});
  ~MemoryStore() override;
  /// A second store with the same content. No Writer of `other` may be open.
  MemoryStore(const MemoryStore& other);
  MemoryStore& operator=(const MemoryStore&) = delete;

  Result<std::unique_ptr<kernel::Writer>> begin() override;
  Result<std::unique_ptr<kernel::Reader>> read() override;

 private:
  std::unique_ptr<memory::Tables> tables_;
};

}  // namespace guatu::store
