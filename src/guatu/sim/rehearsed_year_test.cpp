// Goal: a rehearsal of "hazards get 10 days instead of 15" over a simulated year names the matters and the
// people, and says what a city would have recorded that lived under ten days from the start. Method: a city
// lives a year under fifteen; what its people did is done again, act by act at the same instants, in a city
// whose hazards have ten; matters in which an act was then refused (where people would have had to react) are
// left out. GUATU_SEED replays.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/kernel/rehearsal/rehearsal.h"
#include "guatu/sim/keys.h"
#include "guatu/sim/simulator.h"
#include "guatu/testing/office.h"

namespace guatu::sim {
namespace {

constexpr int kDays = 365;
constexpr const char* kFifteen = "- {for: 15 days, roll: next_working_day, basis: own rule 内部规定：一般";
constexpr const char* kTen = "- {for: 10 days, roll: next_working_day, basis: own rule 内部规定：一般";

std::uint64_t seed() {
  if (const auto* s = std::getenv("GUATU_SEED"); s != nullptr) return std::strtoull(s, nullptr, 10);
  return std::random_device{}();
}

std::string hazard(const char* limit) {
  auto text = testing::read_file("playbooks/hazard.yaml");
  const auto at = text.find(kFifteen);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, std::string_view(kFifteen).size(), limit);
}

/// The shipped city with nothing but enterprises, their inspections and hazards; nobody publishes anything.
std::shared_ptr<const Ground> city_under(const std::string& hazard_text) {
  auto city = read_city(testing::read_file("demo/city.yaml"), "demo/city.yaml");
  EXPECT_TRUE(city.has_value());
  std::erase_if(city->matters, [](const MatterKind& m) {
    return m.playbook != "enterprise" && m.playbook != "inspection" && m.playbook != "hazard";
  });
  city->life.new_versions = city->life.new_calendars = city->life.erasures = 0;
  GroundTexts texts{testing::shipped_calendar(), {"counting-rules.yaml", testing::shipped_rules()}, {}};
  for (const auto* id : {"enterprise", "inspection"})
    texts.playbooks.push_back({id, testing::read_file(std::string("playbooks/") + id + ".yaml")});
  texts.playbooks.push_back({"hazard.yaml", hazard_text});
  auto made = Ground::make(std::move(*city), std::move(texts));
  EXPECT_TRUE(made.has_value()) << kernel::report_line(made.error().front(), Lang::kEn);
  return *made;
}

struct Act {
  Instant at;
  kernel::Command command;
  MatterId matter;  ///< that it was about, or that it opened
};

/// A ledger in which those acts are done again, each rung at its instant.
class Again {
 public:
  explicit Again(const Ground& ground)
      : store_(ground.first_day()), clock_(ground.city().starts_at), desk_(store_, clock_, options()) {}

  void live(const std::vector<Act>& acts, Instant to) {
    for (const auto& act : acts) {
      advance(act.at);
      auto c = act.command;
      for (auto* id : {&c.matter, &c.parent, &c.about, &c.other})
        if (*id) *id = here_.at(*id);
      const auto r = desk_.execute(c);
      if (r.has_error())
        refused_.insert(act.matter);
      else if (c.verb == kernel::Verb::kOpen)
        here_[act.matter] = r->matter;
      if (c.verb == kernel::Verb::kOpen) here_.try_emplace(act.matter, MatterId{});
    }
    advance(to);
    ASSERT_TRUE(desk_.sweep(false, true).has_value());
  }

  kernel::Store& store() { return store_; }
  /// The same matter in this ledger; none when its opening was refused.
  MatterId here(MatterId there) const { return here_.at(there); }
  /// Matters of the first ledger, an act on which was refused here.
  const std::set<MatterId>& refused() const { return refused_; }

 private:
  kernel::DeskOptions options() {
    kernel::DeskOptions o;
    o.person_keys = &keys_;
    return o;
  }
  void advance(Instant to) {
    const auto reader = store_.read();
    for (;;) {
      const auto id = (*reader)->next_due(to, {});
      if (!id) break;
      clock_.set(std::max(clock_.now(), (*reader)->shared_matter(*id)->next_act_at()));
      ASSERT_TRUE(desk_.sweep(false, true).has_value());
    }
    clock_.set(std::max(clock_.now(), to));
  }

  SimKeys keys_;
  store::MemoryStore store_;
  ManualClock clock_;
  kernel::Desk desk_;
  std::map<MatterId, MatterId> here_;
  std::set<MatterId> refused_;
};

kernel::RehearsalReport rehearsed(kernel::Store& store, const kernel::Playbook& playbook, Instant from,
                                  Instant to) {
  kernel::RehearsalTask task;
  task.playbook = &playbook;
  task.from = from;
  task.to = to;
  const auto reader = store.read();
  auto r = kernel::rehearse(**reader, task);
  EXPECT_TRUE(r.has_value()) << r.error().key;
  return std::move(*r);
}

/// A clock without what differs between two ledgers: positions, numbers.
std::string line_of(const kernel::ClockRun& r, bool is_late) {
  auto s = r.clock + " " + to_text(r.begun_at) + " due " + to_text(r.due_at) + " end " + to_text(r.ended_at) +
           " by " + r.holder.value + (is_late ? " late" : "");
  for (const auto& f : r.fired) {
    s += "; " + std::to_string(f.rung) + " " + to_text(f.rung_at) + " " + f.mark + " to " + f.handed_to.value;
    for (const auto& p : f.told) s += " " + p.value;
  }
  return s;
}

TEST(RehearsedYear, TenDaysInsteadOfFifteenAgreesWithACityThatLivedUnderTen) {
  SimOptions o;
  o.seed = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(o.seed));
  o.days = kDays;
  o.is_checked = false;
  o.has_digest = false;
  std::vector<Act> acts;
  o.done = [&acts](Instant at, const kernel::Command& c, const kernel::Answer& a) {
    acts.push_back({at, c, c.verb == kernel::Verb::kOpen ? a.matter : c.matter});
  };
  const auto fifteen = city_under(hazard(kFifteen));
  const auto ten = city_under(hazard(kTen));
  const auto disk = memory_disk(*fifteen);
  const auto year = Simulator(*fifteen, *disk, o).run();
  ASSERT_FALSE(year.finding) << kernel::report_line(*year.finding, Lang::kEn);

  const auto from = fifteen->city().starts_at;
  const auto to = (*disk->store().read())->last_at();
  const auto rules = kernel::CountingRules::from_yaml(testing::shipped_rules(), "rules.yaml");
  const auto draft = kernel::read_playbook(hazard(kTen), "draft.yaml", *rules);
  ASSERT_TRUE(draft.has_value());
  const auto told = rehearsed(disk->store(), *draft, from, to);
  Again again(*ten);
  again.live(acts, to);
  const auto lived = rehearsed(again.store(), *draft, from, to);
  EXPECT_TRUE(lived.rungs.empty() && lived.due_moved == 0);

  // It names the matters and the people.
  EXPECT_GT(told.became_late, 0);  // Some twenty of a thousand.
  EXPECT_EQ(told.became_timely, 0);
  EXPECT_FALSE(told.loads.empty());
  for (const auto& p : told.pairs)
    if (p.is_late && !p.was_late) {
      EXPECT_TRUE(p.number.starts_with("YH-")) << p.number;
      EXPECT_TRUE(p.after.holder) << p.number;
    }

  // And it says what the other city recorded.
  std::set<MatterId> reacts = again.refused();
  for (const auto& act : told.illegal) reacts.insert(act.matter);
  for (const auto& m : told.not_compared) reacts.insert(m.matter);
  std::map<MatterId, std::vector<std::string>> a;
  std::map<MatterId, std::vector<std::string>> b;
  std::int64_t late = 0;
  for (const auto& p : told.pairs)
    if (p.after.begun) {
      a[p.matter].push_back(line_of(p.after, p.is_late));
      late += p.is_late && !p.was_late && !reacts.contains(p.matter) ? 1 : 0;
    }
  for (const auto& p : lived.pairs)
    if (p.before.begun) b[p.matter].push_back(line_of(p.before, p.was_late));
  std::size_t compared = 0;
  for (const auto& [id, lines] : a) {
    if (reacts.contains(id)) continue;
    ++compared;
    ASSERT_EQ(lines, b[again.here(id)]) << id.value;
  }
  EXPECT_GT(compared, a.size() * 3 / 4);
  EXPECT_GT(compared, 300U);
  EXPECT_GT(late, 0);
  RecordProperty("matters", static_cast<int>(a.size()));
  RecordProperty("compared", static_cast<int>(compared));
  RecordProperty("became_late", static_cast<int>(told.became_late));
  RecordProperty("became_late_compared", static_cast<int>(late));
}

}  // namespace
}  // namespace guatu::sim
