#include "guatu/base/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <memory>

namespace guatu {

namespace {

constexpr std::size_t kGcmNonce = 12;
constexpr std::size_t kGcmTag = 16;
constexpr std::size_t kCtrNonce = 16;
constexpr std::size_t kMac = 32;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* in(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* out(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

std::string hmac(const EVP_MD* md, std::string_view key, std::string_view bytes) {
  std::string tag(kMac, '\0');
  unsigned size = 0;
  GUATU_ASSERT(HMAC(md, key.data(), static_cast<int>(key.size()), in(bytes), bytes.size(), out(tag), &size) !=
                   nullptr &&
               size == kMac);
  return tag;
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  text.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(out(text), in(bytes), static_cast<int>(bytes.size()))));
  return text;
}

bool from_base64(std::string_view text, std::string& bytes) {
  if (text.empty() || text.size() % 4 != 0) return false;
  std::string found(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(out(found), in(text), static_cast<int>(text.size())) < 0) return false;
  found.resize(found.size() - (text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U));
  // Strict: what differs in the unused bits is another text for the same bytes.
  if (base64(found) != text) return false;
  bytes = std::move(found);
  return true;
}

std::string gcm_seal(std::string_view key, std::string_view about, std::string_view plain) {
  std::string all = random_bytes(kGcmNonce);
  std::string cipher(plain.size(), '\0');
  std::string tag(kGcmTag, '\0');
  const CipherContext c(EVP_CIPHER_CTX_new());
  int n = 0;
  bool ok = EVP_EncryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, in(key), in(all)) == 1;
  ok = ok && EVP_EncryptUpdate(c.get(), nullptr, &n, in(about), static_cast<int>(about.size())) == 1;
  ok = ok && EVP_EncryptUpdate(c.get(), out(cipher), &n, in(plain), static_cast<int>(plain.size())) == 1;
  ok = ok && EVP_EncryptFinal_ex(c.get(), out(tag), &n) == 1;
  ok = ok && EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_GET_TAG, kGcmTag, tag.data()) == 1;
  GUATU_ASSERT(ok);
  return all + cipher + tag;
}

bool gcm_open(std::string_view key, std::string_view about, std::string_view all, std::string& plain) {
  if (all.size() < kGcmNonce + kGcmTag) return false;
  const auto cipher = all.substr(kGcmNonce, all.size() - kGcmNonce - kGcmTag);
  std::string tag(all.substr(all.size() - kGcmTag));
  plain.assign(cipher.size(), '\0');
  const CipherContext c(EVP_CIPHER_CTX_new());
  int n = 0;
  return EVP_DecryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, in(key), in(all)) == 1 &&
         EVP_DecryptUpdate(c.get(), nullptr, &n, in(about), static_cast<int>(about.size())) == 1 &&
         EVP_DecryptUpdate(c.get(), out(plain), &n, in(cipher), static_cast<int>(cipher.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_SET_TAG, kGcmTag, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(c.get(), out(tag), &n) == 1;
}

/// Counter mode is its own inverse.
std::string sm4_ctr(std::string_view key, std::string_view nonce, std::string_view bytes) {
  const auto cipher_key = hmac(EVP_sm3(), key, "guatu sm4 key");
  std::string result(bytes.size(), '\0');
  const CipherContext c(EVP_CIPHER_CTX_new());
  int n = 0;
  GUATU_ASSERT(EVP_EncryptInit_ex(c.get(), EVP_sm4_ctr(), nullptr, in(cipher_key), in(nonce)) == 1 &&
               EVP_EncryptUpdate(c.get(), out(result), &n, in(bytes), static_cast<int>(bytes.size())) == 1);
  return result;
}

std::string sm3_tag(std::string_view key, std::string_view about, std::string_view nonce_and_cipher) {
  const auto mac_key = hmac(EVP_sm3(), key, "guatu sm3 key");
  // The length in front keeps the two parts apart.
  std::string all = std::to_string(about.size()) + ":";
  all.append(about).append(nonce_and_cipher);
  return hmac(EVP_sm3(), mac_key, all);
}

bool sm_open(std::string_view key, std::string_view about, std::string_view all, std::string& plain) {
  if (all.size() < kCtrNonce + kMac) return false;
  const auto body = all.substr(0, all.size() - kMac);
  if (CRYPTO_memcmp(sm3_tag(key, about, body).data(), all.data() + body.size(), kMac) != 0) return false;
  plain = sm4_ctr(key, body.substr(0, kCtrNonce), body.substr(kCtrNonce));
  return true;
}

}  // namespace

std::string random_bytes(std::size_t n) {
  std::string bytes(n, '\0');
  GUATU_ASSERT(RAND_bytes(out(bytes), static_cast<int>(n)) == 1);
  return bytes;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac(EVP_sha256(), key, bytes);
}

std::string seal(SealKind kind, std::string_view key, std::string_view about, std::string_view plain) {
  GUATU_ASSERT(key.size() == kSealKeyBytes);
  if (kind == SealKind::kAes256Gcm) return base64(gcm_seal(key, about, plain));
  auto body = random_bytes(kCtrNonce);
  body += sm4_ctr(key, body, plain);
  return base64(body + sm3_tag(key, about, body));
}

Result<std::string> unseal(SealKind kind, std::string_view key, std::string_view about,
                           std::string_view sealed) {
  std::string all;
  std::string plain;
  const bool is_open =
      key.size() == kSealKeyBytes && from_base64(sealed, all) &&
      (kind == SealKind::kAes256Gcm ? gcm_open(key, about, all, plain) : sm_open(key, about, all, plain));
  if (!is_open) return Error("seal.wrong");
  return {boost::system::in_place_value, std::move(plain)};
}

}  // namespace guatu
