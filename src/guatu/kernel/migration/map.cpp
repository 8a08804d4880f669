#include "guatu/kernel/migration/map.h"

#include <algorithm>
#include <set>

#include "guatu/base/yaml.h"

namespace guatu::kernel {

namespace {

const std::vector<std::string> kKeys{"playbook", "to", "states", "moves", "fields", "clocks", "stops"};

class MapReading {
 public:
  explicit MapReading(const std::string& file) : file_(file) { map.file = file; }

  void read(const YamlNode& root) {
    if (!root.is_map()) return value(root.line, root.column, "map", "a map with states:, moves:, fields: …");
    for (const auto& e : root.entries) {
      if (e.key == "playbook") {
        if (!e.value.is_scalar()) value(e, "hazard");
        map.playbook = e.value.scalar;
      } else if (e.key == "to") {
        long long n = 0;
        if (!yaml_int(e.value, n) || n < 1 || n > 1'000'000) value(e, "2");
        map.to_version = static_cast<int>(n);
      } else if (auto* section = section_of(e.key); section != nullptr) {
        entries(e, *section);
      } else {
        problems.push_back(Error("migration.unknown_key", e.key,
                                 {{"keys", join(kKeys, ", ")}, {"hint", nearest(e.key, kKeys)}},
                                 {file_, e.line, e.column}));
      }
    }
  }

  MigrationMap map;
  Problems problems;

 private:
  Renamings* section_of(const std::string& key) {
    if (key == "states") return &map.states;
    if (key == "moves") return &map.moves;
    if (key == "fields") return &map.fields;
    if (key == "clocks") return &map.clocks;
    if (key == "stops") return &map.stops;
    return nullptr;
  }

  void entries(const YamlNode::Entry& section, Renamings& out) {
    if (section.value.is_null()) return;
    if (!section.value.is_map()) return value(section, "{old: new}");
    for (const auto& e : section.value.entries) {
      Renaming r;
      r.place = {file_, e.line, e.column};
      if (e.value.is_scalar() && !e.value.scalar.empty())
        r.to = e.value.scalar;
      else if (e.value.is_map())
        written_out(section.key, e, r);
      else
        value(e, section.key == "states" ? "new" : "new, or {drop: reason}");
      out.emplace(e.key, std::move(r));
    }
  }

  void written_out(const std::string& section, const YamlNode::Entry& entry, Renaming& r) {
    const bool is_clock = section == "clocks";
    std::vector<std::string> keys{"to"};
    if (section != "states") keys.push_back("drop");
    if (is_clock) keys.push_back("limit");
    for (const auto& e : entry.value.entries) {
      if (std::find(keys.begin(), keys.end(), e.key) == keys.end()) {
        problems.push_back(Error("migration.unknown_key", e.key,
                                 {{"keys", join(keys, ", ")}, {"hint", nearest(e.key, keys)}},
                                 {file_, e.line, e.column}));
      } else if (!e.value.is_scalar() || e.value.scalar.empty()) {
        value(e, e.key == "drop" ? "a reason" : e.key == "limit" ? "keep" : "new");
      } else if (e.key == "to") {
        r.to = e.value.scalar;
      } else if (e.key == "drop") {
        r.drop = e.value.scalar;
      } else if (e.value.scalar != "keep" && e.value.scalar != "new") {
        value(e, "keep, or new");
      } else {
        r.keeps_limit = e.value.scalar == "keep";
      }
    }
    if (!r.to.empty() && !r.drop.empty()) value(entry, "either to: or drop:");
    if (r.to.empty() && r.drop.empty() && is_clock && entry.value.find("limit") != nullptr)
      r.to = entry.key;  // `rectifying: {limit: keep}` says nothing about its name.
    else if (r.to.empty() && r.drop.empty())
      value(entry, section == "states" ? "{to: new}" : "{to: new}, or {drop: reason}");
  }

  void value(const YamlNode::Entry& e, const std::string& instead) {
    value(e.line, e.column, e.key, instead);
  }
  void value(int line, int column, const std::string& field, const std::string& instead) {
    problems.push_back(Error("migration.value", field, {{"instead", instead}}, {file_, line, column}));
  }

  const std::string& file_;
};

/// One section: every old id gets its place.
class Completion {
 public:
  Completion(const char* what, const Renamings& written, std::vector<std::string> olds,
             std::vector<std::string> news, const std::string& file, Problems& problems)
      : what_(what),
        written_(written),
        olds_(std::move(olds)),
        news_(std::move(news)),
        file_(file),
        problems_(problems) {}

  Renamings run() {
    for (const auto& [id, r] : written_) {
      if (!has(olds_, id)) report("migration.unknown_id", id, id, olds_, r.place);
      if (!r.to.empty() && !has(news_, r.to)) report("migration.no_such", r.to, r.to, news_, r.place);
    }
    Renamings out;
    for (const auto& id : olds_) {
      if (const auto w = written_.find(id); w != written_.end())
        out.emplace(id, w->second);
      else if (has(news_, id))
        out.emplace(id, Renaming{id, {}, false, {}});
      else
        report("migration.unmapped", id, id, news_, {file_, 0, 0});
    }
    return out;
  }

 private:
  static bool has(const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  }
  void report(const char* key, const std::string& field, const std::string& got,
              const std::vector<std::string>& choices, const Place& place) {
    problems_.push_back(Error(key, field,
                              {{"what", what_},
                               {"choices", choices.empty() ? "–" : join(choices, ", ")},
                               {"hint", nearest(got, choices)}},
                              place));
  }

  const char* what_;
  const Renamings& written_;
  std::vector<std::string> olds_, news_;
  const std::string& file_;
  Problems& problems_;
};

template <class Items, class Wanted>
void collect(const Items& items, const Wanted& wanted, std::vector<std::string>& out) {
  for (const auto& i : items)
    if (wanted(i) && std::find(out.begin(), out.end(), i.id) == out.end()) out.push_back(i.id);
}

template <class Items>
std::vector<std::string> ids_of(const Items& items) {
  std::vector<std::string> out;
  collect(
      items, [](const auto&) { return true; }, out);
  return out;
}

/// Clocks go by name: those of the matter by the map, those of states with their state.
Renamings complete_clocks(const MigrationMap& written, const Renamings& states,
                          std::span<const Playbook* const> from, const Playbook& to, Problems& problems) {
  std::vector<std::string> olds;
  for (const auto* p : from)
    collect(
        p->limits, [](const auto&) { return true; }, olds);
  Renamings of_matter, of_states;
  for (const auto& [id, r] : written.clocks) (states.contains(id) ? of_states : of_matter).emplace(id, r);
  auto out = Completion("clocks", of_matter, olds, ids_of(to.limits), written.file, problems).run();
  std::set<std::string> taken;
  for (const auto& [id, r] : out)
    if (!r.to.empty() && !taken.insert(r.to).second)
      problems.push_back(Error("migration.twice", id, {{"to", r.to}}, r.place));
  for (const auto& [id, state] : states) {
    Renaming r{state.to, {}, false, {}};
    if (const auto w = of_states.find(id); w != of_states.end()) {
      r.keeps_limit = w->second.keeps_limit;
      if (!w->second.drop.empty() || (w->second.to != state.to && w->second.to != id))
        problems.push_back(
            Error("migration.state_clock", id, {{"state", id}, {"to", state.to}}, w->second.place));
    }
    out.emplace(id, std::move(r));
  }
  out.emplace("park", Renaming{"park", {}, true, {}});
  return out;
}

}  // namespace

Checked<MigrationMap> read_migration_map(std::string_view text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  MapReading reading(file);
  reading.read(*root);
  if (!reading.problems.empty()) return std::move(reading.problems);
  return std::move(reading.map);
}

Checked<MigrationMap> complete_map(const MigrationMap& written, std::span<const Playbook* const> from,
                                   const Playbook& to) {
  Problems problems;
  const auto is_open = [](const State& s) { return s.final == Final::kNot; };
  const auto any = [](const auto&) { return true; };
  std::vector<std::string> states, moves, fields, stops;
  for (const auto* p : from) {
    collect(p->states, is_open, states);
    collect(p->moves, any, moves);
    collect(
        p->fields, [&](const Field& f) { return !f.computed || to.field(f.id) != nullptr; }, fields);
    collect(p->stops, any, stops);
  }
  std::vector<std::string> open_states;
  collect(to.states, is_open, open_states);
  MigrationMap out = written;
  for (auto& [id, r] : out.states)
    if (const auto* s = to.state(r.to); s != nullptr && !is_open(*s))
      problems.push_back(
          Error("migration.to_final", r.to, {{"state", id}, {"choices", join(open_states, ", ")}}, r.place));
  auto known = ids_of(to.states);  // A final one is reported above, once.
  const auto& file = written.file;
  out.states = Completion("states", written.states, states, known, file, problems).run();
  for (const auto& [id, r] : out.states)
    if (const auto* s = to.state(r.to); s != nullptr && !is_open(*s) && !written.states.contains(id))
      problems.push_back(Error("migration.to_final", r.to,
                               {{"state", id}, {"choices", join(open_states, ", ")}}, {file, 0, 0}));
  out.moves = Completion("moves", written.moves, moves, ids_of(to.moves), file, problems).run();
  out.fields = Completion("fields", written.fields, fields, ids_of(to.fields), file, problems).run();
  out.stops = Completion("stops", written.stops, stops, ids_of(to.stops), file, problems).run();
  out.clocks = complete_clocks(written, out.states, from, to, problems);
  if (!problems.empty()) return problems;
  return out;
}

}  // namespace guatu::kernel
