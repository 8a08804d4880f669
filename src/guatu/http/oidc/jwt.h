// ID tokens as a provider signs them: the text in its parts, and whether one of its keys signed it. Pure. See
// docs/operating/oidc.md.
#pragma once

#include <string>
#include <string_view>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"

namespace guatu::http::oidc {

/// base64url without padding (RFC 7515 appendix C).
std::string base64url(std::string_view bytes);
/// @errors text.base64
Result<std::string> from_base64url(std::string_view text);

struct Jwt {
  json::object header;
  json::object claims;
  std::string signed_part;  ///< what the signature is over
  std::string signature;    ///< bytes
};

/// Compact form (RFC 7515 3.1), at most 16 KB. Nothing is trusted yet.
/// @errors oidc.token (arg `detail`)
Result<Jwt> read_jwt(std::string_view text);

/// RS256 and ES256; what the token says of its algorithm must fit the key, and `none` fits nothing.
/// @param jwks  `{"keys": […]}` (RFC 7517); keys of other kinds are passed over
/// @errors oidc.unknown_key  no key of this name; a provider changes them now and then
///         oidc.signature
Result<void> check_signature(const Jwt& token, const json::value& jwks);

}  // namespace guatu::http::oidc
