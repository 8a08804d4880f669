// Goal: a probe is not turned against the office's own machines. Method: addresses at both edges of each
// block, then a real server on this machine that must not be asked. Proves: R7.
#include <gtest/gtest.h>

#include "guatu/http/client/client.h"

namespace guatu::http::client {

TEST(Inner, BlocksOfThisMachineAndOfPrivateNetworks) {
  for (const char* a : {"0.0.0.0",
                        "10.0.0.1",
                        "10.255.255.255",
                        "100.64.0.1",
                        "100.127.255.255",
                        "127.0.0.1",
                        "127.9.9.9",
                        "169.254.169.254",
                        "172.16.0.1",
                        "172.31.255.255",
                        "192.0.2.1",
                        "192.168.1.1",
                        "198.18.0.1",
                        "198.51.100.7",
                        "203.0.113.7",
                        "224.0.0.1",
                        "255.255.255.255",
                        "::1",
                        "::",
                        "fe80::1",
                        "fc00::1",
                        "fd12::1",
                        "ff02::1",
                        "::ffff:127.0.0.1",
                        "::ffff:10.0.0.1",
                        "64:ff9b::7f00:1",
                        "2002:7f00:1::1",
                        "2001:db8::1",
                        "localhost",
                        "",
                        "1.2.3"})
    EXPECT_TRUE(is_inner(a)) << a;
}

TEST(Inner, WhatIsOpenIsNot) {
  for (const char* a : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                        "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0",
                        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
                        "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
    EXPECT_FALSE(is_inner(a)) << a;
}

TEST(Inner, IsNotAskedWhereItIsNotAllowedByNumberOrByName) {
  Options options;
  options.is_inner_allowed = false;
  options.total_ms = 3'000;
  for (const char* url :
       {"http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "https://127.0.0.1:9/"}) {
    const auto got = fetch({Method::kGet, url}, options);
    ASSERT_TRUE(got.has_error()) << url;
    EXPECT_EQ(got.error().key, "client.inner") << url;
  }
  options.is_inner_allowed = true;
  const auto got = fetch({Method::kGet, "http://127.0.0.1:9/"}, options);
  ASSERT_TRUE(got.has_error());
  EXPECT_EQ(got.error().key, "client.unreachable");
}

}  // namespace guatu::http::client
