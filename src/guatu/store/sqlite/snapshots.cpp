#include "guatu/store/sqlite/snapshots.h"

#include <utility>

namespace guatu::store::sqlite {

std::shared_ptr<const kernel::Matter> Snapshots::find(MatterId id, std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (const auto it = young_.find(id.value); it != young_.end())
    return it->second.text == text ? it->second.matter : nullptr;
  const auto it = old_.find(id.value);
  if (it == old_.end() || it->second.text != text) return nullptr;
  auto again = std::move(it->second);
  old_.erase(it);
  return (young_[id.value] = std::move(again)).matter;
}

void Snapshots::put(std::string_view text, std::shared_ptr<const kernel::Matter> m) {
  const std::lock_guard lock(mutex_);
  if (young_.size() >= most_) {
    old_ = std::move(young_);
    young_.clear();
  }
  const auto id = m->id.value;
  young_[id] = {std::string(text), std::move(m)};
}

}  // namespace guatu::store::sqlite
