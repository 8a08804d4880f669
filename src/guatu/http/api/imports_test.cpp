// Goal: a table becomes matters once somebody accepts it, each row once, and nothing before. Method: a messy
// CSV and the whole way by hand.
#include <gtest/gtest.h>

#include <thread>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

constexpr const char* kTable =
    "2022年任务台账,,,\n"
    "序号,任务标题,承办单位,计划 日期（必填）\n"
    "1,甲,bureau,2022/4/1\n"
    "2,乙,county,44652\n"
    "3,丙,没有的局,2022年4月\n"
    "4,,bureau,2022-04-03\n"
    "合计,4,,\n";

class ImportsTest : public ::testing::Test {
 protected:
  json::value post(const std::string& person, const std::string& path, const std::string& body, int status) {
    const auto r = api.post(person, "/api/v1/imports" + path, body, {"-", {}});
    EXPECT_EQ(r.status, status) << path << body_text(r);
    return body_json(r);
  }
  json::value get(const std::string& id) { return api.get("mayor", "/api/v1/imports/" + id); }
  std::string send(const std::string& text) {
    const auto r =
        api.post("mayor", "/api/v1/attachments?name=a.csv", text, {"-", {{"Content-Type", "text/csv"}}});
    EXPECT_EQ(r.status, 201) << body_text(r);
    return std::string(body_json(r).at("id").as_string());
  }
  json::value created(const std::string& text) {
    return post("mayor", "", R"({"attachment":")" + send(text) + R"(","playbook":"job"})", 201);
  }
  static std::string id_of(const json::value& v) { return std::string(v.at("id").as_string()); }
  json::value finished(const std::string& id) {
    for (;;) {
      auto v = get(id);
      if (v.at("state") != "writing") return v;
      std::this_thread::yield();
    }
  }
  std::int64_t matters() { return api.get("mayor", "/api/v1/counts").at("count").as_int64(); }

  ApiOffice api;
};

TEST_F(ImportsTest, ATableIsLookedAtThenWrittenOnce) {
  const auto seen = created(kTable);
  const auto id = id_of(seen);
  EXPECT_EQ(seen.at("head_row"), 2);
  EXPECT_EQ(seen.at("columns").at(1).at("target"), "title");
  EXPECT_EQ(seen.at("columns").at(2).at("target"), "unit");
  EXPECT_EQ(seen.at("columns").at(3).at("target"), "planned_on");
  EXPECT_EQ(seen.at("rows"), 4);
  EXPECT_EQ(seen.at("bad"), 2);
  EXPECT_EQ(seen.at("skipped"), 1);
  const auto& first = seen.at("problems").at(0);
  EXPECT_EQ(first.at("row"), 5);
  EXPECT_EQ(first.at("column"), "C");
  EXPECT_EQ(first.at("got"), "没有的局");
  EXPECT_EQ(seen.at("problems").at(1).at("key"), "field.date");
  EXPECT_EQ(seen.at("problems").at(2).at("row"), 6);
  EXPECT_EQ(seen.at("preview").at(0).at("fields").at("planned_on"), "2022-04-01");
  EXPECT_EQ(matters(), 0) << "nothing is written before it is accepted";

  EXPECT_EQ(post("mayor", "/" + id + "/acceptance", "{}", 409).at("key"), "sheet.has_problems");
  EXPECT_EQ(matters(), 0);
  post("mayor", "/" + id + "/acceptance", R"({"skips_bad":true})", 202);
  const auto done = finished(id);
  EXPECT_EQ(done.at("state"), "done");
  EXPECT_EQ(done.at("opened"), 2);
  EXPECT_EQ(done.at("refused"), 1) << "a row without a title, as the ledger sees it";
  EXPECT_EQ(done.at("problems").at(0).at("row"), 6);
  EXPECT_EQ(done.at("first_number"), "T-2022-0001");
  EXPECT_EQ(done.at("last_number"), "T-2022-0002");
  EXPECT_EQ(matters(), 2);
  EXPECT_EQ(post("mayor", "/" + id + "/acceptance", R"({"skips_bad":true})", 409).at("key"),
            "sheet.already_accepted");
  EXPECT_EQ(matters(), 2);
}

/// The server went in the middle: what was written is written, the rest follows, nothing twice.
TEST_F(ImportsTest, WhatWasBrokenOffIsTakenUpAgain) {
  std::string table = "标题,单位\n";
  for (int i = 0; i < 300; ++i) table += "事项" + std::to_string(i) + ",bureau\n";
  const auto id = id_of(created(table));
  {
    Imports other(api.service);
    ASSERT_TRUE(other.accept(other.find(id, PersonId{"mayor"}).value(), false).has_value());
    while (matters() == 0) std::this_thread::yield();
  }
  const auto before = matters();
  EXPECT_GT(before, 0);
  auto v = get(id);
  if (before < 300) {
    EXPECT_EQ(v.at("state"), "interrupted");
  }
  if (v.at("state") == "interrupted") {
    post("mayor", "/" + id + "/acceptance", "{}", 202);
    v = finished(id);
  }
  EXPECT_EQ(v.at("state"), "done") << json::serialize(v.at("problems")) << before;
  EXPECT_EQ(v.at("opened"), 300);
  EXPECT_EQ(matters(), 300);
}

TEST_F(ImportsTest, TheMappingIsAPersonsToChoose) {
  const auto id = id_of(created("name,where\n甲,bureau\n乙,county\n"));
  EXPECT_EQ(get(id).at("head_row"), 0) << "nothing is known of these words";
  const auto mapped =
      post("mayor", "/" + id + "/mapping", R"({"head_row":1,"columns":{"A":"title"},"unit":"street"})", 200);
  EXPECT_EQ(mapped.at("bad"), 0);
  EXPECT_EQ(mapped.at("preview").at(0).at("unit"), "street");
  EXPECT_EQ(post("mayor", "/" + id + "/mapping", R"({"columns":{"A":"titel"}})", 422).at("key"),
            "sheet.unknown_target");
  EXPECT_EQ(post("mayor", "/" + id + "/mapping", R"({"unit":"nowhere"})", 422).at("key"),
            "people.unknown_unit");
  EXPECT_EQ(get(id).at("columns").at(0).at("target"), "title") << "what was refused changed nothing";
}

TEST_F(ImportsTest, BelongToWhoMadeThem) {
  const auto id = id_of(created(kTable));
  EXPECT_EQ(post("chief", "/" + id + "/acceptance", R"({"skips_bad":true})", 404).at("key"),
            "sheet.unknown_import");
  EXPECT_EQ(post("chief", "", R"({"attachment":")" + send("a,b\n") + R"(","playbook":"job"})", 404).at("key"),
            "attachment.unknown");
  EXPECT_EQ(
      post("mayor", "", R"({"attachment":")" + send("a,b\n") + R"(","playbook":"nothing"})", 404).at("key"),
      "playbook.unknown");
}

}  // namespace
}  // namespace guatu::http::api
