// One thread of the server: its io_context, its connections, its counters. Internal to server*.cpp.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "guatu/http/rendezvous.h"
#include "guatu/http/server.h"

namespace guatu::http {

using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

std::int64_t now_ms();  ///< of a clock that is never set
std::int64_t now_us();

/// What all threads share.
struct Shared {
  Shared(const Router& r, const Clock& c, Metrics& m, Pool& p, ServerOptions o)
      : router(r), clock(c), metrics(m), pool(p), options(std::move(o)), proxies(options.trusted_proxies) {}
  const Router& router;
  const Clock& clock;
  Metrics& metrics;
  Pool& pool;
  ServerOptions options;
  TrustedProxies proxies;
  std::unique_ptr<asio::ssl::context> tls;
  std::atomic<bool> is_stopping{false};
  std::atomic<bool> is_killed{false};  ///< the time for stopping is over: nothing more is written
  std::atomic<std::size_t> connections{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> request_ids{0};
  std::uint64_t id_seed = 0;

  std::mutex peers_mutex;
  std::unordered_map<std::string, std::size_t> peers;

  /// Counts a new connection; false: one too many.
  bool admit(const std::string& peer);
  void dismiss(const std::string& peer);
};

/// What the sweep sees of a connection.
class Timed {
 public:
  virtual ~Timed() = default;
  std::int64_t deadline_ms = 0;
  bool is_idle = true;  ///< between two requests: may be closed at any time
  /// What it waits for will not come: the wait ends, or the socket is closed.
  virtual void expire() = 0;
};

struct Loop {
  explicit Loop(Shared& s) : shared(s), shard(s.metrics.add_shard()), work(context.get_executor()) {}
  Shared& shared;
  asio::io_context context{1};
  std::shared_ptr<Metrics::Shard> shard;
  asio::executor_work_guard<Executor> work;
  std::unordered_set<Timed*> connections;
  std::string log;

  /// Text of the second, made once a second.
  const std::string& date();
  void flush_log();

 private:
  std::string date_;
  std::int64_t date_s_ = -1;
};

/// One connection from its first byte to its last.
Task<void> serve_plain(std::shared_ptr<Loop> loop, Socket socket, std::string peer);
Task<void> serve_tls(std::shared_ptr<Loop> loop, Socket socket, std::string peer);

/// @errors http.certificate
Result<std::unique_ptr<asio::ssl::context>> make_tls(const std::string& certificate_file,
                                                     const std::string& key_file);

}  // namespace guatu::http
