// The head of an answer, as bytes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/http/message.h"

namespace guatu::http {

/// `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110 5.6.7.
std::string http_date(Instant t);

struct Framing {
  std::optional<std::uint64_t> length;  ///< of the body; none: chunked, or to the end of the connection
  bool is_chunked = false;
  bool is_closing = false;
};

/// Appends status line, headers, our own (Date, Server, X-Request-Id, the security headers that the answer
/// does not set itself) and the empty line. A header value with a control character is our own mistake; it is
/// left out.
void append_head(std::string& out, const Response& response, const Request& request, const std::string& date,
                 const Framing& framing);

/// Compresses the body when that is worth it and wanted. `Vary` is set wherever it could have been.
void compress(Response& response, const Request& request);

/// One line of the access log, ended: JSON {at (of the machine), id, peer, method, path, query, route,
/// status, bytes, ms, …}. Of the query the names alone; no header but User-Agent; so no secret that clients
/// send by body, query or cookie.
void append_log_line(std::string& out, Instant at, const Request& request, const Response& response,
                     std::uint64_t bytes, std::int64_t us);

}  // namespace guatu::http
