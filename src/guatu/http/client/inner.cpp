// Which addresses are none of the open Internet. No name is looked up here: client.cpp asks after it has
// resolved one.
#include <array>
#include <boost/asio/ip/address.hpp>

#include "guatu/http/client/client.h"

namespace guatu::http::client {

namespace {

namespace ip = boost::asio::ip;

struct Network {
  std::uint32_t from;
  int bits;
};
// This network, private, shared (carriers'), loopback, link, protocol and documentation blocks, benchmarks,
// groups and what is reserved, the broadcast included.
constexpr std::array<Network, 14> kInner{{{0x00000000, 8},
                                          {0x0A000000, 8},
                                          {0x64400000, 10},
                                          {0x7F000000, 8},
                                          {0xA9FE0000, 16},
                                          {0xAC100000, 12},
                                          {0xC0000000, 24},
                                          {0xC0000200, 24},
                                          {0xC0A80000, 16},
                                          {0xC6120000, 15},
                                          {0xC6336400, 24},
                                          {0xCB007100, 24},
                                          {0xE0000000, 4},
                                          {0xF0000000, 4}}};

bool is_inner_v4(std::uint32_t address) {
  for (const auto& n : kInner)
    if ((address ^ n.from) >> (32 - n.bits) == 0) return true;
  return false;
}

/// The IPv4 address that an IPv6 one carries in its last four bytes.
std::uint32_t last_four(const ip::address_v6::bytes_type& b) {
  return std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 | b[15];
}

}  // namespace

bool is_inner(std::string_view address) {
  boost::system::error_code ec;
  const auto a = ip::make_address(std::string(address), ec);
  if (ec) return true;
  if (a.is_v4()) return is_inner_v4(a.to_v4().to_uint());
  const auto v6 = a.to_v6();
  const auto b = v6.to_bytes();
  if (v6.is_v4_mapped()) return is_inner_v4(last_four(b));
  // 64:ff9b::/96 translates to IPv4; all else that is open lies in 2000::/3.
  const bool is_nat64 = b[0] == 0x00 && b[1] == 0x64 && b[2] == 0xFF && b[3] == 0x9B;
  if (is_nat64) return is_inner_v4(last_four(b));
  const bool is_6to4 = b[0] == 0x20 && b[1] == 0x02;
  if (is_6to4) return true;  // It may carry any IPv4 address, and nobody serves the public from one.
  const bool is_documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8;
  return (b[0] & 0xE0) != 0x20 || is_documentation;
}

}  // namespace guatu::http::client
