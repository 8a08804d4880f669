#include "guatu/http/proxies.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

#include "guatu/base/text.h"

namespace guatu::http {

bool read_address(std::string_view text, Address& out) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  const std::string s(text);
  if (inet_pton(AF_INET6, s.c_str(), out.data()) == 1) return true;
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, s.c_str(), four.data()) != 1) return false;
  out = {};
  out[10] = out[11] = 0xff;
  std::memcpy(out.data() + 12, four.data(), four.size());
  return true;
}

bool Network::holds(const Address& a) const {
  for (int bit = 0; bit < bits; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const int left = bits - bit;
    const auto mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
    if (((a[i] ^ address[i]) & mask) != 0) return false;
  }
  return true;
}

Result<Network> read_network(std::string_view text, const std::string& field) {
  Network n;
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  const Error wrong("http.bad_network", field, {{"got", std::string(text.substr(0, 60))}});
  if (!read_address(address, n.address)) return wrong;
  if (slash == std::string_view::npos) return n;
  const int width = address.find(':') == std::string_view::npos ? 32 : 128;
  const auto digits = text.substr(slash + 1);
  int bits = -1;
  const auto r = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (r.ec != std::errc() || r.ptr != digits.data() + digits.size() || bits < 0 || bits > width) return wrong;
  n.bits = bits + (128 - width);
  return n;
}

bool TrustedProxies::holds(std::string_view address) const {
  Address a;
  if (networks_.empty() || !read_address(address, a)) return false;
  for (const auto& n : networks_)
    if (n.holds(a)) return true;
  return false;
}

std::string TrustedProxies::client_of(std::string_view forwarded_for, std::string_view peer) const {
  std::string client(peer);
  while (!forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto hop = trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
    Address a;
    if (!read_address(hop, a)) break;
    client.assign(hop);
    if (!holds(hop)) break;
  }
  return client;
}

}  // namespace guatu::http
