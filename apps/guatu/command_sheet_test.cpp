// Goal: a list goes out as a spreadsheet with the columns that are asked for, and a table of an office comes
// in once, row by row, with its problems named; a dry run writes nothing. Method: through run(), on tables as
// people keep them; what goes out is read back.
#include "guatu/cli_fixture_test.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::app {
namespace {

class SheetCommands : public CliFixture {
 protected:
  Ran import(const std::string& file, Words more = {}) const {
    Words words{"matter", "import", file, "--playbook", "chore", "--by", "worker", "--unit", "bureau"};
    words.insert(words.end(), more.begin(), more.end());
    return on(words);
  }
  /// Titles of all matters, by number.
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    const auto all = on({"matter", "list", "--all", "--sort", "number", "--json"}).json();
    for (const auto& m : all.at("items").as_array()) out.emplace_back(m.at("title").as_string());
    return out;
  }
  static constexpr const char* kTable =
      "杂事台账,,\n事情,资金（元）,等级\n修路灯,3000,低\n换井盖,30万元,高\n合计,303000,\n";
};

TEST_F(SheetCommands, ATableComesInOnce) {
  const auto file = put("chores.csv", kTable);
  const auto before = events();
  auto ran = import(file, {"--dry-run", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  auto o = ran.json().as_object();
  EXPECT_EQ(o.at("head_row"), 2);
  EXPECT_EQ(o.at("rows"), 2);
  EXPECT_EQ(o.at("skipped"), 1) << "the sum";
  EXPECT_EQ(o.at("columns").as_array().size(), 3U);
  EXPECT_EQ(events(), before);
  const auto there = titles().size();

  ran = import(file, {"--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json().at("opened"), 2);
  ASSERT_EQ(titles().size(), there + 2);
  EXPECT_EQ(titles()[there], "修路灯");
  EXPECT_EQ(titles()[there + 1], "换井盖");
  ran = import(file, {"--json"});
  EXPECT_EQ(ran.json().at("opened"), 0);
  EXPECT_EQ(ran.json().at("existed"), 2);
  EXPECT_EQ(titles().size(), there + 2);
}

TEST_F(SheetCommands, ARowWithAProblemKeepsTheTableOutUnlessSaidOtherwise) {
  const auto file = put("bad.csv", "事情,等级\n甲,低\n乙,中等\n,高\n");
  const auto before = events();
  auto ran = import(file);
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("row 3 B 等级: field.choice"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("sheet.has_problems"), std::string::npos) << ran.err;
  EXPECT_EQ(events(), before);
  ran = import(file, {"--skip-bad", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json().at("opened"), 1);
}

TEST_F(SheetCommands, WhatACommandLineSaysOfTheTableCounts) {
  const auto file = put("odd.csv", "a,b\nx,y\n甲,低\n");
  EXPECT_EQ(import(file).code, 2) << "no head that means anything";
  auto ran = import(file, {"--head-row", "2", "--column", "A=title", "--column", "B=grade", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json().at("opened"), 1);
  for (const char* wrong : {"title", "a=title", "A1=title", "=title"})
    EXPECT_EQ(import(file, {"--head-row", "2", "--column", wrong}).code, 2) << wrong;
  ran = import(file, {"--head-row", "2", "--column", "A=titel"});
  EXPECT_NE(ran.err.find("sheet.unknown_target"), std::string::npos) << ran.err;
  EXPECT_EQ(import("/nowhere.xlsx").code, 2);
  EXPECT_EQ(import(put("x.xlsx", "PK\x03\x04 no archive")).code, 2);
}

TEST_F(SheetCommands, AListGoesOutAndComesBack) {
  ASSERT_EQ(import(put("chores.csv", kTable)).code, 0);
  const auto xlsx = root() + "/out.xlsx";
  auto ran = on({"matter", "export", xlsx, "--playbook", "chore", "--sort", "number", "--columns",
                 "title,field.fund,field.grade"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  std::vector<std::vector<std::string>> rows;
  ASSERT_TRUE(sheet::read_table(read(xlsx), [&](std::int64_t, const sheet::Row& row) {
                rows.emplace_back();
                for (const auto& c : row) rows.back().push_back(sheet::cell_text(c));
                return true;
              }).has_value());
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"Title", "Money", "Grade"}));
  EXPECT_EQ(rows[2], (std::vector<std::string>{"修路灯", "3000", "Low"}));
  EXPECT_EQ(on({"matter", "export", xlsx}).code, 2) << "it is there already";

  ran = on({"matter", "export", "-", "--format", "csv", "--columns", "title", "--sort", "number"});
  EXPECT_EQ(ran.out.substr(0, 10), "\xef\xbb\xbfTitle\r\n");
  EXPECT_NE(ran.out.find("换井盖\r\n"), std::string::npos);
  EXPECT_EQ(on({"matter", "export", "-", "--dry-run"}).out, "3\n");
  EXPECT_EQ(on({"matter", "export", "-", "--columns", "field.grade"}).code, 2);
}

}  // namespace
}  // namespace guatu::app
