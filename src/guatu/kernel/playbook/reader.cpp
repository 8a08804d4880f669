// read_playbook and the small parts that all of reader_*.cpp use. See reader.h and docs/formats/playbook.md.
#include "guatu/kernel/playbook/reader.h"

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/kernel/playbook/reader_parts.h"
#include "guatu/kernel/playbook/schema.h"

namespace guatu::kernel {

namespace detail {

namespace {

/// JSON pointer from `from` to `to`, both of one tree; false if `to` is not below.
bool find_pointer(const YamlNode& from, const YamlNode& to, std::string& pointer) {
  if (&from == &to) return true;
  const auto size = pointer.size();
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    pointer += "/" + std::to_string(i);
    if (find_pointer(from.items[i], to, pointer)) return true;
    pointer.resize(size);
  }
  for (const auto& e : from.entries) {
    pointer += "/" + pointer_token(e.key);
    if (find_pointer(e.value, to, pointer)) return true;
    pointer.resize(size);
  }
  return false;
}

}  // namespace

Duration duration_of(std::string_view text) {
  Duration out;
  const auto space = text.find(' ');
  if (space == std::string_view::npos || space == 0 || space > 9) return out;
  std::int64_t amount = 0;
  for (const char c : text.substr(0, space)) {
    if (c < '0' || c > '9') return out;
    amount = amount * 10 + (c - '0');
  }
  auto unit = text.substr(space + 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  if (from_text(unit, out.unit)) out.amount = amount;
  return out;
}

Reading::Reading(const YamlNode& root, const std::string& file, const CountingRules& rules, Problems shape)
    : problems(std::move(shape)), root_(root), file_(file), rules_(rules), shape_problems_(problems.size()) {}

void Reading::read(bool checks_personal) {
  declare();
  head();
  fields();
  roles();
  states();
  limits();
  moves();
  stops();
  extensions();
  closing();
  verbs();
  scores();
  standing();
  is_public();
  recuses();
  if (const auto* late = root_.find("late"); late != nullptr) book.late = ladder(*late);
  personal(checks_personal);
  put_in_order();
}

void Reading::report_at(const char* key, const YamlNode& node, int line, int column, Args args) {
  // Read in the order of the model, so more than are shown are gathered, but a wrong file type stays cheap.
  if (problems.size() >= 2 * limits::kMaxProblems) return;
  std::string pointer;
  find_pointer(root_, node, pointer);
  // What has the wrong shape is not also unknown.
  for (std::size_t i = 0; i < shape_problems_; ++i)
    if (problems[i].field == pointer && problems[i].place.line == line && problems[i].place.column == column)
      return;
  shorten(args);
  problems.emplace_back(key, pointer, std::move(args), Place{file_, line, column});
}

void Reading::report(const char* key, const YamlNode& at, Args args) {
  report_at(key, at, at.line, at.column, std::move(args));
}

void Reading::report(const char* key, const YamlNode::Entry& at, Args args) {
  report_at(key, at.value, at.line, at.column, std::move(args));
}

void Reading::report_unknown(const char* key, const YamlNode& at, const std::vector<std::string>& known) {
  if (known.empty() && shape_problems_ > 0) return;  // The part that would declare them is what is wrong.
  report(key, at, {{"name", at.scalar}, {"instead", instead_of(at.scalar, known)}});
}

void Reading::report_unknown(const char* key, const YamlNode::Entry& at,
                             const std::vector<std::string>& known) {
  if (known.empty() && shape_problems_ > 0) return;
  report(key, at, {{"name", at.key}, {"instead", instead_of(at.key, known)}});
}

const std::vector<YamlNode::Entry>& Reading::entries(const YamlNode& node, std::string_view key) {
  static const std::vector<YamlNode::Entry> none;
  const auto* map = node.find(key);
  return map != nullptr && map->is_map() ? map->entries : none;
}

std::vector<const YamlNode*> Reading::scalars(const YamlNode* node) {
  std::vector<const YamlNode*> out;
  if (node == nullptr) return out;
  if (node->is_scalar()) out.push_back(node);
  for (const auto& item : node->items)
    if (item.is_scalar()) out.push_back(&item);
  return out;
}

std::string Reading::text(const YamlNode& node, std::string_view key) {
  const auto* value = node.find(key);
  return value != nullptr && value->is_scalar() ? value->scalar : std::string();
}

bool Reading::flag(const YamlNode& node, std::string_view key, bool otherwise) {
  const auto* value = node.find(key);
  bool out = otherwise;
  return value != nullptr && yaml_bool(*value, out) ? out : otherwise;
}

int Reading::number(const YamlNode& node, std::string_view key, int otherwise) {
  const auto* value = node.find(key);
  long long out = 0;
  return value != nullptr && yaml_int(*value, out) && out >= 0 && out <= 1'000'000 ? static_cast<int>(out)
                                                                                   : otherwise;
}

Titles Reading::titles(const YamlNode& node, std::string_view key, const std::string& otherwise) {
  const auto* value = node.find(key);
  if (value == nullptr || !value->is_map()) return {otherwise, otherwise};
  return {text(*value, "zh"), text(*value, "en")};
}

std::vector<std::string> Reading::ids(const YamlNode& node, std::string_view key,
                                      const std::vector<std::string>& known, const char* unknown_key) {
  std::vector<std::string> out;
  for (const auto* scalar : scalars(node.find(key))) {
    if (std::find(known.begin(), known.end(), scalar->scalar) == known.end())
      report_unknown(unknown_key, *scalar, known);
    else
      out.push_back(scalar->scalar);
  }
  return out;
}

std::string Reading::id(const YamlNode& node, std::string_view key, const std::vector<std::string>& known,
                        const char* unknown_key) {
  const auto* value = node.find(key);
  if (value == nullptr || !value->is_scalar()) return {};
  const auto found = ids(node, key, known, unknown_key);
  return found.empty() ? std::string() : found.front();
}

std::vector<std::string> Reading::role_ids(const YamlNode& node, std::string_view key) {
  return ids(node, key, role_ids_, "playbook.unknown_role");
}

std::vector<std::string> Reading::state_ids(const YamlNode& node, std::string_view key) {
  return ids(node, key, state_ids_, "playbook.unknown_state");
}

std::int64_t Reading::days(const YamlNode& node, std::string_view key) {
  const auto* value = node.find(key);
  if (value == nullptr || !value->is_scalar()) return 0;
  const auto duration = duration_of(value->scalar);
  if (duration.unit != LimitUnit::kDay) return 0;
  if (duration.amount > limits::kMaxDays)
    report("playbook.range", *value,
           {{"name", value->scalar}, {"min", "1"}, {"max", std::to_string(limits::kMaxDays)}});
  return duration.amount;
}

void Reading::declare() {
  field_ids_.push_back("title");
  for (const auto& e : entries(root_, "fields"))
    if (e.key != "title") field_ids_.push_back(e.key);
  for (const auto& e : entries(root_, "roles")) role_ids_.push_back(e.key);
  for (const auto& e : entries(root_, "moves")) move_ids_.push_back(e.key);
  for (const auto& e : entries(root_, "states")) {
    state_ids_.push_back(e.key);
    if (e.value.find("final") != nullptr) final_ids_.push_back(e.key);
    if (e.value.find("limit") != nullptr) clock_ids_.push_back(e.key);
  }
  for (const auto& e : entries(root_, "limits")) clock_ids_.push_back(e.key);
}

void Reading::put_in_order() {
  std::stable_sort(problems.begin(), problems.end(), [](const Error& a, const Error& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  if (problems.size() > limits::kMaxProblems) problems.resize(limits::kMaxProblems);
}

}  // namespace detail

Checked<Playbook> read_playbook(std::string_view text, const std::string& file, const CountingRules& rules,
                                PersonalRules personal) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  auto shape = Schema::playbook().check(*root, file);
  // Lists beyond their limits are not gone over: parts of the reader compare each with each.
  const auto is_too_many = [](const Error& e) { return e.key == "playbook.too_many"; };
  if (std::any_of(shape.begin(), shape.end(), is_too_many)) return shape;
  detail::Reading reading(*root, file, rules, std::move(shape));
  reading.read(personal == PersonalRules::kChecked);
  if (!reading.problems.empty()) return std::move(reading.problems);
  reading.book.digest = sha256_hex(text);
  reading.book.file = file;
  return std::move(reading.book);
}

}  // namespace guatu::kernel
