// The body of a paper: its parts one behind another, each on the grid. Distances of the standard are lines
// and characters, so that they are empty paragraphs and indents here.
#include "guatu/paper/docx.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "guatu/base/text.h"
#include "guatu/ooxml/xml_text.h"
#include "guatu/ooxml/zip_writer.h"
#include "guatu/paper/docx_parts.h"
#include "guatu/paper/grid.h"

namespace guatu::paper {

namespace {

std::string_view style_id(Style s) {
  switch (s) {
    case Style::kBody:
      return kBodyStyle;
    case Style::kPlain:
      return kPlainStyle;
    case Style::kHeading1:
      return kHead1Style;
    case Style::kHeading2:
      return kHead2Style;
    case Style::kHeading3:
      return kHead3Style;
    case Style::kCentred:
      return kCentredStyle;
  }
  return kBodyStyle;
}

/// Half characters that a text is wide.
int halves(std::string_view text) {
  return static_cast<int>(display_width(text));
}

class Body {
 public:
  explicit Body(const Document& d) : d_(d) {}

  std::string made() {
    out_ = ooxml::kXml;
    out_ +=
        R"(<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>)";
    head();
    for (const auto& b : d_.blocks) block(b);
    foot();
    for (std::size_t i = 0; i < d_.appendices.size(); ++i) {
      if (i == 0) paragraph(kPlainStyle, "", R"(<w:pageBreakBefore/>)");
      block(d_.appendices[i]);
    }
    section();
    out_ += "</w:body></w:document>";
    return std::move(out_);
  }

 private:
  int width() const { return d_.sheet == Sheet::kA4 ? kBlockWidth : kWallWidth - 2 * kWallMargin; }

  /// @param extra  members of its properties behind the style
  void paragraph(std::string_view style, std::string_view text, std::string_view extra = {},
                 std::string_view run = {}) {
    fmt::format_to(std::back_inserter(out_), R"(<w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr>)", style, extra);
    if (!text.empty()) {
      // The hint makes quotation marks and dashes those of the Chinese font.
      fmt::format_to(std::back_inserter(out_),
                     R"(<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{}</w:rPr><w:t xml:space="preserve">)", run);
      ooxml::append_xml(out_, text);
      out_ += "</w:t></w:r>";
    }
    out_ += "</w:p>";
  }
  void empty_lines(int n) {
    for (; n > 0; --n) paragraph(kPlainStyle, "");
  }
  void lines(std::string_view style, std::string_view text) {
    while (true) {
      const auto end = text.find('\n');
      paragraph(style, text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  void head() {
    if (!d_.red_head.empty()) {
      // As large as fits the line, at most 1号 and a half: the mark of a short name must not grow out of the
      // head.
      const int half_points = std::clamp(width() * 2 / 10 / std::max(halves(d_.red_head), 1), 32, 88);
      paragraph(kRedHeadStyle, d_.red_head, {},
                fmt::format(R"(<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>)", half_points));
      empty_lines(1);
      // The red line below the number, as wide as the block.
      paragraph(kNumberStyle, d_.number,
                R"(<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="FF0000"/></w:pBdr>)");
      empty_lines(2);
    } else if (!d_.number.empty()) {
      paragraph(kNumberStyle, d_.number, R"(<w:jc w:val="right"/>)");
      empty_lines(1);
    }
    lines(kTitleStyle, d_.title);
    empty_lines(1);
    if (!d_.recipient.empty()) paragraph(kPlainStyle, d_.recipient + "：");
  }

  void foot() {
    if (!d_.attachments.empty()) {
      empty_lines(1);
      for (std::size_t i = 0; i < d_.attachments.size(); ++i) {
        const bool is_one = d_.attachments.size() == 1;
        const auto number = is_one ? std::string() : fmt::format("{}. ", i + 1);
        // The second and further ones stand below the first one's number.
        const int chars = i == 0 ? 2 : 5;
        paragraph(kPlainStyle, (i == 0 ? "附件：" : "") + number + d_.attachments[i],
                  fmt::format(R"(<w:ind w:leftChars="{}" w:left="{}"/>)", chars * 100, chars * kCharacter));
      }
    }
    if (!d_.signer.empty() || !d_.date.empty()) empty_lines(2);
    // The date four characters from the right, the signer above its middle; a longer signer keeps two free.
    const int date = halves(d_.date), signer = halves(d_.signer);
    int date_right = 8, signer_right = 8 + (date - signer) / 2;
    if (signer_right < 4) {
      signer_right = 4;
      date_right = std::max(4, 4 + (signer - date) / 2);
    }
    // The date never stands on a page alone.
    const auto from_right = [this](std::string_view text, int half_characters, bool is_kept) {
      if (text.empty()) return;
      paragraph(kPlainStyle, text,
                fmt::format(R"({}<w:keepLines/><w:ind w:right="{}"/><w:jc w:val="right"/>)",
                            is_kept ? "<w:keepNext/>" : "", half_characters * kCharacter / 2));
    };
    from_right(d_.signer, signer_right, !d_.date.empty());
    from_right(d_.date, date_right, false);
    if (!d_.note.empty()) {
      empty_lines(1);
      paragraph(kBodyStyle, "（" + d_.note + "）");
    }
  }

  void block(const Block& b) {
    if (const auto* p = std::get_if<Paragraph>(&b))
      lines(style_id(p->style), p->text);
    else
      table(std::get<Table>(b));
  }

  void table(const Table& t) {
    if (t.widths.empty()) return;
    const int shares = std::max(1, std::accumulate(t.widths.begin(), t.widths.end(), 0));
    std::vector<int> widths;
    for (const int w : t.widths) widths.push_back(width() * w / shares);
    fmt::format_to(
        std::back_inserter(out_),
        R"(<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders><w:top w:val="single" w:sz="8" w:color="000000"/><w:left w:val="single" w:sz="8" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:color="000000"/><w:right w:val="single" w:sz="8" w:color="000000"/><w:insideH w:val="single" w:sz="4" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>)",
        width());
    for (const int w : widths) fmt::format_to(std::back_inserter(out_), R"(<w:gridCol w:w="{}"/>)", w);
    out_ += "</w:tblGrid>";
    for (std::size_t i = 0; i < t.rows.size(); ++i) row(t.rows[i], widths, static_cast<int>(i) < t.head_rows);
    out_ += "</w:tbl>";
  }

  void row(const std::vector<Cell>& cells, const std::vector<int>& widths, bool is_head) {
    out_ += R"(<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="480" w:hRule="atLeast"/>)";
    if (is_head) out_ += "<w:tblHeader/>";
    out_ += "</w:trPr>";
    std::size_t column = 0;
    for (const auto& c : cells) {
      int w = 0;
      for (int n = 0; n < c.spans && column < widths.size(); ++n) w += widths[column++];
      fmt::format_to(std::back_inserter(out_), R"(<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>)", w);
      if (c.spans > 1) fmt::format_to(std::back_inserter(out_), R"(<w:gridSpan w:val="{}"/>)", c.spans);
      if (!c.fill.empty())
        fmt::format_to(std::back_inserter(out_), R"(<w:shd w:val="clear" w:color="auto" w:fill="{}"/>)",
                       c.fill);
      out_ += R"(<w:vAlign w:val="center"/></w:tcPr>)";
      const auto style = c.is_head ? kCellHeadStyle : kCellStyle;
      const auto extra = c.is_centred && !c.is_head ? R"(<w:jc w:val="center"/>)" : "";
      for (std::string_view text = c.text;;) {
        const auto end = text.find('\n');
        paragraph(style, text.substr(0, end), extra);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
      }
      out_ += "</w:tc>";
    }
    out_ += "</w:tr>";
  }

  void section() {
    // A table at the end needs a paragraph behind it; that of the section's own page must not make a new one.
    out_ +=
        R"(<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>)";
    // The number's line ends 23 mm above the edge, so that it begins some 7 mm below the block.
    const int footer = twips(23);
    if (d_.sheet == Sheet::kA4)
      fmt::format_to(
          std::back_inserter(out_),
          R"(<w:pgSz w:w="{}" w:h="{}"/><w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="{}" w:footer="{}" w:gutter="0"/>)",
          kPageWidth, kPageHeight, kTop, kRight, kBottom, kLeft, twips(20), footer);
    else
      fmt::format_to(
          std::back_inserter(out_),
          R"(<w:pgSz w:w="{0}" w:h="{1}" w:orient="landscape"/><w:pgMar w:top="{2}" w:right="{2}" w:bottom="{2}" w:left="{2}" w:header="{3}" w:footer="{3}" w:gutter="0"/>)",
          kWallWidth, kWallHeight, kWallMargin, twips(6));
    fmt::format_to(std::back_inserter(out_), R"(<w:docGrid w:type="lines" w:linePitch="{}"/></w:sectPr>)",
                   kLine);
  }

  const Document& d_;
  std::string out_;
};

}  // namespace

std::string document_xml(const Document& d) {
  return Body(d).made();
}

std::string docx(const Document& d) {
  ooxml::ZipWriter zip;
  const auto part = [&zip](const char* name, std::string_view text) {
    zip.begin(name);
    zip.write(text);
  };
  part("[Content_Types].xml", content_types_xml());
  part("_rels/.rels", package_rels_xml());
  part("word/document.xml", document_xml(d));
  part("word/_rels/document.xml.rels", document_rels_xml());
  part("word/styles.xml", styles_xml());
  part("word/settings.xml", settings_xml());
  part("word/fontTable.xml", font_table_xml());
  part("word/footer1.xml", footer_xml(false));
  part("word/footer2.xml", footer_xml(true));
  zip.finish();
  return zip.take();
}

}  // namespace guatu::paper
