// Ed25519 key pairs over OpenSSL: made, kept as PEM, used to sign and to check. Knows no ledger.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// Bytes of a public key and of a signature. Source: RFC 8032 section 5.1.
inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;

/// A private key with its public one.
class SigningKey {
 public:
  /// From the machine's source of chance.
  static SigningKey make();
  /// @param seed  32 bytes, the private key of RFC 8032
  static SigningKey from_seed(std::string_view seed);
  /// @errors sign.not_a_key   no PEM of an Ed25519 private key
  static Result<SigningKey> from_pem(std::string_view pem);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  /// PKCS #8, not encrypted: the file that holds it must be for its owner alone.
  std::string pem() const;
  std::string public_key() const;                    ///< 32 bytes
  std::string sign(std::string_view message) const;  ///< 64 bytes

 private:
  struct Key;
  explicit SigningKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

/// True if `signature` is that of `message` by the owner of `public_key`; false too for wrong lengths.
bool is_signed(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace guatu
