#include "guatu/base/secret.h"

#include <openssl/crypto.h>

#include <cstdint>

#include "guatu/base/seal.h"

namespace guatu {

namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

bool is_gap(char c) {
  return c == ' ' || c == '-';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8U | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5;) out += kLetters[(held >> static_cast<unsigned>(bits -= 5)) & 31U];
    held &= 31U;
  }
  if (bits > 0) out += kLetters[(held << static_cast<unsigned>(5 - bits)) & 31U];
  return out;
}

Result<std::string> from_base32(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    if (is_gap(c) || c == '=') continue;
    const auto place = kLetters.find(upper(c));
    if (place == std::string_view::npos) return Error("text.base32");
    held = (held << 5U | static_cast<std::uint32_t>(place)) & 0xFFFU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> static_cast<unsigned>(bits) & 255U);
  }
  return {boost::system::in_place_value, std::move(out)};
}

std::string random_text(std::size_t bytes) {
  auto out = base32(random_bytes(bytes));
  for (auto& c : out) c = lower(c);
  return out;
}

std::string in_groups(std::string_view text, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % size == 0) out += '-';
    out += text[i];
  }
  return out;
}

std::string from_groups(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!is_gap(c)) out += lower(c);
  return out;
}

}  // namespace guatu
