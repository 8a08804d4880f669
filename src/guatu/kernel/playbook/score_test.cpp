// Scores: which fields a formula reads, what it sets, what clears it. The LEC pins are those of norms.md 2.6:
// no triple of the standard values gives 160 or 320, two give 70, five give 20.
#include "guatu/kernel/playbook/score.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {
namespace {

Playbook book_of(const std::string& name) {
  std::ifstream in(std::string(GUATU_SOURCE_DIR) + "/tests/playbooks/good/" + name, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return read_playbook(text, name, CountingRules()).value();
}

TEST(Formula, NamesTheFieldsThatItReads) {
  EXPECT_EQ(formula_inputs("a * (b + 2) ^ a").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(formula_inputs("a >= 3 ? max(b, c) : 1").value(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Formula, IsRefusedWithAReason) {
  for (const char* f : {"", "a *", "a b", "a = 3", "a, b", "1 + 2", "\"x\"", "危害 * 2", "a[1]"}) {
    const auto r = formula_inputs(f);
    ASSERT_TRUE(r.has_error()) << f;
    EXPECT_EQ(r.error().key, "playbook.formula") << f;
    EXPECT_FALSE(r.error().args.at(0).second.empty()) << f;
  }
}

TEST(Formula, NeverBringsTheProgramDown) {
  constexpr unsigned kSeed = 3;
  std::mt19937 random(kSeed);
  const std::vector<std::string> pieces{"a", "b",   "+",   "-", "*",   "/",  "^",   "(", ")",  ",",  "?",
                                        ":", "max", "sin", "1", "2.5", "<",  ">",   "=", "&&", "||", "!",
                                        " ", "\"",  "_pi", "e", ".",   "if", "sum", "%", "#"};
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (auto n = random() % 14; n > 0; --n) text += pieces[random() % pieces.size()];
    const auto r = formula_inputs(text);
    EXPECT_TRUE(r.has_value() || r.error().key == "playbook.formula") << text << " seed " << kSeed;
  }
}

TEST(Score, OfLecIsPinnedAtItsBounds) {
  const auto book = book_of("lec.yaml");
  int triples = 0;
  std::multiset<std::string> at_70;
  std::multiset<std::string> at_20;
  for (const auto& l : book.field("likelihood")->options)
    for (const auto& e : book.field("exposure")->options)
      for (const auto& c : book.field("consequence")->options) {
        boost::json::object fields{{"likelihood", l.id}, {"exposure", e.id}, {"consequence", c.id}};
        ASSERT_TRUE(apply_scores(book, fields).has_value());
        const double d = fields.at("danger").to_number<double>();
        EXPECT_NE(d, 160);
        EXPECT_NE(d, 320);
        if (d == 70) at_70.insert(l.id + " " + e.id + " " + c.id);
        // This table says `over: 70`.
        EXPECT_EQ(fields.at("colour").as_string() == "blue", d <= 70);
        if (d == 20) at_20.insert(l.id + " " + e.id + " " + c.id);
        ++triples;
      }
  EXPECT_EQ(triples, 252);
  EXPECT_EQ(at_70, (std::multiset<std::string>{"l10 e1 c7", "l1 e10 c7"}));
  EXPECT_EQ(at_20.size(), 5U);
}

TEST(Score, GradesByTheFirstRowThatFits) {
  const auto book = book_of("lec.yaml");
  const auto colour = [&](const char* l, const char* e, const char* c) {
    boost::json::object fields{{"likelihood", l}, {"exposure", e}, {"consequence", c}};
    EXPECT_TRUE(apply_scores(book, fields).has_value());
    return std::string(fields.at("colour").as_string());
  };
  EXPECT_EQ(colour("l10", "e10", "c100"), "red");
  EXPECT_EQ(colour("l10", "e6", "c3"), "orange");  // 180
  EXPECT_EQ(colour("l6", "e6", "c3"), "yellow");   // 108
  EXPECT_EQ(colour("l01", "e05", "c1"), "blue");   // 0.05
}

TEST(Score, IsWholeWhereItCanBeAndElseADouble) {
  const auto book = book_of("lec.yaml");
  boost::json::object whole{{"likelihood", "l05"}, {"exposure", "e6"}, {"consequence", "c7"}};
  boost::json::object part{{"likelihood", "l05"}, {"exposure", "e1"}, {"consequence", "c7"}};
  ASSERT_TRUE(apply_scores(book, whole).has_value() && apply_scores(book, part).has_value());
  EXPECT_TRUE(whole.at("danger").is_int64());
  EXPECT_EQ(whole.at("danger").as_int64(), 21);
  EXPECT_TRUE(part.at("danger").is_double());
  EXPECT_EQ(part.at("danger").as_double(), 3.5);
}

TEST(Score, IsClearedWhenAnInputIsMissing) {
  const auto book = book_of("lec.yaml");
  boost::json::object fields{{"title", "x"},        {"likelihood", "l1"}, {"exposure", nullptr},
                             {"consequence", "c7"}, {"danger", 99},       {"colour", "red"}};
  ASSERT_TRUE(apply_scores(book, fields).has_value());
  EXPECT_FALSE(fields.contains("danger"));
  EXPECT_FALSE(fields.contains("colour"));
  EXPECT_EQ(fields.at("title").as_string(), "x");
}

TEST(Score, SeesWhatAnEarlierScoreSet) {
  Playbook book;
  for (const char* id : {"a", "b", "c"}) {
    Field f;
    f.id = id;
    f.type = FieldType::kNumber;
    book.fields.push_back(f);
  }
  Score first;
  first.sets = "b";
  first.formula = "a + 1";
  Score second;
  second.sets = "c";
  second.formula = "10 / b";
  book.scores = {first, second};
  boost::json::object fields{{"a", 4}};
  ASSERT_TRUE(apply_scores(book, fields).has_value());
  EXPECT_EQ(fields.at("c").as_int64(), 2);

  // Division by zero is refused and leaves the fields as they were.
  boost::json::object bad{{"a", -1}, {"c", 7}};
  const auto r = apply_scores(book, bad);
  ASSERT_TRUE(r.has_error());
  EXPECT_EQ(r.error().key, "field.score");
  EXPECT_EQ(r.error().field, "c");
  EXPECT_EQ(bad, (boost::json::object{{"a", -1}, {"c", 7}}));
}

TEST(Score, OfTwoMethodsTakesTheOneWhoseGuardHolds) {
  Playbook book;
  for (const char* id : {"a", "out", "method"}) {
    Field f;
    f.id = id;
    f.type = FieldType::kNumber;
    book.fields.push_back(f);
  }
  Score one;
  one.sets = "out";
  one.formula = "a * 2";
  one.when = {{"method", Guard::Test::kAtMost, {}, 1}};
  Score two = one;
  two.formula = "a * 3";
  two.when = {{"method", Guard::Test::kOver, {}, 1}};
  book.scores = {one, two};
  for (const auto& [method, expected] : {std::pair(1, 10), std::pair(2, 15)}) {
    boost::json::object fields{{"a", 5}, {"method", method}};
    ASSERT_TRUE(apply_scores(book, fields).has_value());
    EXPECT_EQ(fields.at("out").as_int64(), expected);
  }
}

}  // namespace
}  // namespace guatu::kernel
