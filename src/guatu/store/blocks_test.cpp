// Filing by blocks against slow twins: what covers a block, and what is alive at a position.
#include "guatu/store/blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "guatu/store/tally.h"

namespace guatu::store {

namespace {

bool shares(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  return std::any_of(a.begin(), a.end(), [&](auto n) { return std::find(b.begin(), b.end(), n) != b.end(); });
}

}  // namespace

TEST(Blocks, HoldTheirPositions) {
  EXPECT_EQ(block_of(1), 0);
  EXPECT_EQ(block_of(kBlockPositions), 0);
  EXPECT_EQ(block_of(kBlockPositions + 1), 1);
  EXPECT_EQ(end_of_block(0), kBlockPositions);
  EXPECT_EQ(whole_blocks(kBlockPositions - 1), 0);
  EXPECT_EQ(whole_blocks(kBlockPositions), 1);
}

// Goal: an interval is found above a block exactly when it covers the block whole, and once.
TEST(Blocks, NodesAreSharedByWhatCoversTheBlock) {
  std::mt19937_64 dice(7);
  const std::int64_t blocks = 70;
  for (int i = 0; i < 2000; ++i) {
    const auto last = static_cast<std::uint64_t>(blocks * kBlockPositions);
    auto from = static_cast<std::int64_t>(dice() % last) + 1;
    auto to = static_cast<std::int64_t>(dice() % last) + 1;
    // Half of the ends lie at the edge of a block, or beside it.
    if (i % 2 == 0) from = from / kBlockPositions * kBlockPositions + 1 + i % 3;
    if (i % 4 < 2) to = to / kBlockPositions * kBlockPositions + 1 + i % 5;
    if (from > to) std::swap(from, to);
    if (from == to) ++to;
    const auto nodes = covering_nodes(from, to);
    ASSERT_LE(nodes.size(), 13U);
    for (std::int64_t b = 0; b < blocks; ++b) {
      const bool covers = from <= end_of_block(b) - kBlockPositions + 1 && to > end_of_block(b);
      std::vector<std::int64_t> common;
      for (const auto n : nodes_above(b, blocks))
        if (std::find(nodes.begin(), nodes.end(), n) != nodes.end()) common.push_back(n);
      ASSERT_EQ(common.size(), covers ? 1U : 0U) << from << ".." << to << " block " << b;
    }
  }
}

TEST(Blocks, ForksLieAboveEveryPositionOfTheInterval) {
  for (std::int64_t from = 1; from < 70; ++from)
    for (std::int64_t to = from + 1; to < 75; ++to) {
      const auto fork = fork_of(from, to);
      ASSERT_LE(from, fork);
      ASSERT_LT(fork, to);
      for (std::int64_t p = from; p < to; ++p)
        ASSERT_TRUE(shares(forks_above(p, 80), {fork})) << from << " " << to;
    }
  EXPECT_LE(forks_above(1, 40'000'000).size(), 26U);
}

// 24:00 belongs to its day; the moment after it to the next.
TEST(Tally, BucketsEndWithTheirLastMoment) {
  const auto us = [](const char* text) { return parse_instant(text)->us; };
  const auto end = due_buckets(us("2022-04-09T00:00:00+08:00"));
  EXPECT_TRUE(end.is_day_end);
  EXPECT_TRUE(end.is_hour_end);
  EXPECT_EQ(end.day, day_of(us("2022-04-08T12:00:00+08:00")));
  EXPECT_EQ(end.month, 12 * 2022 + 3);
  const auto next = due_buckets(us("2022-04-09T00:00:00+08:00") + 1);
  EXPECT_FALSE(next.is_hour_end);
  EXPECT_EQ(next.day, end.day + 1);
  EXPECT_EQ(next.hour, next.day * 24);
  const auto first = due_buckets(us("2022-05-01T00:00:00+08:00"));
  EXPECT_EQ(first.month, end.month) << "the end of April";
  EXPECT_EQ(first_day_of_month(first.month), day_of(us("2022-04-01")));
  EXPECT_EQ(due_buckets(us("1969-12-31T23:30:00+08:00")).day, -1);
  EXPECT_EQ(prefixes_of("/a/b/"), (std::vector<std::string>{"", "/a/", "/a/b/"}));
  EXPECT_TRUE(is_midnight(us("2022-04-08")));
  EXPECT_FALSE(is_midnight(us("2022-04-08") + 1));
  EXPECT_FALSE(is_midnight(us("2022-04-08T00:00:00Z")));
}

}  // namespace guatu::store
