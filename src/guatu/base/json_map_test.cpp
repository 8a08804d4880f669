// Goal: described structs go to JSON and back unchanged; a missing, extra or wrong member is named by its
// path. Method: one struct with every kind of member; a table of wrong documents.
#include "guatu/base/json_map.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>

namespace guatu {
namespace {

enum class Colour { kRed, kGreen };
const char* text_of(Colour c) {
  return c == Colour::kRed ? "red" : "green";
}
bool from_text(std::string_view s, Colour& out) {
  if (s != "red" && s != "green") return false;
  out = s == "red" ? Colour::kRed : Colour::kGreen;
  return true;
}

struct Inner {
  int n = 0;
  std::string word;
  bool operator==(const Inner&) const = default;
  static constexpr std::array kRequired{"word"};
};
BOOST_DESCRIBE_STRUCT(Inner, (), (n, word))

struct Outer {
  bool yes = false;
  std::int64_t big = 7;
  std::string text;
  Colour colour = Colour::kRed;
  Instant when;
  MatterId matter;
  PersonId person;
  std::optional<int> maybe;
  std::vector<Inner> list;
  std::map<std::string, int> map;
  json::object free;
  bool operator==(const Outer&) const = default;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (yes, big, text, colour, when, matter, person, maybe, list, map, free))

TEST(JsonMap, GoesThereAndBack) {
  Outer o;
  EXPECT_EQ(json::serialize(to_json(o)), "{}");  // Members that hold their default are left out.
  o = {true,
       -5,
       "挂图",
       Colour::kGreen,
       parse_instant("2022-04-08 08:30").value(),
       MatterId{123456789012345678},
       PersonId{"gj.mayor"},
       3,
       {{1, "a"}, {2, "b"}},
       {{"k", 9}},
       {{"x", nullptr}}};
  const auto text = json::serialize(to_json(o));
  EXPECT_EQ(text, R"({"yes":true,"big":-5,"text":"挂图","colour":"green","when":"2022-04-08T08:30:00+08:00",)"
                  R"("matter":"123456789012345678","person":"gj.mayor","maybe":3,)"
                  R"("list":[{"n":1,"word":"a"},{"n":2,"word":"b"}],"map":{"k":9},"free":{"x":null}})");
  Outer back;
  ASSERT_TRUE(from_json(parse_json(text).value(), back).has_value());
  EXPECT_EQ(back, o);
  Outer fresh;
  ASSERT_TRUE(from_json(parse_json("{}").value(), fresh).has_value());
  EXPECT_EQ(fresh, Outer{});
}

// The direct way writes what the library writes: every byte that needs an escape, every kind of member.
TEST(JsonMap, AppendsWhatTheLibraryWrites) {
  Outer o{true,
          -5,
          "",
          Colour::kGreen,
          {1},
          MatterId{12},
          PersonId{"a\"b"},
          3,
          {{1, "a"}, {2, ""}},
          {{"k", 9}, {"\n", 0}},
          {}};
  for (int c = 0; c < 256; ++c) o.text += c < 128 ? std::string(1, static_cast<char>(c)) : "挂";
  for (const char* free :
       {"{}",
        R"({"x":null,"y":[1,-2,1.5,1e300,18446744073709551615,true,false,"\u0001/\\\""],"":{"z":{}}})"}) {
    o.free = parse_json(free).value().get_object();
    std::string direct;
    append_json(direct, o);
    EXPECT_EQ(direct, json::serialize(to_json(o)));
  }
  std::string none;
  append_json(none, Outer{});
  EXPECT_EQ(none, "{}");
}

// A number read back is the number written, to the last bit: what is folded from the ledger again must be
// what stood. Method: a few known ones, then random bit patterns and random sums of tenths.
TEST(JsonMap, NumbersComeBackToTheLastBit) {
  const auto* given = std::getenv("GUATU_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::vector<double> numbers{1.4000000000000001,
                              1.8000000000000003,
                              1.8000000000000005,
                              0.1 + 0.2,
                              5e-324,
                              2.2250738585072014e-308,
                              1.7976931348623157e308,
                              -0.0};
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = random();
    double d = 0;
    std::memcpy(&d, &bits, sizeof d);
    if (std::isfinite(d)) numbers.push_back(d);
    numbers.push_back(static_cast<double>(random() % 1000) * 0.1 +
                      static_cast<double>(random() % 1000) * 0.01);
  }
  for (const double d : numbers) {
    std::string text;
    append_json_value(text, json::value(json::array{d}));
    const auto back = parse_json(text);
    ASSERT_TRUE(back.has_value()) << text;
    const double again = back->at(0).to_number<double>();
    ASSERT_EQ(std::memcmp(&again, &d, sizeof d), 0) << text;
  }
}

TEST(JsonMap, NamesWhatIsWrong) {
  struct Row {
    const char* text;
    const char* key;
    const char* field;
  };
  const Row rows[] = {{"[]", "json.expected", "/"},
                      {R"({"yes":1})", "json.expected", "/yes"},
                      {R"({"big":1.5})", "json.expected", "/big"},
                      {R"({"big":9223372036854775808})", "json.expected", "/big"},
                      {R"({"text":null})", "json.expected", "/text"},
                      {R"({"colour":"blue"})", "json.expected", "/colour"},
                      {R"({"when":"tomorrow"})", "json.expected", "/when"},
                      {R"({"matter":12})", "json.expected", "/matter"},
                      {R"({"matter":"1234567890123456789"})", "json.expected", "/matter"},
                      {R"({"matter":"-1"})", "json.expected", "/matter"},
                      {R"({"maybe":"3"})", "json.expected", "/maybe"},
                      {R"({"list":[{"word":"a"},{"word":"b","n":"x"}]})", "json.expected", "/list/1/n"},
                      {R"({"list":[{"n":1}]})", "json.missing_member", "/list/0/word"},
                      {R"({"map":{"k":[]}})", "json.expected", "/map/k"},
                      {R"({"free":[]})", "json.expected", "/free"},
                      {R"({"list":[{"word":"a","m":1}]})", "json.unknown_member", "/list/0/m"},
                      {R"({"yse":true})", "json.unknown_member", "/yse"}};
  for (const auto& r : rows) {
    Outer o;
    const auto result = from_json(parse_json(r.text).value(), o);
    ASSERT_TRUE(result.has_error()) << r.text;
    EXPECT_EQ(result.error().key, r.key) << r.text;
    EXPECT_EQ(result.error().field, r.field) << r.text;
  }
}

TEST(ParseJson, RefusesWhatIsNone) {
  for (const char* bad : {"", "{", "{\"a\":1,}", "nul", "01", "[1] x", "\"\\ud800\"", "1e999"}) {
    const auto r = parse_json(bad);
    ASSERT_TRUE(r.has_error()) << bad;
    EXPECT_EQ(r.error().key, "json.syntax") << bad;
  }
  EXPECT_EQ(parse_json("\"\xFF\"").error().key, "json.not_utf8");
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})")->at("a").as_int64(), 2);
  EXPECT_TRUE(parse_json(std::string(10'000, '[')).has_error());
}

}  // namespace
}  // namespace guatu
