// XLSX: the list of sheets, the texts that cells share, which styles are dates, which cells are merged; then
// the rows. See table_reader.h. Source: ECMA-376 part 1, 18.2 to 18.8.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "guatu/base/text.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/table_reader.h"
#include "guatu/sheet/xml.h"
#include "guatu/sheet/zip_reader.h"

namespace guatu::sheet {

namespace {

using Attributes = XmlHandler::Attributes;

std::string_view get(const Attributes& a, std::string_view name) {
  const auto it = a.find(name);
  return it == a.end() ? std::string_view() : std::string_view(it->second);
}

std::optional<std::int64_t> whole(std::string_view s) {
  std::int64_t n = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), n);
  return !s.empty() && r.ec == std::errc() && r.ptr == s.data() + s.size() ? std::optional(n) : std::nullopt;
}

/// `AB12` to column 27 and row 12. False: it is none.
bool read_reference(std::string_view s, std::size_t& column, std::int64_t& row) {
  std::size_t letters = 0;
  std::size_t n = 0;
  for (; letters < s.size() && s[letters] >= 'A' && s[letters] <= 'Z'; ++letters)
    n = n * 26 + static_cast<std::size_t>(s[letters] - 'A' + 1);
  const auto number = whole(s.substr(letters));
  if (letters == 0 || letters > 3 || !number) return false;
  column = n - 1;
  row = *number;
  return true;
}

/// Sheets of a workbook with the ids of their parts.
class Book final : public XmlHandler {
 public:
  void start(std::string_view name, const Attributes& a) override {
    if (name == "workbookPr") is_1904 = get(a, "date1904") == "1" || get(a, "date1904") == "true";
    if (name == "sheet" && sheet_id.empty() && get(a, "state").empty()) sheet_id = get(a, "id");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  bool is_1904 = false;
  std::string sheet_id;
};

class Relations final : public XmlHandler {
 public:
  explicit Relations(std::string id) : id_(std::move(id)) {}
  void start(std::string_view name, const Attributes& a) override {
    if (name == "Relationship" && get(a, "Id") == id_) target = get(a, "Target");
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::string target;

 private:
  std::string id_;
};

/// Which of the cell formats show a date. 18.8.30: the built-in ones 14 to 22, 27 to 36, 45 to 47, 50 to 58;
/// else by the letters of the code outside quotes and brackets.
class Styles final : public XmlHandler {
 public:
  void start(std::string_view name, const Attributes& a) override {
    if (name == "numFmt") {
      if (const auto id = whole(get(a, "numFmtId")); id && is_date_code(get(a, "formatCode")))
        own_.push_back(*id);
    } else if (name == "cellXfs") {
      in_formats_ = true;
    } else if (name == "xf" && in_formats_) {
      is_date.push_back(is_date_id(whole(get(a, "numFmtId")).value_or(0)));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_formats_ = false;
  }
  void text(std::string_view) override {}
  std::vector<bool> is_date;

 private:
  static bool is_date_code(std::string_view code) {
    char until = '\0';
    for (std::size_t i = 0; i < code.size(); ++i) {
      const char c = code[i];
      if (until != '\0') {
        if (c == until) until = '\0';
      } else if (c == '"') {
        until = '"';
      } else if (c == '[') {
        until = ']';
      } else if (c == '\\') {
        ++i;
      } else if (std::string_view("yYdD").find(c) != std::string_view::npos ||
                 ((c == 'm' || c == 'h') && code.find_first_of("#0") == std::string_view::npos)) {
        return true;
      }
    }
    return false;
  }
  bool is_date_id(std::int64_t id) const {
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
      return true;
    return std::find(own_.begin(), own_.end(), id) != own_.end();
  }
  std::vector<std::int64_t> own_;
  bool in_formats_ = false;
};

/// The texts that cells share, back to back.
class Shared final : public XmlHandler {
 public:
  void start(std::string_view name, const Attributes&) override {
    if (name == "si") starts_.push_back(texts_.size());
    if (name == "rPh") ++in_reading_;  // How it is pronounced: not part of the text.
    in_text_ = name == "t" && in_reading_ == 0;
  }
  void end(std::string_view name) override {
    if (name == "t") in_text_ = false;
    if (name == "rPh") --in_reading_;
  }
  void text(std::string_view t) override {
    if (in_text_ && !is_too_large()) texts_ += t;
  }
  bool is_done() const override { return is_too_large(); }
  bool is_too_large() const {
    return texts_.size() + starts_.size() * sizeof(std::size_t) > limits::kMaxSharedBytes;
  }
  std::string_view at(std::size_t i) const {
    if (i >= starts_.size()) return {};
    const auto to = i + 1 < starts_.size() ? starts_[i + 1] : texts_.size();
    return std::string_view(texts_).substr(starts_[i], to - starts_[i]);
  }

 private:
  std::string texts_;
  std::vector<std::size_t> starts_;
  int in_reading_ = 0;
  bool in_text_ = false;
};

struct Merge {
  std::int64_t first_row = 0;
  std::int64_t last_row = 0;
  std::size_t first_column = 0;
  std::size_t last_column = 0;
  Cell value{};
};

/// Merged areas stand behind the rows in the file, so that they take a reading of their own.
class Merges final : public XmlHandler {
 public:
  void start(std::string_view name, const Attributes& a) override {
    if (name != "mergeCell" || is_too_many) return;
    const auto ref = get(a, "ref");
    const auto colon = ref.find(':');
    Merge m;
    if (colon == std::string_view::npos ||
        !read_reference(ref.substr(0, colon), m.first_column, m.first_row) ||
        !read_reference(ref.substr(colon + 1), m.last_column, m.last_row) || m.last_row < m.first_row)
      return;
    m.last_column = std::min(m.last_column, limits::kMaxColumns - 1);
    all.push_back(std::move(m));
    is_too_many = all.size() > limits::kMaxMerges;
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  bool is_done() const override { return is_too_many; }
  std::vector<Merge> all;
  bool is_too_many = false;
};

class Rows final : public XmlHandler {
 public:
  Rows(const Shared& shared, const Styles& styles, std::vector<Merge> merges, bool is_1904,
       const VisitRow& visit)
      : shared_(shared), styles_(styles), merges_(std::move(merges)), is_1904_(is_1904), visit_(visit) {
    std::sort(merges_.begin(), merges_.end(),
              [](const Merge& a, const Merge& b) { return a.first_row < b.first_row; });
  }

  void start(std::string_view name, const Attributes& a) override {
    if (name == "row") {
      number_ = whole(get(a, "r")).value_or(number_ + 1);
      row_.clear();
      column_ = 0;
      is_too_many = ++count_ > limits::kMaxImportRows;
    } else if (name == "c") {
      std::int64_t ignored = 0;
      std::size_t column = 0;
      if (read_reference(get(a, "r"), column, ignored)) column_ = column;
      type_ = get(a, "t");
      style_ = static_cast<std::size_t>(std::max<std::int64_t>(0, whole(get(a, "s")).value_or(0)));
      text_.clear();
    } else if (name == "v" || name == "t") {
      in_value_ = in_reading_ == 0;
    } else if (name == "rPh") {
      ++in_reading_;
    }
  }
  void end(std::string_view name) override {
    if (name == "v" || name == "t") {
      in_value_ = false;
    } else if (name == "rPh") {
      --in_reading_;
    } else if (name == "c") {
      if (column_ < limits::kMaxColumns) {
        if (row_.size() <= column_) row_.resize(column_ + 1);
        row_[column_] = cell();
      }
      ++column_;
    } else if (name == "row") {
      give();
    } else if (name == "sheetData") {
      is_over_ = true;
    }
  }
  void text(std::string_view t) override {
    if (in_value_ && text_.size() + t.size() <= limits::kMaxCellBytes) text_ += t;
  }
  bool is_done() const override { return is_over_ || is_too_many; }
  bool is_too_many = false;

 private:
  Cell cell() const {
    if (type_ == "s") {
      const auto i = whole(text_);
      return Cell::of(std::string(trim(i && *i >= 0 ? shared_.at(static_cast<std::size_t>(*i)) : "")));
    }
    if (type_ == "inlineStr" || type_ == "str") return Cell::of(std::string(trim(text_)));
    if (type_ == "b") return Cell::of(text_ == "1" ? "true" : "false");
    if (type_ == "d") return Cell::of(text_);
    if (type_ == "e" || text_.empty())
      return Cell::of(type_ == "e" ? text_ : "");  // `#N/A` is seen by people too.
    double n = 0;
    const auto r = std::from_chars(text_.data(), text_.data() + text_.size(), n);
    if (r.ec != std::errc() || !std::isfinite(n)) return Cell::of(text_);
    if (style_ < styles_.is_date.size() && styles_.is_date[style_]) {
      Instant t;
      if (instant_of_serial(is_1904_ ? n + 1462 : n, t))
        return n == std::floor(n) ? Cell::date(t) : Cell{Cell::Kind::kInstant, {}, t};
    }
    return Cell::number(plain_number(n));
  }

  /// As people see it: 0.1 and not 0.1000000000000000055.
  static std::string plain_number(double n) {
    char text[64];
    const auto r = std::abs(n) < 1e15 && n == std::floor(n)
                       ? std::to_chars(text, text + sizeof text, static_cast<std::int64_t>(n))
                       : std::to_chars(text, text + sizeof text, n, std::chars_format::general, 15);
    return std::string(text, r.ptr);
  }

  void give() {
    fill();
    while (!row_.empty() && row_.back().is_empty()) row_.pop_back();
    if (!row_.empty() && !visit_(number_, row_)) is_over_ = true;
  }

  /// The value of a merged area stands in its first cell; all its cells get it.
  void fill() {
    for (; next_ < merges_.size() && merges_[next_].first_row <= number_; ++next_) {
      auto& m = merges_[next_];
      if (m.first_row == number_ && m.first_column < row_.size()) m.value = row_[m.first_column];
      active_.push_back(next_);
    }
    std::erase_if(active_, [this](std::size_t i) { return merges_[i].last_row < number_; });
    for (const auto i : active_) {
      const auto& m = merges_[i];
      if (m.value.is_empty()) continue;
      if (row_.size() <= m.last_column) row_.resize(m.last_column + 1);
      for (auto c = m.first_column; c <= m.last_column; ++c) row_[c] = m.value;
    }
  }

  const Shared& shared_;
  const Styles& styles_;
  std::vector<Merge> merges_;
  bool is_1904_;
  const VisitRow& visit_;
  std::vector<std::size_t> active_;
  std::size_t next_ = 0;
  Row row_;
  std::int64_t number_ = 0;
  std::int64_t count_ = 0;
  std::size_t column_ = 0;
  std::size_t style_ = 0;
  std::string type_;
  std::string text_;
  int in_reading_ = 0;
  bool in_value_ = false;
  bool is_over_ = false;
};

Result<void> parse(const ZipReader& zip, const std::string& part, XmlHandler& handler) {
  XmlParser parser(handler);
  GUATU_TRY_VOID(zip.read(part, [&parser](std::string_view piece) { return parser.feed(piece); }));
  return parser.finish();
}

Error too_large(const char* detail) {
  return Error("sheet.too_large", "", {{"detail", detail}});
}

}  // namespace

Result<void> read_xlsx(std::string_view bytes, const VisitRow& visit) {
  GUATU_TRY(zip, ZipReader::open(bytes));
  Book book;
  GUATU_TRY_VOID(parse(zip, "xl/workbook.xml", book));
  Relations relations(book.sheet_id);
  GUATU_TRY_VOID(parse(zip, "xl/_rels/workbook.xml.rels", relations));
  if (relations.target.empty()) return Error("sheet.damaged", "", {{"detail", "sheet"}});
  const std::string part =
      relations.target.front() == '/' ? relations.target.substr(1) : "xl/" + relations.target;
  Shared shared;
  if (zip.has("xl/sharedStrings.xml")) GUATU_TRY_VOID(parse(zip, "xl/sharedStrings.xml", shared));
  if (shared.is_too_large()) return too_large("sharedStrings");
  Styles styles;
  if (zip.has("xl/styles.xml")) GUATU_TRY_VOID(parse(zip, "xl/styles.xml", styles));
  Merges merges;
  GUATU_TRY_VOID(parse(zip, part, merges));
  if (merges.is_too_many) return too_large("mergeCells");
  Rows rows(shared, styles, std::move(merges.all), book.is_1904, visit);
  GUATU_TRY_VOID(parse(zip, part, rows));
  if (rows.is_too_many)
    return Error("sheet.too_many_rows", "", {{"limit", std::to_string(limits::kMaxImportRows)}});
  return {};
}

}  // namespace guatu::sheet
