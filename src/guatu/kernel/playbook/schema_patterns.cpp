// The patterns of the schema, checked by hand. Each is compared with std::regex in schema_test.cpp.
#include <algorithm>
#include <array>

#include "guatu/kernel/playbook/schema.h"

namespace guatu::kernel {

namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_id(std::string_view s) {
  return !s.empty() && is_lower(s[0]) &&
         std::all_of(s.begin(), s.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// Takes `[1-9][0-9]{0,8} ` off the front.
bool take_amount(std::string_view& s) {
  if (s.empty() || s[0] < '1' || s[0] > '9') return false;
  std::size_t n = 1;
  while (n < s.size() && is_digit(s[n])) ++n;
  if (n > 9 || n >= s.size() || s[n] != ' ') return false;
  s.remove_prefix(n + 1);
  return true;
}

bool is_unit(std::string_view s, std::string_view unit) {
  return s == unit || (s.size() == unit.size() + 1 && s.starts_with(unit) && s.back() == 's');
}

constexpr std::array<std::string_view, 6> kUnits{"minute",      "hour", "working_hour",
                                                 "working_day", "day",  "month"};

bool is_limit_unit(std::string_view s) {
  return std::any_of(kUnits.begin(), kUnits.end(), [&](std::string_view u) { return is_unit(s, u); });
}

const char* check_id(std::string_view s) {
  return is_id(s) ? nullptr : "playbook.id";
}

const char* check_row(std::string_view s) {
  const bool ok = (s.size() == 2 || s.size() == 3) && s[0] == 'R' && s[1] >= '1' && s[1] <= '9' &&
                  (s.size() == 2 || is_digit(s[2]));
  return ok ? nullptr : "playbook.row";
}

const char* check_duration(std::string_view s) {
  return take_amount(s) && is_limit_unit(s) ? nullptr : "playbook.limit_text";
}

const char* check_days(std::string_view s) {
  return take_amount(s) && is_unit(s, "day") ? nullptr : "playbook.days_text";
}

const char* check_rung_at(std::string_view s) {
  if (s == "limit") return nullptr;
  if (!s.starts_with("limit + ") && !s.starts_with("limit - ")) return "playbook.rung_at";
  s.remove_prefix(8);
  if (!take_amount(s) || !is_limit_unit(s)) return "playbook.rung_at";
  return is_unit(s, "month") ? "playbook.rung_months" : nullptr;
}

const char* check_source(std::string_view s) {
  for (int parts = 1; parts <= 3; ++parts) {
    const auto dot = s.find('.');
    if (!is_id(s.substr(0, dot))) return "playbook.role_source";
    if (dot == std::string_view::npos) return nullptr;
    s.remove_prefix(dot + 1);
  }
  return "playbook.role_source";
}

/// Text with {year} {month} {day} {unit} and, exactly once, {seq:1} … {seq:9}.
const char* check_number(std::string_view s) {
  int sequences = 0;
  while (!s.empty()) {
    if (s[0] == '\n' || s[0] == '\r') return "playbook.number_token";
    if (s[0] == '}') return "playbook.number_token";
    if (s[0] != '{') {
      s.remove_prefix(1);
      continue;
    }
    const auto end = s.find('}');
    if (end == std::string_view::npos) return "playbook.number_token";
    const auto token = s.substr(1, end - 1);
    const bool is_sequence =
        token.size() == 5 && token.starts_with("seq:") && token[4] >= '1' && token[4] <= '9';
    if (!is_sequence && token != "year" && token != "month" && token != "day" && token != "unit")
      return token.starts_with("seq") ? "playbook.number_seq" : "playbook.number_token";
    sequences += is_sequence ? 1 : 0;
    s.remove_prefix(end + 1);
  }
  return sequences == 1 ? nullptr : "playbook.number_seq";
}

}  // namespace

const std::vector<NamedPattern>& named_patterns() {
  static const auto* const patterns = new std::vector<NamedPattern>{
      {R"(^[a-z][a-z0-9_]*$)", check_id},
      {R"(^R[1-9][0-9]?$)", check_row},
      {R"(^[1-9][0-9]{0,8} (minute|hour|working_hour|working_day|day|month)s?$)", check_duration},
      {R"(^[1-9][0-9]{0,8} days?$)", check_days},
      {R"(^limit( [+-] [1-9][0-9]{0,8} (minute|hour|working_hour|working_day|day)s?)?$)", check_rung_at},
      {R"(^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$)", check_source},
      {R"(^([^{}\r\n]|\{(year|month|day|unit)\})*\{seq:[1-9]\}([^{}\r\n]|\{(year|month|day|unit)\})*$)",
       check_number},
  };
  return *patterns;
}

}  // namespace guatu::kernel
