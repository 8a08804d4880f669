// Goal: what is kept is what the reader reads, and it stays bounded. Method: a model of one map, by chance.
#include "guatu/store/sqlite/snapshots.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

namespace guatu::store::sqlite {
namespace {

std::shared_ptr<const kernel::Matter> matter(std::int64_t id, const std::string& number) {
  kernel::Matter m;
  m.id = {id};
  m.number = number;
  return std::make_shared<const kernel::Matter>(std::move(m));
}

TEST(Snapshots, GivesOnlyWhatWasParsedFromThatText) {
  Snapshots s(4);
  s.put("one", matter(1, "A"));
  ASSERT_NE(s.find({1}, "one"), nullptr);
  EXPECT_EQ(s.find({1}, "one")->number, "A");
  EXPECT_EQ(s.find({1}, "two"), nullptr);
  EXPECT_EQ(s.find({2}, "one"), nullptr);
  s.put("two", matter(1, "B"));
  EXPECT_EQ(s.find({1}, "one"), nullptr);
  EXPECT_EQ(s.find({1}, "two")->number, "B");
}

TEST(Snapshots, KeepsTheLastUsedAndNoMoreThanTwiceItsSize) {
  const auto* given = std::getenv("GUATU_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  constexpr std::size_t kMost = 8;
  constexpr std::int64_t kIds = 40;
  Snapshots s(kMost);
  std::map<std::int64_t, std::string> last_put;
  for (int i = 0; i < 5'000; ++i) {
    const auto id = static_cast<std::int64_t>(random() % kIds) + 1;
    const auto text = std::to_string(id) + "." + std::to_string(random() % 3);
    if (random() % 2 == 0) {
      s.put(text, matter(id, text));
      last_put[id] = text;
      ASSERT_NE(s.find({id}, text), nullptr);
    } else if (const auto found = s.find({id}, text)) {
      // Never another text, and never one that was put over.
      ASSERT_EQ(found->number, text);
      ASSERT_EQ(last_put[id], text);
    }
  }
  std::size_t kept = 0;
  for (const auto& [id, text] : last_put) kept += s.find({id}, text) != nullptr ? 1 : 0;
  EXPECT_GE(kept, 1U);
  EXPECT_LE(kept, 2 * kMost);
}

}  // namespace
}  // namespace guatu::store::sqlite
