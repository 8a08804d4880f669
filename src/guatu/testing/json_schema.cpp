#include "guatu/testing/json_schema.h"

#include <algorithm>
#include <array>
#include <regex>

#include "guatu/base/text.h"

namespace guatu::testing {

namespace json = boost::json;

namespace {

constexpr std::array kKnown{"type",          "properties",  "required",  "additionalProperties",
                            "items",         "enum",        "const",     "minimum",
                            "maximum",       "minLength",   "maxLength", "maxItems",
                            "minProperties", "pattern",     "oneOf",     "$ref",
                            "format",        "description", "default",   "title",
                            "examples"};

bool is_of_type(const json::value& v, std::string_view type) {
  if (type == "object") return v.is_object();
  if (type == "array") return v.is_array();
  if (type == "string") return v.is_string();
  if (type == "boolean") return v.is_bool();
  if (type == "null") return v.is_null();
  if (type == "integer") return v.is_int64() || v.is_uint64();
  return type == "number" && v.is_number();
}

std::string serialized(const json::value& v) {
  return v.is_string() ? std::string(v.get_string()) : json::serialize(v);
}

bool lists(const YamlNode& list, const std::string& word) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const YamlNode& i) { return i.scalar == word; });
}

/// The number of a keyword; false when the schema does not have it.
bool number_of(const YamlNode& schema, const char* word, double& out) {
  const auto* n = schema.find(word);
  if (n == nullptr) return false;
  GUATU_ASSERT(yaml_number(*n, out));
  return true;
}

}  // namespace

const YamlNode& JsonSchemas::resolved(const YamlNode& node) const {
  const auto* ref = node.find("$ref");
  if (ref == nullptr) return node;
  const YamlNode* at = &document_;
  std::string_view path = ref->scalar;
  GUATU_ASSERT(path.starts_with("#/"));
  path.remove_prefix(2);
  for (;;) {
    const auto end = path.find('/');
    at = at->find(path.substr(0, end));
    GUATU_ASSERT(at != nullptr);
    if (end == std::string_view::npos) return resolved(*at);
    path.remove_prefix(end + 1);
  }
}

std::string JsonSchemas::of_object(const YamlNode& schema, const json::object& value,
                                   const std::string& at) const {
  double n = 0;
  if (number_of(schema, "minProperties", n) && static_cast<double>(value.size()) < n)
    return at + ": too few members";
  if (const auto* required = schema.find("required"))
    for (const auto& name : required->items)
      if (!value.contains(name.scalar)) return at + ": " + name.scalar + " is missing";
  const auto* properties = schema.find("properties");
  const auto* more = schema.find("additionalProperties");
  bool may_have_more = true;
  if (more != nullptr && more->is_scalar()) GUATU_ASSERT(yaml_bool(*more, may_have_more));
  for (const auto& [name, member] : value) {
    const auto* s = properties == nullptr ? nullptr : properties->find(std::string_view(name));
    if (s == nullptr && more != nullptr && more->is_map()) s = more;
    const auto here = at + "/" + std::string(name);
    if (s == nullptr && !may_have_more) return here + ": is not described";
    if (s == nullptr) continue;
    if (auto p = problem(*s, member, here); !p.empty()) return p;
  }
  return {};
}

std::string JsonSchemas::of_array(const YamlNode& schema, const json::array& value,
                                  const std::string& at) const {
  double n = 0;
  if (number_of(schema, "maxItems", n) && static_cast<double>(value.size()) > n)
    return at + ": too many items";
  const auto* items = schema.find("items");
  for (std::size_t i = 0; items != nullptr && i < value.size(); ++i)
    if (auto p = problem(*items, value[i], at + "/" + std::to_string(i)); !p.empty()) return p;
  return {};
}

std::string JsonSchemas::of_scalar(const YamlNode& schema, const json::value& value,
                                   const std::string& at) const {
  double n = 0;
  if (value.is_number()) {
    const auto v = value.to_number<double>();
    if (number_of(schema, "minimum", n) && v < n) return at + ": is too small";
    if (number_of(schema, "maximum", n) && v > n) return at + ": is too large";
  }
  if (!value.is_string()) return {};
  const std::string text(value.get_string());
  const auto length = static_cast<double>(code_points(text));
  if (number_of(schema, "minLength", n) && length < n) return at + ": is too short";
  if (number_of(schema, "maxLength", n) && length > n) return at + ": is too long";
  if (const auto* pattern = schema.find("pattern");
      pattern != nullptr && !std::regex_search(text, std::regex(pattern->scalar, std::regex::ECMAScript)))
    return at + ": `" + text + "` does not fit " + pattern->scalar;
  return {};
}

std::string JsonSchemas::of_words(const YamlNode& schema, const json::value& value,
                                  const std::string& at) const {
  for (const auto& e : schema.entries)
    if (std::find(kKnown.begin(), kKnown.end(), e.key) == kKnown.end())
      return at + ": the checker does not know `" + e.key + "`";
  if (const auto* type = schema.find("type")) {
    const bool fits = type->is_list()
                          ? std::any_of(type->items.begin(), type->items.end(),
                                        [&](const auto& t) { return is_of_type(value, t.scalar); })
                          : is_of_type(value, type->scalar);
    if (!fits) return at + ": is of another type: " + json::serialize(value).substr(0, 80);
  }
  if (const auto* words = schema.find("enum"); words != nullptr && !lists(*words, serialized(value)))
    return at + ": is no word of the list: " + serialized(value).substr(0, 80);
  if (const auto* word = schema.find("const"); word != nullptr && word->scalar != serialized(value))
    return at + ": is not " + word->scalar;
  return {};
}

std::string JsonSchemas::problem(const YamlNode& node, const json::value& value,
                                 const std::string& at) const {
  const auto& schema = resolved(node);
  if (auto p = of_words(schema, value, at); !p.empty()) return p;
  if (const auto* choices = schema.find("oneOf")) {
    const auto n = std::count_if(choices->items.begin(), choices->items.end(),
                                 [&](const auto& c) { return problem(c, value, at).empty(); });
    if (n != 1) return at + ": fits " + std::to_string(n) + " of the choices";
  }
  if (value.is_object()) return of_object(schema, value.get_object(), at);
  if (value.is_array()) return of_array(schema, value.get_array(), at);
  return of_scalar(schema, value, at);
}

}  // namespace guatu::testing
