// Bytes into a Request, by Boost.Beast's parser, which stays behind this header. Knows no socket.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/http/message.h"

namespace guatu::http {

/// For one connection; start() before each request.
class RequestParser {
 public:
  RequestParser();
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Reads a head that check_head() let through: method, target, header fields of `request`.
  /// @errors http.bad_head, http.method_unknown (501), those of read_target()
  Result<void> read_head(std::string_view head, Request& request);

  bool is_keep_alive() const { return is_keep_alive_; }
  bool is_http10() const { return is_http10_; }
  /// Bytes of the body; none: chunked, or no body.
  std::optional<std::uint64_t> length() const { return length_; }
  bool is_done() const;

  /// Takes what it can of `bytes`, appends the body in it to `out` without its chunk frames. Trailers are
  /// dropped.
  /// @return  how many bytes it took; 0 when it needs more of them than these
  /// @errors http.bad_body (arg `detail`)
  Result<std::size_t> read_body(std::string_view bytes, std::string& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  bool is_keep_alive_ = false;
  bool is_http10_ = false;
  std::optional<std::uint64_t> length_;
};

}  // namespace guatu::http
