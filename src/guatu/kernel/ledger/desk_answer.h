// What a command did, and how much a desk may take on. Shared by desk.h and its queue.
#pragma once

#include <cstddef>
#include <vector>

#include "guatu/base/limits.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/ledger/event.h"

namespace guatu::kernel {

class PersonKeys;

/// What a command did.
struct Answer {
  bool existed = false;  ///< the same command had been answered before; nothing was written now
  Position first;        ///< its events
  Position last;
  MatterId matter;            ///< 0 for people verbs
  std::vector<Event> events;  ///< empty when it existed before
};

struct DeskOptions {
  std::size_t group_max = limits::kMaxGroup;      ///< commands of one commit
  std::size_t waiting_max = limits::kMaxWaiting;  ///< callers in the queue; beyond it they wait for room …
  int room_ms = 5000;                             ///< … so long, and are then told desk.full
  std::size_t cached_matters = limits::kMaxCachedMatters;
  PersonKeys* person_keys = nullptr;  ///< not owned; without them a personal value is refused
};

}  // namespace guatu::kernel
