// Goal: policies are read strictly, and what they say is what is decided.
// Method: the shipped files, wrong files with their places, tables of passwords and of tries.
#include "guatu/kernel/accounts/policy.h"

#include <gtest/gtest.h>

#include "guatu/kernel/accounts/rules.h"
#include "guatu/kernel/accounts/tries.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/testing/office.h"

namespace guatu::kernel {
namespace {

using guatu::testing::read_file;

Policy shipped(const std::string& name) {
  auto p = read_policy(read_file("policies/" + name + ".yaml"), name);
  EXPECT_TRUE(p.has_value());
  return *p;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Policy, ShippedOnesRead) {
  const auto asvs = shipped("asvs");
  EXPECT_EQ(asvs.name, "asvs");
  EXPECT_EQ(asvs.length_min, 12);
  EXPECT_EQ(asvs.classes_min, 0);
  EXPECT_EQ(asvs.rotation_days, 0);
  EXPECT_TRUE(asvs.asks_second({"system_admin"}));
  EXPECT_FALSE(asvs.asks_second({"inspector"}));
  const auto dengbao = shipped("dengbao");
  EXPECT_EQ(dengbao.classes_min, 3);
  EXPECT_EQ(dengbao.rotation_days, 90);
  EXPECT_EQ(dengbao.source.wait_seconds, dengbao.source.wait_seconds_max);
  EXPECT_TRUE(dengbao.asks_second({}));
  for (const auto& p : {asvs, dengbao}) {
    EXPECT_EQ(p.sources.size(), 7U);
    EXPECT_GE(p.audit_days, 184);
  }
  EXPECT_FALSE(dengbao.sources.front().is_confirmed);  // Its numbers are not in the standard.
}

TEST(Policy, WrongFilesSayWhere) {
  const auto good = read_file("policies/asvs.yaml");
  struct Row {
    std::string text;
    const char* key;
    const char* field;
    int line;
  };
  const Row rows[] = {
      {replaced(good, "length_min: 12", "length_min: 7"), "policy.value", "password.length_min", 7},
      {replaced(good, "length_min: 12", "length_min: twelve"), "policy.value", "password.length_min", 7},
      {replaced(good, "length_min: 12", "length_mim: 12"), "policy.unknown_key", "password", 7},
      {replaced(good, "  history: 1\n", ""), "policy.missing", "password", 7},
      {replaced(good, "kept_days: 184", "kept_days: 183"), "policy.value", "audit.kept_days", 41},
      {replaced(good, "{tries: 5, wait", "{tries: 5, pause: 1, wait"), "policy.unknown_key", "", 16},
      {replaced(good, "wait_seconds_max: 900", "wait_seconds_max: 0"), "policy.value",
       "login.source_tries.wait_seconds_max", 16},
      {replaced(good, "[system_admin, security_admin, audit_admin]", "all"), "policy.value",
       "second_factor.required_for", 29},
      {good + "extra: 1\n", "policy.unknown_key", "", 44},
      {"[]", "policy.value", "", 1},
  };
  for (const auto& row : rows) {
    const auto r = read_policy(row.text, "p.yaml");
    ASSERT_TRUE(r.has_error()) << row.key << row.field;
    const Error e = r.error().front();
    EXPECT_EQ(e.key, row.key) << row.field;
    EXPECT_EQ(e.field, row.field);
    EXPECT_EQ(e.place.line, row.line) << row.key << row.field;
    EXPECT_GT(e.place.column, 0);
  }
}

TEST(Policy, PasswordsAreJudgedByATable) {
  const auto asvs = shipped("asvs");
  const auto dengbao = shipped("dengbao");
  const auto common = read_common_words(read_file("policies/common-passwords.txt"));
  const std::vector<std::string> own{"gj.mayor", "古交市市长"};
  struct Row {
    const Policy* policy;
    const char* password;
    const char* key;
  };
  const Row rows[] = {
      {&asvs, "eleven char", "account.password_short"},
      {&asvs, "twelve chars", ""},
      {&asvs, "correct horse battery staple", ""},
      {&asvs, "水泉灯塔木马书桌春风稻草", ""},
      {&asvs, "passwordpassword", "account.password_common"},
      {&asvs, "Password2024!", "account.password_common"},
      {&asvs, "p@ssw0rd1234", "account.password_common"},
      {&asvs, "woaizhongguo", "account.password_common"},
      {&asvs, "Woaizhongguo1949", "account.password_common"},
      {&asvs, "123456789012", "account.password_common"},
      {&asvs, "abcabcabcabc", "account.password_common"},
      {&asvs, "aaaaaaaaaaaaaaaa", "account.password_common"},
      {&asvs, "1qaz2wsx3edc", "account.password_common"},
      {&asvs, "gj.mayor2026", "account.password_common"},
      {&asvs, "系统管理员系统管理员系统管理员", "account.password_common"},
      {&dengbao, "Qk7-mmp2", ""},
      {&dengbao, "83A!51b2", ""},
      {&dengbao, "qk7mmp2x", "account.password_classes"},
      {&dengbao, "Qk7-mm", "account.password_short"},
      {&dengbao, "correct horse battery staple", "account.password_classes"},
  };
  for (const auto& row : rows) {
    const auto r = check_password(*row.policy, row.password, common, own);
    EXPECT_EQ(r.has_error() ? r.error().front().key : "", row.key) << row.policy->name << " " << row.password;
  }
  EXPECT_EQ(check_password(asvs, std::string(129, 'x') + "y", {}, {}).error().front().key,
            "account.password_long");
  EXPECT_EQ(check_password(asvs, std::string(600, 'x'), {}, {}).error().front().key, "account.password_long");
  EXPECT_EQ(check_password(asvs, "\xFF\xFEtwelve chars", {}, {}).error().front().key,
            "account.password_not_text");
}

TEST(Tries, WaitLongerAndLongerOrOnce) {
  const TryRule slow{3, 2, 10, 60};
  const Instant t{1'000 * kMinuteUs};
  const std::pair<int, int> waits[] = {{0, 0}, {2, 0}, {3, 2}, {4, 4}, {5, 8}, {6, 10}, {500, 10}};
  for (const auto& [failures, seconds] : waits) {
    const auto until = blocked_until({failures, t}, slow);
    EXPECT_EQ(until, seconds == 0 ? Instant{} : t + seconds * kSecondUs) << failures;
  }
  const TryRule lock{5, 1200, 1200, 10};
  EXPECT_EQ(blocked_until({5, t}, lock), t + 20 * kMinuteUs);
  EXPECT_FALSE(is_forgotten({5, t}, lock, t + 19 * kMinuteUs));  // Still locked: not before it is over.
  EXPECT_TRUE(is_forgotten({5, t}, lock, t + 20 * kMinuteUs));
  EXPECT_EQ(with_failure({4, t}, lock, t + 10 * kMinuteUs).failures, 1);
  EXPECT_EQ(with_failure({4, t}, lock, t + 9 * kMinuteUs).failures, 5);
}

TEST(Tries, NetworksAreReadAsWritten) {
  const std::pair<const char*, const char*> rows[] = {
      {"192.0.2.7", "192.0.2.7"},
      {"192.0.2.7:8080", "192.0.2.7"},
      {"::ffff:192.0.2.7", "192.0.2.7"},
      {"::FFFF:c000:207", "192.0.2.7"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"2001:db8:1:2::9", "2001:db8:1:2::/64"},
      {"[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"},
      {"fe80::1%eth0", "fe80:0:0:0::/64"},
      {"::1", "0:0:0:0::/64"},
      {"unix", "unix"},
      {"1.2.3.400", "1.2.3.400"},
      {"2001:db8:1:2:3:4:5:6:7", "2001:db8:1:2:3:4:5:6:7"},
  };
  for (const auto& [text, net] : rows) EXPECT_EQ(network_of(text), net) << text;
}

TEST(Rules, StepsComeInOrder) {
  Policy p = shipped("dengbao");
  const Instant now{1'700'000'000 * kSecondUs};
  Account a;
  a.password = "x";
  a.password_at = now;
  EXPECT_EQ(next_step(a, p, {}, false, now), Step::kEnrol);
  a.totp = "sealed";
  EXPECT_EQ(next_step(a, p, {}, false, now), Step::kSecondFactor);
  EXPECT_EQ(next_step(a, p, {}, true, now), Step::kIn);
  EXPECT_EQ(next_step(a, p, {}, true, now + 90 * kDayUs), Step::kNewPassword);
  EXPECT_EQ(next_step(a, p, {}, true, now + 90 * kDayUs - 1), Step::kIn);
  // An old password alone does not come as far as to set a new one.
  EXPECT_EQ(next_step(a, p, {}, false, now + 90 * kDayUs), Step::kSecondFactor);
  a.must_change = true;
  EXPECT_EQ(next_step(a, p, {}, true, now), Step::kNewPassword);
}

TEST(Rules, DemoPasswordsStayOnOnesOwnMachine) {
  const std::pair<const char*, bool> rows[] = {
      {"127.0.0.1", true},    {"127.0.0.1:8080", true}, {"localhost:8080", true},   {"::1", true},
      {"[::1]:8080", true},   {"0.0.0.0:8080", false},  {"[::]:8080", false},       {"::", false},
      {"10.0.0.5:80", false}, {"guatu.example", false}, {"127.example.org", false}, {"", false}};
  for (const auto& [address, is_own] : rows) {
    EXPECT_EQ(check_demo_passwords(true, address, false).has_value(), is_own) << address;
    EXPECT_TRUE(check_demo_passwords(true, address, true).has_value());
    EXPECT_TRUE(check_demo_passwords(false, address, false).has_value());
  }
}

TEST(Account, TokensOfTheApiAreKnownByTheirForm) {
  const auto t = new_api_token();
  EXPECT_EQ(t.size(), 62U);
  EXPECT_TRUE(is_api_token(t));
  for (std::size_t i = 0; i < t.size(); ++i) {
    auto wrong = t;
    wrong[i] = wrong[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(is_api_token(wrong)) << i;
  }
  EXPECT_FALSE(is_api_token(t.substr(1)));
  EXPECT_FALSE(is_api_token(""));
}

TEST(Account, NamesAreNormal) {
  const std::pair<const char*, const char*> rows[] = {
      {"Gj.Mayor", "gj.mayor"}, {"a_b-c.9", "a_b-c.9"}, {"", ""}, {"a b", ""}, {"市长", ""}, {"a\n", ""}};
  for (const auto& [text, name] : rows) EXPECT_EQ(normalised_name(text), name) << text;
  EXPECT_EQ(normalised_name(std::string(65, 'a')), "");
}

TEST(Account, ScopesReachWhatTheyNameAndNoMore) {
  People people;
  people.put_unit({{"city"}, "", "", {}, "", "", "", {}});
  people.put_unit({{"bureau"}, "", "", {"city"}, "", "", "", {}});
  people.put_unit({{"other"}, "", "", {"city"}, "", "", "", {}});
  struct Row {
    TokenScope scope;
    Act act;
    const char* field;
    const char* said = "";  ///< in the sentence, besides what to do
  };
  const Row rows[] = {
      {{}, {false, "list", "", {}}, ""},
      {{}, {true, "move", "", {}}, "access", "only read, and move writes"},
      {{true, {}, {}, {}}, {true, "move", "hazard", {"city"}}, ""},
      {{false, {"list"}, {}, {}}, {false, "list", "", {}}, ""},
      {{false, {"list"}, {}, {}}, {false, "read", "", {}}, "operation", "for list, and not for read"},
      {{false, {}, {"hazard"}, {}}, {false, "read", "hazard", {}}, ""},
      {{false, {}, {"hazard"}, {}},
       {false, "read", "project", {}},
       "playbook",
       "playbooks hazard, and not for project"},
      {{false, {}, {"hazard"}, {}}, {false, "read", "", {}}, "playbook", "and read is about neither"},
      {{false, {}, {}, {"bureau"}}, {false, "read", "", {"bureau"}}, ""},
      {{false, {}, {}, {"city"}}, {false, "read", "", {"bureau"}}, ""},
      {{false, {}, {}, {"bureau"}},
       {false, "read", "", {"other"}},
       "unit",
       "bureau and below, and not for other"},
      {{false, {}, {}, {"bureau"}}, {false, "read", "", {}}, "unit", "and read is about neither"},
  };
  for (const auto& row : rows) {
    const auto r = check_scope(row.scope, row.act, people);
    EXPECT_EQ(r.has_error() ? r.error().field : "", row.field) << row.act.operation;
    if (r.has_value()) continue;
    const auto en = sentence(r.error(), Lang::kEn), zh = sentence(r.error(), Lang::kZh);
    EXPECT_NE(en.find(row.said), std::string::npos) << en;
    EXPECT_NE(en.find("guatu token add"), std::string::npos) << en;
    // One reason, and no mark that nothing filled in.
    EXPECT_EQ(en.find_first_of("{}[]"), std::string::npos) << en;
    EXPECT_EQ(zh.find_first_of("{}[]"), std::string::npos) << zh;
    EXPECT_EQ(zh.find("：。"), std::string::npos) << zh;
  }
}

}  // namespace
}  // namespace guatu::kernel
