// Goal: a rehearsal says what a second ledger would say in which the same people did the same under the other
// rule from the first day on. Method: a seeded office lives for a year, twice; the rehearsal of the first is
// compared with the record of the second, clock by clock and rung by rung. GUATU_SEED replays a failure.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/kernel/rehearsal/rehearsal.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::at;
using guatu::testing::kJob;
using guatu::testing::Office;

std::uint32_t seed() {
  if (const auto* s = std::getenv("GUATU_SEED"); s != nullptr)
    return static_cast<std::uint32_t>(std::atoll(s));
  return std::random_device{}();
}

std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto p = text.find(old);
  EXPECT_NE(p, std::string::npos) << old;
  return text.replace(p, old.size(), now);
}

/// The ladder tells and marks and never changes who holds a matter, so that people can act the same in both
/// ledgers.
std::string job(const std::string& days) {
  auto text =
      with(kJob, "{for: 15 days, rule: civil_code, basis: own rule}", "{for: " + days + ", basis: own rule}");
  return with(text, "  - {at: limit + 5 working_days, hand_to: head}\n",
              "  - {at: limit + 5 working_days, tell: head}\n");
}

/// What one person tries at one instant. What is refused leaves no trace; all refusals must be alike in both.
struct Act {
  Instant at;
  Command command;
  int matter = -1;  ///< which of the opened ones
};

/// A year of office life: matters worked on for 5 to 20 days, extended, stopped, refused, parked; people who
/// leave.
class Year {
 public:
  explicit Year(std::uint32_t seed) : random_(seed) {}

  std::vector<Act> live(int matters) {
    for (int i = 0; i < matters; ++i) matter(i);
    auto& leave = add(at("2022-07-01 12:00"), -1, Verb::kLeave, "system", "调离");
    leave.person = {"dan"};
    std::stable_sort(acts_.begin(), acts_.end(), [](const Act& a, const Act& b) { return a.at < b.at; });
    return std::move(acts_);
  }

 private:
  std::int64_t pick(std::uint32_t n) { return static_cast<std::int64_t>(random_() % n); }

  Command& add(Instant t, int matter, Verb verb, const char* by, const char* reason = "") {
    Command c;
    c.verb = verb;
    c.by = {by};
    c.reason = reason;
    acts_.push_back({t, std::move(c), matter});
    return acts_.back().command;
  }

  Command& submit(Instant t, int i, const char* officer) {
    auto& c = add(t, i, Verb::kMove, officer);
    c.move = "submit";
    c.fields = {{"result", "好"}};
    return c;
  }

  void matter(int i) {
    Instant t = at("2022-01-04 09:00") + pick(300) * kDayUs + pick(8 * 3600) * kSecondUs;
    const char* officer = pick(2) == 0 || t > at("2022-06-15") ? "cai" : "dan";  // Who leaves in July.
    const char* inspector = pick(2) == 0 ? "ann" : "bob";
    auto& open = add(t, i, Verb::kOpen, officer);
    open.playbook = "job";
    open.unit = {"bureau"};
    open.fields = {{"title", "事" + std::to_string(i)}};
    t = t + (1 + pick(6 * 24)) * kHourUs;
    add(t, i, Verb::kMove, "chief").move = "take";
    Instant done = t + (5 * 24 + pick(15 * 24)) * kHourUs;
    time_acts(i, t, officer);
    if (pick(8) == 0) add(t + pick(48) * kHourUs, i, Verb::kTransfer, "chief", "归县里").unit = {"county"};
    submit(done, i, officer);
    done = done + (1 + pick(6 * 24)) * kHourUs;
    if (pick(5) == 0) {
      add(done, i, Verb::kMove, inspector, "不行").move = "refuse";
      done = done + (1 + pick(18 * 24)) * kHourUs;
      submit(done, i, officer);
      done = done + (1 + pick(6 * 24)) * kHourUs;
    }
    if (pick(12) != 0) add(done, i, Verb::kMove, inspector).move = "accept";
    if (pick(15) == 0) add(done + pick(20) * kDayUs, i, Verb::kReopen, "chief", "又坏了");
  }

  /// Extensions, stops and parking while it is worked on from `t` on.
  void time_acts(int i, Instant t, const char* officer) {
    if (pick(4) == 0) {
      auto& ask = add(t + (1 + pick(8)) * kDayUs, i, Verb::kAskExtension, officer, "来不及");
      ask.clock = "doing";
      ask.amount = 1 + pick(10);
      auto& answer =
          add(acts_.back().at + (1 + pick(30)) * kHourUs, i, Verb::kAnswerExtension, "chief", "看过");
      answer.clock = "doing";
      answer.agrees = pick(4) == 0 ? "no" : "yes";
    }
    if (pick(4) == 0) {
      add(t + (1 + pick(96)) * kHourUs, i, Verb::kStop, officer, "听证").name = "hearing";
      if (pick(2) == 0)  // Else it runs on by itself.
        add(acts_.back().at + (1 + pick(12)) * kDayUs, i, Verb::kResume, officer).name = "hearing";
    }
    if (pick(10) == 0) {
      add(t + (2 + pick(6)) * kDayUs, i, Verb::kPark, officer, "等经费").amount = 10 + pick(40);
      add(acts_.back().at + (1 + pick(30)) * kDayUs, i, Verb::kUnpark, "mayor", "有了");
    }
  }

  std::mt19937 random_;
  std::vector<Act> acts_;
};

struct Lived {
  Office office{"2022-01-03 09:00"};
  std::vector<MatterId> ids;
  std::vector<std::string> refused;

  /// As a machine that is always up: each rung at its instant.
  void advance(Instant to) {
    for (;;) {
      Instant next{};
      {
        auto reader = office.store->read();
        const auto id = (*reader)->next_due(to, {});
        if (!id) break;
        next = (*reader)->matter(*id)->next_act_at();
      }
      office.clock.set(std::max(next, office.clock.now()));
      office.sweep();
    }
    office.clock.set(to);
  }

  void live(const std::vector<Act>& acts, int matters) {
    ids.assign(static_cast<std::size_t>(matters), MatterId{});
    int n = 0;
    for (const auto& act : acts) {
      advance(act.at);
      auto c = act.command;
      c.id = "a" + std::to_string(n++);
      if (act.matter >= 0 && c.verb != Verb::kOpen) {
        c.matter = ids[static_cast<std::size_t>(act.matter)];
        if (!c.matter) continue;
      }
      const auto r = office.desk.execute(c);
      if (r.has_error())
        refused.push_back(c.id + " " + text_of(c.verb) + " " + r.error().key);
      else if (c.verb == Verb::kOpen)
        ids[static_cast<std::size_t>(act.matter)] = r->matter;
    }
    advance(at("2023-01-31 00:00"));
    office.sweep();  // Writes that the record goes so far.
  }

  RehearsalReport rehearse(const Playbook* playbook, const WorkCalendar* calendar,
                           const char* from = "2022-01-01", const char* to = "2023-01-31 00:00") {
    RehearsalTask task;
    task.playbook = playbook;
    task.calendar = calendar;
    task.from = at(from);
    task.to = at(to);
    auto reader = office.store->read();
    auto r = kernel::rehearse(**reader, task);
    EXPECT_TRUE(r.has_value()) << r.error().key;
    return std::move(*r);
  }
};

Playbook read(const std::string& text) {
  const auto rules = CountingRules::from_yaml(guatu::testing::shipped_rules(), "rules.yaml");
  auto p = read_playbook(text, "draft.yaml", *rules);
  EXPECT_TRUE(p.has_value()) << p.error().front().key;
  return std::move(*p);
}

/// A clock run without what differs between two ledgers: positions.
std::string line_of(const std::string& number, const ClockRun& r, Instant to) {
  std::string s = number + " " + r.clock + " " + to_text(r.begun_at) + " due " + to_text(r.due_at) + " end " +
                  (r.ended_at.us == 0 ? "-" : to_text(r.ended_at)) + " by " + r.holder.value +
                  (r.is_late(to) ? " late" : "");
  for (const auto& f : r.fired) {
    s += "\n    " + std::to_string(f.rung) + " " + to_text(f.rung_at) + " " + to_text(f.at) + " " + f.mark +
         " to " + f.handed_to.value;
    for (const auto& p : f.told) s += " " + p.value;
  }
  return s;
}

void expect_same(const RehearsalReport& rehearsed, const RehearsalReport& lived, Instant to) {
  std::vector<std::string> a, b;
  for (const auto& p : rehearsed.pairs)
    if (p.after.begun) a.push_back(line_of(p.number, p.after, to));
  for (const auto& p : lived.pairs)
    if (p.before.begun) b.push_back(line_of(p.number, p.before, to));
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(a[i], b[i]);
  EXPECT_EQ(rehearsed.late_after, lived.late_before);
  EXPECT_EQ(rehearsed.rungs_after, lived.rungs_before);
}

constexpr int kMatters = 320;

TEST(RehearsalRandom, TenDaysInsteadOfFifteenAgreesWithALedgerThatLivedUnderTen) {
  const auto s = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(s));
  const auto acts = Year(s).live(kMatters);
  Lived fifteen, ten;
  fifteen.office.publish(job("15 days"));
  ten.office.publish(job("10 days"));
  fifteen.live(acts, kMatters);
  ten.live(acts, kMatters);
  const auto draft = read(job("10 days")), own = read(job("15 days"));
  const auto rehearsed = fifteen.rehearse(&draft, nullptr);
  // The second ledger seen through its own rules: nothing differs, so its `before` is the record.
  const auto lived = ten.rehearse(&draft, nullptr);
  EXPECT_TRUE(lived.rungs.empty());
  EXPECT_EQ(lived.became_late + lived.became_timely + lived.due_moved, 0);
  expect_same(rehearsed, lived, at("2023-01-31 00:00"));
  EXPECT_EQ(rehearsed.illegal.size() + fifteen.refused.size(), ten.refused.size());
  EXPECT_TRUE(rehearsed.not_compared.empty());
  // The driver reaches what is compared.
  EXPECT_GE(rehearsed.matters, 300);
  EXPECT_GT(rehearsed.became_late, 30);
  EXPECT_GT(rehearsed.rungs_new, 50);
  EXPECT_EQ(rehearsed.became_timely, 0);
  // And its own rules change nothing.
  const auto same = fifteen.rehearse(&own, nullptr);
  EXPECT_TRUE(same.rungs.empty() && same.illegal.empty() && same.loads.empty());
  EXPECT_EQ(same.due_moved + same.became_late + same.became_timely, 0);
  RecordProperty("late_before", static_cast<int>(rehearsed.late_before));
  RecordProperty("late_after", static_cast<int>(rehearsed.late_after));
}

/// The shipped calendar with one worked weekend taken away.
std::vector<CalendarFile> changed_calendar() {
  auto files = guatu::testing::shipped_calendar();
  for (auto& f : files)
    if (f.name == "cn-2022.yaml") f.text = with(f.text, "2022-04-24", "2022-04-23");
  return files;
}

TEST(RehearsalRandom, AMovedWorkedWeekendAgreesWithPublishingItFirst) {
  const auto s = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(s));
  const auto acts = Year(s).live(kMatters);
  Lived usual, changed;
  const auto book = with(job("10 working_days"), "up_to: 10 days", "up_to: 10 working_days");
  usual.office.publish(book);
  std::vector<MovedClock> moved;
  const auto files = changed_calendar();
  ASSERT_TRUE(changed.office.desk.publish_calendar(files, kSystem, false, moved).has_value());
  changed.office.publish(book);
  usual.live(acts, kMatters);
  changed.live(acts, kMatters);
  const auto calendar = WorkCalendar::from_files(files);
  ASSERT_TRUE(calendar.has_value());
  const auto rehearsed = usual.rehearse(nullptr, &*calendar);
  const auto lived = changed.rehearse(nullptr, &*calendar);
  EXPECT_TRUE(lived.rungs.empty());
  expect_same(rehearsed, lived, at("2023-01-31 00:00"));
  EXPECT_GT(rehearsed.due_moved, 0);
}

TEST(RehearsalRandom, TheSameRulesChangeNothingAlsoWhereTheLadderHandsOver) {
  const auto s = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(s));
  Lived office;
  office.office.publish(kJob);
  office.live(Year(s).live(kMatters), kMatters);
  const auto own = read(kJob);
  const auto calendar = WorkCalendar::from_files(guatu::testing::shipped_calendar());
  for (const auto& same : {office.rehearse(&own, nullptr), office.rehearse(nullptr, &*calendar)}) {
    EXPECT_GE(same.matters, 300);
    EXPECT_GT(same.late_before, 0);
    EXPECT_GT(same.rungs_before, 300);
    EXPECT_TRUE(same.rungs.empty() && same.loads.empty() && same.not_compared.empty());
    EXPECT_TRUE(same.illegal.empty()) << same.illegal.size() << " " << same.illegal.front().error.key;
    EXPECT_EQ(same.due_moved + same.became_late + same.became_timely, 0);
  }
}

}  // namespace
}  // namespace guatu::kernel
