// Goal: over the API somebody is who bears a token, and nothing more than it and its person allow.
// Method: the program makes accounts and tokens; the router that `guatu serve` mounts is asked without a
// socket.
#include "guatu/http/api/callers.h"

#include <memory>
#include <sstream>

#include "guatu/accounts.h"
#include "guatu/cli_fixture_test.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/http_fixture_test.h"

namespace guatu::app {
namespace {

using http::Method;

constexpr const char* kWord = "seven blue kettles";

class TokenCallers : public CliFixture {
 protected:
  void SetUp() override {
    CliFixture::SetUp();
    ok({"person", "grant", "mayor", "--unit", "city", "--role", "system_admin"});
    const auto code = text(ok({"account", "first", "--person", "mayor", "--json"}), "code");
    ok({"account", "password", "--code", code}, std::string(kWord) + "\n");
    for (const auto* who : {"boss", "worker", "stranger"}) {
      const auto made = text(ok({"account", "add", who, "--json"}), "code");
      ok({"account", "password", "--code", made}, std::string(kWord) + "\n");
    }
  }
  void TearDown() override {
    service_.reset();  // Its trail still writes into the accounts.
    callers_.reset();
    accounts_.reset();
    office_.reset();
    CliFixture::TearDown();
  }

  Ran ok(const Words& words, const std::string& in = {}) {
    auto ran = on(words, in);
    EXPECT_EQ(ran.code, 0) << words.at(0) << " " << words.at(1) << ": " << ran.err;
    return ran;
  }
  static std::string text(const Ran& ran, const char* member) {
    return std::string(ran.json().at(member).as_string());
  }
  std::string token(const char* account, Words more = {}) {
    Words words{"token", "add", account, "--title", "test", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return text(ok(words), "token");
  }

  /// As `guatu serve` puts it together.
  void serve() {
    session_.data = data();
    session_.share = share();
    office_ = std::move(Office::open(session_, Access::kWrite).value());
    const auto people = http::api::people_now(office_->store());
    accounts_ = std::move(Accounts::open(data(), share(), people, {}).value());
    callers_ = std::make_unique<http::api::GateCallers>(accounts_->gate());
    service_.reset(new http::api::Service{office_->store(), office_->desk(), office_->clock(), *callers_,
                                          accounts_->gate(), office_->person_keys()});
    http::api::mount(router_, *service_);
  }
  http::Response ask(const std::string& authorization, const std::string& target,
                     Method method = Method::kGet, const std::string& body = {}) {
    auto e = http::make_exchange(method, "/api/v1" + target);
    if (!authorization.empty()) e->request.headers.add("Authorization", authorization);
    if (!body.empty()) {
      e->request.headers.add("Content-Type", "application/json");
      e->request.headers.add("Idempotency-Key", "key-" + std::to_string(++count_));
      e->request.body = body;
    }
    router_.dispatch(e);
    return e->wait();
  }
  static std::string key_of(const http::Response& r) {
    const auto body = http::body_json(r);
    return body.is_object() && body.get_object().contains("key") ? std::string(body.at("key").as_string())
                                                                 : "";
  }
  std::size_t audited(const char* kind) {
    service_->trail.flush();
    ok({"person", "grant", "stranger", "--unit", "city", "--role", "audit_admin"});
    return ok({"account", "audit", "--by", "stranger", "--kind", kind, "--json"})
        .json()
        .at("items")
        .as_array()
        .size();
  }

 private:
  std::istringstream in_;
  std::ostringstream out_, err_;
  Io io_{in_, out_, err_};
  Session session_{io_, {}, Lang::kEn, true, false, false, {}, {}};
  std::unique_ptr<Office> office_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<http::api::GateCallers> callers_;
  std::unique_ptr<http::api::Service> service_;
  http::Router router_;
  int count_ = 0;
};

TEST_F(TokenCallers, NobodyIsLetInWithoutOne) {
  const auto good = token("boss");
  serve();
  auto forged = good;
  forged[10] = forged[10] == 'a' ? 'b' : 'a';
  for (const auto& authorization : {std::string(), std::string("Bearer "), std::string("Bearer x"),
                                    "Basic " + good, good, "Bearer " + forged}) {
    const auto r = ask(authorization, "/me");
    EXPECT_EQ(r.status, 401) << authorization;
    EXPECT_EQ(key_of(r), "account.no_session") << authorization;
    EXPECT_EQ(r.headers.get("WWW-Authenticate"), "Bearer") << authorization;
  }
  EXPECT_EQ(ask("bearer " + good, "/me").status, 200);
}

TEST_F(TokenCallers, ItsPersonIsSeenAndSeesTheirOwn) {
  const auto boss = "Bearer " + token("boss"), stranger = "Bearer " + token("stranger");
  serve();
  EXPECT_EQ(http::body_json(ask(boss, "/me")).at("id"), "boss");
  EXPECT_EQ(http::body_json(ask(boss, "/matters")).at("items").as_array().size(), 1U);
  EXPECT_EQ(http::body_json(ask(stranger, "/matters")).at("items").as_array().size(), 0U);
  EXPECT_EQ(key_of(ask(stranger, "/matters/ZS-2022-001")), "matter.unknown");
}

TEST_F(TokenCallers, OfWhichSomeOnlyReadOrDoOneThing) {
  const auto reading = "Bearer " + token("boss");
  const auto writing = "Bearer " + token("boss", {"--scope", "write"});
  const auto one = "Bearer " + token("boss", {"--scope", "operation:readMe"});
  const auto unit = "Bearer " + token("boss", {"--unit", "bureau"});
  const auto playbook = "Bearer " + token("boss", {"--scope", "playbook:chore"});
  serve();
  const char* const body = R"({"person": "worker"})";
  EXPECT_EQ(key_of(ask(reading, "/matters/ZS-2022-001/copies", Method::kPost, body)), "account.scope");
  EXPECT_EQ(ask(writing, "/matters/ZS-2022-001/copies", Method::kPost, body).status, 200);
  EXPECT_EQ(ask(one, "/matters").status, 403);
  // Within its bounds it reads, and nothing else.
  EXPECT_EQ(ask(unit, "/matters").status, 200);
  EXPECT_EQ(ask(playbook, "/matters").status, 200);
  EXPECT_EQ(ask(unit, "/tokens").status, 403);
  EXPECT_EQ(audited("refused"), 3U);
}

TEST_F(TokenCallers, ADisabledAccountEndsAtOnce) {
  const auto worker = "Bearer " + token("worker");
  serve();
  EXPECT_EQ(ask(worker, "/me").status, 200);
  ok({"account", "disable", "worker"});
  EXPECT_EQ(ask(worker, "/me").status, 401);
}

}  // namespace
}  // namespace guatu::app
