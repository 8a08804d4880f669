// Events, number series, command memory, and what happens when the ledger is touched behind our
// back.
#include <gtest/gtest.h>

#include "guatu/store/rebuild.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"
#include "guatu/store/sqlite/writer.h"

namespace guatu::store {

namespace {

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

kernel::Event event(MatterId matter, Instant at, kernel::Payload data) {
  kernel::Event e;
  e.matter = matter;
  e.at = at;
  e.by.value = "zhang";
  e.command_id = "c-1";
  e.digest = matter ? "" : "0123";
  e.data = std::move(data);
  return e;
}

std::vector<kernel::Event> read_all(kernel::Reader& r, Position after = {}, Position up_to = {},
                                    MatterId matter = {}) {
  std::vector<kernel::Event> out;
  EXPECT_EQ(key_of(r.events(after, up_to, matter,
                            [&](const kernel::Event& e) {
                              out.push_back(e);
                              return true;
                            })),
            "");
  return out;
}

class Ledger : public testing::Test {
 protected:
  void SetUp() override {
    auto made = sqlite::open_sqlite(":memory:", OpenMode::kCreate, {});
    ASSERT_TRUE(made.has_value());
    store = std::move(*made);
  }
  std::unique_ptr<kernel::Writer> writer() {
    auto w = store->begin();
    EXPECT_EQ(key_of(w), "");
    return std::move(*w);
  }
  std::unique_ptr<kernel::Reader> reader() {
    auto r = store->read();
    EXPECT_EQ(key_of(r), "");
    return std::move(*r);
  }
  /// Five events: two about the world, three about matter 2.
  std::vector<kernel::Event> fill() {
    kernel::MatterOpened opened;
    opened.number = "YH-2022-0001";
    opened.fields.emplace("title", "路灯“坏”了 \\ \"quoted\"");
    std::vector<kernel::Event> events{
        event({}, kStart, kernel::UnitAdded{UnitId{"ty"}, "太原", "Taiyuan", {}, "140100", "", ""}),
        event({}, kStart + 5, std::move(opened)),
        event({2}, kStart + 5, kernel::MatterUrged{PersonId{"li"}, "快"}),
        event({}, kStart + 9, kernel::PersonAdded{PersonId{"li"}, "书记", UnitId{"ty"}}),
        event({2}, kStart + 9, kernel::MatterWithdrawn{"重复"})};
    auto w = writer();
    EXPECT_EQ(key_of(w->append(events)), "");
    EXPECT_EQ(key_of(w->commit()), "");
    return events;
  }
  void behind(const std::string& sql) {
    sqlite::BorrowedConnection c(*store);
    c->run(sql);
  }

  std::unique_ptr<sqlite::SqliteStore> store;
};

}  // namespace

TEST_F(Ledger, GivesBackWhatItWasGiven) {
  const auto events = fill();
  EXPECT_EQ(events[1].matter.value, 2) << "an opened matter is named by its position";
  auto r = reader();
  EXPECT_EQ(r->last_position().value, 5);
  EXPECT_EQ(r->last_at(), kStart + 9);
  EXPECT_EQ(read_all(*r), events);
  EXPECT_EQ(read_all(*r, {1}, {4}).size(), 3U);
  const auto of_matter = read_all(*r, {}, {}, {2});
  ASSERT_EQ(of_matter.size(), 3U);
  EXPECT_EQ(of_matter[2], events[4]);
  std::vector<std::int64_t> world;
  EXPECT_EQ(key_of(r->world_events({}, {},
                                   [&](const kernel::Event& e) {
                                     world.push_back(e.position.value);
                                     return true;
                                   })),
            "");
  EXPECT_EQ(world, (std::vector<std::int64_t>{1, 4}));
}

TEST_F(Ledger, StopsWhenTheVisitorHasEnoughAndMayBeReadWithin) {
  fill();
  auto r = reader();
  int seen = 0;
  std::size_t inner = 0;
  EXPECT_EQ(key_of(r->events({}, {}, {},
                             [&](const kernel::Event&) {
                               inner = read_all(*r).size();
                               return ++seen < 2;
                             })),
            "");
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(inner, 5U);
}

TEST_F(Ledger, RefusesTimeThatGoesBack) {
  fill();
  auto w = writer();
  std::vector<kernel::Event> one{event({2}, kStart + 8, kernel::MatterUrged{})};
  EXPECT_EQ(key_of(w->append(one)), "ledger.time_backwards");
  std::vector<kernel::Event> two{event({2}, kStart + 20, kernel::MatterUrged{}),
                                 event({2}, kStart + 19, kernel::MatterUrged{})};
  EXPECT_EQ(key_of(w->append(two)), "ledger.time_backwards");
  std::vector<kernel::Event> wrong{event({77}, kStart + 30, kernel::MatterOpened{})};
  EXPECT_EQ(key_of(w->append(wrong)), "ledger.matter_id");
}

TEST_F(Ledger, OnlyGrows) {
  fill();
  for (const auto* sql : {"update events set at = 1", "delete from events where position = 5",
                          "insert or replace into events values (5, 0, 1, '', '', '', 'a.b', 1, '{}')",
                          "insert into events values (9, 0, 1, '', '', '', 'a.b', 1, '{}')"})
    EXPECT_THROW(behind(sql), kernel::StoreFailure) << sql;
  EXPECT_EQ(reader()->last_position().value, 5);
}

TEST_F(Ledger, NamesThePositionThatIsDamaged) {
  fill();
  behind("drop trigger events_refuse_update; drop trigger events_refuse_delete");
  const auto damage = [&] {
    auto r = reader()->events({}, {}, {}, [](const kernel::Event&) { return true; });
    EXPECT_EQ(key_of(r), "ledger.damaged");
    return r.has_error() ? r.error().args.front().second : "";
  };
  behind("update events set data = '{\"reason\":7}' where position = 5");
  EXPECT_EQ(damage(), "5");
  behind("update events set type = 'matter.dreamt' where position = 4");
  EXPECT_EQ(damage(), "4");
  behind("delete from events where position = 2");
  EXPECT_EQ(damage(), "2");
}

TEST_F(Ledger, FindsThePositionOfAnInstant) {
  Dice dice(11);
  std::vector<Instant> at;
  {
    auto w = writer();
    Instant now = kStart;
    for (int i = 0; i < 300; ++i) {
      now = now + dice.below(3) * kSecondUs;
      std::vector<kernel::Event> events{event({}, now, kernel::PersonLeft{})};
      ASSERT_EQ(key_of(w->append(events)), "");
      at.push_back(now);
    }
    ASSERT_EQ(key_of(w->commit()), "");
  }
  auto r = reader();
  for (Instant t = kStart - kSecondUs; t <= at.back() + kSecondUs; t = t + kSecondUs) {
    std::int64_t expected = 0;
    while (expected < std::ssize(at) && at[static_cast<std::size_t>(expected)] <= t) ++expected;
    EXPECT_EQ(r->position_at(t).value, expected);
  }
}

TEST_F(Ledger, ForgetsWhatWasNotCommitted) {
  {
    auto w = writer();
    std::vector<kernel::Event> events{event({}, kStart, kernel::PersonLeft{})};
    ASSERT_EQ(key_of(w->append(events)), "");
    ASSERT_EQ(key_of(w->take_sequence("YH-", 3)), "");
    EXPECT_EQ(w->next_sequence("YH-"), 4);
  }
  auto r = reader();
  EXPECT_EQ(r->last_position().value, 0);
  EXPECT_EQ(r->next_sequence("YH-"), 1);
}

TEST_F(Ledger, UsesUpNothingThatIsNotCommitted) {
  const auto add = [&](kernel::Writer& w, Instant at) {
    std::vector<kernel::Event> events{event({}, at, kernel::PersonLeft{})};
    EXPECT_EQ(key_of(w.append(events)), "");
    return events.front().position.value;
  };
  EXPECT_EQ(add(*writer(), kStart + 100), 1);  // Gone with its writer.
  auto w = writer();
  EXPECT_EQ(add(*w, kStart), 1) << "neither position nor time were used up";
  EXPECT_EQ(key_of(w->commit()), "");
  w.reset();
  EXPECT_EQ(reader()->last_at(), kStart);
}

TEST_F(Ledger, RemembersCommandsAndNumbers) {
  auto w = writer();
  EXPECT_FALSE(w->past_command("a").has_value());
  ASSERT_EQ(key_of(w->remember_command("a", {"digest", "{\"n\":1}"})), "");
  EXPECT_EQ(key_of(w->remember_command("a", {"other", "{}"})), "store.io") << "never overwritten";
  ASSERT_EQ(key_of(w->take_sequence("YH-2022-", 1)), "");
  ASSERT_EQ(key_of(w->take_sequence("YH-2022-", 7)), "");
  ASSERT_EQ(key_of(w->take_sequence("YH-2022-", 5)), "")
      << "an imported number leaves a gap, never a step back";
  ASSERT_EQ(key_of(w->commit()), "");
  w.reset();
  auto r = reader();
  ASSERT_TRUE(r->past_command("a").has_value());
  EXPECT_EQ(r->past_command("a")->digest, "digest");
  EXPECT_EQ(r->past_command("a")->answer, "{\"n\":1}");
  EXPECT_EQ(r->next_sequence("YH-2022-"), 8);
  EXPECT_EQ(r->next_sequence("YH-2023-"), 1);
}

// Goal: replay gives byte-identical tables. Method: fold again from kept matters, in another order of
// transactions.
TEST(Rebuild, MakesTheSameTables) {
  TempFolder t;
  RandomCity city(5);
  std::vector<std::pair<kernel::Matter, std::string>> puts;
  {
    auto s = open_store(t.ledger(), OpenMode::kCreate);
    auto w = (*s)->begin();
    for (int i = 0; i < 120; ++i) {
      ASSERT_EQ(key_of(city.step(**w)), "");
      for (const auto& m : city.matters)
        if (m.last_position == (*w)->last_position()) puts.emplace_back(m, city.path_of(m));
    }
    ASSERT_EQ(key_of((*w)->remember_command("c", {"d", "a"})), "");
    ASSERT_EQ(key_of((*w)->take_sequence("YH-", 9)), "");
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
  const auto fold = [&](kernel::Writer& w) -> Result<void> {
    for (const auto& [m, path] : puts) GUATU_TRY_VOID(w.put_matter(m, path, ""));
    GUATU_TRY_VOID(w.remember_command("c", {"d", "a"}));
    return w.take_sequence("YH-", 9);
  };
  ASSERT_EQ(key_of(rebuild(t.ledger(), fold)), "");
  const auto first = table_digest(t.ledger());
  ASSERT_EQ(key_of(first), "");
  EXPECT_EQ(first->size(), 12U);
  ASSERT_EQ(key_of(rebuild(t.ledger(), fold)), "");
  EXPECT_EQ(*table_digest(t.ledger()), *first);

  EXPECT_EQ(key_of(rebuild(t.ledger(), [](kernel::Writer&) -> Result<void> { return Error("test.fold"); })),
            "test.fold");
  EXPECT_EQ(*table_digest(t.ledger()), *first) << "a failed fold changes nothing";
  EXPECT_EQ(key_of(rebuild(t.ledger(),
                           [](kernel::Writer& w) {
                             std::vector<kernel::Event> one(1);
                             one[0].at = kStart;
                             return w.append(one);
                           })),
            "store.rebuilding");
  OpenOptions unchecked;  // Its events are not what made its matters.
  unchecked.is_checked = false;
  auto s = sqlite::open_sqlite(t.ledger(), OpenMode::kReadWrite, unchecked);
  ASSERT_EQ(key_of(s), "");
  sqlite::BorrowedConnection c(**s);
  EXPECT_NO_THROW(c->run("insert into matter_search (matter_search) values ('integrity-check')"));
}

}  // namespace guatu::store
