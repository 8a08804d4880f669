// Ugly tables, made by code: what people keep for years and then send. The XLSX is put together part by part,
// as other programs write it, so that our own writer is not what our reader is tested with.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "guatu/ooxml/zip_writer.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::sheet {

struct UglyXlsx {
  std::string rows;                 ///< XML within sheetData
  std::string merges;               ///< `A1:F1 B3:B5`
  std::vector<std::string> shared;  ///< texts
  bool is_1904 = false;
  std::string more{};  ///< in front of the workbook: a DOCTYPE for example

  std::string bytes() const {
    ooxml::ZipWriter zip;
    const auto part = [&zip](const char* name, const std::string& text) {
      zip.begin(name);
      zip.write(text);
    };
    part("xl/workbook.xml", "<?xml version=\"1.0\"?>" + more +
                                "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:workbookPr date1904=\"" +
                                (is_1904 ? "1" : "0") +
                                "\"/><x:sheets><x:sheet name=\"隐藏\" sheetId=\"1\" state=\"hidden\" "
                                "r:id=\"rId1\"/><x:sheet name=\"台账\" "
                                "sheetId=\"2\" r:id=\"rId2\"/></x:sheets></x:workbook>");
    part(
        "xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId1" Target="worksheets/none.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)");
    part(
        "xl/styles.xml",
        R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="#,##0.00&quot;day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="22"/></cellXfs></styleSheet>)");
    std::string texts = "<sst>";
    for (const auto& t : shared) texts += "<si>" + t + "</si>";
    part("xl/sharedStrings.xml", texts + "</sst>");
    std::string sheet = "<worksheet><sheetData>" + rows + "</sheetData>";
    if (!merges.empty()) {
      sheet += "<mergeCells>";
      std::string rest = merges + " ";
      for (std::size_t at = rest.find(' '); at != std::string::npos; at = rest.find(' ')) {
        sheet += "<mergeCell ref=\"" + rest.substr(0, at) + "\"/>";
        rest.erase(0, at + 1);
      }
      sheet += "</mergeCells>";
    }
    part("xl/worksheets/sheet2.xml", sheet + "</worksheet>");
    zip.finish();
    return zip.take();
  }
};

/// `3: 甲|2022-04-08|12` a line for each row; the key when it is refused.
inline std::string told(std::string_view bytes) {
  std::string out;
  const auto r = read_table(bytes, [&out](std::int64_t number, const Row& cells) {
    out += std::to_string(number) + ": ";
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : "|") + cell_text(cells[i]);
    out += '\n';
    return true;
  });
  return r.has_error() ? r.error().key : out;
}

}  // namespace guatu::sheet
