// The program as a shell sees it: words in, text and exit code out, on a small data folder of its own.
// Method: cli.h's run() in this process; the folder is made once and copied for each test.
#include "guatu/cli.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "guatu/base/limits.h"
#include "guatu/cli_fixture_test.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

using CliTest = CliFixture;

TEST_F(CliTest, OpensMovesAndShowsAMatter) {
  auto opened = on({"matter", "open", "chore", "--unit", "bureau", "--by", "worker", "--set", "title=换灯泡",
                    "--set", "fund=30万元", "--set", "grade=低", "--id", "first", "--json"});
  ASSERT_EQ(opened.code, 0) << opened.err;
  const auto o = opened.json().as_object();
  EXPECT_EQ(o.at("id"), "first");
  EXPECT_EQ(o.at("number"), "ZS-2022-002");
  EXPECT_EQ(o.at("holder"), "boss");
  // The same again does nothing; other content under the same id is a conflict.
  auto again = on({"matter", "open", "chore", "--unit", "bureau", "--by", "worker", "--set", "title=换灯泡",
                   "--set", "fund=30万元", "--set", "grade=低", "--id", "first", "--json"});
  EXPECT_TRUE(again.json().as_object().at("existed").as_bool());
  EXPECT_EQ(again.json().as_object().at("number"), "ZS-2022-002");
  auto other = on({"matter", "open", "chore", "--unit", "bureau", "--by", "worker", "--set", "title=other",
                   "--id", "first"});
  EXPECT_EQ(other.code, 3);
  EXPECT_EQ(other.err.rfind("command.conflict", 0), 0U) << other.err;

  EXPECT_EQ(on({"matter", "move", "ZS-2022-002", "submit", "--by", "boss", "--set", "result=ok"}).code, 0);
  auto self = on({"matter", "move", "ZS-2022-002", "accept", "--by", "boss"});
  EXPECT_EQ(self.code, 3) << self.err;
  EXPECT_EQ(on({"matter", "move", "ZS-2022-002", "accept", "--by", "mayor"}).code, 0);
  auto shown = on({"matter", "show", "ZS-2022-002", "--json"}).json().as_object();
  EXPECT_EQ(shown.at("outcome"), "done");
  EXPECT_EQ(shown.at("fields").as_object().at("fund"), 30'000'000);
  EXPECT_EQ(shown.at("light"), "none");
}

TEST_F(CliTest, DryRunWritesNothing) {
  const auto before = events();
  for (const Words& words : std::vector<Words>{
           {"matter", "open", "chore", "--unit", "bureau", "--by", "worker", "--set", "title=x", "--dry-run"},
           {"matter", "do", "ZS-2022-001", "urge", "--by", "mayor", "--reason", "soon", "--dry-run"},
           {"person", "leave", "boss", "--reason", "moved", "--dry-run"},
           {"unit", "merge", "bureau", "--into", "city", "--reason", "reform", "--dry-run"},
           {"sweep", "--dry-run"},
           {"demo", "advance", "--to", "2022-05-01", "--dry-run"}}) {
    const auto ran = on(words);
    EXPECT_EQ(ran.code, 0) << words[0] << " " << ran.err;
    EXPECT_EQ(events(), before) << words[0];
  }
}

TEST_F(CliTest, LeavingShowsEveryMatterThatMovesUp) {
  const auto ran = on({"person", "leave", "boss", "--reason", "moved", "--dry-run", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto items = ran.json().as_object().at("events").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].as_object().at("type"), "matter.handed_up");
  EXPECT_EQ(items[1].as_object().at("data").as_object().at("to"), "mayor");
  EXPECT_NE(on({"person", "leave", "boss", "--reason", "moved", "--dry-run"}).out.find("ZS-2022-001"),
            std::string::npos);
}

TEST_F(CliTest, FilesAreKeptByContentOnceTheCommandIsAccepted) {
  const auto photo = put("a.jpg", std::string("\xff\xd8\0pixels", 9));
  const auto sha = sha256_hex(std::string("\xff\xd8\0pixels", 9));
  auto refused =
      on({"matter", "do", "ZS-2022-001", "amend", "--by", "stranger", "--set", "photos=@" + photo});
  EXPECT_EQ(refused.code, 3) << refused.err;
  EXPECT_FALSE(fs::exists(fs::path(data()) / "files" / sha));
  auto done =
      on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "photos=@" + photo, "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_TRUE(fs::exists(fs::path(data()) / "files" / sha));
  const auto shown = on({"matter", "show", "ZS-2022-001", "--json"}).json().as_object();
  const auto kept = shown.at("fields").as_object().at("photos").as_array().at(0).as_object();
  EXPECT_EQ(kept.at("name"), "a.jpg");
  EXPECT_EQ(std::string(kept.at("sha256").as_string()), sha);
  EXPECT_EQ(kept.at("bytes"), 9);
}

TEST_F(CliTest, TimeOfADemoMovesAndTheLadderClimbs) {
  const auto ran = on({"demo", "advance", "--to", "2022-05-10 08:30", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_GT(ran.json().as_object().at("events").as_int64(), 0);
  const auto late = on({"matter", "list", "--late", "--json"}).json().as_object();
  ASSERT_EQ(late.at("items").as_array().size(), 1U);
  EXPECT_EQ(late.at("items").as_array()[0].as_object().at("light"), "red");
  // As of before it was not late.
  const auto then =
      on({"matter", "list", "--late", "--as-of", "2022-04-08 09:00", "--json"}).json().as_object();
  EXPECT_TRUE(then.at("items").as_array().empty());
  EXPECT_EQ(on({"demo", "advance", "--to", "2022-04-01"}).code, 2);
}

// Two times: late at that moment as it was known then, and not late at the same moment as it is known now.
TEST_F(CliTest, AMomentIsLookedAtAsItWasKnownAndAsItIsKnown) {
  const auto late = [&](Words words) {
    Words all{"matter", "list", "--late", "--json"};
    all.insert(all.end(), words.begin(), words.end());
    const auto ran = on(all);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.json().as_object().at("items").as_array().size();
  };
  ASSERT_EQ(on({"demo", "advance", "--to", "2022-04-14 10:00"}).code, 0);
  const auto asked = on({"matter", "do", "ZS-2022-001", "extend", "--by", "boss", "--clock", "doing",
                         "--amount", "5", "--reason", "等待配件"});
  ASSERT_EQ(asked.code, 0) << asked.err;
  ASSERT_EQ(on({"demo", "advance", "--to", "2022-04-18 10:00"}).code, 0);
  const auto granted = on({"matter", "do", "ZS-2022-001", "grant-extension", "--by", "mayor", "--clock",
                           "doing", "--agrees", "yes"});
  ASSERT_EQ(granted.code, 0) << granted.err;
  const std::string morning = "2022-04-18 09:00";
  EXPECT_EQ(late({"--as-of", morning}), 1U) << "as it was known";
  EXPECT_EQ(late({"--at", morning}), 0U) << "as it is known";
  EXPECT_EQ(late({"--as-of", morning, "--at", "2022-04-14 09:00"}), 0U) << "before it was due";
  const auto brief = [&](Words words) {
    Words all{"brief", "--json"};
    all.insert(all.end(), words.begin(), words.end());
    const auto made = on(all).json().as_object();
    EXPECT_EQ(made.at("now"), "2022-04-18T09:00:00+08:00");
    return made.at("late").as_object().at("count");
  };
  EXPECT_EQ(brief({"--as-of", morning}), 1);
  EXPECT_EQ(brief({"--at", morning}), 0);
  EXPECT_NE(on({"brief", "--at", "soon"}).err.find("--at"), std::string::npos);
}

TEST_F(CliTest, RebuildsOneTableAndMendsADamagedOne) {
  EXPECT_EQ(on({"ledger", "rebuild", "tally"}).code, 2);
  for (const std::string name : {"register", "search", "spans", "tallies"}) {
    const auto ran = on({"ledger", "rebuild", name, "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(ran.json().as_object().at("is_same").as_bool()) << name;
  }
  {
    store::sqlite::Connection c(data() + "/guatu.db", {});
    c.run("update matters set snapshot = replace(snapshot, '修灯', '修路'), title = '修路'");
  }
  const Words open{"matter", "open", "chore", "--unit", "bureau", "--by", "worker", "--set", "title=扫地"};
  const auto refused = on(open);
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.err.find("guatu ledger rebuild"), std::string::npos) << refused.err;
  ASSERT_EQ(on({"ledger", "rebuild"}).code, 0);
  const auto opened = on(open);
  EXPECT_EQ(opened.code, 0) << opened.err;
}

TEST_F(CliTest, ExportComesBackTheSame) {
  const auto lines = on({"export"}).out;
  const Ran imported = guatu({"import", "-", "--data", root() + "/copy", "--share", share()}, lines);
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(guatu({"export", "--data", root() + "/copy"}).out, lines);
  const auto digest = [](const Ran& r) { return r.json().as_object().at("tables"); };
  EXPECT_EQ(digest(on({"ledger", "digest", "--json"})),
            digest(guatu({"ledger", "digest", "--json", "--data", root() + "/copy"})));
  const auto rebuilt = on({"ledger", "rebuild", "--json"});
  ASSERT_EQ(rebuilt.code, 0) << rebuilt.err;
  EXPECT_TRUE(rebuilt.json().as_object().at("is_same").as_bool());
  // A file that breaks off leaves nothing behind.
  const Ran torn = guatu({"import", "-", "--data", root() + "/torn"}, lines.substr(0, lines.size() - 20));
  EXPECT_NE(torn.code, 0);
  EXPECT_FALSE(fs::exists(root() + "/torn"));
}

TEST_F(CliTest, EveryListParsesAsJsonAndPrintsInBothLanguages) {
  for (const Words& words :
       std::vector<Words>{{"brief"},
                          {"matter", "list"},
                          {"matter", "list", "--all", "--sort", "number", "--desc"},
                          {"matter", "list", "--search", "灯"},
                          {"matter", "show", "ZS-2022-001"},
                          {"matter", "show", "ZS-2022-001", "--by", "boss"},
                          {"matter", "explain", "ZS-2022-001"},
                          {"matter", "history", "ZS-2022-001"},
                          {"playbook", "list"},
                          {"playbook", "show", "chore"},
                          {"person", "list"},
                          {"unit", "list"},
                          {"calendar", "show", "--year", "2022"},
                          {"calendar", "show", "--year", "2022", "--month", "10"},
                          {"calendar", "explain", "--from", "2022-04-01", "--for", "15 working_days"},
                          {"ledger", "digest"},
                          {"ledger", "key"},
                          {"ledger", "checkpoint"},
                          {"ledger", "verify"},
                          {"ledger", "prove", "inclusion", "2"},
                          {"sweep"},
                          {"version"}}) {
    auto with_json = words;
    with_json.push_back("--json");
    const auto as_json = on(with_json);
    EXPECT_EQ(as_json.code, 0) << words[0] << " " << as_json.err;
    EXPECT_TRUE(parse_json(as_json.out).has_value()) << words[0] << " " << as_json.out;
    for (const char* lang : {"zh", "en"}) {
      auto in_lang = words;
      in_lang.insert(in_lang.end(), {"--lang", lang});
      const auto ran = on(in_lang);
      EXPECT_EQ(ran.code, 0) << words[0] << " " << ran.err;
      EXPECT_FALSE(ran.out.empty());
      EXPECT_EQ(ran.out.find('\x1b'), std::string::npos) << "colour into a pipe";
    }
  }
}

TEST_F(CliTest, ExplainsToTheDueInstantInTheLedger) {
  const auto clocks =
      on({"matter", "explain", "ZS-2022-001", "--json"}).json().as_object().at("clocks").as_array();
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_EQ(clocks[0].as_object().at("due_at"), clocks[0].as_object().at("recorded_due_at"));
  EXPECT_EQ(clocks[0].as_object().at("due_at"), "2022-04-15T00:00:00+08:00");
}

TEST_F(CliTest, PlaybookCheckTellsUnreadableFromUnlawful) {
  const auto good = share() + "/playbooks/chore.yaml";
  EXPECT_EQ(guatu({"playbook", "check", good, "--share", share()}).code, 0);
  auto text = read(good);
  const auto unknown = put("unknown.yaml", text + "colour: blue\n");
  const auto ran = guatu({"playbook", "check", unknown, good, "--share", share()});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find(unknown + ":"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("playbook.unknown_key"), std::string::npos) << ran.err;
  text.replace(text.find(", verifies: submit"), 18, "");
  const auto unlawful = put("unlawful.yaml", text);
  const auto broken = guatu({"playbook", "check", unlawful, "--share", share()});
  EXPECT_EQ(broken.code, 3);
  EXPECT_NE(broken.err.find("law.unverified"), std::string::npos) << broken.err;
  const auto as_json = guatu({"playbook", "check", unlawful, good, "--json", "--share", share()});
  EXPECT_EQ(as_json.code, 3);
  EXPECT_EQ(as_json.json().as_object().at("items").as_array().size(), 2U);
  EXPECT_EQ(on({"playbook", "publish", good}).code, 0);
  EXPECT_EQ(on({"playbook", "publish", unlawful}).code, 3);
}

TEST_F(CliTest, InitRefusesWhatIsThereAndLeavesNothingWhenItFails) {
  const auto ran = on({"init"});
  EXPECT_EQ(ran.err.rfind("store.exists", 0), 0U) << ran.err;
  EXPECT_NE(ran.code, 0);
  put("bad.yaml", "script: x\nstarts_at: 2022-04-01 09:00\nsteps: [{do: nothing}]\n");
  const auto bad =
      guatu({"init", "--data", root() + "/new", "--share", share(), "--script", root() + "/bad.yaml"});
  EXPECT_EQ(bad.code, 2) << bad.err;
  EXPECT_FALSE(fs::exists(root() + "/new"));
}

TEST(CliHelp, PageIsTheOneInDocs) {
  std::ifstream in(std::string(GUATU_SOURCE_DIR) + "/docs/cli.md");
  std::stringstream page;
  page << in.rdbuf();
  EXPECT_EQ(page.str(), help_markdown()) << "run: guatu help --markdown > docs/cli.md";
}

TEST(CliHelp, EveryCommandHasHelpInBothLanguagesAndAnExample) {
  for (const auto& c : commands()) {
    EXPECT_FALSE(c.examples.empty()) << c.name();
    EXPECT_NE(c.run, nullptr) << c.name();
    for (const auto lang : {Lang::kZh, Lang::kEn}) EXPECT_FALSE(help_text(c, lang).empty());
    EXPECT_FALSE(c.summary.zh.empty()) << c.name();
    EXPECT_FALSE(c.summary.en.empty()) << c.name();
    for (const auto& f : c.flags) {
      EXPECT_FALSE(f.help.zh.empty()) << c.name() << f.name;
      EXPECT_FALSE(f.help.en.empty()) << c.name() << f.name;
    }
  }
}

TEST(CliHelp, CompletionsKnowEveryCommand) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto ran = CliFixture::guatu({"completion", shell});
    EXPECT_EQ(ran.code, 0);
    for (const auto& c : commands()) {
      EXPECT_NE(ran.out.find(c.noun), std::string::npos) << shell << " " << c.name();
      EXPECT_NE(ran.out.find(c.verb), std::string::npos) << shell << " " << c.name();
    }
  }
}

}  // namespace
}  // namespace guatu::app
