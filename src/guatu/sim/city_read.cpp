// Reads a city file strictly: all problems at once, each at its place.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "guatu/base/yaml.h"
#include "guatu/sim/city.h"

namespace guatu::sim {

namespace {

/// More persons than a simulated city needs; the people of a ledger are held in memory.
constexpr std::int64_t kMaxPersons = 200'000;

bool is_id(const std::string& s) {
  return !s.empty() && s.size() <= 24 && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class CityReader {
 public:
  explicit CityReader(std::string file) : file_(std::move(file)) {}

  Checked<City> read(const YamlNode& root) {
    known(root, {"city", "title", "starts_at", "sweep_hours", "posts", "units", "habits", "matters", "life"});
    city_.id = id(root, "city");
    city_.title = titles(root, "title");
    starts_at(root);
    range(root, "sweep_hours", 24 * 60, city_.sweep_hours_from, city_.sweep_hours_to);
    posts(root);
    units(root);
    habits(root);
    matters(root);
    life(root);
    if (problems_.empty()) whole(root);
    if (!problems_.empty()) return std::move(problems_);
    return std::move(city_);
  }

 private:
  void complain(const char* key, const YamlNode& at, const std::string& field,
                std::vector<std::pair<std::string, std::string>> args = {}) {
    problems_.push_back(Error(key, field, std::move(args), {file_, at.line, at.column}));
  }

  void known(const YamlNode& map, const std::vector<std::string>& keys) {
    if (!map.is_map()) return complain("city.value", map, "", {{"expected", join(keys, ", ")}});
    for (const auto& e : map.entries)
      if (std::find(keys.begin(), keys.end(), e.key) == keys.end())
        problems_.push_back(Error("city.unknown_key", e.key,
                                  {{"hint", nearest(e.key, keys)}, {"keys", join(keys, ", ")}},
                                  {file_, e.line, e.column}));
  }

  const YamlNode* need(const YamlNode& map, const char* key) {
    const auto* v = map.find(key);
    if (v == nullptr) complain("city.missing", map, key);
    return v;
  }

  std::string id(const YamlNode& map, const char* key) {
    const auto* v = need(map, key);
    if (v == nullptr) return {};
    if (!v->is_scalar() || !is_id(v->scalar)) complain("city.value", *v, key, {{"expected", "abc_1"}});
    return v->scalar;
  }

  Titles titles_in(const YamlNode& v, const std::string& key) {
    Titles t;
    const auto* zh = v.find("zh");
    const auto* en = v.find("en");
    if (zh == nullptr || en == nullptr || !zh->is_scalar() || !en->is_scalar() || v.entries.size() != 2) {
      complain("city.value", v, key, {{"expected", "{zh: …, en: …}"}});
      return t;
    }
    return {zh->scalar, en->scalar};
  }
  Titles titles(const YamlNode& map, const char* key) {
    const auto* v = need(map, key);
    return v == nullptr ? Titles{} : titles_in(*v, key);
  }

  std::int64_t whole_number(const YamlNode& v, const std::string& key, std::int64_t min, std::int64_t max) {
    long long n = 0;
    if (!yaml_int(v, n) || n < min || n > max) {
      complain("city.value", v, key, {{"expected", fmt::format("{} – {}", min, max)}});
      return min;
    }
    return n;
  }
  int percent(const YamlNode& map, const char* key) {
    const auto* v = map.find(key);
    return v == nullptr ? 0 : static_cast<int>(whole_number(*v, key, 0, 100));
  }
  std::int64_t amount(const YamlNode& map, const char* key, std::int64_t fallback, std::int64_t min,
                      std::int64_t max) {
    const auto* v = map.find(key);
    return v == nullptr ? fallback : whole_number(*v, key, min, max);
  }

  /// `[1, 6]`: from and to, in hours.
  void range(const YamlNode& map, const char* key, std::int64_t max, std::int64_t& from, std::int64_t& to) {
    const auto* v = map.find(key);
    if (v == nullptr) return;
    if (!v->is_list() || v->items.size() != 2) {
      complain("city.value", *v, key, {{"expected", "[1, 24]"}});
      return;
    }
    from = whole_number(v->items[0], key, 0, max);
    to = whole_number(v->items[1], key, std::max<std::int64_t>(1, from), max);
  }

  std::vector<std::string> words(const YamlNode& map, const char* key) {
    std::vector<std::string> out;
    const auto* v = need(map, key);
    if (v == nullptr) return out;
    if (v->is_scalar()) return {v->scalar};
    for (const auto& i : v->items) out.push_back(i.scalar);
    if (!v->is_list() || out.empty()) complain("city.value", *v, key, {{"expected", "[…]"}});
    return out;
  }

  void starts_at(const YamlNode& root) {
    const auto* v = need(root, "starts_at");
    if (v == nullptr) return;
    const auto t = parse_instant(v->scalar);
    if (t.has_error())
      complain("city.value", *v, "starts_at", {{"expected", "2021-01-04 08:00"}});
    else
      city_.starts_at = *t;
  }

  void posts(const YamlNode& root) {
    const auto* v = need(root, "posts");
    if (v == nullptr) return;
    if (!v->is_map()) return complain("city.value", *v, "posts", {{"expected", "{head: {zh: …, en: …}}"}});
    for (const auto& e : v->entries) city_.posts.emplace(e.key, titles_in(e.value, e.key));
  }

  void post_counts(const YamlNode& map, UnitKind& kind) {
    const auto* v = map.find("posts");
    if (v == nullptr) return;
    if (!v->is_map()) return complain("city.value", *v, "posts", {{"expected", "{head: 1}"}});
    for (const auto& e : v->entries) {
      if (!city_.posts.contains(e.key))
        complain("city.unknown_kind", e.value, e.key, {{"got", e.key}, {"kinds", post_names()}});
      kind.posts.push_back({e.key, static_cast<int>(whole_number(e.value, e.key, 1, 1000))});
    }
  }

  void units(const YamlNode& root) {
    const auto* v = need(root, "units");
    if (v == nullptr) return;
    if (!v->is_map()) return complain("city.value", *v, "units", {{"expected", "{city: {title: …}}"}});
    for (const auto& e : v->entries) {
      known(e.value, {"title", "in", "count", "posts", "others"});
      UnitKind kind;
      kind.id = e.key;
      if (!is_id(e.key)) complain("city.value", e.value, e.key, {{"expected", "abc_1"}});
      kind.title = titles(e.value, "title");
      if (const auto* in = e.value.find("in"); in != nullptr) {
        kind.in = in->scalar;
        if (!has_kind(kind.in)) complain("city.order", *in, "in", {{"got", kind.in}});
      }
      kind.count = static_cast<int>(amount(e.value, "count", 1, 1, 1000));
      kind.others = static_cast<int>(amount(e.value, "others", 0, 0, 100'000));
      post_counts(e.value, kind);
      city_.units.push_back(std::move(kind));
    }
  }

  void habits(const YamlNode& root) {
    const auto* v = need(root, "habits");
    if (v == nullptr) return;
    if (!v->is_map() || v->entries.empty())
      return complain("city.value", *v, "habits", {{"expected", "{diligent: {share: 1}}"}});
    for (const auto& e : v->entries) {
      known(e.value, {"title", "share", "acts_after_hours", "forgets", "games", "wrong", "verbs"});
      Habit h;
      h.id = e.key;
      h.share = static_cast<int>(amount(e.value, "share", 1, 1, 1000));
      range(e.value, "acts_after_hours", 24 * 365, h.acts_after_from, h.acts_after_to);
      h.forgets = percent(e.value, "forgets");
      h.games = percent(e.value, "games");
      h.wrong = percent(e.value, "wrong");
      verbs(e.value, h);
      city_.habits.push_back(std::move(h));
    }
  }

  void verbs(const YamlNode& map, Habit& h) {
    const auto* v = map.find("verbs");
    if (v == nullptr) return;
    if (!v->is_map()) return complain("city.value", *v, "verbs", {{"expected", "{assign: 5}"}});
    for (const auto& e : v->entries) {
      kernel::Verb verb{};
      if (!from_text(e.key, verb) || verb == kernel::Verb::kOpen || verb == kernel::Verb::kMove ||
          is_people_verb(verb))
        complain("city.value", e.value, e.key, {{"expected", "assign, return, ask_help, park, extend …"}});
      else
        h.verbs.emplace_back(verb, static_cast<int>(whole_number(e.value, e.key, 0, 100)));
    }
  }

  void matters(const YamlNode& root) {
    const auto* v = need(root, "matters");
    if (v == nullptr) return;
    if (!v->is_map() || v->entries.empty())
      return complain("city.value", *v, "matters", {{"expected", "{order: {in: community, per_day: 3}}"}});
    for (const auto& e : v->entries) {
      known(e.value, {"in", "at_start", "per_day", "urged", "withdrawn", "reopened"});
      MatterKind m;
      m.playbook = e.key;
      m.in = words(e.value, "in");
      for (const auto& k : m.in)
        if (!has_kind(k))
          complain("city.unknown_kind", *e.value.find("in"), "in", {{"got", k}, {"kinds", kind_names()}});
      m.at_start = static_cast<int>(amount(e.value, "at_start", 0, 0, 100'000));
      if (const auto* day = e.value.find("per_day"); day != nullptr) {
        double d = 0;
        if (!yaml_number(*day, d) || d < 0 || d > 100'000)
          complain("city.value", *day, "per_day", {{"expected", "0 – 100000"}});
        else
          m.per_thousand_days = std::llround(d * 1000);
      }
      m.urged = percent(e.value, "urged");
      m.withdrawn = percent(e.value, "withdrawn");
      m.reopened = percent(e.value, "reopened");
      city_.matters.push_back(std::move(m));
    }
  }

  void life(const YamlNode& root) {
    const auto* v = root.find("life");
    if (v == nullptr) return;
    known(*v, {"leave_percent", "merges", "new_versions", "new_calendars", "erasures"});
    city_.life.leave_percent = percent(*v, "leave_percent");
    city_.life.merges = static_cast<int>(amount(*v, "merges", 0, 0, 1000));
    city_.life.new_versions = static_cast<int>(amount(*v, "new_versions", 0, 0, 100));
    city_.life.new_calendars = static_cast<int>(amount(*v, "new_calendars", 0, 0, 100));
    city_.life.erasures = static_cast<int>(amount(*v, "erasures", 0, 0, 1000));
  }

  /// What only the whole file shows.
  void whole(const YamlNode& root) {
    const auto tops =
        std::count_if(city_.units.begin(), city_.units.end(), [](const auto& k) { return k.in.empty(); });
    const bool is_well = tops == 1 && city_.units.front().in.empty() && city_.units.front().count == 1 &&
                         std::any_of(city_.units.front().posts.begin(), city_.units.front().posts.end(),
                                     [](const auto& p) { return p.post == "head"; });
    if (!is_well) complain("city.top", *root.find("units"), "units");
    if (!city_.posts.contains("person")) complain("city.missing", *root.find("posts"), "person");
    if (size_of(city_).persons > kMaxPersons)
      complain("city.too_large", *root.find("units"), "units", {{"limit", std::to_string(kMaxPersons)}});
  }

  bool has_kind(const std::string& kind) const {
    return std::any_of(city_.units.begin(), city_.units.end(), [&](const auto& k) { return k.id == kind; });
  }
  std::string kind_names() const {
    std::vector<std::string> out;
    for (const auto& k : city_.units) out.push_back(k.id);
    return join(out, ", ");
  }
  std::string post_names() const {
    std::vector<std::string> out;
    for (const auto& [post, t] : city_.posts) out.push_back(post);
    return join(out, ", ");
  }

  std::string file_;
  City city_;
  Problems problems_;
};

}  // namespace

Checked<City> read_city(const std::string& text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  return CityReader(file).read(*root);
}

}  // namespace guatu::sim
