// How failed tries are counted, and when the next one may come: so that guessing is slow, and so that nobody
// can lock out another from elsewhere. Pure. Source: OWASP, Slow Down Online Guessing Attacks with Device
// Cookies; ADR 13.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/kernel/accounts/account.h"
#include "guatu/kernel/accounts/policy.h"

namespace guatu::kernel {

/// Until when no try is let through; at or before `now`: it may be tried.
Instant blocked_until(const Tries& tries, const TryRule& rule);
/// Forgotten: as if there had been none.
bool is_forgotten(const Tries& tries, const TryRule& rule, Instant now);
/// One more failure.
Tries with_failure(const Tries& tries, const TryRule& rule, Instant now);

/// What a try is counted under. All must let it through.
struct Counted {
  std::string key;
  TryRule rule;
  bool is_cleared = false;  ///< by a success; else a success takes back its own count only
};

/// From where somebody tries.
struct From {
  std::string net;            ///< network_of()
  std::string device;         ///< a browser that showed a sound device cookie for this name; else empty
  bool is_known_net = false;  ///< this account logged in from there lately
};

/// A known browser is counted for itself alone. A network where the account logged in lately is not counted
/// with the account as a whole.
/// @param stage  `p` password, `s` second factor, `c` confirmation within a session
/// @param who    digest of the account's name
std::vector<Counted> counted(const Policy& policy, char stage, const std::string& who, const From& from);

/// Key under which a network is remembered where the account logged in.
std::string place_key(const std::string& who, const std::string& net);

/// The network of an address: an IPv4 address itself (also `::ffff:1.2.3.4`), the first 64 bits of IPv6, the
/// text itself of anything else. A port (`1.2.3.4:80`, `[::1]:80`) is left out.
std::string network_of(std::string_view peer);

}  // namespace guatu::kernel
