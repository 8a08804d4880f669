// Matters that were read last, parsed: many requests look at the same ones. Shared by all readers of a store.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "guatu/kernel/ledger/matter.h"

namespace guatu::store::sqlite {

/// Safe to call from any thread. Each is kept under the text that it was parsed from, so that none is ever
/// older or newer than what its reader reads.
class Snapshots {
 public:
  /// @param most  matters kept, twice as many while the older half is let go
  explicit Snapshots(std::size_t most) : most_(most) {}

  /// nullptr: not here, or parsed from another text.
  std::shared_ptr<const kernel::Matter> find(MatterId id, std::string_view text);
  void put(std::string_view text, std::shared_ptr<const kernel::Matter> m);

 private:
  struct Parsed {
    std::string text;
    std::shared_ptr<const kernel::Matter> matter;
  };
  using Generation = std::unordered_map<std::int64_t, Parsed>;

  std::size_t most_;
  std::mutex mutex_;
  Generation young_;
  Generation old_;  ///< what was young before; what is asked for again becomes young
};

}  // namespace guatu::store::sqlite
