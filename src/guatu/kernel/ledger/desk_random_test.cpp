// Goal: whatever people do, in whatever order, the laws hold and the tables are the fold of the events.
// Method: random commands of every verb, mostly refused, some done, with the clock moving and the sweep
// running; after each step the invariants; at the end a replay into an empty ledger. A failure prints the
// seed; GUATU_SEED replays it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::kJob;
using guatu::testing::kPostBox;
using guatu::testing::Office;

class City : public Office {
 public:
  explicit City(std::uint32_t seed) : random_(seed) {
    publish(kJob);
    publish(kPostBox);
    // So that no moment lacks a head at the top.
    auto c = command(Verb::kGivePost, "system");
    c.person = {"eve"};
    c.unit = {"city"};
    c.name = "head";
    done(c);
  }

  void step() {
    clock.set(clock.now() + pick(36) * 3'600'000'000LL);
    if (pick(4) == 0) {
      sweep();
      return;
    }
    const auto c = any_command();
    const auto before = position();
    const auto r = desk.execute(c);
    if (r.has_error()) {
      ++refused;
      ASSERT_EQ(position(), before) << r.error().key;
      ++keys[r.error().key];
    } else {
      ++done_count;
      ++verbs[text_of(c.verb)];
      if (c.verb == Verb::kOpen) ids_.push_back(r->matter);
    }
  }

  /// Laws 1 and 2 on the live matters; deadlines follow from the span alone.
  void invariants() {
    auto reader = store->read();
    const auto world = desk.world();
    for (const auto id : (*reader)->all_open()) {
      const auto m = (*reader)->matter(id);
      ASSERT_TRUE((*world)->people().is_active(m->holder)) << m->number << " " << m->holder.value;
      ASSERT_FALSE(m->is_recused(m->holder)) << m->number;
      bool counting = false;
      for (const auto& c : m->clocks) {
        if (c.is_ended()) continue;
        counting = true;
        if (c.is_running()) {
          ASSERT_EQ(*due_at(c.span, (*world)->calendar(), clock.now()), c.due_at) << m->number;
        }
      }
      ASSERT_TRUE(counting) << m->number;
    }
  }

  std::map<std::string, int> verbs;
  std::map<std::string, int> keys;
  int done_count = 0;
  int refused = 0;

 private:
  std::uint32_t pick(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  template <class T>
  T of(std::initializer_list<T> list) {
    return *(list.begin() + pick(static_cast<std::uint32_t>(list.size())));
  }
  std::string person() {
    return of<const char*>(
        {"mayor", "chief", "county", "street", "ann", "bob", "cai", "dan", "eve", "p1", "p2"});
  }
  MatterId matter_id() {
    return ids_.empty() ? MatterId{99'999} : ids_[pick(static_cast<std::uint32_t>(ids_.size()))];
  }

  Command any_command() {
    const auto& all = all_verbs();
    Command c =
        command(pick(3) == 0 ? all[pick(static_cast<std::uint32_t>(all.size()))]
                             : of({Verb::kOpen, Verb::kMove, Verb::kMove, Verb::kMove, Verb::kAssign}),
                person());
    if (is_people_verb(c.verb)) return people_command(std::move(c));
    if (c.verb == Verb::kOpen) return open_command(std::move(c));
    c.matter = matter_id();
    if (!ids_.empty()) {
      const auto m = matter(c.matter);
      const auto who = pick(4);
      if (who < 2) c.by = m.holder;
      if (who == 2) c.by = (*desk.world())->people().head(m.unit).value_or(PersonId{"mayor"});
      if (!m.asked.empty() && pick(2) == 0) c.verb = Verb::kAnswerExtension;
    }
    if (!c.by) c.by = {person()};
    arguments(c);
    return c;
  }

  Command open_command(Command c) {
    c.playbook = pick(5) == 0 ? "post_box" : "job";
    c.unit = {of<const char*>({"city", "bureau", "county", "street"})};
    c.fields = {{"title", "事"}};
    if (c.playbook == "post_box") c.fields["keeper"] = person();
    if (c.playbook == "job" && pick(3) == 0) c.parent = matter_id();
    return c;
  }

  Command people_command(Command c) {
    c.by = kSystem;
    const auto unit = of<const char*>({"city", "bureau", "county", "street", "u1"});
    switch (c.verb) {
      case Verb::kAddUnit:
        c.unit = {of<const char*>({"u1", "u2"})};
        c.into = {unit};
        c.fields = {{"zh", "单位"}};
        break;
      case Verb::kMergeUnit:
        c.unit = {unit};
        c.into = {of<const char*>({"city", "county"})};
        c.reason = "合并";
        break;
      case Verb::kAddPerson:
        c.person = {of<const char*>({"p1", "p2"})};
        c.unit = {unit};
        c.name = "新人";
        break;
      case Verb::kLeave:
        c.person = {person()};
        c.reason = "调离";
        break;
      default:
        c.person = {person()};
        c.unit = {unit};
        c.name = of<const char*>({"head", "officer", "inspector", "supervision"});
    }
    return c;
  }

  void arguments(Command& c) {
    const Verb v = c.verb;
    if (v == Verb::kMove) {
      c.move = of<const char*>(
          {"take", "submit", "accept", "refuse", "drop", "note", "review", "ask_shut", "shut"});
      if (c.move == "submit") c.fields = {{"result", "好"}};
      if (c.move == "note") c.fields = {{"proof", "照片"}};
    }
    if (v == Verb::kAmend) c.fields = {{"title", of<const char*>({"甲", "乙"})}};
    if (v == Verb::kTransfer) c.unit = {of<const char*>({"city", "bureau", "county"})};
    if (v == Verb::kAssign || v == Verb::kAskHelp || v == Verb::kAskCosign || v == Verb::kCopy ||
        v == Verb::kRecuse)
      c.person = {person()};
    if (v == Verb::kMerge || v == Verb::kLink) c.other = matter_id();
    if (v == Verb::kLink) c.name = "related";
    if (v == Verb::kStop || v == Verb::kResume) c.name = "hearing";
    if (v == Verb::kAskExtension || v == Verb::kAnswerExtension) c.clock = "doing";
    if (v == Verb::kAskExtension) c.amount = 1 + pick(12);
    if (v == Verb::kPark) c.amount = 1 + pick(61);
    if (v == Verb::kCosign || v == Verb::kAnswerExtension) c.agrees = of<const char*>({"yes", "no"});
    if (v != Verb::kCopy && v != Verb::kLink) c.reason = "理由";
  }

  std::mt19937 random_;
  std::vector<MatterId> ids_;
};

std::uint32_t seed() {
  if (const auto* s = std::getenv("GUATU_SEED"); s != nullptr)
    return static_cast<std::uint32_t>(std::atoll(s));
  return std::random_device{}();
}

TEST(DeskRandom, LawsHoldAndTablesAreTheFoldWhateverPeopleDo) {
  const auto s = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(s));
  std::map<std::string, int> verbs;
  std::map<std::string, int> keys;
  constexpr int kCities = 12;
  for (std::uint32_t city = 0; city < kCities; ++city) {
    City o(s + city);
    for (int i = 0; i < 1200; ++i) {
      o.step();
      if (i % 10 == 0) o.invariants();
      if (::testing::Test::HasFatalFailure()) return;
    }
    o.invariants();
    for (const auto& [k, n] : o.verbs) verbs[k] += n;
    for (const auto& [k, n] : o.keys) keys[k] += n;

    // Replay: every live matter is the fold of its own events, and a second ledger comes out the same.
    const auto events = o.events();
    const auto copy = guatu::testing::temporary_store();
    Desk desk(*copy, o.clock);
    std::size_t next = 0;
    const auto imported = desk.import([&]() -> Result<std::optional<Event>> {
      if (next == events.size()) return std::optional<Event>();
      auto again = decode_line(encode_line(events[next++]));
      if (again.has_error()) return again.error();
      return std::optional<Event>(std::move(*again));
    });
    ASSERT_TRUE(imported.has_value()) << imported.error().key;
    auto live = o.store->read();
    auto replayed = copy->read();
    for (const auto& e : events) {
      if (!std::holds_alternative<MatterOpened>(e.data)) continue;
      const auto a = (*live)->matter(e.matter);
      const auto b = (*replayed)->matter(e.matter);
      ASSERT_TRUE(a && b);
      ASSERT_EQ(*a, *b) << a->number;
      const auto folded = matter_as_of(**live, e.matter, (*live)->last_position());
      ASSERT_EQ(**folded, *a) << a->number;
    }
  }
  // The driver reaches what it is meant to test.
  EXPECT_GT(verbs.size(), 20U) << "too few verbs were ever done";
  EXPECT_GT(keys.size(), 25U) << "too few refusals were ever seen";
  for (const auto* must : {"open", "move", "leave", "park", "stop", "answer_extension", "recuse"})
    EXPECT_GT(verbs[must], 0) << must;
}

}  // namespace
}  // namespace guatu::kernel
