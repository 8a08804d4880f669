#include "guatu/kernel/ledger/desk_queue.h"

#include <chrono>
#include <utility>

namespace guatu::kernel::detail {

namespace {

Error full(std::size_t waiting) {
  return Error("desk.full", "", {{"waiting", std::to_string(waiting)}});
}

}  // namespace

DeskQueue::~DeskQueue() {
  {
    const Lock lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  if (thread_.joinable()) thread_.join();
  GUATU_ASSERT(queue_.empty());
}

void DeskQueue::wake_front() {
  if (is_led_ || queue_.empty()) return;
  if (queue_.front()->then)
    called_.notify_one();
  else
    queue_.front()->woken.notify_one();
}

void DeskQueue::lead(Lock& lock) {
  std::vector<Waiting*> group;
  for (auto* w : queue_) {
    if (w->command == nullptr || group.size() == options_.group_max) break;
    group.push_back(w);
  }
  is_led_ = true;
  lock.unlock();
  run_(group);
  lock.lock();
  const bool was_full = !has_room();
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(group.size()));
  std::vector<std::unique_ptr<Waiting>> to_call;
  for (auto* w : group) {
    GUATU_ASSERT(w->answer.has_value());
    if (w->then) {
      to_call.emplace_back(w);
      continue;
    }
    w->is_done = true;
    w->woken.notify_one();  // Under the lock: the caller's stack is gone as soon as it sees is_done.
  }
  is_led_ = false;
  wake_front();
  if (was_full) room_.notify_all();
  if (to_call.empty()) return;
  lock.unlock();
  for (auto& w : to_call) w->then(std::move(*w->answer));
  lock.lock();
}

Result<Answer> DeskQueue::wait(const Command& command) {
  Waiting me;
  me.command = &command;
  Lock lock(mutex_);
  if (!has_room() &&
      !room_.wait_for(lock, std::chrono::milliseconds(options_.room_ms), [this] { return has_room(); }))
    return full(queue_.size());
  queue_.push_back(&me);
  me.woken.wait(lock, [&] { return me.is_done || (queue_.front() == &me && !is_led_); });
  if (!me.is_done) lead(lock);
  return std::move(*me.answer);
}

Result<void> DeskQueue::submit(Command command, std::function<void(Result<Answer>)> then) {
  auto w = std::make_unique<Waiting>();
  w->own = std::move(command);
  w->command = &*w->own;
  w->then = std::move(then);
  const Lock lock(mutex_);
  if (!has_room() || is_ending_) return full(queue_.size());
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  queue_.push_back(w.release());
  wake_front();
  return {};
}

void DeskQueue::serve() {
  Lock lock(mutex_);
  const auto is_called = [this] { return !queue_.empty() && queue_.front()->then && !is_led_; };
  for (;;) {
    called_.wait(lock, [&] { return is_called() || (is_ending_ && queue_.empty()); });
    if (!is_called()) return;
    lead(lock);
    if (is_ending_) called_.notify_all();
  }
}

DeskQueue::Turn::Turn(DeskQueue& queue) : queue_(queue) {
  Lock lock(queue_.mutex_);
  queue_.queue_.push_back(&me_);
  me_.woken.wait(lock, [&] { return queue_.queue_.front() == &me_ && !queue_.is_led_; });
  queue_.is_led_ = true;
}

DeskQueue::Turn::~Turn() {
  const Lock lock(queue_.mutex_);
  queue_.queue_.pop_front();
  queue_.is_led_ = false;
  queue_.wake_front();
  queue_.room_.notify_all();
}

}  // namespace guatu::kernel::detail
