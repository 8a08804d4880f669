#include "guatu/sheet/cell.h"

#include <string_view>

namespace guatu::sheet {

std::string column_name(std::size_t column) {
  std::string out;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

std::string cell_text(const Cell& cell) {
  if (cell.kind == Cell::Kind::kDate) return to_text(cell.at).substr(0, 10);
  if (cell.kind != Cell::Kind::kInstant) return cell.text;
  auto out = to_text(cell.at).substr(0, 16);
  out[10] = ' ';
  return out;
}

bool is_formula_like(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"＝", "＋", "－", "＠"})
    if (text.starts_with(wide)) return true;
  return false;
}

}  // namespace guatu::sheet
