// Listening, threads, the sweep of deadlines, stopping. What happens on a connection is connection.h.
#include "guatu/http/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "guatu/http/answer_head.h"
#include "guatu/http/loop.h"

namespace guatu::http {

namespace {

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

Result<void> listen(Acceptor& acceptor, const Tcp::endpoint& at, const ServerOptions& options) {
  boost::system::error_code e;
  acceptor.open(at.protocol(), e);
  if (!e) acceptor.set_option(Acceptor::reuse_address(true), e);
  if (!e) acceptor.set_option(ReusePort(true), e);
  if (!e) acceptor.bind(at, e);
  if (!e) acceptor.listen(asio::socket_base::max_listen_connections, e);
  if (e)
    return Error(
        "http.listen", "",
        {{"address", options.address + ":" + std::to_string(options.port)}, {"detail", e.message()}});
  return {};
}

/// A connection and its place among the counted ones.
Task<void> serve_one(std::shared_ptr<Loop> loop, Socket socket, std::string peer) {
  struct Place {
    Shared& shared;
    std::string peer;
    ~Place() { shared.dismiss(peer); }
  } const place{loop->shared, peer};
  boost::system::error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  if (loop->shared.tls)
    co_await serve_tls(loop, std::move(socket), std::move(peer));
  else
    co_await serve_plain(loop, std::move(socket), std::move(peer));
}

void accepted(const std::shared_ptr<Loop>& loop, Socket socket) {
  boost::system::error_code e;
  const auto at = socket.remote_endpoint(e);
  if (e) return;
  auto address = at.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  auto peer = address.to_string();
  if (!loop->shared.admit(peer)) {
    if (!loop->shared.tls) {
      socket.non_blocking(true, e);
      socket.send(asio::buffer(kFull.data(), kFull.size()), 0, e);
    }
    return;
  }
  // What is thrown in here ends this connection alone.
  asio::co_spawn(
      loop->context, serve_one(loop, std::move(socket), std::move(peer)), [loop](std::exception_ptr p) {
        if (!p) return;
        try {
          std::rethrow_exception(p);
        } catch (const std::exception& ex) {
          loop->log.append("{\"fault\":\"connection\",\"detail\":\"").append(ex.what()).append("\"}\n");
        }
      });
}

Task<void> accept_all(std::shared_ptr<Loop> loop, Acceptor& acceptor) {
  Timer pause(loop->context.get_executor());
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(kAwaitTuple);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Out of descriptors: the connection stays in the queue of the system until one is free.
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwaitTuple);
      continue;
    }
    accepted(loop, std::move(socket));
  }
}

Task<void> sweep(std::shared_ptr<Loop> loop, Timer& timer) {
  std::vector<Timed*> late;
  for (;;) {
    timer.expires_after(std::chrono::milliseconds(loop->shared.options.sweep_ms));
    auto [error] = co_await timer.async_wait(kAwaitTuple);
    // A wait that was over already when it was cancelled has no error.
    if (error || loop->shared.is_killed) co_return;
    loop->flush_log();
    const auto now = now_ms();
    late.clear();
    for (auto* c : loop->connections)
      if (c->deadline_ms < now) late.push_back(c);
    // One that expires may end another's life no sooner than the loop runs on.
    for (auto* c : late)
      if (loop->connections.contains(c)) c->expire();
  }
}

}  // namespace

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}
std::int64_t now_ms() {
  return now_us() / 1000;
}

bool Shared::admit(const std::string& peer) {
  if (connections.fetch_add(1) >= options.connections_max) {
    connections.fetch_sub(1);
    ++refused;
    return false;
  }
  // Behind a proxy all clients come from one address.
  const std::lock_guard lock(peers_mutex);
  if (auto& n = peers[peer]; n >= options.connections_per_peer_max && !proxies.holds(peer)) {
    connections.fetch_sub(1);
    ++refused;
    return false;
  } else {
    ++n;
  }
  ++accepted;
  return true;
}

void Shared::dismiss(const std::string& peer) {
  connections.fetch_sub(1);
  const std::lock_guard lock(peers_mutex);
  if (const auto it = peers.find(peer); it != peers.end() && --it->second == 0) peers.erase(it);
}

const std::string& Loop::date() {
  // The machine's time, even where the product's clock stands: caches of browsers reckon with it.
  const auto now = SystemClock().now();
  if (now.us / kSecondUs != date_s_) {
    date_s_ = now.us / kSecondUs;
    date_ = http_date(now);
  }
  return date_;
}

void Loop::flush_log() {
  if (!log.empty() && shared.options.log) shared.options.log(log);
  log.clear();
}

struct Server::Impl {
  explicit Impl(std::unique_ptr<Shared> s) : shared(std::move(s)) {}
  std::shared_ptr<Shared> shared;
  struct One {
    std::shared_ptr<Loop> loop;
    std::unique_ptr<Acceptor> acceptor;
    std::unique_ptr<Timer> timer;
    std::thread thread;
  };
  std::vector<One> all;
  std::uint16_t port = 0;
  bool is_stopped = false;

  Result<void> open() {
    boost::system::error_code e;
    const auto address = asio::ip::make_address(shared->options.address, e);
    if (e) return Error("http.listen", "", {{"address", shared->options.address}, {"detail", e.message()}});
    int threads = shared->options.threads;
    if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    port = shared->options.port;
    for (int i = 0; i < threads; ++i) {
      One one;
      one.loop = std::shared_ptr<Loop>(new Loop(*shared), [keep = shared](Loop* l) { delete l; });
      one.acceptor = std::make_unique<Acceptor>(one.loop->context.get_executor());
      GUATU_TRY_VOID(listen(*one.acceptor, Tcp::endpoint(address, port), shared->options));
      port = one.acceptor->local_endpoint().port();
      one.timer = std::make_unique<Timer>(one.loop->context.get_executor());
      all.push_back(std::move(one));
    }
    return {};
  }

  void run() {
    for (auto& one : all) {
      asio::co_spawn(one.loop->context, accept_all(one.loop, *one.acceptor), asio::detached);
      asio::co_spawn(one.loop->context, sweep(one.loop, *one.timer), asio::detached);
      one.thread = std::thread([loop = one.loop] { loop->context.run(); });
    }
  }

  void stop() {
    if (is_stopped) return;
    is_stopped = true;
    shared->is_stopping = true;
    for (auto& one : all)
      asio::post(one.loop->context, [&one] {
        boost::system::error_code ignored;
        one.acceptor->close(ignored);
        expire_all(*one.loop, true);
      });
    const auto until = now_ms() + shared->options.stop_ms;
    while (shared->connections > 0 && now_ms() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    shared->is_killed = true;
    for (auto& one : all)
      asio::post(one.loop->context, [&one] {
        one.timer->cancel();
        expire_all(*one.loop, false);
        one.loop->flush_log();
        one.loop->work.reset();
      });
    for (auto& one : all) one.thread.join();
  }

  static void expire_all(Loop& loop, bool only_idle) {
    std::vector<Timed*> some;
    for (auto* c : loop.connections)
      if (c->is_idle || !only_idle) some.push_back(c);
    for (auto* c : some)
      if (loop.connections.contains(c)) c->expire();
  }
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(const Router& router, const Clock& clock, Metrics& metrics,
                                              Pool& pool, ServerOptions options) {
  auto shared = std::make_unique<Shared>(router, clock, metrics, pool, std::move(options));
  std::random_device random;
  shared->id_seed = (std::uint64_t{random()} << 32) | random();
  if (!shared->options.certificate_file.empty()) {
    GUATU_TRY(tls, make_tls(shared->options.certificate_file, shared->options.key_file));
    shared->tls = std::move(tls);
  }
  auto impl = std::make_unique<Impl>(std::move(shared));
  GUATU_TRY_VOID(impl->open());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
  return impl_->port;
}
ServerState Server::state() const {
  return {impl_->shared->connections, impl_->shared->accepted, impl_->shared->refused};
}
bool Server::is_stopping() const {
  return impl_->shared->is_stopping;
}
void Server::stop() {
  impl_->stop();
}

}  // namespace guatu::http
