#include "guatu/kernel/deadline/counting_rules.h"

#include <algorithm>
#include <array>

#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"

namespace guatu::kernel {

namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

/// Reads the file; notes every problem with its place.
class RulesReader {
 public:
  RulesReader(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  /// Refuses keys that are not listed; false (with a problem) if `n` is no map.
  bool keys(const YamlNode& n, const std::string& field, const std::vector<std::string>& known) {
    if (!n.is_map()) {
      expected(n, field, "a map");
      return false;
    }
    for (const auto& e : n.entries)
      if (std::find(known.begin(), known.end(), e.key) == known.end())
        problems_.emplace_back("rules.unknown_key", field,
                               Args{{"name", e.key}, {"hint", nearest(e.key, known)}},
                               Place{file_, e.line, e.column});
    return true;
  }

  CountingRule rule(const YamlNode::Entry& e) {
    static const std::vector<std::string> kKeys{"title",  "basis", "confirmed", "note", "days_are_working",
                                                "starts", "roll",  "holidays",  "ends", "hours",
                                                "stops"};
    CountingRule r;
    r.name = e.key;
    const auto& n = e.value;
    if (!keys(n, e.key, kKeys)) return r;
    if (const auto* t = n.find("title"); t != nullptr && keys(*t, e.key + ".title", {"zh", "en"})) {
      r.title.zh = text(*t, e.key + ".title", "zh", true);
      r.title.en = text(*t, e.key + ".title", "en", true);
    } else if (t == nullptr) {
      problems_.emplace_back("rules.missing", e.key, Args{{"name", "title"}}, Place{file_, e.line, e.column});
    }
    r.basis = text(n, e.key, "basis", false);
    text(n, e.key, "note", false);
    if (const auto* c = n.find("confirmed"); c != nullptr && !yaml_bool(*c, r.confirmed))
      expected(*c, e.key + ".confirmed", "true or false");
    if (const auto* d = n.find("days_are_working")) working(*d, e.key + ".days_are_working", r);
    word(n, e.key, "starts", "at_once, next_day or same_day", r.starts);
    word(n, e.key, "roll", "none or next_working_day", r.roll);
    word(n, e.key, "holidays", "plain or extend_long", r.holidays);
    word(n, e.key, "ends", "midnight or close_of_business", r.ends);
    if (n.find("hours") != nullptr) r.hours = text(n, e.key, "hours", true);
    if (const auto* s = n.find("stops")) stops(*s, e.key + ".stops", r);
    return r;
  }

 private:
  void expected(const YamlNode& n, const std::string& field, const char* what) {
    problems_.emplace_back("rules.value", field, Args{{"expected", what}}, Place{file_, n.line, n.column});
  }

  std::string text(const YamlNode& map, const std::string& field, const char* key, bool needed) {
    const auto* v = map.find(key);
    if (v == nullptr && needed)
      problems_.emplace_back("rules.missing", field, Args{{"name", key}}, Place{file_, map.line, map.column});
    if (v == nullptr) return {};
    if (v->is_scalar() && !trim(v->scalar).empty()) return v->scalar;
    expected(*v, field + "." + key, "a text");
    return {};
  }

  template <class E>
  void word(const YamlNode& map, const std::string& field, const char* key, const char* words,
            std::optional<E>& out) {
    const auto* v = map.find(key);
    if (v == nullptr) return;
    E e{};
    if (v->is_scalar() && from_text(v->scalar, e))
      out = e;
    else
      expected(*v, field + "." + key, words);
  }

  static bool amount(const YamlNode& n, std::int64_t& out) {
    long long v = 0;
    if (!yaml_int(n, v) || v < 1 || v > limits::kMaxDays) return false;
    out = v;
    return true;
  }

  /// `all`, `{up_to: 10}` or a list of amounts.
  void working(const YamlNode& n, const std::string& field, CountingRule& r) {
    const char* what = "all, {up_to: N} or a list of whole numbers";
    if (n.is_scalar() && n.scalar == "all") {
      r.all_days_are_working = true;
    } else if (n.is_map()) {
      keys(n, field, {"up_to"});
      const auto* up_to = n.find("up_to");
      if (up_to == nullptr || !amount(*up_to, r.days_are_working_up_to)) expected(n, field, what);
    } else if (n.is_list() && !n.items.empty()) {
      for (const auto& i : n.items) {
        std::int64_t v = 0;
        if (amount(i, v))
          r.days_are_working_for.insert(v);
        else
          expected(i, field, what);
      }
    } else {
      expected(n, field, what);
    }
  }

  void stops(const YamlNode& n, const std::string& field, CountingRule& r) {
    if (!n.is_list()) return expected(n, field, "a list of names");
    for (const auto& i : n.items) {
      if (i.is_scalar() && !i.scalar.empty())
        r.stops.push_back(i.scalar);
      else
        expected(i, field, "a name");
    }
  }

  std::string file_;
  Problems& problems_;
};

}  // namespace

Checked<CountingRules> CountingRules::from_yaml(std::string_view text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return root.error();
  Problems problems;
  RulesReader reader(file, problems);
  CountingRules out;
  if (reader.keys(*root, "", {"rules"})) {
    const auto* rules = root->find("rules");
    if (rules == nullptr)
      problems.emplace_back("rules.missing", "", Args{{"name", "rules"}},
                            Place{file, root->line, root->column});
    else if (!rules->is_map())
      problems.emplace_back("rules.value", "rules", Args{{"expected", "a map"}},
                            Place{file, rules->line, rules->column});
    else
      for (const auto& e : rules->entries) out.rules_.emplace(e.key, reader.rule(e));
  }
  if (!problems.empty()) return problems;
  return out;
}

const CountingRule* CountingRules::find(std::string_view name) const {
  const auto it = rules_.find(name);
  return it == rules_.end() ? nullptr : &it->second;
}

std::vector<std::string> CountingRules::names() const {
  std::vector<std::string> out;
  for (const auto& [name, rule] : rules_) out.push_back(name);
  return out;
}

Result<Limit> CountingRules::resolve(std::int64_t amount, LimitUnit unit, std::string_view name) const {
  static const CountingRule kPlain;
  const CountingRule* rule = name.empty() ? &kPlain : find(name);
  if (rule == nullptr)
    return Error("rules.unknown", "", {{"name", std::string(name)}, {"hint", nearest(name, names())}});
  Limit limit;
  limit.amount = amount;
  limit.unit = unit;
  limit.rule = rule->name;
  limit.basis = rule->basis;
  limit.confirmed = rule->confirmed;
  limit.hours = rule->hours.value_or("office");
  if (unit == LimitUnit::kDay && amount > 0 &&
      (rule->all_days_are_working || amount <= rule->days_are_working_up_to ||
       rule->days_are_working_for.contains(amount)))
    limit.unit = LimitUnit::kWorkingDay;
  if (unit == LimitUnit::kMinute || unit == LimitUnit::kHour || unit == LimitUnit::kWorkingHour) {
    limit.starts = StartRule::kAtOnce;
    return limit;
  }
  limit.starts = rule->starts.value_or(StartRule::kNextDay);
  limit.roll = rule->roll.value_or(RollRule::kNone);
  limit.holidays = rule->holidays.value_or(HolidayRule::kPlain);
  limit.ends = rule->ends.value_or(DayEnd::kMidnight);
  return limit;
}

}  // namespace guatu::kernel
