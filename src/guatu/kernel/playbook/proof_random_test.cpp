// Random small playbooks: the proof against its slow twin.
// Method: GUATU_ROUNDS playbooks (100,000) from a seed (GUATU_SEED replays); each is a short chain of states,
// sound as made, in which up to four things are then broken. Both must agree on every key and thing, on the
// length of each shortest path and on the longest time; each path that the proof names must be one that the
// twin can walk.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <sstream>

#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/proof_twin.h"

namespace guatu::kernel {
namespace {

using Kind = RoleSource::Kind;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Playbook make() {
    p_.id = "random";
    roles();
    fields();
    states();
    chain();
    if (one_in(3)) refuse();
    if (one_in(6)) scores();
    if (one_in(4)) guard_something();
    bounds();
    if (one_in(6)) stand();
    const int broken = below(5);
    for (int i = 0; i < broken; ++i) break_something();
    return p_;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class Items>
  auto& any(Items& items) {
    return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
  }
  std::string any_role() { return any(p_.roles).id; }
  std::string any_field() { return fields_.empty() ? "reason" : any(fields_); }
  std::string open_state() { return "s" + std::to_string(below(open_)); }

  void roles() {
    const auto role = [&](const char* id, std::vector<RoleSource> sources) {
      p_.roles.push_back({id, {}, std::move(sources), {}});
    };
    role("clerk", {{Kind::kUnitPost, "", "clerk"}, {Kind::kUnitHead, "", ""}});
    role("boss", {{Kind::kUnitHead, "", ""}});
    role("lead", {{Kind::kAboveHead, "", ""}});
    role("asker", {{Kind::kOpener, "", ""}});
    role("inspector", {{Kind::kUnitPost, "", "inspector"}});
    role("person", {{Kind::kFieldPerson, "p", ""}});
    role("either", {{Kind::kFieldPerson, "p", ""}, {Kind::kUnitPost, "", "clerk"}});
    role("dept", {{Kind::kFieldUnit, "u", "head"}});
    role("desk", {{Kind::kFieldUnit, "u", "desk"}});
    role("corp", {{Kind::kAbout, "f", ""}});
    role("above", {{Kind::kParentHolder, "", ""}});
    role("boss2", {{Kind::kUnitHead, "", ""}});
    role("asker2", {{Kind::kOpener, "", ""}});
    p_.parent_required = one_in(2);
  }

  void fields() {
    fields_.clear();
    const auto add = [&](const char* id, FieldType type) -> Field& {
      Field f;
      f.id = id;
      f.type = type;
      f.required = one_in(2);
      p_.fields.push_back(f);
      fields_.push_back(id);
      return p_.fields.back();
    };
    add("p", FieldType::kPerson);
    if (one_in(3)) add("u", FieldType::kUnit);
    if (one_in(3)) add("d", FieldType::kDate);
    if (one_in(3)) {
      auto& f = add("g", FieldType::kChoice);
      for (const char* o : {"a", "b", "c"}) f.options.push_back({o, {}, {}});
    } else if (one_in(3)) {
      auto& f = add("n", one_in(2) ? FieldType::kNumber : FieldType::kInteger);
      f.min = 0, f.max = 1 + below(2);
    } else if (one_in(3)) {
      add("b", FieldType::kBoolean);
    }
    if (p_.field("u") == nullptr)
      std::erase_if(p_.roles, [](const Role& r) { return r.id == "dept" || r.id == "desk"; });
    if (one_in(6)) {
      p_.fields[0].required = false;
      p_.fields[0].required_when = guards();
      std::erase_if(p_.fields[0].required_when, [](const Guard& g) { return g.field == "p"; });
    }
  }

  Guards guards() {
    Guards out;
    const auto& f = *p_.field(any(fields_));
    using Test = Guard::Test;
    Guard g{f.id, one_in(2) ? Test::kIsSet : Test::kIsUnset, {}, 0};
    if (f.type == FieldType::kChoice && !one_in(6)) {
      g.test = one_in(2) ? Test::kIs : Test::kIsNot;
      g.any_of = {f.options[static_cast<std::size_t>(below(3))].id};
      if (one_in(3)) g.any_of.push_back(f.options[static_cast<std::size_t>(below(3))].id);
    } else if (f.type == FieldType::kBoolean && !one_in(6)) {
      g.test = one_in(2) ? Test::kIs : Test::kIsNot;
      g.any_of = {one_in(2) ? "true" : "false"};
    } else if ((f.type == FieldType::kNumber || f.type == FieldType::kInteger) && !one_in(6)) {
      constexpr Test kTests[] = {Test::kAtLeast, Test::kOver, Test::kAtMost, Test::kUnder};
      g.test = kTests[below(4)];
      g.number = below(3);
    }
    out.push_back(g);
    if (one_in(5)) {
      const auto more = guards();
      out.insert(out.end(), more.begin(), more.end());
    }
    return out;
  }

  LimitRule limit_rule() {
    LimitRule r;
    constexpr LimitUnit kUnits[] = {LimitUnit::kMinute,     LimitUnit::kHour, LimitUnit::kWorkingHour,
                                    LimitUnit::kWorkingDay, LimitUnit::kDay,  LimitUnit::kMonth};
    r.limit.unit = kUnits[below(6)];
    r.limit.amount = 1 + below(40);
    if (one_in(6)) r.limit.roll = RollRule::kNextWorkingDay;
    return r;
  }

  void states() {
    open_ = 1 + below(3);
    for (int i = 0; i < open_; ++i) {
      State s;
      s.id = "s" + std::to_string(i);
      s.held_by = one_in(2) ? "boss" : one_in(2) ? "clerk" : "asker";
      s.limit = LimitSet{s.id, {}, {limit_rule()}, {}, {}, {}, {}};
      p_.states.push_back(s);
    }
    State done;
    done.id = "done";
    done.final = Final::kDone;
    p_.states.push_back(done);
    if (one_in(2)) {
      done.id = "no";
      constexpr Final kEnds[] = {Final::kRefused, Final::kRefused, Final::kWithdrawn, Final::kMerged};
      done.final = kEnds[below(4)];
      p_.states.push_back(done);
    }
    p_.late = {{{-1, LimitUnit::kDay}, {"boss"}, "", "", {}},
               {{0, LimitUnit::kDay}, {"lead"}, "yellow", "", {}}};
  }

  Move& move(const std::string& from, const std::string& to, const std::string& by) {
    Move m;
    m.id = "m" + std::to_string(next_++);
    m.from = {from}, m.to = to, m.by = {by};
    p_.moves.push_back(m);
    return p_.moves.back();
  }

  void chain() {
    for (int i = 0; i + 1 < open_; ++i) {
      auto& m = move("s" + std::to_string(i), "s" + std::to_string(i + 1), "boss");
      if (one_in(4)) m.needs = {any_field()};
      if (one_in(4)) m.asks = {any_field()};
      if (one_in(8)) m.only = one_in(4) ? Timing::kInTime : Timing::kOverdue;
    }
    const auto last = "s" + std::to_string(open_ - 1);
    auto& end = move(last, "done", "inspector");
    if (open_ > 1) end.verifies = p_.moves[p_.moves.size() - 2].id;
    if (p_.states.back().id == "no") move(open_state(), "no", "inspector");
  }

  void refuse() {
    const int from = below(open_);
    move("s" + std::to_string(from), "s" + std::to_string(below(from + 1)), any_role()).at_most =
        1 + below(2);
    if (one_in(3)) {
      auto& again = p_.moves.back();
      again.from = {again.to};
      again.keeps_clock = true, again.at_most = below(2);
      if (one_in(2)) again.asks = {any_field()};
    }
  }

  void scores() {
    Score s;
    Field mark, level;
    mark.id = "mark", mark.type = FieldType::kNumber, mark.computed = true;
    level.id = "level", level.type = FieldType::kChoice, level.computed = true;
    for (const char* o : {"hi", "mid", "lo"}) level.options.push_back({o, {}, {}});
    s.sets = "mark", s.grade_sets = "level", s.inputs = {any(fields_)};
    if (one_in(2)) s.when = guards();
    s.grades = {{1, {}, "hi"}, {{}, {}, "lo"}};
    if (one_in(3)) s.grades.pop_back();
    p_.fields.push_back(mark), p_.fields.push_back(level);
    p_.scores.push_back(s);
    if (one_in(3)) {
      s.when = guards(), s.inputs = {any(fields_)};
      p_.scores.push_back(s);
    }
    fields_.push_back("mark"), fields_.push_back("level");
  }

  void guard_something() { any(p_.moves).when = guards(); }

  void bounds() {
    if (one_in(5)) p_.stops.push_back({"hearing", {}, {"boss"}, 1 + below(30), 1 + below(2), {}, "", {}});
    if (one_in(5))
      p_.extensions.push_back({open_state(), {"boss"}, {"lead"}, 1 + below(9), 1 + below(2), "", {}});
    if (one_in(8)) p_.parking = Parking{{"boss"}, one_in(4) ? any_role() : "asker", 1 + below(90), 1, {}};
    if (one_in(5)) p_.reopening = Reopening{open_state(), {"boss"}, 1 + below(2), 30, {}};
    if (one_in(8)) p_.withdrawal = Withdrawal{{"asker"}, {}, {}};
    if (p_.withdrawal && one_in(2)) p_.withdrawal->from = {open_state()};
    if (one_in(12)) p_.closing.needs = {any_field()};
    if (p_.closing.needs == std::vector<std::string>{"reason"}) p_.closing.needs.clear();
    if (one_in(5)) {
      LimitSet l{"answer", {}, {limit_rule()}, {}, {}, {}, {}};
      if (one_in(2)) l.starts_in = {open_state()};
      if (one_in(2)) l.ends_in = {open_state()};
      if (one_in(3)) l.late = p_.late;
      p_.limits.push_back(l);
    }
  }

  void stand() {
    p_.standing = true;
    auto& m = move(open_state(), "", "inspector");
    m.to = one_in(3) ? open_state() : m.from[0];
    p_.review = m.id;
  }

  LimitSet* any_limit() {
    if (!p_.limits.empty() && one_in(3)) return &p_.limits[0];
    auto& s = any(p_.states);
    return s.limit ? &*s.limit : nullptr;
  }

  void break_something() {
    switch (below(14)) {
      case 0:
        return break_state();
      case 1:
        return break_state();
      case 2:
        return break_limit();
      case 3:
        return break_ladder();
      case 4:
        any(p_.moves).verifies.clear();
        return;
      case 5:
        any(p_.moves).by = {any_role()};
        return;
      case 6:
        return break_end();
      case 7:
        any(p_.moves).when = guards();
        return;
      case 8:
        return add_move();
      case 9:
        any(p_.moves).at_most = below(3);
        return;
      case 10:
        any(p_.moves).from.push_back(open_state());
        return fix_from(p_.moves);
      case 11:
        any(p_.moves).verifies = any(p_.moves).id;
        return;
      case 12:
        if (p_.moves.size() > 1 && p_.review.empty()) drop_move(below(static_cast<int>(p_.moves.size())));
        return;
      default:
        return break_standing();
    }
  }
  static void fix_from(std::vector<Move>& moves) {
    for (auto& m : moves) {
      std::sort(m.from.begin(), m.from.end());
      m.from.erase(std::unique(m.from.begin(), m.from.end()), m.from.end());
      if (m.from.size() > 1 || m.from[0] != m.to) m.keeps_clock = false;
    }
  }
  void break_state() {
    auto& s = p_.states[static_cast<std::size_t>(below(open_))];
    if (one_in(6))
      s.held_by.clear();
    else if (one_in(5))
      s.limit.reset();
    else
      s.held_by = any_role();
  }
  void break_limit() {
    auto* l = any_limit();
    if (l == nullptr) return;
    if (p_.field("d") != nullptr) (one_in(2) ? l->rules[0].until_field : l->rules[0].from_field) = "d";
    if (!l->rules[0].until_field.empty()) l->rules[0].limit = {};
    if (one_in(2)) {
      l->rules[0].when = guards();
      l->rules.push_back(limit_rule());
    }
  }
  void break_ladder() {
    Ladder ladder;
    constexpr LimitUnit kUnits[] = {LimitUnit::kHour, LimitUnit::kWorkingHour, LimitUnit::kWorkingDay,
                                    LimitUnit::kDay};
    for (int n = below(4); n > 0; --n) {
      Rung r{{below(9) - 4, kUnits[below(4)]}, {any_role()}, "", one_in(4) ? any_role() : "", {}};
      ladder.push_back(r);
    }
    if (!one_in(3))
      std::sort(ladder.begin(), ladder.end(),
                [](auto& a, auto& b) { return a.offset.amount < b.offset.amount; });
    auto* l = any_limit();
    if (one_in(2) || l == nullptr)
      p_.late = ladder;
    else
      l->late = ladder;
  }
  void break_end() {
    for (auto& m : p_.moves)
      if (m.to == "no") m.by = {p_.state(m.from[0])->held_by.empty() ? "boss" : p_.state(m.from[0])->held_by};
  }
  void add_move() {
    auto& m = move(open_state(), any(p_.states).id, any_role());
    if (one_in(3)) m.at_most = 1 + below(2);
    if (one_in(4)) m.when = guards();
    if (one_in(4)) m.needs = {any_field()};
    if (one_in(4)) m.verifies = any(p_.moves).id;
    if (one_in(4)) m.only = one_in(2) ? Timing::kInTime : Timing::kOverdue;
    if (m.from[0] == m.to && one_in(2)) m.keeps_clock = true;
  }
  void drop_move(int k) {
    const auto id = p_.moves[static_cast<std::size_t>(k)].id;
    p_.moves.erase(p_.moves.begin() + k);
    for (auto& m : p_.moves)
      if (m.verifies == id) m.verifies.clear();
  }
  void break_standing() {
    if (!p_.standing) {
      if (one_in(2)) p_.standing = true;
      return;
    }
    for (auto& m : p_.moves)
      if (m.id == p_.review && one_in(2)) m.keeps_clock = m.from.size() == 1 && m.from[0] == m.to;
    if (one_in(2)) p_.review = one_in(2) ? "" : any(p_.moves).id;
  }

  std::mt19937_64 random_;
  Playbook p_;
  std::vector<std::string> fields_;
  int open_ = 1;
  int next_ = 0;  // Number of the next move.
};

int steps_of(const std::vector<std::string>& path) {
  if (path.empty()) return -1;
  const auto taken_back = std::count(path.begin(), path.end(), "withdraw");
  return static_cast<int>((path.size() - 2) / 2 - static_cast<std::size_t>(taken_back));
}

std::string describe(const Playbook& p) {
  std::ostringstream out;
  const auto guards = [&](const Guards& list) {
    for (const auto& g : list) {
      out << " [" << g.field << " " << static_cast<int>(g.test) << " " << g.number;
      for (const auto& w : g.any_of) out << " " << w;
      out << "]";
    }
  };
  for (const auto& f : p.fields) {
    out << "field " << f.id << " type " << static_cast<int>(f.type) << (f.required ? " required" : "");
    guards(f.required_when);
    out << "\n";
  }
  for (const auto& s : p.states) {
    out << "state " << s.id << " held_by " << s.held_by << " final " << static_cast<int>(s.final);
    if (s.limit)
      for (const auto& r : s.limit->rules) {
        out << " | " << r.limit.amount << " unit " << static_cast<int>(r.limit.unit) << " until "
            << r.until_field << " from " << r.from_field;
        guards(r.when);
      }
    out << "\n";
  }
  for (const auto& m : p.moves) {
    out << "move " << m.id << " " << join(m.from, "+") << " -> " << m.to << " by " << join(m.by, "+")
        << " needs " << join(m.needs, "+") << " asks " << join(m.asks, "+") << " verifies " << m.verifies
        << " at_most " << m.at_most << (m.keeps_clock ? " keeps" : "")
        << (m.only == Timing::kInTime    ? " in_time"
            : m.only == Timing::kOverdue ? " overdue"
                                         : "");
    guards(m.when);
    out << "\n";
  }
  for (const auto& l : p.limits)
    out << "limit " << l.id << " starts " << join(l.starts_in, "+") << " ends " << join(l.ends_in, "+")
        << "\n";
  for (const auto& s : p.scores) {
    out << "score of " << join(s.inputs, "+");
    guards(s.when);
    out << "\n";
  }
  if (p.standing) out << "standing, review " << p.review << "\n";
  if (p.reopening) out << "reopen to " << p.reopening->to << " at most " << p.reopening->at_most << "\n";
  if (p.withdrawal) out << "withdraw from " << join(p.withdrawal->from, "+") << "\n";
  if (p.parking) out << "park " << p.parking->owner << "\n";
  return out.str();
}

/// Empty if the proof says the same as the twin, else what differs.
std::string difference(const Proof& proof, const twin::Twin& walker, const twin::Findings& twin) {
  auto sure = twin.sure;
  bool has_dead_end = false;
  std::set<std::string> rounds;
  for (const auto& b : proof.breaches) {
    const auto what = b.error.key + " " + b.error.field + ": ";
    const int steps = steps_of(b.path);
    if (!b.path.empty() && !walker.can_walk(b.path)) return what + "no way " + join(b.path, " ");
    if (b.error.key == "law.dead_end") {
      if (has_dead_end || steps != twin.dead_steps || !twin.dead_ends.contains(b.error.field))
        return what + "not so";
      has_dead_end = true;
    } else if (b.error.key == "law.endless_cycle") {
      bool known = false;
      for (const auto& knot : twin.knots) known = known || knot.nearest.contains({b.error.field, steps});
      if (!known || !rounds.insert(b.error.field).second) return what + "no such cycle";
    } else {
      const auto it = sure.find({b.error.key, b.error.field});
      if (it == sure.end()) return what + "the twin finds nothing wrong";
      if (it->second != steps)
        return what + std::to_string(steps) + " steps, not " + std::to_string(it->second);
      sure.erase(it);
    }
  }
  if (!sure.empty()) return sure.begin()->first.first + " " + sure.begin()->first.second + ": only the twin";
  if (twin.dead_steps >= 0 && !has_dead_end) return "law.dead_end: only the twin";
  for (const auto& knot : twin.knots)
    if (std::none_of(knot.states.begin(), knot.states.end(),
                     [&](const auto& s) { return rounds.contains(s); }))
      return "law.endless_cycle: only the twin";
  if (twin.longest_days && *twin.longest_days != proof.longest_days)
    return "longest " + std::to_string(proof.longest_days) + " days, not " +
           std::to_string(*twin.longest_days);
  return {};
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The proof and its twin agree on random playbooks, and every law is met often enough to have been tried.
TEST(ProofAgainstTwin, AgreesOnRandomPlaybooks) {
  const auto first = number_from("GUATU_SEED", 20220413);
  const auto rounds = number_from("GUATU_ROUNDS", 100'000);
  std::cout << "GUATU_SEED=" << first << " (playbook k has seed GUATU_SEED + k)\n";
  const WorkCalendar calendar;
  std::map<std::string, std::uint64_t> seen;
  std::uint64_t sound = 0, timed = 0, largest = 0;
  for (std::uint64_t k = 0; k < rounds; ++k) {
    const auto playbook = Maker(first + k).make();
    const auto proof = prove(playbook, calendar);
    twin::Twin walker(playbook);
    const auto findings = walker.judge();
    const auto why = difference(proof, walker, findings);
    ASSERT_EQ(why, "") << "GUATU_SEED=" << first + k << " GUATU_ROUNDS=1\n" << describe(playbook);
    sound += proof.proved() ? 1 : 0;
    timed += findings.longest_days ? 1 : 0;
    largest = std::max<std::uint64_t>(largest, walker.situations());
    std::set<std::string> keys;
    for (const auto& b : proof.breaches) keys.insert(b.error.key);
    for (const auto& key : keys) ++seen[key];
  }
  std::cout << "sound " << sound << ", times compared " << timed << ", most situations " << largest << "\n";
  for (const auto& [key, count] : seen) std::cout << key << " " << count << "\n";
  if (rounds < 100'000) return;
  EXPECT_GE(sound * 20, rounds);
  EXPECT_GE(timed * 3, rounds);
  for (const char* key : {"law.no_holder", "law.holder_unsure", "law.no_limit", "law.limit_unset",
                          "law.no_ladder", "law.ladder_order", "law.unverified", "law.nothing_verified",
                          "law.same_person", "law.ended_by_holder", "law.dead_end", "law.endless_cycle",
                          "law.no_review", "law.unreachable", "law.dead_move"})
    EXPECT_GE(seen[key], 500u) << key;
}

}  // namespace
}  // namespace guatu::kernel
