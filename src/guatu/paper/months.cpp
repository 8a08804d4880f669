#include "guatu/paper/months.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

#include "guatu/calendar/civil_date.h"

namespace guatu::paper {

namespace {

using Row = std::map<std::string, std::string>;
constexpr int kMonths = 12;

std::string member(const Row& r, const char* name) {
  const auto it = r.find(name);
  return it == r.end() ? std::string() : it->second;
}

/// Months since year 0; INT_MIN when there is no date.
int month_of(const std::string& date) {
  const auto d = parse_date(date);
  return d.has_error() ? INT_MIN : d->year() * 12 + static_cast<int>(d->month()) - 1;
}

// Light grounds, on which black text can be read and which a black-and-white printer keeps apart.
const char* fill_of(const std::string& light) {
  if (light == "red") return "F4B0A8";
  if (light == "yellow") return "FBE7A1";
  return light == "green" ? "CDE8C9" : "D9D9D9";
}

}  // namespace

Table month_table(const std::vector<std::map<std::string, std::string>>& rows) {
  int first = INT_MAX;
  for (const auto& r : rows)
    for (const char* name : {"_from", "_due"})
      if (const int m = month_of(member(r, name)); m != INT_MIN) first = std::min(first, m);
  Table out;
  out.head_rows = 1;
  out.widths = {14, 6};
  auto& head = out.rows.emplace_back();
  head.push_back({"节点", 1, true});
  head.push_back({"责任人", 1, true});
  for (int i = 0; i < kMonths; ++i) {
    out.widths.push_back(4);
    const int m = first + i;
    head.push_back(
        {first == INT_MAX
             ? std::string()
             : fmt::format("{}\n{}月", i == 0 || m % 12 == 0 ? fmt::format("{}年", m / 12) : "", m % 12 + 1),
         1, true});
  }
  for (const auto& r : rows) {
    auto& row = out.rows.emplace_back();
    row.push_back({member(r, "title")});
    row.push_back({member(r, "holder"), 1, false, true});
    const int closed = month_of(member(r, "_closed"));
    const int due = month_of(member(r, "_due"));
    const int from = month_of(member(r, "_from"));
    const int end = closed != INT_MIN ? closed : due;
    for (int i = 0; i < kMonths; ++i) {
      Cell c;
      c.is_centred = true;
      const int m = first + i;
      const auto in = [&](int month) { return std::min(month, first + kMonths - 1); };
      if (end != INT_MIN && m <= in(end) && m >= (from == INT_MIN ? in(end) : from))
        c.fill = fill_of(closed != INT_MIN ? "green" : member(r, "_light"));
      // The day stands in its month; a finished one has a mark besides, for those who see no colours.
      if (closed != INT_MIN && m == in(closed)) c.text = "✓" + member(r, "_closed").substr(8);
      if (closed == INT_MIN && due != INT_MIN && m == in(due))
        c.text = (member(r, "_light") == "red" ? "✕" : "") + member(r, "_due").substr(8);
      row.push_back(std::move(c));
    }
  }
  return out;
}

}  // namespace guatu::paper
