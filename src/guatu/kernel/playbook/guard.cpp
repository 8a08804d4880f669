// Evaluates guards and puts them into words. See guard.h.
#include "guatu/kernel/playbook/guard.h"

#include <fmt/format.h>

#include <algorithm>

namespace guatu::kernel {

namespace {

bool is_unset(const boost::json::value* v) {
  return v == nullptr || v->is_null();
}

bool to_number(const boost::json::value& v, double& out) {
  if (v.is_int64()) out = static_cast<double>(v.get_int64());
  if (v.is_uint64()) out = static_cast<double>(v.get_uint64());
  if (v.is_double()) out = v.get_double();
  return v.is_number();
}

bool is_any_of(const Guard& g, const boost::json::value& v) {
  if (!v.is_string() && !v.is_bool()) return false;
  const std::string_view word =
      v.is_bool() ? std::string_view(v.get_bool() ? "true" : "false") : std::string_view(v.get_string());
  return std::find(g.any_of.begin(), g.any_of.end(), word) != g.any_of.end();
}

bool holds_one(const Guard& g, const boost::json::object& fields) {
  using Test = Guard::Test;
  const auto* v = fields.if_contains(g.field);
  if (is_unset(v)) return g.test == Test::kIsUnset || g.test == Test::kIsNot;
  double number = 0;
  switch (g.test) {
    case Test::kIs:
      return is_any_of(g, *v);
    case Test::kIsNot:
      return !is_any_of(g, *v);
    case Test::kAtLeast:
      return to_number(*v, number) && number >= g.number;
    case Test::kOver:
      return to_number(*v, number) && number > g.number;
    case Test::kAtMost:
      return to_number(*v, number) && number <= g.number;
    case Test::kUnder:
      return to_number(*v, number) && number < g.number;
    case Test::kIsSet:
      return true;
    case Test::kIsUnset:
      return false;
  }
  return false;
}

/// A number in the field's unit; money in yuan, since people do not read fen.
std::string amount_text(double number, const Field* field, Lang lang) {
  if (field == nullptr) return fmt::format("{}", number);
  if (field->type == FieldType::kMoney)
    return fmt::format("{}{}", number / 100, lang == Lang::kZh ? " 元" : " yuan");
  const std::string unit = field->type == FieldType::kArea ? "m²" : field->unit;
  return unit.empty() ? fmt::format("{}", number) : fmt::format("{} {}", number, unit);
}

std::string words_text(const Guard& g, const Field* field, Lang lang) {
  std::string out;
  for (const auto& word : g.any_of) {
    std::string title = word;
    if (word == "true") title = lang == Lang::kZh ? "是" : "yes";
    if (word == "false") title = lang == Lang::kZh ? "否" : "no";
    if (field != nullptr)
      for (const auto& o : field->options)
        if (o.id == word) title = o.title.in(lang);
    out += (out.empty() ? "" : lang == Lang::kZh ? "、" : " / ") + title;
  }
  return out;
}

std::string text_of_one(const Guard& g, const Playbook& playbook, Lang lang) {
  using Test = Guard::Test;
  const auto* field = playbook.field(g.field);
  const std::string name = field == nullptr ? g.field : field->title.in(lang);
  switch (g.test) {
    case Test::kIs:
      return name + " = " + words_text(g, field, lang);
    case Test::kIsNot:
      return name + " ≠ " + words_text(g, field, lang);
    case Test::kAtLeast:
      return name + " ≥ " + amount_text(g.number, field, lang);
    case Test::kOver:
      return name + " > " + amount_text(g.number, field, lang);
    case Test::kAtMost:
      return name + " ≤ " + amount_text(g.number, field, lang);
    case Test::kUnder:
      return name + " < " + amount_text(g.number, field, lang);
    case Test::kIsSet:
      return name + (lang == Lang::kZh ? " 已填" : " is set");
    case Test::kIsUnset:
      return name + (lang == Lang::kZh ? " 未填" : " is not set");
  }
  return name;
}

}  // namespace

bool holds(const Guards& guards, const Playbook&, const boost::json::object& fields) {
  return std::all_of(guards.begin(), guards.end(), [&](const Guard& g) { return holds_one(g, fields); });
}

std::string to_text(const Guards& guards, const Playbook& playbook, Lang lang) {
  std::string out;
  for (const auto& g : guards)
    out += (out.empty() ? "" : lang == Lang::kZh ? "，且 " : " and ") + text_of_one(g, playbook, lang);
  return out;
}

}  // namespace guatu::kernel
