// YAML read strictly into a plain tree with line and column. The one place that knows yaml-cpp (ADR 0003).
// Duplicate keys, anchors, tags, over-deep and over-large input are refused. Scalars stay text: no `yes` =
// true, no octal; whoever reads a value says what it must be.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/base/result.h"

namespace guatu {

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  std::string scalar;           ///< text of a scalar
  bool quoted = false;          ///< it stood in quotes: it is a text even when it looks like a number
  std::vector<YamlNode> items;  ///< of a list
  std::vector<Entry> entries;   ///< of a map, in file order; keys are unique
  int line = 0;                 ///< from 1
  int column = 0;               ///< from 1

  bool is_map() const { return kind == Kind::kMap; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_null() const { return kind == Kind::kNull; }
  /// The value under `key` of a map; nullptr if there is none or this is no map.
  const YamlNode* find(std::string_view key) const;
  /// The entry itself, for the place of its key.
  const Entry* entry(std::string_view key) const;
};

struct YamlNode::Entry {
  std::string key;
  int line = 0;  ///< of the key
  int column = 0;
  YamlNode value;
};

/// Reads one YAML document.
/// @param text  UTF-8, at most limits::kMaxYamlBytes
/// @param file  named in the places of the problems
/// @errors yaml.too_large, yaml.not_utf8, yaml.syntax (arg `detail`), yaml.too_deep, yaml.duplicate_key (arg
/// `name`,
///         `line` of the first), yaml.anchor (aliases and tags are refused), yaml.key (a key that is no
///         text), yaml.empty, yaml.many_documents
Checked<YamlNode> read_yaml(std::string_view text, const std::string& file);

/// True for `true`/`false` unquoted; the value in `out`.
bool yaml_bool(const YamlNode& node, bool& out);
/// True for an unquoted decimal integer without leading zeros; the value in `out`. No overflow.
bool yaml_int(const YamlNode& node, long long& out);
/// True for an unquoted decimal number (no exponent, finite); the value in `out`.
bool yaml_number(const YamlNode& node, double& out);

}  // namespace guatu
