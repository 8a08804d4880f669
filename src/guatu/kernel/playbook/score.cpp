// Scores by muParser. A formula is parsed once a thread and kept: building a parser costs more than using it.
#include "guatu/kernel/playbook/score.h"

#include <fmt/format.h>
#include <muParser.h>

#include <cmath>
#include <memory>
#include <unordered_map>

#include "guatu/kernel/playbook/guard.h"

namespace guatu::kernel {

namespace {

Error formula_error(const std::string& detail) {
  return Error("playbook.formula", "", {{"detail", detail}});
}

/// muParser assigns with `=`; in a formula of ours that can only be a slip for `==`.
bool has_assignment(std::string_view s) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '=') continue;
    if (i + 1 < s.size() && s[i + 1] == '=') {
      ++i;
      continue;
    }
    const char before = i == 0 ? ' ' : s[i - 1];
    if (before != '<' && before != '>' && before != '!') return true;
  }
  return false;
}

/// A parsed formula and the numbers that it reads. Not copied: the parser points into `values`.
struct Formula {
  mu::Parser parser;
  std::vector<std::string> inputs;
  std::unordered_map<std::string, double> values;
};

/// @throws mu::ParserError
std::unique_ptr<Formula> parse(const std::string& text) {
  mu::Parser probe;
  probe.SetExpr(text);
  auto formula = std::make_unique<Formula>();
  for (const auto& [name, ignored] : probe.GetUsedVar()) formula->inputs.push_back(name);
  for (const auto& name : formula->inputs) formula->parser.DefineVar(name, &formula->values[name]);
  formula->parser.SetExpr(text);
  return formula;
}

constexpr std::size_t kKeptFormulas = 256;

/// @throws mu::ParserError
Formula& kept(const std::string& text) {
  thread_local std::unordered_map<std::string, std::unique_ptr<Formula>> formulas;
  if (const auto it = formulas.find(text); it != formulas.end()) return *it->second;
  if (formulas.size() >= kKeptFormulas) formulas.clear();
  return *formulas.emplace(text, parse(text)).first->second;
}

/// What a formula sees of a field; false if it is unset.
bool input_value(const Playbook& playbook, const std::string& id, const boost::json::object& fields,
                 double& out) {
  const auto* v = fields.if_contains(id);
  const auto* field = playbook.field(id);
  if (v == nullptr || v->is_null() || field == nullptr) return false;
  if (v->is_number()) {
    if (v->is_double()) out = v->get_double();
    if (v->is_int64()) out = static_cast<double>(v->get_int64());
    if (v->is_uint64()) out = static_cast<double>(v->get_uint64());
    return true;
  }
  if (!v->is_string()) return false;
  for (const auto& option : field->options) {
    if (option.id != std::string_view(v->get_string()) || !option.value) continue;
    out = *option.value;
    return true;
  }
  return false;
}

boost::json::value as_json(double v) {
  constexpr double kExact = 9'007'199'254'740'992;  // 2^53
  if (std::floor(v) == v && std::abs(v) <= kExact) return static_cast<std::int64_t>(v);
  return v;
}

const std::string* grade_of(const Score& score, double v) {
  for (const auto& row : score.grades) {
    if (row.at_least && v < *row.at_least) continue;
    if (row.over && v <= *row.over) continue;
    return &row.is;
  }
  return nullptr;
}

Result<void> apply_one(const Playbook& playbook, const Score& score, boost::json::object& fields) {
  if (!holds(score.when, playbook, fields)) return {};
  const auto refuse = [&](const std::string& detail) {
    return Error("field.score", score.sets, {{"detail", detail}});
  };
  try {
    auto& formula = kept(score.formula);
    for (const auto& input : formula.inputs)
      if (!input_value(playbook, input, fields, formula.values[input])) return {};
    const double v = formula.parser.Eval();
    if (!std::isfinite(v)) return refuse(fmt::format("{} = {}", score.formula, v));
    fields[score.sets] = as_json(v);
    if (const auto* grade = grade_of(score, v); grade != nullptr && !score.grade_sets.empty())
      fields[score.grade_sets] = *grade;
  } catch (const mu::ParserError& e) {
    return refuse(e.GetMsg());
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> formula_inputs(const std::string& formula) {
  if (has_assignment(formula)) return formula_error("= assigns; write == to compare");
  try {
    auto parsed = parse(formula);
    int results = 0;
    parsed->parser.Eval(results);
    if (results != 1) return formula_error("more than one result, separated by commas");
    if (parsed->inputs.empty()) return formula_error("it reads no field");
    return std::move(parsed->inputs);
  } catch (const mu::ParserError& e) {
    return formula_error(e.GetMsg());
  }
}

Result<void> apply_scores(const Playbook& playbook, boost::json::object& fields) {
  if (playbook.scores.empty()) return {};
  // On a copy: an error leaves the fields as they were.
  boost::json::object scored = fields;
  for (const auto& score : playbook.scores) {
    scored.erase(score.sets);
    if (!score.grade_sets.empty()) scored.erase(score.grade_sets);
  }
  for (const auto& score : playbook.scores) {
    if (auto r = apply_one(playbook, score, scored); r.has_error()) return std::move(r).error();
  }
  fields = std::move(scored);
  return {};
}

}  // namespace guatu::kernel
