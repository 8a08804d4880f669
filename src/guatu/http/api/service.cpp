#include "guatu/http/api/service.h"

#include "guatu/kernel/ledger/projection.h"

namespace guatu::http::api {

namespace {

/// Parses all that a World parses when it is first asked: afterwards it is only read.
void warm(const kernel::World& world) {
  world.calendar();
  for (const auto* p : world.playbooks())
    for (const int version : world.versions(p->id)) world.playbook(p->id, version);
}

}  // namespace

Result<WorldPtr> Worlds::now(kernel::Reader& reader) {
  const auto last = reader.last_position();
  const std::lock_guard lock(mutex_);
  if (now_ && last <= folded_) return now_;
  if (!now_) {
    GUATU_TRY(world, kernel::load_world(reader));
    warm(world);
    now_ = std::make_shared<const kernel::World>(std::move(world));
    folded_ = last;
    return now_;
  }
  std::shared_ptr<kernel::World> next;
  GUATU_TRY_VOID(reader.world_events(folded_, last, [&](const kernel::Event& e) {
    if (!next) next = std::make_shared<kernel::World>(*now_);
    next->fold(e);
    return true;
  }));
  if (next) {
    warm(*next);
    now_ = std::move(next);
  }
  folded_ = last;
  return now_;
}

Result<WorldPtr> Worlds::as_of(kernel::Reader& reader, Position position) {
  const std::lock_guard lock(old_mutex_);
  if (old_.second && old_.first == position) return old_.second;
  GUATU_TRY(world, kernel::load_world(reader, position));
  warm(world);
  old_ = {position, std::make_shared<const kernel::World>(std::move(world))};
  return old_.second;
}

kernel::PeopleNow people_now(kernel::Store& store, std::chrono::milliseconds good_for) {
  struct Looked {
    Worlds worlds;
    std::mutex mutex;  ///< of what follows
    WorldPtr last;
    std::chrono::steady_clock::time_point at;
  };
  const auto looked = std::make_shared<Looked>();
  return [looked, &store, good_for]() -> Result<std::shared_ptr<const kernel::People>> {
    const auto now = std::chrono::steady_clock::now();
    {
      const std::lock_guard lock(looked->mutex);
      if (looked->last && now - looked->at < good_for)
        return std::shared_ptr<const kernel::People>(looked->last, &looked->last->people());
    }
    GUATU_TRY(reader, store.read());
    GUATU_TRY(world, looked->worlds.now(*reader));
    const std::lock_guard lock(looked->mutex);
    looked->last = world;
    looked->at = now;
    return std::shared_ptr<const kernel::People>(world, &world->people());
  };
}

}  // namespace guatu::http::api
