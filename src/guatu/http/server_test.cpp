// Goal: over real sockets, good requests are answered in order and hostile ones refused and closed; a stop
// finishes what runs. Method: a server on a free port and a client that sends exactly these bytes.
#include "guatu/http/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <future>

#include "guatu/base/json_map.h"
#include "guatu/http/server_fixture_test.h"
#include "guatu/http/static_files.h"

namespace guatu::http {
namespace {

std::string post(std::string_view target, std::string_view body, std::string_view more = {}) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more) + "\r\n" + std::string(body);
}

TEST(Server, KeepsAConnectionAndAnswersPipelinedRequestsInOrder) {
  TestServer s;
  RawClient c(s.port());
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(c.send(get("/hello?name=" + std::to_string(i))));
    EXPECT_EQ(body_of_answer(c.read_answer()), "hello " + std::to_string(i));
  }
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += i % 3 == 0   ? get("/pool")
            : i % 3 == 1 ? get("/hello?name=" + std::to_string(i))
                         : post("/echo", "b" + std::to_string(i));
  ASSERT_TRUE(c.send(many));
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(body_of_answer(c.read_answer()), i % 3 == 0   ? "pool"
                                               : i % 3 == 1 ? "hello " + std::to_string(i)
                                                            : "b" + std::to_string(i));
  ASSERT_TRUE(c.send(get("/hello", "Connection: close\r\n")));
  const auto last = c.read_all();
  EXPECT_NE(last.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(c.is_closed());
}

TEST(Server, AnswersWithTheHeadersThatBrowsersNeed) {
  TestServer s;
  RawClient c(s.port());
  c.send(get("/hello"));
  const auto a = c.read_answer();
  for (const char* h : {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                        "frame-ancestors 'none'", "Referrer-Policy: no-referrer", "Date: ", "Server: guatu",
                        "X-Request-Id: r", "Cache-Control: no-store", "Content-Length: 6"})
    EXPECT_NE(a.find(h), std::string::npos) << h;
  c.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = c.read_answer(false);
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  EXPECT_NE(head.find("Content-Length: 6"), std::string::npos);
  c.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(c.read_answer(false).find("Allow: POST, OPTIONS"), std::string::npos);
  c.send(get("/nothing", "Accept-Language: en\r\n"));
  const auto none = c.read_answer();
  EXPECT_EQ(status_of_answer(none), 404);
  EXPECT_NE(none.find("There is no such address"), std::string::npos);
}

TEST(Server, CompressesLargeAnswersForThoseWhoTakeThem) {
  TestServer s;
  RawClient c(s.port());
  c.send(get("/large"));
  const auto plain = c.read_answer();
  EXPECT_GT(plain.size(), 500'000U);
  EXPECT_TRUE(plain.ends_with("99999,0]"));
  c.send(get("/large", "Accept-Encoding: br, gzip\r\n"));
  const auto small = c.read_answer();
  EXPECT_NE(small.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_NE(small.find("Vary: Accept-Encoding"), std::string::npos);
  EXPECT_LT(small.size(), plain.size() / 2);
  EXPECT_TRUE(body_of_answer(small).starts_with("\x1f\x8b"));
  c.send(get("/large", "Accept-Encoding: gzip;q=0\r\n"));
  EXPECT_EQ(c.read_answer().find("Content-Encoding"), std::string::npos);
}

TEST(Server, StreamsBodiesBothWays) {
  TestServer s;
  RawClient c(s.port());
  c.send(get("/pieces"));
  const auto pieces = c.read_answer();
  EXPECT_NE(pieces.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_EQ(body_of_answer(pieces).size(), 10 * (5 + 1024 + 2) + 5U);
  c.send(get("/file"));
  EXPECT_EQ(body_of_answer(c.read_answer()).size(), 100U);
  c.send(post("/upload", std::string(3 << 20, 'x')));
  EXPECT_EQ(body_of_answer(c.read_answer()), std::to_string(3 << 20));
  c.send(post("/upload", ""));
  EXPECT_EQ(body_of_answer(c.read_answer()), "0");
  c.send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of_answer(c.read_answer(false)), 100);
  c.send("5\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(body_of_answer(c.read_answer()), "5");
  // What a sink refuses ends the connection with the answer.
  c.send(post("/upload", std::string(200'000, 'y') + "refuse me" + std::string(500'000, 'z')));
  EXPECT_EQ(status_of_answer(c.read_all()), 413);
  EXPECT_TRUE(c.is_closed());
}

TEST(Server, RefusesHostileRequestsAndCloses) {
  TestServer s;
  const std::pair<std::string, int> rows[] = {
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\nGET /hello HTTP/1.1\r\n",
       400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
      {"GET /hello HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\nHost: a\n\n", 400},
      {"GET /hello HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
      {std::string("GET /hello HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 42), 400},
      {"GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET /hello HTTP/1.1\r\n\r\n", 400},
      {"GET /hello HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(100'000, 'x'),
       400},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: a miracle\r\n\r\n", 417},
      {"GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
      {"GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {post("/echo", std::string(1001, 'x')), 413},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n", 413},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n" +
           std::string(1001, 'x') + "\r\n0\r\n\r\n",
       413},
      {"POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 404},
  };
  for (const auto& [bytes, status] : rows) {
    RawClient c(s.port());
    // What follows in the same bytes must not be answered.
    c.send(bytes + get("/hello?name=smuggled"));
    const auto all = c.read_all();
    EXPECT_EQ(status_of_answer(all), status) << bytes.substr(0, 200);
    EXPECT_NE(all.find("Connection: close"), std::string::npos) << bytes.substr(0, 200);
    EXPECT_EQ(all.find("smuggled"), std::string::npos) << bytes.substr(0, 200);
    EXPECT_TRUE(c.is_closed()) << bytes.substr(0, 200);
  }
}

TEST(Server, ClosesTheSlowAndTheTruncated) {
  ServerOptions o;
  o.request_ms = 150;
  o.idle_ms = 200;
  o.answer_ms = 150;
  TestServer s(o);
  RawClient slow(s.port());
  // Bytes keep coming, but the request does not end in its time.
  slow.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  // A send may fail a moment before the server has let the connection go.
  for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
       s.server->state().connections > 0 && std::chrono::steady_clock::now() < until;
       std::this_thread::yield())
    slow.send("X: y\r\n");
  EXPECT_EQ(s.server->state().connections, 0U);
  RawClient idle(s.port());
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.is_closed());
  RawClient truncated(s.port());
  truncated.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel");
  truncated.end_sending();
  EXPECT_EQ(truncated.read_all(), "");
  EXPECT_TRUE(truncated.is_closed());
  // A handler that does not answer in time: the client is told, and what comes later goes nowhere.
  RawClient waiting(s.port());
  waiting.send(get("/later"));
  EXPECT_EQ(status_of_answer(waiting.read_all()), 503);
  s.release();
  RawClient never(s.port());
  never.send(get("/never"));
  EXPECT_EQ(status_of_answer(never.read_answer()), 500);
}

TEST(Server, LimitsConnections) {
  ServerOptions o;
  o.connections_per_peer_max = 3;
  TestServer s(o);
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(s.port());
    clients.back().send(get("/hello"));
    EXPECT_EQ(status_of_answer(clients.back().read_answer()), 200);
  }
  RawClient fourth(s.port());
  EXPECT_EQ(status_of_answer(fourth.read_all()), 503);
  EXPECT_EQ(s.server->state().refused, 1U);
  clients.clear();
  while (s.server->state().connections > 0) std::this_thread::yield();
  RawClient again(s.port());
  again.send(get("/hello"));
  EXPECT_EQ(status_of_answer(again.read_answer()), 200);
}

TEST(Server, StopsGracefully) {
  ServerOptions o;
  o.stop_ms = 10'000;
  TestServer s(o);
  RawClient idle(s.port());
  idle.send(get("/hello"));
  idle.read_answer();
  RawClient busy(s.port());
  busy.send(get("/later") + get("/hello"));
  while (!s.is_begun) std::this_thread::yield();
  std::thread stopping([&] { s.server->stop(); });
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_TRUE(idle.is_closed());
  s.release();
  const auto last = busy.read_all();
  EXPECT_NE(last.find("at last"), std::string::npos);
  EXPECT_NE(last.find("Connection: close"), std::string::npos);
  stopping.join();
  EXPECT_FALSE(RawClient(s.port()).is_connected());
}

/// Its sweep may just have been woken when it is told to stop: then nothing is left to be cancelled.
TEST(Server, StopsWhenItsSweepIsAwake) {
  ServerOptions o;
  o.sweep_ms = 0;
  for (int i = 0; i < 200; ++i) {
    auto stopped = std::async(std::launch::async, [&o] { TestServer{o}.server->stop(); });
    // A thread that hangs cannot be ended: neither can the test.
    if (stopped.wait_for(std::chrono::seconds(30)) != std::future_status::ready) std::abort();
  }
}

TEST(Server, StopsInBoundedTimeWhateverHangs) {
  ServerOptions o;
  o.stop_ms = 50;
  auto s = std::make_unique<TestServer>(o);
  RawClient busy(s->port());
  busy.send(get("/later"));
  while (!s->is_begun) std::this_thread::yield();
  s->server->stop();
  EXPECT_EQ(busy.read_all(), "");
  s->release();  // The answer comes after the end and goes nowhere.
}

TEST(Server, BelievesTrustedProxiesAlone) {
  const char* said =
      "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Request-Id: from-proxy\r\n";
  TestServer plain;
  RawClient a(plain.port());
  a.send(get("/who", said));
  EXPECT_TRUE(body_of_answer(a.read_answer()).starts_with("127.0.0.1 http a r"));
  ServerOptions o;
  o.trusted_proxies = {*read_network("127.0.0.0/8", "")};
  TestServer behind(o);
  RawClient b(behind.port());
  b.send(get("/who", said));
  EXPECT_EQ(body_of_answer(b.read_answer()), "1.2.3.4 https a from-proxy");
  b.send(get("/who", "X-Request-Id: bad id\r\n"));
  EXPECT_TRUE(body_of_answer(b.read_answer()).starts_with("127.0.0.1 http a r"));
}

TEST(Server, LogsALineForEachRequestAndNoSecrets) {
  TestServer s;
  RawClient c(s.port());
  c.send(get("/hello?name=x&token=SECRET1",
             "Cookie: SECRET2\r\nAuthorization: Bearer SECRET3\r\nUser-Agent: t\"est\r\n"));
  c.read_answer();
  c.send(post("/echo", "SECRET4"));
  c.read_answer();
  c.send(get("/metrics"));
  const auto metrics = c.read_answer();
  EXPECT_NE(metrics.find("guatu_http_requests_total{method=\"GET\",route=\"/hello\",status=\"200\"} 1"),
            std::string::npos)
      << metrics;
  EXPECT_NE(metrics.find("guatu_http_request_seconds_bucket{method=\"POST\",route=\"/echo\",le=\"+Inf\"} 1"),
            std::string::npos);
  s.server->stop();
  EXPECT_EQ(s.log.find("SECRET"), std::string::npos) << s.log;
  std::size_t lines = 0;
  std::string_view rest = s.log;
  while (!rest.empty()) {
    const auto v = parse_json(rest.substr(0, rest.find('\n')));
    ASSERT_TRUE(v.has_value()) << rest;
    EXPECT_EQ(v->at("status").as_int64(), 200);
    rest.remove_prefix(rest.find('\n') + 1);
    ++lines;
  }
  EXPECT_EQ(lines, 3U);
  EXPECT_NE(s.log.find("\"query\":\"name,token\""), std::string::npos);
}

}  // namespace
}  // namespace guatu::http
