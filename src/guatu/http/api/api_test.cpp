// Goal: people can do over HTTP what the kernel lets them do, see what they may see, and are told why not.
// Method: a day in a small office, request by request; every answer is checked against the description.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

std::string text(const json::value& v, const char* name) {
  return std::string(v.at(name).as_string());
}
std::string key_of(const Response& r) {
  return text(body_json(r), "key");
}
std::string open_job(ApiOffice& api, const std::string& key = {}) {
  const auto r = api.post("chief", "/api/v1/matters",
                          R"({"playbook":"job","unit":"bureau","fields":{"title":"疏通河道"}})", {key, {}});
  EXPECT_EQ(r.status, 201) << body_text(r);
  return text(body_json(r), "matter");
}

TEST(Api, AMatterGoesItsWay) {
  ApiOffice api;
  const auto id = open_job(api);
  const auto path = "/api/v1/matters/" + id;
  auto m = api.get("chief", path);
  EXPECT_EQ(text(m, "state"), "todo");
  EXPECT_EQ(text(m, "title"), "疏通河道");
  ASSERT_FALSE(m.at("moves").as_array().empty());
  EXPECT_EQ(api.post("chief", path + "/moves", R"({"move":"take","fields":{"grade":"small"}})").status, 200);
  EXPECT_EQ(api.post("cai", path + "/moves", R"({"move":"submit","fields":{"result":"已疏通"}})").status,
            200);
  const auto own = api.post("cai", path + "/moves", R"({"move":"accept"})");
  EXPECT_EQ(own.status, 403) << body_text(own);
  EXPECT_EQ(api.post("ann", path + "/moves", R"({"move":"accept"})").status, 200);
  m = api.get("chief", path);
  EXPECT_EQ(text(m, "outcome"), "done");
  EXPECT_EQ(text(m, "light"), "none");
  const auto history = api.get("chief", path + "/history?limit=2");
  EXPECT_EQ(history.at("items").as_array().size(), 2U);
  const auto rest = api.get("chief", path + "/history?cursor=" + text(history, "next_cursor"));
  EXPECT_GT(rest.at("items").as_array().size(), 2U);
  EXPECT_TRUE(rest.at("next_cursor").is_null());
  const auto before = api.get("chief", path + "?as_of=" + id);
  EXPECT_EQ(text(before, "state"), "todo");
}

TEST(Api, TheSameKeyIsNotDoneTwice) {
  ApiOffice api;
  const auto id = open_job(api, "key-1");
  const auto again =
      api.post("chief", "/api/v1/matters",
               R"({"playbook":"job","unit":"bureau","fields":{"title":"疏通河道"}})", {"key-1", {}});
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(text(body_json(again), "matter"), id);
  EXPECT_TRUE(body_json(again).at("existed").as_bool());
  const auto other =
      api.post("chief", "/api/v1/matters", R"({"playbook":"job","unit":"bureau","fields":{"title":"别的"}})",
               {"key-1", {}});
  EXPECT_EQ(other.status, 409);
  const auto none =
      api.post("chief", "/api/v1/matters", R"({"playbook":"job","unit":"bureau","fields":{}})", {"-", {}});
  EXPECT_EQ(none.status, 400);
  EXPECT_EQ(key_of(none), "http.no_idempotency_key");
}

TEST(Api, AWriteOnWhatChangedMeanwhileIsRefused) {
  ApiOffice api;
  const auto path = "/api/v1/matters/" + open_job(api);
  const auto first = api.ask("chief", Method::kGet, path);
  const std::string tag(first.headers.get("ETag"));
  ASSERT_FALSE(tag.empty());
  const auto same = api.ask("chief", Method::kGet, path, {}, {{}, {{"If-None-Match", tag}}});
  EXPECT_EQ(same.status, 304);
  const auto done = api.post("chief", path + "/moves", R"({"move":"take"})", {"take-1", {{"If-Match", tag}}});
  EXPECT_EQ(done.status, 200) << body_text(done);
  EXPECT_EQ(done.headers.get("ETag"), api.ask("chief", Method::kGet, path).headers.get("ETag"));
  const auto late = api.post("chief", path + "/urges", R"({"reason":"快"})", {{}, {{"If-Match", tag}}});
  EXPECT_EQ(late.status, 412);
  // Sent again with its old tag, what was done is answered as done.
  const auto again =
      api.post("chief", path + "/moves", R"({"move":"take"})", {"take-1", {{"If-Match", tag}}});
  EXPECT_EQ(again.status, 200) << body_text(again);
}

TEST(Api, OfTwoWritesOnTheSameStateOneIsDone) {
  ApiOffice api;
  const auto path = "/api/v1/matters/" + open_job(api);
  for (int round = 0; round < 50; ++round) {
    const std::string tag(api.ask("chief", Method::kGet, path).headers.get("ETag"));
    std::vector<std::shared_ptr<TestExchange>> both;
    for (const char* person : {"ann", "bob"}) {
      auto e = make_exchange(Method::kPost, path + "/amendments");
      e->request.headers.add("X-Test-Person", "chief");
      e->request.headers.add("Content-Type", "application/json");
      e->request.headers.add("Idempotency-Key", std::string(person) + std::to_string(round));
      e->request.headers.add("If-Match", tag);
      e->request.body = R"({"fields":{"proof":")" + std::string(person) + std::to_string(round) + R"("}})";
      both.push_back(e);
    }
    for (const auto& e : both) api.router.dispatch(e);
    std::vector<int> statuses;
    for (const auto& e : both) statuses.push_back(e->wait().status);
    std::sort(statuses.begin(), statuses.end());
    EXPECT_EQ(statuses, (std::vector<int>{200, 412})) << round;
  }
}

TEST(Api, WhoMayNotSeeGetsTheAnswerOfWhatIsNotThere) {
  ApiOffice api;
  const auto id = open_job(api);
  const auto path = "/api/v1/matters/" + id;
  for (const char* tail : {"", "/history", "/clocks", "/children", "/clocks/todo/explanation"}) {
    const auto hidden = api.ask("street", Method::kGet, path + tail);
    const auto absent = api.ask("street", Method::kGet, std::string("/api/v1/matters/999999") + tail);
    EXPECT_EQ(hidden.status, 404) << tail;
    EXPECT_EQ(absent.status, 404) << tail;
  }
  EXPECT_EQ(api.post("street", path + "/urges", R"({"reason":"快"})").status, 404);
  EXPECT_TRUE(api.get("street", "/api/v1/matters").at("items").as_array().empty());
  EXPECT_TRUE(api.get("street", "/api/v1/events").at("items").as_array().empty());
  EXPECT_EQ(api.get("street", "/api/v1/counts").at("count").as_int64(), 0);
  EXPECT_EQ(api.get("mayor", "/api/v1/matters").at("items").as_array().size(), 1U);
  EXPECT_EQ(api.get("mayor", "/api/v1/counts?by=state&playbook=job").at("count").as_int64(), 1);
}

TEST(Api, WhatIsNotWrittenAsDescribedIsRefusedWithAPointer) {
  ApiOffice api;
  const auto path = "/api/v1/matters/" + open_job(api);
  const struct {
    const char* tail;
    const char* body;
    int status;
    const char* key;
    const char* pointer;
  } rows[] = {
      {"/urges", R"({"reason":1})", 422, "json.expected", "/reason"},
      {"/urges", R"({})", 422, "json.missing_member", "/reason"},
      {"/urges", R"({"reason":"a","unit":"city"})", 422, "json.unknown_member", "/unit"},
      {"/urges", R"({"reason":"a","by":"mayor"})", 422, "json.unknown_member", "/by"},
      {"/urges", R"([1])", 422, "json.expected", "/"},
      {"/parking", R"({"amount":"x","reason":"a"})", 422, "json.expected", "/amount"},
      {"/links", R"({"other":"999999","kind":"see"})", 404, "matter.unknown", "/other"},
      {"/stops", R"({"stop":5,"reason":"a"})", 422, "json.expected", "/stop"},
  };
  for (const auto& row : rows) {
    const auto r = api.post("mayor", path + row.tail, row.body);
    EXPECT_EQ(r.status, row.status) << row.body << body_text(r);
    const auto body = body_json(r);
    EXPECT_EQ(text(body, "key"), row.key) << row.body;
    ASSERT_FALSE(body.at("fields").as_array().empty()) << row.body;
    EXPECT_EQ(text(body.at("fields").as_array().front(), "pointer"), row.pointer);
  }
  for (const char* target :
       {"/api/v1/matters?limit=0", "/api/v1/matters?limit=1001", "/api/v1/matters?nothing=1",
        "/api/v1/matters?limit=1&limit=2", "/api/v1/matters?sort=age", "/api/v1/matters?due_before=soon",
        "/api/v1/matters?as_of=0", "/api/v1/matters?as_of=99999999", "/api/v1/matters?cursor=zzz",
        "/api/v1/matters?as_of=2001-01-01T00:00:00Z", "/api/v1/search", "/api/v1/search?q=%20"})
    EXPECT_EQ(api.ask("mayor", Method::kGet, target).status, 400) << target;
}

TEST(Api, ListsGoOnByCursorAndEveryVerbIsServed) {
  ApiOffice api;
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(open_job(api));
  for (const char* sort : {"due", "opened", "number"}) {
    std::string cursor;
    std::size_t n = 0;
    do {
      const auto page = api.get("mayor", std::string("/api/v1/matters?limit=3&sort=") + sort +
                                             (cursor.empty() ? "" : "&cursor=" + cursor));
      n += page.at("items").as_array().size();
      cursor = page.at("next_cursor").is_null() ? "" : text(page, "next_cursor");
    } while (!cursor.empty());
    EXPECT_EQ(n, 7U) << sort;
  }
  EXPECT_EQ(api.get("mayor", "/api/v1/search?q=%E7%96%8F%E9%80%9A").at("items").as_array().size(), 7U);
  const auto explanation = api.get("mayor", "/api/v1/matters/" + ids[0] + "/clocks/todo/explanation");
  EXPECT_FALSE(explanation.at("lines").as_array().empty());
  EXPECT_EQ(api.get("mayor", "/api/v1/brief").at("open").as_int64(), 7);
  for (const char* by : {"playbook", "unit", "due", "light"})
    EXPECT_EQ(api.get("mayor", std::string("/api/v1/counts?by=") + by).at("count").as_int64(), 7) << by;
}

TEST(Api, PlaybooksCalendarsAndPeopleAreRead) {
  ApiOffice api;
  EXPECT_EQ(api.get("cai", "/api/v1/playbooks").at("items").as_array().size(), 2U);
  EXPECT_EQ(text(api.get("cai", "/api/v1/playbooks/job"), "playbook"), "job");
  EXPECT_TRUE(api.get("cai", "/api/v1/playbooks/job/proof").at("is_proved").as_bool());
  EXPECT_EQ(api.get("cai", "/api/v1/playbooks/job/versions").at("items").as_array().size(), 1U);
  const auto form = api.get("cai", "/api/v1/playbooks/job/form?move=submit");
  EXPECT_EQ(form.at("fields").as_array().size(), 2U);
  EXPECT_EQ(api.ask("cai", Method::kGet, "/api/v1/playbooks/none").status, 404);
  EXPECT_EQ(api.get("cai", "/api/v1/calendars/2022").at("days").as_array().size(), 365U);
  EXPECT_EQ(api.ask("cai", Method::kGet, "/api/v1/calendars/1950").status, 404);
  EXPECT_EQ(api.get("cai", "/api/v1/units").at("items").as_array().size(), 4U);
  EXPECT_EQ(text(api.get("cai", "/api/v1/units/bureau"), "head"), "chief");
  const auto first = api.get("cai", "/api/v1/people?limit=4");
  EXPECT_EQ(first.at("items").as_array().size(), 4U);
  EXPECT_EQ(api.get("cai", "/api/v1/people?limit=100&cursor=" + text(first, "next_cursor"))
                .at("items")
                .as_array()
                .size(),
            5U);
  EXPECT_TRUE(api.get("cai", "/api/v1/people/ann").at("grants").is_null());
  const auto me = api.get("cai", "/api/v1/me");
  EXPECT_EQ(text(me, "id"), "cai");
  EXPECT_EQ(me.at("sees").as_array().size(), 1U);
}

/// Ids of a page, joined with spaces.
std::string ids_of(const json::value& page) {
  std::string out;
  for (const auto& item : page.at("items").as_array())
    out += (out.empty() ? "" : " ") + std::string(item.at("id").as_string());
  return out;
}

TEST(Api, PeopleAndUnitsAreFoundByWordsIdsAndUnit) {
  ApiOffice api;
  const auto people = [&](const std::string& query) {
    return ids_of(api.get("cai", "/api/v1/people?" + query));
  };
  const auto units = [&](const std::string& query) {
    return ids_of(api.get("cai", "/api/v1/units?" + query));
  };
  const auto all = people("limit=100");
  EXPECT_EQ(people("limit=100&find="), all);
  EXPECT_EQ(people("ids=cai,ann,nobody"), "ann cai");
  EXPECT_EQ(people("find=CHIEF"), "chief") << "ids are found, without case";
  EXPECT_EQ(people("find=chief%20nowhere"), "") << "every word must be found";
  const std::string name(api.get("cai", "/api/v1/people/ann").at("name").as_string());
  EXPECT_NE((" " + people("find=" + name) + " ").find(" ann "), std::string::npos);
  EXPECT_EQ(units("ids=bureau,none"), "bureau");
  EXPECT_EQ(units("find=BUREAU&within=bureau"), "bureau");
  EXPECT_EQ(people("limit=100&within=none"), "");
  EXPECT_NE(people("limit=100&within=bureau"), all) << "people of other units are left out";
  EXPECT_NE((" " + people("limit=100&within=bureau") + " ").find(" chief "), std::string::npos);
  // A page of what was found goes on where it ended.
  const auto first = api.get("cai", "/api/v1/people?limit=1&ids=cai,ann");
  EXPECT_EQ(ids_of(first), "ann");
  EXPECT_EQ(people("ids=cai,ann&cursor=" + text(first, "next_cursor")), "cai");
  for (const char* bad : {"ids=", "ids=a,,b", "active_only=maybe", "unit=a%20b"})
    EXPECT_EQ(api.ask("cai", Method::kGet, std::string("/api/v1/people?") + bad).status, 400) << bad;
  std::string many = "ids=a0";
  for (int i = 1; i <= 100; ++i) many += ",a" + std::to_string(i);
  EXPECT_EQ(api.ask("cai", Method::kGet, "/api/v1/people?" + many).status, 400);
}

}  // namespace
}  // namespace guatu::http::api
