#include "guatu/paper/docx_parts.h"

#include <fmt/format.h>

#include "guatu/ooxml/xml_text.h"
#include "guatu/paper/grid.h"

namespace guatu::paper {

namespace {

constexpr std::string_view kSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

struct StyleRow {
  std::string_view id, name, font;
  int half_points;
  int line;         ///< twips, exact
  int closer;       ///< twips between characters
  int first_chars;  ///< hundredths of a character
  const char* align;
  const char* more_paragraph = "";
  const char* more_run = "";
};

constexpr std::string_view kFang = "仿宋_GB2312", kKai = "楷体_GB2312", kHei = "黑体",
                           kBiao = "方正小标宋简体", kSong = "宋体";

// Sizes: 2号 22 pt, 3号 16 pt, 4号 14 pt, 小四 12 pt.
const StyleRow kStyles[] = {
    {kBodyStyle, "公文正文", kFang, 32, kLine, kCloser, 200, "both"},
    {kPlainStyle, "公文顶格", kFang, 32, kLine, kCloser, 0, "both"},
    {kHead1Style, "公文一级标题", kHei, 32, kLine, kCloser, 200, "both", R"(<w:outlineLvl w:val="0"/>)"},
    {kHead2Style, "公文二级标题", kKai, 32, kLine, kCloser, 200, "both", R"(<w:outlineLvl w:val="1"/>)"},
    {kHead3Style, "公文三级标题", kFang, 32, kLine, kCloser, 200, "both", R"(<w:outlineLvl w:val="2"/>)",
     "<w:b/>"},
    {kTitleStyle, "公文标题", kBiao, 44, kLine, 0, 0, "center", "<w:keepNext/>"},
    {kRedHeadStyle, "发文机关标志", kBiao, 72, 2 * kLine, 0, 0, "center", "<w:keepNext/>",
     R"(<w:color w:val="FF0000"/>)"},
    {kNumberStyle, "发文字号", kFang, 32, kLine, kCloser, 0, "center"},
    {kCentredStyle, "公文居中", kFang, 32, kLine, kCloser, 0, "center"},
    {kCellStyle, "公文表格", kFang, 24, 400, 0, 0, "left"},
    {kCellHeadStyle, "公文表头", kHei, 24, 400, 0, 0, "center"},
    {kFootStyle, "公文页码", kSong, 28, 320, 0, 0, "left"},
};

std::string fonts(std::string_view font) {
  return fmt::format(R"(<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}" w:cs="{0}"/>)", font);
}

std::string style_xml(const StyleRow& s) {
  // The order of the members is the schema's: keepNext, snapToGrid, spacing, ind, jc, outlineLvl.
  const std::string_view more(s.more_paragraph);
  const bool is_keep = more.starts_with("<w:keepNext");
  return fmt::format(
      R"(<w:style w:type="paragraph" w:customStyle="1" w:styleId="{}"><w:name w:val="{}"/><w:qFormat/><w:pPr>{}<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="exact"/>{}<w:jc w:val="{}"/>{}</w:pPr><w:rPr>{}{}{}<w:sz w:val="{}"/><w:szCs w:val="{}"/></w:rPr></w:style>)",
      s.id, s.name, is_keep ? more : "", s.line,
      s.first_chars == 0 ? std::string()
                         : fmt::format(R"(<w:ind w:firstLineChars="{}" w:firstLine="{}"/>)", s.first_chars,
                                       s.first_chars * kCharacter / 100),
      s.align, is_keep ? "" : more, fonts(s.font), s.more_run,
      s.closer == 0 ? std::string() : fmt::format(R"(<w:spacing w:val="{}"/>)", s.closer), s.half_points,
      s.half_points);
}

}  // namespace

std::string styles_xml() {
  std::string out(ooxml::kXml);
  out += fmt::format(
      R"(<w:styles xmlns:w="{}"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>)",
      kSpace, fonts(kFang));
  for (const auto& s : kStyles) out += style_xml(s);
  out += "</w:styles>";
  return out;
}

std::string font_table_xml() {
  // What a word processor takes when the font itself is not there; by order.
  struct FontRow {
    std::string_view name, instead;
  };
  const FontRow rows[] = {{kFang, "仿宋,FangSong,Noto Serif CJK SC"},
                          {kKai, "楷体,KaiTi,AR PL KaitiM GB,Noto Serif CJK SC"},
                          {kHei, "SimHei,Noto Sans CJK SC"},
                          {kBiao, "小标宋,FZXiaoBiaoSong-B05S,宋体,Noto Serif CJK SC"},
                          {kSong, "SimSun,Noto Serif CJK SC"}};
  std::string out(ooxml::kXml);
  out += fmt::format(R"(<w:fonts xmlns:w="{}">)", kSpace);
  for (const auto& r : rows)
    out += fmt::format(
        R"(<w:font w:name="{}"><w:altName w:val="{}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>)",
        r.name, r.instead);
  out += "</w:fonts>";
  return out;
}

std::string footer_xml(bool is_even) {
  // One character of 4号 free at the outer side.
  return fmt::format(
      R"({}<w:ftr xmlns:w="{}"><w:p><w:pPr><w:pStyle w:val="{}"/><w:ind w:{}="280"/><w:jc w:val="{}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>)",
      ooxml::kXml, kSpace, kFootStyle, is_even ? "left" : "right", is_even ? "left" : "right");
}

std::string_view settings_xml() {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>)";
}

std::string_view content_types_xml() {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>)";
}

std::string_view package_rels_xml() {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>)";
}

std::string_view document_rels_xml() {
  return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>)";
}

}  // namespace guatu::paper
