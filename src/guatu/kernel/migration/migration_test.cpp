// Goal: a running matter goes on under another version with its time, its people and what they did, or is
// refused with the place in the map; the laws hold and life goes on. Method: tables of maps; one office that
// is migrated; random offices that are migrated in the middle and replayed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/migration/order.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::at;
using guatu::testing::kJob;
using guatu::testing::Office;

std::string with(std::string text, const std::vector<std::pair<std::string, std::string>>& changes) {
  for (const auto& [old, now] : changes) {
    const auto p = text.find(old);
    EXPECT_NE(p, std::string::npos) << old;
    if (p != std::string::npos) text.replace(p, old.size(), now);
  }
  return text;
}

/// Version 2: `doing` is called `working` and has 10 days, `submit` is called `hand_in`, the field `proof` is
/// gone.
std::string renamed() {
  std::string text = kJob;
  for (const auto& [old, now] :
       std::vector<std::pair<std::string, std::string>>{{"doing", "working"},
                                                        {"submit", "hand_in"},
                                                        {"for: 15 days", "for: 10 days"},
                                                        {"version: 1", "version: 2"},
                                                        {"[proof]", "[plan]"}})
    for (auto p = text.find(old); p != std::string::npos; p = text.find(old, p + now.size()))
      text.replace(p, old.size(), now);
  return with(text, {{"  proof: {type: text, title: {zh: 凭据, en: Proof}}\n", ""}});
}

constexpr const char* kMap = R"(playbook: job
to: 2
states: {doing: working}
moves: {submit: hand_in}
fields: {proof: {drop: 不再需要}}
)";

MigrationOrder order_of(const std::string& map, int version = 2) {
  MigrationOrder order;
  order.playbook = "job";
  order.version = version;
  auto read = read_migration_map(map, "map.yaml");
  EXPECT_TRUE(read.has_value()) << read.error().front().key;
  if (read) order.map = std::move(*read);
  return order;
}

/// `line:column key field`, one a problem.
std::vector<std::string> said(const Problems& problems) {
  std::vector<std::string> out;
  for (const auto& e : problems)
    out.push_back(std::to_string(e.place.line) + ":" + std::to_string(e.place.column) + " " + e.key + " " +
                  e.field);
  return out;
}

TEST(MigrationMap, SaysWhereItIsWrong) {
  struct Row {
    const char* map;
    std::vector<std::string> expected;
  };
  for (const auto& row :
       std::vector<Row>{{"stats: {}\n", {"1:1 migration.unknown_key stats"}},
                        {"to: two\n", {"1:1 migration.value to"}},
                        {"states: {doing: {drop: x}}\n",
                         {"1:18 migration.unknown_key drop", "1:10 migration.value doing"}},
                        {"clocks: {answer: {to: a, limit: old}}\n", {"1:26 migration.value limit"}},
                        {"fields: {a: {to: b, drop: c}}\n", {"1:10 migration.value a"}},
                        {"moves: [a]\n", {"1:1 migration.value moves"}},
                        {"- a\n", {"1:1 migration.value map"}}}) {
    const auto read = read_migration_map(row.map, "map.yaml");
    ASSERT_TRUE(read.has_error()) << row.map;
    EXPECT_EQ(said(read.error()), row.expected) << row.map;
  }
}

TEST(MigrationMap, NamesWhatHasNoCounterpart) {
  Office office;
  office.publish(kJob);
  office.open("job", "bureau", "cai", {{"title", "事"}});
  office.publish(renamed());
  struct Row {
    const char* map;
    std::vector<std::string> expected;
  };
  for (const auto& row : std::vector<Row>{
           {"{}",
            {"0:0 migration.unmapped doing", "0:0 migration.unmapped submit",
             "0:0 migration.unmapped proof"}},
           {"states: {doing: workin}\nmoves: {submit: hand_in}\nfields: {proof: result}\n",
            {"1:10 migration.no_such workin"}},
           {"states: {doing: finished}\nmoves: {submit: hand_in}\nfields: {proof: plan}\n",
            {"1:10 migration.to_final finished"}},
           {"states: {doing: working, douing: todo}\nmoves: {submit: {drop: x}}\nfields: {proof: plan}\n",
            {"1:26 migration.unknown_id douing"}},
           {"states: {doing: working}\nmoves: {submit: hand_in}\nfields: {proof: plan}\nclocks: {doing: {to: "
            "answer}}\n",
            {"4:10 migration.state_clock doing"}},
           {"playbook: chore\n", {"1:1 migration.other_map playbook"}},
           {"to: 3\n", {"1:1 migration.other_map to"}}}) {
    const auto done = office.desk.migrate(order_of(row.map), kSystem, true);
    ASSERT_TRUE(done.has_error()) << row.map;
    EXPECT_EQ(said(done.error()), row.expected) << row.map;
  }
  EXPECT_EQ(office.desk.migrate(order_of("{}", 7), kSystem, true).error().front().key,
            "migration.no_version");
  EXPECT_EQ(office.desk.migrate(order_of(kMap), PersonId{"nobody"}, true).error().front().key,
            "people.unknown_person");
}

struct Running : Office {
  Running() : Office("2022-04-06 09:00") {
    publish(kJob);
    fresh = open("job", "bureau", "cai", {{"title", "新"}});
    doing = taken("办");
    EXPECT_EQ(move(doing, "note", "cai", {{"proof", "照片"}}), "");
    checking = taken("查");
    EXPECT_EQ(move(checking, "submit", "cai", {{"result", "好"}}), "");
    refused = taken("退");
    EXPECT_EQ(move(refused, "submit", "cai", {{"result", "好"}}), "");
    EXPECT_EQ(move(refused, "refuse", "ann", {}, "不行"), "");
  }
  MatterId taken(const char* title) {
    const auto id = open("job", "bureau", "cai", {{"title", title}});
    EXPECT_EQ(move(id, "take", "chief"), "");
    return id;
  }
  MatterId fresh, doing, checking, refused;
};

TEST(Migration, KeepsTimePeopleAndWhoDidWhat) {
  Running office;
  office.set_time("2022-04-19 09:00");  // Day 13 of 15; under ten days it was due at the end of the 18th.
  office.sweep();
  const auto before = office.matter(office.doing);
  office.publish(renamed());
  const auto dry = office.desk.migrate(order_of(kMap), kSystem, true);
  ASSERT_TRUE(dry.has_value()) << dry.error().front().key;
  EXPECT_TRUE(dry->proof.proved());
  EXPECT_EQ(dry->items.size(), 4U);
  EXPECT_EQ(dry->proof.starts, 4U) << "todo; working; checking with work to check; working, refused once";
  EXPECT_EQ(office.matter(office.doing), before) << "a dry run writes nothing";

  ASSERT_TRUE(office.desk.migrate(order_of(kMap), kSystem, false).has_value());
  const auto m = office.matter(office.doing);
  EXPECT_EQ(m.version, 2);
  EXPECT_EQ(m.state, "working");
  EXPECT_EQ(m.holder, before.holder);
  EXPECT_FALSE(m.fields.contains("proof"));
  EXPECT_EQ(m.clock("doing"), nullptr);
  EXPECT_EQ(m.clock("working")->span.started_at, before.clock("doing")->span.started_at);
  EXPECT_EQ(to_text(m.clock("working")->due_at), "2022-04-19T00:00:00+08:00")
      << "the 16th is a Saturday: it rolls";
  EXPECT_EQ(m.clock("answer")->due_at, before.clock("answer")->due_at);
  // Not in a burst: the reminder and the limit are passed over, the highest rung reached fires once.
  const auto swept = office.sweep();
  std::vector<int> fired;
  for (const auto& e : swept.events)
    if (const auto* c = std::get_if<LadderClimbed>(&e.data); c != nullptr && e.matter == office.doing)
      fired.push_back(c->rung);
  EXPECT_EQ(fired, std::vector<int>{1});

  // Law 3 binds the old doer under the new name.
  EXPECT_EQ(office.matter(office.checking).doings.at("hand_in").by, PersonId{"cai"});
  EXPECT_EQ(office.move(office.checking, "accept", "cai"), "matter.not_yours");
  auto give = office.command(Verb::kGivePost, "system");
  give.person = {"cai"};
  give.unit = {"bureau"};
  give.name = "inspector";
  office.done(give);
  EXPECT_EQ(office.move(office.checking, "accept", "cai"), "matter.self_verification");
  EXPECT_EQ(office.move(office.checking, "accept", "ann"), "");
  // Bounds go on counting.
  EXPECT_EQ(office.matter(office.refused).doings.at("refuse").count, 1);
  EXPECT_EQ(office.move(office.doing, "hand_in", "cai", {{"result", "好"}}), "");
  // What is migrated is passed over.
  const auto again = office.desk.migrate(order_of(kMap), kSystem, false);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->items.empty());
  EXPECT_EQ(again->already, 3U);
}

TEST(Migration, KeepsTheOldLimitWhereTheMapSaysSo) {
  Running office;
  const auto due = office.matter(office.doing).clock("doing")->due_at;
  office.publish(renamed());
  const auto order =
      order_of(std::string(kMap) + "clocks: {doing: {limit: keep}, answer: {drop: 不再限时}}\n");
  ASSERT_TRUE(order.map.clocks.at("doing").keeps_limit);
  const auto done = office.desk.migrate(order, kSystem, false);
  ASSERT_TRUE(done.has_value()) << done.error().front().key;
  const auto m = office.matter(office.doing);
  EXPECT_EQ(m.clock("working")->due_at, due);
  // Dropped, and the new version wants one of that name: it begins anew.
  EXPECT_EQ(m.clock("answer")->is_ended(), false);
  EXPECT_EQ(m.clock("answer")->span.started_at, office.clock.now());
}

TEST(Migration, RefusesWhatTheProofDoesNotHoldFromThere) {
  Running office;
  // Whoever is opened under this version has a grade when it is done; those that are being done have none.
  auto text =
      with(kJob, {{"version: 1", "version: 2"},
                  {"reopen: {to: doing, by: head, at_most: 1, within: 30 days}\n", ""},
                  {"submit: {from: doing, to: checking, by: officer, needs: [result], asks: [fund]}",
                   "submit: {from: doing, to: checking, by: officer, needs: [result], asks: [fund], when: "
                   "{grade: small}}"},
                  {"take:   {from: todo, to: doing, by: [head, officer], asks: [grade, plan, planned_on]}",
                   "take:   {from: todo, to: doing, by: [head, officer], needs: [grade], when: {grade: "
                   "small}, asks: [plan, planned_on]}"}});
  office.publish(text);  // Sound for whoever is opened under it.
  const auto position = office.position();
  const auto done = office.desk.migrate(order_of("{}"), kSystem, false);
  ASSERT_TRUE(done.has_value()) << done.error().front().key;
  ASSERT_FALSE(done->proof.proved());
  EXPECT_EQ(done->proof.breaches.front().error.key, "law.dead_end");
  EXPECT_EQ(done->proof.breaches.front().path, (std::vector<std::string>{"open", "doing"}));
  EXPECT_EQ(office.position(), position);
}

TEST(Migration, RefusesAValueThatTheNewFieldDoesNotTake) {
  Office office;
  office.publish(kJob);
  const auto id = office.open("job", "bureau", "cai", {{"title", "事"}, {"grade", "big"}, {"plan", "方案"}});
  office.publish(with(kJob, {{"version: 1", "version: 2"},
                             {"of: [small, big]", "of: [small, huge]"},
                             {"{grade: big}", "{grade: huge}"}}));
  const auto done = office.desk.migrate(order_of("{}"), kSystem, true);
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().front().key, "migration.value_lost");
  EXPECT_EQ(done.error().front().field, "grade");
  static_cast<void>(id);
}

TEST(Migration, LeavesASealedValueInItsFieldOrRefuses) {
  Running office;
  const auto rules = CountingRules::from_yaml(guatu::testing::shipped_rules(), "rules.yaml");
  const std::string personal = "proof: {type: text, personal: true, ";
  const auto book = [&](const std::string& text) { return *read_playbook(text, "job.yaml", *rules); };
  const auto v1 = book(with(kJob, {{"proof: {type: text, ", personal}}));
  const auto same = book(with(kJob, {{"proof: {type: text, ", personal}, {"version: 1", "version: 2"}}));
  const auto plain = book(with(kJob, {{"version: 1", "version: 2"}}));
  auto m = office.matter(office.doing);
  const json::object sealed{{"sealed", "0123456789abcdef.AAAA"}};
  m.fields["proof"] = sealed;
  const auto world = office.desk.world();
  const std::vector<const Playbook*> olds{&v1};
  const auto decided = [&](const Playbook& to, const MigrationMap& map) {
    Context x{office.clock.now(), {100}, (*world)->people(), (*world)->calendar(), &to, 1, {}, {}, {}, {}};
    return decide_migration(m, v1, *complete_map(map, olds, to), kSystem, "migrate:job:2:1", x);
  };
  const auto kept = decided(same, {});
  ASSERT_TRUE(kept.has_value()) << kept.error().key;
  EXPECT_FALSE(std::get<MatterMigrated>(kept->front().data).fields.contains("proof")) << "it stays as it is";
  EXPECT_EQ(decided(plain, {}).error().key, "migration.sealed");
  MigrationMap moved;
  moved.fields["proof"].to = "plan";
  EXPECT_EQ(decided(same, moved).error().key, "migration.sealed");
  // Nobody may enter such a value by hand; only the record may hold it.
  const FieldWorld typed{(*world)->people(), {}};
  const FieldWorld recorded{(*world)->people(), {}, true};
  EXPECT_EQ(canonical_value(*v1.field("proof"), sealed, typed).error().key, "field.type");
  EXPECT_EQ(*canonical_value(*v1.field("proof"), sealed, recorded), json::value(sealed));
}

TEST(Migration, GoesToThePersonOfTheNewRoleButNotToWhoseWorkIsChecked) {
  Running office;
  office.publish(
      with(kJob, {{"version: 1", "version: 2"},
                  {"inspector: [unit.inspector, unit.head]", "inspector: [unit.officer, unit.head]"}}));
  ASSERT_TRUE(office.desk.migrate(order_of("{}"), kSystem, false).has_value());
  EXPECT_EQ(office.matter(office.checking).holder, PersonId{"dan"}) << "cai did it";
  EXPECT_EQ(office.matter(office.doing).holder, PersonId{"cai"});
}

std::uint32_t seed() {
  if (const auto* s = std::getenv("GUATU_SEED"); s != nullptr)
    return static_cast<std::uint32_t>(std::atoll(s));
  return std::random_device{}();
}

/// A few people who do what the state of a matter asks for, with stops, extensions, parking and sweeps
/// between.
class Life : public Office {
 public:
  explicit Life(std::uint32_t seed) : Office("2022-02-08 09:00"), random_(seed) { publish(kJob); }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      clock.set(clock.now() + pick(30) * kHourUs);
      if (pick(5) == 0) sweep();
      if (ids_.size() < 12 || pick(6) == 0)
        ids_.push_back(open("job", pick(3) == 0 ? "county" : "bureau", "cai", {{"title", "事"}}));
      else
        act();
    }
    sweep();
  }

  void invariants() {
    auto reader = store->read();
    const auto world = desk.world();
    for (const auto id : (*reader)->all_open()) {
      const auto m = (*reader)->matter(id);
      ASSERT_TRUE((*world)->people().is_active(m->holder));
      const auto* p = (*world)->playbook(m->playbook, m->version);
      ASSERT_NE(p->state(m->state), nullptr) << m->state;
      bool counts = false;
      for (const auto& c : m->clocks) {
        counts = counts || !c.is_ended();
        if (!c.is_running()) continue;
        ASSERT_EQ(*due_at(c.span, (*world)->calendar(), clock.now()), c.due_at) << m->number << " " << c.id;
        ASSERT_EQ(c.rungs.size(), p->ladder(c.id).size()) << c.id;
      }
      ASSERT_TRUE(counts);
    }
  }

  int done = 0;

 private:
  std::int64_t pick(std::uint32_t n) { return static_cast<std::int64_t>(random_() % n); }

  void act() {
    const auto m = matter(ids_[random_() % ids_.size()]);
    if (!m.is_open()) return;
    const auto* p = (*desk.world())->playbook("job", m.version);
    auto c = command(Verb::kMove, m.holder.value);
    c.matter = m.id;
    switch (pick(9)) {
      case 0:
        c.verb = Verb::kStop, c.name = "hearing", c.reason = "听证";
        break;
      case 1:
        c.verb = Verb::kResume, c.name = "hearing";
        break;
      case 2:
        c.verb = Verb::kAskExtension, c.clock = m.state, c.amount = 1 + pick(9), c.reason = "忙";
        break;
      case 3:
        c.verb = Verb::kAnswerExtension, c.clock = m.state, c.agrees = "yes", c.by = {"chief"};
        break;
      case 4:
        c.verb = m.is_parked ? Verb::kUnpark : Verb::kPark, c.reason = "等", c.amount = m.is_parked ? 0 : 20;
        break;
      default: {
        const auto& move = p->moves[random_() % p->moves.size()];
        c.move = move.id, c.reason = "办";
        for (const auto& f : move.needs)
          if (f != "reason") c.fields[f] = "值";
        if (pick(2) == 0) c.by = {pick(2) == 0 ? "ann" : "chief"};
      }
    }
    if (desk.execute(c).has_value()) ++done;
  }

  std::mt19937 random_;
  std::vector<MatterId> ids_;
};

TEST(MigrationRandom, LawsHoldAndLifeGoesOnAfterIt) {
  const auto s = seed();
  SCOPED_TRACE("GUATU_SEED=" + std::to_string(s));
  std::size_t migrated = 0;
  for (std::uint32_t city = 0; city < 8; ++city) {
    Life life(s + city);
    life.run(250);
    life.publish(renamed());
    const auto done = life.desk.migrate(order_of(kMap), kSystem, false);
    ASSERT_TRUE(done.has_value()) << done.error().front().key << " " << done.error().front().field;
    ASSERT_TRUE(done->proof.proved()) << done->proof.breaches.front().error.key;
    migrated += done->items.size();
    life.invariants();
    const int before = life.done;
    life.run(250);
    life.invariants();
    EXPECT_GT(life.done, before + 20);
    if (::testing::Test::HasFailure()) return;

    // Replay: a second ledger from the lines comes out the same.
    const auto events = life.events();
    const auto copy = guatu::testing::temporary_store();
    Desk desk(*copy, life.clock);
    std::size_t next = 0;
    const auto imported = desk.import([&]() -> Result<std::optional<Event>> {
      if (next == events.size()) return std::optional<Event>();
      auto again = decode_line(encode_line(events[next++]));
      if (again.has_error()) return again.error();
      return std::optional<Event>(std::move(*again));
    });
    ASSERT_TRUE(imported.has_value()) << imported.error().key;
    auto a = life.store->read(), b = copy->read();
    for (const auto& e : events)
      if (std::holds_alternative<MatterOpened>(e.data)) {
        ASSERT_EQ(*(*a)->matter(e.matter), *(*b)->matter(e.matter));
      }
  }
  EXPECT_GT(migrated, 50U);
}

}  // namespace
}  // namespace guatu::kernel
