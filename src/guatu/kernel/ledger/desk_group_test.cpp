// Goal: many callers at one desk: each is answered once, all that wait share a commit, one that cannot be
// done does not touch the others, nothing is acknowledged that the disk did not confirm. Method: threads over
// a temporary store, and a store whose acts fail when the test says so.
#include <gtest/gtest.h>

#include <latch>
#include <set>
#include <thread>

#include "guatu/testing/failing_store.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::FailingStore;
using guatu::testing::kJob;
using guatu::testing::Office;

/// An office whose second desk works over a store that can fail.
class DeskGroup : public ::testing::Test {
 protected:
  DeskGroup() { office.publish(kJob); }

  Command open(const std::string& id) {
    Command c;
    c.id = id;
    c.by = {"chief"};
    c.verb = Verb::kOpen;
    c.playbook = "job";
    c.unit = {"bureau"};
    c.fields = {{"title", "事 " + id}};
    return c;
  }
  /// Answers of `n` callers that ask at the same moment, one command each.
  std::vector<Result<Answer>> all_at_once(Desk& desk, const std::vector<Command>& commands) {
    std::vector<std::optional<Result<Answer>>> answers(commands.size());
    std::latch start(static_cast<std::ptrdiff_t>(commands.size()));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < commands.size(); ++i)
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        answers[i] = desk.execute(commands[i]);
      });
    for (auto& t : threads) t.join();
    std::vector<Result<Answer>> out;
    for (auto& a : answers) out.push_back(std::move(*a));
    return out;
  }

  Office office;
  FailingStore failing{*office.store};
};

TEST_F(DeskGroup, AnswersEachCallerOnceAndCommitsFewerTimesThanAsked) {
  Desk desk(failing, office.clock);
  // A sync takes its time; meanwhile the others come.
  failing.fail = [&](const std::string& act) -> std::optional<Error> {
    if (act == "commit") std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return std::nullopt;
  };
  constexpr int kThreads = 32;
  constexpr int kEach = 20;
  std::vector<std::set<std::int64_t>> seen(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto id = "t" + std::to_string(t) + "." + std::to_string(i);
        const auto a = desk.execute(open(id));
        ASSERT_TRUE(a.has_value()) << a.error().key;
        seen[static_cast<std::size_t>(t)].insert(a->matter.value);
        // The same again answers the same.
        const auto again = desk.execute(open(id));
        ASSERT_TRUE(again.has_value());
        EXPECT_TRUE(again->existed);
        EXPECT_EQ(again->matter, a->matter);
      }
    });
  for (auto& t : threads) t.join();
  std::set<std::int64_t> all;
  for (const auto& s : seen) all.insert(s.begin(), s.end());
  EXPECT_EQ(all.size(), std::size_t{kThreads} * kEach);
  EXPECT_LT(failing.commits, kThreads * kEach / 2) << "commands did not share commits";
  auto reader = office.store->read();
  EXPECT_EQ(*(*reader)->count({}), kThreads * kEach);
}

TEST_F(DeskGroup, RefusesOneWithoutTouchingTheOthers) {
  Desk desk(failing, office.clock);
  std::vector<Command> commands;
  for (int i = 0; i < 24; ++i) {
    commands.push_back(open("k" + std::to_string(i)));
    if (i % 3 == 1) commands.back().unit = {"nowhere"};
    if (i % 3 == 2) commands.back().by = {"nobody"};
  }
  const auto answers = all_at_once(desk, commands);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const char* const keys[] = {"", "people.unknown_unit", "people.unknown_person"};
    EXPECT_EQ(answers[i].has_error() ? answers[i].error().key : "", keys[i % 3]) << i;
  }
  EXPECT_EQ(*(*office.store->read())->count({}), 8);
}

TEST_F(DeskGroup, OneThatTheStoreCannotTakeDoesNotTakeOthersWithIt) {
  DeskOptions options;
  Desk desk(failing, office.clock, options);
  // Every seventh matter cannot be put, whoever asks for it.
  int puts = 0;
  std::set<std::string> refused;
  failing.fail = [&](const std::string& act) -> std::optional<Error> {
    if (act == "put_matter" && ++puts % 7 == 0) return Error("store.full");
    return std::nullopt;
  };
  std::vector<Command> commands;
  for (int i = 0; i < 60; ++i) commands.push_back(open("k" + std::to_string(i)));
  const auto answers = all_at_once(desk, commands);
  int done = 0;
  for (const auto& a : answers) {
    if (a.has_value())
      ++done;
    else
      EXPECT_EQ(a.error().key, "store.full");
  }
  EXPECT_GT(done, 0);
  EXPECT_LT(done, 60);
  failing.fail = {};
  EXPECT_EQ(*(*office.store->read())->count({}), done);
  // Who was refused asks again and is served; who was answered is told the same.
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto again = desk.execute(commands[i]);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->existed, answers[i].has_value()) << i;
  }
  EXPECT_EQ(*(*office.store->read())->count({}), 60);
}

TEST_F(DeskGroup, AcknowledgesNothingAfterASyncThatFailed) {
  Desk desk(failing, office.clock);
  ASSERT_TRUE(desk.execute(open("before")).has_value());
  failing.fail = [](const std::string& act) -> std::optional<Error> {
    return act == "commit" ? std::optional(Error("store.sync_failed")) : std::nullopt;
  };
  std::vector<Command> commands;
  for (int i = 0; i < 16; ++i) commands.push_back(open("k" + std::to_string(i)));
  for (const auto& a : all_at_once(desk, commands)) {
    ASSERT_TRUE(a.has_error());
    EXPECT_TRUE(a.error().key == "store.sync_failed" || a.error().key == "desk.stopped") << a.error().key;
  }
  failing.fail = {};
  EXPECT_TRUE(desk.is_stopped());
  EXPECT_EQ(desk.execute(open("after")).error().key, "desk.stopped");
  EXPECT_EQ(desk.sweep().error().key, "desk.stopped");
  // Opened anew, the callers ask again.
  Desk fresh(failing, office.clock);
  for (const auto& c : commands) EXPECT_TRUE(fresh.execute(c).has_value());
  EXPECT_EQ(*(*office.store->read())->count({}), 17);
}

TEST_F(DeskGroup, AnswersWhenMemoryRunsOutBelowIt) {
  Desk desk(failing, office.clock);
  // Every seventh put finds no memory: its command is told so, the others of its group are done without it.
  int puts = 0;
  failing.fail = [&](const std::string& act) -> std::optional<Error> {
    if (act == "put_matter" && ++puts % 7 == 0) throw std::bad_alloc();
    return std::nullopt;
  };
  std::vector<Command> commands;
  for (int i = 0; i < 60; ++i) commands.push_back(open("k" + std::to_string(i)));
  const auto answers = all_at_once(desk, commands);
  int done = 0;
  for (const auto& a : answers) {
    done += a.has_value() ? 1 : 0;
    if (a.has_error()) {
      EXPECT_EQ(a.error().key, "desk.no_memory");
    }
  }
  EXPECT_GT(done, 0);
  EXPECT_LT(done, 60);
  EXPECT_FALSE(desk.is_stopped());
  failing.fail = {};
  for (std::size_t i = 0; i < commands.size(); ++i)
    EXPECT_EQ(desk.execute(commands[i])->existed, answers[i].has_value()) << i;
  EXPECT_EQ(*(*office.store->read())->count({}), 60);
  // Beside commands too.
  failing.fail = [](const std::string&) -> std::optional<Error> { throw std::bad_alloc(); };
  EXPECT_EQ(desk.sweep().error().key, "desk.no_memory");
  EXPECT_EQ(desk.execute(open("dry"), true).error().key, "desk.no_memory");
}

TEST_F(DeskGroup, TellsWhoFindsNoRoomAndServesTheRest) {
  DeskOptions options;
  options.waiting_max = 4;
  options.room_ms = 20;
  Desk desk(failing, office.clock, options);
  failing.fail = [&](const std::string& act) -> std::optional<Error> {
    if (act == "commit") std::this_thread::sleep_for(std::chrono::milliseconds(120));
    return std::nullopt;
  };
  std::vector<Command> commands;
  for (int i = 0; i < 40; ++i) commands.push_back(open("k" + std::to_string(i)));
  int full = 0;
  for (const auto& a : all_at_once(desk, commands))
    if (a.has_error()) {
      EXPECT_EQ(a.error().key, "desk.full");
      ++full;
    }
  EXPECT_GT(full, 0);
  EXPECT_EQ(*(*office.store->read())->count({}), 40 - full);
}

TEST_F(DeskGroup, AnswersThroughAFunctionWhoeverLeads) {
  constexpr int kAsked = 200;
  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  {
    Desk desk(failing, office.clock);
    std::thread waiting([&] {
      for (int i = 0; i < 50; ++i) EXPECT_TRUE(desk.execute(open("w" + std::to_string(i))).has_value());
    });
    for (int i = 0; i < kAsked; ++i) {
      auto c = open("s" + std::to_string(i));
      if (i % 4 == 0) c.unit = {"nowhere"};
      ASSERT_TRUE(
          desk.submit(c, [&](const Result<Answer>& a) { ++(a.has_value() ? done : refused); }).has_value());
      if (i % 50 == 0) {
        ASSERT_TRUE(desk.sweep().has_value());
      }
    }
    waiting.join();
  }
  EXPECT_EQ(done, kAsked * 3 / 4);
  EXPECT_EQ(refused, kAsked / 4);
  EXPECT_EQ(*(*office.store->read())->count({}), 50 + kAsked * 3 / 4);
}

// So many that the queue's own thread leads, which fewer than eight take over again at the end; between them
// sweeps that want the desk alone and commands that are answered through a function.
TEST_F(DeskGroup, ServesManyOverAndOverWhoeverLeads) {
  constexpr int kCallers = 24;
  constexpr int kRounds = 15;
  std::atomic<int> called{0};
  {
    Desk desk(failing, office.clock);
    std::vector<std::thread> callers;
    for (int c = 0; c < kCallers; ++c)
      callers.emplace_back([&, c] {
        for (int i = 0; i < kRounds; ++i) {
          const auto id = std::to_string(c) + "." + std::to_string(i);
          const auto a = desk.execute(open("x" + id));
          EXPECT_TRUE(a.has_value() && a->events.front().command_id == "x" + id);
          if (i % 5 == c % 5) {
            const auto asked = desk.submit(open("y" + id),
                                           [&](const Result<Answer>& r) { called += r.has_value() ? 1 : 0; });
            EXPECT_TRUE(asked.has_value());
          }
          if (c == 0) {
            EXPECT_TRUE(desk.sweep().has_value());
          }
        }
      });
    for (auto& t : callers) t.join();
  }
  EXPECT_EQ(called, kCallers * kRounds / 5);
  EXPECT_EQ(*(*office.store->read())->count({}), kCallers * kRounds + called);
}

TEST_F(DeskGroup, SeesWhatAnotherProgramWroteBetween) {
  Desk one(failing, office.clock);
  Desk other(failing, office.clock);
  const auto m = one.execute(open("a"))->matter;
  auto take = open("b");
  take.verb = Verb::kMove;
  take.matter = m;
  take.move = "take";
  take.playbook.clear();
  take.unit = {};
  take.fields = {};
  ASSERT_TRUE(other.execute(take).has_value());
  auto again = take;
  again.id = "k";
  EXPECT_EQ(one.execute(again).error().key, "matter.out_of_turn");
}

}  // namespace
}  // namespace guatu::kernel
