// Goal: a matter gives the papers that its templates say, masked and audited; a frozen bulletin is the same
// byte for byte whenever and by whomever it is asked for, and what is known otherwise since is an erratum.
// Method: a small office, templates in a folder of its own.
#include <gtest/gtest.h>

#include <fstream>

#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/api/papers.h"
#include "guatu/paper/bulletin.h"

namespace guatu::http::api {
namespace {

constexpr const char* kNote = R"(paper: note
title: {zh: 便函, en: Note}
for: job
needs: [field.result]
heading: "{title}的便函"
body: ["结果：{field.result}。"]
)";
constexpr const char* kDraft = R"(paper: draft
title: {zh: 稿, en: Draft}
for: any
heading: "{number}"
body: ["{title}，{holder}。"]
)";

class PapersTest : public ::testing::Test {
 protected:
  PapersTest() {
    std::filesystem::create_directory(folder.path + "/own");
    write("note.yaml", kNote);
    write("draft.yaml", kDraft);
    for (const char* name : {"bulletin.yaml", "bulletin_erratum.yaml"})
      write(name, testing::read_file(std::string("papers/") + name));
    const auto text = testing::read_file("playbooks/bulletin.yaml");
    api.office.publish(text);
    api.service.papers = &papers;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path + "/own/" + name) << text;
  }
  std::string opened(const std::string& unit, const std::string& fields,
                     const std::string& playbook = "job") {
    const auto r =
        api.post("mayor", "/api/v1/matters",
                 R"({"playbook":")" + playbook + R"(","unit":")" + unit + R"(","fields":)" + fields + "}");
    EXPECT_EQ(r.status, 201) << body_text(r);
    return std::string(body_json(r).at("number").as_string());
  }
  std::string file(const std::string& who, const std::string& number, const std::string& paper) {
    const auto r = api.ask(who, Method::kGet, "/api/v1/matters/" + number + "/papers/" + paper);
    EXPECT_EQ(r.status, 200) << body_text(r).substr(0, 300);
    return r.status == 200 ? body_text(r) : std::string();
  }
  std::string key(const std::string& who, const std::string& target, Method method = Method::kGet) {
    const auto r = api.ask(who, method, "/api/v1/matters/" + target);
    return r.status < 300 ? std::string() : std::string(body_json(r).at("key").as_string());
  }
  json::array items(const std::string& who, const std::string& number) {
    return api.get(who, "/api/v1/matters/" + number + "/papers").at("items").as_array();
  }

  TemporaryFolder folder;
  ApiOffice api;
  Papers papers{paper::Library({folder.path + "/own"}), {folder.path + "/no-soffice", {}}};
};

TEST_F(PapersTest, AMatterGivesWhatItsTemplatesSay) {
  const auto n = opened("bureau", R"({"title":"修路"})");
  const auto list = items("chief", n);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].at("paper").as_string(), "draft");
  EXPECT_TRUE(list[0].at("is_ready").as_bool());
  EXPECT_FALSE(list[1].at("is_ready").as_bool());
  EXPECT_EQ(list[1].at("missing").as_array().at(0).as_string(), "Result");
  EXPECT_EQ(file("chief", n, "draft").substr(0, 2), "PK");
  EXPECT_EQ(file("chief", n, "draft"), file("mayor", n, "draft"));
  EXPECT_EQ(key("chief", n + "/papers/note"), "paper.not_now");
  EXPECT_EQ(key("chief", n + "/papers/drift"), "paper.unknown");
  EXPECT_EQ(key("county", n + "/papers/draft"), "matter.unknown");
  EXPECT_EQ(key("county", n + "/papers"), "matter.unknown");
}

TEST_F(PapersTest, ATemplateThatDoesNotFitGivesNothing) {
  const auto n = opened("bureau", R"({"title":"修路"})");
  write("draft.yaml", std::string(kDraft) + "sign: \"{singer}\"\n");
  EXPECT_EQ(key("chief", n + "/papers/draft"), "paper.template_broken");
  write("draft.yaml", "paper: draft\n");
  EXPECT_EQ(key("chief", n + "/papers/draft"), "paper.unknown");
}

TEST_F(PapersTest, StandInTheAudit) {
  const auto n = opened("bureau", R"({"title":"修路"})");
  file("chief", n, "draft");
  EXPECT_TRUE(api.has_exported("chief", "paper draft " + n + " docx"));
}

TEST_F(PapersTest, MinutesAreChineseWhoeverAsksForThem) {
  write("minutes.yaml", R"(paper: minutes
title: {zh: 纪要, en: Minutes}
for: dispatch
heading: "{unit}"
body:
  - table: {rows: next, columns: [{title: 事项, text: "{row.title}", width: 3}, {title: 现状, text: "{row.state}", width: 2}]}
)");
  const auto minutes = [this](const char* lang) {
    Extra extra;
    extra.headers.emplace_back("Accept-Language", lang);
    const auto r = api.ask("chief", Method::kGet, "/api/v1/dispatch/papers/minutes?unit=bureau", {}, extra);
    EXPECT_EQ(r.status, 200) << body_text(r).substr(0, 300);
    return body_text(r);
  };
  const auto before = minutes("zh");
  opened("bureau", R"({"title":"修路"})");
  EXPECT_NE(minutes("zh"), before);  // It is in the table, with the title of its state.
  EXPECT_EQ(minutes("en"), minutes("zh"));
}

TEST_F(PapersTest, APdfThatCannotBeMadeSaysSo) {
  const auto n = opened("bureau", R"({"title":"修路"})");
  EXPECT_EQ(key("chief", n + "/papers/draft?format=pdf"), "child.not_run");
}

TEST_F(PapersTest, AFrozenBulletinStaysAndItsErratumTellsWhatChanged) {
  opened("bureau", R"({"title":"三月的一件"})");
  opened("street", R"({"title":"也是三月"})");
  const auto b = opened("city", R"({"title":"通报","month":"2022-04-06"})", "bulletin");
  EXPECT_EQ(key("mayor", b + "/freeze", Method::kPost), "paper.month_running");
  const auto moved = opened("county", R"({"title":"会移走"})");
  api.office.set_time("2022-05-05 09:00");
  EXPECT_TRUE(api.get("mayor", "/api/v1/matters/" + b + "/papers").at("may_freeze").as_bool());
  const auto draft = file("mayor", b, "bulletin");
  const auto position = api.office.position().value;
  const auto r = api.post("mayor", "/api/v1/matters/" + b + "/freeze", "", {"once", {}});
  ASSERT_EQ(r.status, 200) << body_text(r);
  const auto frozen = file("mayor", b, "bulletin");
  EXPECT_NE(frozen, draft);
  const auto again = api.post("mayor", "/api/v1/matters/" + b + "/freeze", "", {"once", {}});
  EXPECT_EQ(again.status, 200) << body_text(again);
  EXPECT_TRUE(body_json(again).at("existed").as_bool());
  // It is the paper that the matter keeps, as of the size before the move.
  const auto m = api.get("mayor", "/api/v1/matters/" + b);
  EXPECT_EQ(m.at("fields").at("ledger_size").as_int64(), position);
  EXPECT_EQ(m.at("fields").at("paper").as_array().at(0).at("sha256").as_string(), sha256_hex(frozen));
  EXPECT_EQ(key("mayor", b + "/papers/bulletin_erratum"), "paper.not_now");

  // The matter goes to another unit: the county's figure of April is otherwise by what is known now.
  api.office.set_time("2023-06-01 09:00");
  ASSERT_EQ(api.post("county", "/api/v1/matters/" + moved + "/transfers",
                     R"({"unit":"bureau","reason":"职责调整"})")
                .status,
            200);
  EXPECT_EQ(file("mayor", b, "bulletin"), frozen);
  EXPECT_EQ(file("eve", b, "bulletin"), frozen);
  EXPECT_FALSE(file("mayor", b, "bulletin_erratum").empty());
}

TEST_F(PapersTest, WhatIsNoBulletinIsNotFrozen) {
  const auto n = opened("bureau", R"({"title":"修路"})");
  EXPECT_EQ(key("chief", n + "/freeze", Method::kPost), "paper.not_bulletin");
}

}  // namespace
}  // namespace guatu::http::api
