#include "guatu/http/oidc/provider.h"

#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/base/secret.h"
#include "guatu/http/oidc/jwt.h"

namespace guatu::http::oidc {

namespace {

constexpr std::int64_t kBegunUs = 10 * kMinuteUs;
constexpr std::int64_t kPlaceUs = kHourUs;       ///< the provider's description is read anew
constexpr std::int64_t kKeysAnewUs = kMinuteUs;  ///< keys are asked for again so often at most
constexpr std::int64_t kSkewS = 120;             ///< clocks of two machines
constexpr std::string_view kAbout = "oidc";

Error provider_error(const std::string& detail) {
  return Error("oidc.provider", "", {{"detail", detail}});
}

std::string_view text_at(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  return v != nullptr && v->is_string() ? std::string_view(v->get_string()) : std::string_view();
}

std::string sha256(std::string_view text) {
  return std::string(bytes_of(Hasher(HashKind::kSha256).of(text)));
}

std::optional<std::int64_t> seconds_at(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  if (v == nullptr || !v->is_number()) return std::nullopt;
  const auto n = v->to_number<double>();
  if (!(n > 0) || n > 1e11) return std::nullopt;
  return static_cast<std::int64_t>(n);
}

/// One audience, or a list with ours in it.
bool is_for(const json::object& claims, const std::string& client) {
  const auto* aud = claims.if_contains("aud");
  if (aud == nullptr) return false;
  if (aud->is_string()) return std::string_view(aud->get_string()) == client;
  if (!aud->is_array()) return false;
  bool is_ours = false;
  for (const auto& a : aud->get_array())
    is_ours = is_ours || (a.is_string() && std::string_view(a.get_string()) == client);
  // Given to several: it must say that it was asked for by us (OpenID Connect Core 3.1.3.7).
  return is_ours && (aud->get_array().size() == 1 || text_at(claims, "azp") == client);
}

}  // namespace

Provider::Provider(Settings settings, const Clock& clock, Fetch fetch)
    : settings_(std::move(settings)),
      clock_(clock),
      fetch_(fetch ? std::move(fetch)
                   : [ca = settings_.ca_file](const client::Ask& ask) {
                       client::Options options;
                       options.ca_file = ca;
                       return client::fetch(ask, options);
                     }),
      seal_key_(random_bytes(kSealKeyBytes)) {}

Result<json::object> Provider::get_json(const std::string& url) {
  GUATU_TRY(answer, fetch_({Method::kGet, url}));
  if (answer.status != 200) return provider_error(url + ": " + std::to_string(answer.status));
  auto value = parse_json(answer.body);
  if (value.has_error() || !value->is_object()) return provider_error(url + ": no JSON");
  return std::move(value->get_object());
}

Result<Provider::Place> Provider::place() {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (place_ && now < place_at_ + kPlaceUs) return *place_;
  }
  auto issuer = settings_.issuer;
  while (issuer.ends_with('/')) issuer.pop_back();
  GUATU_TRY(said, get_json(issuer + "/.well-known/openid-configuration"));
  // Whoever describes another issuer could have its tokens taken for ours.
  if (text_at(said, "issuer") != settings_.issuer)
    return provider_error("issuer " + std::string(text_at(said, "issuer")));
  Place out{std::string(text_at(said, "authorization_endpoint")),
            std::string(text_at(said, "token_endpoint")), std::string(text_at(said, "jwks_uri"))};
  // What goes over TLS at the issuer must not be asked for without.
  for (const auto* url : {&out.authorize, &out.token, &out.jwks})
    if (client::read_url(*url).has_error() ||
        (settings_.issuer.starts_with("https://") && !url->starts_with("https://")))
      return provider_error("endpoint " + *url);
  const std::lock_guard lock(mutex_);
  place_ = out;
  place_at_ = now;
  return out;
}

Result<json::value> Provider::keys(bool is_anew) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (keys_.is_object() && (!is_anew || now < keys_at_ + kKeysAnewUs)) return keys_;
  }
  GUATU_TRY(place, this->place());
  GUATU_TRY(read, get_json(place.jwks));
  const std::lock_guard lock(mutex_);
  keys_ = json::value(std::move(read));
  keys_at_ = now;
  return keys_;
}

Result<Begun> Provider::begin() {
  GUATU_TRY(place, this->place());
  const auto state = base64url(random_bytes(24)), nonce = base64url(random_bytes(24)),
             verifier = base64url(random_bytes(32));
  const auto param = [](std::string_view name, std::string_view value) {
    return "&" + std::string(name) + "=" + client::encoded(value);
  };
  Begun out;
  out.url = place.authorize + (place.authorize.find('?') == std::string::npos ? "?" : "&") +
            "response_type=code" + param("client_id", settings_.client_id) +
            param("redirect_uri", settings_.redirect) + param("scope", settings_.scopes) +
            param("state", state) + param("nonce", nonce) +
            param("code_challenge", base64url(sha256(verifier))) + param("code_challenge_method", "S256");
  const json::object kept{{"state", state},
                          {"nonce", nonce},
                          {"verifier", verifier},
                          {"ends_at", to_text(clock_.now() + kBegunUs)}};
  out.kept = base64url(seal(SealKind::kAes256Gcm, seal_key_, kAbout, json::serialize(kept)));
  return out;
}

Result<std::string> Provider::exchange(const Place& place, std::string_view code,
                                       const std::string& verifier) {
  client::Ask ask{Method::kPost, place.token};
  ask.headers.add("Content-Type", "application/x-www-form-urlencoded");
  ask.headers.add("Accept", "application/json");
  ask.body = "grant_type=authorization_code&code=" + client::encoded(code) +
             "&redirect_uri=" + client::encoded(settings_.redirect) + "&code_verifier=" + verifier;
  if (settings_.client_secret.empty())
    ask.body += "&client_id=" + client::encoded(settings_.client_id);
  else
    ask.headers.add("Authorization", "Basic " + base64(client::encoded(settings_.client_id) + ":" +
                                                       client::encoded(settings_.client_secret)));
  GUATU_TRY(answer, fetch_(ask));
  auto value = parse_json(answer.body);
  if (value.has_error() || !value->is_object())
    return provider_error("token: " + std::to_string(answer.status));
  const auto& o = value->get_object();
  // A code that was used up or made up is the visitor's doing, not the provider's trouble.
  if (text_at(o, "error") == "invalid_grant") return Error("oidc.state");
  if (answer.status != 200)
    return provider_error("token: " + std::to_string(answer.status) + " " + std::string(text_at(o, "error")));
  return Result<std::string>(boost::system::in_place_value, text_at(o, "id_token"));
}

Result<void> Provider::check_claims(const json::object& claims, const std::string& nonce) const {
  const auto wrong = [](const char* detail) { return Error("oidc.token", "", {{"detail", detail}}); };
  const auto now = clock_.now().us / kSecondUs;
  if (text_at(claims, "iss") != settings_.issuer) return wrong("iss");
  if (!is_for(claims, settings_.client_id)) return wrong("aud");
  const auto ends = seconds_at(claims, "exp"), made = seconds_at(claims, "iat");
  if (!ends || now >= *ends + kSkewS) return wrong("exp");
  if (!made || *made > now + kSkewS) return wrong("iat");
  if (const auto from = seconds_at(claims, "nbf"); from && *from > now + kSkewS) return wrong("nbf");
  if (!is_same_secret(text_at(claims, "nonce"), nonce)) return wrong("nonce");
  return {};
}

Result<std::string> Provider::finish(std::string_view kept, std::string_view state, std::string_view code) {
  const Error wrong("oidc.state");
  const auto sealed = from_base64url(kept);
  if (kept.size() > 4'000 || code.size() > 4'000 || code.empty() || sealed.has_error()) return wrong;
  const auto plain = unseal(SealKind::kAes256Gcm, seal_key_, kAbout, *sealed);
  if (plain.has_error()) return wrong;
  GUATU_TRY(begun, parse_json(*plain));
  const auto& o = begun.as_object();
  GUATU_TRY(ends_at, parse_instant(text_at(o, "ends_at")));
  if (clock_.now() >= ends_at || !is_same_secret(text_at(o, "state"), state)) return wrong;
  GUATU_TRY(place, this->place());
  GUATU_TRY(text, exchange(place, code, std::string(text_at(o, "verifier"))));
  GUATU_TRY(token, read_jwt(text));
  GUATU_TRY(known, keys(false));
  auto checked = check_signature(token, known);
  if (checked.has_error() && checked.error().key == "oidc.unknown_key") {
    GUATU_TRY(anew, keys(true));
    checked = check_signature(token, anew);
  }
  if (checked.has_error()) return std::move(checked).error();
  GUATU_TRY_VOID(check_claims(token.claims, std::string(text_at(o, "nonce"))));
  const auto name = text_at(token.claims, settings_.claim);
  if (name.empty()) return Error("oidc.claim", "", {{"name", settings_.claim}});
  return Result<std::string>(boost::system::in_place_value, name);
}

}  // namespace guatu::http::oidc
