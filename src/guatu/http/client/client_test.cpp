// Goal: requests to other servers are answered, or say what went wrong within their time.
// Method: our own server, with and without TLS, and one by hand that speaks nonsense, too much or nothing.
#include "guatu/http/client/client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "guatu/http/certificate_fixture_test.h"
#include "guatu/http/server_fixture_test.h"
#include "guatu/testing/accounts.h"

namespace guatu::http::client {
namespace {

std::string url(int port, const std::string& target, const std::string& scheme = "http") {
  return scheme + "://localhost:" + std::to_string(port) + target;
}
std::string key_of(const Result<Answer>& r) {
  return r.has_value() ? "" : r.error().key;
}

/// Answers the first connection with these bytes and closes it, or keeps it open.
class ByHand {
 public:
  ByHand(std::string bytes, bool closes) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this, bytes = std::move(bytes), closes] {
      const int one = ::accept(socket_, nullptr, nullptr);
      if (one < 0) return;
      char some[4096];
      static_cast<void>(::recv(one, some, sizeof some, 0));
      static_cast<void>(::send(one, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      // Until the client goes.
      if (!closes)
        while (::recv(one, some, sizeof some, 0) > 0) {
        }
      ::close(one);
    });
  }
  ~ByHand() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  int port = 0;

 private:
  int socket_;
  std::thread thread_;
};

TEST(Client, AsksAndIsAnswered) {
  TestServer s;
  const auto r = fetch({Method::kGet, url(s.port(), "/hello?name=%E4%BD%A0")});
  ASSERT_TRUE(r.has_value()) << r.error().key;
  EXPECT_EQ(r->status, 200);
  EXPECT_EQ(r->body, "hello 你");
  EXPECT_EQ(r->headers.get("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(fetch({Method::kGet, url(s.port(), "/nothing-here")})->status, 404);
}

TEST(Client, TrustsTheCertificateThatItIsToldToAndNoOther) {
  const testing::TemporaryFolder dir;
  ServerOptions o;
  o.certificate_file = dir.path() + "/cert.pem";
  o.key_file = dir.path() + "/key.pem";
  make_certificate(o.certificate_file, o.key_file);
  TestServer s(o);
  Options trusting;
  trusting.ca_file = o.certificate_file;
  const auto r = fetch({Method::kGet, url(s.port(), "/hello", "https")}, trusting);
  ASSERT_TRUE(r.has_value()) << r.error().key << " " << r.error().args.back().second;
  EXPECT_EQ(r->status, 200);
  EXPECT_EQ(key_of(fetch({Method::kGet, url(s.port(), "/hello", "https")})), "client.tls");
  // Its certificate is for localhost.
  const auto by_address = "https://127.0.0.1:" + std::to_string(s.port()) + "/hello";
  EXPECT_EQ(key_of(fetch({Method::kGet, by_address}, trusting)), "client.tls");
  Options strict;
  strict.is_plain_allowed = false;
  EXPECT_EQ(key_of(fetch({Method::kGet, "http://localhost/"}, strict)), "client.plain");
}

TEST(Client, SaysWhatWentWrong) {
  int free_port = 0;
  {
    const ByHand gone("", true);
    free_port = gone.port;
    static_cast<void>(fetch({Method::kGet, url(free_port, "/")}));
  }
  EXPECT_EQ(key_of(fetch({Method::kGet, url(free_port, "/")})), "client.unreachable");
  {
    const ByHand s("SSH-2.0-OpenSSH_9.2\r\n", true);
    EXPECT_EQ(key_of(fetch({Method::kGet, url(s.port, "/")})), "client.broken");
  }
  {
    const ByHand s("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", true);
    EXPECT_EQ(key_of(fetch({Method::kGet, url(s.port, "/")})), "client.broken");
  }
  {
    const ByHand s("HTTP/1.1 200 OK\r\nContent-Length: 3000000000\r\n\r\n", true);
    EXPECT_EQ(key_of(fetch({Method::kGet, url(s.port, "/")})), "client.too_large");
  }
  {
    const ByHand s("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", false);
    Options hurried;
    hurried.total_ms = 50;
    EXPECT_EQ(key_of(fetch({Method::kGet, url(s.port, "/")}, hurried)), "client.slow");
  }
}

TEST(Client, ReadsUrlsStrictly) {
  const auto u = read_url("https://guatu.example:8443/a/b?c=d");
  ASSERT_TRUE(u.has_value());
  EXPECT_TRUE(u->is_tls);
  EXPECT_EQ(u->host, "guatu.example");
  EXPECT_EQ(u->port, "8443");
  EXPECT_EQ(u->target, "/a/b?c=d");
  EXPECT_EQ(u->authority, "guatu.example:8443");
  EXPECT_EQ(read_url("http://h")->port, "80");
  EXPECT_EQ(read_url("https://h?x")->target, "/?x");
  EXPECT_EQ(read_url("https://[::1]:9/x")->host, "::1");
  for (const auto* wrong :
       {"", "h", "ftp://h/", "https://", "https:///x", "https://u@h/", "https://u:p@h/", "https://h:/",
        "https://h:0/", "https://h:65536/", "https://h:1x/", "https://[::1/", "https://[::1]x/",
        "https://h/a b", "https://h/\r\nX: y", "https://h/#f", "https://h/\xE4\xBD\xA0", "https://h\\x"})
    EXPECT_TRUE(read_url(wrong).has_error()) << wrong;
}

TEST(Client, EncodesWhatStandsInAQuery) {
  EXPECT_EQ(encoded("a-b_c.d~e"), "a-b_c.d~e");
  EXPECT_EQ(encoded("a b&c=d/你"), "a%20b%26c%3Dd%2F%E4%BD%A0");
}

}  // namespace
}  // namespace guatu::http::client
