#include "guatu/base/hash.h"

#include <openssl/evp.h>

namespace guatu {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Fetched once: looking an algorithm up costs more than hashing an event.
const EVP_MD* algorithm(HashKind kind) {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const kSm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  const auto* md = kind == HashKind::kSha256 ? kSha256 : kSm3;
  GUATU_ASSERT(md != nullptr);
  return md;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

const char* text_of(HashKind k) {
  return k == HashKind::kSha256 ? "sha256" : "sm3";
}

bool from_text(std::string_view text, HashKind& out) {
  if (text != "sha256" && text != "sm3") return false;
  out = text == "sm3" ? HashKind::kSm3 : HashKind::kSha256;
  return true;
}

bool to_digest(std::string_view bytes, Digest& out) {
  if (bytes.size() != out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(bytes[i]);
  return true;
}

struct Hasher::Context {
  EVP_MD_CTX* md = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(md); }
};

Hasher::Hasher(HashKind kind) : kind_(kind), context_(std::make_unique<Context>()) {
  GUATU_ASSERT(context_->md != nullptr);
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::start() {
  GUATU_ASSERT(EVP_DigestInit_ex2(context_->md, algorithm(kind_), nullptr) == 1);
}

void Hasher::add(std::string_view bytes) {
  GUATU_ASSERT(EVP_DigestUpdate(context_->md, bytes.data(), bytes.size()) == 1);
}

Digest Hasher::finish() {
  Digest out{};
  unsigned size = 0;
  GUATU_ASSERT(EVP_DigestFinal_ex(context_->md, out.data(), &size) == 1 && size == out.size());
  return out;
}

Digest Hasher::of(std::string_view bytes) {
  start();
  add(bytes);
  return finish();
}

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += kHex[b >> 4U];
    out += kHex[b & 15U];
  }
  return out;
}

std::string hex_groups(std::string_view bytes) {
  const auto all = hex(bytes);
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += 4) {
    if (i != 0) out += ' ';
    out += all.substr(i, 4);
  }
  return out;
}

Result<std::string> from_hex(std::string_view text) {
  const Error bad("text.hex", "", {{"got", std::string(text.substr(0, 40))}});
  if (text.size() % 2 != 0) return bad;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble(text[i]);
    const int low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return bad;
    out += static_cast<char>(high * 16 + low);
  }
  return Result<std::string>(boost::system::in_place_value, std::move(out));
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned v = 0;
    const auto n = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) v = v << 8U | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= n ? kBase64[v >> (18 - 6 * j) & 63U] : '=';
  }
  return out;
}

Result<std::string> from_base64(std::string_view text) {
  std::string out;
  unsigned v = 0;
  int bits = 0;
  auto rest = text;
  while (!rest.empty() && rest.back() == '=') rest.remove_suffix(1);
  for (const char c : rest) {
    const auto at = kBase64.find(c);
    if (at == std::string_view::npos) break;
    v = v << 6U | static_cast<unsigned>(at);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(v >> static_cast<unsigned>(bits) & 255U);
  }
  // Writing it again shows every wrong character, padding and left-over bit at once.
  if (base64(out) != text) return Error("text.base64", "", {{"got", std::string(text.substr(0, 40))}});
  return Result<std::string>(boost::system::in_place_value, std::move(out));
}

}  // namespace guatu
