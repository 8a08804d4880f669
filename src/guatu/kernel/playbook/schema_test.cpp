// The schema walker: patterns by hand against std::regex, numbers of the schema against base/limits.h, and
// the text in the program against the published file. What it reports is shown by tests/playbooks/bad.
#include "guatu/kernel/playbook/schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <regex>

#include "guatu/base/limits.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {
namespace {

const json::value& schema_json() {
  static const auto* const v = new json::value(parse_json(playbook_schema()).value());
  return *v;
}

std::int64_t number_at(const char* pointer) {
  return schema_json().at_pointer(pointer).as_int64();
}

TEST(Schema, InTheProgramIsThePublishedFileByteForByte) {
  std::ifstream in(std::string(GUATU_SOURCE_DIR) + "/schema/playbook.schema.json", std::ios::binary);
  EXPECT_EQ(std::string(playbook_schema()), std::string(std::istreambuf_iterator<char>(in), {}));
}

TEST(Schema, HasTheLimitsOfTheProduct) {
  const auto is = [](const char* pointer, std::int64_t limit) {
    EXPECT_EQ(number_at(pointer), limit) << pointer;
  };
  is("/properties/states/maxProperties", limits::kMaxStates);
  is("/properties/moves/maxProperties", limits::kMaxMoves);
  is("/properties/fields/maxProperties", limits::kMaxFields);
  is("/$defs/ladder/maxItems", limits::kMaxRungs);
  is("/$defs/move/properties/at_most/maximum", limits::kMaxAtMost);
  is("/$defs/id/maxLength", limits::kMaxIdChars);
  is("/$defs/titles/properties/zh/maxLength", limits::kMaxTitleChars);
  is("/properties/fields/properties/title/properties/at_most/maximum", limits::kMaxTitleChars);
  is("/$defs/field/properties/at_most/maximum", limits::kMaxTextChars);
  is("/$defs/id_list/maxItems", limits::kMaxListItems);
}

/// Visits every object of the schema that describes something.
template <class F>
void visit(const json::value& v, const std::string& at, const F& f) {
  if (v.is_array())
    for (std::size_t i = 0; i < v.as_array().size(); ++i)
      visit(v.as_array()[i], at + "/" + std::to_string(i), f);
  if (!v.is_object()) return;
  f(v.as_object(), at);
  for (const auto& [key, inner] : v.as_object()) visit(inner, at + "/" + std::string(key), f);
}

TEST(Schema, LetsNoMapHaveUnknownKeysAndDescribesEveryKey) {
  visit(schema_json(), "", [](const json::object& o, const std::string& at) {
    const auto* type = o.if_contains("type");
    const bool is_map = type != nullptr && type->is_string() && type->as_string() == "object";
    EXPECT_TRUE(!is_map || o.contains("additionalProperties")) << at;
    const bool is_rule = at.find("/if") != std::string::npos || at.find("/then") != std::string::npos ||
                         at.find("/else") != std::string::npos;
    if (!at.ends_with("/properties") || is_rule) return;
    for (const auto& [key, inner] : o) {
      const auto& property = inner.as_object();
      const bool by_reference = property.contains("$ref") && (key == "basis" || key == "when");
      EXPECT_TRUE(property.contains("description") || by_reference) << at << "/" << std::string_view(key);
    }
  });
}

TEST(NamedPatterns, JudgeAsTheRegularExpressionDoes) {
  constexpr unsigned kSeed = 20220413;
  std::mt19937 random(kSeed);
  const std::vector<std::string> pieces{"a",    "Z",     "0",     "9",      "_",           ".",
                                        " ",    "-",     "+",     "R",      "1",           "limit",
                                        "day",  "days",  "s",     "minute", "month",       "hour",
                                        "{",    "}",     "{seq:", "{year}", "{seq",        "{seq:4}",
                                        "unit", "head",  " + 2",  " - 3 ",  "working_day", "working_hours",
                                        "隐",   "{unit}"};
  std::vector<std::string> texts{"",
                                 "15 days",
                                 "limit + 2 working_days",
                                 "limit - 1 month",
                                 "R10",
                                 "R0",
                                 "unit.head",
                                 "field.a.b",
                                 "a.b.c.d",
                                 "0 days",
                                 "1000000000 days",
                                 "YH-{year}-{seq:4}",
                                 "{seq:0}",
                                 "{seq:1}{seq:2}",
                                 "a\n{seq:1}",
                                 "limit  + 1 day",
                                 "daysss",
                                 "1 dayss"};
  for (const char* amount : {"", "1 ", "30 ", "0 ", "01 ", "999999999 ", "1000000000 ", "3"})
    for (const char* unit :
         {"day", "days", "minutes", "hour", "working_hours", "working_day", "month", "week", "s"})
      for (const char* before : {"", "limit + ", "limit - ", "limit"})
        texts.push_back(std::string(before) + amount + unit);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random() % 7; n > 0; --n) text += pieces[random() % pieces.size()];
    texts.push_back(text);
  }
  for (const auto& [pattern, check] : named_patterns()) {
    const std::regex regex{std::string(pattern)};
    int matched = 0;
    for (const auto& text : texts) {
      const bool matches = std::regex_match(text, regex);
      matched += matches ? 1 : 0;
      EXPECT_EQ(check(text) == nullptr, matches) << pattern << " on `" << text << "`, seed " << kSeed;
    }
    EXPECT_GT(matched, 3) << pattern;
  }
}

TEST(SchemaWalk, NamesPlaceKeyAndWhatToWrite) {
  const Schema schema(R"({"type": "object", "required": ["name"], "additionalProperties": false,
      "properties": {"name": {"type": "string", "examples": ["Wang"]},
                     "age": {"type": "integer", "minimum": 0, "maximum": 150},
                     "tags": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}}})");
  const auto problems =
      schema.check(read_yaml("nam: Li\nage: 200\ntags: {a: b}\n", "x.yaml").value(), "x.yaml");
  ASSERT_EQ(problems.size(), 4U);
  EXPECT_EQ(problems[0], Error("playbook.missing", "/name", {{"name", "name"}, {"example", "name: Wang"}},
                               {"x.yaml", 1, 1}));
  EXPECT_EQ(problems[1],
            Error("playbook.unknown_key", "/nam", {{"name", "nam"}, {"instead", "name"}}, {"x.yaml", 1, 1}));
  EXPECT_EQ(problems[2], Error("playbook.range", "/age", {{"name", "200"}, {"min", "0"}, {"max", "150"}},
                               {"x.yaml", 2, 6}));
  EXPECT_EQ(problems[3].key, "playbook.expected");
  EXPECT_EQ(problems[3].args[0].second, "text | […, …]");
}

}  // namespace
}  // namespace guatu::kernel
