// The HTTP/1.1 server: sockets in, answers of a Router out. One thread a core, each with its own io_context
// and listening socket; no Asio in this header. See docs/adr/0012-http.md and, for running it,
// docs/operating/serve.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/limits.h"
#include "guatu/base/result.h"
#include "guatu/http/metrics.h"
#include "guatu/http/pool.h"
#include "guatu/http/proxies.h"
#include "guatu/http/router.h"

namespace guatu::http {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6
  std::uint16_t port = 8080;          ///< 0: any that is free
  int threads = 0;                    ///< 0: one a core
  int pool_threads = 2;
  std::string certificate_file;  ///< PEM chain; with the key file: TLS
  std::string key_file;
  std::vector<Network> trusted_proxies;
  Lang lang = Lang::kZh;  ///< for clients that prefer neither

  // Limits, here so that tests need not wait for them.
  std::size_t connections_max = limits::kMaxConnections;
  std::size_t connections_per_peer_max = limits::kMaxConnectionsPerPeer;
  std::int64_t idle_ms = limits::kIdleMs;
  std::int64_t request_ms = limits::kRequestMs;
  std::int64_t answer_ms = limits::kAnswerMs;
  std::int64_t write_ms = limits::kWriteMs;
  std::int64_t stop_ms = limits::kStopMs;
  std::int64_t sweep_ms = limits::kConnectionSweepMs;

  /// Gets whole lines of the access log, JSON, some at a time, from any thread; empty: no log. It must not
  /// wait.
  std::function<void(std::string_view lines)> log;
};

/// What a server counts at the moment.
struct ServerState {
  std::size_t connections = 0;
  std::uint64_t accepted = 0;  ///< since the start
  std::uint64_t refused = 0;   ///< connections beyond a limit
};

class Server {
 public:
  /// Listens and serves when it returns. `router`, `clock`, `metrics` and `pool` must outlive the server; the
  /// pool runs what handlers ask to run there.
  /// @errors http.listen (args `address`, `detail`), http.certificate (args `file`, `detail`)
  static Result<std::unique_ptr<Server>> start(const Router& router, const Clock& clock, Metrics& metrics,
                                               Pool& pool, ServerOptions options);
  /// As stop().
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  ServerState state() const;
  bool is_stopping() const;
  /// Accepts no more, closes idle connections, finishes what runs (for `stop_ms` at most), closes the rest.
  /// Waits.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace guatu::http
