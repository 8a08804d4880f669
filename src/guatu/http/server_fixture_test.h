// A server on a free port with a few routes, for tests that need sockets.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "guatu/http/health.h"
#include "guatu/http/raw_client_fixture_test.h"
#include "guatu/http/server.h"

namespace guatu::http {

/// Collects a body; says how many bytes came in how many pieces.
class CountingSink final : public BodySink {
 public:
  Result<void> write(std::string_view piece) override {
    bytes += piece.size();
    ++pieces;
    if (piece.find("refuse me") != std::string_view::npos)
      return Error("command.too_large", "", {{"limit", "0"}});
    return {};
  }
  std::size_t bytes = 0;
  std::size_t pieces = 0;
};

/// Ten pieces of a kilobyte, from the pool.
class TenPieces final : public Producer {
 public:
  void next(std::function<void(Result<Piece>)> give) override {
    give(Piece{count_++ < 10 ? std::string(1024, static_cast<char>('0' + count_ % 10)) : std::string()});
  }

 private:
  int count_ = 0;
};

class TestServer {
 public:
  explicit TestServer(ServerOptions options = {}) {
    add_routes();
    add_health_routes(router, health);
    metrics = std::make_unique<Metrics>(router);
    health->metrics = metrics.get();
    options.port = 0;
    if (options.threads == 0) options.threads = 2;
    if (options.sweep_ms == limits::kConnectionSweepMs) options.sweep_ms = 20;
    options.log = [this](std::string_view lines) {
      const std::lock_guard lock(mutex);
      log += lines;
    };
    auto started = Server::start(router, clock, *metrics, pool, options);
    EXPECT_TRUE(started.has_value());
    server = std::move(*started);
  }
  ~TestServer() {
    if (later.joinable()) later.join();
  }
  std::uint16_t port() const { return server->port(); }
  void release() {
    const std::lock_guard lock(mutex);
    is_released = true;
    released.notify_all();
  }

  SystemClock clock;
  Router router;
  std::shared_ptr<Health> health = std::make_shared<Health>();
  Pool pool{2, 16};
  std::unique_ptr<Metrics> metrics;
  std::mutex mutex;
  std::condition_variable released;
  bool is_released = false;
  std::atomic<bool> is_begun{false};
  std::string log;
  std::thread later;
  std::unique_ptr<Server> server;

 private:
  void add_routes() {
    router.get("/hello", "", [](const Request& q, const Responder& r) {
      r.send(Response::text(200, "hello " + std::string(q.query.get("name"))));
    });
    router.get("/who", "", [](const Request& q, const Responder& r) {
      r.send(
          Response::text(200, q.peer + " " + (q.is_secure ? "https" : "http") + " " + q.host + " " + q.id));
    });
    router.get("/large", "", [](const Request&, const Responder& r) {
      std::string text = "[";
      for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",";
      r.send(Response::json(200, text + "0]"));
    });
    router.get("/pieces", "", [](const Request&, const Responder& r) {
      Response a;
      a.body = StreamBody{std::make_shared<TenPieces>(), Runs::kPool};
      r.send(std::move(a));
    });
    router.get("/file", "", [](const Request&, const Responder& r) {
      Response a;
      a.body = FileBody{GUATU_SOURCE_DIR "/LICENSE", 10, 100};
      r.send(std::move(a));
    });
    router.get("/never", "", [](const Request&, const Responder&) {});
    // Answered by another thread, when the test says so.
    router.get("/later", "", [this](const Request&, Responder r) {
      later = std::thread([this, r = std::move(r)] {
        is_begun = true;
        std::unique_lock lock(mutex);
        released.wait(lock, [this] { return is_released; });
        r.send(Response::text(200, "at last"));
      });
    });
    router.get("/pool", "", [](const Request&, const Responder& r) { r.send(Response::text(200, "pool")); },
               {Runs::kPool, 0, {}});
    RouteOptions small;
    small.body_max = 1000;
    router.post(
        "/echo", "", [](const Request& q, const Responder& r) { r.send(Response::text(200, q.body)); },
        small);
    RouteOptions upload;
    upload.body_max = 4 << 20;
    upload.open_sink = [](const Request&) -> Result<std::shared_ptr<BodySink>> {
      std::shared_ptr<BodySink> sink = std::make_shared<CountingSink>();
      return sink;
    };
    router.post(
        "/upload", "",
        [](const Request& q, const Responder& r) {
          r.send(Response::text(201, std::to_string(static_cast<CountingSink&>(*q.sink).bytes)));
        },
        upload);
  }
};

}  // namespace guatu::http
