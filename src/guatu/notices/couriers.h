// A thread for each channel, so that one that hangs keeps no other waiting. See docs/operating/notices.md.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "guatu/notices/notifier.h"

namespace guatu::notices {

/// Sends what is due over each channel of the settings, again and again, until it goes; then it waits for
/// what is under way, limits::kNoticeDeliveryMs at most.
class Couriers {
 public:
  /// @param notifier, config  must outlive it, and do not change
  /// @param say               told what went wrong, from any of the threads
  Couriers(const Notifier& notifier, const Config& config, std::function<void(const Error&)> say);
  ~Couriers();
  Couriers(const Couriers&) = delete;
  Couriers& operator=(const Couriers&) = delete;

  /// There may be something to send.
  void wake();

 private:
  void run(const Channel& channel);
  bool is_ending();

  const Notifier& notifier_;
  std::function<void(const Error&)> say_;
  std::mutex mutex_;
  std::condition_variable called_;
  std::uint64_t calls_ = 0;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;  ///< last, so that they start when all else is there
};

}  // namespace guatu::notices
