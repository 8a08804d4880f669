#include "guatu/http/exchange.h"

#include <fmt/format.h>

#include <iterator>

#include "guatu/http/answer_head.h"

namespace guatu::http {

namespace {

/// Source: splitmix64 (Steele, Lea, Flood 2014): a bijection, so that ids do not repeat.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

bool is_request_id(std::string_view s) {
  if (s.empty() || s.size() > limits::kMaxIdChars) return false;
  for (const char c : s)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
          c == '_' || c == '-'))
      return false;
  return true;
}

}  // namespace

void append_request_id(std::string& out, Shared& shared) {
  const auto n = shared.request_ids.fetch_add(1, std::memory_order_relaxed);
  fmt::format_to(std::back_inserter(out), "r{:016x}", mixed(shared.id_seed + n));
}

void believe_proxy(Request& request, const TrustedProxies& proxies) {
  if (const auto* forwarded = request.headers.find("X-Forwarded-For"))
    request.peer = proxies.client_of(*forwarded, request.peer);
  if (const auto* scheme = request.headers.find("X-Forwarded-Proto"))
    request.is_secure = same_name(*scheme, "https");
  if (const auto* host = request.headers.find("X-Forwarded-Host");
      host != nullptr && host->find_first_of(" \t/\\@?#,") == std::string::npos)
    request.host = *host;
  if (const auto* id = request.headers.find("X-Request-Id"); id != nullptr && is_request_id(*id))
    request.id = *id;
}

void append_chunk_head(std::string& out, std::size_t size) {
  fmt::format_to(std::back_inserter(out), "{:x}\r\n", size);
}

void note(Loop& loop, const Request& request, const Response& response, std::uint64_t sent, std::int64_t us) {
  const auto& shared = loop.shared;
  const auto* route = request.route;
  const auto& routes = shared.router.routes();
  auto number = shared.metrics.none();
  if (route != nullptr)
    number = route->number < routes.size() && routes[route->number].get() == route
                 ? route->number
                 : shared.metrics.fallback();
  loop.shard->count(number, response.status, us, sent);
  if (!shared.options.log) return;
  append_log_line(loop.log, SystemClock().now(), request, response, sent, us);
  if (loop.log.size() > limits::kLogBytes) loop.flush_log();
}

}  // namespace guatu::http
