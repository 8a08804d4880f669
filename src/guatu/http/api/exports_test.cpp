// Goal: an export is the list that its reader may see, column by column as asked, and nothing in it runs.
// Method: small lists read back as text.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"
#include "guatu/sheet/charset.h"

namespace guatu::http::api {
namespace {

class Exports : public ::testing::Test {
 protected:
  std::string csv(const std::string& person, const std::string& query) {
    const auto r = api.ask(person, Method::kGet, "/api/v1/matters/export?format=csv&" + query);
    EXPECT_EQ(r.status, 200) << body_text(r);
    return r.status == 200 ? whole_text(r) : "";
  }
  void open(const std::string& unit, const std::string& fields) {
    const auto r = api.post("mayor", "/api/v1/matters",
                            R"({"playbook":"job","unit":")" + unit + R"(","fields":)" + fields + "}");
    ASSERT_EQ(r.status, 201) << body_text(r);
  }
  ApiOffice api;
};

TEST_F(Exports, HaveTheColumnsThatWereAskedForInTheirOrder) {
  open("bureau", R"({"title":"甲","grade":"small","fund":"30万元","planned_on":"2022/4/8"})");
  open("county", R"({"title":"乙, \"引号\"\n第二行","grade":"small"})");
  EXPECT_EQ(
      csv("mayor", "playbook=job&sort=number&columns=title,field.fund,number,field.grade,field.planned_on"),
      "\xef\xbb\xbfTitle,Fund,Number,Grade,Planned on\r\n"
      "甲,300000.00,T-2022-0001,small,2022-04-08\r\n"
      "\"乙, \"\"引号\"\"\n第二行\",,T-2022-0002,small,\r\n");
}

TEST_F(Exports, ShowWhatTheReaderMaySee) {
  open("bureau", R"({"title":"甲"})");
  open("county", R"({"title":"乙"})");
  EXPECT_EQ(csv("county", "columns=title"), "\xef\xbb\xbfTitle\r\n乙\r\n");
  EXPECT_EQ(csv("mayor", "columns=title&unit=bureau"), "\xef\xbb\xbfTitle\r\n甲\r\n");
  EXPECT_EQ(csv("nobody", "columns=title"), "\xef\xbb\xbfTitle\r\n");
}

TEST_F(Exports, NoCellIsAFormula) {
  const char* titles[] = {"=1+1", "+86 138", "-x", "@SUM(A1)", "＝1+1", "\\t=1", "安全"};
  std::string expected = "\xef\xbb\xbfTitle\r\n";
  for (const auto* t : titles) open("bureau", std::string(R"({"title":")") + t + R"("})");
  const auto text = csv("mayor", "columns=title&sort=number");
  for (const char* line : {"\r\n'=1+1\r\n", "\r\n'+86 138\r\n", "\r\n'-x\r\n", "\r\n'@SUM(A1)\r\n",
                           "\r\n'＝1+1\r\n", "\r\n安全\r\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST_F(Exports, InGb18030NothingIsLost) {
  open("bureau", R"({"title":"𠮷野家 — 整改①"})");
  const auto text = csv("mayor", "columns=title&charset=gb18030");
  EXPECT_EQ(sheet::from_gb18030(text).value(), "Title\r\n𠮷野家 — 整改①\r\n");
}

TEST_F(Exports, StandInTheAudit) {
  open("bureau", R"({"title":"甲"})");
  csv("chief", "columns=title");
  EXPECT_TRUE(api.has_exported("chief", "matters 1 rows csv"));
}

TEST_F(Exports, WhatIsWrongIsSaid) {
  const auto key = [this](const std::string& query) {
    return std::string(
        body_json(api.ask("mayor", Method::kGet, "/api/v1/matters/export?" + query)).at("key").as_string());
  };
  EXPECT_EQ(key("columns=numbr"), "sheet.unknown_column");
  EXPECT_EQ(key("columns=number,number"), "sheet.column_twice");
  EXPECT_EQ(key("columns=field.grade"), "sheet.column_needs_playbook");
  EXPECT_EQ(key("playbook=nothing"), "playbook.unknown");
  EXPECT_EQ(key("format=pdf"), "http.bad_parameter");
}

}  // namespace
}  // namespace guatu::http::api
