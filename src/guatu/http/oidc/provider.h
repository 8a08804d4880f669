// Logging in by somebody else's word: OpenID Connect, authorization code flow with PKCE, state and nonce.
// Which account that is, and whether it may come in, is the gate's to say. See docs/operating/oidc.md.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/base/instant.h"
#include "guatu/base/json_map.h"
#include "guatu/base/text.h"
#include "guatu/http/client/client.h"

namespace guatu::http::oidc {

/// DIR/oidc.yaml.
struct Settings {
  std::string issuer;  ///< `https://login.example`, as the provider writes it
  std::string client_id;
  std::string client_secret;                 ///< read from `client_secret_file`; empty: a public client
  std::string redirect;                      ///< `https://guatu.example/api/v1/session/provider/callback`
  std::string claim = "preferred_username";  ///< whose value is the name of the account
  std::string scopes = "openid profile";
  std::string ca_file;                           ///< PEM; empty: the system's
  Titles title{"单位统一登录", "Office login"};  ///< on the button
  bool trusts_second_factor = false;  ///< the provider asked for two factors: ours is not asked for
};

/// @param dir  files are looked for there
/// @errors yaml.*, oidc.setting (args `name`, `expected`), file.*
Checked<Settings> read_settings(std::string_view text, const std::string& file, const std::string& dir);

/// What begins: where the browser goes, and what it keeps meanwhile (a cookie), sealed.
struct Begun {
  std::string url;
  std::string kept;
};

using Fetch = std::function<Result<client::Answer>(const client::Ask& ask)>;

/// Safe from any thread. Its functions wait for the provider.
class Provider {
 public:
  /// @param clock  real time; must outlive it. @param fetch  for tests; none: over the network
  Provider(Settings settings, const Clock& clock, Fetch fetch = {});

  const Settings& settings() const { return settings_; }
  /// @errors oidc.provider (arg `detail`), client.*
  Result<Begun> begin();
  /// The code that the provider sent back, for what the claim says.
  /// @param kept   of begin(), from the same browser, within ten minutes
  /// @param state  as it came back
  /// @errors oidc.state     another browser, too late, or made up
  ///         oidc.token     what the provider gave will not do (arg `detail`): issuer, audience, time, nonce
  ///         oidc.signature, oidc.unknown_key
  ///         oidc.claim     the claim is missing (arg `name`)
  ///         oidc.provider, client.*
  Result<std::string> finish(std::string_view kept, std::string_view state, std::string_view code);

 private:
  struct Place {
    std::string authorize, token, jwks;
  };
  Result<json::object> get_json(const std::string& url);
  Result<Place> place();
  Result<json::value> keys(bool is_anew);
  Result<std::string> exchange(const Place& place, std::string_view code, const std::string& verifier);
  Result<void> check_claims(const json::object& claims, const std::string& nonce) const;

  const Settings settings_;
  const Clock& clock_;
  const Fetch fetch_;
  const std::string seal_key_;  ///< of this process: who began before a restart begins again
  std::mutex mutex_;            ///< of what follows
  std::optional<Place> place_;
  Instant place_at_;
  json::value keys_;
  Instant keys_at_;
};

}  // namespace guatu::http::oidc
