// In a unit of its own: Beast and TLS compile slowly.
#include "guatu/http/client/client.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <optional>

namespace guatu::http::client {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bh = boost::beast::http;
using Tcp = asio::ip::tcp;

constexpr std::uint32_t kMaxHeadBytes = 32 << 10;

/// What it was doing when something went wrong.
enum class Doing { kReach, kInner, kTls, kTalk };

struct Talk {
  const Ask& ask;
  const Url& url;
  const Options& options;
  Doing doing = Doing::kReach;
  std::optional<Answer> answer{};
  std::exception_ptr failure{};
};

bh::request<bh::string_body> request_of(const Talk& t) {
  bh::request<bh::string_body> r;
  r.method_string(text_of(t.ask.method));
  r.target(t.url.target);
  r.version(11);
  r.set(bh::field::host, t.url.authority);
  r.set(bh::field::user_agent, "guatu");
  r.set(bh::field::connection, "close");
  for (const auto& h : t.ask.headers) r.set(h.name, h.value);
  r.body() = t.ask.body;
  r.prepare_payload();
  return r;
}

template <class Stream>
asio::awaitable<void> exchange(Stream& stream, Talk& t) {
  t.doing = Doing::kTalk;
  const auto request = request_of(t);
  co_await bh::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  bh::response_parser<bh::string_body> parser;
  parser.body_limit(t.options.answer_max);
  parser.header_limit(kMaxHeadBytes);
  co_await bh::async_read(stream, buffer, parser, asio::use_awaitable);
  Answer out;
  auto response = parser.release();
  out.status = static_cast<int>(response.result_int());
  for (const auto& h : response)
    out.headers.add({h.name_string().data(), h.name_string().size()}, {h.value().data(), h.value().size()});
  out.body = std::move(response.body());
  t.answer = std::move(out);
}

asio::awaitable<void> talk(Talk& t) {
  const auto executor = co_await asio::this_coro::executor;
  Tcp::resolver resolver(executor);
  const auto found = co_await resolver.async_resolve(t.url.host, t.url.port, asio::use_awaitable);
  // Looked at after the name was resolved, and that answer is what is connected to: a name that says another
  // address the next time (DNS rebinding) gains nothing.
  if (!t.options.is_inner_allowed)
    for (const auto& one : found)
      if (is_inner(one.endpoint().address().to_string())) {
        t.doing = Doing::kInner;
        throw boost::system::system_error(asio::error::access_denied);
      }
  if (!t.url.is_tls) {
    beast::tcp_stream stream(executor);
    co_await stream.async_connect(found, asio::use_awaitable);
    co_await exchange(stream, t);
    co_return;
  }
  asio::ssl::context tls(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  t.doing = Doing::kTls;
  if (t.options.ca_file.empty())
    tls.set_default_verify_paths();
  else
    tls.load_verify_file(t.options.ca_file);
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_verify_callback(asio::ssl::host_name_verification(t.url.host));
  beast::ssl_stream<beast::tcp_stream> stream(executor, tls);
  SSL_set_tlsext_host_name(stream.native_handle(), t.url.host.c_str());
  t.doing = Doing::kReach;
  co_await beast::get_lowest_layer(stream).async_connect(found, asio::use_awaitable);
  t.doing = Doing::kTls;
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_await exchange(stream, t);
  // No TLS farewell is waited for: the length of the answer was said, or the parser would not be done.
}

Error error_of(const Talk& t) {
  const auto host = std::pair<std::string, std::string>("host", t.url.authority);
  if (t.doing == Doing::kInner) return Error("client.inner", "", {host});
  std::string detail = "unknown";
  try {
    std::rethrow_exception(t.failure);
  } catch (const boost::system::system_error& e) {
    if (e.code() == bh::error::body_limit || e.code() == bh::error::header_limit)
      return Error("client.too_large", "", {host, {"limit", std::to_string(t.options.answer_max)}});
    detail = e.code().message();
  } catch (const std::exception& e) {
    detail = e.what();
  }
  const char* key = t.doing == Doing::kReach ? "client.unreachable"
                    : t.doing == Doing::kTls ? "client.tls"
                                             : "client.broken";
  return Error(key, "", {host, {"detail", detail}});
}

}  // namespace

Result<Answer> fetch(const Ask& ask, const Options& options) {
  GUATU_TRY(url, read_url(ask.url));
  if (!url.is_tls && !options.is_plain_allowed)
    return Error("client.plain", "", {{"url", ask.url.substr(0, 200)}});
  Talk t{ask, url, options};
  asio::io_context context(1);
  asio::co_spawn(context, talk(t), [&t](std::exception_ptr failure) { t.failure = std::move(failure); });
  context.run_for(std::chrono::milliseconds(options.total_ms));
  if (t.failure) return error_of(t);
  // What still runs ends with the context.
  if (!t.answer)
    return Error("client.slow", "",
                 {{"host", url.authority}, {"seconds", std::to_string((options.total_ms + 999) / 1000)}});
  return std::move(*t.answer);
}

}  // namespace guatu::http::client
