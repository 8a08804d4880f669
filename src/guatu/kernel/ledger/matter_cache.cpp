#include "guatu/kernel/ledger/matter_cache.h"

#include <utility>

namespace guatu::kernel {

std::shared_ptr<const Matter> MatterCache::find(MatterId id) {
  const auto it = places_.find(id.value);
  if (it == places_.end()) return nullptr;
  order_.splice(order_.begin(), order_, it->second);
  return *it->second;
}

void MatterCache::put(std::shared_ptr<const Matter> whole) {
  if (most_ == 0) return;
  const auto id = whole->id.value;
  if (const auto it = places_.find(id); it != places_.end()) {
    *it->second = std::move(whole);
    order_.splice(order_.begin(), order_, it->second);
    return;
  }
  if (places_.size() >= most_) {
    places_.erase(order_.back()->id.value);
    order_.pop_back();
  }
  order_.push_front(std::move(whole));
  places_.emplace(id, order_.begin());
}

void MatterCache::clear() {
  places_.clear();
  order_.clear();
}

}  // namespace guatu::kernel
