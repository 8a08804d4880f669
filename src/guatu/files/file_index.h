// Which matters name which file: folded from the ledger when it is first asked, then followed. Only where to
// look: who may see a file is decided on the matter itself.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/ports.h"

namespace guatu::files {

/// Safe from any thread. About 150 bytes a file.
class FileIndex {
 public:
  /// Matters of which an event names the file, in the order of the events; each once. The first call reads
  /// the whole ledger. @errors store.io
  Result<std::vector<MatterId>> holders(kernel::Reader& reader, const std::string& sha256);

 private:
  Result<void> follow(kernel::Reader& reader);

  std::mutex mutex_;
  Position folded_;
  std::map<std::string, std::vector<MatterId>, std::less<>> holders_;  ///< by the 32 bytes of the hash
};

}  // namespace guatu::files
