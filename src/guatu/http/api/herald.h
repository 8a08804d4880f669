// Requests that wait for the ledger to grow: one thread looks for all of them, none of the pool waits. It
// looks at the store, so that what another process writes (the command line) is seen too.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "guatu/base/strong_id.h"

namespace guatu::http::api {

/// Seconds that a request may be held at the most: below what proxies and kAnswerMs allow.
inline constexpr std::int64_t kMostWaitSeconds = 25;
/// Requests held at once; what comes then is answered at once. → no error
inline constexpr std::size_t kMostHeld = 2'000;
/// Milliseconds between two looks at the ledger while somebody waits.
inline constexpr std::int64_t kHeraldMs = 150;

class Herald {
 public:
  using Last = std::function<Position()>;
  /// True when it was answered, or nobody wants it any more; must answer when `is_last`. Must not throw.
  using Try = std::function<bool(bool is_last)>;

  Herald() = default;
  ~Herald() { stop(); }
  Herald(const Herald&) = delete;
  Herald& operator=(const Herald&) = delete;

  /// Calls `attempt` from its own thread whenever `last` has grown, and once more with is_last after
  /// `seconds`. The first call comes at once: the ledger may have grown meanwhile. False: too many are held,
  /// or it is stopped.
  bool hold(std::int64_t seconds, const Last& last, Try attempt);
  /// Answers all that are held and takes no more. Before the server stops.
  void stop();

 private:
  struct Held {
    std::int64_t until_ms = 0;
    Try attempt;
    bool is_new = true;  ///< not tried yet
  };
  void run();
  void look(bool has_grown, std::int64_t now_ms);

  std::mutex mutex_;
  std::condition_variable called_;
  std::list<Held> held_;   ///< of the thread alone
  std::list<Held> fresh_;  ///< on their way to it
  std::size_t count_ = 0;  ///< of held_, as others may see it
  Last last_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace guatu::http::api
