// Goal: texts in both scripts are checked, measured, cut and broken without splitting a character.
// Method: tables; random bytes must never be split wrongly or run past the columns.
#include "guatu/base/text.h"

#include <gtest/gtest.h>

#include <random>

namespace guatu {
namespace {

using List = std::vector<std::string>;

TEST(Text, KnowsWellFormedUtf8) {
  for (const char* good : {"", "a", "挂图", "é", "𠀀", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBD"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x8C", "\xE6", "a\xFF", "\xE6\x8C\x41"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, WalksCodePoints) {
  std::string_view s = "a挂𠀀\xFFz";
  List seen;
  for (const char32_t expected : {U'a', U'挂', U'\U00020000', U'\xFFFD', U'z'})
    EXPECT_EQ(next_code_point(s), expected);
  EXPECT_TRUE(s.empty());
  EXPECT_EQ(code_points("挂图 map"), 6U);
}

TEST(Text, MeasuresColumns) {
  struct Row {
    const char* text;
    std::size_t width;
  };
  for (const auto& r : {Row{"", 0}, Row{"map", 3}, Row{"挂图", 4}, Row{"（2022）", 8}, Row{"e\u0301", 1},
                        Row{"–…", 2}, Row{"〔1〕", 5}, Row{"🔥", 2}, Row{"\x01", 0}, Row{"ｗ", 2}})
    EXPECT_EQ(display_width(r.text), r.width) << r.text;
}

TEST(Text, FitsExactly) {
  EXPECT_EQ(fit("map", 5), "map  ");
  EXPECT_EQ(fit("map", 3), "map");
  EXPECT_EQ(fit("map", 2), "m…");
  EXPECT_EQ(fit("挂图作战", 8), "挂图作战");
  EXPECT_EQ(fit("挂图作战", 7), "挂图作…");
  EXPECT_EQ(fit("挂图作战", 6), "挂图… ");
  EXPECT_EQ(fit("挂图", 0), "");
  EXPECT_EQ(fit("挂图", 1), "…");
}

TEST(Text, Wraps) {
  EXPECT_EQ(wrap("one two three", 7), (List{"one two", "three"}));
  EXPECT_EQ(wrap("挂图作战", 5), (List{"挂图", "作战"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (List{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("a\n\nb", 3), (List{"a", "", "b"}));
  EXPECT_EQ(wrap("", 3), (List{""}));
}

TEST(Text, NeverRunsPastTheColumns) {
  std::mt19937_64 random(4);
  const List pieces{"挂", "图", "a", "bc", " ", "…", "e\u0301", "\n", "，", "longerword"};
  for (int i = 0; i < 20'000; ++i) {
    std::string s;
    for (auto n = random() % 20; n > 0; --n) s += pieces[random() % pieces.size()];
    const std::size_t columns = 2 + random() % 20;
    std::string kept;
    for (const auto& line : wrap(s, columns)) {
      ASSERT_LE(display_width(line), columns) << s;
      ASSERT_TRUE(is_utf8(line));
      for (const char c : line)
        if (c != ' ') kept += c;
    }
    std::string all;
    for (const char c : s)
      if (c != ' ' && c != '\n') all += c;
    ASSERT_EQ(kept, all) << s;
    const auto fitted = fit(s, columns);
    ASSERT_TRUE(is_utf8(fitted));
    ASSERT_EQ(display_width(fitted), columns) << s;
  }
}

TEST(Text, SuggestsOnlyWhatIsNear) {
  const List words{"licensing", "penalty", "tax", "roll"};
  EXPECT_EQ(nearest("licencing", words), "licensing");
  EXPECT_EQ(nearest("penality", words), "penalty");
  EXPECT_EQ(nearest("rol", words), "roll");
  EXPECT_EQ(nearest("x", words), "");
  EXPECT_EQ(nearest("completely", words), "");
  EXPECT_EQ(nearest("tax", {}), "");
}

TEST(Text, JoinsTrimsAndHashes) {
  EXPECT_EQ(join(List{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join(List{}, ", "), "");
  EXPECT_EQ(join(List{"", "b"}, ","), ",b");
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
  // FIPS 180-2, appendix B.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Titles, FallBackToChinese) {
  EXPECT_EQ((Titles{"挂图", "Map"}.in(Lang::kEn)), "Map");
  EXPECT_EQ((Titles{"挂图", ""}.in(Lang::kEn)), "挂图");
  EXPECT_EQ((Titles{"挂图", "Map"}.in(Lang::kZh)), "挂图");
}

}  // namespace
}  // namespace guatu
