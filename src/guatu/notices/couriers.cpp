#include "guatu/notices/couriers.h"

#include <chrono>
#include <exception>
#include <utility>

namespace guatu::notices {

namespace {

/// How long a channel that is not woken does not look: its pause may be over, its limits may let more
/// through.
constexpr std::chrono::seconds kLook{2};

}  // namespace

Couriers::Couriers(const Notifier& notifier, const Config& config, std::function<void(const Error&)> say)
    : notifier_(notifier), say_(std::move(say)) {
  for (const auto& channel : config.channels) threads_.emplace_back([this, &channel] { run(channel); });
}

Couriers::~Couriers() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  for (auto& t : threads_) t.join();
}

void Couriers::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++calls_;
  }
  called_.notify_all();
}

bool Couriers::is_ending() {
  const std::lock_guard lock(mutex_);
  return is_ending_;
}

void Couriers::run(const Channel& channel) {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    const auto seen = calls_;
    lock.unlock();
    Round round;
    try {
      if (auto r = notifier_.send_over(channel, round, [this] { return is_ending(); }); r.has_error())
        say_(r.error());
    } catch (const std::exception& e) {
      say_(Error("http.internal", channel.name, {{"detail", e.what()}}));
    }
    lock.lock();
    called_.wait_for(lock, kLook, [&] { return is_ending_ || calls_ != seen; });
  }
}

}  // namespace guatu::notices
