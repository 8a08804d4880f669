// A client that sends exactly the bytes that a test wants, well formed or not, and reads what comes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace guatu::http {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int timeout_s = 20)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{timeout_s, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int one = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    is_connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  }
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }
  RawClient(RawClient&& other) noexcept : fd_(other.fd_), is_connected_(other.is_connected_) {
    other.fd_ = -1;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  bool is_connected() const { return is_connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  /// All until the server closes; `is_closed()` tells whether it did (and not the time limit ended it).
  std::string read_all() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }
  /// One answer with Content-Length or chunks, as it came; empty when there is none.
  std::string read_answer(bool has_body = true) {
    std::size_t head = 0;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!fill()) return {};
    head += 4;
    std::size_t size = head;
    const auto length = buffer_.substr(0, head).find("Content-Length: ");
    if (!has_body) {
    } else if (length != std::string::npos) {
      size = head + std::strtoull(buffer_.c_str() + length + 16, nullptr, 10);
      while (buffer_.size() < size)
        if (!fill()) return {};
    } else if (buffer_.substr(0, head).find("chunked") != std::string::npos) {
      while (buffer_.find("0\r\n\r\n", head) == std::string::npos)
        if (!fill()) return {};
      size = buffer_.find("0\r\n\r\n", head) + 5;
    }
    auto out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
  }
  bool is_closed() const { return is_closed_; }

 private:
  bool fill() {
    char some[16384];
    const auto n = ::recv(fd_, some, sizeof some, 0);
    // A reset counts as closed: the server had bytes left that nobody wanted.
    is_closed_ = n == 0 || (n < 0 && errno == ECONNRESET);
    if (n <= 0) return false;
    buffer_.append(some, static_cast<std::size_t>(n));
    return true;
  }

  int fd_;
  bool is_connected_ = false;
  bool is_closed_ = false;
  std::string buffer_;
};

inline int status_of_answer(std::string_view answer) {
  return answer.size() > 12 && answer.starts_with("HTTP/1.1 ")
             ? std::atoi(std::string(answer.substr(9, 3)).c_str())
             : 0;
}
inline std::string body_of_answer(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string::npos ? std::string() : answer.substr(head + 4);
}
inline std::string get(std::string_view target, std::string_view more = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

}  // namespace guatu::http
