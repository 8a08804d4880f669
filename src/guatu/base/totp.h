// One-time passwords from a shared secret and the time: what an authenticator app shows. Pure.
// Source: RFC 4226 (HOTP), RFC 6238 (TOTP, 30-second steps from 1970, HMAC-SHA-1, 6 digits: what every app
// knows).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/base/instant.h"

namespace guatu {

/// Bytes of a new secret: the length of the hash, as RFC 4226 section 4 recommends.
inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr int kTotpDigits = 6;
inline constexpr std::int64_t kTotpStepUs = 30 * kSecondUs;

/// @param digits  6..8
std::string hotp(std::string_view secret, std::uint64_t counter, int digits = kTotpDigits);

/// The step of a moment, never below 0.
std::int64_t totp_step(Instant t);

/// The step whose code this is, among that of `now` and one before and after it; none for a wrong code and
/// for steps up to `used_step`, so that a code that was seen over a shoulder is worth nothing once it was
/// used.
std::optional<std::int64_t> totp_accepts(std::string_view secret, std::string_view code, Instant now,
                                         std::int64_t used_step);

/// `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…`, for a QR code.
std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret);

}  // namespace guatu
