// Goal: ten thousand idle connections are held while work goes on. Method: a child process holds the clients,
// so that each side has its own descriptors; the parent serves, and asks as another client meanwhile.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>

#include "guatu/http/server_fixture_test.h"

namespace guatu::http {
namespace {

constexpr int kIdle = 10'000;

void raise_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// Connects, has one answer on each connection, says so, and holds them until it is told to end.
[[noreturn]] void hold(int port_from, int told) {
  std::uint16_t port = 0;
  if (::read(port_from, &port, sizeof port) != sizeof port) ::_exit(2);
  std::vector<RawClient> clients;
  clients.reserve(kIdle);
  int answered = 0;
  for (int i = 0; i < kIdle; ++i) {
    clients.emplace_back(port);
    clients.back().send(get("/hello"));
    answered += status_of_answer(clients.back().read_answer()) == 200 ? 1 : 0;
  }
  if (::write(told, &answered, sizeof answered) != sizeof answered) ::_exit(2);
  char end = 0;
  if (::read(port_from, &end, 1) < 0) ::_exit(2);
  // All are still there.
  answered = 0;
  for (auto& c : clients) {
    c.send(get("/hello"));
    answered += status_of_answer(c.read_answer()) == 200 ? 1 : 0;
  }
  if (::write(told, &answered, sizeof answered) != sizeof answered) ::_exit(2);
  ::_exit(0);
}

TEST(HttpIdle, TenThousandConnectionsAreHeldWhileWorkGoesOn) {
  raise_descriptors();
  int to_child[2];
  int from_child[2];
  ASSERT_EQ(::pipe(to_child), 0);
  ASSERT_EQ(::pipe(from_child), 0);
  const auto before = resident_bytes();
  const auto child = ::fork();  // Before there is a thread.
  if (child == 0) hold(to_child[0], from_child[1]);
  ServerOptions o;
  o.connections_per_peer_max = kIdle + 100;
  o.idle_ms = 600'000;
  TestServer s(o);
  const auto port = s.port();
  ASSERT_EQ(::write(to_child[1], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  int answered = 0;
  ASSERT_EQ(::read(from_child[0], &answered, sizeof answered), static_cast<ssize_t>(sizeof answered));
  EXPECT_EQ(answered, kIdle);
  EXPECT_EQ(s.server->state().connections, static_cast<std::size_t>(kIdle));
  const auto held = resident_bytes() - before;
  RawClient c(port);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10'000; ++i) {
    c.send(get("/hello"));
    ASSERT_EQ(status_of_answer(c.read_answer()), 200);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  RecordProperty("idle_bytes_each", static_cast<int>(held / kIdle));
  std::printf("idle connections: %d, %.1f KB each; meanwhile %.0f requests/s on one connection\n", kIdle,
              held / kIdle / 1024, 10'000 / took.count());
  EXPECT_LT(held / kIdle, 20'000);
  ASSERT_EQ(::write(to_child[1], "e", 1), 1);
  ASSERT_EQ(::read(from_child[0], &answered, sizeof answered), static_cast<ssize_t>(sizeof answered));
  EXPECT_EQ(answered, kIdle);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace guatu::http
