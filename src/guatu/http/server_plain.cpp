// Connections without TLS.
#include "guatu/http/connection.h"

namespace guatu::http {

Task<void> serve_plain(std::shared_ptr<Loop> loop, Socket socket, std::string peer) {
  Connection<Socket> connection(loop, socket, std::move(peer), false);
  co_await connection.run();
}

}  // namespace guatu::http
