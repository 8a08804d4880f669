// The matters that were used last, in memory, at most so many. Holds what the ledger holds: whoever rolls
// back or sees that somebody else wrote must clear it. Not safe from two threads.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>

#include "guatu/kernel/ledger/matter.h"

namespace guatu::kernel {

class MatterCache {
 public:
  /// @param most  matters kept; 0: none
  explicit MatterCache(std::size_t most) : most_(most) {}

  /// nullptr when it is not here. Stays whole for as long as it is held, whatever happens here.
  std::shared_ptr<const Matter> find(MatterId id);
  void put(Matter m) { put(std::make_shared<const Matter>(std::move(m))); }
  void put(std::shared_ptr<const Matter> m);
  void clear();
  std::size_t size() const { return places_.size(); }

 private:
  using Order = std::list<std::shared_ptr<const Matter>>;  // The last used at the front.
  std::size_t most_;
  Order order_;
  std::unordered_map<std::int64_t, Order::iterator> places_;
};

}  // namespace guatu::kernel
