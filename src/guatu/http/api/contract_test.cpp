// Goal: the description and the server say the same. Method: schema/openapi.yaml is read and compared with
// the table of operations both ways: paths, methods, ids, parameters, bodies with their members, statuses.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

std::string word_of(Method m) {
  std::string word = text_of(m);
  for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
  return word;
}

using Names = std::map<std::string, bool>;  ///< name → is required

/// Parameters of the path item and of the operation that lie `in` there.
Names parameters(const YamlNode& item, const YamlNode& op, const std::string& in) {
  const testing::JsonSchemas schemas(description());
  Names out;
  for (const auto* of : {item.find("parameters"), op.find("parameters")})
    for (std::size_t i = 0; of != nullptr && i < of->items.size(); ++i) {
      const auto& p = schemas.resolved(of->items[i]);
      if (p.find("in")->scalar != in) continue;
      bool is_required = false;
      if (const auto* r = p.find("required")) {
        EXPECT_TRUE(yaml_bool(*r, is_required));
      }
      EXPECT_TRUE(out.emplace(p.find("name")->scalar, is_required).second) << p.find("name")->scalar;
    }
  return out;
}

Names names_of(const std::vector<Member>& members) {
  Names out;
  for (const auto& m : members) out.emplace(m.name, m.is_required);
  return out;
}

Names in_path(const std::string& path) {
  Names out;
  for (std::size_t at = 0; (at = path.find('{', at)) != std::string::npos;) {
    const auto end = path.find('}', at);
    out.emplace(path.substr(at + 1, end - at - 1), true);
    at = end;
  }
  return out;
}

Names members_of_body(const YamlNode& op) {
  const testing::JsonSchemas schemas(description());
  const auto* media = op.find("requestBody")->find("content")->find("application/json");
  const auto& schema = schemas.resolved(*media->find("schema"));
  Names out;
  for (const auto& e : schema.find("properties")->entries) out.emplace(e.key, false);
  if (const auto* required = schema.find("required"))
    for (const auto& name : required->items) out[name.scalar] = true;
  return out;
}

TEST(Contract, EveryOperationIsDescribedAsItIs) {
  for (const auto& op : operations()) {
    SCOPED_TRACE(op.id);
    const auto* item = description().find("paths")->find(op.path);
    ASSERT_NE(item, nullptr) << op.path;
    const auto* said = item->find(word_of(op.method));
    ASSERT_NE(said, nullptr) << op.path;
    EXPECT_EQ(said->find("operationId")->scalar, op.id);
    EXPECT_NE(said->find("summary"), nullptr);
    const auto* security = said->find("security");
    EXPECT_EQ(security != nullptr && security->items.empty(), op.is_open);
    EXPECT_EQ(parameters(*item, *said, "path"), in_path(op.path));
    EXPECT_EQ(parameters(*item, *said, "query"), names_of(op.query));
    Names headers;
    if (op.is_write()) headers["Idempotency-Key"] = true;
    if (op.is_write() && op.is_about_matter()) headers["If-Match"] = false;
    if (op.id == "readMatter") headers["If-None-Match"] = false;
    for (const auto& name : op.headers) headers[name] = name == "Idempotency-Key";
    EXPECT_EQ(parameters(*item, *said, "header"), headers);
    ASSERT_EQ(said->find("requestBody") != nullptr, op.body.has_value() || op.open_sink);
    if (op.body) {
      EXPECT_EQ(members_of_body(*said), names_of(*op.body));
    }
    std::vector<int> statuses;
    for (const auto& e : said->find("responses")->entries) statuses.push_back(std::stoi(e.key));
    std::sort(statuses.begin(), statuses.end());
    EXPECT_EQ(statuses, op.statuses());
  }
}

TEST(Contract, NothingIsDescribedThatIsNotServed) {
  std::set<std::string> served;
  std::set<std::string> ids;
  for (const auto& op : operations()) {
    served.insert(word_of(op.method) + " " + op.path);
    EXPECT_TRUE(ids.insert(op.id).second) << op.id;
  }
  std::size_t n = 0;
  for (const auto& item : description().find("paths")->entries)
    for (const auto& op : item.value.entries) {
      if (op.key == "parameters") continue;
      ++n;
      EXPECT_TRUE(served.contains(op.key + " " + item.key)) << op.key << " " << item.key;
    }
  EXPECT_EQ(n, operations().size());
}

TEST(Contract, TheRouterServesWhatTheTableSays) {
  ApiOffice api;
  ASSERT_EQ(api.router.routes().size(), operations().size());
  for (const auto& route : api.router.routes())
    EXPECT_NE(described(route->method, route->path), nullptr) << route->path;
}

/// Every reference leads somewhere, and nothing is described that no operation uses.
TEST(Contract, ReferencesLeadSomewhereAndAllIsUsed) {
  const testing::JsonSchemas schemas(description());
  std::set<std::string> used;
  const auto walk = [&](const auto& self, const YamlNode& node) -> void {
    if (const auto* ref = node.find("$ref")) {
      used.insert(ref->scalar);
      schemas.resolved(node);
    }
    for (const auto& e : node.entries) self(self, e.value);
    for (const auto& i : node.items) self(self, i);
  };
  walk(walk, description());
  for (const auto& item : description().find("security")->items)
    for (const auto& scheme : item.entries) used.insert("#/components/securitySchemes/" + scheme.key);
  for (const auto& kind : description().find("components")->entries)
    for (const auto& c : kind.value.entries)
      EXPECT_TRUE(used.contains("#/components/" + kind.key + "/" + c.key)) << kind.key << "/" << c.key;
}

}  // namespace
}  // namespace guatu::http::api
