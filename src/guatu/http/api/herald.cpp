#include "guatu/http/api/herald.h"

#include <chrono>
#include <utility>

namespace guatu::http::api {

namespace {

/// Of a clock that is never set.
std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

bool Herald::hold(std::int64_t seconds, const Last& last, Try attempt) {
  {
    const std::lock_guard lock(mutex_);
    if (is_ending_ || count_ + fresh_.size() >= kMostHeld) return false;
    fresh_.push_back({steady_ms() + seconds * 1000, std::move(attempt)});
    if (!thread_.joinable()) {
      last_ = last;
      thread_ = std::thread([this] { run(); });
    }
  }
  called_.notify_all();
  return true;
}

void Herald::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Herald::run() {
  Position seen;
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    if (held_.empty() && fresh_.empty()) {
      called_.wait(lock, [this] { return is_ending_ || !fresh_.empty(); });
      continue;
    }
    held_.splice(held_.end(), fresh_);
    count_ = held_.size();
    lock.unlock();
    Position last;
    try {
      last = last_();
    } catch (...) {
      // A store that fails now tells those that ask it; here it has not grown.
      last = seen;
    }
    look(last > seen, steady_ms());
    seen = last;
    lock.lock();
    count_ = held_.size();
    called_.wait_for(lock, std::chrono::milliseconds(kHeraldMs),
                     [this] { return is_ending_ || !fresh_.empty(); });
  }
  held_.splice(held_.end(), fresh_);
  for (const auto& h : held_) h.attempt(true);
  held_.clear();
}

void Herald::look(bool has_grown, std::int64_t now_ms) {
  for (auto it = held_.begin(); it != held_.end();) {
    const bool is_last = now_ms >= it->until_ms;
    // What a new one saw may be behind by now.
    const bool is_tried = has_grown || is_last || std::exchange(it->is_new, false);
    if (is_tried && it->attempt(is_last))
      it = held_.erase(it);
    else
      ++it;
  }
}

}  // namespace guatu::http::api
