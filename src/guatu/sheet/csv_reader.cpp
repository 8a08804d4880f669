// CSV by RFC 4180, as forgiving as spreadsheets are. See table_reader.h.
#include <algorithm>
#include <array>

#include "guatu/base/text.h"
#include "guatu/sheet/charset.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::sheet {

namespace {

/// Whichever of `,` `;` and tab stands most often in the first lines, outside quotes.
char separator(std::string_view text) {
  std::array<std::pair<char, int>, 3> counts{{{',', 0}, {'\t', 0}, {';', 0}}};
  bool is_quoted = false;
  for (const char c : text.substr(0, 16'384)) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    for (auto& [sign, n] : counts) n += c == sign ? 1 : 0;
  }
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

class Lines {
 public:
  Lines(std::string_view text, const VisitRow& visit)
      : text_(text), visit_(visit), separator_(separator(text)) {}

  Result<void> read() {
    while (at_ < text_.size()) {
      ++number_;
      Row row;
      read_line(row);
      if (number_ > limits::kMaxImportRows)
        return Error("sheet.too_many_rows", "", {{"limit", std::to_string(limits::kMaxImportRows)}});
      while (!row.empty() && row.back().is_empty()) row.pop_back();
      if (!row.empty() && !visit_(number_, row)) break;
    }
    return {};
  }

 private:
  void read_line(Row& row) {
    for (;;) {
      auto text = read_cell();
      if (row.size() < limits::kMaxColumns) row.push_back(Cell::of(std::move(text)));
      if (at_ >= text_.size()) return;
      const char c = text_[at_++];
      if (c == separator_) continue;
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return;
    }
  }

  std::string read_cell() {
    std::string out;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] != '"')
          out += text_[at_];
        else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"')
          out += text_[++at_];
        else
          break;
      }
      if (at_ < text_.size()) ++at_;
    }
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
      out += text_[at_++];
    if (out.size() > limits::kMaxCellBytes) out.resize(limits::kMaxCellBytes);
    while (!is_utf8(out)) out.pop_back();  // Not cut in the middle of a character.
    std::string cell(trim(out));
    // What our own export puts in front of what looks like a formula.
    if (cell.size() > 1 && cell.front() == '\'' && is_formula_like(std::string_view(cell).substr(1)))
      cell.erase(0, 1);
    return cell;
  }

  std::string_view text_;
  const VisitRow& visit_;
  char separator_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace

Result<void> read_csv(std::string_view bytes, const VisitRow& visit) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (bytes.find('\0') != std::string_view::npos) return Error("sheet.not_text", "", {{"byte", "0"}});
  if (is_utf8(bytes)) return Lines(bytes, visit).read();
  GUATU_TRY(text, from_gb18030(bytes));
  return Lines(text, visit).read();
}

Result<void> read_table(std::string_view bytes, const VisitRow& visit) {
  return bytes.starts_with("PK\x03\x04") ? read_xlsx(bytes, visit) : read_csv(bytes, visit);
}

Result<std::vector<std::pair<std::int64_t, Row>>> read_top(std::string_view bytes, std::int64_t at_least) {
  std::vector<std::pair<std::int64_t, Row>> out;
  GUATU_TRY_VOID(read_table(bytes, [&](std::int64_t number, const Row& row) {
    out.emplace_back(number, row);
    return out.size() < limits::kHeadRows || number < at_least;
  }));
  return out;
}

bool instant_of_serial(double serial, Instant& out) {
  if (!(serial >= 61 && serial < 2'958'466)) return false;
  constexpr std::int64_t kUnixEpoch = 25'569;
  // Spreadsheets keep fractions of a day; rounded to the minute, since 8:30 is none of them exactly.
  const auto minutes = static_cast<std::int64_t>(serial * 1440 + 0.5);
  out.us = (minutes - kUnixEpoch * 1440) * kMinuteUs - kCivilOffsetUs;
  return true;
}

}  // namespace guatu::sheet
