// Goal: tables are read as people see them, and no file takes more than its share. Method: ugly tables as
// tables.
#include <gtest/gtest.h>

#include <random>

#include "guatu/sheet/charset.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/ugly_fixture_test.h"
#include "guatu/sheet/writer.h"

namespace guatu::sheet {
namespace {

TEST(Xlsx, IsReadAsPeopleSeeIt) {
  const UglyXlsx ugly{
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)"
      R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="inlineStr"><is><t>日期</t></is></c></row>)"
      R"(<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4"><v>0.1</v></c><c r="C4" s="1"><v>44659</v></c></row>)"
      R"(<row r="5"><c r="B5"><v>12345678901234</v></c><c r="C5" s="2"><v>44659</v></c><c r="D5" s="4"><v>44659.354166666664</v></c></row>)"
      R"(<row r="6"><c r="B6" s="3"><v>3.5</v></c><c r="C6" t="b"><v>1</v></c><c r="E6" t="e"><v>#N/A</v></c></row>)"
      R"(<row r="7"></row><row r="9"><c t="str"><v>无r</v></c><c><v>2</v></c></row>)",
      "A1:D1 A4:A6",
      {"<t>2022年台账</t>", "<r><t>名</t></r><r><t>称</t></r><rPh sb=\"0\" eb=\"1\"><t>ming</t></rPh>",
       "<t xml:space=\"preserve\"> 甲 &amp; 乙 </t>"}};
  EXPECT_EQ(told(ugly.bytes()),
            "1: 2022年台账|2022年台账|2022年台账|2022年台账\n"
            "3: 名称||日期\n"
            "4: 甲 & 乙|0.1|2022-04-08\n"
            "5: 甲 & 乙|12345678901234|2022-04-08|2022-04-08 08:30\n"
            "6: 甲 & 乙|3.5|true||#N/A\n"
            "9: 无r|2\n");
}

TEST(Xlsx, CountsDaysFrom1904WhereTheBookDoes) {
  const UglyXlsx ugly{R"(<row r="1"><c r="A1" s="1"><v>43197</v></c></row>)", "", {}, true};
  EXPECT_EQ(told(ugly.bytes()), "1: 2022-04-08\n");
}

TEST(Xlsx, BombsAndTricksAreRefused) {
  EXPECT_EQ(told(UglyXlsx{"", "", {}, false, "<!DOCTYPE x [<!ENTITY a \"b\">]>"}.bytes()), "sheet.damaged");
  EXPECT_EQ(told("PK\x03\x04 no archive"), "sheet.damaged");
  const auto good = UglyXlsx{R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)", "", {"<t>甲</t>"}}.bytes();
  EXPECT_EQ(told(good), "1: 甲\n");
  for (std::size_t n = 4; n < good.size(); n += 7) EXPECT_EQ(told(good.substr(0, n)), "sheet.damaged") << n;
  // Texts that cells share, 70 MB of one letter: under 100 KB packed.
  const UglyXlsx bomb{"", "", {"<t>" + std::string(limits::kMaxSharedBytes + (6 << 20), 'a') + "</t>"}};
  const auto packed = bomb.bytes();
  EXPECT_LT(packed.size(), 500'000U);
  EXPECT_EQ(told(packed), "sheet.too_large");
  std::string many;
  for (std::int64_t i = 0; i <= limits::kMaxImportRows; ++i) many += "<row/>";
  EXPECT_EQ(told(UglyXlsx{many, "", {}}.bytes()), "sheet.too_many_rows");
  // A cell far to the right, and a merged area over everything, cost no memory for what lies between.
  EXPECT_EQ(
      told(UglyXlsx{R"(<row r="1"><c r="XFD1"><v>1</v></c><c r="A1"><v>2</v></c></row>)", "A1:XFD1048576", {}}
               .bytes())
          .size(),
      3 + 2 * limits::kMaxColumns);
}

TEST(Xlsx, DamagedOnesAreAnswered) {
  std::mt19937 chance(20220408);
  const auto good = UglyXlsx{
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44659</v></c></row>)",
      "A1:B2",
      {"<t>甲</t>"}}.bytes();
  int read = 0;
  for (int i = 0; i < 3000; ++i) {
    auto bytes = good;
    for (int k = 0; k < 3; ++k) bytes[4 + chance() % (bytes.size() - 4)] = static_cast<char>(chance());
    read += told(bytes).starts_with("sheet.") ? 0 : 1;
  }
  EXPECT_GT(read, 0);
}

TEST(Csv, IsReadAsPeopleSeeIt) {
  const struct {
    std::string bytes;
    const char* told;
  } rows[] = {
      {"a,b\r\n1,2\r\n", "1: a|b\n2: 1|2\n"},
      {"\xef\xbb\xbf名称,数量\n甲,1", "1: 名称|数量\n2: 甲|1\n"},
      {to_gb18030("名称,数量\n镕,㐀\n"), "1: 名称|数量\n2: 镕|㐀\n"},
      {"a;b\n\"x;y\";2\n", "1: a|b\n2: x;y|2\n"},
      {"a\tb\n1,5\t2\n", "1: a|b\n2: 1,5|2\n"},
      {"a,b\n\"say \"\"hi\"\"\nnext\",2\n", "1: a|b\n2: say \"hi\"\nnext|2\n"},
      {"\n\n , ,\nx\n", "4: x\n"},
      {"'=1+1,'abc\n", "1: =1+1|'abc\n"},
      {"a\"b,\"unfinished", "1: a\"b|unfinished\n"},
      {std::string("a\0b", 3), "sheet.not_text"},
      {"\x81", "sheet.not_text"},
  };
  for (const auto& r : rows) EXPECT_EQ(told(r.bytes), r.told);
}

/// What we write is read back the same, in every format.
TEST(Writer, ComesBackTheSame) {
  const Row row{Cell::of("=1+1"),
                Cell::of("-甲 <&> \"乙\""),
                Cell::number("-12.5"),
                Cell::date(parse_instant("2022-04-08").value()),
                Cell::instant(parse_instant("2022-04-08T08:31:00+08:00").value()),
                Cell{},
                Cell::of("末\n行")};
  for (const auto format : {Format::kXlsx, Format::kCsv, Format::kCsvGb18030}) {
    auto w = make_writer(format, "表[1]: a/b");
    w->head({"一", "二", "三", "四", "五", "六", "七"});
    w->row(row);
    w->finish();
    EXPECT_EQ(told(w->take()),
              "1: 一|二|三|四|五|六|七\n2: =1+1|-甲 <&> \"乙\"|-12.5|2022-04-08|2022-04-08 08:31||末\n行\n");
  }
}

TEST(Writer, HoldsNoMoreThanOneRow) {
  auto w = make_writer(Format::kXlsx, "t");
  w->head({"a"});
  std::size_t most = 0;
  for (int i = 0; i < 20'000; ++i) {
    w->row({Cell::of("row " + std::to_string(i * 7919))});
    most = std::max(most, w->pending());
    if (w->pending() > 1000) w->take();
  }
  EXPECT_LT(most, 40'000U);
}

TEST(Serial, IsADay) {
  Instant t;
  EXPECT_TRUE(instant_of_serial(44659, t));
  EXPECT_EQ(to_text(t), "2022-04-08T00:00:00+08:00");
  EXPECT_TRUE(instant_of_serial(61, t));
  EXPECT_EQ(to_text(t), "1900-03-01T00:00:00+08:00");
  EXPECT_FALSE(instant_of_serial(60, t)) << "a day that never was";
  EXPECT_FALSE(instant_of_serial(1e18, t));
}

}  // namespace
}  // namespace guatu::sheet
