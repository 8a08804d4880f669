// Connections with TLS: the certificate, the handshake, then as any other. In a unit of its own: it compiles
// slowly.
#include <boost/asio/ssl.hpp>

#include "guatu/http/connection.h"

namespace guatu::http {

namespace {

/// A client that is slow in its handshake.
class Handshake final : public Timed {
 public:
  Handshake(Loop& loop, Socket& socket) : loop_(loop), socket_(socket) {
    loop_.connections.insert(this);
    deadline_ms = now_ms() + loop_.shared.options.request_ms;
  }
  ~Handshake() override { loop_.connections.erase(this); }
  void expire() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  Loop& loop_;
  Socket& socket_;
};

}  // namespace

Result<std::unique_ptr<asio::ssl::context>> make_tls(const std::string& certificate_file,
                                                     const std::string& key_file) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  const auto failed = [&error](const std::string& file) {
    return Error("http.certificate", "", {{"file", file}, {"detail", error.message()}});
  };
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                   asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION);
  if (tls->use_certificate_chain_file(certificate_file, error)) return failed(certificate_file);
  if (tls->use_private_key_file(key_file, asio::ssl::context::pem, error)) return failed(key_file);
  return tls;
}

Task<void> serve_tls(std::shared_ptr<Loop> loop, Socket socket, std::string peer) {
  asio::ssl::stream<Socket> stream(std::move(socket), *loop->shared.tls);
  {
    const Handshake handshake(*loop, stream.next_layer());
    auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwaitTuple);
    if (error) co_return;
  }
  Connection<asio::ssl::stream<Socket>> connection(loop, stream, std::move(peer), true);
  co_await connection.run();
}

}  // namespace guatu::http
