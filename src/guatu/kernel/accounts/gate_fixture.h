// What the tests of the gate share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "guatu/kernel/accounts/gate.h"
#include "guatu/testing/accounts.h"

namespace guatu::kernel {

inline constexpr const char* kWord = "seven blue kettles";
inline constexpr const char* kOther = "nine green ladders";
inline const Origin kHome{"192.0.2.1", "", "Firefox"};
inline const Origin kAway{"203.0.113.9", "", "curl"};

/// Key of the (first) error; empty for none.
template <class R>
std::string key_of(const R& r) {
  if (r.has_value()) return "";
  if constexpr (std::is_same_v<typename R::error_type, Error>)
    return r.error().key;
  else
    return r.error().front().key;
}

}  // namespace guatu::kernel
