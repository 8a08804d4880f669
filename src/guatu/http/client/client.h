// Requests of our own to other servers: a provider of logins, the robot of a chat group, a webhook. One
// request, one connection, one deadline. Waits for the answer, so it belongs on a thread that may wait. No
// Asio in this header. See docs/adr/0012-http.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "guatu/base/result.h"
#include "guatu/http/message.h"

namespace guatu::http::client {

struct Options {
  std::int64_t total_ms = 15'000;    ///< from the look-up of the name to the last byte
  std::size_t answer_max = 1 << 20;  ///< bytes of the body of the answer
  std::string ca_file{};             ///< PEM, trusted instead of the system's certificates
  bool is_plain_allowed = true;      ///< `http://` too
  bool is_inner_allowed = true;      ///< addresses for which is_inner() holds too
};

struct Ask {
  Method method = Method::kGet;
  std::string url;  ///< `https://host[:port]/path?query`; no user, no fragment
  Headers headers{};
  std::string body{};  ///< with its Content-Type among the headers
};

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
};

/// A URL in its parts. @errors client.url (arg `url`)
struct Url {
  bool is_tls = false;
  std::string host;       ///< without the brackets of an IPv6 address
  std::string port;       ///< `443` when the URL has none
  std::string target;     ///< path and query; `/` at least
  std::string authority;  ///< for `Host`
};
Result<Url> read_url(std::string_view url);

/// Any status is an answer; redirects are not followed. The name of the host must be in its certificate
/// (TLS 1.2 and later). Nothing is tried twice. Safe from any thread.
/// @errors client.url (arg `url`)
///         client.plain       `http://` where it is not allowed (arg `url`)
///         client.inner       a name that stands for an inner address, where those are not allowed (arg
///         `host`) client.unreachable name or connection (args `host`, `detail`) client.tls certificate or
///         handshake (args `host`, `detail`) client.broken      what came is no HTTP, or ended early (args
///         `host`, `detail`) client.too_large   the answer is larger than `answer_max` (args `host`, `limit`)
///         client.slow        beyond `total_ms` (args `host`, `seconds`)
Result<Answer> fetch(const Ask& ask, const Options& options = {});

/// Is it no address of the open Internet: this machine, a private network, a link, a group, or nothing at
/// all? What is no address counts as inner. Source: the IANA registries of special-purpose addresses (RFC
/// 6890).
bool is_inner(std::string_view address);

/// `text` with everything but letters, digits, `-`, `.`, `_`, `~` percent-encoded (RFC 3986 2.3).
std::string encoded(std::string_view text);

}  // namespace guatu::http::client
