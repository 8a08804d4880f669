// Goal: a paper stands in the grid of the standard and the same paper is the same file. Method: figures of
// the standard against the constants; the parts of a small paper. What a word processor makes of it is
// tests/papers.
#include "guatu/paper/docx.h"

#include <gtest/gtest.h>

#include "guatu/paper/docx_parts.h"
#include "guatu/paper/grid.h"

namespace guatu::paper {
namespace {

Document slip() {
  Document d;
  d.number = "并督〔2022〕3号";
  d.title = "督办单";
  d.recipient = "市住房局";
  d.blocks.push_back(Paragraph{Style::kBody, "请于“4月13日”前办结 <急> & 报来。"});
  d.blocks.push_back(Table{{1, 3}, {{{"事项", 1, true}, {"一\n二"}}, {{"合并", 2}}}, 1});
  d.signer = "市政府督查室";
  d.date = "2022年4月8日";
  return d;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

TEST(Grid, IsThatOfTheStandard) {
  const auto mm = [](int twips) { return twips * 25.4 / 1440; };
  EXPECT_NEAR(mm(kTop), 37, 0.05);
  EXPECT_NEAR(mm(kLeft), 28, 0.05);
  EXPECT_NEAR(mm(kBottom), 35, 0.05);
  EXPECT_NEAR(mm(kRight), 26, 0.05);
  EXPECT_NEAR(mm(kLine * kLines), 225, 0.5);
  EXPECT_NEAR(mm(kCharacter * kCharacters), 156, 0.5);
}

TEST(Docx, TheSamePaperIsTheSameFile) {
  EXPECT_EQ(docx(slip()), docx(slip()));
  auto other = slip();
  other.date = "2022年4月9日";
  EXPECT_NE(docx(slip()), docx(other));
}

TEST(Docx, NamesNoTimeAndNoProgram) {
  const auto bytes = docx(slip());
  // 1980-01-01 in each head; nothing of docProps.
  EXPECT_EQ(bytes.substr(10, 4), std::string("\0\0\x21\0", 4));
  EXPECT_EQ(bytes.find("docProps"), std::string::npos);
}

TEST(Docx, TextIsText) {
  const auto xml = document_xml(slip());
  EXPECT_NE(xml.find("&lt;急&gt; &amp; 报来"), std::string::npos);
  EXPECT_EQ(xml.find("<急>"), std::string::npos);
}

TEST(Docx, TablesFillTheBlockAndSpan) {
  const auto xml = document_xml(slip());
  EXPECT_NE(xml.find("<w:gridCol w:w=\"" + std::to_string(kBlockWidth / 4) + "\"/>"), std::string::npos);
  EXPECT_EQ(count(xml, "<w:gridSpan w:val=\"2\"/>"), 1U);
  EXPECT_EQ(count(xml, "<w:tblHeader/>"), 1U);
}

TEST(Docx, TheSignerStandsAboveTheMiddleOfTheDate) {
  const auto right = [](const Document& d, const std::string& text) {
    const auto xml = document_xml(d);
    const auto at = xml.find(text);
    const auto ind = xml.rfind("<w:ind w:right=\"", at);
    return std::stoi(xml.substr(ind + 16));
  };
  const auto d = slip();  // Signer 12 halves, date 12 halves.
  EXPECT_EQ(right(d, "市政府督查室"), 8 * kCharacter / 2);
  EXPECT_EQ(right(d, "2022年4月8日"), 8 * kCharacter / 2);
  auto longer = d;
  longer.signer = "太原市某某某某某某某某某某某领导小组办公室";
  EXPECT_EQ(right(longer, longer.signer), 4 * kCharacter / 2);
  EXPECT_GT(right(longer, "2022年4月8日"), 8 * kCharacter / 2);
}

TEST(Docx, SecondAttachmentStandsBelowTheFirst) {
  auto d = slip();
  d.attachments = {"清单", "照片"};
  const auto xml = document_xml(d);
  EXPECT_NE(xml.find("附件：1. 清单"), std::string::npos);
  EXPECT_NE(xml.find(">2. 照片"), std::string::npos);
  d.attachments = {"清单"};
  EXPECT_NE(document_xml(d).find("附件：清单"), std::string::npos);
}

TEST(Docx, PageNumbersStandAtTheOuterSide) {
  EXPECT_NE(footer_xml(false).find("<w:jc w:val=\"right\"/>"), std::string::npos);
  EXPECT_NE(footer_xml(true).find("<w:jc w:val=\"left\"/>"), std::string::npos);
  EXPECT_NE(settings_xml().find("evenAndOddHeaders"), std::string_view::npos);
}

TEST(Docx, AWallSheetLiesAcross) {
  auto d = slip();
  d.sheet = Sheet::kA3Across;
  EXPECT_NE(document_xml(d).find("w:orient=\"landscape\""), std::string::npos);
}

}  // namespace
}  // namespace guatu::paper
