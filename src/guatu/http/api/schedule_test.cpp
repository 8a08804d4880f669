// Goal: the schedule of a project reads what its parts say, and a preview names what would move without
// writing. Method: a project of the shipped playbooks over the API; every answer against schema/openapi.yaml.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

std::string text(const json::value& v, const char* pointer) {
  const auto& at = v.at_pointer(pointer);
  return at.is_string() ? std::string(at.get_string()) : json::serialize(at);
}

class Schedule : public ::testing::Test {
 protected:
  Schedule() {
    for (const auto* p : {"project", "milestone", "task", "dispatch_decision"})
      api.office.publish(testing::read_file("playbooks/" + std::string(p) + ".yaml"));
    project_ = project("路");
  }
  MatterId project(const char* title) {
    return api.office.open("project", "bureau", "chief",
                           {{"title", title},
                            {"industry", "transport"},
                            {"lead", "mayor"},
                            {"team", "专班"},
                            {"team_leader", "cai"},
                            {"plan", "三步"},
                            {"start_by", "2022-05-01"},
                            {"finish_by", "2022-05-27"}});
  }
  MatterId part(const std::string& title, json::object fields, MatterId parent = {},
                const char* book = "milestone") {
    fields["title"] = title;
    fields["owner"] = "cai";
    if (!fields.contains("due_on")) fields["due_on"] = "2022-06-30";
    if (std::string(book) == "milestone") fields["measure"] = "看得到";
    return api.office.open(book, "bureau", "chief", std::move(fields), parent ? parent : project_);
  }
  static json::array ids(std::initializer_list<MatterId> of) {
    json::array out;
    for (const auto id : of) out.emplace_back(std::to_string(id.value));
    return out;
  }
  std::string path(const char* rest) { return "/api/v1/matters/" + std::to_string(project_.value) + rest; }
  /// `start..finish slack driver light` of a part.
  std::string line(std::size_t i) {
    const auto whole = api.get("chief", path("/schedule"));
    const auto at = "/tasks/" + std::to_string(i);
    const auto of = [&](const char* name) { return text(whole, (at + "/" + name).c_str()); };
    return of("start") + ".." + of("finish") + " " + of("slack_days") + " " + of("driver") + " " +
           of("light");
  }

  ApiOffice api{{}};
  MatterId project_;
};

TEST_F(Schedule, ReadsDurationsLinksDatesAndProgress) {
  const auto land = part("用地", {{"duration", 10}, {"due_on", "2022-04-15"}});
  const auto bed = part("路基", {{"duration", 20}, {"after", ids({land})}});
  part("批文", {{"due_on", "2022-04-29"}});
  part("测量", {{"duration", 3}}, bed, "task");
  // 6 April is a Wednesday; 23 and 24 are a weekend of which the Sunday is worked, May begins with five free
  // days.
  EXPECT_EQ(line(0), "2022-04-06..2022-04-19 0 today yellow");
  EXPECT_EQ(line(1), "2022-04-24..2022-05-23 0 after green");
  EXPECT_EQ(line(2), "2022-04-20..2022-04-22 0 after green");  // Of the road bed: it begins after the land.
  EXPECT_EQ(line(3), "2022-04-29..2022-04-29 14 date green");
  const auto whole = api.get("chief", path("/schedule"));
  EXPECT_EQ(text(whole, "/forecast_finish") + text(whole, "/planned_finish") + text(whole, "/light"),
            "2022-05-232022-05-27green");
  EXPECT_EQ(api.office.move(land, "progress", "cai", {{"share_done", 50}, {"started_on", "2022-04-01"}}), "");
  EXPECT_EQ(line(0), "2022-04-01..2022-04-12 0 today green");
  // Reported, it is not done before somebody else has accepted it; then it was done when it was reported.
  EXPECT_EQ(api.office.move(land, "submit", "cai", {{"result", "好"}}), "");
  EXPECT_EQ(line(0), "2022-04-01..2022-04-06 0 today green");
  api.office.set_time("2022-04-08 09:00");
  EXPECT_EQ(api.office.move(land, "accept", "eve"), "");
  EXPECT_EQ(line(0), "2022-04-01..2022-04-06 0 actual none");
}

TEST_F(Schedule, ALinkThatBlocksIsAPredecessorAndWhatWasDroppedIsLeftOut) {
  const auto a = part("一", {{"duration", 5}});
  const auto b = part("二", {{"duration", 5}});
  const auto c = part("三", {{"duration", 2}, {"after", ids({a, b})}});
  auto link = api.office.command(kernel::Verb::kLink, "chief");
  link.matter = b;
  link.other = a;
  link.name = "blocks";
  api.office.done(link);
  EXPECT_EQ(line(0), "2022-04-13..2022-04-19 0 after green");
  EXPECT_EQ(api.office.move(b, "drop", "chief", {}, "不办"), "");
  EXPECT_EQ(api.office.move(a, "progress", "cai", {{"share_done", 100}}), "");
  EXPECT_EQ(line(0), "2022-04-06..2022-04-06 0 today green");  // One day is left until it is reported.
  EXPECT_EQ(line(1), "2022-04-07..2022-04-08 0 after green");
  const auto elsewhere = project("桥");
  const auto other = part("别处", {}, elsewhere);
  auto amend = api.office.command(kernel::Verb::kAmend, "chief");
  amend.matter = c;
  amend.fields["after"] = ids({a, other});
  api.office.done(amend);
  const auto whole = api.get("chief", path("/schedule"));
  EXPECT_EQ(text(whole, "/left_out/0/after"), std::to_string(other.value));
}

TEST_F(Schedule, APreviewNamesWhatMovesAndWritesNothing) {
  const auto land = part("用地", {{"duration", 10}});
  part("路基", {{"duration", 20}, {"after", ids({land})}});
  const auto before = api.office.position();
  const auto r = api.post("chief", path("/schedule-previews"),
                          R"({"changes": [{"matter": ")" + std::to_string(land.value) +
                              R"(", "fields": {"duration": 15, "not_before": "2022-04-11"}}]})");
  ASSERT_EQ(r.status, 200) << body_text(r);
  const auto v = body_json(r);
  EXPECT_EQ(text(v, "/moved/0/cause") + text(v, "/moved/0/by_days"), "duration8");
  EXPECT_EQ(text(v, "/moved/1/cause") + text(v, "/moved/1/chain/0"), "none" + text(v, "/moved/0/number"));
  EXPECT_EQ(text(v, "/finish_before") + " " + text(v, "/finish_after"), "2022-05-18 2022-05-30");
  EXPECT_EQ(text(v, "/light_before") + " " + text(v, "/schedule/light"), "green yellow");
  EXPECT_EQ(api.office.position(), before);
}

TEST_F(Schedule, RefusesWhatCannotBePlanned) {
  const auto a = part("一", {{"duration", 5}});
  const auto b = part("二", {{"duration", 5}, {"after", ids({a})}});
  const auto key = [&](const std::string& changes) {
    const auto r = api.post("chief", path("/schedule-previews"), R"({"changes": )" + changes + "}");
    EXPECT_NE(r.status, 200);
    return std::to_string(r.status) + " " + text(body_json(r), "/key");
  };
  const auto of = [](MatterId id, const std::string& fields) {
    return R"([{"matter": ")" + std::to_string(id.value) + R"(", "fields": )" + fields + "}]";
  };
  EXPECT_EQ(key(of(a, R"({"after": [")" + std::to_string(b.value) + R"("]})")), "422 plan.cycle");
  EXPECT_EQ(key(of(project_, R"({"duration": 1})")), "422 schedule.no_part");
  EXPECT_EQ(key(of(a, R"({"duration": -1})")), "422 field.range");
  EXPECT_EQ(key(of(a, R"({"result": "x"})")), "422 field.not_asked");
  EXPECT_EQ(key("[]"), "422 json.expected");
  EXPECT_EQ(key(R"([{"matter": 1}])"), "422 json.expected");
  EXPECT_EQ(api.ask("county", Method::kGet, path("/schedule")).status, 404);
}

}  // namespace
}  // namespace guatu::http::api
