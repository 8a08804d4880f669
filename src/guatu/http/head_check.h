// The gate before the parser: what the head of a request must look like, byte for byte. Pure. What two
// programs in a row could read differently is refused here, so that no request can be smuggled. See
// docs/adr/0012-http.md.
#pragma once

#include <string_view>

#include "guatu/base/result.h"

namespace guatu::http {

/// Where a head ends, looked for in what has arrived so far.
struct HeadEnd {
  std::size_t size = 0;     ///< bytes of the head with its empty line; 0: not all here yet
  bool is_broken = false;   ///< a line that ends without CR: no more need be read
  std::size_t scanned = 0;  ///< where to look on
};
/// @param from  `scanned` of the call before
HeadEnd find_head_end(std::string_view bytes, std::size_t from);

/// Checks a whole head: request line and fields, each ended by CRLF, and the empty line.
/// Source: RFC 9112 2.2, 3, 5.1, 5.2, 6.1, 6.3, 11.2; where the RFC lets a server be lenient, it is not.
/// @errors http.bad_head (arg `detail`)  a bare CR or LF, NUL or another control character; a folded line; a
/// name
///           that is no token or has space before its colon; Host not exactly once; two lengths, a length
///           that is no number, a length together with Transfer-Encoding; a request line that is not three
///           words
///         http.coding   a Transfer-Encoding other than `chunked`, or any in HTTP/1.0
///         http.version  neither HTTP/1.1 nor HTTP/1.0
Result<void> check_head(std::string_view head);

}  // namespace guatu::http
