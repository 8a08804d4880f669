// Goal: every request is answered once, by the right handler or by a problem; and problems say the same in
// both languages. Method: a small table of routes; answers from other threads, from nobody, and by
// exceptions.
#include "guatu/http/router.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "guatu/http/http_fixture_test.h"
#include "guatu/http/problem.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/ports.h"

namespace guatu::http {
namespace {

Handler says(std::string text) {
  return [text](const Request& q, const Responder& r) {
    std::string out = text;
    for (const auto& p : q.params) out += " " + p.name + "=" + p.value;
    r.send(Response::text(200, out));
  };
}

void fill(Router& router) {
  router.get("/api/v1/matters", "listMatters", says("list"));
  router.post("/api/v1/matters", "openMatter", says("open"));
  router.get("/api/v1/matters/{id}", "readMatter", says("one"));
  router.get("/api/v1/matters/mine", "myMatters", says("mine"));
  router.get("/api/v1/matters/{id}/history", "history", says("history"));
  router.add({Method::kDelete, "/api/v1/units/{unit}/grants/{grant}", "dropGrant", says("drop"), {}});
}

TEST(Router, FindsTheHandlerAndTheParameters) {
  Router router;
  fill(router);
  const struct {
    Method method;
    const char* target;
    const char* want;
  } rows[] = {{Method::kGet, "/api/v1/matters?x=1", "list"},
              {Method::kPost, "/api/v1/matters", "open"},
              {Method::kGet, "/api/v1/matters/12", "one id=12"},
              {Method::kHead, "/api/v1/matters/12", "one id=12"},
              {Method::kGet, "/api/v1/matters/mine", "mine"},
              {Method::kGet, "/api/v1/matters/mine/history", "history id=mine"},
              {Method::kGet, "/api/v1/matters/%E5%A4%AA/history", "history id=太"},
              {Method::kDelete, "/api/v1/units/a/grants/b", "drop unit=a grant=b"}};
  for (const auto& row : rows) {
    const auto r = ask(router, row.method, row.target);
    EXPECT_EQ(r.status, 200) << row.target;
    EXPECT_EQ(body_text(r), row.want) << row.target;
  }
  EXPECT_EQ(router.routes().size(), 6U);
  EXPECT_EQ(router.routes()[2]->operation, "readMatter");
}

TEST(Router, AnswersWhatNoHandlerDoes) {
  Router router;
  fill(router);
  for (const char* target :
       {"/", "/api", "/api/v1/matters/12/nothing", "/api/v1/units/a/grants", "/api/v1/matters/"})
    EXPECT_EQ(ask(router, Method::kGet, target).status, 404) << target;
  const auto wrong = ask(router, Method::kDelete, "/api/v1/matters");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(body_json(wrong).at("key").as_string(), "http.method_not_allowed");
  const auto options = ask(router, Method::kOptions, "/api/v1/matters/1");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.headers.get("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask(router, Method::kOptions, "*").status, 204);
  EXPECT_EQ(ask(router, Method::kGet, "*").status, 400);

  router.set_fallback(says("ui"));
  EXPECT_EQ(body_text(ask(router, Method::kGet, "/wall")), "ui");
  EXPECT_EQ(ask(router, Method::kPost, "/wall").status, 404);
  EXPECT_EQ(ask(router, Method::kDelete, "/api/v1/matters").status, 405);
}

TEST(Router, AsksTheGateBeforeTheHandler) {
  Router router;
  fill(router);
  router.set_gate([](Request& q, const Route& route) -> std::optional<Response> {
    if (route.operation == "listMatters") return problem(Error("matter.not_yours"), q);
    return std::nullopt;
  });
  EXPECT_EQ(ask(router, Method::kGet, "/api/v1/matters").status, 403);
  EXPECT_EQ(ask(router, Method::kGet, "/api/v1/matters/1").status, 200);
}

TEST(Responder, AnswersOnceFromAnyThread) {
  Router router;
  std::thread later;
  router.get("/later", "", [&](const Request&, const Responder& r) {
    // A copyable function, as the desk wants it.
    std::function<void()> then = [r] {
      r.send(Response::text(201, "first"));
      r.send(Response::text(500, "second"));
    };
    later = std::thread(std::move(then));
  });
  router.get("/never", "", [](const Request&, const Responder&) {});
  router.get("/throws", "",
             [](const Request&, const Responder&) { throw std::runtime_error("secret path"); });
  router.get("/store", "", [](const Request&, const Responder&) {
    throw kernel::StoreFailure(Error("store.io", "", {{"detail", "x"}}));
  });
  EXPECT_EQ(ask(router, Method::kGet, "/later").status, 201);
  later.join();
  const auto never = ask(router, Method::kGet, "/never");
  EXPECT_EQ(never.status, 500);
  EXPECT_EQ(never.error_key, "http.no_answer");
  const auto threw = ask(router, Method::kGet, "/throws");
  EXPECT_EQ(threw.status, 500);
  EXPECT_EQ(threw.error_detail, "secret path");
  EXPECT_EQ(body_text(threw).find("secret"), std::string::npos);
  const auto store = ask(router, Method::kGet, "/store");
  EXPECT_EQ(store.status, 503);
  EXPECT_EQ(store.headers.get("Retry-After"), "1");
}

TEST(Responder, ManyCopiesInManyThreadsGiveOneAnswer) {
  for (int round = 0; round < 200; ++round) {
    auto e = make_exchange(Method::kGet, "/x");
    std::vector<std::thread> threads;
    {
      const Responder first(e);
      for (int i = 0; i < 3; ++i)
        threads.emplace_back([copy = first] { EXPECT_EQ(copy.request().path, "/x"); });
    }
    for (auto& t : threads) t.join();
    EXPECT_EQ(e->wait().error_key, "http.no_answer");
  }
}

/// Used for one request after another, as a connection does.
class ReusedExchange final : public Exchange {
 public:
  bool try_use_again() {
    if (!is_free()) return false;
    use_again();
    return true;
  }
  std::atomic<int> answers{0};
  std::atomic<int> failures{0};

 private:
  void answer(Response r) noexcept override {
    if (!r.error_key.empty()) ++failures;
    ++answers;
  }
  bool is_wanted() const noexcept override { return true; }
};

// The thread that had answered let go of the exchange, which was used for the next request already, and then
// looked whether it was answered: the next request got http.no_answer.
TEST(Responder, LettingGoAnswersNoLaterRequest) {
  constexpr int kRequests = 300'000;
  const auto e = std::make_shared<ReusedExchange>();
  std::atomic<Responder*> slot{nullptr};
  std::thread desk([&] {
    for (int i = 0; i < kRequests; ++i) {
      Responder* r = nullptr;
      while ((r = slot.exchange(nullptr)) == nullptr) std::this_thread::yield();
      r->send(Response::empty(204));
      delete r;
    }
  });
  for (int i = 0; i < kRequests; ++i) {
    slot = new Responder(e);
    while (e->answers.load() <= i || !e->try_use_again()) {
    }
  }
  desk.join();
  EXPECT_EQ(e->failures, 0);
}

TEST(Problem, SaysTheSameInBothLanguagesAndPointsAtFields) {
  Request q;
  q.id = "r1";
  q.lang = Lang::kEn;
  const Problems two{Error("field.date", "born"),
                     Error("json.expected", "/atts/1/size", {{"expected", "integer"}}),
                     Error("field.required", "a/b~c")};
  const auto r = problem(two, q);
  EXPECT_EQ(r.status, 422);
  EXPECT_EQ(r.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(r.headers.get("Content-Language"), "en");
  const auto v = body_json(r);
  EXPECT_EQ(v.at("type").as_string(), "urn:guatu:problem:field.date");
  EXPECT_EQ(v.at("key").as_string(), "field.date");
  EXPECT_EQ(v.at("status").as_int64(), 422);
  EXPECT_EQ(v.at("request_id").as_string(), "r1");
  EXPECT_EQ(v.at("detail").as_string(), "Field born must be a date such as 2022-04-13.");
  EXPECT_EQ(v.at("fields").at(0).at("pointer").as_string(), "/born");
  EXPECT_EQ(v.at("fields").at(1).at("pointer").as_string(), "/atts/1/size");
  EXPECT_EQ(v.at("fields").at(2).at("pointer").as_string(), "/a~1b~0c");
  q.lang = Lang::kZh;
  const auto zh = body_json(problem(two, q));
  EXPECT_NE(zh.at("title").as_string(), v.at("title").as_string());
  EXPECT_NE(zh.at("detail").as_string(), v.at("detail").as_string());
  EXPECT_EQ(zh.at("key").as_string(), "field.date");
}

TEST(Problem, TheStatusOfAKeyIsTheLongestRow) {
  const std::pair<const char*, int> rows[] = {{"matter.unknown", 404},    {"matter.unknown_move", 404},
                                              {"matter.closed", 409},     {"matter.not_yours_to_open", 403},
                                              {"store.busy", 503},        {"store.full", 503},
                                              {"store.io", 503},          {"desk.full", 503},
                                              {"desk.stopped", 503},      {"command.conflict", 409},
                                              {"command.too_large", 413}, {"http.body_too_large", 413},
                                              {"http.changed", 412},      {"json.syntax", 400},
                                              {"json.expected", 422},     {"field.required", 422},
                                              {"no.such_family", 500},    {"people.may_not_erase", 403}};
  for (const auto& [key, status] : rows) EXPECT_EQ(status_of(key), status) << key;
  // Every sentence of the rules has a row: none of them is our own fault.
  for (const auto table : {kernel::matter_messages(), kernel::playbook_messages(), kernel::http_messages()})
    for (const auto& m : table)
      EXPECT_TRUE(status_of(m.key) != 500 || m.key == "http.internal" || m.key == "http.no_answer" ||
                  m.key == "http.listen" || m.key == "http.certificate")
          << m.key;
}

}  // namespace
}  // namespace guatu::http
