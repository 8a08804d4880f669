// Reads the fields of a playbook.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "guatu/base/limits.h"
#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

namespace {

constexpr unsigned bit(FieldType t) {
  return 1U << static_cast<unsigned>(t);
}
constexpr unsigned kAmounts =
    bit(FieldType::kNumber) | bit(FieldType::kInteger) | bit(FieldType::kMoney) | bit(FieldType::kArea);

/// Keys that only some types have.
struct TypedKey {
  const char* key;
  unsigned types;
  const char* instead;
};
constexpr std::array<TypedKey, 8> kTypedKeys{{
    {"of", bit(FieldType::kChoice), "choice"},
    {"to", bit(FieldType::kMatter), "matter"},
    {"differs_from", bit(FieldType::kPerson), "person"},
    {"item", bit(FieldType::kList), "list"},
    {"unit", bit(FieldType::kNumber) | bit(FieldType::kInteger), "number, integer"},
    {"min", kAmounts, "number, integer, money, area"},
    {"max", kAmounts, "number, integer, money, area"},
    {"at_most", bit(FieldType::kText) | bit(FieldType::kFiles) | bit(FieldType::kList), "text, files, list"},
}};

bool is_whole(double v) {
  return std::floor(v) == v;
}

}  // namespace

void Reading::fields() {
  title_field();
  const auto& list = entries(root_, "fields");
  for (const auto& e : list)
    if (e.key != "title") book.fields.push_back(field(e));
  // Guards of `required` may look at later fields, so they come when all are known.
  for (const auto& e : list) {
    const auto* required = e.value.find("required");
    const auto* when = required == nullptr ? nullptr : required->find("when");
    if (when == nullptr || e.key == "title") continue;
    auto found = guards(when);
    for (const auto& g : when->entries)
      if (g.key == e.key) report("playbook.guard_self", g, {{"name", e.key}});
    const auto it =
        std::find_if(book.fields.begin(), book.fields.end(), [&](const Field& f) { return f.id == e.key; });
    it->required_when = std::move(found);
  }
  for (const auto& e : list) {
    const auto* other = e.value.find("differs_from");
    const auto* f = other == nullptr ? nullptr : field_of(*other);
    if (f != nullptr && (f->type != FieldType::kPerson || f->personal || f->id == e.key))
      report("playbook.differs_from", *other, {{"name", f->id}});
  }
  if (const auto* map = root_.find("fields"); map != nullptr) same_titles(*map);
}

void Reading::title_field() {
  Field f;
  f.id = "title";
  f.title = {"标题", "Title"};
  f.required = true;
  f.at_most = static_cast<std::int64_t>(limits::kMaxTitleChars);
  f.place = place_of(root_);
  for (const auto& e : entries(root_, "fields")) {
    if (e.key != "title" || !e.value.is_map()) continue;
    if (e.value.find("title") != nullptr) f.title = titles(e.value, "title", "");
    f.help = titles(e.value, "help", "");
    f.personal = flag(e.value, "personal", false);
    f.at_most = number(e.value, "at_most", static_cast<int>(f.at_most));
    f.place = place_of(e);
  }
  book.fields.push_back(std::move(f));
}

Field Reading::field(const YamlNode::Entry& e) {
  Field f;
  f.id = e.key;
  f.place = place_of(e);
  if (e.key == "reason" || e.key == "number" || e.key == "state" || e.key == "due_at")
    report("playbook.field_reserved", e, {{"name", e.key}});
  f.title = titles(e.value, "title", e.key);
  f.help = titles(e.value, "help", "");
  f.required = flag(e.value, "required", false);
  f.personal = flag(e.value, "personal", false);
  f.computed = flag(e.value, "computed", false);
  f.unit = text(e.value, "unit");
  for (const auto* s : scalars(e.value.find("to"))) f.to.push_back(s->scalar);
  f.seen_by = role_ids(e.value, "seen_by");
  f.differs_from = text(e.value, "differs_from");
  if (!from_text(text(e.value, "type"), f.type)) {
    untyped_.insert(e.key);
    return f;
  }
  if (f.computed && e.value.find("required") != nullptr)
    report("playbook.computed_required", *e.value.entry("required"), {{"name", f.id}});
  field_keys(e.value, f);
  field_range(e.value, f);
  if (f.type == FieldType::kChoice) options(e.value, f);
  if (f.type == FieldType::kChoice && e.value.find("of") == nullptr)
    report("playbook.options_missing", e, {{"name", f.id}});
  if (f.type != FieldType::kList) return f;
  const auto* item = e.value.entry("item");
  if (item == nullptr) {
    report("playbook.item_missing", e, {{"name", f.id}, {"example", "{type: text}"}});
  } else if (text(item->value, "type") == "list") {
    report("playbook.list_of_list", *item, {{"name", f.id}});
  } else {
    f.item.push_back(field(*item));
    f.item.back().id = f.id;
  }
  return f;
}

void Reading::field_keys(const YamlNode& node, const Field& f) {
  for (const auto& typed : kTypedKeys) {
    const auto* e = node.entry(typed.key);
    if (e != nullptr && (typed.types & bit(f.type)) == 0)
      report("playbook.field_key", *e,
             {{"name", typed.key}, {"type", text_of(f.type)}, {"instead", typed.instead}});
  }
}

void Reading::field_range(const YamlNode& node, Field& f) {
  const auto most =
      static_cast<int>(f.type == FieldType::kText ? limits::kMaxTextChars : limits::kMaxListItems);
  f.at_most = number(node, "at_most", 0);
  if (f.at_most > most)
    report("playbook.range", *node.find("at_most"),
           {{"name", std::to_string(f.at_most)}, {"min", "1"}, {"max", std::to_string(most)}});
  for (const auto& [key, bound] : {std::pair("min", &f.min), std::pair("max", &f.max)}) {
    const auto* value = node.find(key);
    double v = 0;
    if (value == nullptr || !yaml_number(*value, v)) continue;
    *bound = v;
    if ((f.type == FieldType::kMoney || f.type == FieldType::kInteger) && !is_whole(v))
      report("playbook.whole_number", *value, {{"name", value->scalar}, {"type", text_of(f.type)}});
    if (f.type == FieldType::kMoney && std::abs(v) > static_cast<double>(limits::kMaxMoneyFen))
      report("playbook.range", *value,
             {{"name", value->scalar},
              {"min", std::to_string(-limits::kMaxMoneyFen)},
              {"max", std::to_string(limits::kMaxMoneyFen)}});
  }
  if (f.min && f.max && *f.min > *f.max)
    report("playbook.min_max", *node.entry("max"),
           {{"min", fmt::format("{}", *f.min)}, {"max", fmt::format("{}", *f.max)}});
}

void Reading::options(const YamlNode& node, Field& f) {
  const auto* of = node.find("of");
  if (of == nullptr) return;
  const auto check = [&](const std::string& word, const auto& at) {
    if (word == "set" || word == "unset" || word == "true" || word == "false")
      report("playbook.option_reserved", at, {{"name", word}});
  };
  for (const auto& item : of->items) {
    if (!item.is_scalar()) continue;
    check(item.scalar, item);
    f.options.push_back({item.scalar, {item.scalar, item.scalar}, std::nullopt});
  }
  for (const auto& e : of->entries) {
    check(e.key, e);
    Option option{e.key, titles(*of, e.key, e.key), std::nullopt};
    double value = 0;
    const auto* written = e.value.find("value");
    if (written != nullptr && yaml_number(*written, value)) option.value = value;
    f.options.push_back(std::move(option));
  }
  std::set<std::string> seen;
  for (const auto& e : of->entries)
    if (const auto zh = text(e.value, "zh"); !zh.empty() && !seen.insert(zh).second)
      report("playbook.same_title", e, {{"name", e.key}, {"title", zh}});
}

void Reading::same_titles(const YamlNode& map) {
  std::set<std::string> seen;
  for (const auto& e : map.entries) {
    const auto* title = e.value.find("title");
    if (title == nullptr) continue;
    if (const auto zh = text(*title, "zh"); !zh.empty() && !seen.insert(zh).second)
      report("playbook.same_title", *title, {{"name", e.key}, {"title", zh}});
  }
}

const Field* Reading::typed_field(const std::string& name) const {
  return untyped_.contains(name) ? nullptr : book.field(name);
}

const Field* Reading::field_of(const YamlNode& scalar) {
  if (book.field(scalar.scalar) == nullptr) report_unknown("playbook.unknown_field", scalar, field_ids_);
  return typed_field(scalar.scalar);
}

const Field* Reading::field_of(const YamlNode::Entry& e) {
  if (book.field(e.key) == nullptr) report_unknown("playbook.unknown_field", e, field_ids_);
  return typed_field(e.key);
}

}  // namespace guatu::kernel::detail
