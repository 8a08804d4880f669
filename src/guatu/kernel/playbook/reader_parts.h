// The reader's inside, shared by reader_*.cpp: one Reading makes one file into a model. Not for others: see
// reader.h. It goes over files of wrong shape too, so that all problems come at once: whatever has the wrong
// kind is passed over in silence here, because schema.h has reported it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/base/yaml.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel::detail {

/// `15 working_days` as written. amount 0: not readable.
struct Duration {
  std::int64_t amount = 0;
  LimitUnit unit = LimitUnit::kDay;
};
/// Reads `15 days`; a plural is taken too.
Duration duration_of(std::string_view text);

class Reading {
 public:
  using Args = std::vector<std::pair<std::string, std::string>>;

  /// @param root      outlives the reading
  /// @param problems  what the shape check found
  Reading(const YamlNode& root, const std::string& file, const CountingRules& rules, Problems problems);

  /// Reads all parts. Then `problems` are in the order of the file, and `book` is whole if there are none.
  /// @param checks_personal  false: what breaks the rules of personal fields is not sealed instead
  void read(bool checks_personal = true);

  Playbook book;
  Problems problems;

 private:
  // --- reader.cpp: reports, lookups, small values ---
  void report(const char* key, const YamlNode& at, Args args = {});
  void report(const char* key, const YamlNode::Entry& at, Args args = {});
  void report_at(const char* key, const YamlNode& node, int line, int column, Args args);
  /// Names a word that is none of `known`: the scalar itself, or the key of the entry.
  void report_unknown(const char* key, const YamlNode& at, const std::vector<std::string>& known);
  void report_unknown(const char* key, const YamlNode::Entry& at, const std::vector<std::string>& known);
  Place place_of(const YamlNode::Entry& e) const { return {file_, e.line, e.column}; }
  Place place_of(const YamlNode& n) const { return {file_, n.line, n.column}; }
  /// Entries of the map under `key` of `node`; none if it is no map.
  static const std::vector<YamlNode::Entry>& entries(const YamlNode& node, std::string_view key);
  /// The scalars of a scalar or a list.
  static std::vector<const YamlNode*> scalars(const YamlNode* node);
  static std::string text(const YamlNode& node, std::string_view key);
  static bool flag(const YamlNode& node, std::string_view key, bool otherwise);
  static int number(const YamlNode& node, std::string_view key, int otherwise);
  static Titles titles(const YamlNode& node, std::string_view key, const std::string& otherwise);
  /// Ids under `key` of `node`, each one of `known`, else `unknown_key` is reported.
  std::vector<std::string> ids(const YamlNode& node, std::string_view key,
                               const std::vector<std::string>& known, const char* unknown_key);
  std::string id(const YamlNode& node, std::string_view key, const std::vector<std::string>& known,
                 const char* unknown_key);
  std::vector<std::string> role_ids(const YamlNode& node, std::string_view key);
  std::vector<std::string> state_ids(const YamlNode& node, std::string_view key);
  /// Natural days of `30 days` under `key`.
  std::int64_t days(const YamlNode& node, std::string_view key);
  void declare();
  void put_in_order();

  // --- reader_head.cpp ---
  void head();
  void about_and_parents();
  void standing();
  void is_public();
  void recuses();

  // --- reader_personal.cpp ---
  void personal(bool checks);
  bool personal_title();
  bool personal_subject();
  bool personal_types();
  /// Reports a personal field whose value something must read.
  bool personal_use(const std::string& field, const Place& at, const std::string& where);
  bool personal_guards(const Guards& guards, const Place& at, const std::string& where);
  bool personal_uses();

  // --- reader_fields.cpp ---
  void fields();
  void title_field();
  Field field(const YamlNode::Entry& e);
  void field_range(const YamlNode& node, Field& f);
  void field_keys(const YamlNode& node, const Field& f);
  void options(const YamlNode& node, Field& f);
  /// Reports entries of `map` that bear the same Chinese title: nobody could tell them apart.
  void same_titles(const YamlNode& map);
  /// The field that a scalar, or the key of an entry, names; nullptr if its type could not be read, or if
  /// there is none, which is reported.
  const Field* field_of(const YamlNode& scalar);
  const Field* field_of(const YamlNode::Entry& e);
  const Field* typed_field(const std::string& id) const;

  // --- reader_guards.cpp ---
  Guards guards(const YamlNode* node);
  void guard(const YamlNode::Entry& e, Guards& out);
  void guard_words(const Field& f, const YamlNode& node, bool negated, Guards& out);
  void guard_numbers(const Field& f, const YamlNode& node, Guards& out);

  // --- reader_roles.cpp ---
  void roles();
  RoleSource source(const YamlNode& node);
  void source_of_field(const YamlNode& node, const std::vector<std::string>& parts, RoleSource& out);
  /// Reports a role that `anyone` fills where somebody must hold or be told.
  void refuse_anyone(const YamlNode& node, std::string_view key, const std::vector<std::string>& ids);

  // --- reader_limits.cpp ---
  void limits();
  LimitSet limit_set(const std::string& id, const YamlNode& limit, const YamlNode::Entry& e);
  LimitRule limit_rule(const YamlNode& node);
  void limit_amount(const YamlNode& node, LimitRule& rule);
  void limit_fields(const YamlNode& node, LimitRule& rule);
  void limit_overrides(const YamlNode& node, LimitRule& rule);
  void limit_basis(const YamlNode& node, LimitRule& rule);
  void refuse_limit_key(const YamlNode& node, std::string_view key, const char* instead);

  // --- reader_ladder.cpp ---
  Ladder ladder(const YamlNode& list);
  Rung rung(const YamlNode& node);

  // --- reader_moves.cpp ---
  void states();
  void moves();
  Move move(const YamlNode::Entry& e);
  void move_states(const YamlNode& node, Move& m);
  void move_fields(const YamlNode& node, Move& m);

  // --- reader_bounds.cpp ---
  void stops();
  void extensions();
  void extension_unit(const YamlNode& node, const ExtensionRule& x);
  void closing();
  void verbs();
  void refuse_final(const YamlNode& node, std::string_view key, const char* error);

  // --- reader_scores.cpp ---
  void scores();
  Score score(const YamlNode& node);
  void score_inputs(const YamlNode& node, Score& s);
  void score_grades(const YamlNode& grade, Score& s);
  void score_order(const YamlNode& list);

  const YamlNode& root_;
  const std::string& file_;
  const CountingRules& rules_;
  std::size_t shape_problems_;  ///< of `problems`, at the front
  std::vector<std::string> field_ids_;
  std::vector<std::string> role_ids_;
  std::vector<std::string> state_ids_;
  std::vector<std::string> final_ids_;
  std::vector<std::string> move_ids_;
  std::vector<std::string> clock_ids_;  ///< states with a limit, and limits
  std::set<std::string> untyped_;       ///< fields whose type could not be read
  std::set<std::string> anyone_roles_;
};

}  // namespace guatu::kernel::detail
