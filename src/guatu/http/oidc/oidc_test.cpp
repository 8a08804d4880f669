// Goal: a token gets somebody in only if the provider signed it, for us, now, and for this login of this
// browser. Method: a provider by hand, with keys made here; one thing wrong at a time. A real one:
// tests/oidc.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <functional>

#include "guatu/base/hash.h"
#include "guatu/http/oidc/jwt.h"
#include "guatu/http/oidc/provider.h"

namespace guatu::http::oidc {
namespace {

std::string number_of(EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* n = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &n), 1);
  std::string out(std::max<std::size_t>(size, static_cast<std::size_t>(BN_num_bytes(n))), '\0');
  BN_bn2binpad(n, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
  BN_free(n);
  return out;
}

/// A key that signs as a provider does.
class Signer {
 public:
  explicit Signer(bool is_rsa, std::string id = "k1")
      : is_rsa_(is_rsa), id_(std::move(id)), key_(is_rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")) {}
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  json::object jwk() const {
    if (is_rsa_)
      return {{"kty", "RSA"},
              {"kid", id_},
              {"use", "sig"},
              {"n", base64url(number_of(key_, OSSL_PKEY_PARAM_RSA_N))},
              {"e", base64url(number_of(key_, OSSL_PKEY_PARAM_RSA_E))}};
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"kid", id_},
            {"x", base64url(number_of(key_, OSSL_PKEY_PARAM_EC_PUB_X, 32))},
            {"y", base64url(number_of(key_, OSSL_PKEY_PARAM_EC_PUB_Y, 32))}};
  }
  std::string sign(const json::object& claims, json::object header = {}) const {
    if (!header.contains("alg")) header["alg"] = is_rsa_ ? "RS256" : "ES256";
    if (!header.contains("kid")) header["kid"] = id_;
    const auto text = base64url(json::serialize(header)) + "." + base64url(json::serialize(claims));
    EVP_MD_CTX* c = EVP_MD_CTX_new();
    std::string out(512, '\0');
    std::size_t size = out.size();
    EVP_DigestSignInit(c, nullptr, EVP_sha256(), nullptr, key_);
    EVP_DigestSign(c, reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    EVP_MD_CTX_free(c);
    out.resize(size);
    return text + "." + base64url(is_rsa_ ? out : raw_of(out));
  }

 private:
  static std::string raw_of(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* s = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(s), reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(s), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
    ECDSA_SIG_free(s);
    return out;
  }
  bool is_rsa_;
  std::string id_;
  EVP_PKEY* key_;
};

std::string value_of(const std::string& url, const std::string& name) {
  const auto at = url.find("&" + name + "=");
  return at == std::string::npos
             ? ""
             : url.substr(at + name.size() + 2, url.find('&', at + 1) - at - name.size() - 2);
}

class Login : public ::testing::Test {
 protected:
  Login() : clock(Instant{1'800'000'000 * kSecondUs}) {
    settings.issuer = "https://login.example";
    settings.client_id = "guatu";
    settings.client_secret = "s3cret";
    settings.redirect = "https://guatu.example/api/v1/session/provider/callback";
    keys = json::object{{"keys", json::array{rsa.jwk(), ec.jwk()}}};
  }
  Result<client::Answer> answer(const client::Ask& ask) {
    client::Answer a;
    a.status = 200;
    if (ask.url.ends_with("/.well-known/openid-configuration")) {
      a.body = json::serialize(json::object{{"issuer", issuer},
                                            {"authorization_endpoint", "https://login.example/auth"},
                                            {"token_endpoint", "https://login.example/token"},
                                            {"jwks_uri", jwks_uri}});
    } else if (ask.url.ends_with("/jwks")) {
      ++keys_asked;
      a.body = json::serialize(keys);
    } else {
      asked = ask;
      a.body = json::serialize(json::object{{"id_token", token}});
    }
    return a;
  }
  /// A whole login; `spoil` changes the claims. @return the name, or the key of the error and its detail
  std::string log_in(const std::function<void(json::object&)>& spoil = {}, const Signer* signer = nullptr,
                     const json::object& header = {}) {
    Provider p(settings, clock, [this](const client::Ask& a) { return answer(a); });
    const auto begun = p.begin();
    if (begun.has_error()) return begun.error().key;
    url = begun->url;
    const auto now = clock.now().us / kSecondUs;
    json::object claims{{"iss", "https://login.example"},
                        {"aud", "guatu"},
                        {"sub", "1"},
                        {"exp", now + 60},
                        {"iat", now},
                        {"nonce", value_of(url, "nonce")},
                        {"preferred_username", "ann"}};
    if (spoil) spoil(claims);
    token = (signer == nullptr ? rsa : *signer).sign(claims, header);
    const auto name = p.finish(begun->kept, value_of(url, "state"), "code");
    if (name.has_value()) return *name;
    const auto& e = name.error();
    return e.key + (e.args.empty() ? "" : " " + e.args.back().second);
  }

  const Signer rsa{true, "k1"}, ec{false, "k2"};
  ManualClock clock;
  Settings settings;
  json::value keys;
  std::string issuer = "https://login.example", jwks_uri = "https://login.example/jwks";
  std::string token, url;
  client::Ask asked;
  int keys_asked = 0;
};

TEST_F(Login, ATokenForThisLoginLetsIn) {
  EXPECT_EQ(log_in(), "ann");
  EXPECT_EQ(log_in({}, &ec), "ann");
  EXPECT_EQ(log_in([](json::object& c) { c["aud"] = json::array{"guatu"}; }), "ann");
  EXPECT_EQ(log_in([](json::object& c) {
              c["aud"] = json::array{"other", "guatu"};
              c["azp"] = "guatu";
            }),
            "ann");
}

TEST_F(Login, TheCodeIsAskedForWithItsVerifierAndOurSecret) {
  EXPECT_EQ(log_in(), "ann");
  EXPECT_EQ(value_of(url, "code_challenge_method"), "S256");
  const auto at = asked.body.find("code_verifier=") + 14;
  const auto verifier = asked.body.substr(at, asked.body.find('&', at) - at);
  EXPECT_EQ(verifier.size(), 43U);
  EXPECT_EQ(base64url(bytes_of(Hasher(HashKind::kSha256).of(verifier))), value_of(url, "code_challenge"));
  EXPECT_EQ(asked.headers.get("Authorization"), "Basic " + base64("guatu:s3cret"));
}

TEST_F(Login, WhatDoesNotFitLetsNobodyIn) {
  const auto now = clock.now().us / kSecondUs;
  const std::vector<std::pair<std::string, std::function<void(json::object&)>>> wrong{
      {"oidc.token iss", [](json::object& c) { c["iss"] = "https://login.example/"; }},
      {"oidc.token iss", [](json::object& c) { c.erase("iss"); }},
      {"oidc.token aud", [](json::object& c) { c["aud"] = "other"; }},
      {"oidc.token aud", [](json::object& c) { c.erase("aud"); }},
      {"oidc.token aud",
       [](json::object& c) {
         c["aud"] = json::array{"guatu", "other"};
       }},
      {"oidc.token exp", [now](json::object& c) { c["exp"] = now - 121; }},
      {"oidc.token exp", [](json::object& c) { c["exp"] = "never"; }},
      {"oidc.token exp", [](json::object& c) { c.erase("exp"); }},
      {"oidc.token iat", [now](json::object& c) { c["iat"] = now + 200; }},
      {"oidc.token nbf", [now](json::object& c) { c["nbf"] = now + 200; }},
      {"oidc.token nonce", [](json::object& c) { c["nonce"] = "of another login"; }},
      {"oidc.token nonce", [](json::object& c) { c.erase("nonce"); }},
      {"oidc.claim preferred_username", [](json::object& c) { c.erase("preferred_username"); }},
      {"oidc.claim preferred_username", [](json::object& c) { c["preferred_username"] = 7; }}};
  for (const auto& [key, spoil] : wrong) EXPECT_EQ(log_in(spoil), key);
}

TEST_F(Login, OnlyTheProvidersKeysSign) {
  const Signer other(true, "k1"), stranger(true, "k9");
  EXPECT_EQ(log_in({}, &other), "oidc.signature");
  EXPECT_EQ(log_in({}, &stranger), "oidc.unknown_key");
  EXPECT_EQ(log_in({}, nullptr, {{"alg", "none"}}), "oidc.signature");
  // The public key as if it were a shared secret.
  EXPECT_EQ(log_in({}, nullptr, {{"alg", "HS256"}}), "oidc.signature");
  EXPECT_EQ(log_in({}, &ec, {{"alg", "RS256"}}), "oidc.unknown_key");
  EXPECT_EQ(log_in({}, nullptr, {{"crit", json::array{"x"}}}), "oidc.token crit");
}

TEST_F(Login, AnAlteredTokenIsNoToken) {
  const auto good = rsa.sign({{"a", 1}});
  const auto jwks = keys;
  ASSERT_TRUE(check_signature(*read_jwt(good), jwks).has_value());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    const auto read = read_jwt(bad);
    const bool is_let_in = read.has_value() && check_signature(*read, jwks).has_value();
    // The last character holds bits that no byte has.
    if (i + 1 < good.size()) {
      EXPECT_FALSE(is_let_in) << i;
    }
    refused += is_let_in ? 0 : 1;
  }
  EXPECT_GE(refused, good.size() - 1);
  for (const auto* text : {"", ".", "..", "a.b", "a.b.c.d", "e30.e30", "e30.e30.!", "W10.e30.AA"})
    EXPECT_TRUE(read_jwt(text).has_error()) << text;
}

TEST_F(Login, AnotherBrowserAndALateOneBeginAgain) {
  Provider p(settings, clock, [this](const client::Ask& a) { return answer(a); });
  Provider restarted(settings, clock, [this](const client::Ask& a) { return answer(a); });
  const auto one = p.begin().value(), two = p.begin().value();
  const auto state = value_of(one.url, "state");
  EXPECT_EQ(p.finish("", state, "code").error().key, "oidc.state");
  EXPECT_EQ(p.finish(two.kept, state, "code").error().key, "oidc.state");
  EXPECT_EQ(p.finish(one.kept, "", "code").error().key, "oidc.state");
  EXPECT_EQ(p.finish(one.kept, state, "").error().key, "oidc.state");
  EXPECT_EQ(restarted.finish(one.kept, state, "code").error().key, "oidc.state");
  clock.set(clock.now() + 10 * kMinuteUs);
  EXPECT_EQ(p.finish(one.kept, state, "code").error().key, "oidc.state");
}

TEST_F(Login, NewKeysAreAskedForOnceAMinute) {
  Provider p(settings, clock, [this](const client::Ask& a) { return answer(a); });
  const Signer next(true, "k3");
  const auto log_in_with = [&](const Signer& signer) {
    const auto begun = p.begin().value();
    const auto now = clock.now().us / kSecondUs;
    token = signer.sign({{"iss", "https://login.example"},
                         {"aud", "guatu"},
                         {"exp", now + 60},
                         {"iat", now},
                         {"nonce", value_of(begun.url, "nonce")},
                         {"preferred_username", "ann"}});
    const auto r = p.finish(begun.kept, value_of(begun.url, "state"), "code");
    return r.has_value() ? *r : r.error().key;
  };
  EXPECT_EQ(log_in_with(rsa), "ann");
  EXPECT_EQ(log_in_with(next), "oidc.unknown_key");
  EXPECT_EQ(keys_asked, 1);
  keys.as_object()["keys"].as_array().push_back(next.jwk());
  clock.set(clock.now() + kMinuteUs);
  EXPECT_EQ(log_in_with(next), "ann");
  EXPECT_EQ(keys_asked, 2);
}

TEST_F(Login, AProviderThatIsAnotherIsNone) {
  issuer = "https://evil.example";
  EXPECT_EQ(log_in(), "oidc.provider");
  issuer = settings.issuer;
  jwks_uri = "http://login.example/jwks";
  EXPECT_EQ(log_in(), "oidc.provider");
}

TEST(OidcSettings, SayWhatIsWrong) {
  const auto good =
      read_settings("issuer: https://login.example\nclient_id: guatu\nredirect: https://g.example/cb\n",
                    "oidc.yaml", "/tmp");
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(good->claim, "preferred_username");
  const auto bad =
      read_settings("issuer: login.example\nredirect: https://g/\nclaims: x\n", "oidc.yaml", "/tmp");
  ASSERT_TRUE(bad.has_error());
  EXPECT_EQ(bad.error().size(), 3U);
  for (const auto& e : bad.error()) EXPECT_EQ(e.key, "oidc.setting");
}

}  // namespace
}  // namespace guatu::http::oidc
