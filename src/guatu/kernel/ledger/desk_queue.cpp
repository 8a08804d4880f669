#include "guatu/kernel/ledger/desk_queue.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>
#include <vector>

namespace guatu::kernel::detail {

namespace {

/// So many that wait are served by the queue's own thread: for fewer it costs more to wake it than it saves.
constexpr std::size_t kMany = 8;

Error full(std::size_t waiting) {
  return Error("desk.full", "", {{"waiting", std::to_string(waiting)}});
}

}  // namespace

Waiting::Turn Waiting::wait() {
  std::unique_lock lock(mutex_);
  woken_.wait(lock, [this] { return turn_ != Turn::kNotYet; });
  return turn_;
}

void Waiting::wake(Turn turn) {
  {
    const std::lock_guard lock(mutex_);
    turn_ = turn;
  }
  woken_.notify_one();
}

void Waiting::wake_others() {
  for (auto* other : {&first, &second})
    if (auto w = std::exchange(*other, nullptr)) w->wake(Turn::kDone);
}

DeskQueue::~DeskQueue() {
  {
    const Lock lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  if (thread_.joinable()) thread_.join();
  GUATU_ASSERT(queue_.empty());
}

bool DeskQueue::join(std::shared_ptr<Waiting> w) {
  queue_.push_back(std::move(w));
  return !std::exchange(is_led_, true);
}

bool DeskQueue::goes_to_thread() {
  const auto& front = *queue_.front();
  if (front.then) return true;
  if (front.command == nullptr || queue_.size() < kMany) return false;
  if (thread_.joinable()) return true;
  if (is_ending_) return false;
  try {
    thread_ = std::thread([this] { serve(); });
  } catch (const std::exception&) {
    return false;  // No memory, no thread: whoever is first leads, as when few wait.
  }
  return true;
}

void DeskQueue::hand_on(Lock lock, std::size_t n) {
  const bool was_full = !has_room();
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(n));
  std::shared_ptr<Waiting> next;
  is_led_ = !queue_.empty();
  if (is_led_) {
    if (goes_to_thread())
      is_called_ = true;
    else
      next = queue_.front();
  }
  const bool wakes_thread = is_called_ || is_ending_;
  lock.unlock();
  if (next) next->wake(Waiting::Turn::kLead);
  if (wakes_thread) called_.notify_all();
  if (was_full) room_.notify_all();
}

void DeskQueue::lead(const Waiting* me) {
  std::vector<std::shared_ptr<Waiting>> taken;
  std::shared_ptr<Waiting>
      first;  // Whoever leads must go on without memory too, or all the others wait for ever.
  {
    const Lock lock(mutex_);
    first = queue_.front();
    try {
      taken.reserve(std::min(queue_.size(), options_.group_max));
      for (const auto& w : queue_) {
        if (w->command == nullptr || taken.size() == options_.group_max) break;
        taken.push_back(w);
      }
    } catch (const std::bad_alloc&) {
      taken.clear();
    }
  }
  const Group group = taken.empty() ? Group(&first, 1) : Group(taken);
  run_(group);
  hand_on(Lock(mutex_), group.size());
  answer(group, me);
}

/// Those that wait in threads are woken as a tree, each by the one above it.
void DeskQueue::answer(Group group, const Waiting* me) {
  const auto waits = [me](const std::shared_ptr<Waiting>& w) { return !w->then && w.get() != me; };
  std::shared_ptr<Waiting> top;
  std::size_t parent = 0;  // Place of the one that is given the next two.
  for (const auto& w : group) {
    GUATU_ASSERT(w->answer.has_value());
    if (!waits(w)) continue;
    if (!top) {
      top = w;
      parent = static_cast<std::size_t>(&w - group.data());
      continue;
    }
    auto& above = *group[parent];
    if (!above.first) {
      above.first = w;
      continue;
    }
    above.second = w;
    do ++parent;
    while (!waits(group[parent]));
  }
  if (top) top->wake(Waiting::Turn::kDone);
  for (const auto& w : group)
    if (w->then) w->then(std::move(*w->answer));
}

Result<Answer> DeskQueue::wait(const Command& command, std::string digest) {
  const auto me = std::make_shared<Waiting>();
  me->command = &command;
  me->digest = std::move(digest);
  bool leads = false;
  {
    Lock lock(mutex_);
    if (!has_room() &&
        !room_.wait_for(lock, std::chrono::milliseconds(options_.room_ms), [this] { return has_room(); }))
      return full(queue_.size());
    leads = join(me);
  }
  if (leads || me->wait() == Waiting::Turn::kLead)
    lead(me.get());
  else
    me->wake_others();
  return std::move(*me->answer);
}

Result<void> DeskQueue::submit(Command command, std::string digest,
                               std::function<void(Result<Answer>)> then) {
  auto w = std::make_shared<Waiting>();
  w->own = std::move(command);
  w->command = &*w->own;
  w->digest = std::move(digest);
  w->then = std::move(then);
  {
    const Lock lock(mutex_);
    if (!has_room() || is_ending_) return full(queue_.size());
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
    if (join(std::move(w))) is_called_ = true;
  }
  called_.notify_all();
  return {};
}

void DeskQueue::serve() {
  for (;;) {
    {
      Lock lock(mutex_);
      called_.wait(lock, [this] { return is_called_ || (is_ending_ && queue_.empty()); });
      if (!std::exchange(is_called_, false)) return;
    }
    lead(nullptr);
  }
}

DeskQueue::Alone::Alone(DeskQueue& queue) : queue_(queue) {
  const auto me = std::make_shared<Waiting>();
  bool leads = false;
  {
    const Lock lock(queue_.mutex_);
    leads = queue_.join(me);
  }
  if (!leads) me->wait();
}

DeskQueue::Alone::~Alone() {
  queue_.hand_on(Lock(queue_.mutex_), 1);
}

}  // namespace guatu::kernel::detail
