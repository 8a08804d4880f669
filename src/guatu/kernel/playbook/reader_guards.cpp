// Reads guards: tests on field values.
#include <algorithm>
#include <array>
#include <cmath>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

namespace {

bool is_amount(FieldType t) {
  return t == FieldType::kNumber || t == FieldType::kInteger || t == FieldType::kMoney ||
         t == FieldType::kArea;
}

/// What may be written as a test on a field of that type.
const char* tests_of(FieldType t) {
  if (t == FieldType::kChoice) return "major, [major, huge], {not: major}, set, unset";
  if (t == FieldType::kBoolean) return "true, false, set, unset";
  if (is_amount(t)) return "{at_least: 1}, {over: 1}, {at_most: 1}, {under: 1}, set, unset";
  return "set, unset";
}

}  // namespace

Guards Reading::guards(const YamlNode* node) {
  Guards out;
  if (node == nullptr) return out;
  for (const auto& e : node->entries) guard(e, out);
  return out;
}

void Reading::guard(const YamlNode::Entry& e, Guards& out) {
  const auto* f = field_of(e);
  if (f == nullptr) return;
  const auto& value = e.value;
  if (value.is_scalar() && !value.quoted && (value.scalar == "set" || value.scalar == "unset")) {
    out.push_back({f->id, value.scalar == "set" ? Guard::Test::kIsSet : Guard::Test::kIsUnset, {}, 0});
  } else if (value.is_scalar() || value.is_list()) {
    guard_words(*f, value, false, out);
  } else if (value.is_map()) {
    if (const auto* negated = value.find("not"); negated != nullptr) guard_words(*f, *negated, true, out);
    guard_numbers(*f, value, out);
  }
}

void Reading::guard_words(const Field& f, const YamlNode& node, bool negated, Guards& out) {
  Guard g{f.id, negated ? Guard::Test::kIsNot : Guard::Test::kIs, {}, 0};
  for (const auto* word : scalars(&node)) {
    bool truth = false;
    if (f.type == FieldType::kBoolean && !node.is_list() && yaml_bool(*word, truth)) {
      g.any_of.push_back(word->scalar);
    } else if (f.type != FieldType::kChoice || yaml_bool(*word, truth)) {
      report("playbook.guard_type", *word,
             {{"name", word->scalar},
              {"field", f.id},
              {"type", text_of(f.type)},
              {"instead", tests_of(f.type)}});
    } else if (std::none_of(f.options.begin(), f.options.end(),
                            [&](const Option& o) { return o.id == word->scalar; })) {
      std::vector<std::string> known;
      for (const auto& o : f.options) known.push_back(o.id);
      report_unknown("playbook.unknown_option", *word, known);
    } else {
      g.any_of.push_back(word->scalar);
    }
  }
  out.push_back(std::move(g));
}

void Reading::guard_numbers(const Field& f, const YamlNode& node, Guards& out) {
  static constexpr std::array<std::pair<const char*, Guard::Test>, 4> kTests{{
      {"at_least", Guard::Test::kAtLeast},
      {"over", Guard::Test::kOver},
      {"at_most", Guard::Test::kAtMost},
      {"under", Guard::Test::kUnder},
  }};
  for (const auto& [key, test] : kTests) {
    const auto* e = node.entry(key);
    double number = 0;
    if (e == nullptr || !yaml_number(e->value, number)) continue;
    if (!is_amount(f.type)) {
      report("playbook.guard_type", *e,
             {{"name", key}, {"field", f.id}, {"type", text_of(f.type)}, {"instead", tests_of(f.type)}});
    } else if ((f.type == FieldType::kMoney || f.type == FieldType::kInteger) &&
               std::floor(number) != number) {
      report("playbook.whole_number", e->value, {{"name", e->value.scalar}, {"type", text_of(f.type)}});
    }
    out.push_back({f.id, test, {}, number});
  }
}

}  // namespace guatu::kernel::detail
