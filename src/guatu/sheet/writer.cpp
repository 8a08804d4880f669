#include "guatu/sheet/writer.h"

#include <fmt/format.h>

#include "guatu/ooxml/xml_text.h"
#include "guatu/ooxml/zip_writer.h"
#include "guatu/sheet/charset.h"

namespace guatu::sheet {

namespace {

using ooxml::append_xml;
using ooxml::kXml;

/// Days since 1899-12-30 at +08:00, as spreadsheets count.
std::string serial(const Cell& c) {
  const auto local = c.at.us + kCivilOffsetUs;
  constexpr std::int64_t kUnixEpoch = 25'569;
  if (c.kind == Cell::Kind::kDate) return fmt::format("{}", local / kDayUs + kUnixEpoch);
  return fmt::format("{:.6f}", static_cast<double>(local) / static_cast<double>(kDayUs) + kUnixEpoch);
}

std::string sheet_title(const std::string& title) {
  std::string out;
  std::size_t n = 0;
  for (std::string_view rest = title; !rest.empty() && n < 31;) {
    const auto before = rest;
    const auto c = next_code_point(rest);
    if (c < 0x20 ||
        (c < 0x80 && std::string_view("[]:*?/\\'").find(static_cast<char>(c)) != std::string_view::npos))
      continue;
    out.append(before.substr(0, before.size() - rest.size()));
    ++n;
  }
  return out.empty() ? "Guatu" : out;
}

constexpr std::string_view kTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>)";
constexpr std::string_view kRels =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)";
constexpr std::string_view kBookRels =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>)";
// 0 plain, 1 head, 2 date, 3 instant, 4 a text that would pass for a formula.
constexpr std::string_view kStyles =
    R"(<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>)";

class XlsxWriter final : public Writer {
 public:
  explicit XlsxWriter(const std::string& title) {
    part("[Content_Types].xml", kTypes);
    part("_rels/.rels", kRels);
    std::string book =
        R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name=")";
    append_xml(book, sheet_title(title));
    book += R"(" sheetId="1" r:id="rId1"/></sheets></workbook>)";
    part("xl/workbook.xml", book);
    part("xl/_rels/workbook.xml.rels", kBookRels);
    part("xl/styles.xml", kStyles);
    zip_.begin("xl/worksheets/sheet1.xml");
    zip_.write(kXml);
    zip_.write(
        R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>)");
  }

  void head(const std::vector<std::string>& labels) override {
    xml_ = "<cols>";
    for (std::size_t i = 0; i < labels.size(); ++i)
      fmt::format_to(std::back_inserter(xml_), R"(<col min="{0}" max="{0}" width="{1}" customWidth="1"/>)",
                     i + 1, std::max<std::size_t>(14, display_width(labels[i]) + 4));
    xml_ += labels.empty() ? "" : "</cols>";
    if (labels.empty()) xml_.clear();
    xml_ += "<sheetData>";
    zip_.write(xml_);
    Row cells;
    for (const auto& l : labels) cells.push_back(Cell::of(l));
    put_row(cells, true);
  }
  void row(const Row& cells) override { put_row(cells, false); }
  void finish() override {
    zip_.write("</sheetData></worksheet>");
    zip_.finish();
  }
  std::string take() override { return zip_.take(); }
  std::size_t pending() const override { return zip_.pending(); }

 private:
  void part(const char* name, std::string_view text) {
    zip_.begin(name);
    zip_.write(kXml);
    zip_.write(text);
  }

  void put_row(const Row& cells, bool is_head) {
    ++row_;
    xml_.clear();
    fmt::format_to(std::back_inserter(xml_), R"(<row r="{}">)", row_);
    for (std::size_t i = 0; i < cells.size(); ++i) put_cell(cells[i], i, is_head);
    xml_ += "</row>";
    zip_.write(xml_);
  }

  void put_cell(const Cell& c, std::size_t column, bool is_head) {
    if (c.is_empty()) return;
    if (names_.size() <= column) names_.push_back(column_name(names_.size()));
    fmt::format_to(std::back_inserter(xml_), R"(<c r="{}{}")", names_[column], row_);
    if (c.kind == Cell::Kind::kText) {
      if (is_head || is_formula_like(c.text)) xml_ += is_head ? R"( s="1")" : R"( s="4")";
      xml_ += R"( t="inlineStr"><is><t xml:space="preserve">)";
      append_xml(xml_, c.text);
      xml_ += "</t></is></c>";
      return;
    }
    if (c.kind == Cell::Kind::kNumber)
      fmt::format_to(std::back_inserter(xml_), "><v>{}</v></c>", c.text);
    else
      fmt::format_to(std::back_inserter(xml_), R"( s="{}"><v>{}</v></c>)",
                     c.kind == Cell::Kind::kDate ? 2 : 3, serial(c));
  }

  ooxml::ZipWriter zip_;
  std::string xml_;
  std::vector<std::string> names_;
  std::size_t row_ = 0;
};

class CsvWriter final : public Writer {
 public:
  explicit CsvWriter(bool is_gb18030) : is_gb18030_(is_gb18030) {
    if (!is_gb18030) out_ = "\xef\xbb\xbf";  // Without it spreadsheets take UTF-8 for something else.
  }
  void head(const std::vector<std::string>& labels) override {
    Row cells;
    for (const auto& l : labels) cells.push_back(Cell::of(l));
    row(cells);
  }
  void row(const Row& cells) override {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += ',';
      put_cell(line, cells[i]);
    }
    line += "\r\n";
    out_ += is_gb18030_ ? to_gb18030(line) : line;
  }
  void finish() override {}
  std::string take() override {
    std::string out = std::move(out_);
    out_.clear();
    return out;
  }
  std::size_t pending() const override { return out_.size(); }

 private:
  static void put_cell(std::string& line, const Cell& c) {
    auto text = cell_text(c);
    if (c.kind == Cell::Kind::kText && is_formula_like(text)) text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
      line += text;
      return;
    }
    line += '"';
    for (const char ch : text) line.append(ch == '"' ? 2 : 1, ch);
    line += '"';
  }

  bool is_gb18030_;
  std::string out_;
};

}  // namespace

std::unique_ptr<Writer> make_writer(Format format, const std::string& title) {
  if (format == Format::kXlsx) return std::make_unique<XlsxWriter>(title);
  return std::make_unique<CsvWriter>(format == Format::kCsvGb18030);
}

const char* media_type(Format format) {
  switch (format) {
    case Format::kXlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case Format::kCsv:
      return "text/csv; charset=utf-8";
    case Format::kCsvGb18030:
      return "text/csv; charset=gb18030";
  }
  return "text/csv";
}

}  // namespace guatu::sheet
