#include "guatu/domain/channels/probe.h"

#include <algorithm>
#include <utility>

#include "guatu/base/text.h"
#include "guatu/base/yaml.h"
#include "guatu/domain/channels/limits.h"

namespace guatu::channels {

namespace {

/// Reads maps strictly and collects what is wrong.
class Reading {
 public:
  explicit Reading(const std::string& file) : file_(file) {}

  ProbeConfig config;
  Problems problems;

  void whole(const YamlNode& root) {
    if (!keys(root, "probes.yaml", {"as", "every_minutes", "down_after", "up_after", "probes"})) return;
    config.as = PersonId{text(root, "as")};
    number(root, "every_minutes", limits::kProbeMinutesMin, limits::kProbeMinutesMax, config.every_minutes);
    number(root, "down_after", 1, limits::kProbeInARowMax, config.down_after);
    number(root, "up_after", 1, limits::kProbeInARowMax, config.up_after);
    const auto* list = root.find("probes");
    if (list == nullptr) return missing(root, "probes");
    if (!list->is_list() || list->items.size() > limits::kMaxProbes)
      return wrong(*list, "probes", "[{service: …, url: …}] (≤ " + std::to_string(limits::kMaxProbes) + ")");
    for (const auto& item : list->items) probe(item);
  }

 private:
  void probe(const YamlNode& node) {
    if (!keys(node, "probes", {"service", "url", "inner", "status"})) return;
    Probe out;
    out.place = {file_, node.line, node.column};
    out.service = text(node, "service");
    out.url = text(node, "url");
    const bool is_web = out.url.rfind("https://", 0) == 0 || out.url.rfind("http://", 0) == 0;
    if (!out.url.empty() && !is_web) wrong(*node.find("url"), "url", "https://…, http://…");
    if (const auto* inner = node.find("inner"); inner != nullptr && !yaml_bool(*inner, out.is_inner))
      wrong(*inner, "inner", "true, false");
    if (node.find("status") != nullptr) {
      number(node, "status", 100, 599, out.status_min);
      out.status_max = out.status_min;
    }
    config.probes.push_back(std::move(out));
  }

  void report(const char* key, const YamlNode& n, std::vector<std::pair<std::string, std::string>> args) {
    problems.emplace_back(key, args.front().second, args, Place{file_, n.line, n.column});
  }
  void wrong(const YamlNode& n, const std::string& name, const std::string& expected) {
    report("probe.value", n, {{"name", name}, {"got", n.scalar.substr(0, 60)}, {"expected", expected}});
  }
  void missing(const YamlNode& n, const std::string& name) { report("probe.missing", n, {{"name", name}}); }

  bool keys(const YamlNode& n, const std::string& name, std::vector<std::string> known) {
    if (!n.is_map()) {
      wrong(n, name, "{" + join(known, ": …, ") + ": …}");
      return false;
    }
    for (const auto& e : n.entries)
      if (std::find(known.begin(), known.end(), e.key) == known.end())
        report("probe.unknown_key", e.value, {{"name", e.key}, {"known", join(known, ", ")}});
    return true;
  }
  std::string text(const YamlNode& map, const char* key) {
    const auto* n = map.find(key);
    if (n == nullptr || !n->is_scalar() || n->scalar.empty()) {
      missing(n == nullptr ? map : *n, key);
      return {};
    }
    return n->scalar;
  }
  void number(const YamlNode& map, const char* key, int min, int max, int& to) {
    const auto* n = map.find(key);
    if (n == nullptr) return;
    long long v = 0;
    if (!yaml_int(*n, v) || v < min || v > max)
      return wrong(*n, key, std::to_string(min) + ".." + std::to_string(max));
    to = static_cast<int>(v);
  }

  const std::string& file_;
};

std::string text_field(const kernel::Matter& m, const char* id) {
  const auto* v = m.fields.if_contains(id);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

kernel::Command move_of(const kernel::Matter& service, const PersonId& as, std::string id, std::string move) {
  kernel::Command c;
  c.id = std::move(id);
  c.by = as;
  c.verb = kernel::Verb::kMove;
  c.matter = service.id;
  c.move = std::move(move);
  return c;
}

}  // namespace

Checked<ProbeConfig> read_probe_config(std::string_view text, const std::string& file) {
  GUATU_TRY(root, read_yaml(text, file));
  Reading reading(file);
  reading.whole(root);
  if (!reading.problems.empty()) return std::move(reading.problems);
  return std::move(reading.config);
}

Verdict judge(Streak& streak, bool is_up, const ProbeConfig& config) {
  // Counted no further than the row is long, so that a verdict falls once however long it goes on.
  if (is_up) {
    streak.failed = 0;
    if (streak.passed >= config.up_after) return Verdict::kNone;
    return ++streak.passed == config.up_after ? Verdict::kUp : Verdict::kNone;
  }
  streak.passed = 0;
  if (streak.failed >= config.down_after) return Verdict::kNone;
  return ++streak.failed == config.down_after ? Verdict::kDown : Verdict::kNone;
}

std::vector<kernel::Command> acts_of(Verdict verdict, const kernel::Matter& service, bool has_outage,
                                     const PersonId& as, const std::string& id, const std::string& detail,
                                     Instant now) {
  std::vector<kernel::Command> out;
  if (!service.is_open()) return out;
  if (verdict == Verdict::kUp && service.state == "down") {
    out.push_back(move_of(service, as, id, "checked_down"));
    out.back().fields["checked"] = detail;
  }
  if (verdict != Verdict::kDown) return out;
  if (service.state == "serving") {
    out.push_back(move_of(service, as, id, "stop"));
    // What serves instead was thought of when the service was entered: it is published with the outage.
    out.back().fields["instead"] = text_field(service, "instead");
    // The public is told that, not what a library said about some host.
    out.back().fields["cause"] = "自动探测连续打不开，正在查";
  }
  if (has_outage) return out;
  kernel::Command c;
  c.id = id + ":2";
  c.by = as;
  c.verb = kernel::Verb::kOpen;
  c.playbook = "outage";
  c.unit = service.unit;
  c.parent = service.id;
  c.fields["title"] = "渠道打不开：" + service.title();
  c.fields["owner"] = text_field(service, "keeper");
  c.fields["since"] = to_text(now);
  c.fields["found_by"] = "probe";
  c.fields["detail"] = detail;
  out.push_back(std::move(c));
  return out;
}

}  // namespace guatu::channels
