// Goal: the demo city runs, its briefs can be asked for again, and its ledger makes its tables byte for byte.
// Method: the program itself, in process, on folders of its own; one demo city for all tests.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "guatu/base/text.h"
#include "guatu/cli.h"
#include "guatu/kernel/ledger/apply.h"
#include "guatu/store/open.h"
#include "guatu/store/rebuild.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

struct Said {
  int exit = 0;
  std::string out;
  std::string err;
};

Said guatu(std::vector<std::string> words) {
  words.insert(words.begin(), "guatu");
  std::vector<const char*> argv;
  for (const auto& w : words) argv.push_back(w.c_str());
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  Said said;
  said.exit = run(static_cast<int>(argv.size()), argv.data(), out, err, in);
  said.out = out.str();
  said.err = err.str();
  return said;
}

class Demo : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    root_ = fs::temp_directory_path() / ("guatu-demo-test-" + std::to_string(std::random_device{}()));
    fs::create_directories(root_);
    const auto said = guatu({"demo", "--data", dir("city"), "--share", GUATU_SOURCE_DIR, "--lang", "zh"});
    ASSERT_EQ(said.exit, 0) << said.err;
  }
  static void TearDownTestSuite() { fs::remove_all(root_); }
  static std::string dir(const std::string& name) { return (root_ / name).string(); }

  static fs::path root_;
};
fs::path Demo::root_;

TEST_F(Demo, TheBriefIsReadableIn80Columns) {
  for (const auto* lang : {"zh", "en"}) {
    const auto said = guatu({"brief", "--data", dir("city"), "--lang", lang});
    ASSERT_EQ(said.exit, 0) << said.err;
    std::istringstream lines(said.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 80U) << line;
    EXPECT_TRUE(is_utf8(said.out));
  }
}

TEST_F(Demo, TheBriefHoldsWhatAnOfficeAsks) {
  const auto said = guatu({"brief", "--data", dir("city"), "--json"});
  ASSERT_EQ(said.exit, 0) << said.err;
  const auto v = boost::json::parse(said.out);
  for (const auto* section : {"late", "due_today", "to_verify", "returned", "opened", "closed"})
    EXPECT_GT(v.at(section).at("count").as_int64(), 0) << section;
  bool climbed_and_goes_on = false;
  for (const auto& row : v.at("late").at("items").as_array()) {
    EXPECT_EQ(row.at("light").as_string(), "red");
    EXPECT_FALSE(row.at("holder").as_string().empty());
    if (!row.at("told").as_array().empty() && !row.at("next").as_array().empty()) climbed_and_goes_on = true;
  }
  EXPECT_TRUE(climbed_and_goes_on);
  for (const auto& row : v.at("due_today").at("items").as_array())
    EXPECT_NE(row.at("light").as_string(), "red");
}

TEST_F(Demo, ABriefAsOfAnEarlierDayEqualsTheOnePrintedThatDay) {
  fs::copy(dir("city"), dir("later"), fs::copy_options::recursive);
  const auto before = guatu({"brief", "--data", dir("later"), "--json"});
  const auto text_before = guatu({"brief", "--data", dir("later"), "--lang", "zh"});
  ASSERT_EQ(before.exit, 0) << before.err;
  // Ten days go by: ladders climb, somebody works, somebody leaves.
  ASSERT_EQ(guatu({"demo", "advance", "--data", dir("later"), "--to", "2022-04-18 09:00"}).exit, 0);
  const auto people = guatu({"person", "list", "--data", dir("later"), "--json"});
  ASSERT_EQ(people.exit, 0) << people.err;
  const auto now = guatu({"brief", "--data", dir("later"), "--json"});
  EXPECT_NE(now.out, before.out);
  const auto again =
      guatu({"brief", "--data", dir("later"), "--json", "--as-of", "2022-04-08T08:30:00+08:00"});
  EXPECT_EQ(again.out, before.out) << again.err;
  const auto text_again =
      guatu({"brief", "--data", dir("later"), "--lang", "zh", "--as-of", "2022-04-08T08:30:00+08:00"});
  EXPECT_EQ(text_again.out, text_before.out);
}

TEST_F(Demo, ReplayingTheLedgerGivesByteIdenticalTables) {
  const auto lines = dir("all.jsonl");
  ASSERT_EQ(guatu({"export", lines, "--data", dir("city")}).exit, 0);
  const auto said = guatu({"import", lines, "--data", dir("copy")});
  ASSERT_EQ(said.exit, 0) << said.err;
  const auto a = store::table_digest(dir("city"));
  const auto b = store::table_digest(dir("copy"));
  ASSERT_TRUE(a && b);
  EXPECT_GE(a->size(), 4U);
  EXPECT_EQ(*a, *b);
  // And rebuilding in place changes nothing.
  ASSERT_EQ(guatu({"ledger", "rebuild", "--data", dir("copy")}).exit, 0);
  EXPECT_EQ(*store::table_digest(dir("copy")), *b);
}

TEST_F(Demo, NobodyIsMissingAtAnyPosition) {
  auto store = store::open_store(dir("city"), store::OpenMode::kReadOnly);
  ASSERT_TRUE(store.has_value());
  auto reader = (*store)->read();
  kernel::People people;
  std::map<MatterId, kernel::Matter> matters;
  std::string step;
  int positions = 0;
  const auto check = [&] {
    for (const auto& [id, m] : matters) {
      if (m.is_open()) {
        ASSERT_TRUE(people.is_active(m.holder)) << m.number << " after " << step;
      }
    }
  };
  ASSERT_TRUE((*reader)
                  ->events({}, {}, {},
                           [&](const kernel::Event& e) {
                             if (e.command_id != step) check();
                             step = e.command_id;
                             kernel::apply(people, e);
                             if (e.matter) {
                               EXPECT_TRUE(kernel::apply(matters[e.matter], e).has_value());
                             }
                             ++positions;
                             return !HasFatalFailure();
                           })
                  .has_value());
  check();
  EXPECT_GT(positions, 500);
}

TEST_F(Demo, ALeavingPersonsMattersMoveUp) {
  fs::copy(dir("city"), dir("left"), fs::copy_options::recursive);
  // Whoever holds the most.
  const auto brief = boost::json::parse(guatu({"brief", "--data", dir("left"), "--json"}).out);
  const std::string who(brief.at("to_verify").at("items").at(0).at("holder").as_string());
  const auto held = [&] {
    const auto said = guatu({"matter", "list", "--data", dir("left"), "--holder", who, "--json"});
    return boost::json::parse(said.out).at("items").as_array().size();
  };
  EXPECT_GT(held(), 0U);
  const auto dry = guatu({"person", "leave", who, "--reason", "调离", "--data", dir("left"), "--dry-run"});
  EXPECT_EQ(dry.exit, 0) << dry.err;
  EXPECT_GT(held(), 0U);
  const auto said = guatu({"person", "leave", who, "--reason", "调离", "--data", dir("left")});
  ASSERT_EQ(said.exit, 0) << said.err;
  EXPECT_EQ(held(), 0U);
}

TEST_F(Demo, ExplainsAPeriodThatCrossesQingming) {
  // Every open matter's arithmetic names its basis and fits 80 columns; one of them at least crosses
  // Qingming.
  const auto said = guatu({"matter", "list", "--data", dir("city"), "--all", "--limit", "200", "--json"});
  ASSERT_EQ(said.exit, 0) << said.err;
  int qingming = 0;
  int stopped_twice = 0;
  const auto list = boost::json::parse(said.out);
  for (const auto& row : list.at("items").as_array()) {
    const auto text = guatu({"matter", "explain", std::string(row.at("number").as_string()), "--data",
                             dir("city"), "--lang", "zh"});
    ASSERT_EQ(text.exit, 0) << text.err;
    std::istringstream lines(text.out);
    for (std::string line; std::getline(lines, line);) ASSERT_LE(display_width(line), 80U) << line;
    if (text.out.find("清明节") != std::string::npos) ++qingming;
    const auto first = text.out.find("\n停计");
    if (first != std::string::npos && text.out.find("\n停计", first + 1) != std::string::npos)
      ++stopped_twice;
  }
  EXPECT_GT(qingming, 0);
  EXPECT_GT(stopped_twice, 0);
}

}  // namespace
}  // namespace guatu::app
