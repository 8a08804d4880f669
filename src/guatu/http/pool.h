// Threads for work that may wait or burn time. Bounded: what finds no room is refused, not queued for ever.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace guatu::http {

class Pool {
 public:
  Pool(int threads, std::size_t waiting_max);
  /// Does what waits, then ends.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// False: no room. `work` must not throw.
  bool post(std::function<void()> work);
  std::size_t waiting() const;

 private:
  void run();
  mutable std::mutex mutex_;
  std::condition_variable called_;
  std::deque<std::function<void()>> queue_;
  std::size_t waiting_max_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace guatu::http
