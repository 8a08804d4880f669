#include "guatu/http/same_origin.h"

namespace guatu::http {

namespace {

/// `https://host:port` against the host that was asked.
bool is_own(std::string_view origin, const Request& request) {
  constexpr std::string_view kPlain = "http://", kTls = "https://";
  // By TLS as far as we can see, so a page that came without it is another one. The other way round proves
  // nothing: a proxy in front may have ended the TLS without our trusting its word.
  if (origin.starts_with(kTls))
    origin.remove_prefix(kTls.size());
  else if (origin.starts_with(kPlain) && !request.is_secure)
    origin.remove_prefix(kPlain.size());
  else
    return false;
  return !origin.empty() && same_name(origin, request.host);
}

}  // namespace

Result<void> check_same_origin(const Request& request, bool is_needed) {
  bool is_same = !is_needed;
  if (const auto* site = request.headers.find("Sec-Fetch-Site"))
    // `none` is what a person did by hand: no page made it.
    is_same = *site == "same-origin" || *site == "none";
  else if (const auto* origin = request.headers.find("Origin"))
    is_same = is_own(*origin, request);
  if (!is_same) return Error("http.cross_origin");
  return {};
}

}  // namespace guatu::http
