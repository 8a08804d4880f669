#include "guatu/http/cookies.h"

namespace guatu::http {

std::string_view cookie_of(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.get("Cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
    const auto eq = pair.find('=');
    // Names of cookies are told apart by case.
    if (eq == std::string_view::npos || pair.substr(0, eq) != name) continue;
    auto value = pair.substr(eq + 1);
    while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
    return value;
  }
  return {};
}

std::string secret_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s,
                          SameSite same_site) {
  auto out = std::string(name) + "=" + std::string(value) + "; Path=/; Secure; HttpOnly; SameSite=";
  out += same_site == SameSite::kStrict ? "Strict" : "Lax";
  if (max_age_s >= 0) out += "; Max-Age=" + std::to_string(max_age_s);
  return out;
}

}  // namespace guatu::http
