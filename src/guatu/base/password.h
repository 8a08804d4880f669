// Passwords hashed with argon2id, as text that carries its own salt and cost. Over libsodium. Knows no
// account and no policy. Slow on purpose: never call it inside a transaction or on a thread that must not
// wait.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "guatu/base/limits.h"

namespace guatu {

/// What one hash costs. About 46 ms at the default on the machine of docs/performance.md.
struct PasswordCost {
  std::size_t bytes = limits::kPasswordHashBytes;
  unsigned passes = limits::kPasswordHashPasses;
};

/// `$argon2id$v=19$m=19456,t=2,p=1$…`: a new salt each time. Stops the program when the memory cannot be had.
/// @param password  any bytes, not empty ones alone: an empty password hashes too
/// Source: RFC 9106; the cost from OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane).
std::string hash_password(std::string_view password, const PasswordCost& cost = {});

/// True if `hash` is that of `password`; false too for a text that is no hash. Takes as long as the hash's
/// own cost.
bool is_password(const std::string& hash, std::string_view password);

/// True if `hash` was made at another cost, or is none: it should be made anew when the password is next at
/// hand.
bool must_rehash(const std::string& hash, const PasswordCost& cost = {});

}  // namespace guatu
