// The API over a small office, without a socket. Every answer is checked against schema/openapi.yaml.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "guatu/base/yaml.h"
#include "guatu/http/api/imports.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/http_fixture_test.h"
#include "guatu/testing/accounts.h"
#include "guatu/testing/json_schema.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::http::api {

/// The description, read once.
inline const YamlNode& description() {
  static const auto* const node = [] {
    auto read = read_yaml(testing::read_file("schema/openapi.yaml"), "openapi.yaml");
    if (read.has_error()) ADD_FAILURE() << read.error().front().key << " " << read.error().front().place.line;
    return new YamlNode(read.has_value() ? std::move(*read) : YamlNode());
  }();
  return *node;
}

/// What the description says of an operation; nullptr when it says nothing.
inline const YamlNode* described(Method method, std::string_view path) {
  const auto* paths = description().find("paths");
  const auto* item = paths == nullptr ? nullptr : paths->find(path.substr(kRoot.size()));
  if (item == nullptr) return nullptr;
  std::string word = text_of(method == Method::kHead ? Method::kGet : method);
  for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
  return item->find(word);
}

/// All bytes of an answer, also of one that is sent while it is made.
inline std::string whole_text(const Response& r) {
  const auto* stream = std::get_if<StreamBody>(&r.body);
  if (stream == nullptr) return body_text(r);
  std::string out;
  for (bool is_over = false; !is_over;)
    stream->producer->next([&](Result<Piece> p) {
      is_over = p.has_error() || p->bytes.empty();
      if (!is_over) out += p->bytes;
    });
  return out;
}

/// The person stands in a header; the bounds of a token too: `may_write unit playbook playbook …`, `-` for
/// none.
class TestCallers final : public Callers {
 public:
  Result<Known> caller_of(const Request& request) override {
    Known out;
    out.caller.person = PersonId{std::string(request.headers.get("X-Test-Person"))};
    if (const auto* bounds = request.headers.find("X-Test-Bounds")) {
      std::istringstream words(*bounds);
      std::string word;
      kernel::TokenScope scope;
      words >> word;
      scope.may_write = word == "write";
      words >> word;
      if (word != "-") scope.unit = {word};
      while (words >> word) scope.playbooks.push_back(word);
      out.caller.scope = std::move(scope);
    }
    return out;
  }
};

/// A folder that goes with the object.
struct TemporaryFolder {
  TemporaryFolder() { GUATU_ASSERT(::mkdtemp(path.data()) != nullptr); }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path = (std::filesystem::temp_directory_path() / "guatu-api-XXXXXX").string();
};

/// What a test may say besides.
struct Extra {
  std::string key{};  ///< Idempotency-Key; `-`: none; empty: a new one
  std::vector<std::pair<std::string, std::string>> headers{};
};

class ApiOffice {
 public:
  using Extra = api::Extra;

  explicit ApiOffice(const std::vector<const char*>& playbooks = {testing::kJob, testing::kPostBox})
      : accounts(office.clock, people_now(*office.store)),
        gate(accounts.gate()),
        service{*office.store, office.desk, office.clock, callers, gate} {
    for (const auto* p : playbooks) office.publish(p);
    service.shelf = &shelf;
    service.imports = &imports;
    mount(router, service);
  }

  Response ask(const std::string& person, Method method, const std::string& target,
               const std::string& body = {}, const Extra& extra = {}) {
    auto e = make_exchange(method, target);
    e->request.headers.add("X-Test-Person", person);
    if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
    if (method != Method::kGet && method != Method::kHead && extra.key != "-")
      e->request.headers.add("Idempotency-Key",
                             extra.key.empty() ? "t" + std::to_string(++count_) : extra.key);
    for (const auto& [name, value] : extra.headers) e->request.headers.set(name, value);
    e->request.body = body;
    router.dispatch(e);
    auto r = e->wait();
    if (e->request.route != nullptr) check(*e->request.route, r, target);
    return r;
  }
  json::value get(const std::string& person, const std::string& target) {
    const auto r = ask(person, Method::kGet, target);
    EXPECT_EQ(r.status, 200) << target << " " << body_text(r);
    return body_json(r);
  }
  Response post(const std::string& person, const std::string& target, const std::string& body,
                const Extra& extra = {}) {
    return ask(person, Method::kPost, target, body, extra);
  }

  /// Does the audit say that `person` took `about` out? Read as its administrator reads it.
  bool has_exported(const std::string& person, const std::string& about) {
    auto c = office.command(kernel::Verb::kGrant, "system");
    c.person = PersonId{"eve"};
    c.name = "audit_admin";
    c.unit = UnitId{"city"};
    office.done(c);
    const auto page = gate.audit(PersonId{"eve"}, {}, {}).value();
    return std::any_of(page.items.begin(), page.items.end(), [&](const kernel::AuditRow& row) {
      return row.kind == kernel::AuditKind::kExported && row.person.value == person && row.about == about;
    });
  }

  testing::Office office;
  testing::TemporaryGate accounts;
  kernel::Gate& gate;
  TestCallers callers;
  TemporaryFolder folder;
  files::Shelf shelf{folder.path, office.clock};
  Service service;
  Imports imports{service};
  Router router;

  /// The answer fits the description.
  void check(const Route& route, const Response& r, const std::string& target) {
    const auto* op = described(route.method, route.path);
    ASSERT_NE(op, nullptr) << route.path << " is not described";
    const auto* responses = op->find("responses");
    ASSERT_NE(responses, nullptr);
    const auto* answer = responses->find(std::to_string(r.status));
    ASSERT_NE(answer, nullptr) << target << ": " << r.status << " is not described: " << body_text(r)
                               << r.error_detail;
    const testing::JsonSchemas schemas(description());
    const auto* content = schemas.resolved(*answer).find("content");
    if (content == nullptr) {
      EXPECT_EQ(body_text(r), "") << target;
      return;
    }
    if (const auto type = r.headers.get("Content-Type"); type.find("json") == std::string_view::npos) {
      EXPECT_TRUE(content->find(type) != nullptr || content->find("application/octet-stream") != nullptr)
          << target << " " << type;
      return;
    }
    const auto* media =
        content->find(r.headers.get("Content-Type").substr(0, 24).starts_with("application/prob")
                          ? "application/problem+json"
                          : "application/json");
    ASSERT_NE(media, nullptr) << target;
    EXPECT_EQ(schemas.problem(*media->find("schema"), body_json(r)), "")
        << target << " " << r.status << " " << body_text(r).substr(0, 2000);
  }

 private:
  int count_ = 0;
};

}  // namespace guatu::http::api
