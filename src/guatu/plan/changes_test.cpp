// Goal: every date that a change moves is listed with its cause. Method: one road by hand; random networks,
// where what is not listed must have its dates and every chain must begin at the task that was changed.
#include "guatu/plan/changes.h"

#include <gtest/gtest.h>

#include "guatu/base/text.h"
#include "guatu/plan/plan_fixture_test.h"

namespace guatu::plan {
namespace {

using fixture::calendar;
using fixture::day;

std::vector<Task> road() {
  std::vector<Task> tasks(5);
  tasks[0].id = "land";
  tasks[0].duration_days = 10;
  tasks[1].id = "bed";
  tasks[1].duration_days = 20;
  tasks[1].after = {{"land", 0}};
  tasks[2].id = "bridge";
  tasks[2].duration_days = 15;
  tasks[2].after = {{"land", 0}};
  tasks[3].id = "surface";
  tasks[3].duration_days = 5;
  tasks[3].after = {{"bed", 0}, {"bridge", 0}};
  tasks[4].id = "signs";
  tasks[4].duration_days = 2;
  return tasks;
}

/// `id before>after by own chain`
std::vector<std::string> moved(const std::vector<Task>& before, const std::vector<Task>& after,
                               const std::string& day_after = "2022-05-09") {
  const auto a = critical_path(before, calendar(), day("2022-05-09")).value();
  const auto b = critical_path(after, calendar(), day(day_after)).value();
  std::vector<std::string> out;
  const auto c = changes(before, a, after, b);
  for (std::size_t i = 0; i < c.moved.size(); ++i) {
    const auto& m = c.moved[i];
    out.push_back(m.id + " " + (m.finish_before ? to_text(*m.finish_before) : "-") + ">" +
                  to_text(m.finish_after) + " " + std::to_string(m.by_days) + " " + text_of(m.own) + " " +
                  join(chain_of(c, i), ","));
  }
  return out;
}

TEST(Changes, NamesEveryDateThatMovesAndTheWayItCame) {
  auto after = road();
  after[0].duration_days = 12;
  EXPECT_EQ(
      moved(road(), after),
      (std::vector<std::string>{
          "land 2022-05-20>2022-05-24 2 duration ", "bed 2022-06-20>2022-06-22 2 none land",
          "bridge 2022-06-13>2022-06-15 2 none land", "surface 2022-06-27>2022-06-29 2 none land,bed"}));
}

TEST(Changes, SaysWhenTheWayTurnsToAnotherPredecessor) {
  auto after = road();
  after[2].duration_days = 23;  // Five days of slack and three more.
  EXPECT_EQ(moved(road(), after), (std::vector<std::string>{"bridge 2022-06-13>2022-06-23 8 duration ",
                                                            "surface 2022-06-27>2022-06-30 3 none bridge"}));
  after = road();
  after[1].duration_days = 1;  // Now the bridge holds it, but it is the bed that let go.
  EXPECT_EQ(moved(road(), after), (std::vector<std::string>{"bed 2022-06-20>2022-05-23 -19 duration ",
                                                            "surface 2022-06-27>2022-06-20 -5 none bed"}));
}

TEST(Changes, TellsDatesLinksProgressAndTheDayApart) {
  auto after = road();
  after[4].not_before = day("2022-05-16");
  EXPECT_EQ(moved(road(), after), std::vector<std::string>{"signs 2022-05-10>2022-05-17 5 date "});
  after = road();
  after[4].after = {{"surface", 0}};
  EXPECT_EQ(moved(road(), after), std::vector<std::string>{"signs 2022-05-10>2022-06-29 35 after "});
  after = road();
  after[4].share_done = 50;
  EXPECT_EQ(moved(road(), after), std::vector<std::string>{"signs 2022-05-10>2022-05-09 -1 progress "});
  EXPECT_EQ(moved(road(), road(), "2022-05-10").front(), "land 2022-05-20>2022-05-23 1 none ");
}

TEST(Changes, ListsWhatCameWhatWentAndWhatBecameCritical) {
  auto after = road();
  after.erase(after.begin() + 1);
  after[2].after = {{"bridge", 0}};
  after.push_back({});
  after.back().id = "lights";
  after.back().duration_days = 1;
  const auto a = critical_path(road(), calendar(), day("2022-05-09")).value();
  const auto b = critical_path(after, calendar(), day("2022-05-09")).value();
  const auto c = changes(road(), a, after, b);
  EXPECT_EQ(c.removed, std::vector<std::string>{"bed"});
  EXPECT_EQ(c.critical, std::vector<std::string>{"bridge"});
  EXPECT_TRUE(c.uncritical.empty());
  EXPECT_EQ(c.moved.back().id, "lights");
  EXPECT_EQ(c.moved.back().own, Cause::kAdded);
  EXPECT_EQ(to_text(c.finish_before) + " " + to_text(c.finish_after), "2022-06-27 2022-06-20");
}

TEST(Changes, APlanThatStaysMovesNothing) {
  EXPECT_TRUE(moved(road(), road()).empty());
  // Of random networks: what is not listed has its dates, and a chain names only what moved, each once.
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    const auto as_of = day("2022-04-08");
    const auto before = fixture::random_network(random, 30, as_of);
    auto after = before;
    auto& t = after[random() % after.size()];
    t.duration_days = (t.duration_days + 7) % 40;
    const auto a = critical_path(before, calendar(), as_of).value();
    const auto b = critical_path(after, calendar(), as_of).value();
    const auto c = changes(before, a, after, b);
    std::vector<std::string> ids;
    for (const auto& m : c.moved) ids.push_back(m.id);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const bool is_same = a.tasks[i].early_start == b.tasks[i].early_start &&
                           a.tasks[i].early_finish == b.tasks[i].early_finish;
      EXPECT_EQ(is_same, std::find(ids.begin(), ids.end(), before[i].id) == ids.end()) << "seed " << seed;
    }
    for (std::size_t i = 0; i < c.moved.size(); ++i) {
      const auto chain = chain_of(c, i);
      EXPECT_TRUE(c.moved[i].own != Cause::kNone || !chain.empty())
          << "seed " << seed << " " << c.moved[i].id;
      EXPECT_TRUE(chain.empty() || chain.front() == t.id) << "seed " << seed << " " << c.moved[i].id;
    }
  }
}

}  // namespace
}  // namespace guatu::plan
