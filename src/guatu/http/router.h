// Which handler answers which request: one table, which can be read (the API description is checked against
// it). Knows no socket. Handlers answer through a Responder, at once or later, from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/limits.h"
#include "guatu/http/message.h"

namespace guatu::http {

/// One request on its way to its answer; made by the server, or by a test. Lives as long as a Responder of it
/// does.
class Exchange {
 public:
  virtual ~Exchange() = default;
  Request request;

 private:
  friend class Responder;
  /// Called once, from any thread.
  virtual void answer(Response response) noexcept = 0;
  virtual bool is_wanted() const noexcept = 0;

 protected:
  /// Before the exchange is used again: nobody holds a Responder of it. Sees all that they did.
  bool is_free() const { return responders_.load(std::memory_order_acquire) == 0; }
  void use_again() { is_answered_.store(false, std::memory_order_relaxed); }

 private:
  std::atomic<int> responders_{0};
  std::atomic<bool> is_answered_{false};
};

/// The way back to the client. Copied freely, into the desk's callbacks for example; the request lives as
/// long as one copy does. Answered once: what comes after the first answer is dropped. When the last copy
/// goes without an answer, the client gets http.no_answer (500), so none waits for ever.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Exchange> exchange);
  Responder(const Responder& other);
  Responder(Responder&& other) noexcept = default;
  Responder& operator=(Responder other) noexcept;
  ~Responder();

  const Request& request() const { return exchange_->request; }
  void send(Response response) const;
  /// As problem (problem.h) in the language of the request.
  void fail(const Error& error) const;
  void fail(const Problems& problems) const;
  /// False when the client has gone or the time of the request is over: long work may as well stop.
  bool is_wanted() const { return exchange_->is_wanted(); }

 private:
  std::shared_ptr<Exchange> exchange_;
};

/// Answers through `responder`, now or later; what it throws is answered with http.internal (500) if it had
/// not answered. The request is valid as long as a copy of `responder` is kept.
using Handler = std::function<void(const Request& request, Responder responder)>;

struct RouteOptions {
  Runs runs = Runs::kHere;
  std::size_t body_max = limits::kMaxCommandBytes;  ///< bytes; beyond it http.too_large (413)
  /// When set, the body goes there while it arrives, and the handler is called after its end with
  /// `request.sink`. Called, like the gate, before any of the body is read. Runs in the pool.
  std::function<Result<std::shared_ptr<BodySink>>(const Request& request)> open_sink;
};

/// One row of the table.
struct Route {
  Method method = Method::kGet;
  std::string path;       ///< `/api/v1/matters/{id}`: whole segments in braces are parameters
  std::string operation;  ///< operationId in the API description; empty: no part of the API (health, metrics)
  Handler handler;
  RouteOptions options;
  std::size_t number = 0;  ///< place in the table; set by the router
};

/// Asked for every request that has a route, before its body is read: fills `request.caller` in, or answers
/// itself (401, 403, 429) and the handler is not called. Runs in the thread of the connection.
using Gate = std::function<std::optional<Response>(Request& request, const Route& route)>;

/// Filled before the server starts, then only read: by all threads, without locks.
class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// A template twice with the same method, or one that is not well formed, is our own mistake and stops.
  void add(Route route);
  void get(std::string path, std::string operation, Handler handler, RouteOptions options = {});
  void post(std::string path, std::string operation, Handler handler, RouteOptions options = {});
  void set_gate(Gate gate) { gate_ = std::move(gate); }
  const Gate& gate() const { return gate_; }
  /// Answers GET and HEAD of paths that no template fits: the web UI.
  void set_fallback(Handler handler) { fallback_.handler = std::move(handler); }

  /// In the order of adding.
  std::span<const std::unique_ptr<Route>> routes() const { return routes_; }

  /// Sets `request.route` and `request.params`. Literal segments go before parameters. GET serves HEAD.
  /// @return  what answers instead of a handler: 204 with Allow for OPTIONS; http.not_found (404),
  ///          http.method_not_allowed (405, with Allow)
  std::optional<Response> find(Request& request) const;

  /// Gate and handler of a request that find() has found. For tests, which have no socket: whole
  /// bodies only, and everything in the calling thread.
  void dispatch(const std::shared_ptr<Exchange>& exchange) const;

 private:
  struct Node;
  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
  Gate gate_;
  Route fallback_;
};

/// Calls the handler; answers http.internal for what it throws. StoreFailure and its like are known by
/// `problem_of`.
void run_handler(const Route& route, const std::shared_ptr<Exchange>& exchange);

}  // namespace guatu::http
