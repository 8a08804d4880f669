// Goal: notices.yaml is read strictly; what is wrong is named with its place; published limits are data.
#include <gtest/gtest.h>

#include "guatu/notices/config.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::notices {
namespace {

KindRules published() {
  return read_channel_rules(testing::read_file("policies/channels.yaml"), "channels.yaml").value();
}

Checked<Config> read(const std::string& text) {
  const Secrets secrets{[](const std::string& file) -> Result<std::string> {
                          if (file == "good")
                            return Result<std::string>(boost::system::in_place_value, "s3cret\n");
                          return Error("cli.no_file", "", {{"file", file}, {"detail", "no such file"}});
                        },
                        [](const std::string& name) -> std::optional<std::string> {
                          if (name == "KEY") return "abc";
                          return std::nullopt;
                        }};
  return read_config(text, "notices.yaml", published(), secrets);
}

TEST(Config, ThePublishedLimitsAreThoseOfTheVendors) {
  const auto rules = published();
  EXPECT_EQ(rules.at("wecom").limits, (std::vector<RateLimit>{{20, 60}}));
  EXPECT_EQ(rules.at("wecom").text_bytes_max, 2048U);
  EXPECT_EQ(rules.at("dingtalk").limits, (std::vector<RateLimit>{{20, 60}}));
  EXPECT_EQ(rules.at("dingtalk").pause_seconds, 600);
  EXPECT_EQ(rules.at("feishu").limits, (std::vector<RateLimit>{{100, 60}, {5, 1}}));
  EXPECT_EQ(rules.at("feishu").avoided_minutes, (std::vector<int>{0, 30}));
}

TEST(Config, AWholeFileIsRead) {
  const auto c = read(R"(
link: https://guatu.example/
lang: en
channels:
  mail: {kind: smtp, url: "smtp://mail:25", from: guatu@x.cn, people: {li: li@x.cn}}
  group: {kind: wecom, key_env: KEY, everyone: true, hours: always, digest_minutes: 5, limits: [{count: 3, seconds: 9}]}
  hook: {kind: webhook, url: "https://h.example/in", secret_file: good}
)");
  ASSERT_TRUE(c.has_value()) << c.error().front().key << c.error().front().field;
  EXPECT_EQ(c->channels.size(), 3U);
  const auto* group = c->channel("group");
  EXPECT_EQ(group->url, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc");
  EXPECT_EQ(group->rules.limits, (std::vector<RateLimit>{{3, 9}}));
  EXPECT_EQ(group->rules.text_bytes_max, 2048U);
  EXPECT_EQ(group->address({"anybody"}), "");
  EXPECT_EQ(c->channel("mail")->address({"li"}), "li@x.cn");
  EXPECT_EQ(c->channel("mail")->address({"bob"}), std::nullopt);
  EXPECT_EQ(c->channel("hook")->secret, "s3cret");
  EXPECT_EQ(c->channel("none"), nullptr);
}

TEST(Config, WhatIsWrongIsNamed) {
  const auto channel = [](const std::string& inside) { return "channels:\n  a: {" + inside + "}\n"; };
  const std::tuple<std::string, const char*, const char*> table[] = {
      {"chanels: {}", "notice.unknown_key", "chanels"},
      {"- a", "notice.value", "notices"},
      {"lang: de", "notice.value", "lang"},
      {"demo: maybe", "notice.value", "demo"},
      {"channels: [a]", "notice.value", "channels"},
      {channel("url: x"), "notice.missing", "kind"},
      {channel("kind: fax"), "notice.value", "kind"},
      {channel("kind: wecom"), "notice.missing", "key_file"},
      {channel("kind: wecom, key_env: NONE"), "notice.secret", "key_env"},
      {channel("kind: wecom, key_file: bad"), "notice.secret", "key_file"},
      {channel("kind: wecom, key_file: good, key_env: KEY"), "notice.value", "key_env"},
      {channel("kind: webhook, secret_file: good"), "notice.missing", "url"},
      {channel("kind: webhook, url: \"https://x\""), "notice.missing", "secret_file"},
      {channel("kind: webhook, url: \"ftp://x\", secret_file: good"), "notice.value", "url"},
      {channel("kind: smtp, url: \"smtp://x\""), "notice.missing", "from"},
      {channel("kind: smtp, url: \"smtp://x\", from: x"), "notice.value", "from"},
      {channel("kind: smtp, url: \"smtp://x\", from: a@b, people: {li: li}"), "notice.value", "people.li"},
      {channel("kind: smtp, url: \"smtp://x\", from: a@b, people: {li: \"l@x\\nTo: y@z\"}"), "notice.value",
       "people.li"},
      {channel("kind: smtp, url: \"smtp://x\", from: a@b, everyone: true"), "notice.value", "everyone"},
      {channel("kind: wecom, key_env: KEY, digest_minutes: -1"), "notice.value", "digest_minutes"},
      {channel("kind: wecom, key_env: KEY, limits: [{count: 0, seconds: 60}]"), "notice.value", "count"},
      {channel("kind: wecom, key_env: KEY, limits: [{count: 1}]"), "notice.missing", "seconds"},
      {channel("kind: wecom, key_env: KEY, avoided_minutes: [60]"), "notice.value", "avoided_minutes"},
  };
  for (const auto& [text, key, field] : table) {
    const auto c = read(text);
    ASSERT_TRUE(c.has_error()) << text;
    EXPECT_EQ(c.error().front().key, key) << text;
    EXPECT_EQ(c.error().front().field, field) << text;
    EXPECT_GT(c.error().front().place.line, 0) << text;
  }
}

}  // namespace
}  // namespace guatu::notices
