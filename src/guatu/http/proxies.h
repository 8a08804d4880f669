// Which peers are proxies of ours, and what they say about the client behind them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"

namespace guatu::http {

/// An address, IPv4 as `::ffff:a.b.c.d`.
using Address = std::array<std::uint8_t, 16>;
/// False: no address. Takes `[::1]`, `::1` and `1.2.3.4`, without a port.
bool read_address(std::string_view text, Address& out);

/// Addresses that begin alike.
struct Network {
  Address address{};
  int bits = 128;
  bool holds(const Address& a) const;
};
/// `10.0.0.0/8`, `::1/128`, or an address alone. @errors http.bad_network (field: `field`, arg `got`)
Result<Network> read_network(std::string_view text, const std::string& field);

class TrustedProxies {
 public:
  TrustedProxies() = default;
  explicit TrustedProxies(std::vector<Network> networks) : networks_(std::move(networks)) {}
  bool holds(std::string_view address) const;
  /// The client behind trusted proxies: of `X-Forwarded-For`, from its end, the first address that is none of
  /// them; what is no address ends the search with the proxy that sent it. Only ask for a trusted peer.
  std::string client_of(std::string_view forwarded_for, std::string_view peer) const;

 private:
  std::vector<Network> networks_;
};

}  // namespace guatu::http
