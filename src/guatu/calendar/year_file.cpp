#include "guatu/calendar/year_file.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "guatu/base/yaml.h"

namespace guatu::detail {

namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

/// Reads the values of one file and notes every problem with its place.
class Reader {
 public:
  Reader(std::string file, Problems& problems) : file_(std::move(file)), problems_(problems) {}

  Place place(const YamlNode& n) const { return {file_, n.line, n.column}; }

  void complain(const char* key, const YamlNode& at, const std::string& field, Args args = {}) {
    problems_.emplace_back(key, field, std::move(args), place(at));
  }
  void expected(const YamlNode& at, const std::string& field, const char* what) {
    complain("calendar.value", at, field, {{"expected", what}});
  }

  /// Refuses keys of `map` that are not listed; false (with a problem) if it is no map.
  bool keys(const YamlNode& map, const std::string& field, std::initializer_list<const char*> known) {
    if (!map.is_map()) {
      expected(map, field, "a map");
      return false;
    }
    const std::vector<std::string> names(known.begin(), known.end());
    for (const auto& e : map.entries) {
      if (std::find(names.begin(), names.end(), e.key) != names.end()) continue;
      problems_.emplace_back("calendar.unknown_key", field,
                             Args{{"name", e.key}, {"hint", nearest(e.key, names)}},
                             Place{file_, e.line, e.column});
    }
    return true;
  }

  /// The value under `key`; nullptr, with a problem, when it is missing.
  const YamlNode* need(const YamlNode& map, const std::string& field, const char* key) {
    const auto* v = map.find(key);
    if (v == nullptr) complain("calendar.missing", map, field, {{"name", key}});
    return v;
  }

  std::string text(const YamlNode& n, const std::string& field) {
    if (n.is_scalar() && !trim(n.scalar).empty()) return n.scalar;
    expected(n, field, "a text");
    return {};
  }

  bool boolean(const YamlNode& map, const std::string& field, const char* key, bool otherwise) {
    const auto* v = map.find(key);
    if (v == nullptr) return otherwise;
    bool out = otherwise;
    if (!yaml_bool(*v, out)) expected(*v, field + "." + key, "true or false");
    return out;
  }

  Titles titles(const YamlNode& n, const std::string& field) {
    Titles t;
    if (!keys(n, field, {"zh", "en"})) return t;
    if (const auto* zh = need(n, field, "zh")) t.zh = text(*zh, field + ".zh");
    if (const auto* en = need(n, field, "en")) t.en = text(*en, field + ".en");
    return t;
  }

  /// The date under `key`, which must lie in `year` unless that is 0.
  std::optional<CivilDate> date(const YamlNode& map, const std::string& field, const char* key, int year) {
    const auto* v = need(map, field, key);
    if (v == nullptr) return {};
    const auto d = v->is_scalar() ? parse_date(v->scalar) : Result<CivilDate>(Error("text.date"));
    if (d.has_value() && (year == 0 || d->year() == year)) return *d;
    complain("calendar.date", *v, field + "." + key,
             {{"got", v->scalar}, {"year", year == 0 ? std::string("-") : std::to_string(year)}});
    return {};
  }

 private:
  std::string file_;
  Problems& problems_;
};

std::string item(const char* field, std::size_t i) {
  return std::string(field) + "[" + std::to_string(i) + "]";
}

/// `08:30-12:00`; empty when it is not that, or ends before it begins.
std::optional<Hours> parse_hours(std::string_view s) {
  const auto minute = [](std::string_view t) {
    if (t.size() != 5 || t[2] != ':') return -1;
    for (const std::size_t i : {0U, 1U, 3U, 4U})
      if (t[i] < '0' || t[i] > '9') return -1;
    const int h = (t[0] - '0') * 10 + (t[1] - '0');
    const int m = (t[3] - '0') * 10 + (t[4] - '0');
    return m > 59 || h * 60 + m > 1440 ? -1 : h * 60 + m;
  };
  if (s.size() != 11 || s[5] != '-') return {};
  const Hours h{minute(s.substr(0, 5)), minute(s.substr(6))};
  if (h.from < 0 || h.to < 0 || h.from >= h.to) return {};
  return h;
}

std::vector<Hours> read_times(Reader& r, const YamlNode& n, const std::string& field) {
  std::vector<Hours> out;
  if (!n.is_list() || n.items.empty()) {
    r.complain("calendar.hours", n, field, {{"got", n.scalar}});
    return out;
  }
  for (const auto& i : n.items) {
    const auto h = i.is_scalar() ? parse_hours(i.scalar) : std::nullopt;
    if (h && (out.empty() || out.back().to <= h->from))
      out.push_back(*h);
    else
      r.complain("calendar.hours", i, field, {{"got", i.scalar}});
  }
  return out;
}

void read_seasons(Reader& r, const YamlNode& n, const std::string& field, int year, HourSet& set) {
  if (!n.is_list()) return r.expected(n, field, "a list");
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto& node = n.items[i];
    const auto name = item(field.c_str(), i);
    if (!r.keys(node, name, {"from", "to", "times"})) continue;
    const auto from = r.date(node, name, "from", year);
    const auto to = r.date(node, name, "to", year);
    const auto* times = r.need(node, name, "times");
    if (times == nullptr) continue;
    auto hours = read_times(r, *times, name + ".times");
    if (!from || !to) continue;
    if (*to < *from || (!set.seasons.empty() && *from <= set.seasons.back().to))
      r.complain("calendar.hours", node, name, {{"got", to_text(*from) + " " + to_text(*to)}});
    else
      set.seasons.push_back({*from, *to, std::move(hours)});
  }
}

void read_hours(Reader& r, const YamlNode& n, YearFile& out) {
  if (!n.is_map()) return r.expected(n, "hours", "a map");
  for (const auto& e : n.entries) {
    const auto field = "hours." + e.key;
    if (!r.keys(e.value, field, {"title", "every_day", "times", "seasons", "source", "confirmed"})) continue;
    HourSet set;
    if (const auto* t = r.need(e.value, field, "title")) r.titles(*t, field + ".title");
    if (const auto* s = e.value.find("source")) r.text(*s, field + ".source");
    r.boolean(e.value, field, "confirmed", true);
    set.every_day = r.boolean(e.value, field, "every_day", false);
    if (const auto* t = r.need(e.value, field, "times")) set.times = read_times(r, *t, field + ".times");
    if (const auto* s = e.value.find("seasons")) read_seasons(r, *s, field + ".seasons", out.year, set);
    out.hours.emplace(e.key, std::move(set));
  }
}

void read_notices(Reader& r, const YamlNode& n, YearFile& out) {
  if (!n.is_list() || n.items.empty()) return r.complain("calendar.source", n, "notices");
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto& node = n.items[i];
    const auto name = item("notices", i);
    if (!r.keys(node, name, {"number", "date", "title", "about", "confirmed"})) continue;
    const auto* number = node.find("number");
    if (number == nullptr) {
      r.complain("calendar.source", node, name);
      continue;
    }
    if (!out.source.empty()) out.source += "; ";
    out.source += r.text(*number, name + ".number");
    r.date(node, name, "date", 0);
    if (const auto* t = r.need(node, name, "title")) r.titles(*t, name + ".title");
    if (const auto* a = node.find("about")) r.text(*a, name + ".about");
    if (!r.boolean(node, name, "confirmed", true)) out.source += " (未核对 unconfirmed)";
  }
}

void read_holidays(Reader& r, const YamlNode& n, YearFile& out) {
  if (!n.is_list()) return r.expected(n, "holidays", "a list");
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto& node = n.items[i];
    const auto field = item("holidays", i);
    if (!r.keys(node, field, {"from", "to", "name"})) continue;
    const auto from = r.date(node, field, "from", out.year);
    const auto to = r.date(node, field, "to", out.year);
    const auto* name = r.need(node, field, "name");
    const auto titles = name == nullptr ? Titles{} : r.titles(*name, field + ".name");
    if (!from || !to) continue;
    if (*to < *from)
      r.complain("calendar.date", node, field + ".to",
                 {{"got", to_text(*to)}, {"year", std::to_string(out.year)}});
    else
      out.holidays.push_back({*from, *to, titles, r.place(node)});
  }
}

void read_worked(Reader& r, const YamlNode& n, YearFile& out) {
  if (!n.is_list()) return r.expected(n, "worked", "a list");
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto& node = n.items[i];
    const auto field = item("worked", i);
    if (!r.keys(node, field, {"date", "for"})) continue;
    const auto date = r.date(node, field, "date", out.year);
    const auto* of = r.need(node, field, "for");
    if (of == nullptr || !date) continue;
    if (date->weekday() < 6)
      r.complain("calendar.not_weekend", node, field + ".date", {{"date", to_text(*date)}});
    const auto holiday = std::find_if(out.holidays.begin(), out.holidays.end(),
                                      [&](const NamedDays& h) { return h.name.zh == of->scalar; });
    if (holiday == out.holidays.end())
      r.expected(*of, field + ".for", "the name (zh) of a holiday of this file");
    else
      out.worked.push_back({*date, *date, holiday->name, r.place(node)});
  }
}

/// Only tests/oracles reads what stands here; its shape is checked all the same.
void read_differs(Reader& r, const YamlNode& n, const YearFile& out) {
  if (!n.is_list()) return r.expected(n, "differs", "a list");
  for (std::size_t i = 0; i < n.items.size(); ++i) {
    const auto field = item("differs", i);
    if (!r.keys(n.items[i], field, {"date", "oracle", "says", "why"})) continue;
    r.date(n.items[i], field, "date", out.year);
    for (const char* key : {"oracle", "why"})
      if (const auto* v = r.need(n.items[i], field, key)) r.text(*v, field + "." + key);
    const auto* says = r.need(n.items[i], field, "says");
    if (says != nullptr && says->scalar != "working" && says->scalar != "free")
      r.expected(*says, field + ".says", "working or free");
  }
}

}  // namespace

YearFile read_year_file(std::string_view text, const std::string& file, Problems& problems) {
  YearFile out;
  out.place = {file, 1, 1};
  auto root = read_yaml(text, file);
  if (root.has_error()) {
    for (const auto& e : root.error()) problems.push_back(e);
    return out;
  }
  Reader r(file, problems);
  if (!r.keys(*root, "", {"calendar", "year", "notices", "holidays", "worked", "hours", "differs"}))
    return out;
  if (const auto* name = r.need(*root, "", "calendar")) r.text(*name, "calendar");
  if (const auto* year = r.need(*root, "", "year")) {
    long long y = 0;
    out.place = r.place(*year);
    if (yaml_int(*year, y) && y >= 1949 && y <= 2199)
      out.year = static_cast<int>(y);
    else
      r.expected(*year, "year", "a year from 1949 to 2199");
  }
  if (const auto* n = root->find("notices"))
    read_notices(r, *n, out);
  else
    r.complain("calendar.source", *root, "notices");
  if (const auto* n = r.need(*root, "", "holidays")) read_holidays(r, *n, out);
  if (const auto* n = r.need(*root, "", "worked")) read_worked(r, *n, out);
  if (const auto* n = root->find("hours")) read_hours(r, *n, out);
  if (const auto* n = root->find("differs")) read_differs(r, *n, out);
  return out;
}

}  // namespace guatu::detail
