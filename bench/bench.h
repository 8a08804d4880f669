// What the benches share: stopping with a reason, results that must be there, seconds.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>

#include "guatu/base/result.h"

namespace guatu::bench {

using SteadyClock = std::chrono::steady_clock;

inline double seconds_since(SteadyClock::time_point t) {
  return std::chrono::duration<double>(SteadyClock::now() - t).count();
}

[[noreturn]] inline void stop(const std::string& why) {
  std::fputs((why + "\n").c_str(), stderr);
  std::exit(1);
}

/// The value of a Result or a Checked; stops the bench with the key of the error.
template <class T>
auto must(T result) {
  if (result.has_error()) {
    if constexpr (std::is_same_v<std::decay_t<decltype(result.error())>, Problems>)
      stop(result.error().front().key + " " + result.error().front().field);
    else
      stop(result.error().key + " " + result.error().field);
  }
  if constexpr (!std::is_void_v<typename T::value_type>) return std::move(*result);
}

}  // namespace guatu::bench
