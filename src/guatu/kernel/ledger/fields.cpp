#include "guatu/kernel/ledger/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/ledger/personal.h"

namespace guatu::kernel {

namespace {

using Value = json::value;

Error wrong(const Field& f, const char* key, std::vector<std::pair<std::string, std::string>> args = {}) {
  return Error(key, f.id, std::move(args));
}

Error wrong_type(const Field& f, const char* expected) {
  return wrong(f, "field.type", {{"expected", expected}});
}

std::optional<double> number_in(std::string_view s) {
  double d = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), d, std::chars_format::fixed);
  if (ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(d)) return std::nullopt;
  return d;
}

Result<Value> text_value(const Field& f, const Value& v) {
  if (!v.is_string()) return wrong_type(f, "text");
  const auto s = trim(std::string_view(v.get_string()));
  if (s.empty()) return Value(nullptr);
  const auto most = f.at_most > 0     ? static_cast<std::size_t>(f.at_most)
                    : f.id == "title" ? limits::kMaxTitleChars
                                      : limits::kMaxTextChars;
  if (code_points(s) > most) return wrong(f, "field.too_long", {{"limit", std::to_string(most)}});
  return Value(json::string_view(s.data(), s.size()));
}

Result<Value> choice_value(const Field& f, const Value& v) {
  if (!v.is_string()) return wrong_type(f, "choice");
  const std::string_view s(v.get_string());
  std::vector<std::string> ids;
  for (const auto& o : f.options) {
    if (o.id == s || o.title.zh == s || (!o.title.en.empty() && o.title.en == s)) return Value(o.id);
    ids.push_back(o.id);
  }
  return wrong(f, "field.choice", {{"got", std::string(s.substr(0, 60))}, {"options", join(ids, ", ")}});
}

Result<Value> boolean_value(const Field& f, const Value& v) {
  if (v.is_bool()) return v;
  if (v.is_string()) {
    const std::string_view s(v.get_string());
    if (s == "true" || s == "yes" || s == "是") return Value(true);
    if (s == "false" || s == "no" || s == "否") return Value(false);
  }
  return wrong_type(f, "boolean");
}

Result<Value> in_range(const Field& f, double d, Value out) {
  if ((f.min && d < *f.min) || (f.max && d > *f.max))
    return wrong(
        f, "field.range",
        {{"min", f.min ? fmt::format("{}", *f.min) : "-"}, {"max", f.max ? fmt::format("{}", *f.max) : "-"}});
  return out;
}

Result<Value> number_value(const Field& f, const Value& v, bool whole) {
  std::optional<double> d;
  if (v.is_string()) d = number_in(trim(std::string_view(v.get_string())));
  if (v.is_int64()) d = static_cast<double>(v.get_int64());
  if (v.is_uint64()) d = static_cast<double>(v.get_uint64());
  if (v.is_double() && std::isfinite(v.get_double())) d = v.get_double();
  if (!d) return wrong_type(f, whole ? "integer" : "number");
  const bool is_whole = std::trunc(*d) == *d && std::abs(*d) < 9.007e15;
  if (whole && !is_whole) return wrong_type(f, "integer");
  return in_range(f, *d, is_whole ? Value(static_cast<std::int64_t>(*d)) : Value(*d));
}

Result<Value> money_value(const Field& f, const Value& v) {
  std::optional<std::int64_t> fen;
  if (v.is_int64()) fen = v.get_int64();
  if (v.is_string()) fen = parse_money(std::string_view(v.get_string()));
  if (!fen) return wrong_type(f, "money");
  if (*fen > limits::kMaxMoneyFen || *fen < -limits::kMaxMoneyFen)
    return wrong(f, "field.range", {{"min", "-"}, {"max", std::to_string(limits::kMaxMoneyFen)}});
  return in_range(f, static_cast<double>(*fen), Value(*fen));
}

/// Also `2022-4-8`, `2022/4/8`, `2022.4.8`, `2022年4月8日`: as spreadsheets have them.
std::optional<CivilDate> loose_date(std::string_view s) {
  int part[3] = {0, 0, 0};
  int n = 0;
  bool in_digits = false;
  while (!s.empty()) {
    const char32_t c = next_code_point(s);
    if (c >= '0' && c <= '9') {
      if (!in_digits && ++n > 3) return std::nullopt;
      in_digits = true;
      part[n - 1] = part[n - 1] * 10 + static_cast<int>(c - '0');
      if (part[n - 1] > 9999) return std::nullopt;
    } else if (c == '-' || c == '/' || c == '.' || c == U'年' || c == U'月' || c == U'日') {
      in_digits = false;
    } else {
      return std::nullopt;
    }
  }
  if (n != 3 || part[0] < 1000) return std::nullopt;
  auto d = make_date(part[0], static_cast<unsigned>(part[1]), static_cast<unsigned>(part[2]));
  return d ? std::optional(*d) : std::nullopt;
}

Result<Value> place_value(const Field& f, const Value& v) {
  if (v.is_string()) return Value(json::object{{"address", v.get_string()}});
  if (!v.is_object()) return wrong(f, "field.place");
  json::object out;
  for (const auto& [key, part] : v.get_object()) {
    if (key == "address" && part.is_string() && code_points(std::string_view(part.get_string())) <= 200) {
      out.emplace("address", part);
    } else if (key == "at" && part.is_array() && part.get_array().size() == 2) {
      json::array at;
      for (const auto& c : part.get_array()) {
        std::optional<double> d;
        if (c.is_string()) d = number_in(std::string_view(c.get_string()));
        if (c.is_double()) d = c.get_double();
        if (c.is_int64()) d = static_cast<double>(c.get_int64());
        const double most = at.empty() ? 180 : 90;
        if (!d || std::abs(*d) > most) return wrong(f, "field.place");
        at.emplace_back(json::string(fmt::format("{:.6f}", *d)));
      }
      out.emplace("at", std::move(at));
    } else {
      return wrong(f, "field.place");
    }
  }
  if (out.empty()) return wrong(f, "field.place");
  return Value(std::move(out));
}

bool is_sha256(const Value* v) {
  return v != nullptr && v->is_string() && v->get_string().size() == 64 &&
         std::string_view(v->get_string()).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Value> files_value(const Field& f, const Value& v) {
  if (!v.is_array()) return wrong(f, "field.files");
  const auto most = f.at_most > 0 ? static_cast<std::size_t>(f.at_most) : limits::kMaxListItems;
  if (v.get_array().size() > most) return wrong(f, "field.too_many", {{"limit", std::to_string(most)}});
  for (const auto& item : v.get_array()) {
    const auto* o = item.if_object();
    if (o == nullptr) return wrong(f, "field.files");
    const auto* name = o->if_contains("name");
    const auto* bytes = o->if_contains("bytes");
    // What was sent, before a picture lost what its camera wrote down.
    const auto* original = o->if_contains("original_sha256");
    if (o->size() != (original == nullptr ? 3 : 4) || name == nullptr || !name->is_string() ||
        name->get_string().size() > 400 || !is_sha256(o->if_contains("sha256")) ||
        (original != nullptr && !is_sha256(original)) || bytes == nullptr || !bytes->is_int64())
      return wrong(f, "field.files");
  }
  return v.get_array().empty() ? Value(nullptr) : v;
}

Result<Value> matter_value(const Field& f, const Value& v, const FieldWorld& w) {
  if (!v.is_string()) return wrong_type(f, "matter");
  const std::string name(v.get_string());
  const auto m = w.find_matter ? w.find_matter(name) : std::nullopt;
  if (!m) return wrong(f, "field.no_matter", {{"got", name.substr(0, 60)}});
  if (!f.to.empty() && std::find(f.to.begin(), f.to.end(), m->playbook) == f.to.end())
    return wrong(f, "field.wrong_playbook", {{"got", m->playbook}, {"expected", join(f.to, ", ")}});
  return Value(std::to_string(m->id.value));
}

Result<Value> list_value(const Field& f, const Value& v, const FieldWorld& w) {
  if (!v.is_array()) return wrong_type(f, "list");
  const auto most = f.at_most > 0 ? static_cast<std::size_t>(f.at_most) : limits::kMaxListItems;
  if (v.get_array().size() > most) return wrong(f, "field.too_many", {{"limit", std::to_string(most)}});
  json::array out;
  Field item = f.item.at(0);
  for (const auto& i : v.get_array()) {
    item.id = f.id + "/" + std::to_string(out.size());
    GUATU_TRY(one, canonical_value(item, i, w));
    out.push_back(std::move(one));
  }
  return out.empty() ? Value(nullptr) : Value(std::move(out));
}

}  // namespace

Result<Value> canonical_value(const Field& f, const Value& v, const FieldWorld& w) {
  if (v.is_null() || (w.takes_sealed && is_sealed(v))) return v;
  switch (f.type) {
    case FieldType::kText:
      return text_value(f, v);
    case FieldType::kChoice:
      return choice_value(f, v);
    case FieldType::kBoolean:
      return boolean_value(f, v);
    case FieldType::kNumber:
    case FieldType::kArea:
      return number_value(f, v, false);
    case FieldType::kInteger:
      return number_value(f, v, true);
    case FieldType::kMoney:
      return money_value(f, v);
    case FieldType::kDate: {
      const auto d = v.is_string() ? loose_date(std::string_view(v.get_string())) : std::nullopt;
      if (!d) return wrong(f, "field.date");
      return Value(to_text(*d));
    }
    case FieldType::kInstant: {
      if (!v.is_string()) return wrong(f, "field.instant");
      const auto t = parse_instant(std::string_view(v.get_string()));
      if (!t) return wrong(f, "field.instant");
      return Value(to_text(*t));
    }
    case FieldType::kPlace:
      return place_value(f, v);
    case FieldType::kFiles:
      return files_value(f, v);
    case FieldType::kMatter:
      return matter_value(f, v, w);
    case FieldType::kPerson:
      if (!v.is_string() || !w.people.is_active(PersonId{std::string(v.get_string())}))
        return wrong(f, "field.no_person",
                     {{"got", v.is_string() ? std::string(v.get_string()).substr(0, 60) : "?"}});
      return v;
    case FieldType::kUnit: {
      const UnitId id = v.is_string() ? w.people.successor(UnitId{std::string(v.get_string())}) : UnitId{};
      if (!id)
        return wrong(f, "field.no_unit",
                     {{"got", v.is_string() ? std::string(v.get_string()).substr(0, 60) : "?"}});
      return Value(id.value);
    }
    case FieldType::kList:
      return list_value(f, v, w);
  }
  return wrong_type(f, "value");
}

Result<json::object> canonical_fields(const Playbook& playbook, const json::object& given,
                                      const std::vector<std::string>* allowed, const FieldWorld& world) {
  json::object out;
  std::vector<std::string> ids;
  for (const auto& f : playbook.fields) ids.push_back(f.id);
  for (const auto& [key, value] : given) {
    const std::string id(key);
    const auto* f = playbook.field(id);
    if (f == nullptr) return Error("field.unknown", id.substr(0, 80), {{"hint", nearest(id, ids)}});
    if (f->computed) return Error("field.computed", id);
    if (allowed != nullptr && std::find(allowed->begin(), allowed->end(), id) == allowed->end())
      return Error("field.not_asked", id, {{"asked", join(*allowed, ", ")}});
    GUATU_TRY(v, canonical_value(*f, value, world));
    out.insert_or_assign(id, std::move(v));
  }
  return out;
}

bool is_set(const json::object& fields, std::string_view id) {
  const auto* v = fields.if_contains(json::string_view(id.data(), id.size()));
  if (v == nullptr || v->is_null()) return false;
  if (v->is_string()) return !v->get_string().empty();
  return !v->is_array() || !v->get_array().empty();
}

json::object changes(const json::object& before, const json::object& after) {
  json::object out;
  for (const auto& [key, value] : after) {
    const auto* old = before.if_contains(key);
    if (old == nullptr ? !value.is_null() : !(*old == value)) out.emplace(key, value);
  }
  for (const auto& [key, value] : before)
    if (after.if_contains(key) == nullptr) out.emplace(key, nullptr);
  return out;
}

}  // namespace guatu::kernel
