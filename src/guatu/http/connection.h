// One connection: reads a request, has it answered, writes the answer, and again, in order. A template over
// the stream (a socket, or TLS over one); included by server_plain.cpp and server_tls.cpp alone, since it
// compiles slowly.
#pragma once

#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "guatu/http/answer_head.h"
#include "guatu/http/exchange.h"
#include "guatu/http/file_producer.h"
#include "guatu/http/head_check.h"
#include "guatu/http/loop.h"
#include "guatu/http/problem.h"
#include "guatu/http/request_parser.h"

namespace guatu::http {

inline Socket& lowest(Socket& s) {
  return s;
}
template <class Layered>
Socket& lowest(Layered& s) {
  return s.next_layer();
}

/// Waiting stands in statements of its own: inside `switch (…)` and `?:` GCC 12 makes coroutines that are
/// resumed for ever.
template <class Stream>
class Connection final : public Timed {
 public:
  Connection(std::shared_ptr<Loop> loop, Stream& stream, std::string peer, bool is_tls)
      : loop_(std::move(loop)),
        shared_(loop_->shared),
        stream_(stream),
        peer_(std::move(peer)),
        is_tls_(is_tls),
        is_peer_trusted_(shared_.proxies.holds(peer_)) {
    loop_->connections.insert(this);
    set_deadline(shared_.options.idle_ms);
  }
  ~Connection() override { loop_->connections.erase(this); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void expire() override {
    is_expired_ = true;
    if (waits_for_ != nullptr) {
      waits_for_->time_out();
    } else {
      boost::system::error_code ignored;
      lowest(stream_).close(ignored);
    }
  }

  Task<void> run() {
    for (;;) {
      const bool goes_on = co_await one();
      if (!goes_on) break;
    }
    co_await close();
  }

 private:
  enum class Got { kAll, kRefused, kGone };

  void set_deadline(std::int64_t ms) { deadline_ms = now_ms() + ms; }

  /// One request and its answer. False: the connection ends.
  Task<bool> one() {
    is_idle = true;
    if (in_.empty() && in_.capacity() > 2 * limits::kMaxHeaderBytes) in_.shrink_to_fit();
    set_deadline(shared_.options.idle_ms);
    if (!exchange_ || !exchange_->try_use_again()) exchange_ = std::make_shared<HttpExchange>(loop_);
    std::optional<Response> early;
    const auto head = co_await read_head(early);
    if (head == Got::kGone) co_return false;
    if (head == Got::kRefused) co_return co_await refuse(std::move(*early));
    auto& request = exchange_->request;
    auto answer = shared_.router.find(request);
    if (!answer && shared_.router.gate()) answer = ask_gate();
    if (!answer && (!parser_.is_done() || request.route->options.open_sink)) {
      const auto body = co_await read_body(answer);
      if (body == Got::kGone) co_return false;
      if (body == Got::kRefused) co_return co_await refuse(std::move(*answer));
    }
    // A body that nobody wanted is not read: the connection ends with the answer.
    if (answer && parser_.is_done()) co_return co_await write(std::move(*answer));
    if (answer) co_return co_await refuse(std::move(*answer));
    co_return co_await have_answered();
  }

  std::optional<Response> ask_gate() {
    auto& request = exchange_->request;
    try {
      return shared_.router.gate()(request, *request.route);
    } catch (...) {
      return internal();
    }
  }

  Response internal() {
    std::string what;
    auto r = problem(error_of_current_exception(what), exchange_->request);
    r.error_detail = std::move(what);
    return r;
  }

  /// No coroutine: what stands in braces inside one is destroyed twice by GCC 12.
  Response refusal(const char* key, const char* arg = "", std::string value = {}) {
    return problem(Error(key, "", {{arg, std::move(value)}}), exchange_->request);
  }

  /// Some more bytes into the buffer. False: none will come.
  Task<bool> read_some(std::size_t at_least, std::size_t at_most) {
    const auto old = in_.size();
    // Grows with what comes: an idle connection holds a kilobyte.
    in_.resize(old + std::min(at_most, std::max(at_least, old)));
    auto [error, n] =
        co_await stream_.async_read_some(asio::buffer(in_.data() + old, in_.size() - old), kAwaitTuple);
    in_.resize(old + n);
    co_return !error && !is_expired_;
  }

  Task<Got> read_head(std::optional<Response>& early) {
    started_us_ = 0;
    std::size_t from = 0;
    HeadEnd end;
    for (;;) {
      if (!in_.empty()) {
        if (started_us_ == 0) {
          is_idle = false;
          started_us_ = now_us();
          set_deadline(shared_.options.request_ms);
        }
        end = find_head_end(in_, from);
        from = end.scanned;
        if (end.size > 0 || end.is_broken) break;
        if (in_.size() >= limits::kMaxHeaderBytes) break;
      } else if (shared_.is_stopping) {
        co_return Got::kGone;
      }
      const bool is_well = co_await read_some(1024, limits::kMaxHeaderBytes);
      if (!is_well) co_return Got::kGone;
    }
    prepare();
    if (end.size > limits::kMaxHeaderBytes || (end.size == 0 && !end.is_broken)) {
      early =
          problem(Error("http.headers_too_large", "", {{"limit", std::to_string(limits::kMaxHeaderBytes)}}),
                  exchange_->request);
      co_return Got::kRefused;
    }
    if (end.is_broken)
      early = refusal("http.bad_head", "detail", "line end");
    else if (const auto r = take_head(std::string_view(in_).substr(0, end.size)); r.has_error())
      early = problem(r.error(), exchange_->request);
    if (early) co_return Got::kRefused;
    in_.erase(0, end.size);
    co_return Got::kAll;
  }

  /// What is known of a request before its head is read.
  void prepare() {
    auto& q = exchange_->request;
    q.at = shared_.clock.now();
    q.peer = peer_;
    q.is_secure = is_tls_;
    q.lang = shared_.options.lang;
    append_request_id(q.id, shared_);
  }

  Result<void> take_head(std::string_view head) {
    GUATU_TRY_VOID(check_head(head));
    auto& q = exchange_->request;
    GUATU_TRY_VOID(parser_.read_head(head, q));
    q.lang = preferred_lang(q.headers.get("Accept-Language"), shared_.options.lang);
    q.host = q.headers.get("Host");
    if (is_peer_trusted_) believe_proxy(q, shared_.proxies);
    return {};
  }

  Task<Got> read_body(std::optional<Response>& answer) {
    auto& q = exchange_->request;
    const auto& options = q.route->options;
    const auto limit = options.body_max;
    if (parser_.length() && *parser_.length() > limit) {
      answer = refusal("http.body_too_large", "limit", std::to_string(limit));
      co_return Got::kRefused;
    }
    if (const auto* expect = q.headers.find("Expect")) {
      if (!same_name(*expect, "100-continue")) {
        answer = refusal("http.expectation");
        co_return Got::kRefused;
      }
      if (in_.empty()) {
        const bool is_sent = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n");
        if (!is_sent) co_return Got::kGone;
      }
    }
    if (options.open_sink) {
      const bool is_open = co_await open_sink(answer);
      if (!is_open) co_return Got::kRefused;
    }
    // A length that is known is room that is made once.
    if (!options.open_sink && parser_.length()) q.body.reserve(static_cast<std::size_t>(*parser_.length()));
    std::size_t total = 0;
    while (!parser_.is_done()) {
      auto& out = options.open_sink ? piece_ : q.body;
      const auto before = out.size();
      const auto used = parser_.read_body(in_, out);
      if (used.has_error()) {
        answer = problem(used.error(), q);
        co_return Got::kRefused;
      }
      in_.erase(0, *used);
      total += out.size() - before;
      if (total > limit) {
        answer = refusal("http.body_too_large", "limit", std::to_string(limit));
        co_return Got::kRefused;
      }
      if (options.open_sink &&
          (piece_.size() >= limits::kPieceBytes || (parser_.is_done() && !piece_.empty()))) {
        const bool is_well = co_await write_piece(answer);
        if (!is_well) co_return Got::kRefused;
        set_deadline(shared_.options.request_ms);  // Time for the next piece, not for the whole upload.
      }
      if (parser_.is_done()) break;
      if (in_.size() > limits::kMaxHeaderBytes) {  // A chunk's head without end.
        answer = refusal("http.bad_body", "detail", "chunk");
        co_return Got::kRefused;
      }
      const bool is_well = co_await read_some(limits::kMaxHeaderBytes, limits::kPieceBytes);
      if (!is_well) co_return Got::kGone;
    }
    co_return Got::kAll;
  }

  /// Waits for what the pool or a handler gives; false: timed out.
  Task<bool> take(Rendezvous& r) {
    waits_for_ = &r;
    const bool is_given = co_await r.take();
    waits_for_ = nullptr;
    co_return is_given;
  }

  /// `work` in the pool, its error as answer. It must own what it uses: it may outlive the connection.
  using Work = std::function<Result<void>()>;
  Task<bool> in_pool(Work work, std::optional<Response>& answer) {
    auto job = std::make_shared<PoolJob>(loop_);
    const bool has_room = shared_.pool.post([job, work = std::move(work)]() mutable {
      try {
        if (auto r = work(); r.has_error()) job->error = std::move(r).error();
      } catch (...) {
        std::string what;
        job->error = error_of_current_exception(what);
      }
      job->rendezvous.give(job);
    });
    std::optional<Error> error;
    if (has_room) {
      const bool is_given = co_await take(job->rendezvous);
      // Out of time, the pool may still be writing into the job.
      error = is_given ? job->error : Error("http.slow_answer");
    } else {
      error = Error("http.busy");
    }
    if (error) answer = problem(*error, exchange_->request);
    co_return !error;
  }

  Task<bool> open_sink(std::optional<Response>& answer) {
    Work work = [exchange = exchange_]() -> Result<void> {
      GUATU_TRY(sink, exchange->request.route->options.open_sink(exchange->request));
      exchange->request.sink = std::move(sink);
      return {};
    };
    co_return co_await in_pool(std::move(work), answer);
  }

  Task<bool> write_piece(std::optional<Response>& answer) {
    Work work = [sink = exchange_->request.sink, piece = std::move(piece_)] { return sink->write(piece); };
    piece_.clear();
    co_return co_await in_pool(std::move(work), answer);
  }

  /// Runs the handler, waits for its answer, writes it.
  Task<bool> have_answered() {
    set_deadline(shared_.options.answer_ms);
    const auto& route = *exchange_->request.route;
    if (route.options.runs == Runs::kHere) {
      run_handler(route, exchange_);
    } else if (!shared_.pool.post([exchange = exchange_, &route] { run_handler(route, exchange); })) {
      auto busy = refusal("http.busy");
      co_return co_await write(std::move(busy));
    }
    const bool is_given = co_await take(exchange_->rendezvous);
    if (!is_given) {
      // The handler may still be at work on the exchange, so this one is the answer's alone.
      is_expired_ = false;
      auto slow = refusal("http.slow_answer");
      co_return co_await write(std::move(slow), true);
    }
    co_return co_await write(std::move(exchange_->response));
  }

  Task<bool> write_all(std::string_view bytes) {
    set_deadline(shared_.options.write_ms);
    auto [error, n] =
        co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), kAwaitTuple);
    co_return !error && !is_expired_;
  }

  /// The answer ends the connection, since what follows in it is not known.
  Task<bool> refuse(Response answer) {
    is_expired_ = false;
    co_await write(std::move(answer), true);
    is_lingering_ = true;
    co_return false;
  }

  /// @return  true: the connection goes on
  Task<bool> write(Response response, bool is_last = false) {
    if (shared_.is_killed) co_return false;
    auto& q = exchange_->request;
    compress(response, q);
    const bool has_body = q.method != Method::kHead && response.status != 204 && response.status != 304;
    Framing framing;
    framing.is_closing = is_last || !parser_.is_keep_alive() || shared_.is_stopping;
    if (auto* s = std::get_if<std::string>(&response.body))
      framing.length = s->size();
    else if (auto* shared_body = std::get_if<SharedBody>(&response.body))
      framing.length = (*shared_body)->size();
    else if (auto* f = std::get_if<FileBody>(&response.body))
      framing.length = f->size;
    else if (!parser_.is_http10())
      framing.is_chunked = has_body;
    else
      framing.is_closing = true;
    if (response.status == 204 || response.status == 304) framing.length.reset();
    out_.clear();
    append_head(out_, response, q, loop_->date(), framing);
    std::uint64_t sent = 0;
    bool is_well = true;
    if (!has_body)
      is_well = co_await write_all(out_);
    else if (auto* s = std::get_if<std::string>(&response.body))
      is_well = co_await write_whole(*s, sent);
    else if (auto* shared_body = std::get_if<SharedBody>(&response.body))
      is_well = co_await write_whole(**shared_body, sent);
    else
      is_well = co_await write_stream(response, framing, sent);
    note(*loop_, q, response, sent, started_us_ == 0 ? 0 : now_us() - started_us_);
    co_return is_well && !framing.is_closing;
  }

  /// Head and body in one gathered write; what is large goes on piece by piece, each with its own time.
  Task<bool> write_whole(std::string_view body, std::uint64_t& sent) {
    auto first = body.substr(0, limits::kWriteBytes);
    set_deadline(shared_.options.write_ms);
    std::array<asio::const_buffer, 2> both;
    both[0] = asio::buffer(out_);
    both[1] = asio::buffer(first.data(), first.size());
    auto [error, n] = co_await asio::async_write(stream_, both, kAwaitTuple);
    if (error || is_expired_) co_return false;
    sent += first.size();
    for (body.remove_prefix(first.size()); !body.empty(); body.remove_prefix(first.size())) {
      first = body.substr(0, limits::kWriteBytes);
      const bool is_well = co_await write_all(first);
      if (!is_well) co_return false;
      sent += first.size();
    }
    co_return true;
  }

  Task<bool> write_stream(Response& response, const Framing& framing, std::uint64_t& sent) {
    const auto stream = stream_of(response);
    const bool is_begun = co_await write_all(out_);
    if (!is_begun) co_return false;
    std::string piece;
    for (;;) {
      const bool is_made = co_await next_piece(stream, piece, response);
      if (!is_made) co_return false;  // Without the end, so that the client sees that it is not whole.
      if (piece.empty()) break;
      sent += piece.size();
      out_.clear();
      if (framing.is_chunked) append_chunk_head(out_, piece.size());
      const std::string_view end = framing.is_chunked ? "\r\n" : "";
      std::array<asio::const_buffer, 3> parts;
      parts[0] = asio::buffer(out_);
      parts[1] = asio::buffer(piece);
      parts[2] = asio::buffer(end.data(), end.size());
      set_deadline(shared_.options.write_ms);
      auto [error, n] = co_await asio::async_write(stream_, parts, kAwaitTuple);
      if (error || is_expired_) co_return false;
    }
    if (!framing.is_chunked) co_return true;
    co_return co_await write_all("0\r\n\r\n");
  }

  static StreamBody stream_of(Response& response) {
    if (const auto* f = std::get_if<FileBody>(&response.body))
      return {std::make_shared<FileProducer>(*f), Runs::kPool};
    return std::get<StreamBody>(response.body);
  }

  /// None: broken off, for the reason in `response.error_key`.
  Task<bool> next_piece(const StreamBody& stream, std::string& out, Response& response) {
    auto job = std::make_shared<PieceJob>(loop_);
    auto ask = asking(job, stream.producer);
    set_deadline(shared_.options.answer_ms);
    bool has_room = true;
    if (stream.runs == Runs::kHere)
      ask();
    else
      has_room = shared_.pool.post(std::move(ask));
    if (!has_room) {
      response.error_key = "http.busy";
      co_return false;
    }
    const bool is_given = co_await take(job->rendezvous);
    if (!is_given) {
      response.error_key = "http.slow_answer";
    } else if (job->piece.has_error()) {
      response.error_key = job->piece.error().key;
    } else {
      out = std::move(job->piece->bytes);
      co_return true;
    }
    co_return false;
  }

  static std::function<void()> asking(std::shared_ptr<PieceJob> job, std::shared_ptr<Producer> producer) {
    return [job = std::move(job), producer = std::move(producer)] {
      const auto give = [job](Result<Piece> piece) {
        job->piece = std::move(piece);
        job->rendezvous.give(job);
      };
      try {
        producer->next(give);
      } catch (...) {
        std::string what;
        give(error_of_current_exception(what));
      }
    };
  }

  /// After a refusal the client may still be sending: closed at once, the answer would be lost (RFC
  /// 9112 9.6).
  Task<void> close() {
    auto& socket = lowest(stream_);
    boost::system::error_code ignored;
    if (is_lingering_ && socket.is_open() && !is_expired_ && !shared_.is_killed) {
      socket.shutdown(Tcp::socket::shutdown_send, ignored);
      set_deadline(limits::kLingerMs);
      for (std::size_t left = limits::kMaxCommandBytes; left > 0;) {
        in_.resize(4096);
        auto [error, n] = co_await lowest(stream_).async_read_some(asio::buffer(in_), kAwaitTuple);
        if (error || is_expired_) break;
        left -= std::min(left, n);
      }
    }
    socket.close(ignored);
  }

  std::shared_ptr<Loop> loop_;
  Shared& shared_;
  Stream& stream_;
  std::string peer_;
  bool is_tls_;
  bool is_peer_trusted_;
  bool is_expired_ = false;
  bool is_lingering_ = false;
  Rendezvous* waits_for_ = nullptr;
  std::string in_;     ///< read, not yet taken
  std::string out_;    ///< head of the answer
  std::string piece_;  ///< of a body on its way to a sink
  RequestParser parser_;
  std::shared_ptr<HttpExchange> exchange_;
  std::int64_t started_us_ = 0;
};

}  // namespace guatu::http
