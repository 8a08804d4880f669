// Lists against a register that keeps everything in memory: every filter, sort and page, now and as of then.
#include <gtest/gtest.h>

#include <bit>
#include <functional>

#include "guatu/base/limits.h"
#include "guatu/store/sqlite/reads.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store {

namespace {

using kernel::MatterQuery;
using kernel::MatterRow;

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

std::string show(const MatterQuery& q) {
  std::string out = "as_of " + std::to_string(q.as_of.value) + " which " +
                    std::to_string(static_cast<int>(q.which)) + " sort " +
                    std::to_string(static_cast<int>(q.sort)) + (q.descending ? " desc" : " asc");
  out += " playbook '" + q.playbook + "' unit '" + q.unit_path + "' holder '" + q.holder.value +
         "' opener '" + q.opener.value + "' state '" + q.state + "'";
  out += " parent " + std::to_string(q.parent.value) + " about " + std::to_string(q.about.value) + " due<" +
         std::to_string(q.due_before.us) + " returns>=" + std::to_string(q.returns_at_least);
  out += " opened " + std::to_string(q.opened_from.us) + ".." + std::to_string(q.opened_to.us) + " closed " +
         std::to_string(q.closed_from.us) + ".." + std::to_string(q.closed_to.us);
  return out;
}

/// All pages, one after the other.
std::vector<MatterRow> all_pages(kernel::Reader& r, MatterQuery q) {
  std::vector<MatterRow> out;
  for (int page = 0; page < 10'000; ++page) {
    auto p = r.list(q);
    if (p.has_error()) {
      ADD_FAILURE() << p.error().key << " " << show(q);
      break;
    }
    EXPECT_LE(p->items.size(), q.limit);
    out.insert(out.end(), p->items.begin(), p->items.end());
    if (p->next_cursor.empty()) break;
    q.cursor = p->next_cursor;
  }
  return out;
}

std::vector<std::int64_t> ids(const std::vector<MatterRow>& rows) {
  std::vector<std::int64_t> out;
  for (const auto& r : rows) out.push_back(r.id.value);
  return out;
}

struct Shape {
  std::uint64_t seed;
  std::size_t probe_rows;  ///< 2: nearly everything walks; 20,000: nearly everything chooses
};

class Lists : public testing::TestWithParam<Shape> {};

/// A matter with something in every kind of member.
kernel::Matter full_matter() {
  kernel::Matter m;
  m.number = "YH-2022-0001";
  m.playbook = "hazard";
  m.version = 3;
  m.unit.value = "gj";
  m.parent.value = 0;
  m.state = "rectifying";
  m.opener.value = "zhang";
  m.holder.value = "li";
  m.opened_at = kStart;
  m.moved_at = kStart + 3;
  m.fields = {{"title", "路灯"}, {"fund", 120000}, {"at", "2022-04-08"}, {"list", json::array{"甲", "乙"}}};
  kernel::MatterClock running;
  running.id = "rectifying";
  running.due_at = kStart + 10 * kDayUs;
  running.rungs = {kStart + 9 * kDayUs, kStart + 10 * kDayUs};
  running.mark = "yellow";
  running.span.limit.amount = 10;
  kernel::MatterClock stopped;
  stopped.id = "whole";
  stopped.due_at = kStart + 4 * kDayUs;
  stopped.span.stops = {{kStart, {}, "park", PersonId{"li"}}};
  m.clocks = {running, stopped};
  m.doings["submit"] = {PersonId{"li"}, kStart + 2, 1, true};
  m.stops_used["hearing"] = 2;
  m.returns = 2;
  m.is_parked = true;
  m.supervisor.value = "wang";
  m.revision = 4;
  return m;
}

}  // namespace

// Goal: pages put together are the whole sorted list, rows are the rows of that position, count counts them.
TEST_P(Lists, EqualTheNaiveRegister) {
  OpenOptions options;
  options.probe_rows = GetParam().probe_rows;
  auto s = open_store(":memory:", OpenMode::kCreate, options);
  ASSERT_EQ(key_of(s), "");
  RandomCity city(GetParam().seed);
  {
    auto w = (*s)->begin();
    for (int i = 0; i < 400; ++i) {
      ASSERT_EQ(key_of(city.step(**w)), "");
      if (i % 40 == 0) {
        const auto q = city.query();
        EXPECT_EQ(all_pages(**w, q), city.model.list(q)) << "a writer sees its own: " << show(q);
      }
    }
    ASSERT_EQ(key_of((*w)->commit()), "");
  }
  auto r = (*s)->read();
  for (int i = 0; i < 500; ++i) {
    auto q = city.query();
    if (i % 2 == 1) q.as_of = city.dice.of(city.marks);
    const auto expected = city.model.list(q);
    const auto got = all_pages(**r, q);
    ASSERT_EQ(ids(got), ids(expected)) << show(q);
    ASSERT_TRUE(got == expected) << show(q);
    auto n = (*r)->count(q);
    ASSERT_EQ(key_of(n), "");
    ASSERT_EQ(*n, std::ssize(expected)) << show(q);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Lists,
                         testing::Values(Shape{1, 20'000}, Shape{2, 2}, Shape{3, 20}, Shape{4, 20'000},
                                         Shape{5, 2}));

// Goal: no shape of a list reads the register from end to end. Method: every set of up to three filters,
// every sort and direction, now and as of then, with choices allowed and not; SQLite's own plan is the
// witness.
TEST(ListPlan, NeverScansTheRegister) {
  for (const std::size_t probe_rows : {std::size_t{0}, std::size_t{20'000}}) {
    OpenOptions options;
    options.probe_rows = probe_rows;
    auto s = open_store(":memory:", OpenMode::kCreate, options);
    RandomCity city(9);
    {
      auto w = (*s)->begin();
      for (int i = 0; i < 300; ++i) ASSERT_EQ(key_of(city.step(**w)), "");
      ASSERT_EQ(key_of((*w)->commit()), "");
    }
    // Filters that each leave something, so that with no rows allowed no choice is taken.
    MatterId parent, about;
    for (const auto& m : city.matters) {
      if (m.parent && m.id.value < 100) parent = m.parent;
      if (m.about && m.id.value < 100) about = m.about;
    }
    auto r = (*s)->read();
    auto& reads = dynamic_cast<sqlite::WithReads<kernel::Reader>&>(**r);
    const std::vector<std::function<void(MatterQuery&)>> filters{
        [](MatterQuery& q) { q.playbook = "hazard"; },
        [](MatterQuery& q) { q.unit_path = "/ty/gj/"; },
        [](MatterQuery& q) { q.holder.value = "li"; },
        [](MatterQuery& q) { q.opener.value = "li"; },
        [](MatterQuery& q) { q.state = "found"; },
        [=](MatterQuery& q) { q.parent = parent; },
        [=](MatterQuery& q) { q.about = about; },
        [](MatterQuery& q) { q.which = MatterQuery::Which::kOpen; },
        [](MatterQuery& q) { q.which = MatterQuery::Which::kClosed; },
        [](MatterQuery& q) { q.due_before = kStart + 9 * kDayUs; },
        [](MatterQuery& q) { q.opened_from = kStart; },
        [](MatterQuery& q) { q.closed_from = kStart; },
        [](MatterQuery& q) { q.returns_at_least = 1; },
        [](MatterQuery& q) { q.text = "街道"; }};
    const auto n = filters.size();
    for (std::size_t mask = 0; mask < (std::size_t{1} << n); ++mask) {
      if (std::popcount(mask) > 3) continue;
      for (int shape = 0; shape < 24; ++shape) {
        MatterQuery q;
        for (std::size_t i = 0; i < n; ++i)
          if ((mask >> i & 1U) != 0) filters[i](q);
        q.sort = static_cast<MatterQuery::Sort>(shape % 3);
        q.descending = shape / 3 % 2 == 1;
        if (shape / 6 % 2 == 1) q.as_of.value = 150;
        if (shape / 12 == 1) q.cursor = encode_cursor(q, {kStart.us, "YH-2022-1", {4}});
        auto plan = reads.plan_of(q);
        ASSERT_EQ(key_of(plan), "") << show(q);
        for (const auto& line : *plan) {
          const bool is_scan = line.find("SCAN r") != std::string::npos ||
                               line.find("SCAN m ") != std::string::npos || line.ends_with("SCAN m");
          const bool by_index = line.find("USING INDEX") != std::string::npos ||
                                line.find("USING COVERING INDEX") != std::string::npos;
          ASSERT_TRUE(!is_scan || by_index) << line << " for " << show(q);
          // A walk now must not sort: that would read all before the first row comes.
          const bool sorts = line.find("TEMP B-TREE") != std::string::npos;
          const bool walks = probe_rows == 0 && !q.as_of;
          ASSERT_TRUE(!sorts || !walks) << line << " for " << show(q);
        }
      }
    }
  }
}

TEST(List, RefusesWhatItCannotServe) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  auto r = (*s)->read();
  MatterQuery q;
  q.limit = 0;
  EXPECT_EQ(key_of((*r)->list(q)), "list.range");
  q.limit = limits::kMaxPageRows + 1;
  EXPECT_EQ(key_of((*r)->list(q)), "list.range");
  q.limit = limits::kMaxPageRows;
  EXPECT_EQ(key_of((*r)->list(q)), "");
  q.as_of.value = -1;
  EXPECT_EQ(key_of((*r)->list(q)), "list.range");
  q.as_of.value = 0;
  for (const auto* wrong :
       {"x", "da", "da.", "da.0.5", "da.7", "da.7.", "da.7.x", "oa.7.5", "dd.7.5", "da.7.5 "}) {
    q.cursor = wrong;
    EXPECT_EQ(key_of((*r)->list(q)), "list.cursor") << wrong;
  }
  q.cursor = "da.7.5";
  EXPECT_EQ(key_of((*r)->list(q)), "");
}

TEST(List, CursorsCarryAnyNumber) {
  MatterQuery q;
  q.sort = MatterQuery::Sort::kNumber;
  q.descending = true;
  const Cursor c{0, "隐患〔2022〕1号.\n", {12}};
  const auto back = decode_cursor(q, encode_cursor(q, c));
  ASSERT_EQ(key_of(back), "");
  EXPECT_EQ(*back, c);
}

// Every member of a row, by hand: the naive register shares the code that makes rows.
TEST(Register, KeepsEveryColumnAndTheWholeMatter) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  auto m = full_matter();
  auto w = (*s)->begin();
  std::vector<kernel::Event> events(1);
  events[0].at = kStart;
  events[0].data = kernel::MatterOpened{};
  ASSERT_EQ(key_of((*w)->append(events)), "");
  m.id = events[0].matter;
  m.last_position = events[0].position;
  ASSERT_EQ(key_of((*w)->put_matter(m, "/ty/gj/", "li,wang")), "");
  ASSERT_EQ(key_of((*w)->put_matter(m, "/ty/gj/", "")), "");
  ASSERT_EQ(key_of((*w)->commit()), "");
  auto r = (*s)->read();
  const auto whole = (*r)->matter(m.id);
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(*whole, m);
  EXPECT_FALSE((*r)->matter({99}).has_value());
  EXPECT_EQ((*r)->find_number("YH-2022-0001"), m.id);
  EXPECT_FALSE((*r)->find_number("YH").has_value());
  EXPECT_EQ((*r)->next_due(kStart + 9 * kDayUs, {}), m.id);
  EXPECT_FALSE((*r)->next_due(kStart + 9 * kDayUs, {m.id}).has_value());
  EXPECT_FALSE((*r)->next_due(kStart + 9 * kDayUs - 1, {}).has_value());
  auto page = (*r)->list({});
  ASSERT_EQ(key_of(page), "");
  ASSERT_EQ(page->items.size(), 1U);
  const MatterRow expected{m.id,
                           "YH-2022-0001",
                           "hazard",
                           "路灯",
                           UnitId{"gj"},
                           {},
                           {},
                           "rectifying",
                           "",
                           PersonId{"zhang"},
                           PersonId{"li"},
                           kStart,
                           {},
                           kStart + 3,
                           kStart + 10 * kDayUs,
                           kStart + 9 * kDayUs,
                           "yellow",
                           2,
                           true,
                           true,
                           PersonId{"wang"},
                           "li,wang",
                           {1}};
  EXPECT_EQ(page->items[0], expected);
}

TEST(Register, RefusesAnotherIdentityAndAnOlderMatter) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  RandomCity city(3);
  auto w = (*s)->begin();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(key_of(city.step(**w)), "");
  auto m = city.matters.front();
  m.number = "other";
  EXPECT_EQ(key_of((*w)->put_matter(m, "/ty/", "")), "store.identity");
  m = city.matters.front();
  m.returns += 1;
  m.last_position.value = 0;
  EXPECT_EQ(key_of((*w)->put_matter(m, city.path_of(m), "")), "store.stale");
}

TEST(Register, FindsWhatIsOpen) {
  auto s = open_store(":memory:", OpenMode::kCreate);
  RandomCity city(21);
  auto w = (*s)->begin();
  for (int i = 0; i < 200; ++i) ASSERT_EQ(key_of(city.step(**w)), "");
  std::vector<MatterId> open, held, in_unit, children;
  const MatterId parent = city.matters[1].id;
  std::optional<std::pair<Instant, MatterId>> due;
  for (const auto& m : city.matters) {
    if (const auto at = m.next_act_at(); at.us != 0 && (!due || std::pair(at, m.id) < *due)) due = {at, m.id};
    if (!m.is_open()) continue;
    open.push_back(m.id);
    if (m.holder.value == "li") held.push_back(m.id);
    if (m.unit.value == "gj") in_unit.push_back(m.id);
    if (m.parent == parent) children.push_back(m.id);
  }
  EXPECT_EQ((*w)->all_open(), open);
  EXPECT_EQ((*w)->open_held_by(PersonId{"li"}), held);
  EXPECT_EQ((*w)->open_in_unit(UnitId{"gj"}), in_unit);
  EXPECT_EQ((*w)->open_children(parent, 100), children);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ((*w)->next_due(due->first, {}), due->second);
  EXPECT_FALSE((*w)->next_due(due->first - 1, {}).has_value());
}

}  // namespace guatu::store
