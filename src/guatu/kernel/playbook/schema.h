// Walks a YAML tree along a JSON Schema (draft 2020-12) and says what has the wrong shape.
// Not a general validator: it knows the part of JSON Schema that our schema uses and stops the process on any
// other keyword, so that no line of the schema is silently ignored. Rules between keys (`if`, `not`, …) are
// the reader's.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/base/yaml.h"

namespace guatu::kernel {

/// Judges a text by hand instead of by std::regex, which costs milliseconds to build. Returns nullptr when
/// the text is as the pattern wants, else the error key.
using TextCheck = const char* (*)(std::string_view text);

/// A pattern of the schema and its check by hand; a test compares the two on many texts.
struct NamedPattern {
  std::string_view pattern;  ///< ECMA regular expression, exactly as in the schema
  TextCheck check;
};
/// Every pattern that a schema may use.
const std::vector<NamedPattern>& named_patterns();

/// A key as it stands in a JSON pointer. Source: RFC 6901 section 3.
std::string pointer_token(const std::string& key);
/// What to write instead of `word`: the nearest of `known`, else all of them, `—` if there are none.
std::string instead_of(const std::string& word, const std::vector<std::string>& known);
/// Cuts arguments that would fill the screen (over 200 bytes), so that a wrong file stays readable.
void shorten(std::vector<std::pair<std::string, std::string>>& args);

/// A compiled schema. Immutable; safe from many threads.
class Schema {
 public:
  /// @param text  the schema; a keyword, pattern or reference that is not known is our own mistake: the
  /// process stops
  explicit Schema(std::string_view text);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  /// The schema of playbooks, compiled at the first call.
  static const Schema& playbook();

  /// All that is wrong with the shape of `root`, in the order of the walk.
  /// @param file  named in the places of the problems
  /// @errors playbook.unknown_key (args `name`, `instead`), playbook.missing (`name`, `example`),
  ///         playbook.title_language (`name`), playbook.expected (`expected`, `example`),
  ///         playbook.word (`name`, `instead`), playbook.range (`name`, `min`, `max`), playbook.too_many,
  ///         playbook.too_few (`limit`), playbook.too_long (`limit`), playbook.empty_text, playbook.duplicate
  ///         (`name`), playbook.id, playbook.row, playbook.number_seq, playbook.number_token,
  ///         playbook.limit_text, playbook.days_text, playbook.rung_at, playbook.rung_months,
  ///         playbook.role_source (`name`). The field of each is a JSON pointer. At most
  ///         limits::kMaxProblems.
  /// Cost: O(nodes · keys of a map).
  Problems check(const YamlNode& root, const std::string& file) const;

 private:
  friend class SchemaWalk;
  enum Kind : unsigned {
    kText = 1,
    kInteger = 2,
    kNumber = 4,
    kBoolean = 8,
    kList = 16,
    kMap = 32,
    kAnyKind = 63
  };
  struct Node {
    unsigned kinds = kAnyKind;
    std::vector<std::string> words;  ///< enum or const
    std::vector<std::pair<std::string, const Node*>> properties;
    const Node* additional = nullptr;  ///< of keys that are no properties
    bool closed = false;               ///< no other keys
    const Node* names = nullptr;       ///< of keys
    std::vector<std::string> required;
    const Node* items = nullptr;
    std::size_t count_min = 0;  ///< characters, items or entries
    std::size_t count_max = SIZE_MAX;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    bool unique = false;
    TextCheck check = nullptr;
    std::vector<const Node*> branches;  ///< one of these, chosen by the kind of the YAML node
    std::string example;                ///< as one would write it in YAML
  };

  const Node* compile(const json::value& v);
  void compile_keyword(const std::string& keyword, const json::value& v, const json::object& whole,
                       Node& node);
  void compile_pairs(const std::string& keyword, const json::value& v, const json::object& whole, Node& node);

  json::value text_;
  std::deque<Node> nodes_;
  std::map<std::string, const Node*, std::less<>> definitions_;
  const Node* root_ = nullptr;
};

}  // namespace guatu::kernel
