#include "guatu/http/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "guatu/base/limits.h"
#include "guatu/http/target.h"

namespace guatu::http {

namespace {

namespace beast = boost::beast;

/// Fills a Request in; of a body only the bytes are kept.
class Reader final : public beast::http::basic_parser<true> {
 public:
  explicit Reader(Request& request) : request_(request) {
    header_limit(static_cast<std::uint32_t>(2 * limits::kMaxHeaderBytes));
    body_limit(boost::none);  // The limit is the route's, which is not known yet.
    eager(false);
  }
  std::string* out = nullptr;
  int version = 11;
  std::optional<Error> refused;

 private:
  using error_code = beast::error_code;
  using string_view = beast::string_view;

  void on_request_impl(beast::http::verb, string_view method, string_view target, int http_version,
                       error_code& ec) override {
    version = http_version;
    if (!from_text(std::string_view(method.data(), method.size()), request_.method)) {
      refused = Error("http.method_unknown", "", {{"method", std::string(method.substr(0, 20))}});
    } else if (auto r = read_target(std::string_view(target.data(), target.size()), request_);
               r.has_error()) {
      refused = std::move(r).error();
    }
    if (refused) ec = beast::http::error::bad_target;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, string_view name, string_view value, error_code& ec) override {
    if (is_header_done()) return;  // A trailer must not pass for a header field.
    if (request_.headers.size() == limits::kMaxHeaderFields) {
      refused = Error("http.headers_too_large", "", {{"limit", std::to_string(limits::kMaxHeaderFields)}});
      ec = beast::http::error::header_limit;
      return;
    }
    request_.headers.add(std::string_view(name.data(), name.size()),
                         std::string_view(value.data(), value.size()));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override {
    out->append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
    out->append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  Request& request_;
};

}  // namespace

class RequestParser::Impl {
 public:
  std::optional<Reader> reader;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

Result<void> RequestParser::read_head(std::string_view head, Request& request) {
  auto& reader = impl_->reader.emplace(request);
  std::string none;
  reader.out = &none;
  beast::error_code ec;
  reader.put(boost::asio::const_buffer(head.data(), head.size()), ec);
  if (reader.refused) return *reader.refused;
  if (ec) return Error("http.bad_head", "", {{"detail", ec.message()}});
  if (!reader.is_header_done()) return Error("http.bad_head", "", {{"detail", "request line"}});
  is_http10_ = reader.version == 10;
  is_keep_alive_ = !is_http10_ && reader.keep_alive();
  length_.reset();
  if (const auto n = reader.content_length(); n) length_ = *n;
  return {};
}

bool RequestParser::is_done() const {
  return !impl_->reader || impl_->reader->is_done();
}

Result<std::size_t> RequestParser::read_body(std::string_view bytes, std::string& out) {
  auto& reader = *impl_->reader;
  reader.out = &out;
  beast::error_code ec;
  std::size_t used = 0;
  // Each put() takes one part: a chunk's head, or what there is of its body.
  while (!reader.is_done() && used < bytes.size()) {
    const auto n = reader.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
    used += n;
    if (ec == beast::http::error::need_more) break;
    if (ec) return Error("http.bad_body", "", {{"detail", ec.message()}});
    if (n == 0) break;
  }
  return used;
}

}  // namespace guatu::http
