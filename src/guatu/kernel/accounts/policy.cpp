#include "guatu/kernel/accounts/policy.h"

#include <algorithm>
#include <functional>

#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"

namespace guatu::kernel {

namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

class PolicyReader {
 public:
  PolicyReader(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  void keys(const YamlNode& n, const std::string& field, std::vector<std::string> known) {
    if (!field.empty()) known.insert(known.end(), {"source", "confirmed"});
    for (const auto& e : n.entries)
      if (std::find(known.begin(), known.end(), e.key) == known.end())
        problems_.emplace_back("policy.unknown_key", field,
                               Args{{"name", e.key.substr(0, 60)}, {"hint", nearest(e.key, known)}},
                               Place{file_, e.line, e.column});
  }

  void expected(const YamlNode& n, const std::string& field, std::string what) {
    problems_.emplace_back("policy.value", field, Args{{"expected", std::move(what)}},
                           Place{file_, n.line, n.column});
  }

  const YamlNode* need(const YamlNode& map, const std::string& field, const char* key) {
    const auto* v = map.find(key);
    if (v == nullptr)
      problems_.emplace_back("policy.missing", field, Args{{"name", key}},
                             Place{file_, map.line, map.column});
    return v;
  }

  void number(const YamlNode& map, const std::string& field, const char* key, int min, int max, int& out) {
    const auto* v = need(map, field, key);
    if (v == nullptr) return;
    long long n = 0;
    if (!yaml_int(*v, n) || n < min || n > max)
      return expected(*v, path(field, key), std::to_string(min) + " – " + std::to_string(max));
    out = static_cast<int>(n);
  }

  void flag(const YamlNode& map, const std::string& field, const char* key, bool& out) {
    const auto* v = need(map, field, key);
    if (v != nullptr && !yaml_bool(*v, out)) expected(*v, path(field, key), "true / false");
  }

  std::string text(const YamlNode& map, const std::string& field, const char* key) {
    const auto* v = need(map, field, key);
    if (v == nullptr) return {};
    if (v->is_scalar() && !trim(v->scalar).empty()) return v->scalar;
    expected(*v, path(field, key), "text");
    return {};
  }

  /// A part of the file, with its source. `read` sees it only when it is a map.
  void part(const YamlNode& root, const char* key, const std::vector<std::string>& known, Policy& out,
            const std::function<void(const YamlNode&)>& read) {
    const auto* n = need(root, "", key);
    if (n == nullptr) return;
    if (!n->is_map()) return expected(*n, key, "map");
    keys(*n, key, known);
    PolicySource source{key, text(*n, key, "source"), false};
    flag(*n, key, "confirmed", source.is_confirmed);
    out.sources.push_back(std::move(source));
    read(*n);
  }

  void tries(const YamlNode& map, const char* key, TryRule& out) {
    const auto* n = need(map, "login", key);
    if (n == nullptr) return;
    const auto field = path("login", key);
    if (!n->is_map()) return expected(*n, field, "map");
    keys(*n, "", {"tries", "wait_seconds", "wait_seconds_max", "forget_minutes"});
    number(*n, field, "tries", 1, 1'000, out.tries);
    number(*n, field, "wait_seconds", 1, 86'400, out.wait_seconds);
    number(*n, field, "wait_seconds_max", 1, 86'400, out.wait_seconds_max);
    number(*n, field, "forget_minutes", 1, 1'440, out.forget_minutes);
    if (out.wait_seconds_max < out.wait_seconds) expected(*n, field, "wait_seconds <= wait_seconds_max");
  }

  void roles(const YamlNode& map, Policy& out) {
    const auto* n = need(map, "second_factor", "required_for");
    if (n == nullptr) return;
    if (n->is_scalar() && (n->scalar == "everybody" || n->scalar == "nobody")) {
      out.is_for_all = n->scalar == "everybody";
      return;
    }
    if (!n->is_list()) return expected(*n, "second_factor.required_for", "everybody / nobody / [role, …]");
    for (const auto& r : n->items) {
      if (!r.is_scalar() || r.scalar.empty()) return expected(r, "second_factor.required_for", "role");
      out.two_factor_roles.push_back(r.scalar);
    }
  }

  void read(const YamlNode& root, Policy& out);

 private:
  static std::string path(const std::string& field, const char* key) {
    return field.empty() ? key : field + "." + key;
  }

  std::string file_;
  Problems& problems_;
};

void PolicyReader::read(const YamlNode& root, Policy& out) {
  if (!root.is_map()) return expected(root, "", "map");
  keys(root, "",
       {"policy", "title", "password", "login", "session", "second_factor", "codes", "tokens", "audit"});
  out.name = text(root, "", "policy");
  if (const auto* t = need(root, "", "title"); t != nullptr && t->is_map()) {
    keys(*t, "", {"zh", "en"});
    out.title = {text(*t, "title", "zh"), text(*t, "title", "en")};
  } else if (t != nullptr) {
    expected(*t, "title", "{zh: …, en: …}");
  }
  part(root, "password",
       {"length_min", "length_max", "classes_min", "rotation_days", "history", "refuses_common"}, out,
       [&](const YamlNode& n) {
         number(n, "password", "length_min", 8, 64, out.length_min);
         number(n, "password", "length_max", 64, 128, out.length_max);
         number(n, "password", "classes_min", 0, 4, out.classes_min);
         number(n, "password", "rotation_days", 0, 3'650, out.rotation_days);
         number(n, "password", "history", 0, 24, out.history);
         flag(n, "password", "refuses_common", out.refuses_common);
       });
  part(root, "login", {"source_tries", "account_tries", "peer_tries", "known_days"}, out,
       [&](const YamlNode& n) {
         tries(n, "source_tries", out.source);
         tries(n, "account_tries", out.account);
         tries(n, "peer_tries", out.peer);
         number(n, "login", "known_days", 1, 365, out.known_days);
       });
  part(root, "session", {"idle_minutes", "absolute_minutes"}, out, [&](const YamlNode& n) {
    number(n, "session", "idle_minutes", 2, 1'440, out.idle_minutes);
    number(n, "session", "absolute_minutes", 5, 43'200, out.absolute_minutes);
  });
  part(root, "second_factor", {"required_for"}, out, [&](const YamlNode& n) { roles(n, out); });
  part(root, "codes", {"life_hours"}, out,
       [&](const YamlNode& n) { number(n, "codes", "life_hours", 1, 168, out.code_hours); });
  part(root, "tokens", {"days_max"}, out,
       [&](const YamlNode& n) { number(n, "tokens", "days_max", 1, 3'650, out.token_days_max); });
  part(root, "audit", {"kept_days"}, out,
       [&](const YamlNode& n) { number(n, "audit", "kept_days", 184, 36'500, out.audit_days); });
}

}  // namespace

bool Policy::asks_second(const std::vector<std::string>& roles) const {
  return is_for_all || std::any_of(roles.begin(), roles.end(), [&](const std::string& r) {
           return std::find(two_factor_roles.begin(), two_factor_roles.end(), r) != two_factor_roles.end();
         });
}

Checked<Policy> read_policy(std::string_view text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  Problems problems;
  Policy out;
  PolicyReader(file, problems).read(*root, out);
  if (!problems.empty()) return problems;
  return out;
}

}  // namespace guatu::kernel
