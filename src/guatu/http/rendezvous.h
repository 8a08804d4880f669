// Where a coroutine of a connection waits for something that another thread brings. Internal to the server.
#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace guatu::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> kAwait{};
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kAwaitTuple{};

/// One waits, one gives; what is given lies beside it and is written before give(). When it was given before
/// the other waits (a handler that answers at once), no thread is switched and nothing allocated.
///
///   kEmpty ──take()──▶ kWaiting ──give()──▶ kGiven
///      └────give()──────────────────────────▶ ▲        kWaiting ──time_out()──▶ kOver
class Rendezvous {
 public:
  explicit Rendezvous(Executor executor) : executor_(std::move(executor)) {}

  /// From any thread. False: it came too late, nobody takes it. `self` keeps what this is part of alive.
  bool give(std::shared_ptr<void> self) {
    int s = kEmpty;
    if (state_.compare_exchange_strong(s, kGiven, std::memory_order_acq_rel)) return true;
    if (s != kWaiting || !state_.compare_exchange_strong(s, kGiven, std::memory_order_acq_rel)) return false;
    asio::post(executor_, [this, self = std::move(self)] { wake(); });
    return true;
  }

  /// In the thread of the connection. False: timed out, and what is given later is not looked at.
  Task<bool> take() {
    if (state_.load(std::memory_order_acquire) == kEmpty) co_await wait();
    co_return state_.load(std::memory_order_acquire) == kGiven;
  }

  /// In the thread of the connection, while take() waits.
  void time_out() {
    int s = kWaiting;
    if (state_.compare_exchange_strong(s, kOver, std::memory_order_acq_rel)) wake();
  }

  bool is_over() const { return state_.load(std::memory_order_acquire) == kOver; }
  void use_again() { state_.store(kEmpty, std::memory_order_relaxed); }

 private:
  // Not asio::any_completion_handler: that of Boost 1.81 wraps itself without end when it is moved.
  struct Waiter {
    virtual ~Waiter() = default;
    virtual void go() = 0;
  };
  template <class Completion>
  struct WaiterOf final : Waiter {
    explicit WaiterOf(Completion c) : completion(std::move(c)) {}
    void go() override { std::move(completion)(); }
    Completion completion;
  };

  enum : int { kEmpty, kWaiting, kGiven, kOver };

  Task<void> wait() {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
        [this](auto handler) {
          waiter_ = std::make_unique<WaiterOf<decltype(handler)>>(std::move(handler));
          int s = kEmpty;
          if (!state_.compare_exchange_strong(s, kWaiting, std::memory_order_acq_rel))
            asio::post(executor_, [this] { wake(); });  // Given meanwhile; the coroutine keeps this alive.
        },
        kAwait);
  }
  void wake() {
    const auto waiter = std::move(waiter_);
    waiter->go();
  }

  Executor executor_;
  std::atomic<int> state_{kEmpty};
  std::unique_ptr<Waiter> waiter_;
};

}  // namespace guatu::http
