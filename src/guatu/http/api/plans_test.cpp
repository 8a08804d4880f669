// Goal: a month's rota, the account of a tenancy and a draw come over the API as they are described, write
// nothing, and refuse what they cannot answer with a sentence that says what to do. Method: the shipped
// playbooks over a small office; every answer against schema/openapi.yaml. Proves: R10.2, R8.2, R6.4.
#include <gtest/gtest.h>

#include "guatu/base/hash.h"
#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

std::string shipped(const std::string& id) {
  return testing::read_file("playbooks/" + id + ".yaml");
}

json::array others(const json::value& rota) {
  json::array out;
  for (const auto& t : rota.at("turns").as_array())
    if (t.at("line").as_string() == "others") out.push_back(t);
  return out;
}

class Plans : public ::testing::Test {
 protected:
  Plans() {
    for (const char* id : {"rota", "reception_day", "rent_payment", "allocation"})
      api.office.publish(shipped(id));
    // This office has no keys, so nothing is sealed here; who may read what is sealed has its own tests.
    auto tenancy = shipped("tenancy");
    for (std::size_t at; (at = tenancy.find(", personal: true")) != std::string::npos;) tenancy.erase(at, 16);
    api.office.publish(tenancy);
  }
  std::string open(const std::string& by, const std::string& body) {
    const auto r = api.post(by, "/api/v1/matters", body);
    EXPECT_EQ(r.status, 201) << body_text(r);
    return std::string(body_json(r).at("matter").as_string());
  }
  std::string rota(const std::string& away = "[]") {
    return open("chief",
                R"({"playbook":"rota","unit":"bureau","fields":{"title":"轮值","main":["mayor"],)"
                R"("main_weekday":"monday","others":["ann","bob","cai"],"others_on":"daily","away":)" +
                    away + R"(,"hours":"09:00","place":"厅","desk":"ann"}})");
  }
  void move(const std::string& matter, const std::string& by, const std::string& body) {
    const auto r = api.post(by, "/api/v1/matters/" + matter + "/moves", body);
    ASSERT_LT(r.status, 300) << body_text(r);
  }
  std::string key(const std::string& who, const std::string& target, int status) {
    const auto r = api.ask(who, Method::kGet, "/api/v1/matters/" + target);
    EXPECT_EQ(r.status, status) << body_text(r);
    return std::string(body_json(r).at("key").as_string());
  }

  ApiOffice api;
};

TEST_F(Plans, AprilIsPlannedSwappedAndWhatWasPublishedStays) {
  const auto id = rota();
  const auto before = api.office.position();
  const auto april = api.get("chief", "/api/v1/matters/" + id + "/rota?month=2022-04");
  std::vector<std::string> mains;
  for (const auto& t : april.at("turns").as_array())
    if (t.at("line").as_string() == "main") mains.emplace_back(t.at("on").as_string());
  EXPECT_EQ(mains, (std::vector<std::string>{"2022-04-11", "2022-04-18", "2022-04-25"}));
  ASSERT_EQ(others(april).size(), 21U);
  EXPECT_EQ(april.at("lines").at(1).at("difference").as_int64(), 0);
  EXPECT_EQ(api.office.position(), before);

  const auto a = others(april)[10], b = others(april)[11];
  const auto word = [](const json::value& t) {
    return "others," + std::string(t.at("on").as_string()) + "," + std::string(t.at("person").as_string());
  };
  const auto swapped =
      api.get("chief", "/api/v1/matters/" + id + "/rota?month=2022-04&swap=" + word(a) + "," + word(b));
  EXPECT_EQ(others(swapped)[10].at("person"), b.at("person"));
  EXPECT_EQ(others(swapped)[11].at("person"), a.at("person"));
  EXPECT_EQ(key("chief", id + "/rota?month=2022-04&swap=x", 422), "rota.value");
  EXPECT_EQ(key("chief", id + "/rota?month=2022-04&swap=" + word(a) + "," + word(a) + "x", 422),
            "rota.no_turn");

  // The swapped turn is published: from then on the rules plan around it.
  open("chief", R"({"playbook":"reception_day","unit":"bureau","parent":")" + id +
                    R"(","fields":{"title":"领导","leader":")" + std::string(b.at("person").as_string()) +
                    R"(","held_on":")" + std::string(a.at("on").as_string()) +
                    R"(","hours":"09:00","place":"厅","desk":"ann"}})");
  const auto after = api.get("chief", "/api/v1/matters/" + id + "/rota?month=2022-04");
  EXPECT_EQ(others(after)[10].at("person"), b.at("person"));
  EXPECT_TRUE(others(after)[10].at("opened").is_object());
  EXPECT_TRUE(others(after)[9].at("opened").is_null());
}

TEST_F(Plans, AConflictSaysWhichDayAndWho) {
  const auto id = rota(R"(["ann 2022-04-13 2022-04-14","bob 2022-04-14","cai 2022-04-14 2022-04-20"])");
  const auto april = api.get("chief", "/api/v1/matters/" + id + "/rota?month=2022-04");
  EXPECT_TRUE(april.at("turns").as_array().empty());
  const auto& c = april.at("conflicts").at(0);
  EXPECT_EQ(c.at("days"), (json::array{"2022-04-14"}));
  EXPECT_EQ(c.at("people").as_array().size(), 3U);
  EXPECT_EQ(key("chief", id + "/rota?month=April", 422), "rota.month");
  EXPECT_EQ(key("chief", rota(R"(["ann soon"])") + "/rota", 422), "rota.value");
  EXPECT_EQ(key("chief", id + "/account", 422), "rent.no_tenancy");
}

TEST_F(Plans, OnlyAVerifiedPaymentCountsInTheAccount) {
  const auto id =
      open("chief", R"({"playbook":"tenancy","unit":"bureau","fields":{"title":"某房","tenant_no":"1",)"
                    R"("tenant":"某","contract_no":"1","rent":"900元","starts_on":"2022-01-01",)"
                    R"("ends_on":"2022-12-31","due_day":5,"keeper":"cai"}})");
  const auto owed = [&](const std::string& on) {
    return api.get("chief", "/api/v1/matters/" + id + "/account?on=" + on).at("balance_fen").as_int64();
  };
  EXPECT_EQ(owed("2022-04-04"), 270'000);
  EXPECT_EQ(owed("2022-04-05"), 360'000);
  const auto payment = open("cai", R"({"playbook":"rent_payment","unit":"bureau","parent":")" + id +
                                       R"(","fields":{"title":"租金","amount":"1000元","channel":"bank",)"
                                       R"("paid_at":"2022-04-05T10:00:00+08:00"}})");
  EXPECT_EQ(owed("2022-04-05"), 360'000);
  EXPECT_EQ(api.get("chief", "/api/v1/matters/" + id + "/account").at("waiting_fen").as_int64(), 100'000);
  move(payment, "cai", R"({"move":"submit","fields":{"voucher_no":"1"}})");
  move(payment, "chief", R"({"move":"confirm"})");
  EXPECT_EQ(owed("2022-04-05"), 260'000);
  EXPECT_EQ(owed("2022-04-04"), 270'000);
  EXPECT_EQ(key("chief", id + "/account?on=soon", 400), "http.bad_parameter");
}

TEST_F(Plans, ADrawWaitsForTheEndOfTheShowingAndIsTheSameEverAfter) {
  const auto id = open(
      "chief", R"({"playbook":"allocation","unit":"bureau","fields":{"title":"一批","rule":"摇号",)"
               R"("flats_on_offer":2,"apply_until":"2022-04-07","officer":"cai","seed_source":"账本根"}})");
  EXPECT_EQ(key("cai", id + "/draw", 422), "draw.no_list");
  move(id, "cai",
       R"({"move":"show_list","fields":{"list":"SQ-1\nSQ-2\n SQ-3\n\nSQ-4","list_digest":"x",)"
       R"("shown_on":"2022-04-06"}})");
  EXPECT_EQ(key("cai", id + "/draw", 422), "draw.too_early");
  api.office.set_time("2022-04-20 09:00");
  const auto draw = api.get("cai", "/api/v1/matters/" + id + "/draw");
  EXPECT_EQ(draw.at("entries").as_int64(), 4);
  EXPECT_EQ(draw.at("list_digest").as_string(),
            hex(bytes_of(Hasher(HashKind::kSha256).of("SQ-1\nSQ-2\nSQ-3\nSQ-4"))));
  rota();  // What is written later changes neither seed nor order.
  EXPECT_EQ(api.get("chief", "/api/v1/matters/" + id + "/draw"), draw);
  // The first of the order is what anybody computes of it.
  Hasher hasher(HashKind::kSha256);
  hasher.start();
  hasher.add(from_hex(std::string(draw.at("seed").as_string())).value());
  hasher.add(std::string(draw.at("order").at(0).at("entry").as_string()));
  EXPECT_EQ(draw.at("order").at(0).at("key").as_string(), hex(bytes_of(hasher.finish())));
}

}  // namespace
}  // namespace guatu::http::api
