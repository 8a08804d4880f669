// Compiles a JSON Schema into nodes and walks a YAML tree along them. See schema.h.
#include "guatu/kernel/playbook/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

namespace {

/// Said to editors and readers, or rules between keys, which reader_*.cpp checks.
constexpr std::array<std::string_view, 12> kNotOurs{"$schema", "$id",   "title", "description",
                                                    "if",      "then",  "else",  "not",
                                                    "allOf",   "anyOf", "$defs", "examples"};

std::string to_string(const json::value& v) {
  return std::string(v.as_string().c_str(), v.as_string().size());
}

/// A word of an enum or a const, as YAML writes it.
std::string word_of(const json::value& v) {
  return v.is_string() ? to_string(v) : std::string(json::serialize(v));
}

/// Longer words are no slip of the pen, and comparing them costs.
constexpr std::size_t kMaxHintedBytes = 64;
constexpr std::size_t kMaxArgBytes = 200;

}  // namespace

std::string pointer_token(const std::string& key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

std::string instead_of(const std::string& word, const std::vector<std::string>& known) {
  const auto hint = word.size() <= kMaxHintedBytes ? nearest(word, known) : std::string();
  if (!hint.empty()) return hint;
  return known.empty() ? "—" : join(known, ", ");
}

void shorten(std::vector<std::pair<std::string, std::string>>& args) {
  for (auto& [name, value] : args) {
    if (value.size() <= kMaxArgBytes) continue;
    auto end = kMaxArgBytes;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80)
      --end;  // Not inside a character.
    value = value.substr(0, end) + "…";
  }
}

Schema::Schema(std::string_view text) {
  auto parsed = parse_json(text);
  GUATU_ASSERT(parsed.has_value() && parsed->is_object());
  text_ = std::move(*parsed);
  root_ = compile(text_);
}

const Schema& Schema::playbook() {
  static const auto* const schema = new Schema(playbook_schema());
  return *schema;
}

const Schema::Node* Schema::compile(const json::value& v) {
  const auto& object = v.as_object();
  if (const auto* ref = object.if_contains("$ref")) {
    // Beside a reference stand only words for readers.
    const auto name = to_string(*ref).substr(std::string_view("#/$defs/").size());
    if (const auto it = definitions_.find(name); it != definitions_.end()) return it->second;
    const auto* definition = text_.as_object().at("$defs").as_object().if_contains(name);
    GUATU_ASSERT(definition != nullptr);
    return definitions_.emplace(name, compile(*definition)).first->second;
  }
  Node& node = nodes_.emplace_back();
  for (const auto& [keyword, value] : object) compile_keyword(std::string(keyword), value, object, node);
  if (const auto* examples = object.if_contains("examples"))
    node.example = word_of(examples->as_array().at(0));
  if (node.example.empty() && !node.words.empty()) node.example = node.words.front();
  if (node.example.empty() && node.kinds == kBoolean) node.example = "true";
  if (node.example.empty() && (node.kinds & (kNumber | kInteger)) != 0)
    node.example = std::to_string(node.min.value_or(1));
  if (node.example.empty() && !node.branches.empty()) node.example = node.branches.front()->example;
  if (node.example.empty() && node.kinds == kMap) {
    for (const auto& name : node.required)
      for (const auto& [property, inner] : node.properties)
        if (property == name)
          node.example += (node.example.empty() ? "{" : ", ") + name + ": " + inner->example;
    node.example += node.example.empty() ? "{…}" : "}";
  }
  return &node;
}

void Schema::compile_keyword(const std::string& keyword, const json::value& v, const json::object& whole,
                             Node& node) {
  const auto count = [&] { return static_cast<std::size_t>(v.as_int64()); };
  if (keyword == "type") {
    static const std::map<std::string, unsigned> kinds{{"string", kText},   {"integer", kInteger},
                                                       {"number", kNumber}, {"boolean", kBoolean},
                                                       {"array", kList},    {"object", kMap}};
    node.kinds = kinds.at(to_string(v));
  } else if (keyword == "enum") {
    for (const auto& word : v.as_array()) node.words.push_back(word_of(word));
    node.kinds = kText;
  } else if (keyword == "const") {
    node.words = {word_of(v)};
    node.kinds = v.is_bool() ? kBoolean : kText;
  } else if (keyword == "minLength" || keyword == "minItems" || keyword == "minProperties") {
    node.count_min = count();
  } else if (keyword == "maxLength" || keyword == "maxItems" || keyword == "maxProperties") {
    node.count_max = count();
  } else if (keyword == "minimum") {
    node.min = v.as_int64();
  } else if (keyword == "maximum") {
    node.max = v.as_int64();
  } else if (keyword == "uniqueItems") {
    node.unique = v.as_bool();
  } else if (keyword == "required") {
    for (const auto& name : v.as_array()) node.required.push_back(to_string(name));
  } else if (keyword == "pattern") {
    const auto& known = named_patterns();
    const auto it =
        std::find_if(known.begin(), known.end(), [&](const auto& p) { return p.pattern == to_string(v); });
    GUATU_ASSERT(it != known.end());
    node.check = it->check;
  } else {
    compile_pairs(keyword, v, whole, node);
  }
}

void Schema::compile_pairs(const std::string& keyword, const json::value& v, const json::object& whole,
                           Node& node) {
  if (keyword == "properties") {
    for (const auto& [name, inner] : v.as_object()) node.properties.emplace_back(name, compile(inner));
  } else if (keyword == "additionalProperties") {
    node.closed = v.is_bool();
    GUATU_ASSERT(!v.is_bool() || !v.as_bool());
    if (!v.is_bool()) node.additional = compile(v);
  } else if (keyword == "propertyNames") {
    node.names = compile(v);
  } else if (keyword == "items") {
    node.items = compile(v);
  } else if (keyword == "oneOf" && !whole.contains("type")) {
    node.kinds = 0;
    for (const auto& branch : v.as_array()) {
      node.branches.push_back(compile(branch));
      GUATU_ASSERT((node.kinds & node.branches.back()->kinds) == 0);  // A kind chooses one branch.
      node.kinds |= node.branches.back()->kinds;
    }
  } else {
    const bool known = std::find(kNotOurs.begin(), kNotOurs.end(), keyword) != kNotOurs.end();
    GUATU_ASSERT(known || keyword == "oneOf");
  }
}

/// One walk over one file.
class SchemaWalk {
 public:
  using Node = Schema::Node;
  using Args = std::vector<std::pair<std::string, std::string>>;
  SchemaWalk(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  void walk(const Node& schema, const YamlNode& node, const YamlNode::Entry* entry) {
    if (problems_.size() >= limits::kMaxProblems) return;
    const unsigned kinds = kinds_of(node);
    if ((kinds & schema.kinds) == 0) return report_kind(schema, node, entry);
    if (!schema.branches.empty()) {
      for (const auto* branch : schema.branches)
        if ((kinds & branch->kinds) != 0) return walk(*branch, node, entry);
      return;
    }
    if (node.is_map()) return walk_map(schema, node, entry);
    if (node.is_list()) return walk_list(schema, node, entry);
    check_scalar(schema, node.scalar, kinds, {file_, node.line, node.column});
  }

 private:
  static unsigned kinds_of(const YamlNode& node) {
    bool flag = false;
    long long whole = 0;
    double number = 0;
    if (node.is_map()) return Schema::kMap;
    if (node.is_list()) return Schema::kList;
    if (node.is_null()) return 0;
    if (yaml_bool(node, flag)) return Schema::kBoolean;
    if (yaml_int(node, whole)) return Schema::kInteger | Schema::kNumber;
    if (yaml_number(node, number)) return Schema::kNumber;
    return Schema::kText;
  }

  void report(const char* key, Place place, Args args) {
    if (problems_.size() >= limits::kMaxProblems) return;
    shorten(args);
    problems_.emplace_back(key, pointer_, std::move(args), std::move(place));
  }

  /// The key of an entry: where something is missing or nothing stands.
  Place place_of(const YamlNode& node, const YamlNode::Entry* entry) const {
    return entry == nullptr ? Place{file_, node.line, node.column} : Place{file_, entry->line, entry->column};
  }

  void report_kind(const Node& schema, const YamlNode& node, const YamlNode::Entry* entry) {
    // As one would write it, so that it needs no language.
    static constexpr std::array<std::pair<unsigned, const char*>, 6> kNotations{{
        {Schema::kText, "text"},
        {Schema::kInteger, "1"},
        {Schema::kNumber, "1.5"},
        {Schema::kBoolean, "true | false"},
        {Schema::kList, "[…, …]"},
        {Schema::kMap, "{…: …}"},
    }};
    std::string expected;
    for (const auto& [kind, notation] : kNotations)
      if ((schema.kinds & kind) != 0) expected += (expected.empty() ? "" : " | ") + std::string(notation);
    report("playbook.expected", node.is_null() ? place_of(node, entry) : Place{file_, node.line, node.column},
           {{"expected", expected}, {"example", schema.example}});
  }

  void check_scalar(const Node& schema, const std::string& text, unsigned kinds, const Place& place) {
    const auto length = (kinds & Schema::kText) != 0 ? code_points(text) : 0;
    if (!schema.words.empty()) {
      if (std::find(schema.words.begin(), schema.words.end(), text) != schema.words.end()) return;
      return report("playbook.word", place, {{"name", text}, {"instead", instead_of(text, schema.words)}});
    }
    if ((kinds & schema.kinds & Schema::kText) != 0) {
      if (length > schema.count_max)
        return report("playbook.too_long", place, {{"limit", std::to_string(schema.count_max)}});
      if (length < schema.count_min)
        return report("playbook.empty_text", place, {{"example", schema.example}});
      const char* key = schema.check == nullptr ? nullptr : schema.check(text);
      if (key != nullptr) report(key, place, {{"name", text}, {"example", schema.example}});
      return;
    }
    if (!schema.min && !schema.max) return;
    long long value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || value < schema.min.value_or(INT64_MIN) || value > schema.max.value_or(INT64_MAX))
      report("playbook.range", place,
             {{"name", text}, {"min", std::to_string(*schema.min)}, {"max", std::to_string(*schema.max)}});
  }

  /// False if there are too many to look at.
  bool check_count(const Node& schema, std::size_t count, const Place& place) {
    if (count > schema.count_max)
      report("playbook.too_many", place, {{"limit", std::to_string(schema.count_max)}});
    if (count < schema.count_min) report("playbook.too_few", place, {{"example", schema.example}});
    return count <= schema.count_max;
  }

  void walk_list(const Node& schema, const YamlNode& node, const YamlNode::Entry* entry) {
    if (!check_count(schema, node.items.size(), place_of(node, entry))) return;
    const auto size = pointer_.size();
    for (std::size_t i = 0; i < node.items.size() && problems_.size() < limits::kMaxProblems; ++i) {
      const auto& item = node.items[i];
      pointer_ += "/" + std::to_string(i);
      const bool seen =
          schema.unique && item.is_scalar() &&
          std::any_of(node.items.begin(), node.items.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const YamlNode& n) { return n.is_scalar() && n.scalar == item.scalar; });
      if (seen) report("playbook.duplicate", {file_, item.line, item.column}, {{"name", item.scalar}});
      walk(*schema.items, item, nullptr);
      pointer_.resize(size);
    }
  }

  void walk_map(const Node& schema, const YamlNode& node, const YamlNode::Entry* entry) {
    if (!check_count(schema, node.entries.size(), place_of(node, entry))) return;
    for (const auto& name : schema.required)
      if (node.entry(name) == nullptr) report_missing(schema, name, node, entry);
    const auto size = pointer_.size();
    for (const auto& e : node.entries) {
      if (problems_.size() >= limits::kMaxProblems) return;
      pointer_ += "/" + pointer_token(e.key);
      walk_entry(schema, e);
      pointer_.resize(size);
    }
  }

  void walk_entry(const Node& schema, const YamlNode::Entry& e) {
    const auto it = std::find_if(schema.properties.begin(), schema.properties.end(),
                                 [&](const auto& p) { return p.first == e.key; });
    if (it != schema.properties.end()) return walk(*it->second, e.value, &e);
    const Place place{file_, e.line, e.column};
    if (schema.closed) {
      std::vector<std::string> names;
      for (const auto& [name, inner] : schema.properties) names.push_back(name);
      return report("playbook.unknown_key", place, {{"name", e.key}, {"instead", instead_of(e.key, names)}});
    }
    if (schema.names != nullptr) check_scalar(*schema.names, e.key, Schema::kText, place);
    if (schema.additional != nullptr) walk(*schema.additional, e.value, &e);
  }

  void report_missing(const Node& schema, const std::string& name, const YamlNode& node,
                      const YamlNode::Entry* entry) {
    const bool is_language = name == "zh" || name == "en";
    std::string example;
    for (const auto& [property, inner] : schema.properties)
      if (property == name) example = inner->example;
    const auto size = pointer_.size();
    pointer_ += "/" + name;
    report(is_language ? "playbook.title_language" : "playbook.missing", place_of(node, entry),
           {{"name", name}, {"example", name + ": " + example}});
    pointer_.resize(size);
  }

  const std::string& file_;
  Problems& problems_;
  std::string pointer_;
};

Problems Schema::check(const YamlNode& root, const std::string& file) const {
  Problems problems;
  SchemaWalk(file, problems).walk(*root_, root, nullptr);
  return problems;
}

}  // namespace guatu::kernel
