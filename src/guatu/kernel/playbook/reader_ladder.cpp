// Reads ladders: what happens before and after a limit runs out. Their order is proved, not read
// (law.ladder_order).
#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

Ladder Reading::ladder(const YamlNode& list) {
  Ladder out;
  for (const auto& item : list.items)
    if (item.is_map()) out.push_back(rung(item));
  return out;
}

Rung Reading::rung(const YamlNode& node) {
  Rung r;
  r.place = place_of(node);
  const auto at = text(node, "at");
  bool is_early = false;
  if (at.size() > 8) {  // `limit + ` and `limit - ` are eight characters.
    const auto duration = duration_of(std::string_view(at).substr(8));
    is_early = at[6] == '-';
    r.offset = {is_early ? -duration.amount : duration.amount, duration.unit};
    if (duration.amount > amount_max(duration.unit))
      report("playbook.range", *node.find("at"),
             {{"name", at}, {"min", "1"}, {"max", std::to_string(amount_max(duration.unit))}});
  }
  r.tell = role_ids(node, "tell");
  r.mark = text(node, "mark");
  r.hand_to = id(node, "hand_to", role_ids_, "playbook.unknown_role");
  refuse_anyone(node, "tell", r.tell);
  if (!r.hand_to.empty()) refuse_anyone(node, "hand_to", {r.hand_to});
  const auto* mark = node.entry("mark");
  const auto* hand_to = node.entry("hand_to");
  if (node.entry("tell") == nullptr && mark == nullptr && hand_to == nullptr)
    report("playbook.rung_empty", node, {{"at", at.empty() ? "limit" : at}});
  for (const auto* e : {mark, hand_to})
    if (is_early && e != nullptr) report("playbook.rung_early", *e, {{"name", e->key}, {"at", at}});
  return r;
}

}  // namespace guatu::kernel::detail
