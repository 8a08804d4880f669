#include "guatu/http/oidc/jwt.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <array>
#include <memory>

#include "guatu/base/hash.h"

namespace guatu::http::oidc {

namespace {

constexpr std::size_t kMaxTokenBytes = 16 << 10;
constexpr std::size_t kEcBytes = 32;  ///< of a number of P-256

template <auto F>
struct Free {
  template <class T>
  void operator()(T* p) const {
    F(p);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Build = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Digests = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

Error broken(const char* detail) {
  return Error("oidc.token", "", {{"detail", detail}});
}

std::string_view text_at(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  return v != nullptr && v->is_string() ? std::string_view(v->get_string()) : std::string_view();
}

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

Number number(std::string_view s) {
  return Number(BN_bin2bn(bytes(s), static_cast<int>(s.size()), nullptr));
}

Key made_key(const char* type, OSSL_PARAM_BLD* build) {
  const Params params(OSSL_PARAM_BLD_to_param(build));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* out = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0)
    return nullptr;
  return Key(out);
}

/// Nothing for a key that is not whole.
Key rsa_key(const json::object& jwk) {
  const auto n = from_base64url(text_at(jwk, "n")), e = from_base64url(text_at(jwk, "e"));
  // Below 2048 bits nobody should sign any more.
  if (n.has_error() || e.has_error() || n->size() < 256 || e->empty()) return nullptr;
  const auto modulus = number(*n), exponent = number(*e);
  const Build build(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return made_key("RSA", build.get());
}

Key ec_key(const json::object& jwk) {
  const auto x = from_base64url(text_at(jwk, "x")), y = from_base64url(text_at(jwk, "y"));
  if (x.has_error() || y.has_error() || x->size() != kEcBytes || y->size() != kEcBytes ||
      text_at(jwk, "crv") != "P-256")
    return nullptr;
  const auto point = "\x04" + *x + *y;
  const Build build(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return made_key("EC", build.get());
}

/// A JWS has the two numbers one behind the other (RFC 7518 3.4); OpenSSL wants DER.
std::string der_of(const std::string& raw) {
  if (raw.size() != 2 * kEcBytes) return {};
  const EcSignature s(ECDSA_SIG_new());
  ECDSA_SIG_set0(s.get(), number(raw.substr(0, kEcBytes)).release(), number(raw.substr(kEcBytes)).release());
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(s.get(), &out);
  std::string der(reinterpret_cast<char*>(out), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(out);
  return der;
}

bool is_signed(EVP_PKEY* key, const std::string& text, const std::string& signature) {
  const Digests context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) > 0 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

Result<json::object> part(std::string_view text, const char* detail) {
  auto plain = from_base64url(text);
  if (plain.has_error()) return broken(detail);
  auto value = parse_json(*plain);
  if (value.has_error() || !value->is_object()) return broken(detail);
  return std::move(value->get_object());
}

}  // namespace

std::string base64url(std::string_view plain) {
  auto out = base64(plain);
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

Result<std::string> from_base64url(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '+' || c == '/' || c == '=') return Error("text.base64");
    out += c == '-' ? '+' : c == '_' ? '/' : c;
  }
  out.append((4 - out.size() % 4) % 4, '=');
  return from_base64(out);
}

Result<Jwt> read_jwt(std::string_view text) {
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (text.size() > kMaxTokenBytes || first == std::string_view::npos || first == last ||
      text.substr(first + 1, last - first - 1).find('.') != std::string_view::npos)
    return broken("not three parts");
  Jwt out;
  GUATU_TRY(header, part(text.substr(0, first), "header"));
  GUATU_TRY(claims, part(text.substr(first + 1, last - first - 1), "claims"));
  auto signature = from_base64url(text.substr(last + 1));
  if (signature.has_error()) return broken("signature");
  out.header = std::move(header);
  out.claims = std::move(claims);
  out.signature = std::move(*signature);
  out.signed_part = std::string(text.substr(0, last));
  // A rule that we do not know is one that we do not keep (RFC 7515 4.1.11).
  if (out.header.contains("crit")) return broken("crit");
  return out;
}

Result<void> check_signature(const Jwt& token, const json::value& jwks) {
  const auto alg = text_at(token.header, "alg");
  const auto kid = text_at(token.header, "kid");
  const bool is_rsa = alg == "RS256";
  if (!is_rsa && alg != "ES256") return Error("oidc.signature");
  const auto* keys = jwks.is_object() ? jwks.get_object().if_contains("keys") : nullptr;
  bool is_known = false;
  if (keys != nullptr && keys->is_array())
    for (const auto& k : keys->get_array()) {
      if (!k.is_object()) continue;
      const auto& jwk = k.get_object();
      if (text_at(jwk, "kty") != (is_rsa ? "RSA" : "EC")) continue;
      if (!kid.empty() && text_at(jwk, "kid") != kid) continue;
      if (const auto use = text_at(jwk, "use"); !use.empty() && use != "sig") continue;
      if (const auto of = text_at(jwk, "alg"); !of.empty() && of != alg) continue;
      is_known = true;
      const auto key = is_rsa ? rsa_key(jwk) : ec_key(jwk);
      if (key && is_signed(key.get(), token.signed_part, is_rsa ? token.signature : der_of(token.signature)))
        return {};
    }
  return Error(is_known ? "oidc.signature" : "oidc.unknown_key");
}

}  // namespace guatu::http::oidc
