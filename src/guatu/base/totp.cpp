#include "guatu/base/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "guatu/base/result.h"
#include "guatu/base/secret.h"

namespace guatu {

namespace {

/// RFC 3986: all but the unreserved characters as %XX.
std::string percent(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace

std::string hotp(std::string_view secret, std::uint64_t counter, int digits) {
  std::array<unsigned char, 8> message{};
  for (std::size_t i = message.size(); i-- > 0; counter >>= 8U)
    message[i] = static_cast<unsigned char>(counter & 255U);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  GUATU_ASSERT(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(),
                    message.size(), mac.data(), &size) != nullptr &&
               size == 20);
  // RFC 4226 section 5.3: four bytes at the place that the last half byte names, the sign bit off.
  const std::size_t at = mac[19] & 15U;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | mac[at + i];
  value &= 0x7FFFFFFFU;
  std::string out(static_cast<std::size_t>(digits), '0');
  for (std::size_t i = out.size(); i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out;
}

std::int64_t totp_step(Instant t) {
  return std::max<std::int64_t>(0, t.us / kTotpStepUs);
}

std::optional<std::int64_t> totp_accepts(std::string_view secret, std::string_view code, Instant now,
                                         std::int64_t used_step) {
  std::optional<std::int64_t> found;
  const auto step = totp_step(now);
  for (auto s = std::max<std::int64_t>(0, step - 1); s <= step + 1; ++s)
    if (s > used_step && is_same_secret(hotp(secret, static_cast<std::uint64_t>(s)), code)) found = s;
  return found;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
  return "otpauth://totp/" + percent(issuer) + ":" + percent(account) + "?secret=" + base32(secret) +
         "&issuer=" + percent(issuer);
}

}  // namespace guatu
