#include "guatu/base/password.h"

#include <sodium.h>

#include <array>

#include "guatu/base/result.h"

namespace guatu {

namespace {

void start_library() {
  static const bool is_ready = sodium_init() >= 0;
  GUATU_ASSERT(is_ready);
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  start_library();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int rc = crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.bytes,
                                       crypto_pwhash_ALG_ARGON2ID13);
  GUATU_ASSERT(rc == 0);
  return out.data();
}

bool is_password(const std::string& hash, std::string_view password) {
  start_library();
  // Longer texts are none of ours, and the library reads a fixed buffer.
  if (hash.empty() || hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool must_rehash(const std::string& hash, const PasswordCost& cost) {
  start_library();
  return hash.empty() || hash.size() >= crypto_pwhash_STRBYTES ||
         crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.bytes) != 0;
}

}  // namespace guatu
