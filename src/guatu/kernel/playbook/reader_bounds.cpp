// Reads what bounds the verbs that every playbook has: stops, extensions, closing, returning, reopening,
// parking.
#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

void Reading::stops() {
  for (const auto& e : entries(root_, "stops")) {
    StopRule s;
    s.id = e.key;
    s.place = place_of(e);
    if (s.id == "park") report("playbook.stop_name", e, {{"name", s.id}});
    s.title = titles(e.value, "title", e.key);
    s.by = role_ids(e.value, "by");
    s.at_most_days = days(e.value, "at_most");
    s.times = number(e.value, "times", 1);
    s.clocks = ids(e.value, "clocks", clock_ids_, "playbook.unknown_clock");
    s.basis = text(e.value, "basis");
    book.stops.push_back(std::move(s));
  }
}

void Reading::extensions() {
  for (const auto& e : entries(root_, "extensions")) {
    ExtensionRule x;
    x.clock = e.key;
    x.place = place_of(e);
    if (std::find(clock_ids_.begin(), clock_ids_.end(), e.key) == clock_ids_.end())
      report_unknown("playbook.unknown_clock", e, clock_ids_);
    x.by = role_ids(e.value, "by");
    x.granted_by = role_ids(e.value, "granted_by");
    for (const auto* s : scalars(e.value.find("granted_by")))
      if (std::find(x.by.begin(), x.by.end(), s->scalar) != x.by.end())
        report("playbook.same_role", *s, {{"name", s->scalar}});
    if (const auto* up_to = e.value.find("up_to"); up_to != nullptr && up_to->is_scalar()) {
      x.up_to = duration_of(up_to->scalar).amount;
      extension_unit(*up_to, x);
    }
    x.at_most = number(e.value, "at_most", 1);
    x.basis = text(e.value, "basis");
    book.extensions.push_back(std::move(x));
  }
}

void Reading::extension_unit(const YamlNode& node, const ExtensionRule& x) {
  const auto duration = duration_of(node.scalar);
  if (duration.amount == 0) return;
  if (duration.amount > amount_max(duration.unit))
    report("playbook.range", node,
           {{"name", node.scalar}, {"min", "1"}, {"max", std::to_string(amount_max(duration.unit))}});
  const auto* set = book.limit_set(x.clock);
  if (set == nullptr) return;
  for (const auto& rule : set->rules) {
    if (rule.until_field.empty() && rule.limit.amount == 0) continue;  // Could not be read.
    // A statute may count the days as working days: then `days` is what its text says.
    const auto unit = rule.until_field.empty() ? rule.limit.unit : LimitUnit::kDay;
    const bool by_statute = unit == LimitUnit::kWorkingDay && !rule.limit.rule.empty();
    if (duration.unit == unit || (by_statute && duration.unit == LimitUnit::kDay)) continue;
    return report("playbook.extension_unit", node,
                  {{"name", node.scalar}, {"clock", x.clock}, {"instead", text_of(unit)}});
  }
}

void Reading::closing() {
  if (const auto* map = root_.find("closing"); map != nullptr) {
    book.closing.children_closed = flag(*map, "children_closed", true);
    book.closing.needs = ids(*map, "needs", field_ids_, "playbook.unknown_field");
  }
  if (const auto* map = root_.find("returns"); map != nullptr)
    book.returns_at_most = number(*map, "at_most", 3);
}

void Reading::verbs() {
  if (const auto* e = root_.entry("reopen"); e != nullptr && e->value.is_map()) {
    Reopening r;
    r.place = place_of(*e);
    r.to = id(e->value, "to", state_ids_, "playbook.unknown_state");
    refuse_final(e->value, "to", "playbook.reopen_final");
    r.by = role_ids(e->value, "by");
    r.at_most = number(e->value, "at_most", 1);
    r.within_days = days(e->value, "within");
    book.reopening = std::move(r);
  }
  if (const auto* e = root_.entry("park"); e != nullptr && e->value.is_map()) {
    Parking p;
    p.place = place_of(*e);
    p.by = role_ids(e->value, "by");
    p.owner = id(e->value, "owner", role_ids_, "playbook.unknown_role");
    if (!p.owner.empty()) refuse_anyone(e->value, "owner", {p.owner});
    p.review_within_days = days(e->value, "review_within");
    p.at_most = number(e->value, "at_most", 1);
    book.parking = std::move(p);
  }
  if (const auto* e = root_.entry("withdraw"); e != nullptr && e->value.is_map()) {
    Withdrawal w;
    w.place = place_of(*e);
    w.by = role_ids(e->value, "by");
    w.from = state_ids(e->value, "from");
    refuse_final(e->value, "from", "playbook.from_final");
    book.withdrawal = std::move(w);
  }
}

void Reading::refuse_final(const YamlNode& node, std::string_view key, const char* error) {
  for (const auto* s : scalars(node.find(key)))
    if (std::find(final_ids_.begin(), final_ids_.end(), s->scalar) != final_ids_.end())
      report(error, *s, {{"name", s->scalar}});
}

}  // namespace guatu::kernel::detail
