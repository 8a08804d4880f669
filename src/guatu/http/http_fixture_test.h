// A request by hand and its answer, without a socket: what tests of handlers use.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "guatu/base/json_map.h"
#include "guatu/http/router.h"
#include "guatu/http/target.h"

namespace guatu::http {

/// Waits for its answer, whichever thread gives it.
class TestExchange final : public Exchange {
 public:
  Response wait() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return answer_.has_value(); });
    return *answer_;
  }
  bool has_answer() {
    const std::lock_guard lock(mutex_);
    return answer_.has_value();
  }

 private:
  void answer(Response response) noexcept override {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(response);
    came_.notify_all();
  }
  bool is_wanted() const noexcept override { return true; }

  std::mutex mutex_;
  std::condition_variable came_;
  std::optional<Response> answer_;
};

/// An exchange with a request for `target`; its other members are the test's to fill.
inline std::shared_ptr<TestExchange> make_exchange(Method method, const std::string& target) {
  auto e = std::make_shared<TestExchange>();
  e->request.method = method;
  e->request.lang = Lang::kEn;
  e->request.id = "test";
  EXPECT_TRUE(read_target(target, e->request).has_value()) << target;
  return e;
}

/// Routes it and waits for the answer. A `body` is JSON.
inline Response ask(const Router& router, Method method, const std::string& target, std::string body = {}) {
  auto e = make_exchange(method, target);
  if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
  e->request.body = std::move(body);
  router.dispatch(e);
  return e->wait();
}

inline std::string body_text(const Response& r) {
  if (const auto* s = std::get_if<std::string>(&r.body)) return *s;
  if (const auto* s = std::get_if<SharedBody>(&r.body)) return **s;
  return {};
}

inline json::value body_json(const Response& r) {
  auto v = parse_json(body_text(r));
  EXPECT_TRUE(v.has_value()) << body_text(r);
  return v.has_value() ? *v : json::value();
}

}  // namespace guatu::http
