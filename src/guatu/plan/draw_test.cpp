// Goal: a stranger gets the same order from the list and the seed. Method: tools/draw.py on the same draw,
// and a change of either gives another order. Proves: R6.3.
#include "guatu/plan/draw.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

namespace guatu::plan {
namespace {

std::vector<std::string> entries(int n) {
  std::vector<std::string> out;
  for (int i = 1; i <= n; ++i) out.push_back("SQ-2022-" + std::to_string(1000 + i));
  return out;
}
Digest seed_of(std::string_view text) {
  return Hasher(HashKind::kSha256).of(text);
}

TEST(Draw, AStrangersProgramGivesTheSameOrder) {
  const auto list = entries(60);
  const auto seed = seed_of("root");
  const auto order = draw_order(seed, list).value();
  const std::string folder = testing::TempDir();
  std::ofstream(folder + "draw_list.txt") << [&] {
    std::string text;
    for (const auto& e : list) text += e + "\n";
    return text;
  }();
  const auto check = [&](const std::vector<DrawnEntry>& result) {
    std::ofstream out(folder + "draw_result.txt");
    for (const auto& e : result) out << e.entry << '\n';
    out.close();
    const std::string command = std::string("python3 ") + GUATU_SOURCE_DIR + "/tools/draw.py " + folder +
                                "draw_list.txt " + hex(bytes_of(seed)) + " " + folder +
                                "draw_result.txt > /dev/null 2>&1";
    return std::system(command.c_str());
  };
  EXPECT_EQ(check(order), 0);
  auto swapped = order;
  std::swap(swapped[3], swapped[4]);
  EXPECT_NE(check(swapped), 0);
}

TEST(Draw, EverybodyIsInItOnceWhateverTheOrderOfTheList) {
  auto list = entries(200);
  const auto order = draw_order(seed_of("a"), list).value();
  std::set<std::string> seen;
  for (const auto& e : order) seen.insert(e.entry);
  EXPECT_EQ(seen.size(), list.size());
  std::reverse(list.begin(), list.end());
  const auto again = draw_order(seed_of("a"), list).value();
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i].entry, again[i].entry);
  EXPECT_NE(draw_order(seed_of("b"), list).value()[0].key, order[0].key);
}

TEST(Draw, ListsThatAreNoneAreRefused) {
  EXPECT_EQ(draw_order(seed_of("a"), {}).error().key, "draw.empty");
  const std::vector<std::string> twice{"SQ-1", "SQ-2", "SQ-1"};
  EXPECT_EQ(draw_order(seed_of("a"), twice).error().key, "draw.entry_twice");
}

}  // namespace
}  // namespace guatu::plan
