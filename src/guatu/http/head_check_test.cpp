// Goal: a head that two readers could take differently does not reach the parser, and what passes parses.
// Method: a table of attacks, a table of good heads, and random bytes through gate and parser (seed printed).
#include "guatu/http/head_check.h"

#include <gtest/gtest.h>

#include <random>

#include "guatu/http/proxies.h"
#include "guatu/http/request_parser.h"

namespace guatu::http {
namespace {

std::string key_of(std::string_view head) {
  const auto r = check_head(head);
  return r.has_error() ? r.error().key : "";
}

const std::string_view kBad[] = {
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n",
    "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\r\nX: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
    "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / a HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /\r\nHost: a\r\n\r\n",
    " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "\r\n",
    "\r\n\r\n",
};

TEST(HeadCheck, RefusesWhatCouldBeReadTwice) {
  for (const auto bad : kBad) EXPECT_EQ(key_of(bad), "http.bad_head") << bad;
  using namespace std::string_view_literals;
  EXPECT_EQ(key_of("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"sv), "http.bad_head");
  EXPECT_EQ(key_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), "http.coding");
  EXPECT_EQ(key_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"), "http.coding");
  EXPECT_EQ(key_of("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"), "http.coding");
  EXPECT_EQ(key_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), "http.coding");
  EXPECT_EQ(key_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), "http.version");
  EXPECT_EQ(key_of("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), "http.version");
}

TEST(HeadCheck, WhatPassesParses) {
  for (const std::string_view good :
       {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "POST /a?b=c HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 0\r\nX-Empty:\r\nX: a\tb \r\n\r\n",
        "POST / HTTP/1.1\r\nhost:a\r\ntransfer-encoding: Chunked\r\n\r\n"}) {
    EXPECT_EQ(key_of(good), "") << good;
    RequestParser p;
    Request q;
    EXPECT_TRUE(p.read_head(good, q).has_value()) << good;
  }
}

TEST(HeadCheck, FindsTheEndHoweverTheBytesCome) {
  const std::string text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest";
  std::size_t from = 0;
  for (std::size_t n = 1; n <= text.size(); ++n) {
    const auto end = find_head_end(std::string_view(text).substr(0, n), from);
    EXPECT_FALSE(end.is_broken);
    EXPECT_EQ(end.size, n >= text.size() - 4 ? text.size() - 4 : 0) << n;
    if (end.size > 0) break;
    from = end.scanned;
  }
  EXPECT_TRUE(find_head_end("GET / HTTP/1.1\nHost: a\n\n", 0).is_broken);
}

TEST(RequestParser, ReadsChunksHoweverTheyComeAndDropsTrailers) {
  const std::string head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string body = "5\r\nhello\r\nA;x=y\r\n, chunked!\r\n0\r\nX-Role: admin\r\n\r\n";
  for (std::size_t step = 1; step <= body.size(); ++step) {
    RequestParser p;
    Request q;
    ASSERT_TRUE(p.read_head(head, q).has_value());
    std::string in;
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += step) {
      in += body.substr(at, step);
      const auto used = p.read_body(in, out);
      ASSERT_TRUE(used.has_value()) << step;
      in.erase(0, *used);
    }
    EXPECT_TRUE(p.is_done()) << step;
    EXPECT_EQ(out, "hello, chunked!") << step;
    EXPECT_FALSE(q.headers.has("X-Role"));
  }
}

TEST(RequestParser, RefusesBadChunks) {
  for (const char* bad : {"0x5\r\nhello\r\n", "+5\r\nhello\r\n", "-1\r\n", "\r\n", "5\nhello\n", "g\r\n",
                          "FFFFFFFFFFFFFFFFF\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "3\r\nhello\r\n0\r\n\r\n"}) {
    RequestParser p;
    Request q;
    ASSERT_TRUE(
        p.read_head("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", q).has_value());
    std::string out;
    const auto r = p.read_body(bad + std::string("hello\r\n0\r\n\r\n"), out);
    EXPECT_TRUE(r.has_error()) << bad;
    EXPECT_TRUE(!r.has_error() || r.error().key == "http.bad_body");
  }
}

TEST(RequestParser, RandomBytesEndInARequestOrAnError) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const std::string good = "POST /a/b?c=d HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX: y\r\n\r\n";
  for (int i = 0; i < 20'000; ++i) {
    auto head = good;
    for (int k = static_cast<int>(random() % 4); k >= 0; --k)
      head[random() % head.size()] =
          static_cast<char>(random() % 3 == 0 ? "\r\n :\t"[random() % 5] : random());
    if (check_head(head).has_error()) continue;
    RequestParser p;
    Request q;
    if (p.read_head(head, q).has_error()) continue;
    EXPECT_TRUE(q.path.starts_with('/') || q.path == "*");
    EXPECT_EQ(("/" + q.path + "/").find("/../"), std::string::npos) << head;
  }
}

TEST(Proxies, AreBelievedFromTheirNetworksAlone) {
  const TrustedProxies p({*read_network("10.0.0.0/8", ""), *read_network("::1", "")});
  EXPECT_TRUE(p.holds("10.1.2.3"));
  EXPECT_TRUE(p.holds("::1"));
  EXPECT_FALSE(p.holds("11.1.2.3"));
  EXPECT_FALSE(TrustedProxies().holds("127.0.0.1"));
  EXPECT_EQ(p.client_of("1.2.3.4", "10.0.0.1"), "1.2.3.4");
  EXPECT_EQ(p.client_of("6.6.6.6, 1.2.3.4, 10.9.9.9", "10.0.0.1"), "1.2.3.4");
  EXPECT_EQ(p.client_of("10.0.0.7", "10.0.0.1"), "10.0.0.7");
  EXPECT_EQ(p.client_of("junk", "10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(p.client_of("2001:db8::1, junk", "10.0.0.1"), "10.0.0.1");
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "a/8", "::/129", "10.0.0/8"})
    EXPECT_EQ(read_network(bad, "x").error().key, "http.bad_network") << bad;
}

}  // namespace
}  // namespace guatu::http
