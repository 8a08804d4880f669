// The window of whoever has no account over a small office: the shipped playbook of orders, keys of persons,
// requests as a browser sends them, answers checked against the description.
#pragma once

#include <gtest/gtest.h>

#include "guatu/base/hash.h"
#include "guatu/base/secret.h"
#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/api/keys_fixture_test.h"
#include "guatu/http/api/public_window.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::http::api {

inline constexpr const char* kContact = "13800001234";
inline constexpr const char* kDetail = "三单元门口的灯";

/// The shipped playbook of orders; with `title` published too.
inline std::string orders() {
  auto text = testing::read_file("playbooks/order.yaml");
  const std::string before = "public: [number, state, kind, due_at]";
  const auto at = text.find(before);
  GUATU_ASSERT(at != std::string::npos);
  return text.replace(at, before.size(), "public: [number, title, state, kind, due_at]");
}

inline std::string solved(std::string_view nonce, int difficulty) {
  Hasher hasher(HashKind::kSha256);
  for (int n = 0;; ++n) {
    const auto d = hasher.of(std::string(nonce) + "." + std::to_string(n));
    int bits = 0;
    while (bits < difficulty && (d[static_cast<std::size_t>(bits / 8)] >> (7 - bits % 8) & 1) == 0) ++bits;
    if (bits == difficulty) return std::to_string(n);
  }
}

struct Proof {
  std::string nonce;
  std::string answer;
};

class Public : public ::testing::Test {
 protected:
  Public() {
    api_.office.publish(testing::read_file("playbooks/helper.yaml"));
    api_.office.publish(orders());
    service_.window = &window_;
    mount(router_, service_);
  }

  Response ask(Method method, const std::string& target, const std::string& body = {},
               const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    auto e = make_exchange(method, "/api/v1/public" + target);
    e->request.peer = peer_;
    if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
    for (const auto& [name, value] : headers) e->request.headers.set(name, value);
    e->request.body = body;
    router_.dispatch(e);
    auto r = e->wait();
    api_.check(*e->request.route, r, target);
    seen_ += body_text(r);
    return r;
  }
  Proof proof() {
    const auto c = body_json(ask(Method::kGet, "/challenge"));
    Proof p{std::string(c.at("nonce").as_string()), {}};
    p.answer = solved(p.nonce, static_cast<int>(c.at("difficulty").as_int64()));
    return p;
  }
  static json::object order(const std::string& title = "换灯泡", const std::string& contact = kContact) {
    json::object o{{"kind", "repair"}, {"urgent", false}, {"detail", kDetail}};
    o["title"] = title;
    o["contact"] = contact;
    return o;
  }
  Response send(const json::object& fields, const Proof& p, const std::string& key,
                const std::string& playbook = "order") {
    return ask(Method::kPost, "/matters",
               json::serialize(json::object{
                   {"playbook", playbook}, {"fields", fields}, {"nonce", p.nonce}, {"answer", p.answer}}),
               {{"Idempotency-Key", key}});
  }
  Response send(const json::object& fields, const std::string& key) { return send(fields, proof(), key); }
  Response follow(const std::string& number, const std::string& code) {
    return ask(Method::kGet, "/matters/" + number, {}, {{"Follow-Code", code}});
  }
  static std::string text(const json::value& v, const char* member) {
    return std::string(v.at(member).as_string());
  }
  static std::string key_of(const Response& r) {
    return r.status < 400 ? std::string() : text(body_json(r), "key");
  }

  ApiOffice api_;
  KeysInMemory keys_;
  kernel::Desk desk_{*api_.office.store, api_.office.clock, {.person_keys = &keys_}};
  ManualClock wall_{testing::at("2022-04-06 09:00")};
  PublicConfig config_{{{"order",
                         {"street"},
                         {"ann"},
                         {"title", "kind", "urgent", "detail", "photos", "contact"},
                         "contact",
                         {}}},
                       {"order"},
                       {"周一至周五", "Monday to Friday"},
                       8,
                       20,
                       3,
                       {}};
  PublicWindow window_{config_, "the secret of this ledger", wall_};
  Service service_{*api_.office.store, desk_, api_.office.clock, api_.callers, api_.gate, &keys_, {},
                   &api_.shelf};
  Router router_;
  std::string peer_ = "192.0.2.1";
  std::string seen_;  ///< all that was ever answered
};

}  // namespace guatu::http::api
