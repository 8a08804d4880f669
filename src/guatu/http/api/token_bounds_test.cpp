// Goal: a token that is bound to a unit or to playbooks shows what its person sees within those bounds and
// nothing else, and does nothing outside of them; what lies outside is answered as what is not there.
// Method: every matter of a small city, by every way to it, compared with what the person sees without
// bounds.
#include <gtest/gtest.h>

#include <set>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

struct Bounds {
  const char* text;  ///< of the header, without `write`
  std::set<std::string> units;
  std::set<std::string> playbooks;
};

class TokenBounds : public ::testing::TestWithParam<Bounds> {
 protected:
  TokenBounds() {
    for (const auto* unit : {"city", "bureau", "county", "street"})
      for (int i = 0; i < 3; ++i) open("job", unit, "mayor", "title", "事项");
    open("post_box", "bureau", "chief", "keeper", "mayor");
    open("post_box", "street", "street", "keeper", "mayor");
  }
  void open(const std::string& playbook, const std::string& unit, const std::string& by,
            const std::string& field, const std::string& value) {
    json::object fields;
    fields["title"] = "事项";
    fields[field] = value;
    const auto id = api.office.open(playbook, unit, by, std::move(fields));
    all.push_back({std::to_string(id.value), unit, playbook});
  }
  Response ask(Method method, const std::string& target, const std::string& body = {},
               const std::string& access = "read", const std::string& who = "mayor") {
    Extra extra;
    extra.headers = {{"X-Test-Bounds", access + " " + GetParam().text}};
    return api.ask(who, method, "/api/v1" + target, body, extra);
  }
  bool is_inside(const std::string& unit, const std::string& playbook) const {
    return GetParam().units.contains(unit) && GetParam().playbooks.contains(playbook);
  }
  static std::string key_of(const Response& r) {
    return r.status < 300 ? "" : std::string(body_json(r).at("key").as_string());
  }
  std::set<std::string> listed(const std::string& query) {
    std::set<std::string> out;
    std::string cursor;
    do {
      const auto page = body_json(ask(Method::kGet, "/matters?limit=2" + query + cursor));
      for (const auto& row : page.at("items").as_array())
        EXPECT_TRUE(out.insert(std::string(row.at("id").as_string())).second);
      const auto& next = page.at("next_cursor");
      cursor = next.is_null() ? "" : "&cursor=" + std::string(next.as_string());
    } while (!cursor.empty());
    return out;
  }
  std::set<std::string> expected() const {
    std::set<std::string> out;
    for (const auto& m : all)
      if (is_inside(m.unit, m.playbook)) out.insert(m.id);
    return out;
  }

  struct Opened {
    std::string id, unit, playbook;
  };
  std::vector<Opened> all;
  ApiOffice api;
};

TEST_P(TokenBounds, ListsAndCountsAreNarrowed) {
  EXPECT_EQ(listed(""), expected());
  // What involves the person reaches everywhere, but not beyond the bounds.
  std::set<std::string> opened;
  for (const auto& m : all)
    if (m.playbook == "job" && is_inside(m.unit, m.playbook)) opened.insert(m.id);
  EXPECT_EQ(listed("&opener=mayor"), opened);
  EXPECT_EQ(listed("&sort=number&order=desc"), expected());
  EXPECT_EQ(body_json(ask(Method::kGet, "/counts")).at("count"), expected().size());
  for (const auto* playbook : {"job", "post_box"}) {
    std::set<std::string> of_one;
    for (const auto& m : all)
      if (m.playbook == playbook && is_inside(m.unit, m.playbook)) of_one.insert(m.id);
    EXPECT_EQ(listed(std::string("&playbook=") + playbook), of_one);
  }
}

TEST_P(TokenBounds, WhatLiesOutsideIsNotThere) {
  for (const auto& m : all)
    for (const auto* path : {"", "/clocks", "/history", "/children"}) {
      const auto r = ask(Method::kGet, "/matters/" + m.id + path);
      EXPECT_EQ(key_of(r), is_inside(m.unit, m.playbook) ? "" : "matter.unknown") << m.unit << path;
      if (r.status == 200) continue;
      auto here = body_text(r), nowhere = body_text(ask(Method::kGet, std::string("/matters/999") + path));
      const auto mark = "`" + m.id + "`";
      ASSERT_NE(here.find(mark), std::string::npos) << here;
      for (auto at = here.find(mark); at != std::string::npos; at = here.find(mark))
        here.replace(at, mark.size(), "`999`");
      EXPECT_EQ(here, nowhere);
    }
  const auto events = body_json(ask(Method::kGet, "/events?limit=1000"));
  for (const auto& e : events.at("items").as_array())
    EXPECT_TRUE(expected().contains(std::string(e.at("matter").as_string())));
}

TEST_P(TokenBounds, NothingIsDoneOutside) {
  for (const auto& m : all) {
    const auto r = ask(Method::kPost, "/matters/" + m.id + "/copies", R"({"person":"ann"})", "write");
    EXPECT_EQ(key_of(r), is_inside(m.unit, m.playbook) ? "" : "matter.unknown") << m.unit;
  }
  EXPECT_EQ(key_of(ask(Method::kPost, "/matters/" + all[0].id + "/copies", R"({"person":"ann"})")),
            "account.scope");
  for (const auto* unit : {"city", "bureau", "county", "street"}) {
    const auto body = std::string(R"({"playbook":"job","fields":{"title":"x"},"unit":")") + unit + "\"}";
    EXPECT_EQ(key_of(ask(Method::kPost, "/matters", body, "write")),
              is_inside(unit, "job") ? "" : "account.scope")
        << unit;
  }
  // Not about one matter: not for such a token.
  EXPECT_EQ(key_of(ask(Method::kPost, "/people", R"({"person":"new","name":"新","unit":"bureau"})", "write",
                       "mayor")),
            "account.scope");
  EXPECT_EQ(key_of(ask(Method::kGet, "/accounts", "", "write")), "account.scope");
}

TEST_P(TokenBounds, UnitsOutsideAreNotNamed) {
  const bool is_bound = std::string(GetParam().text).front() != '-';
  for (const auto* unit : {"city", "bureau", "county", "street"}) {
    const bool is_named = !is_bound || GetParam().units.contains(unit);
    EXPECT_EQ(ask(Method::kGet, std::string("/units/") + unit).status, is_named ? 200 : 404) << unit;
  }
  EXPECT_EQ(ask(Method::kGet, "/people/ann").status,
            !is_bound || GetParam().units.contains("bureau") ? 200 : 404);
}

const std::set<std::string> kAll{"city", "bureau", "county", "street"};
INSTANTIATE_TEST_SUITE_P(All, TokenBounds,
                         ::testing::Values(Bounds{"county", {"county", "street"}, {"job", "post_box"}},
                                           Bounds{"street", {"street"}, {"job", "post_box"}},
                                           Bounds{"city", kAll, {"job", "post_box"}},
                                           Bounds{"- job", kAll, {"job"}},
                                           Bounds{"- job post_box", kAll, {"job", "post_box"}},
                                           Bounds{"county post_box", {"county", "street"}, {"post_box"}},
                                           Bounds{"bureau nothing", {"bureau"}, {}}));

}  // namespace
}  // namespace guatu::http::api
