#include "guatu/kernel/accounts/tries.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace guatu::kernel {

namespace {

std::optional<unsigned> number(std::string_view text, unsigned base, unsigned max) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned n = 0;
  for (const char c : text) {
    unsigned digit = 99;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= base) return std::nullopt;
    n = n * base + digit;
  }
  return n <= max ? std::optional(n) : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  for (std::size_t i; (i = text.find(at)) != std::string_view::npos; text.remove_prefix(i + 1))
    out.push_back(text.substr(0, i));
  out.push_back(text);
  return out;
}

std::optional<std::string> ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::string out;
  for (const auto p : parts) {
    const auto n = number(p, 10, 255);
    if (!n) return std::nullopt;
    out += (out.empty() ? "" : ".") + std::to_string(*n);
  }
  return out;
}

using Groups = std::vector<unsigned>;

/// Groups of one side of `::`. An IPv4 at the very end counts for two.
bool groups_of(std::string_view text, bool is_end, Groups& out) {
  if (text.empty()) return true;
  const auto parts = split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_end && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
      const auto v4 = ipv4(parts[i]);
      if (!v4) return false;
      const auto b = split(*v4, '.');
      out.push_back(*number(b[0], 10, 255) << 8U | *number(b[1], 10, 255));
      out.push_back(*number(b[2], 10, 255) << 8U | *number(b[3], 10, 255));
      continue;
    }
    const auto n = number(parts[i], 16, 0xFFFF);
    if (!n) return false;
    out.push_back(*n);
  }
  return true;
}

std::string hex_group(unsigned n) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4)
    if (const auto d = n >> static_cast<unsigned>(shift) & 15U; d != 0 || !out.empty() || shift == 0)
      out += kDigits[d];
  return out;
}

std::optional<std::string> ipv6_net(std::string_view text) {
  text = text.substr(0, text.find('%'));
  const auto gap = text.find("::");
  Groups head;
  Groups tail;
  if (!groups_of(text.substr(0, gap), gap == std::string_view::npos, head)) return std::nullopt;
  if (gap != std::string_view::npos && !groups_of(text.substr(gap + 2), true, tail)) return std::nullopt;
  const auto given = head.size() + tail.size();
  if (gap == std::string_view::npos ? given != 8 : given > 7) return std::nullopt;
  head.resize(8 - tail.size());
  head.insert(head.end(), tail.begin(), tail.end());
  if (std::all_of(head.begin(), head.begin() + 5, [](unsigned g) { return g == 0; }) && head[5] == 0xFFFF)
    return std::to_string(head[6] >> 8U) + "." + std::to_string(head[6] & 255U) + "." +
           std::to_string(head[7] >> 8U) + "." + std::to_string(head[7] & 255U);
  std::string out;
  for (std::size_t i = 0; i < 4; ++i) out += hex_group(head[i]) + ":";
  return out + ":/64";
}

}  // namespace

Instant blocked_until(const Tries& tries, const TryRule& rule) {
  if (tries.failures < rule.tries) return {};
  const auto doublings = std::min(tries.failures - rule.tries, 20);
  const auto wait =
      std::min<std::int64_t>(std::int64_t{rule.wait_seconds} << doublings, rule.wait_seconds_max);
  return tries.last_at + wait * kSecondUs;
}

bool is_forgotten(const Tries& tries, const TryRule& rule, Instant now) {
  return tries.failures == 0 ||
         (now >= tries.last_at + rule.forget_minutes * kMinuteUs && now >= blocked_until(tries, rule));
}

Tries with_failure(const Tries& tries, const TryRule& rule, Instant now) {
  return {is_forgotten(tries, rule, now) ? 1 : tries.failures + 1, now};
}

std::vector<Counted> counted(const Policy& policy, char stage, const std::string& who, const From& from) {
  const auto key = [stage](const char* kind, const std::string& rest) {
    return std::string(1, stage) + ":" + kind + ":" + rest;
  };
  if (!from.device.empty()) return {{key("device", who + ":" + from.device), policy.source, true}};
  std::vector<Counted> out{{key("source", who + ":" + from.net), policy.source, true},
                           {key("peer", from.net), policy.peer, false}};
  if (!from.is_known_net) out.push_back({key("account", who), policy.account, false});
  return out;
}

std::string place_key(const std::string& who, const std::string& net) {
  return "place:" + who + ":" + net;
}

std::string network_of(std::string_view peer) {
  if (peer.starts_with('[')) peer = peer.substr(1, peer.find(']') - 1);
  if (std::count(peer.begin(), peer.end(), ':') == 1) peer = peer.substr(0, peer.find(':'));
  if (const auto v4 = ipv4(peer)) return *v4;
  if (const auto v6 = ipv6_net(peer)) return *v6;
  return std::string(peer.substr(0, 64));
}

}  // namespace guatu::kernel
