#include "guatu/base/sign.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace guatu {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};
struct FreeBio {
  void operator()(BIO* b) const { BIO_free(b); }
};
struct FreeKey {
  void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
};
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* raw(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

}  // namespace

struct SigningKey::Key {
  std::unique_ptr<EVP_PKEY, FreeKey> pkey;
};

SigningKey::SigningKey(std::unique_ptr<Key> key) : key_(std::move(key)) {
  GUATU_ASSERT(key_->pkey != nullptr);
}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SigningKey SigningKey::make() {
  auto key = std::make_unique<Key>();
  key->pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return SigningKey(std::move(key));
}

SigningKey SigningKey::from_seed(std::string_view seed) {
  auto key = std::make_unique<Key>();
  key->pkey.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto key = std::make_unique<Key>();
  // An empty passphrase, so that an encrypted file is refused instead of asked for on the terminal.
  char none[] = "";
  key->pkey.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, none));
  if (key->pkey == nullptr || EVP_PKEY_get_id(key->pkey.get()) != EVP_PKEY_ED25519)
    return Error("sign.not_a_key");
  return SigningKey(std::move(key));
}

std::string SigningKey::pem() const {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  GUATU_ASSERT(
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key_->pkey.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string SigningKey::public_key() const {
  std::string out(kPublicKeyBytes, '\0');
  auto size = out.size();
  GUATU_ASSERT(EVP_PKEY_get_raw_public_key(key_->pkey.get(), reinterpret_cast<unsigned char*>(out.data()),
                                           &size) == 1);
  return out;
}

std::string SigningKey::sign(std::string_view message) const {
  const ContextPtr context(EVP_MD_CTX_new());
  std::string out(kSignatureBytes, '\0');
  auto size = out.size();
  GUATU_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) == 1);
  GUATU_ASSERT(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                              raw(message), message.size()) == 1);
  return out;
}

bool is_signed(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size()));
  const ContextPtr context(EVP_MD_CTX_new());
  return key != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

}  // namespace guatu
