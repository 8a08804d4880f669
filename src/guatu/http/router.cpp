#include "guatu/http/router.h"

#include <algorithm>
#include <array>
#include <utility>

#include "guatu/http/problem.h"

namespace guatu::http {

namespace {

constexpr std::array kOrder{Method::kGet,   Method::kHead,   Method::kPost,   Method::kPut,
                            Method::kPatch, Method::kDelete, Method::kOptions};

/// Takes the first segment off; `path` begins with `/`.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash);
  return segment;
}

Response no_content(const std::string& allow) {
  auto r = Response::empty(204);
  r.headers.add("Allow", allow);
  return r;
}

}  // namespace

Responder::Responder(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {
  exchange_->responders_.fetch_add(1, std::memory_order_relaxed);
}

Responder::Responder(const Responder& other) : exchange_(other.exchange_) {
  if (exchange_) exchange_->responders_.fetch_add(1, std::memory_order_relaxed);
}

Responder& Responder::operator=(Responder other) noexcept {
  std::swap(exchange_, other.exchange_);
  return *this;
}

Responder::~Responder() {
  if (!exchange_) return;
  auto& count = exchange_->responders_;
  auto n = count.load(std::memory_order_acquire);
  while (n > 1)
    if (count.compare_exchange_weak(n, n - 1, std::memory_order_acq_rel)) return;
  // The last one looks while it still holds the exchange: let go first, it might be in use for the next
  // request already, and that one would be answered.
  if (!exchange_->is_answered_.load(std::memory_order_acquire)) {
    try {
      fail(Error("http.no_answer"));
    } catch (...) {
      send(Response::empty(500));
    }
  }
  count.fetch_sub(1, std::memory_order_acq_rel);
}

void Responder::send(Response response) const {
  if (!exchange_->is_answered_.exchange(true, std::memory_order_acq_rel))
    exchange_->answer(std::move(response));
}

void Responder::fail(const Error& error) const {
  send(problem(error, exchange_->request));
}

void Responder::fail(const Problems& problems) const {
  send(problem(problems, exchange_->request));
}

/// One place in the tree of templates.
struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
  std::unique_ptr<Node> parameter;
  std::array<Route*, kOrder.size()> routes{};
  std::string allow;

  Node* literal(std::string_view name) const {
    for (const auto& [text, node] : literals)
      if (text == name) return node.get();
    return nullptr;
  }
  bool has_routes() const { return !allow.empty(); }
  Route*& route(Method m) { return routes[static_cast<std::size_t>(m)]; }

  void make_allow() {
    allow.clear();
    for (const auto m : kOrder) {
      const bool is_there = route(m) != nullptr || m == Method::kOptions ||
                            (m == Method::kHead && route(Method::kGet) != nullptr);
      if (is_there) allow.append(allow.empty() ? "" : ", ").append(text_of(m));
    }
  }

  /// Depth first, literals before parameters; the values of parameters from the last to the first.
  Node* find(std::string_view path, std::array<std::string_view, limits::kMaxPathParameters>& values,
             std::size_t count) {
    if (path.empty()) {
      return has_routes() ? this : nullptr;
    }
    const auto segment = next_segment(path);
    if (auto* n = literal(segment))
      if (auto* found = n->find(path, values, count)) return found;
    if (parameter && count < values.size() && !segment.empty()) {
      values[count] = segment;
      return parameter->find(path, values, count + 1);
    }
    return nullptr;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {
  // Not = "/": GCC 12 at -O2 then warns of an overlap that is none.
  fallback_.path.assign(1, '/');
}
Router::~Router() = default;

void Router::add(Route route) {
  GUATU_ASSERT(!route.path.empty() && route.path.front() == '/' && route.handler);
  auto* node = root_.get();
  std::size_t parameters = 0;
  std::string_view path = route.path;
  while (!path.empty()) {
    const auto segment = next_segment(path);
    if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
      GUATU_ASSERT(++parameters <= limits::kMaxPathParameters);
      if (!node->parameter) node->parameter = std::make_unique<Node>();
      node = node->parameter.get();
      continue;
    }
    GUATU_ASSERT(segment.find_first_of("{}") == std::string_view::npos);
    auto* next = node->literal(segment);
    if (next == nullptr) next = node->literals.emplace_back(segment, std::make_unique<Node>()).second.get();
    node = next;
  }
  auto& place = node->route(route.method);
  GUATU_ASSERT(place == nullptr);
  route.number = routes_.size();
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  place = routes_.back().get();
  node->make_allow();
}

void Router::get(std::string path, std::string operation, Handler handler, RouteOptions options) {
  add({Method::kGet, std::move(path), std::move(operation), std::move(handler), std::move(options)});
}

void Router::post(std::string path, std::string operation, Handler handler, RouteOptions options) {
  add({Method::kPost, std::move(path), std::move(operation), std::move(handler), std::move(options)});
}

std::optional<Response> Router::find(Request& request) const {
  request.params.clear();
  request.route = nullptr;
  if (request.path == "*") {
    if (request.method == Method::kOptions) return no_content("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return problem(Error("http.bad_target", "", {{"detail", "form"}}), request);
  }
  std::array<std::string_view, limits::kMaxPathParameters> values;
  auto* node = root_->find(request.path, values, 0);
  if (node == nullptr) {
    const bool is_read = request.method == Method::kGet || request.method == Method::kHead;
    if (!is_read || !fallback_.handler) return problem(Error("http.not_found"), request);
    request.route = &fallback_;
    return std::nullopt;
  }
  const auto* route = node->route(request.method);
  if (route == nullptr && request.method == Method::kHead) route = node->route(Method::kGet);
  if (route == nullptr) {
    if (request.method == Method::kOptions) return no_content(node->allow);
    auto r = problem(
        Error("http.method_not_allowed", "", {{"method", text_of(request.method)}, {"allow", node->allow}}),
        request);
    r.headers.set("Allow", node->allow);
    return r;
  }
  request.route = route;
  std::size_t i = 0;
  std::string_view form = route->path;
  while (!form.empty()) {
    const auto segment = next_segment(form);
    if (segment.size() > 2 && segment.front() == '{')
      request.params.add(segment.substr(1, segment.size() - 2), values[i++]);
  }
  return std::nullopt;
}

void run_handler(const Route& route, const std::shared_ptr<Exchange>& exchange) {
  const Responder responder(exchange);
  try {
    route.handler(exchange->request, responder);
  } catch (...) {
    std::string what;
    auto r = problem(error_of_current_exception(what), exchange->request);
    r.error_detail = std::move(what);
    responder.send(std::move(r));
  }
}

void Router::dispatch(const std::shared_ptr<Exchange>& exchange) const {
  auto& request = exchange->request;
  if (auto r = find(request)) return Responder(exchange).send(std::move(*r));
  if (gate_)
    if (auto r = gate_(request, *request.route)) return Responder(exchange).send(std::move(*r));
  if (request.route->options.open_sink) {
    auto sink = request.route->options.open_sink(request);
    if (sink.has_error()) return Responder(exchange).fail(sink.error());
    request.sink = std::move(*sink);
    if (auto r = request.sink->write(request.body); r.has_error()) return Responder(exchange).fail(r.error());
    request.body.clear();
  }
  run_handler(*request.route, exchange);
}

}  // namespace guatu::http
