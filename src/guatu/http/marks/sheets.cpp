#include "guatu/http/marks/sheets.h"

#include <algorithm>
#include <utility>

namespace guatu::http::marks {

Result<void> Sheets::with(kernel::Reader& reader, const kernel::World& world, Position as_of,
                          const Look& look) {
  if (!as_of) return with_now(reader, world, look);
  GUATU_TRY(sheet, then(reader, world, as_of));
  return look(*sheet);
}

Result<void> Sheets::with_now(kernel::Reader& reader, const kernel::World& world, const Look& look) {
  const auto last = reader.last_position();
  for (;;) {
    {
      const std::shared_lock lock(now_mutex_);
      if (now_ && now_->position() >= last && world_at_ >= world.position()) return look(*now_);
    }
    const std::unique_lock lock(now_mutex_);
    if (now_ && now_->position() >= last && world_at_ >= world.position()) continue;
    bool is_followed = false;
    if (now_) {
      GUATU_TRY(followed, now_->follow(reader, world));
      is_followed = followed;
    }
    if (!is_followed) {
      GUATU_TRY(sheet, Sheet::read(reader, world, {}));
      now_ = std::make_unique<Sheet>(std::move(sheet));
    }
    world_at_ = std::max(world_at_, world.position());
  }
}

Result<std::shared_ptr<const Sheet>> Sheets::then(kernel::Reader& reader, const kernel::World& world,
                                                  Position as_of) {
  // Held while it is read: two that ask for the same day read it once.
  const std::lock_guard lock(then_mutex_);
  for (auto it = then_.begin(); it != then_.end(); ++it)
    if ((*it)->position() == as_of) {
      then_.splice(then_.begin(), then_, it);
      return then_.front();
    }
  GUATU_TRY(sheet, Sheet::read(reader, world, as_of));
  then_.push_front(std::make_shared<const Sheet>(std::move(sheet)));
  if (then_.size() > kKeptSheets) then_.pop_back();
  return then_.front();
}

}  // namespace guatu::http::marks
