// So many at a time of what burns a core, and no queue: who finds no room asks again.
#pragma once

#include <atomic>
#include <optional>
#include <utility>

namespace guatu::http::api {

/// Safe from any thread.
class Slots {
 public:
  explicit Slots(int count) : free_(count) {}

  /// Gives its place back when it goes. Must not outlive the Slots.
  class Slot {
   public:
    explicit Slot(Slots& of) : of_(&of) {}
    Slot(Slot&& other) noexcept : of_(other.of_) { other.of_ = nullptr; }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (of_ != nullptr) ++of_->free_;
    }

   private:
    Slots* of_;
  };

  /// None: all are taken.
  std::optional<Slot> take() {
    for (int n = free_; n > 0;)
      if (free_.compare_exchange_weak(n, n - 1)) return std::optional<Slot>(std::in_place, *this);
    return std::nullopt;
  }

 private:
  std::atomic<int> free_;
};

}  // namespace guatu::http::api
