// Goal: everybody sees their own notices and nobody else's, of matters that they may see; reading moves
// forward; the system administrator alone sees what became of messages.
// Method: the router over a small office with a real store of notices, every answer checked against the
// description.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"
#include "guatu/notices/notifier.h"
#include "guatu/testing/notices.h"

namespace guatu::http::api {
namespace {

class Silent final : public notices::Sender {
 public:
  Result<notices::WebAnswer> post(const notices::WebRequest&) override {
    return Error("client.unreachable", "", {{"host", "h"}, {"detail", "refused"}});
  }
  Result<void> mail(const notices::Channel&, const notices::Mail&) override { return {}; }
};

class NoticesApi : public ::testing::Test {
 protected:
  NoticesApi() {
    api.service.notices = &notices.store();
    auto grant = api.office.command(kernel::Verb::kGrant, "system");
    grant.person = {"eve"};
    grant.unit = {"city"};
    grant.name = "system_admin";
    api.office.done(grant);
    guatu::notices::Channel hook;
    hook.name = "hook";
    hook.url = "http://127.0.0.1:9/";
    hook.secret = "s";
    hook.hours = "always";
    hook.digest_minutes = 0;
    hook.is_for_everyone = true;
    config.channels.push_back(hook);
    round();
    api.office.clock.set(api.office.clock.now() + kSecondUs);
  }
  void round() {
    Silent silent;
    guatu::notices::Notifier n(*api.office.store, notices.store(), config, silent, api.office.clock,
                               [this] { return "D" + std::to_string(++ids); });
    guatu::notices::Round r;
    n.look(api.office.clock.now(), r).value();
    n.gather(r).value();
    n.send(r, [] { return false; }).value();
  }
  MatterId open(const char* title) { return api.office.open("job", "bureau", "mayor", {{"title", title}}); }

  ApiOffice api;
  guatu::testing::TemporaryNotices notices;
  guatu::notices::Config config;
  int ids = 0;
};

TEST_F(NoticesApi, EverybodySeesTheirOwn) {
  const auto first = open("甲");
  open("乙");
  round();
  const auto page = api.get("chief", "/api/v1/notices?limit=1");
  EXPECT_EQ(page.at("unread"), 2);
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  const auto& newest = page.at("items").at(0);
  EXPECT_EQ(newest.at("kind"), "given");
  EXPECT_EQ(newest.at("is_read"), false);
  EXPECT_EQ(newest.at("matter").at("title"), "乙");
  const auto next = std::string(page.at("next_cursor").as_string());
  const auto second = api.get("chief", "/api/v1/notices?cursor=" + next);
  ASSERT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_EQ(second.at("items").at(0).at("matter").at("id").as_string(), std::to_string(first.value));
  EXPECT_TRUE(api.get("county", "/api/v1/notices").at("items").as_array().empty());
}

TEST_F(NoticesApi, ReadingMovesForwardOnly) {
  open("甲");
  open("乙");
  round();
  const auto items = api.get("chief", "/api/v1/notices").at("items").as_array();
  const auto body = [](const json::value& v) { return json::serialize(json::object{{"up_to", v.at("id")}}); };
  EXPECT_EQ(api.post("chief", "/api/v1/notices/read", body(items[1])).status, 204);
  EXPECT_EQ(api.get("chief", "/api/v1/notices").at("unread"), 1);
  EXPECT_EQ(api.post("chief", "/api/v1/notices/read", body(items[0])).status, 204);
  EXPECT_EQ(api.post("chief", "/api/v1/notices/read", body(items[1])).status, 204);
  EXPECT_EQ(api.get("chief", "/api/v1/notices").at("unread"), 0);
  EXPECT_EQ(api.post("chief", "/api/v1/notices/read", R"({"up_to":"soon"})").status, 422);
  EXPECT_EQ(api.post("chief", "/api/v1/notices/read", "{}").status, 422);
  EXPECT_EQ(api.ask("chief", Method::kGet, "/api/v1/notices?cursor=x").status, 400);
}

TEST_F(NoticesApi, WhatMayNoLongerBeSeenIsNotThere) {
  const auto id = open("甲");
  open("乙");
  round();
  auto recuse = api.office.command(kernel::Verb::kRecuse, "mayor");
  recuse.matter = id;
  recuse.person = {"chief"};
  recuse.reason = "r";
  api.office.done(recuse);
  const auto page = api.get("chief", "/api/v1/notices");
  EXPECT_EQ(page.at("unread"), 1);
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  EXPECT_EQ(page.at("items").at(0).at("matter").at("title"), "乙");
}

TEST_F(NoticesApi, DeliveriesAreForTheSystemAdministrator) {
  open("甲");
  round();
  const auto page = api.get("eve", "/api/v1/notice-deliveries?state=waiting");
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  const auto& d = page.at("items").at(0);
  EXPECT_EQ(d.at("person"), "chief");
  EXPECT_EQ(d.at("tries"), 1);
  EXPECT_EQ(d.at("error"), "client.unreachable: h, refused");
  EXPECT_EQ(json::serialize(d).find("T-"), std::string::npos);
  EXPECT_TRUE(api.get("eve", "/api/v1/notice-deliveries?state=sent").at("items").as_array().empty());
  const auto id = std::string(d.at("id").as_string());
  EXPECT_TRUE(api.get("eve", "/api/v1/notice-deliveries?cursor=" + id).at("items").as_array().empty());
  for (const auto* who : {"chief", "mayor", "ann"})
    EXPECT_EQ(body_json(api.ask(who, Method::kGet, "/api/v1/notice-deliveries")).at("key"),
              "account.not_administrator");
  EXPECT_EQ(api.ask("eve", Method::kGet, "/api/v1/notice-deliveries?state=lost").status, 400);
}

}  // namespace
}  // namespace guatu::http::api
