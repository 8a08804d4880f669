// SHA-256 and SM3 over OpenSSL, and the texts in which bytes are written: hexadecimal and base64.
// One Hasher keeps its context, so that an event costs no allocation. Not for passwords.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// Source: FIPS 180-4; GB/T 32905-2016.
enum class HashKind { kSha256, kSm3 };

const char* text_of(HashKind k);                       ///< `sha256`, `sm3`
bool from_text(std::string_view text, HashKind& out);  ///< false for any other word

/// What both kinds give.
using Digest = std::array<std::uint8_t, 32>;

inline std::string_view bytes_of(const Digest& d) {
  return {reinterpret_cast<const char*>(d.data()), d.size()};
}
/// False unless `bytes` are 32.
bool to_digest(std::string_view bytes, Digest& out);

/// Hashes one text after another: start(), add() as often as there are pieces, finish(). Not for two threads
/// at once.
class Hasher {
 public:
  explicit Hasher(HashKind kind);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  HashKind kind() const { return kind_; }
  void start();
  void add(std::string_view bytes);
  Digest finish();
  /// All three for one text.
  Digest of(std::string_view bytes);

 private:
  struct Context;
  HashKind kind_;
  std::unique_ptr<Context> context_;
};

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
/// The same in groups of four, parted by spaces: for reading aloud.
std::string hex_groups(std::string_view bytes);
/// @errors text.hex   an odd number of characters, or one that is no digit
Result<std::string> from_hex(std::string_view text);

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);
/// Strict: only what base64() writes, on one line.
/// @errors text.base64
Result<std::string> from_base64(std::string_view text);

}  // namespace guatu
