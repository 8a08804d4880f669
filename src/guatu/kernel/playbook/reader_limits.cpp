// Reads limits: how long, by which rule, on what basis.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

namespace {

bool counts_minutes(LimitUnit u) {
  return u == LimitUnit::kMinute || u == LimitUnit::kHour || u == LimitUnit::kWorkingHour;
}

}  // namespace

void Reading::limits() {
  for (const auto& e : entries(root_, "limits")) {
    if (std::find(state_ids_.begin(), state_ids_.end(), e.key) != state_ids_.end() || e.key == "park")
      report("playbook.clock_name", e, {{"name", e.key}});
    const auto* rules = e.value.entry("rules");
    for (const char* key : {"for", "until", "rule", "basis", "from", "starts", "roll", "holidays", "ends",
                            "hours", "confirmed"})
      if (rules != nullptr) refuse_limit_key(e.value, key, "rules: [{for: …}]");
    auto set = limit_set(e.key, rules == nullptr ? e.value : rules->value, e);
    set.starts_in = state_ids(e.value, "starts_in");
    set.ends_in = state_ids(e.value, "ends_in");
    refuse_final(e.value, "starts_in", "playbook.starts_final");
    book.limits.push_back(std::move(set));
  }
}

LimitSet Reading::limit_set(const std::string& set_id, const YamlNode& limit, const YamlNode::Entry& e) {
  LimitSet set;
  set.id = set_id;
  set.title = titles(e.value, "title", set_id);
  set.place = place_of(e);
  if (const auto* late = e.value.find("late"); late != nullptr) set.late = ladder(*late);
  if (limit.is_map()) set.rules.push_back(limit_rule(limit));
  for (const auto& item : limit.items)
    if (item.is_map()) set.rules.push_back(limit_rule(item));
  // Of several rules each but the last says when it is taken.
  if (limit.is_map() && limit.find("when") != nullptr) report("playbook.when_last", *limit.entry("when"));
  for (std::size_t i = 0; i < limit.items.size(); ++i) {
    const auto& item = limit.items[i];
    if (!item.is_map()) continue;
    const bool is_last = i + 1 == limit.items.size();
    const auto* when = item.entry("when");
    if (is_last && when != nullptr) report("playbook.when_last", *when);
    if (!is_last && when == nullptr) report("playbook.when_missing", item);
  }
  return set;
}

LimitRule Reading::limit_rule(const YamlNode& node) {
  LimitRule rule;
  rule.place = place_of(node);
  rule.when = guards(node.find("when"));
  const bool has_for = node.find("for") != nullptr;
  const bool has_until = node.find("until") != nullptr;
  if (has_for == has_until) {
    // Of a matter-level limit `rules` stands in place of both.
    report("playbook.for_or_until", node);
    return rule;
  }
  if (has_for) limit_amount(node, rule);
  limit_fields(node, rule);
  limit_overrides(node, rule);
  limit_basis(node, rule);
  return rule;
}

void Reading::limit_amount(const YamlNode& node, LimitRule& rule) {
  const auto& written = *node.find("for");
  const auto duration = duration_of(written.scalar);
  const auto name = text(node, "rule");
  if (!name.empty() && rules_.find(name) == nullptr)
    return report_unknown("playbook.unknown_rule", *node.find("rule"), rules_.names());
  if (duration.amount == 0) return;
  if (duration.amount > amount_max(duration.unit))
    return report(
        "playbook.range", written,
        {{"name", written.scalar}, {"min", "1"}, {"max", std::to_string(amount_max(duration.unit))}});
  auto resolved = rules_.resolve(duration.amount, duration.unit, name);
  if (resolved.has_error()) return;  // Only an unknown name, which was looked up above.
  rule.limit = std::move(*resolved);
}

void Reading::limit_fields(const YamlNode& node, LimitRule& rule) {
  if (const auto* from = node.find("from"); from != nullptr && from->is_scalar()) {
    rule.from_field = from->scalar;
    const auto* f = field_of(*from);
    if (f != nullptr && f->type != FieldType::kDate)
      report("playbook.from_type", *from, {{"name", f->id}, {"type", text_of(f->type)}});
  }
  if (const auto* until = node.find("until"); until != nullptr && until->is_scalar()) {
    rule.until_field = until->scalar;
    rule.limit.amount = 0;
    const auto* f = field_of(*until);
    if (f != nullptr && f->type != FieldType::kDate && f->type != FieldType::kInstant)
      report("playbook.until_type", *until, {{"name", f->id}, {"type", text_of(f->type)}});
    for (const char* key : {"rule", "from", "starts", "roll", "holidays"})
      refuse_limit_key(node, key, "for: 15 days");
    if (f != nullptr && f->type == FieldType::kInstant) refuse_limit_key(node, "ends", "until: <date>");
  }
}

void Reading::limit_overrides(const YamlNode& node, LimitRule& rule) {
  auto& limit = rule.limit;
  const auto take = [&](const char* key, auto& out) {
    auto value = out;
    if (from_text(text(node, key), value)) out = value;
  };
  take("starts", limit.starts);
  take("roll", limit.roll);
  take("holidays", limit.holidays);
  take("ends", limit.ends);
  if (const auto hours = text(node, "hours"); !hours.empty()) limit.hours = hours;
  if (rule.until_field.empty() && limit.amount > 0) {
    if (counts_minutes(limit.unit)) {
      for (const char* key : {"roll", "holidays", "ends", "from"})
        refuse_limit_key(node, key, "for: 15 days");
      if (limit.starts != StartRule::kAtOnce) refuse_limit_key(node, "starts", "starts: at_once");
    } else if (limit.starts == StartRule::kAtOnce) {
      refuse_limit_key(node, "starts", "starts: next_day, same_day");
    }
  }
  const bool uses_hours = limit.unit == LimitUnit::kWorkingHour || limit.ends == DayEnd::kCloseOfBusiness;
  if (!uses_hours && limit.amount + (rule.until_field.empty() ? 0 : 1) > 0)
    refuse_limit_key(node, "hours", "ends: close_of_business");
}

void Reading::limit_basis(const YamlNode& node, LimitRule& rule) {
  if (const auto basis = text(node, "basis"); !basis.empty()) rule.limit.basis = basis;
  if (node.find("confirmed") != nullptr) rule.limit.confirmed = flag(node, "confirmed", true);
  const auto name = text(node, "rule");
  const auto* named = rules_.find(name);
  const bool has_basis = node.find("basis") != nullptr || (named != nullptr && !named->basis.empty());
  const bool rule_unknown = !name.empty() && named == nullptr;
  if (!has_basis && !rule_unknown) report("playbook.basis", node);
}

void Reading::refuse_limit_key(const YamlNode& node, std::string_view key, const char* instead) {
  if (const auto* e = node.entry(key); e != nullptr)
    report("playbook.limit_key", *e, {{"name", e->key}, {"instead", instead}});
}

}  // namespace guatu::kernel::detail
