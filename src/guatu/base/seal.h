// Sealing of small values under a key: nobody without the key reads them, and a change is noticed. Also keyed
// digests and random bytes. Over OpenSSL; knows no person and no file. See docs/adr/0011-personal-data.md.
#pragma once

#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// kAes256Gcm for ledgers of SHA-256, kSm4CtrHmacSm3 for those of SM3.
/// Source: NIST SP 800-38D (96-bit nonce, 128-bit tag); GB/T 32907-2016 in counter mode, tag by HMAC (RFC
/// 2104) with GB/T 32905-2016, encrypt-then-MAC, two keys derived from one.
enum class SealKind { kAes256Gcm, kSm4CtrHmacSm3 };

/// Bytes of every key.
inline constexpr std::size_t kSealKeyBytes = 32;

/// From the system's generator. Stops the program when it has none.
std::string random_bytes(std::size_t n);

/// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// @param key    kSealKeyBytes
/// @param about  what the value belongs to; sealed for another it does not open
/// @return       base64 (RFC 4648 section 4) of nonce, ciphertext, tag; other bytes each time
std::string seal(SealKind kind, std::string_view key, std::string_view about, std::string_view plain);

/// @errors seal.wrong   another key, another `about`, or not what seal() wrote
Result<std::string> unseal(SealKind kind, std::string_view key, std::string_view about,
                           std::string_view sealed);

}  // namespace guatu
