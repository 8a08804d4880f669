// One cell of a table, read or to be written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "guatu/base/instant.h"

namespace guatu::sheet {

struct Cell {
  enum class Kind { kEmpty, kText, kNumber, kDate, kInstant };
  Kind kind = Kind::kEmpty;
  std::string text{};  ///< kText: UTF-8; kNumber: decimal digits, `-12.5`
  Instant at{};        ///< kDate: its first moment at +08:00; kInstant: to the minute

  static Cell of(std::string t) { return {t.empty() ? Kind::kEmpty : Kind::kText, std::move(t), {}}; }
  static Cell number(std::string digits) { return {Kind::kNumber, std::move(digits), {}}; }
  static Cell date(Instant t) { return {Kind::kDate, {}, t}; }
  static Cell instant(Instant t) { return t.us == 0 ? Cell{} : Cell{Kind::kInstant, {}, t}; }
  bool is_empty() const { return kind == Kind::kEmpty; }
  bool operator==(const Cell&) const = default;
};

using Row = std::vector<Cell>;

/// `A`, `Z`, `AA`: of column 0, 25, 26.
std::string column_name(std::size_t column);
/// `2022-04-08`, `2022-04-08 08:30`: how a date or an instant is written as text.
std::string cell_text(const Cell& cell);
/// Would a spreadsheet take this text for a formula? Source: OWASP, CSV Injection; the full-width signs are
/// what Chinese versions take too.
bool is_formula_like(std::string_view text);

}  // namespace guatu::sheet
