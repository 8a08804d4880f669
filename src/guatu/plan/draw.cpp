// The order of a draw.
#include "guatu/plan/draw.h"

#include <algorithm>
#include <set>

namespace guatu::plan {

Result<std::vector<DrawnEntry>> draw_order(const Digest& seed, std::span<const std::string> entries) {
  if (entries.empty()) return Error("draw.empty");
  if (entries.size() > kMaxDrawEntries)
    return Error("draw.too_many", {}, {{"limit", std::to_string(kMaxDrawEntries)}});
  std::set<std::string> seen;
  Hasher hasher(HashKind::kSha256);
  std::vector<DrawnEntry> out;
  for (const auto& e : entries) {
    if (!seen.insert(e).second) return Error("draw.entry_twice", {}, {{"entry", e}});
    hasher.start();
    hasher.add(bytes_of(seed));
    hasher.add(e);
    out.push_back({e, hasher.finish()});
  }
  std::ranges::sort(
      out, [](const auto& a, const auto& b) { return std::tie(a.key, a.entry) < std::tie(b.key, b.entry); });
  return out;
}

}  // namespace guatu::plan
