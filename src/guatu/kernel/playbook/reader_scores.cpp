// Reads scores: computed fields, their formulas and grading tables.
#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"
#include "guatu/kernel/playbook/schema.h"
#include "guatu/kernel/playbook/score.h"

namespace guatu::kernel::detail {

namespace {

/// What the schema allows, were each character the longest. Longer ones are refused there.
constexpr std::size_t kMaxFormulaBytes = 2000;

bool is_number(FieldType t) {
  return t == FieldType::kNumber || t == FieldType::kInteger || t == FieldType::kMoney ||
         t == FieldType::kArea;
}

}  // namespace

void Reading::scores() {
  const auto* list = root_.find("scores");
  std::set<std::string> set;
  if (list != nullptr) {
    for (const auto& item : list->items)
      if (item.is_map()) book.scores.push_back(score(item));
    score_order(*list);
    for (const auto& s : book.scores) set.insert({s.sets, s.grade_sets});
  }
  for (const auto& e : entries(root_, "fields"))
    if (flag(e.value, "computed", false) && !set.contains(e.key))
      report("playbook.computed_unset", e, {{"name", e.key}});
}

Score Reading::score(const YamlNode& node) {
  Score s;
  s.place = place_of(node);
  s.when = guards(node.find("when"));
  s.sets = text(node, "sets");
  s.formula = text(node, "formula");
  s.source = text(node, "source");
  s.confirmed = flag(node, "confirmed", true);
  if (const auto* sets = node.find("sets"); sets != nullptr && sets->is_scalar()) {
    const auto* f = field_of(*sets);
    if (f != nullptr && (!f->computed || f->type != FieldType::kNumber))
      report("playbook.score_sets", *sets, {{"name", s.sets}});
  }
  if (const auto* grade = node.find("grade"); grade != nullptr && grade->is_map()) score_grades(*grade, s);
  score_inputs(node, s);
  return s;
}

void Reading::score_inputs(const YamlNode& node, Score& s) {
  const auto* formula = node.find("formula");
  if (formula == nullptr || !formula->is_scalar() || s.formula.empty() || s.formula.size() > kMaxFormulaBytes)
    return;
  auto inputs = formula_inputs(s.formula);
  if (inputs.has_error())
    return report("playbook.formula", *formula,
                  {{"name", s.formula}, {"detail", inputs.error().args.front().second}});
  s.inputs = std::move(*inputs);
  for (const auto& input : s.inputs) {
    const auto* f = typed_field(input);
    if (book.field(input) == nullptr) {
      report("playbook.formula_field", *formula,
             {{"name", input}, {"instead", instead_of(input, field_ids_)}});
      continue;
    }
    if (f == nullptr) continue;
    if (f->type != FieldType::kChoice && !is_number(f->type))
      report("playbook.formula_type", *formula, {{"name", input}, {"type", text_of(f->type)}});
    for (const auto& option : f->options)
      if (!option.value) {
        report("playbook.option_value", *formula,
               {{"name", input}, {"option", option.id}, {"example", "{zh: …, en: …, value: 1}"}});
        break;
      }
    if (input == s.sets || input == s.grade_sets)
      report("playbook.score_itself", *formula, {{"name", input}});
  }
}

void Reading::score_grades(const YamlNode& grade, Score& s) {
  s.grade_sets = text(grade, "sets");
  const auto* sets = grade.find("sets");
  const auto* f = sets != nullptr && sets->is_scalar() ? field_of(*sets) : nullptr;
  if (f != nullptr && (!f->computed || f->type != FieldType::kChoice)) {
    report("playbook.grade_sets", *sets, {{"name", s.grade_sets}});
    f = nullptr;
  }
  std::vector<std::string> known;
  if (f != nullptr)
    for (const auto& o : f->options) known.push_back(o.id);
  const auto* by = grade.find("by");
  if (by == nullptr) return;
  for (std::size_t i = 0; i < by->items.size(); ++i) {
    const auto& item = by->items[i];
    if (!item.is_map()) return;
    GradeRow row;
    double bound = 0;
    const auto* at_least = item.find("at_least");
    const auto* over = item.find("over");
    if (at_least != nullptr && yaml_number(*at_least, bound)) row.at_least = bound;
    if (over != nullptr && yaml_number(*over, bound)) row.over = bound;
    row.is = f != nullptr ? id(item, "is", known, "playbook.unknown_option") : text(item, "is");
    const bool is_last = i + 1 == by->items.size();
    if (at_least != nullptr && over != nullptr) report("playbook.grade_bounds", item);
    if (is_last != (at_least == nullptr && over == nullptr)) report("playbook.grade_last", item);
    if (i > 0 && !is_last && !s.grades.empty()) {
      // From the highest down: `at_least 70` is above `over 70`'s rest, so equal bounds only as over,
      // at_least.
      const auto& before = s.grades.back();
      const double above = before.at_least ? *before.at_least : before.over.value_or(0);
      const double here = row.at_least ? *row.at_least : row.over.value_or(0);
      if (here > above || (here == above && !(before.over && row.at_least)))
        report("playbook.grade_order", item);
    }
    s.grades.push_back(std::move(row));
  }
}

/// A score must not read what only a later one sets; two scores that set one field both need `when`.
void Reading::score_order(const YamlNode& list) {
  for (std::size_t i = 0; i < book.scores.size() && book.scores.size() == list.items.size(); ++i) {
    const auto& s = book.scores[i];
    const auto& node = list.items[i];
    for (std::size_t j = 0; j < book.scores.size(); ++j) {
      const auto& other = book.scores[j];
      const bool shares = s.sets == other.sets || (!s.grade_sets.empty() && s.grade_sets == other.grade_sets);
      if (j < i && shares && !s.sets.empty() && (s.when.empty() || other.when.empty()))
        report("playbook.score_twice", node, {{"name", s.sets}});
      const bool reads = std::any_of(s.inputs.begin(), s.inputs.end(), [&](const std::string& input) {
        return input == other.sets || input == other.grade_sets;
      });
      if (j > i && reads) report("playbook.score_later", node, {{"name", s.sets}, {"other", other.sets}});
    }
  }
}

}  // namespace guatu::kernel::detail
