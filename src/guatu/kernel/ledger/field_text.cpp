// Field values as people write and read them.
#include <fmt/format.h>

#include <cmath>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/personal.h"

namespace guatu::kernel {

namespace {

bool eat(std::string_view& s, std::string_view suffix) {
  if (s.size() < suffix.size() || s.substr(s.size() - suffix.size()) != suffix) return false;
  s.remove_suffix(suffix.size());
  return true;
}

/// `fen` / `unit` without trailing zeros, exact.
std::string scaled(std::int64_t fen, std::int64_t unit) {
  std::string out = std::to_string(fen / unit);
  std::int64_t rest = fen % unit;
  if (rest == 0) return out;
  out += '.';
  for (; rest != 0; rest %= unit) {
    unit /= 10;
    out += static_cast<char>('0' + rest / unit);
  }
  return out;
}

std::string place_text(const json::object& o) {
  if (const auto* a = o.if_contains("address"); a != nullptr && a->is_string())
    return std::string(a->get_string());
  if (const auto* at = o.if_contains("at"); at != nullptr && at->is_array() && at->get_array().size() == 2)
    return std::string(at->get_array()[0].get_string()) + ", " + std::string(at->get_array()[1].get_string());
  return {};
}

std::string area_text(double m2, Lang lang) {
  if (m2 >= 1e6) return fmt::format("{:g} km²", m2 / 1e6);
  // 1 mu = 666.67 m² (2000/3 m²).
  return lang == Lang::kZh ? fmt::format("{:g} 亩", std::round(m2 * 3 / 2000 * 100) / 100)
                           : fmt::format("{:g} m²", m2);
}

}  // namespace

std::optional<std::int64_t> parse_money(std::string_view text) {
  std::string_view s = trim(text);
  eat(s, "元");
  std::int64_t unit = 100;  // Fen in one of what is written.
  if (eat(s, "亿"))
    unit = 100LL * 100'000'000;
  else if (eat(s, "万"))
    unit = 100LL * 10'000;
  s = trim(s);
  const bool minus = !s.empty() && s.front() == '-';
  if (minus) s.remove_prefix(1);
  std::int64_t whole = 0;
  std::int64_t part = 0;
  bool any = false;
  bool in_part = false;
  std::int64_t scale = unit;
  for (const char c : s) {
    if (c == ',' && !in_part) continue;
    if (c == '.' && !in_part) {
      in_part = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    const std::int64_t digit = c - '0';
    if (!in_part) {
      whole = whole * 10 + digit;
      if (whole > limits::kMaxMoneyFen / 100) return std::nullopt;
      continue;
    }
    if (scale % 10 != 0 && digit != 0) return std::nullopt;  // Finer than one fen.
    scale /= 10;
    part += digit * scale;
  }
  if (!any || whole > limits::kMaxMoneyFen / unit) return std::nullopt;
  const std::int64_t fen = whole * unit + part;
  return minus ? -fen : fen;
}

std::string money_text(std::int64_t fen, Lang lang) {
  if (fen < 0) return "-" + money_text(-fen, lang);
  constexpr std::int64_t kYi = 100LL * 100'000'000;
  constexpr std::int64_t kWan = 100LL * 10'000;
  if (lang == Lang::kEn) {
    if (fen >= kYi * 10 && fen % (kYi / 1000) == 0) return "CNY " + scaled(fen, kYi * 10) + " bn";
    if (fen >= kWan * 100 && fen % kWan == 0) return "CNY " + scaled(fen, kWan * 100) + " m";
    return "CNY " + scaled(fen, 100);
  }
  if (fen >= kYi && fen % (kYi / 10'000) == 0) return scaled(fen, kYi) + "亿元";
  if (fen >= kWan && fen % (kWan / 10'000) == 0) return scaled(fen, kWan) + "万元";
  return scaled(fen, 100) + "元";
}

namespace {

/// Is a value of that type written down as a text?
bool is_text_type(FieldType type) {
  switch (type) {
    case FieldType::kBoolean:
    case FieldType::kMoney:
    case FieldType::kArea:
    case FieldType::kNumber:
    case FieldType::kInteger:
    case FieldType::kPlace:
    case FieldType::kFiles:
    case FieldType::kList:
      return false;
    default:
      return true;
  }
}

}  // namespace

std::string minute_text(Instant t) {
  if (t.us == 0) return {};
  auto s = to_text(t).substr(0, 16);
  s[10] = ' ';
  return s;
}

std::string value_text(const Field& f, const json::value& v, const People& people, Lang lang) {
  if (v.is_null()) return "—";
  // A personal value that was masked before is a text, whatever the type.
  if (f.personal && v.is_string() && !is_text_type(f.type)) return std::string(v.get_string());
  if (is_sealed(v)) return lang == Lang::kZh ? "（已加密）" : "(sealed)";
  switch (f.type) {
    case FieldType::kChoice:
      for (const auto& o : f.options)
        if (v.is_string() && o.id == std::string_view(v.get_string())) return o.title.in(lang);
      break;
    case FieldType::kBoolean:
      return v.get_bool() ? (lang == Lang::kZh ? "是" : "yes") : (lang == Lang::kZh ? "否" : "no");
    case FieldType::kMoney:
      return money_text(v.get_int64(), lang);
    case FieldType::kPerson:
      return people.name(PersonId{std::string(v.get_string())});
    case FieldType::kUnit: {
      const auto* u = people.unit(UnitId{std::string(v.get_string())});
      return u == nullptr ? std::string(v.get_string()) : u->title().in(lang);
    }
    case FieldType::kArea:
      return area_text(v.to_number<double>(), lang);
    case FieldType::kNumber:
    case FieldType::kInteger: {
      auto out =
          v.is_double() ? fmt::format("{}", v.get_double()) : std::to_string(v.to_number<std::int64_t>());
      return f.unit.empty() ? out : out + " " + f.unit;
    }
    case FieldType::kPlace:
      return v.is_object() ? place_text(v.get_object()) : "";
    case FieldType::kFiles:
      return lang == Lang::kZh ? fmt::format("{} 个文件", v.get_array().size())
                               : fmt::format("{} files", v.get_array().size());
    case FieldType::kList: {
      std::vector<std::string> parts;
      for (const auto& i : v.get_array()) parts.push_back(value_text(f.item.at(0), i, people, lang));
      return join(parts, lang == Lang::kZh ? "、" : ", ");
    }
    case FieldType::kInstant: {
      if (!v.is_string()) return {};
      const auto t = parse_instant(std::string_view(v.get_string()));
      return t.has_value() ? minute_text(*t) : std::string();
    }
    default:
      break;
  }
  return v.is_string() ? std::string(v.get_string()) : json::serialize(v);
}

}  // namespace guatu::kernel
