// Goal: accounts are run from the console, and go where the data folder goes.
// Method: the program itself, in process, on a small folder.
#include <filesystem>

#include "guatu/cli_fixture_test.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWord = "seven blue kettles";

class AccountCli : public CliFixture {
 protected:
  void SetUp() override {
    CliFixture::SetUp();
    ok({"person", "grant", "mayor", "--unit", "city", "--role", "system_admin"});
    ok({"person", "grant", "stranger", "--unit", "city", "--role", "audit_admin"});
  }
  Ran ok(const Words& words, const std::string& in = {}) {
    auto ran = on(words, in);
    EXPECT_EQ(ran.code, 0) << words.at(0) << " " << words.at(1) << ": " << ran.err;
    return ran;
  }
  std::string code_of(const Ran& ran) { return std::string(ran.json().at("code").as_string()); }
  void first() {
    const auto code = code_of(ok({"account", "first", "--person", "mayor", "--json"}));
    ok({"account", "password", "--code", code}, std::string(kWord) + "\n");
  }
};

TEST_F(AccountCli, TheFirstAdministratorSetsAPasswordWithTheCode) {
  EXPECT_EQ(on({"account", "list"}).code, 2);
  EXPECT_EQ(ok({"account", "first", "--person", "mayor", "--dry-run"}).out.find("Dry run"), 0U);
  EXPECT_FALSE(fs::exists(data() + "/accounts.db"));
  EXPECT_EQ(on({"account", "first", "--person", "worker"}).code, 3);
  const auto code = code_of(ok({"account", "first", "--person", "mayor", "--name", "root", "--json"}));
  EXPECT_EQ(code.size(), 24U);
  EXPECT_NE(on({"account", "password", "--code", code}, "short\n").err.find("account.password_short"),
            std::string::npos);
  EXPECT_NE(on({"account", "password", "--code", code}, "").err.find("account.code_input"),
            std::string::npos);
  ok({"account", "password", "--code", code}, std::string(kWord) + "\n");
  EXPECT_NE(on({"account", "password", "--code", code}, std::string(kWord) + "\n").err.find("account.ticket"),
            std::string::npos);
  EXPECT_EQ(on({"account", "first", "--person", "mayor"}).code, 3);
  const auto list = ok({"account", "list", "--json"}).json().at("items").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].at("account"), "root");
  EXPECT_EQ(list[0].at("has_password"), true);
}

TEST_F(AccountCli, ADryRunWritesNothing) {
  first();
  const auto before = read(data() + "/accounts.db") + read(data() + "/accounts.db-wal");
  ok({"account", "add", "worker", "--dry-run"});
  ok({"account", "disable", "mayor", "--dry-run"});
  ok({"account", "policy", "--profile", "dengbao", "--dry-run"});
  ok({"token", "add", "mayor", "--title", "x", "--dry-run"});
  EXPECT_EQ(ok({"account", "list", "--json"}).json().at("items").as_array().size(), 1U);
  EXPECT_NE(ok({"account", "policy"}).out.find("asvs"), std::string::npos);
}

TEST_F(AccountCli, AdministratorsAddDisableAndReset) {
  first();
  EXPECT_EQ(on({"account", "add", "worker", "--by", "boss"}).code, 3);
  ok({"account", "add", "worker", "--by", "mayor"});
  ok({"account", "disable", "worker", "--by", "mayor"});
  EXPECT_NE(ok({"account", "list"}).out.find("disabled"), std::string::npos);
  ok({"account", "enable", "worker"});
  const auto code = code_of(ok({"account", "reset-password", "worker", "--json"}));
  ok({"account", "password", "--code", code}, std::string(kWord) + "\n");
  ok({"account", "unlock", "worker"});
  ok({"account", "reset-second", "worker"});
  EXPECT_EQ(ok({"account", "sessions", "worker", "--json"}).json().at("items").as_array().size(), 0U);
  EXPECT_NE(ok({"account", "end-session", "worker"}).out.find("0 sessions"), std::string::npos);
  EXPECT_NE(on({"account", "disable", "nobody"}).err.find("account.unknown"), std::string::npos);
}

TEST_F(AccountCli, TokensAreShownOnceListedAndRevoked) {
  first();
  const auto made = ok({"token", "add", "mayor", "--title", "report", "--scope", "write", "--scope",
                        "playbook:chore", "--unit", "bureau", "--days", "7", "--json"})
                        .json();
  EXPECT_EQ(std::string(made.at("token").as_string()).substr(0, 4), "gtu_");
  EXPECT_NE(on({"token", "add", "mayor", "--title", "x", "--scope", "all"}).err.find("account.scope_word"),
            std::string::npos);
  const auto all = ok({"token", "list", "mayor", "--json"});
  EXPECT_EQ(all.out.find(std::string(made.at("token").as_string())), std::string::npos);
  EXPECT_NE(ok({"token", "list", "mayor"}).out.find("write playbook:chore unit:bureau"), std::string::npos);
  ok({"token", "revoke", "mayor", "--token", "1"});
  EXPECT_NE(on({"token", "revoke", "mayor", "--token", "1"}).err.find("account.unknown_token"),
            std::string::npos);
  EXPECT_NE(ok({"token", "list", "mayor"}).out.find("revoked"), std::string::npos);
}

TEST_F(AccountCli, PoliciesAreShownAndSet) {
  first();
  EXPECT_NE(ok({"account", "policy"}).out.find("12–128"), std::string::npos);
  EXPECT_EQ(on({"account", "policy", "--profile", "dengbao", "--by", "mayor"}).code, 3);
  EXPECT_NE(ok({"account", "policy", "--profile", "dengbao"}).out.find("not confirmed"), std::string::npos);
  EXPECT_EQ(ok({"account", "policy", "--json"}).json().at("rotation_days"), 90);
  const auto wrong = put("own.yaml", "policy: own\npassword: 7\n");
  const auto ran = on({"account", "policy", "--file", wrong});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("own.yaml:2:"), std::string::npos) << ran.err;
}

TEST_F(AccountCli, TheAuditIsForTheAuditorAlone) {
  first();
  EXPECT_EQ(on({"account", "audit", "--by", "mayor"}).code, 3);
  EXPECT_EQ(on({"account", "audit", "--by", "system"}).code, 3);
  const auto rows = ok({"account", "audit", "--by", "stranger", "--limit", "3", "--json"}).json();
  EXPECT_EQ(rows.at("items").as_array().size(), 3U);
  EXPECT_EQ(rows.at("items").as_array()[0].at("kind"), "refused");
  ok({"account", "audit", "--by", "stranger", "--cursor", std::string(rows.at("next_cursor").as_string())});
  EXPECT_NE(ok({"account", "audit", "--by", "stranger", "--kind", "code_made"}).out.find("mayor"),
            std::string::npos);
  EXPECT_EQ(on({"account", "audit", "--by", "stranger", "--kind", "nonsense"}).code, 2);
  EXPECT_NE(ok({"account", "audit-verify"}).out.find("are sound"), std::string::npos);
}

TEST_F(AccountCli, ABackupHoldsTheAccountsAndEndsTheirSessions) {
  first();
  ok({"token", "add", "mayor", "--title", "report"});
  const auto rows = ok({"account", "audit-verify"}).out;
  ok({"backup", root() + "/backup"});
  ok({"backup", "verify", root() + "/backup"});
  auto ran = guatu({"restore", root() + "/backup", "--data", root() + "/back", "--share", share()});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto back = [&](Words words) {
    words.insert(words.end(), {"--data", root() + "/back", "--share", share()});
    return guatu(words);
  };
  EXPECT_EQ(back({"account", "audit-verify"}).out, rows);
  EXPECT_NE(back({"token", "list", "mayor"}).out.find("report"), std::string::npos);
  EXPECT_EQ(back({"account", "list"}).out, ok({"account", "list"}).out);
  // A changed page, and a changed row under a list that was made to fit, are found.
  for (const auto& entry : fs::recursive_directory_iterator(root() + "/backup"))
    if (entry.path().filename() == "accounts.db") {
      auto bytes = read(entry.path().string());
      const auto at = bytes.find("report");
      ASSERT_NE(at, std::string::npos);
      bytes[at] = 'R';
      std::ofstream(entry.path(), std::ios::binary) << bytes;
    }
  ran = guatu({"backup", "verify", root() + "/backup"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("accounts.db"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace guatu::app
