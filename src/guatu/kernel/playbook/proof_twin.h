// The slow, obvious twin of the proof, for proof_random_test.cpp alone: concrete values instead of abstract
// ones, every law decided by its definition in docs/formats/playbook.md. Shares the model (playbook.h) with
// the proof, and no code.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel::twin {

/// A concrete value; `word` for choices and booleans, `number` for numbers, neither for what is only set.
struct Value {
  std::string word;
  double number = 0;
};

/// Everything that the future of a matter depends on: state, values (0 = unset, else index + 1), which moves
/// are fresh, how often each was made (bounded ones), how often it was reopened.
using Situation = std::vector<int>;

struct Step {
  int move = 0;  ///< index; -1 reopen, -2 withdraw and reopen
  int to = 0;    ///< index of the situation
};

/// What the twin found. `steps` of a finding is the length of a shortest path, -1 where it bears none.
struct Findings {
  std::map<std::pair<std::string, std::string>, int> sure;  ///< all keys but the two below
  std::set<std::string> dead_ends;                          ///< states of the nearest dead situations …
  int dead_steps = -1;                                      ///< … all that far away
  /// A set of situations that can all be come to from each other without end.
  struct Knot {
    std::set<std::pair<std::string, int>> nearest;  ///< its nearest ones: state, steps there and once round
    std::set<std::string> states;
    std::set<Situation> situations;  ///< without the fields that nothing depends on
  };
  std::vector<Knot> knots;
  std::optional<std::int64_t> longest_days;  ///< unless there are knots, or too many ways to walk them all
};

class Twin {
 public:
  explicit Twin(const Playbook& p) : p_(p) {
    for (const auto& f : p.fields) domains_.push_back(domain(f));
    std::set<Situation> first;
    open(first);
    spread(std::vector<Situation>(first.begin(), first.end()), 0);
  }

  std::size_t situations() const { return all_.size(); }
  Findings judge();
  /// True if a matter can go this way: `open`, state, move, state, ….
  bool can_walk(const std::vector<std::string>& path) const;

 private:
  // --- the world ---
  std::size_t fresh_at() const { return 1 + p_.fields.size(); }
  std::size_t count_at() const { return fresh_at() + p_.moves.size(); }
  int field_index(const std::string& id) const {
    for (std::size_t i = 0; i < p_.fields.size(); ++i)
      if (p_.fields[i].id == id) return static_cast<int>(i);
    return -1;
  }
  int state_index(const std::string& id) const {
    for (std::size_t i = 0; i < p_.states.size(); ++i)
      if (p_.states[i].id == id) return static_cast<int>(i);
    return -1;
  }
  const State& state_of(const Situation& s) const { return p_.states[static_cast<std::size_t>(s[0])]; }
  bool is_open(const Situation& s) const { return state_of(s).final == Final::kNot; }
  const Role* role(const std::string& id) const {
    for (const auto& r : p_.roles)
      if (r.id == id) return &r;
    return nullptr;
  }
  static bool has(const std::vector<std::string>& list, const std::string& x) {
    return std::find(list.begin(), list.end(), x) != list.end();
  }
  bool is_set(const Situation& s, const std::string& id) const {
    return s[1 + static_cast<std::size_t>(field_index(id))] != 0;
  }

  std::vector<Value> domain(const Field& f) const {
    std::vector<Value> out;
    const bool is_number = f.type == FieldType::kNumber || f.type == FieldType::kInteger;
    if (f.type == FieldType::kBoolean) out = {{"true", 0}, {"false", 0}};
    if (f.type == FieldType::kChoice)
      for (const auto& o : f.options)
        if (!f.computed || can_grade(f.id, o.id)) out.push_back({o.id, 0});
    const double low = f.min.value_or(-0.5), high = f.max.value_or(2.5);  // Guards' numbers are 0, 1, 2.
    if (is_number)
      for (double x = low; x <= high; x += f.type == FieldType::kInteger ? 1 : 0.5) out.push_back({"", x});
    if (out.empty() && f.type != FieldType::kChoice) out.push_back({});
    return out;
  }
  bool can_grade(const std::string& field, const std::string& option) const {
    for (const auto& s : p_.scores)
      for (const auto& row : s.grades)
        if (s.grade_sets == field && row.is == option) return true;
    return false;
  }

  bool holds(const Guards& guards, const Situation& s) const {
    for (const auto& g : guards) {
      const auto f = static_cast<std::size_t>(field_index(g.field));
      const int v = s[1 + f];
      using Test = Guard::Test;
      if (v == 0) {
        if (g.test != Test::kIsUnset && g.test != Test::kIsNot) return false;
        continue;
      }
      const Value& value = domains_[f][static_cast<std::size_t>(v - 1)];
      const bool ok = (g.test == Test::kIs && has(g.any_of, value.word)) ||
                      (g.test == Test::kIsNot && !has(g.any_of, value.word)) ||
                      (g.test == Test::kAtLeast && value.number >= g.number) ||
                      (g.test == Test::kOver && value.number > g.number) ||
                      (g.test == Test::kAtMost && value.number <= g.number) ||
                      (g.test == Test::kUnder && value.number < g.number) || g.test == Test::kIsSet;
      if (!ok) return false;
    }
    return true;
  }

  /// Every way of filling in: `must` get a value, `may` get one. `given` collects what was written.
  template <class Then>
  void fill(Situation s, std::vector<std::string> must, std::vector<std::string> may,
            std::set<std::string> given, const Then& then) const {
    const bool required = !must.empty();
    auto& list = required ? must : may;
    if (list.empty()) return then(s, given);
    const std::string id = list.back();
    list.pop_back();
    const int f = field_index(id);
    if (f < 0 || p_.fields[static_cast<std::size_t>(f)].computed) return fill(s, must, may, given, then);
    if (!required) fill(s, must, may, given, then);
    given.insert(id);
    for (std::size_t v = 0; v < domains_[static_cast<std::size_t>(f)].size(); ++v) {
      s[1 + static_cast<std::size_t>(f)] = static_cast<int>(v) + 1;
      fill(s, must, may, given, then);
    }
  }

  /// Every outcome of the scores after `given` was written.
  std::set<Situation> scored(const Situation& s, std::set<std::string> given) const {
    std::set<std::string> anew;  // Computed fields that something new bears on.
    for (std::size_t round = 0; round <= p_.scores.size(); ++round)
      for (const auto& score : p_.scores) {
        bool reads = false;
        for (const auto& id : score.inputs) reads = reads || given.contains(id);
        for (const auto& g : score.when) reads = reads || given.contains(g.field);
        if (!reads) continue;
        for (const auto& id : {score.sets, score.grade_sets})
          if (!id.empty()) given.insert(id), anew.insert(id);
      }
    Situation cleared = s;
    for (const auto& id : anew) cleared[1 + static_cast<std::size_t>(field_index(id))] = 0;
    std::set<Situation> out{cleared};
    for (const auto& score : p_.scores) {
      std::set<Situation> next;
      for (const auto& one : out) {
        const bool counts =
            holds(score.when, one) && std::all_of(score.inputs.begin(), score.inputs.end(),
                                                  [&](const auto& id) { return is_set(one, id); });
        std::set<Situation> results{one};
        if (counts && anew.contains(score.sets)) results = any_value(results, score.sets, nullptr);
        if (counts && anew.contains(score.grade_sets))
          results = any_value(results, score.grade_sets, &score.grades);
        next.insert(results.begin(), results.end());
      }
      out = next;
    }
    return out;
  }
  /// Every value that the score can give; of a grade those in the table, or none where no row need fit.
  std::set<Situation> any_value(const std::set<Situation>& of, const std::string& id,
                                const std::vector<GradeRow>* grades) const {
    std::set<Situation> out;
    const auto f = static_cast<std::size_t>(field_index(id));
    for (auto s : of) {
      if (grades != nullptr && (grades->back().at_least || grades->back().over)) out.insert(s);
      for (std::size_t v = 0; v < domains_[f].size(); ++v) {
        const bool fits = grades == nullptr ||
                          std::any_of(grades->begin(), grades->end(),
                                      [&](const GradeRow& row) { return row.is == domains_[f][v].word; });
        s[1 + f] = static_cast<int>(v) + 1;
        if (fits) out.insert(s);
      }
    }
    return out;
  }

  void open(std::set<Situation>& out) const {
    Situation s(count_at() + p_.moves.size() + 1, 0);
    std::vector<std::string> must, may;
    std::set<std::string> everything;
    for (const auto& f : p_.fields) {
      (f.required ? must : may).push_back(f.id);
      everything.insert(f.id);
    }
    fill(s, must, may, {}, [&](const Situation& filled, const std::set<std::string>&) {
      for (const auto& f : p_.fields)
        if (!f.computed && !f.required_when.empty() && !is_set(filled, f.id) &&
            holds(f.required_when, filled))
          return;
      const auto results = scored(filled, everything);
      out.insert(results.begin(), results.end());
    });
  }

  bool is_verified(const std::string& move) const {
    return std::any_of(p_.moves.begin(), p_.moves.end(), [&](const Move& m) { return m.verifies == move; });
  }
  /// Entering: whatever can be done from there has to be done anew.
  void enter(Situation& s) const {
    for (std::size_t m = 0; m < p_.moves.size(); ++m)
      if (has(p_.moves[m].from, state_of(s).id)) s[fresh_at() + m] = 0;
  }

  std::set<std::pair<int, Situation>> next(const Situation& s) const {
    std::set<std::pair<int, Situation>> out;
    const bool was_open = is_open(s);
    for (std::size_t m = 0; was_open && m < p_.moves.size(); ++m) {
      const auto& move = p_.moves[m];
      if (!has(move.from, state_of(s).id)) continue;
      if (move.at_most > 0 && s[count_at() + m] == move.at_most) continue;
      auto asks = move.asks;
      std::erase_if(asks, [&](const auto& id) { return has(move.needs, id); });
      fill(s, move.needs, asks, {}, [&](const Situation& filled, const std::set<std::string>& given) {
        for (auto after : scored(filled, given)) {
          after[0] = state_index(move.to);
          const auto end = state_of(after).final;
          if (!holds(move.when, after)) continue;
          if (end == Final::kDone && !std::all_of(p_.closing.needs.begin(), p_.closing.needs.end(),
                                                  [&](const auto& id) { return is_set(after, id); }))
            continue;
          after[fresh_at() + m] = is_verified(move.id) ? 1 : 0;
          if (!move.keeps_clock) enter(after);
          if (move.at_most > 0) ++after[count_at() + m];
          out.insert({static_cast<int>(m), after});
        }
      });
    }
    if (!p_.reopening || s.back() == p_.reopening->at_most) return out;
    const bool taken_back = was_open && p_.withdrawal &&
                            (p_.withdrawal->from.empty() || has(p_.withdrawal->from, state_of(s).id));
    if (was_open ? !taken_back : state_of(s).final == Final::kMerged) return out;
    Situation after = s;
    ++after.back();
    after[0] = state_index(p_.reopening->to);
    for (std::size_t m = 0; m < p_.moves.size(); ++m) after[fresh_at() + m] = 0;
    out.insert({was_open ? -2 : -1, after});
    return out;
  }

  /// Takes in one level of situations and goes on to the next, until nothing new comes.
  void spread(const std::vector<Situation>& level, int depth) {
    std::vector<Situation> fresh;
    for (const auto& s : level)
      if (index_.emplace(s, static_cast<int>(all_.size())).second) {
        all_.push_back(s);
        depth_.push_back(depth);
        fresh.push_back(s);
      }
    if (fresh.empty()) return;
    if (depth == 0) opened_ = all_.size();
    std::vector<Situation> further;
    for (const auto& s : fresh) {
      following_.push_back(next(s));
      for (const auto& [m, to] : following_.back()) further.push_back(to);
    }
    spread(further, depth + 1);
  }

  // --- the laws; proof_twin_laws.h ---
  bool certain(const Role& r, const Situation& s) const;
  static bool same_sources(const Role& a, const Role& b);
  void note(const std::string& key, const std::string& id, int steps);
  int nearest_by(std::size_t move, const std::set<std::string>& from) const;
  void law_someone();
  void law_some_day();
  void clock(const LimitSet& set, bool is_state);
  void climbs(const std::string& id, const Ladder& ladder, const std::string& holder, const Situation& s,
              int steps);
  void law_order(const std::string& id, const Ladder& ladder);
  void law_somebody_else();
  void law_somewhere();
  void dead_ends();
  void knots();
  std::set<int> all_from(int start) const;
  int once_round(int start, const std::set<int>& knot) const;
  std::set<std::string> busy_fields() const;
  void join_knots();
  std::int64_t cost(const Situation& s) const;
  std::int64_t longest(int at, std::vector<int>& way, int& calls) const;
  void time();

  const Playbook& p_;
  std::vector<std::vector<Value>> domains_;
  std::map<Situation, int> index_;
  std::vector<Situation> all_;
  std::vector<int> depth_;
  std::vector<std::set<std::pair<int, Situation>>> following_;
  std::vector<std::vector<Step>> steps_;
  std::size_t opened_ = 0;
  Findings found_;
};

}  // namespace guatu::kernel::twin

#include "guatu/kernel/playbook/proof_twin_laws.h"
