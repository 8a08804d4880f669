// What the proof keeps of a playbook: the fields that matter, their abstract values, guards as truth tables.
// No exploring here, see proof_configs.h; no judging, see proof_laws.h. docs/formats/playbook.md, section
// Proof.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel::proof {

/// One cell of a configuration: a state, an abstract value (0 = unset), a flag or a count.
using Cell = std::uint8_t;
inline constexpr std::size_t kMaxClasses = 250;  ///< abstract values of one field, so that a Cell holds them

/// A value that stands for all values which no guard of the playbook tells apart from it.
struct Sample {
  std::string word;   ///< choice and boolean fields
  double number = 0;  ///< number fields
};

/// A field whose value, or whose being set, can change what happens.
struct Tracked {
  const Field* field = nullptr;
  std::vector<Sample> samples;  ///< class k (1..) is samples[k - 1]; class 0 is "unset"
  /// Class of each option, for the grades of a score; empty unless a choice. Same order as Field::options.
  std::vector<Cell> option_class;
};

/// A guard as a table: holds[class of the field].
struct TableGuard {
  int field = 0;  ///< index into Model::fields
  std::vector<char> holds;
};
using TableGuards = std::vector<TableGuard>;

/// When a role yields somebody for certain.
struct Certainty {
  bool always = false;
  std::vector<int> once_set;  ///< or once one of these fields is set
  bool leads_up = false;      ///< has a `unit.head`, `above.head` or `unit.<post>` source
};

struct ModelMove {
  const Move* move = nullptr;
  std::vector<char> from;  ///< by state index
  int to = 0;              ///< state index
  std::vector<int> needs;  ///< tracked, not computed
  std::vector<int> asks;   ///< tracked, not computed, not in needs
  TableGuards when;        ///< with what closing needs, when the move ends as done
  int count_cell = -1;     ///< cell that counts it; -1: unbounded, or it cannot be made twice
  int made_cell = -1;      ///< cell of "was made and is fresh", when some move verifies it
  int verifies = -1;       ///< index of the verified move
  bool is_review = false;
};

struct ModelScore {
  TableGuards when;
  std::vector<int> reads;    ///< inputs, then fields of `when`; a change of any of them counts it anew
  std::size_t inputs = 0;    ///< how many of `reads` are inputs
  int sets = -1;             ///< tracked computed number, or -1
  int grade_sets = -1;       ///< tracked computed choice, or -1
  std::vector<Cell> grades;  ///< classes that the table can give; 0: no row may fit, the field stays unset
};

struct ModelRule {
  const LimitRule* rule = nullptr;
  TableGuards when;
  int until = -1;  ///< tracked field
  int from = -1;   ///< tracked field
};

/// A clock: a state's limit, or a matter-level one.
struct ModelClock {
  const LimitSet* set = nullptr;
  std::vector<ModelRule> rules;
};

/// The playbook as the proof sees it. Refers to the playbook, which must outlive it.
struct Model {
  const Playbook* playbook = nullptr;
  std::vector<Tracked> fields;
  std::vector<ModelMove> moves;            ///< in the order of Playbook::moves
  std::vector<ModelScore> scores;          ///< in order; only those that set a tracked field
  std::vector<ModelClock> state_clocks;    ///< by state index; no rules: no limit
  std::vector<ModelClock> matter_clocks;   ///< in the order of Playbook::limits
  std::vector<Certainty> roles;            ///< in the order of Playbook::roles
  std::vector<TableGuards> required_when;  ///< by tracked field; empty: see Field::required
  int reopen_to = -1;                      ///< state index, or -1
  bool too_many_classes = false;

  // A configuration is `width` cells: state, fields, fresh flags, counts, how often reopened.
  std::size_t width = 0;
  std::size_t fresh_begin = 0;
  std::size_t count_begin = 0;

  int state_index(std::string_view id) const;  ///< -1 when there is none
  int move_index(std::string_view id) const;
  int role_index(std::string_view id) const;
  int field_index(std::string_view id) const;  ///< among the tracked fields
  bool may_withdraw(int state) const;          ///< by the verb
  bool is_final(int state) const { return playbook->states[state].final != Final::kNot; }
};

/// Cost: O(size of the playbook · abstract values).
Model make_model(const Playbook& playbook);

/// Abstract value of tracked field `field` that a canonical value belongs to; 0 for nullptr, null and empty.
Cell class_of(const Model& model, int field, const boost::json::value* value);

bool holds(const TableGuards& guards, std::span<const Cell> config);
/// The rule that is taken: the first whose guards hold; nullptr when there is none.
const ModelRule* rule_taken(const ModelClock& clock, std::span<const Cell> config);
bool yields(const Certainty& role, std::span<const Cell> config);

inline Cell value_of(std::span<const Cell> config, int field) {
  return config[1 + field];
}

}  // namespace guatu::kernel::proof
