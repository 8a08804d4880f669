// Goal: YAML is read as plain text with places; what could surprise a person is refused.
// Method: tables of values and of broken documents with the expected key, line and column; cut and flipped
// bytes.
#include "guatu/base/yaml.h"

#include <gtest/gtest.h>

#include <random>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"

namespace guatu {
namespace {

std::string first_problem(std::string_view text) {
  const auto r = read_yaml(text, "f.yaml");
  if (r.has_value()) return "fine";
  const auto problems = r.error();
  const auto& e = problems.front();
  return e.key + " " + std::to_string(e.place.line) + ":" + std::to_string(e.place.column);
}

TEST(Yaml, KeepsOrderPlacesAndTexts) {
  const auto r = read_yaml("b: 1\na:\n  - x\n  - {k: 'v'}\nc: ~\n", "f.yaml").value();
  ASSERT_TRUE(r.is_map());
  ASSERT_EQ(r.entries.size(), 3U);
  EXPECT_EQ(r.entries[0].key, "b");
  EXPECT_EQ(r.entries[1].line, 2);
  EXPECT_EQ(r.entries[1].column, 1);
  const auto* a = r.find("a");
  ASSERT_TRUE(a != nullptr && a->is_list());
  EXPECT_EQ(a->items[0].scalar, "x");
  EXPECT_EQ(a->items[0].line, 3);
  EXPECT_EQ(a->items[0].column, 5);
  const auto* k = a->items[1].find("k");
  EXPECT_TRUE(k->quoted);
  EXPECT_EQ(k->line, 4);
  EXPECT_EQ(k->column, 9);
  EXPECT_TRUE(r.find("c")->is_null());
  EXPECT_EQ(r.find("d"), nullptr);
  EXPECT_EQ(a->find("x"), nullptr);
}

TEST(Yaml, RefusesWhatCouldSurprise) {
  struct Row {
    const char* text;
    const char* problem;
  };
  const Row rows[] = {{"", "yaml.empty 1:1"},
                      {"# only a comment\n", "yaml.empty 1:1"},
                      {"~", "yaml.empty 1:1"},
                      {"a: 1\nb: 2\na: 3\n", "yaml.duplicate_key 3:1"},
                      {"a: {x: 1, x: 2}\n", "yaml.duplicate_key 1:11"},
                      {"a: &here 1\n", "yaml.anchor 1:4"},
                      {"a: &here [1]\n", "yaml.anchor 1:4"},
                      {"a: !!str 1\n", "yaml.anchor 1:4"},
                      {"a: !local {b: 1}\n", "yaml.anchor 1:4"},
                      {"? [a, b]\n: 1\n", "yaml.key 1:3"},
                      {"~: 1\n", "yaml.key 1:1"},
                      {"a: [1, 2\n", "yaml.syntax 2:1"},
                      {"a: 1\n b: 2\n", "yaml.syntax 2:3"},
                      {"a: \"x\n", "yaml.syntax 1:4"},
                      {"a: 1\n'b: 2", "yaml.syntax 2:1"},
                      {"a: [\"x, y]\nb: 2", "yaml.syntax 1:5"},
                      {"a: 1\n---\nb: 2\n", "yaml.many_documents 1:1"},
                      {"a: \xFF\n", "yaml.not_utf8 1:1"},
                      {"a: 1\n---\n", "fine"},
                      {"--- \na: 1\n...\n", "fine"},
                      {"a: no\nb: 010\nc: 2022-04-08\n", "fine"}};
  for (const auto& r : rows) EXPECT_EQ(first_problem(r.text), r.problem) << r.text;
  EXPECT_EQ(first_problem(std::string_view("a: \0", 4)), "yaml.not_utf8 1:1");
  EXPECT_EQ(first_problem(std::string(limits::kMaxYamlBytes + 1, 'a')), "yaml.too_large 1:1");
  EXPECT_EQ(first_problem(std::string(limits::kMaxYamlDepth, '[') + std::string(limits::kMaxYamlDepth, ']')),
            "fine");
  const auto deep = std::string(limits::kMaxYamlDepth + 1, '[') + std::string(limits::kMaxYamlDepth + 1, ']');
  EXPECT_EQ(first_problem(deep), "yaml.too_deep 1:" + std::to_string(limits::kMaxYamlDepth + 1));
  EXPECT_EQ(first_problem(std::string(100'000, '[')).substr(0, 13), "yaml.too_deep");
}

TEST(Yaml, TellsManyProblemsAndStopsInTime) {
  const auto two = read_yaml("a: 1\na: 2\nb: &x 1\nb: *x\n", "f.yaml");
  ASSERT_TRUE(two.has_error());
  std::vector<std::string> keys;
  for (const auto& e : two.error()) keys.push_back(e.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"yaml.duplicate_key", "yaml.anchor", "yaml.duplicate_key",
                                            "yaml.anchor"}));
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "a: 1\n";
  const auto r = read_yaml(many, "f.yaml");
  ASSERT_TRUE(r.has_error());
  const auto problems = r.error();
  EXPECT_EQ(problems.size(), limits::kMaxProblems);
  EXPECT_EQ(problems.back().place.line, 101);  // The place is right for the last one, too.
}

TEST(Yaml, TellsValuesApart) {
  const auto value = [](std::string_view text) { return read_yaml(text, "f").value(); };
  bool b = false;
  EXPECT_TRUE(yaml_bool(value("true"), b) && b);
  EXPECT_TRUE(yaml_bool(value("false"), b) && !b);
  for (const char* no : {"yes", "True", "'true'", "1", "[true]"}) EXPECT_FALSE(yaml_bool(value(no), b)) << no;
  long long n = 0;
  EXPECT_TRUE(yaml_int(value("-15"), n) && n == -15);
  EXPECT_TRUE(yaml_int(value("0"), n) && n == 0);
  EXPECT_TRUE(yaml_int(value("9223372036854775807"), n));
  for (const char* no :
       {"010", "+1", "1.0", "'1'", "1e3", "-", "9223372036854775808", "0x10", "1_000", "-01"})
    EXPECT_FALSE(yaml_int(value(no), n)) << no;
  double d = 0;
  EXPECT_TRUE(yaml_number(value("-1.5"), d) && d == -1.5);
  EXPECT_TRUE(yaml_number(value("3"), d) && d == 3);
  for (const char* no : {"'1.5'", "1e3", ".inf", ".nan", "1.5.2", "--1", "1-2"})
    EXPECT_FALSE(yaml_number(value(no), d)) << no;
}

TEST(Yaml, SurvivesBrokenBytes) {
  const std::string sound =
      "playbook: hazard\nfields:\n  grade: {type: choice, of: [ordinary, major], title: {zh: 等级, en: "
      "\"Grade\"}}\n"
      "late:\n  - {at: limit - 1 working_day, tell: owner}\n# 注\ntext: |\n  one\n  two\n";
  std::mt19937_64 random(2);
  for (int i = 0; i < 5'000; ++i) {
    std::string s = sound.substr(0, random() % (sound.size() + 1));
    for (auto n = random() % 3; n > 0 && !s.empty(); --n)
      s[random() % s.size()] =
          static_cast<char>(random() % 2 == 0 ? random() : "{}[]:-&*!|>'\"#\n "[random() % 16]);
    const auto r = read_yaml(s, "f.yaml");
    if (r.has_error()) {
      ASSERT_FALSE(r.error().empty());
    }
  }
}

}  // namespace
}  // namespace guatu
