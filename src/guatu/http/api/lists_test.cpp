// Goal: a list can bring the caller's moves or the readable fields with its rows, and is cut to shorter pages
// then. Method: requests over a small office.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

TEST(Lists, BringMovesOrFieldsWhenAsked) {
  ApiOffice api;
  ASSERT_EQ(api.post("chief", "/api/v1/matters",
                     R"({"playbook":"job","unit":"bureau","fields":{"title":"疏通河道","grade":"small"}})")
                .status,
            201);
  const auto row = [&](const char* who, const std::string& query) {
    return api.get(who, "/api/v1/matters" + query).at("items").as_array().at(0).as_object();
  };
  EXPECT_FALSE(row("chief", "").contains("moves"));
  EXPECT_FALSE(row("chief", "?with=row").contains("fields"));
  const auto own = row("chief", "?with=moves").at("moves").as_array();
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0].at("move").as_string(), "take");
  // Another reader sees the same row, and what is theirs to do.
  EXPECT_TRUE(row("ann", "?with=moves").at("moves").as_array().empty());
  const auto fields = row("chief", "?with=fields").at("fields").as_object();
  EXPECT_EQ(fields.at("grade").as_string(), "small");
  // As of a position nothing can be done.
  const auto position = std::string(row("chief", "").at("position").as_string());
  EXPECT_TRUE(row("chief", "?with=moves&as_of=" + position).at("moves").as_array().empty());
}

}  // namespace
}  // namespace guatu::http::api
