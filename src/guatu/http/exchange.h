// What a connection shares with the threads that answer. Internal to the server.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "guatu/http/loop.h"
#include "guatu/http/rendezvous.h"
#include "guatu/http/router.h"

namespace guatu::http {

class HttpExchange final : public Exchange, public std::enable_shared_from_this<HttpExchange> {
 public:
  explicit HttpExchange(std::shared_ptr<Loop> loop)
      : rendezvous(loop->context.get_executor()), loop_(std::move(loop)) {}
  Response response;      ///< written before the rendezvous is given
  Rendezvous rendezvous;  ///< destroyed before the loop

  /// Empty for the next request; false: somebody still holds it.
  bool try_use_again() {
    if (!is_free() || rendezvous.is_over()) return false;
    Exchange::use_again();
    rendezvous.use_again();
    request.clear();
    return true;
  }

 private:
  void answer(Response r) noexcept override {
    response = std::move(r);
    rendezvous.give(shared_from_this());
  }
  bool is_wanted() const noexcept override { return !rendezvous.is_over() && !loop_->shared.is_stopping; }

  std::shared_ptr<Loop> loop_;
};

/// Something done in the pool for a connection.
struct PoolJob {
  explicit PoolJob(std::shared_ptr<Loop> l) : loop(std::move(l)), rendezvous(loop->context.get_executor()) {}
  std::shared_ptr<Loop> loop;
  Rendezvous rendezvous;
  std::optional<Error> error;
};

/// The next piece of a body.
struct PieceJob {
  explicit PieceJob(std::shared_ptr<Loop> l) : loop(std::move(l)), rendezvous(loop->context.get_executor()) {}
  std::shared_ptr<Loop> loop;
  Rendezvous rendezvous;
  Result<Piece> piece{Piece{}};
};

/// `r` and 16 hexadecimal digits, none twice in a process, hard to guess across processes.
void append_request_id(std::string& out, Shared& shared);
/// Client, host, scheme and request id as a trusted proxy names them.
void believe_proxy(Request& request, const TrustedProxies& proxies);
void append_chunk_head(std::string& out, std::size_t size);
/// Counts an answer and writes its line of the log. @param us  since the first byte of the request
void note(Loop& loop, const Request& request, const Response& response, std::uint64_t sent, std::int64_t us);

}  // namespace guatu::http
