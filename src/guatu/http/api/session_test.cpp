// Goal: a browser logs in with a password, is known by its cookie and by nothing that another site's page
// could make it send, and is unknown again after it logged out.
// Method: the router over a small office with the real gate and callers, without a socket; cookies are kept
// as a browser keeps them.
#include "guatu/http/api/callers.h"

#include <gtest/gtest.h>

#include <map>

#include "guatu/base/secret.h"
#include "guatu/base/totp.h"
#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/cookies.h"

namespace guatu::http::api {
namespace {

constexpr const char* kWord = "seven blue kettles";

/// What a browser keeps and sends.
class Browser {
 public:
  explicit Browser(std::string site = "same-origin") : site_(std::move(site)) {}
  std::map<std::string, std::string> cookies;

  void fill(Request& request) const {
    std::string all;
    for (const auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
    if (!all.empty()) request.headers.add("Cookie", all);
    if (!site_.empty()) request.headers.add("Sec-Fetch-Site", site_);
  }
  void keep(const Response& r) {
    for (const auto& h : r.headers) {
      if (!same_name(h.name, "Set-Cookie")) continue;
      EXPECT_NE(h.value.find("; Path=/; Secure; HttpOnly; SameSite=Strict"), std::string::npos) << h.value;
      const auto eq = h.value.find('=');
      const auto value = h.value.substr(eq + 1, h.value.find(';') - eq - 1);
      if (h.value.ends_with("Max-Age=0"))
        cookies.erase(h.value.substr(0, eq));
      else
        cookies[h.value.substr(0, eq)] = value;
    }
  }

 private:
  std::string site_;
};

class Sessions : public ::testing::Test {
 protected:
  Sessions() {
    code_ = api.gate.add(kernel::kSystem, {"mayor"}, "mayor", {}).value();
    mount(router_, service_);
  }

  json::value ask(Browser& browser, Method method, const std::string& target, const std::string& body = {},
                  int status = 200) {
    const auto r = answer(browser, method, target, body);
    EXPECT_EQ(r.status, status) << target << " " << body_text(r);
    return body_text(r).empty() ? json::value() : body_json(r);
  }
  Response answer(Browser& browser, Method method, const std::string& target, const std::string& body = {},
                  const std::string& origin = {}) {
    auto e = make_exchange(method, "/api/v1" + target);
    e->request.host = "guatu.example";
    e->request.peer = "192.0.2.1";
    browser.fill(e->request);
    if (!origin.empty()) e->request.headers.add("Origin", origin);
    if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
    e->request.body = body;
    router_.dispatch(e);
    auto r = e->wait();
    browser.keep(r);
    api.check(*e->request.route, r, target);
    return r;
  }
  static std::string body(const json::object& o) { return json::serialize(o); }
  static std::string text(const json::value& v, const char* member) {
    return std::string(v.at(member).as_string());
  }
  void set_first(Browser& browser) {
    ask(browser, Method::kPost, "/session/new-password", body({{"ticket", code_}, {"password", kWord}}));
  }
  json::value enter(Browser& browser, int status = 200, const char* word = kWord) {
    return ask(browser, Method::kPost, "/session", body({{"name", "mayor"}, {"password", word}}), status);
  }

  const Router& router() const { return router_; }

  ApiOffice api;

 private:
  GateCallers callers_{api.gate};
  Service service_{*api.office.store, api.office.desk, api.office.clock, callers_, api.gate};
  Router router_;

 protected:
  std::string code_;  ///< with which the mayor sets a first password
};

TEST_F(Sessions, APasswordOpensOneThatACookieCarries) {
  Browser first, browser;
  set_first(first);
  const auto in = enter(browser);
  EXPECT_EQ(text(in, "step"), "in");
  EXPECT_EQ(in.at("person").at("id"), "mayor");
  ASSERT_EQ(browser.cookies.size(), 2U);
  const auto token = browser.cookies.at(std::string(kSessionCookie));
  EXPECT_EQ(json::serialize(in).find(token), std::string::npos) << "the token stands in the body";
  const auto me = ask(browser, Method::kGet, "/me");
  EXPECT_EQ(me.at("id"), "mayor");
  EXPECT_EQ(me.at("account"), "mayor");
  EXPECT_EQ(me.at("has_second_factor"), false);

  ask(browser, Method::kDelete, "/session", "", 204);
  EXPECT_FALSE(browser.cookies.contains(std::string(kSessionCookie)));
  browser.cookies[std::string(kSessionCookie)] = token;
  EXPECT_EQ(text(ask(browser, Method::kGet, "/me", "", 401), "key"), "account.no_session");
}

TEST_F(Sessions, WrongWordsAreAllTheSame) {
  Browser first, browser;
  set_first(first);
  const auto wrong = enter(browser, 401, "another word entirely");
  const auto nobody =
      ask(browser, Method::kPost, "/session", body({{"name", "nobody"}, {"password", kWord}}), 401);
  EXPECT_EQ(json::serialize(wrong), json::serialize(nobody));
  EXPECT_TRUE(browser.cookies.empty());
  EXPECT_EQ(
      text(ask(browser, Method::kPost, "/session", body({{"name", 1}, {"password", kWord}}), 422), "key"),
      "json.expected");
  const auto try_with = [&](const char* word) {
    return answer(browser, Method::kPost, "/session", body({{"name", "mayor"}, {"password", word}}));
  };
  for (int i = 0; i < 5; ++i) static_cast<void>(try_with("no"));
  EXPECT_EQ(try_with(kWord).headers.get("Retry-After"), "1");
  api.office.clock.set(api.office.clock.now() + kSecondUs);
  EXPECT_EQ(try_with("no").status, 401);
  const auto locked = try_with(kWord);
  EXPECT_EQ(locked.status, 429);
  EXPECT_EQ(locked.headers.get("Retry-After"), "2");
}

TEST_F(Sessions, APasswordThatWillNotDoSaysAllThatIsWrong) {
  api.accounts.set_policy("dengbao");
  Browser browser;
  const auto r = ask(browser, Method::kPost, "/session/new-password",
                     body({{"ticket", code_}, {"password", "mayor"}}), 422);
  EXPECT_GE(r.at("fields").as_array().size(), 2U);
}

TEST_F(Sessions, ASecondFactorIsSetOnTheWayInAndAskedForAfterwards) {
  Browser first, browser, later;
  set_first(first);
  api.accounts.set_policy("dengbao");
  auto asked = enter(browser);
  if (text(asked, "step") == "new_password")
    asked = ask(browser, Method::kPost, "/session/new-password",
                body({{"ticket", text(asked, "ticket")}, {"password", "Nine green 7 ladders!"}}));
  ASSERT_EQ(text(asked, "step"), "enrol");
  EXPECT_TRUE(browser.cookies.empty());
  const auto ticket = text(asked, "ticket");
  const auto begun = ask(browser, Method::kPost, "/session/enrolment", body({{"ticket", ticket}}));
  const auto secret = from_base32(text(begun, "secret")).value();
  const auto code = [&](int ahead) {
    return hotp(secret, static_cast<std::uint64_t>(totp_step(api.office.clock.now()) + ahead));
  };
  const auto in = ask(browser, Method::kPost, "/session/enrolment/confirmation",
                      body({{"ticket", ticket}, {"code", code(0)}}));
  EXPECT_EQ(text(in, "step"), "in");
  EXPECT_EQ(in.at("recovery_codes").as_array().size(), 10U);
  EXPECT_EQ(ask(browser, Method::kGet, "/me").at("has_second_factor"), true);

  asked =
      ask(later, Method::kPost, "/session", body({{"name", "mayor"}, {"password", "Nine green 7 ladders!"}}));
  ASSERT_EQ(text(asked, "step"), "second_factor");
  const auto next = text(asked, "ticket");
  EXPECT_EQ(text(ask(later, Method::kPost, "/session/second-factor",
                     body({{"ticket", next}, {"code", "000000"}}), 401),
                 "key"),
            "account.wrong_code");
  EXPECT_EQ(
      text(ask(later, Method::kPost, "/session/second-factor", body({{"ticket", next}, {"code", code(1)}})),
           "step"),
      "in");
  EXPECT_EQ(ask(later, Method::kGet, "/me").at("id"), "mayor");
}

struct Site {
  const char* site;
  const char* origin;
  bool is_own;
};

class Sites : public Sessions, public ::testing::WithParamInterface<Site> {};

/// What changes something is done for our own pages alone; a bearer's token is asked nothing.
TEST_P(Sites, OnlyOurOwnPagesChangeAnything) {
  Browser first;
  set_first(first);
  Browser browser(GetParam().site);
  browser.cookies = first.cookies;
  EXPECT_EQ(answer(browser, Method::kGet, "/me", "", GetParam().origin).status, 200);
  const auto r = answer(browser, Method::kDelete, "/session", "", GetParam().origin);
  EXPECT_EQ(r.status, GetParam().is_own ? 204 : 403) << body_text(r);
  if (!GetParam().is_own) {
    EXPECT_EQ(body_json(r).at("key"), "http.cross_origin");
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Sites,
    ::testing::Values(Site{"same-origin", "", true}, Site{"none", "", true}, Site{"cross-site", "", false},
                      Site{"same-site", "", false}, Site{"cross-site", "http://guatu.example", false},
                      Site{"", "http://guatu.example", true}, Site{"", "https://guatu.example", true},
                      Site{"", "https://GUATU.example", true},
                      Site{"", "https://guatu.example.evil.example", false},
                      Site{"", "https://guatu.example:8443", false}, Site{"", "ftp://guatu.example", false},
                      Site{"", "null", false}, Site{"", "https://", false}, Site{"", "", false}));

TEST_F(Sessions, AnotherSitesPageLogsNobodyIn) {
  Browser first, evil("cross-site");
  set_first(first);
  EXPECT_EQ(text(enter(evil, 403), "key"), "http.cross_origin");
  EXPECT_TRUE(evil.cookies.empty());
}

TEST_F(Sessions, ABearersTokenCountsAloneAndLogsNobodyOut) {
  Browser first, browser("cross-site");
  set_first(first);
  const auto caller = api.gate.check(first.cookies.at(std::string(kSessionCookie))).value();
  const auto token = api.gate.add_token(caller, "test", {true, {}, {}, {}}, 30, {}).value();
  browser.cookies = first.cookies;
  const auto with_bearer = [&](const std::string& authorization) {
    auto x = make_exchange(Method::kDelete, "/api/v1/session");
    browser.fill(x->request);
    x->request.headers.add("Authorization", authorization);
    router().dispatch(x);
    return text(body_json(x->wait()), "key");
  };
  for (const auto& [authorization, key] :
       std::map<std::string, std::string>{{"Bearer " + token, "account.by_session"},
                                          {"Bearer x", "account.no_session"},
                                          {"Basic eDp5", "account.no_session"},
                                          {"", "account.no_session"}}) {
    EXPECT_EQ(with_bearer(authorization), key) << authorization;
  }
}

}  // namespace
}  // namespace guatu::http::api
