// Wrong inputs: each has its key, its exit code, a sentence in both languages, and writes nothing.
// Method: one table, every row in Chinese, in English and as JSON.
#include <gtest/gtest.h>

#include "guatu/base/limits.h"
#include "guatu/cli_fixture_test.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::app {
namespace {

struct Wrong {
  Words words;
  const char* key;
  int code;
  std::string in = {};
};

/// A sound `matter open` but for `more`.
Words open_with(Words more) {
  Words out{"matter", "open", "chore", "--unit", "bureau", "--by", "worker"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::vector<Wrong> wrong_reads() {
  return {
      {{"mater", "list"}, "cli.unknown_noun", 2},
      {{"matter", "lst"}, "cli.unknown_verb", 2},
      {{"matter"}, "cli.missing_verb", 2},
      {{"matter", "list", "--hodler", "x"}, "cli.unknown_flag", 2},
      {{"matter", "list", "--holder"}, "cli.missing_value", 2},
      {{"matter", "list", "--unit", "city", "--unit", "bureau"}, "cli.flag_twice", 2},
      {{"matter", "list", "--sort", "colour"}, "cli.word", 2},
      {{"matter", "list", "--limit", "many"}, "cli.integer", 2},
      {{"matter", "list", "--limit", "100000"}, "cli.integer", 2},
      {{"matter", "list", "surplus"}, "cli.too_many_operands", 2},
      {{"matter", "list", "--cursor", "nonsense"}, "list.cursor", 2},
      {{"matter", "list", "--unit", "nowhere"}, "people.unknown_unit", 3},
      {{"matter", "list", "--holder", "nobody"}, "people.unknown_person", 3},
      {{"matter", "list", "--playbook", "chores"}, "playbook.unknown", 2},
      {{"matter", "list", "--due-before", "soon"}, "text.instant", 2},
      {{"matter", "list", "--as-of", "soon"}, "cli.as_of", 2},
      {{"matter", "list", "--as-of", "999999"}, "cli.as_of", 2},
      {{"matter", "list", "--as-of", "2030-01-01"}, "cli.as_of", 2},
      {{"matter", "list", "--as-of", "2000-01-01"}, "cli.before_ledger", 2},
      {{"matter", "list", "--now", "soon"}, "text.instant", 2},
      {{"matter", "show"}, "cli.missing_operand", 2},
      {{"matter", "show", "ZS-1999-001"}, "matter.unknown", 3},
      {{"matter", "explain", "ZS-2022-001", "--clock", "none"}, "cli.no_such_clock", 2},
  };
}

std::vector<Wrong> wrong_openings() {
  static const std::string kHuge(5 << 20, 'x');
  return {
      {{"matter", "open", "chore"}, "cli.missing_flag", 2},
      {{"matter", "open", "chores", "--unit", "bureau", "--by", "worker", "--set", "title=x"},
       "playbook.unknown",
       2},
      {open_with({"--set", "title"}), "cli.set_form", 2},
      {open_with({"--set", "title=a", "--set", "title=b"}), "cli.set_twice", 2},
      {open_with({"--set", "tilte=a"}), "field.unknown", 2},
      {open_with({"--set", "title=" + std::string(300, 'x')}), "field.too_long", 2},
      {open_with({"--set", "title=a", "--set", "grade=medium"}), "field.choice", 2},
      {open_with({"--set", "title=a", "--set", "fund=lots"}), "field.type", 2},
      {open_with({"--set", "title=a", "--set", "photos=a.jpg"}), "cli.file_form", 2},
      {open_with({"--set", "title=a", "--set", "photos=@/nowhere/a.jpg"}), "cli.no_file", 2},
      {open_with({"--set", "title=a", "--set", "place={\"at\": [1,2"}), "json.syntax", 2},
      {open_with({"--fields-file", "/nowhere/fields.json"}), "cli.no_file", 2},
      {open_with({"--fields-file", "-"}), "json.syntax", 2, "{\"title\": "},
      {open_with({"--fields-file", "-"}), "json.expected", 2, "[1]"},
      {open_with({"--fields-file", "-"}), "cli.file_not_utf8", 2, "{\"title\": \"\xff\xfe\"}"},
      {open_with({"--fields-file", "-"}), "command.too_large", 2, "{\"title\": \"" + kHuge + "\"}"},
      {open_with({"--set", "title=\xff\xfe"}), "cli.not_utf8", 2},
      {open_with({"--set", "title=a", "--id", "no spaces"}), "text.id", 2},
      {{"matter", "open", "chore", "--unit", "nowhere", "--by", "worker", "--set", "title=x"},
       "people.unknown_unit",
       3},
      {{"matter", "open", "chore", "--unit", "bureau", "--by", "nobody", "--set", "title=x"},
       "people.unknown_person",
       3},
  };
}

std::vector<Wrong> wrong_acts() {
  return {
      {{"matter", "move", "ZS-2022-001", "submitt", "--by", "boss"}, "matter.unknown_move", 3},
      {{"matter", "move", "ZS-2022-001", "accept", "--by", "mayor"}, "matter.out_of_turn", 3},
      {{"matter", "move", "ZS-2022-001", "submit", "--by", "boss"}, "matter.needs", 3},
      {{"matter", "do", "ZS-2022-001", "asign", "--by", "boss"}, "cli.unknown_verb", 2},
      {{"matter", "do", "ZS-2022-001", "assign", "--by", "boss"}, "command.missing_argument", 2},
      {{"matter", "do", "ZS-2022-001", "return", "--by", "boss", "--reason", "x", "--amount", "3"},
       "command.unused_argument",
       2},
      {{"matter", "do", "ZS-2022-001", "sign", "--by", "boss", "--agrees", "maybe"}, "cli.word", 2},
      {{"person", "add", "a b", "--name", "x", "--unit", "city"}, "text.id", 2},
      {{"person", "add", "boss", "--name", "x", "--unit", "city"}, "people.person_exists", 3},
      {{"person", "leave", "mayor", "--reason", "gone"}, "people.last_head", 3},
      {{"unit", "merge", "city", "--into", "bureau", "--reason", "x"}, "people.top_unit", 3},
  };
}

std::vector<Wrong> wrong_others() {
  return {
      {{"calendar", "show", "--year", "1999"}, "calendar.gap", 2},
      {{"calendar", "show"}, "cli.missing_flag", 2},
      {{"calendar", "explain", "--from", "2022-04-01", "--for", "soon"}, "cli.duration", 2},
      {{"calendar", "explain", "--from", "2022-04-31", "--for", "3 days"}, "text.instant", 2},
      {{"calendar", "explain", "--from", "2022-04-01", "--for", "3 days", "--rule", "nonesuch"},
       "rules.unknown",
       2},
      {{"calendar", "explain", "--from", "2022-04-01", "--for", "4000 working_days"}, "calendar.gap", 2},
      {{"playbook", "show", "nonesuch"}, "playbook.unknown", 2},
      {{"playbook", "check", "/nowhere/x.yaml"}, "cli.no_file", 2},
      {{"demo", "advance", "--to", "2022-04-01"}, "cli.clock_back", 2},
      {{"demo", "advance", "--to", "soon"}, "text.instant", 2},
      {{"export", "/"}, "cli.file_exists", 2},
      {{"import", "-"}, "store.exists", 2, "{}\n"},
      {{"completion", "tcsh"}, "cli.word", 2},
      {{"help", "mattr"}, "cli.unknown_noun", 2},
  };
}

std::vector<Wrong> table() {
  std::vector<Wrong> out;
  for (auto* part : {&wrong_reads, &wrong_openings, &wrong_acts, &wrong_others})
    for (auto& w : part()) out.push_back(std::move(w));
  return out;
}

class CliWrong : public CliFixture {};

/// `key (field): sentence` at the start of one of the lines.
bool names(const std::string& err, const std::string& key) {
  return err.rfind(key + ":", 0) == 0 || err.rfind(key + " (", 0) == 0 ||
         err.find(": " + key + ":") != std::string::npos || err.find(": " + key + " (") != std::string::npos;
}

TEST_F(CliWrong, HasItsKeyAndCodeInBothLanguagesAndWritesNothing) {
  const auto before = events();
  for (const auto& w : table()) {
    std::string line;
    for (const auto& word : w.words) line += word.substr(0, 40) + " ";
    for (const char* lang : {"zh", "en"}) {
      auto words = w.words;
      words.insert(words.begin(), {"--lang", lang});
      const auto ran = on(words, w.in);
      EXPECT_EQ(ran.code, w.code) << line << ran.err;
      EXPECT_TRUE(names(ran.err, w.key)) << line << "\n" << ran.err;
      EXPECT_TRUE(ran.out.empty()) << line << ran.out;
      EXPECT_LT(ran.err.size(), 2000U) << line;
    }
    auto words = w.words;
    if (words[0] == "playbook" && words[1] == "check") continue;  // Its JSON is the report itself.
    words.push_back("--json");
    const auto ran = on(words, w.in);
    EXPECT_EQ(ran.code, w.code) << line << ran.err;
    const auto v = parse_json(ran.err);
    ASSERT_TRUE(v.has_value()) << line << ran.err;
    const auto& o = v->as_object();
    EXPECT_EQ(o.at("key"), w.key) << line;
    EXPECT_EQ(o.at("code"), w.code) << line;
    EXPECT_TRUE(o.at("fields").is_object());
    EXPECT_NE(o.at("message"), o.at("key")) << line << "a key without a sentence";
  }
  EXPECT_EQ(events(), before);
}

TEST_F(CliWrong, SeveralAreSaidAtOnce) {
  const auto ran = on({"matter", "list", "--untt", "x", "--sort", "colour", "--playbok=y"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("--untt"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("--playbok"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("cli.word"), std::string::npos) << ran.err;
}

TEST_F(CliWrong, ARealFolderHasNoOtherNow) {
  std::filesystem::remove(data() + "/guatu.yaml");
  const auto ran = on({"matter", "list", "--now", "2022-04-08"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(names(ran.err, "cli.now_real")) << ran.err;
  EXPECT_TRUE(names(on({"demo", "advance", "--to", "2030-01-01"}).err, "cli.not_demo"));
  EXPECT_TRUE(names(on({"demo", "--fresh"}).err, "cli.no_file"));  // This share folder has no demo.
}

TEST_F(CliWrong, SettingsAreReadStrictly) {
  put("data/guatu.yaml", "clock: {fixed: soon, speed: 2}\nlang: fr\ncolour: blue\n");
  const auto ran = on({"matter", "list"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 4) << ran.err;
  EXPECT_TRUE(names(ran.err, "cli.setting")) << ran.err;
}

TEST_F(CliWrong, NoFolderIsSaid) {
  const auto ran = guatu({"matter", "list", "--data", root() + "/none"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(names(ran.err, "store.no_ledger")) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(root() + "/none"));
}

}  // namespace
}  // namespace guatu::app
