// Goal: one's own account and the work of the three administrators over the API; whoever is refused, reads
// personal values or reads the audit is in the audit.
// Method: the router over a small office with the real gate, callers told by a header.
#include <gtest/gtest.h>

#include <set>

#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/api/callers.h"

namespace guatu::http::api {
namespace {

constexpr const char* kWord = "seven blue kettles";

class Accounts : public ::testing::Test {
 protected:
  Accounts() {
    for (const auto& [person, unit, role] :
         {std::array{"eve", "city", "system_admin"}, std::array{"dan", "city", "security_admin"},
          std::array{"cai", "city", "audit_admin"}, std::array{"chief", "bureau", "system_admin"}}) {
      auto grant = api.office.command(kernel::Verb::kGrant, "system");
      grant.person = {person};
      grant.unit = {unit};
      grant.name = role;
      api.office.done(grant);
    }
    for (const auto* who : {"ann", "mayor"}) {
      const auto code = api.gate.add(kernel::kSystem, {who}, who, {}).value();
      api.gate.new_password(code, kWord, {}).value();
    }
  }
  /// Key of a refusal, or the status.
  std::string act(const std::string& who, Method method, const std::string& target,
                  const std::string& body = {}) {
    const auto r = api.ask(who, method, "/api/v1" + target, body);
    if (r.status < 400) return std::to_string(r.status);
    return std::string(body_json(r).at("key").as_string());
  }
  /// `person kind about`, newest first.
  std::vector<std::string> rows(const std::string& kind) {
    api.service.trail.flush();
    std::vector<std::string> out;
    const auto page = api.get("cai", "/api/v1/audit?kind=" + kind);
    for (const auto& r : page.at("items").as_array())
      out.push_back((r.at("person").is_null() ? "" : std::string(r.at("person").as_string())) + " " +
                    std::string(r.at("about").as_string()));
    return out;
  }

  ApiOffice api;
};

struct Right {
  Method method;
  const char* path;
  const char* body;
  std::set<std::string> may;  ///< of those below
};

/// Who of the three, an administrator of a bureau, the head of the city and an inspector may what.
TEST_F(Accounts, EachAdministratorDoesTheirOwnWork) {
  const Right rights[] = {
      {Method::kGet, "/accounts", "", {"eve", "dan", "chief"}},
      {Method::kPost, "/accounts", R"({"person":"bob"})", {"eve", "chief"}},
      {Method::kPost, "/accounts/ann/disabling", "", {"eve", "chief"}},
      {Method::kPost, "/accounts/ann/enabling", "", {"eve", "chief"}},
      {Method::kPost, "/accounts/ann/password-reset", "", {"eve", "chief"}},
      {Method::kPost, "/accounts/ann/second-factor-reset", "", {"eve", "chief"}},
      {Method::kPost, "/accounts/ann/unlocking", "", {"eve", "dan", "chief"}},
      {Method::kDelete, "/accounts/ann/sessions", "", {"eve", "dan", "chief"}},
      {Method::kPost, "/accounts/mayor/unlocking", "", {"eve", "dan"}},
      {Method::kPost, "/accounts/mayor/disabling", "", {"eve"}},
      {Method::kGet, "/audit", "", {"cai"}},
      {Method::kPut, "/account-policy", R"({"file":"x.yaml","text":"none: 1"})", {"dan"}},
      {Method::kGet, "/account-policy", "", {"eve", "dan", "cai", "chief", "mayor", "ann"}},
  };
  for (const auto& r : rights)
    for (const std::string who : {"eve", "dan", "cai", "chief", "mayor", "ann"}) {
      const auto key = act(who, r.method, r.path, r.body);
      const bool is_refused = key == "account.not_administrator" || key == "account.not_auditor" ||
                              key == "account.not_security" || key == "account.unknown";
      EXPECT_EQ(!is_refused, r.may.contains(who)) << who << " " << r.path << ": " << key;
    }
}

TEST_F(Accounts, WhichAccountsThereAreIsNotToldToOthers) {
  // Of another unit and not there at all: the same words; and the same to whoever administers nothing.
  EXPECT_EQ(act("chief", Method::kPost, "/accounts/mayor/unlocking"), "account.unknown");
  EXPECT_EQ(act("chief", Method::kPost, "/accounts/nobody/unlocking"), "account.unknown");
  EXPECT_EQ(act("ann", Method::kPost, "/accounts/mayor/unlocking"), "account.not_administrator");
  EXPECT_EQ(act("ann", Method::kPost, "/accounts/nobody/unlocking"), "account.not_administrator");
  const auto page = api.get("chief", "/api/v1/accounts");
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  EXPECT_EQ(page.at("items").at(0).at("name"), "ann");
  const auto first = api.get("eve", "/api/v1/accounts?limit=1");
  EXPECT_EQ(first.at("next_cursor"), "ann");
  EXPECT_EQ(api.get("eve", "/api/v1/accounts?cursor=ann").at("items").at(0).at("name"), "mayor");
}

TEST_F(Accounts, ANewOneIsGivenACodeAndAnOldOneEnds) {
  const auto made = body_json(api.post("chief", "/api/v1/accounts", R"({"person":"bob"})"));
  EXPECT_EQ(made.at("name"), "bob");
  const auto code = std::string(made.at("code").as_string());
  const auto in = api.post("", "/api/v1/session/new-password",
                           json::serialize(json::object{{"ticket", code}, {"password", kWord}}));
  EXPECT_EQ(body_json(in).at("step"), "in");
  EXPECT_EQ(act("chief", Method::kPost, "/accounts", R"({"person":"bob"})"), "account.person_has");
  EXPECT_EQ(act("chief", Method::kPost, "/accounts/bob/disabling"), "204");
  EXPECT_EQ(act("", Method::kPost, "/session", R"({"name":"bob","password":"seven blue kettles"})"),
            "account.wrong_login");
}

TEST_F(Accounts, ThePolicyIsSetByTheSecurityAdministrator) {
  EXPECT_EQ(api.get("ann", "/api/v1/account-policy").at("name"), "asvs");
  EXPECT_EQ(act("dan", Method::kPut, "/account-policy", R"({"file":"x.yaml","text":"none: 1"})"),
            "policy.unknown_key");
  const auto text = testing::read_file("policies/dengbao.yaml");
  EXPECT_EQ(act("dan", Method::kPut, "/account-policy",
                json::serialize(json::object{{"file", "dengbao.yaml"}, {"text", text}})),
            "204");
  const auto now = api.get("ann", "/api/v1/account-policy");
  EXPECT_EQ(now.at("name"), "dengbao");
  EXPECT_EQ(now.at("set_by"), "dan");
  EXPECT_EQ(act("eve", Method::kPut, "/account-policy", R"({"file":"x.yaml","text":"none: 1"})"),
            "account.not_security");
  EXPECT_EQ(rows("refused").front(), "eve policy");
}

TEST_F(Accounts, RefusalsAreInTheAuditWhetherOrNotThereIsSuchAMatter) {
  const auto id = api.office.open("job", "county", "mayor", {{"title", "x"}});
  const auto number = api.office.matter(id).number;
  EXPECT_EQ(act("ann", Method::kGet, "/matters/" + number), "matter.unknown");
  EXPECT_EQ(act("ann", Method::kGet, "/matters/NO-1"), "matter.unknown");
  EXPECT_EQ(act("county", Method::kPost, "/units", R"({"unit":"new","fields":{"zh":"新"}})"),
            "people.not_administrator");
  const auto all = rows("refused");
  EXPECT_EQ(all,
            (std::vector<std::string>{"county addUnit", "ann readMatter NO-1", "ann readMatter " + number}));
}

TEST_F(Accounts, RefusalsOfOnePersonDoNotFillTheDisk) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(act("ann", Method::kGet, "/matters/NO-1"), "matter.unknown");
  api.service.trail.flush();
  const auto page = api.get("cai", "/api/v1/audit?kind=refused&limit=1000");
  // Sixty in a minute; a hundred requests may lie in two.
  EXPECT_GE(page.at("items").as_array().size(), 60U);
  EXPECT_LE(page.at("items").as_array().size(), 100U);
}

TEST_F(Accounts, TheAuditIsPagedAndFiltered) {
  for (const auto* who : {"ann", "bob", "dan"})
    EXPECT_EQ(act(who, Method::kGet, "/audit"), "account.not_auditor");
  const auto first = api.get("cai", "/api/v1/audit?kind=refused&limit=2");
  EXPECT_EQ(first.at("items").as_array().size(), 2U);
  const auto cursor = std::string(first.at("next_cursor").as_string());
  const auto second = api.get("cai", "/api/v1/audit?kind=refused&limit=2&cursor=" + cursor);
  EXPECT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_EQ(api.get("cai", "/api/v1/audit?person=bob").at("items").as_array().size(), 1U);
  EXPECT_EQ(act("cai", Method::kGet, "/audit?kind=nonsense"), "http.bad_parameter");
  EXPECT_EQ(act("cai", Method::kGet, "/audit?cursor=nonsense"), "list.cursor");
}

/// With a session of the gate itself.
class Own : public Accounts {
 protected:
  Own() { mount(router_, service_); }
  std::string enter(const std::string& word = kWord) {
    const auto entry = api.gate.login("ann", word, {"192.0.2.1", "", "Firefox"});
    EXPECT_TRUE(entry.has_value() && entry->step == kernel::Step::kIn);
    return entry.has_value() ? entry->token : "";
  }
  Response ask(const std::string& token, Method method, const std::string& target,
               const std::string& body = {}) {
    auto e = make_exchange(method, "/api/v1" + target);
    e->request.headers.add("Authorization", "Bearer " + token);
    if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
    e->request.body = body;
    router_.dispatch(e);
    auto r = e->wait();
    api.check(*e->request.route, r, target);
    return r;
  }
  json::value done(const std::string& token, Method method, const std::string& target,
                   const std::string& body = {}) {
    const auto r = ask(token, method, target, body);
    EXPECT_LT(r.status, 300) << target << " " << body_text(r);
    return body_text(r).empty() ? json::value() : body_json(r);
  }
  std::string key(const std::string& token, Method method, const std::string& target,
                  const std::string& body = {}) {
    const auto r = ask(token, method, target, body);
    return r.status < 300 ? "" : std::string(body_json(r).at("key").as_string());
  }

 private:
  GateCallers callers_{api.gate};
  Service service_{*api.office.store, api.office.desk, api.office.clock, callers_, api.gate};
  Router router_;
};

TEST_F(Own, SessionsAreListedAndEnded) {
  const auto one = enter(), two = enter();
  const auto all = done(two, Method::kGet, "/sessions").at("items");
  ASSERT_EQ(all.as_array().size(), 3U);  // And that of the first password.
  EXPECT_EQ(all.at(1).at("is_this"), false);
  EXPECT_EQ(all.at(2).at("is_this"), true);
  EXPECT_EQ(all.at(1).at("agent"), "Firefox");
  EXPECT_EQ(key(two, Method::kDelete, "/sessions/99"), "account.unknown_session");
  EXPECT_EQ(key(two, Method::kDelete, "/sessions/x"), "account.unknown_session");
  done(two, Method::kDelete, "/sessions/" + std::string(all.at(1).at("id").as_string()));
  EXPECT_EQ(key(one, Method::kGet, "/me"), "account.no_session");
}

TEST_F(Own, TokensAreMadeOnceShownAndRevoked) {
  const auto session = enter();
  EXPECT_EQ(key(session, Method::kPost, "/tokens", R"({"title":"t","days":4000})"), "account.token_days");
  EXPECT_EQ(key(session, Method::kPost, "/tokens", R"({"title":"t","days":99999999999})"),
            "account.token_days");
  EXPECT_EQ(key(session, Method::kPost, "/tokens", R"({"title":"t","operations":["nonsense"]})"),
            "account.scope_word");
  EXPECT_EQ(key(session, Method::kPost, "/tokens", R"({"title":"t","unit":"nowhere"})"),
            "people.unknown_unit");
  const auto made = done(session, Method::kPost, "/tokens", R"({"title":"t","operations":["readMe"]})");
  const auto token = std::string(made.at("token").as_string());
  EXPECT_EQ(key(token, Method::kGet, "/me"), "");
  EXPECT_EQ(key(token, Method::kGet, "/matters"), "account.scope");
  const auto all = done(session, Method::kGet, "/tokens").at("items");
  ASSERT_EQ(all.as_array().size(), 1U);
  EXPECT_EQ(json::serialize(all).find(token), std::string::npos);
  done(session, Method::kDelete, "/tokens/" + std::string(all.at(0).at("id").as_string()));
  EXPECT_EQ(key(token, Method::kGet, "/me"), "account.session_expired");
}

TEST_F(Own, ATokenChangesNoSecretAndEndsNoSession) {
  const auto session = enter();
  const auto made = done(session, Method::kPost, "/tokens", R"({"title":"t","may_write":true})");
  const auto token = std::string(made.at("token").as_string());
  for (const auto& [method, path, body] :
       {std::tuple{Method::kPost, "/tokens", R"({"title":"t"})"},
        std::tuple{Method::kPost, "/password",
                   R"({"old":"seven blue kettles","password":"nine green ladders"})"},
        std::tuple{Method::kPost, "/second-factor", R"({"password":"seven blue kettles"})"},
        std::tuple{Method::kPost, "/recovery-codes", R"({"password":"seven blue kettles"})"},
        std::tuple{Method::kDelete, "/sessions/1", ""}, std::tuple{Method::kDelete, "/session", ""}})
    EXPECT_EQ(key(token, method, path, body), "account.by_session") << path;
}

TEST_F(Own, APasswordIsChangedWithTheOldOneAndEndsAllSessions) {
  const auto one = enter(), two = enter();
  EXPECT_EQ(key(two, Method::kPost, "/password", R"({"old":"wrong","password":"nine green ladders"})"),
            "account.wrong_password");
  EXPECT_EQ(key(two, Method::kPost, "/password", R"({"old":"seven blue kettles","password":"short"})"),
            "account.password_short");
  const auto r =
      ask(two, Method::kPost, "/password", R"({"old":"seven blue kettles","password":"nine green ladders"})");
  EXPECT_EQ(r.status, 200) << body_text(r);
  EXPECT_EQ(body_json(r).at("step"), "in");
  EXPECT_NE(r.headers.get("Set-Cookie"), "");
  EXPECT_EQ(key(one, Method::kGet, "/me"), "account.no_session");
  EXPECT_EQ(key(two, Method::kGet, "/me"), "account.no_session");
}

TEST_F(Own, ASecondFactorIsSetAndTakenAway) {
  const auto session = enter();
  EXPECT_EQ(key(session, Method::kPost, "/second-factor/confirmation", R"({"code":"000000"})"),
            "account.no_enrolment");
  done(session, Method::kPost, "/second-factor", R"({"password":"seven blue kettles"})");
  EXPECT_EQ(key(session, Method::kPost, "/second-factor/confirmation", R"({"code":"0000000"})"),
            "account.wrong_code");
  EXPECT_EQ(key(session, Method::kPost, "/recovery-codes", R"({"password":"seven blue kettles"})"),
            "account.no_second_factor");
  EXPECT_EQ(key(session, Method::kPost, "/second-factor/removal", R"({"password":"wrong"})"),
            "account.wrong_password");
  EXPECT_EQ(key(session, Method::kPost, "/second-factor/removal", R"({"password":"seven blue kettles"})"),
            "");
}

}  // namespace
}  // namespace guatu::http::api
