#include "guatu/http/pool.h"

#include <utility>

namespace guatu::http {

Pool::Pool(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  for (auto& t : threads_) t.join();
}

bool Pool::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (is_ending_ || queue_.size() >= waiting_max_) return false;
    queue_.push_back(std::move(work));
  }
  called_.notify_one();
  return true;
}

std::size_t Pool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    called_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // What it holds goes without the lock.
    lock.lock();
  }
}

}  // namespace guatu::http
