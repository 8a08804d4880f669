// The two cookies of a browser: its session, and the mark by which a browser that logged in before is known.
// See docs/adr/0013-accounts.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "guatu/http/message.h"

namespace guatu::http {

/// Browsers take cookies of these names only with Secure, Path=/ and without Domain, so that no other host of
/// the same domain can set them (RFC 6265bis 4.1.3.2). They count `http://localhost` and `http://127.0.0.1`
/// as secure.
inline constexpr std::string_view kSessionCookie = "__Host-guatu";
inline constexpr std::string_view kDeviceCookie = "__Host-guatu-device";

/// Value of the first cookie of that name; empty when the browser sent none.
std::string_view cookie_of(const Request& request, std::string_view name);

/// Sent along with what other sites' pages ask for?
enum class SameSite {
  kStrict,  ///< never
  kLax      ///< when a person follows a link
};

/// A value of `Set-Cookie` that no script reads and no other site's page sends.
/// @param value      letters, digits, `.`, `_`, `-`
/// @param max_age_s  seconds; 0: it goes now; below 0: it goes with the browser
std::string secret_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s,
                          SameSite same_site = SameSite::kStrict);

}  // namespace guatu::http
