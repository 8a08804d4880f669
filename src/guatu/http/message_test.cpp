// Goal: a target means one thing or is refused; headers and languages are read as the RFCs have them.
// Method: tables.
#include "guatu/http/message.h"

#include <gtest/gtest.h>

#include "guatu/base/limits.h"
#include "guatu/http/etag.h"
#include "guatu/http/json_body.h"
#include "guatu/http/target.h"

namespace guatu::http {
namespace {

TEST(Target, IsSplitAndDecoded) {
  Request r;
  ASSERT_TRUE(
      read_target("/api/v1/matters/%E5%A4%AA?text=%E9%9A%90+%E6%82%A3&a=1&a=2&empty=&bare", r).has_value());
  EXPECT_EQ(r.path, "/api/v1/matters/太");
  EXPECT_EQ(r.query.get("text"), "隐 患");
  EXPECT_EQ(r.query.size(), 5U);
  EXPECT_TRUE(r.query.has("bare"));
  EXPECT_TRUE(r.query.get("bare").empty());
  ASSERT_TRUE(read_target("/", r).has_value());
  EXPECT_EQ(r.path, "/");
  EXPECT_TRUE(r.query.empty());
}

TEST(Target, RefusesWhatTwoReadersCouldTakeForDifferentPaths) {
  for (const char* bad : {"",
                          "a",
                          "http://x/",
                          "//evil/x",
                          "/a//b",
                          "/a/../b",
                          "/a/%2e%2e/b",
                          "/..",
                          "/.",
                          "/a/.%2E",
                          "/a%2fb",
                          "/a%2Fb",
                          "/a%5Cb",
                          "/a\\b",
                          "/a%00b",
                          "/a%0d%0aX:y",
                          "/a%",
                          "/a%4",
                          "/a%zz",
                          "/a b",
                          "/a#b",
                          "/\xE5\xA4\xAA",
                          "/%C0%AE%C0%AE/",
                          "/%ff",
                          "/a?x=%00",
                          "/a?x=%ff",
                          "/a?%0a=1",
                          "/a?x=%g1",
                          "example.com:443"}) {
    Request r;
    const auto got = read_target(bad, r);
    ASSERT_TRUE(got.has_error()) << bad;
    EXPECT_EQ(got.error().key, "http.bad_target") << bad;
  }
  Request r;
  EXPECT_EQ(read_target("/" + std::string(limits::kMaxTargetBytes, 'a'), r).error().key,
            "http.target_too_long");
  std::string many = "/a?";
  for (std::size_t i = 0; i <= limits::kMaxQueryParameters; ++i) many += "a&";
  EXPECT_EQ(read_target(many, r).error().key, "http.too_many_parameters");
}

TEST(Headers, AreFoundWithoutRegardToCaseAndKeepTheirMemory) {
  Headers h;
  h.add("Content-Type", "a");
  h.add("content-type", "b");
  h.add("X-Other", "c");
  EXPECT_EQ(h.get("CONTENT-TYPE"), "a");
  h.set("Content-type", "d");
  EXPECT_EQ(h.size(), 2U);
  EXPECT_EQ(h.get("content-type"), "d");
  h.remove("x-other");
  EXPECT_FALSE(h.has("X-Other"));
  h.clear();
  EXPECT_TRUE(h.empty());
  EXPECT_EQ(h.begin(), h.end());
}

TEST(Language, IsWhatTheClientPrefers) {
  const struct {
    const char* header;
    Lang fallback;
    Lang want;
  } rows[] = {{"", Lang::kZh, Lang::kZh},
              {"", Lang::kEn, Lang::kEn},
              {"en", Lang::kZh, Lang::kEn},
              {"zh-CN,zh;q=0.9,en;q=0.8", Lang::kEn, Lang::kZh},
              {"en-GB;q=0.7, zh-Hans;q=0.71", Lang::kEn, Lang::kZh},
              {"fr, en;q=0.1", Lang::kZh, Lang::kEn},
              {"fr", Lang::kZh, Lang::kZh},
              {"en;q=0", Lang::kZh, Lang::kZh},
              {"en;q=x", Lang::kZh, Lang::kZh},
              {",,;,", Lang::kZh, Lang::kZh}};
  for (const auto& row : rows) EXPECT_EQ(preferred_lang(row.header, row.fallback), row.want) << row.header;
}

TEST(Etag, NamesAStateNotBytes) {
  Request r;
  const auto tag = position_tag(12);
  EXPECT_EQ(tag, "\"p12\"");
  EXPECT_EQ(*position_of_tag(tag), 12);
  EXPECT_EQ(*position_of_tag("W/" + tag), 12);
  for (const char* bad : {"", "p12", "\"12\"", "\"p\"", "\"p-1\"", "\"p1x\"", "\"p99999999999999999999\""})
    EXPECT_EQ(position_of_tag(bad).error().key, "http.bad_if_match") << bad;
  EXPECT_FALSE(is_unchanged(r, tag));
  EXPECT_FALSE(refused_by_if_match(r, tag).has_value());
  r.headers.set("If-None-Match", "\"a,b\", W/\"p12\"");
  EXPECT_TRUE(is_unchanged(r, tag));
  EXPECT_FALSE(is_unchanged(r, position_tag(13)));
  r.headers.set("If-None-Match", "*");
  EXPECT_TRUE(is_unchanged(r, tag));
  r.headers.set("If-Match", "W/\"p12\"");
  EXPECT_FALSE(refused_by_if_match(r, tag).has_value());
  r.headers.set("If-Match", "\"p11\"");
  EXPECT_EQ(refused_by_if_match(r, tag)->key, "http.changed");
  r.headers.set("If-Match", "\"x\", \"p12\"");
  EXPECT_FALSE(refused_by_if_match(r, tag).has_value());
}

TEST(JsonBody, IsReadOnlyWhenItSaysThatItIsJson) {
  Request r;
  r.body = "{\"a\":1}";
  EXPECT_EQ(json_body(r).error().key, "http.media_type");
  r.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(json_body(r).error().key, "http.media_type");
  for (const char* good :
       {"application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"}) {
    r.headers.set("Content-Type", good);
    EXPECT_TRUE(json_body(r).has_value()) << good;
  }
  r.body = "{";
  EXPECT_EQ(json_body(r).error().key, "json.syntax");
}

}  // namespace
}  // namespace guatu::http
