// The four laws on the graph of configurations. See proof_laws.h and docs/formats/playbook.md, section Proof.
#include "guatu/kernel/playbook/proof_laws.h"

#include <algorithm>
#include <set>

#include "guatu/kernel/playbook/proof_time.h"

namespace guatu::kernel::proof {

namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

bool has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool is_single_person(RoleSource::Kind k) {
  return k == RoleSource::Kind::kOpener || k == RoleSource::Kind::kFieldPerson ||
         k == RoleSource::Kind::kAbout;
}

/// Law 3: two roles that can only ever be one person.
bool is_one_person(const Role& a, const Role& b) {
  if (a.id == b.id) return true;
  return a.sources.size() == 1 && is_single_person(a.sources[0].kind) && is_same_way(a, b);
}

class Judge {
 public:
  Judge(const Graph& graph, const Components& parts, const WorkCalendar& calendar)
      : g_(graph), parts_(parts), m_(*graph.model), p_(*m_.playbook), spans_(calendar) {
    reopened_.assign(g_.size(), 0);
    first_in_.assign(p_.states.size(), kNone);
    made_from_.assign(m_.moves.size(), std::vector<std::size_t>(p_.states.size(), kNone));
    for (std::size_t i = 0; i < g_.size(); ++i) {
      auto& first = first_in_[g_.state(i)];
      first = std::min(first, i);
      for (const auto& e : g_.out(i)) {
        if (e.is_verb()) {
          reopened_[e.to] = 1;
        } else {
          auto& made = made_from_[e.move][g_.state(i)];
          made = std::min(made, i);
        }
      }
    }
  }

  std::vector<Breach> run() {
    someone();
    parked_someone();
    end_law();
    some_day();
    ladders();
    end_law();
    verified();
    ended();
    end_law();
    dead_end();
    endless_cycle();
    never();
    end_law();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void report(const char* key, const std::string& thing, Args args, const Place& place,
              std::vector<std::string> path = {}) {
    out_.push_back({Error(key, thing, std::move(args), place), std::move(path)});
  }
  std::vector<std::string> path_to(std::size_t i) const {
    return i == kNone ? std::vector<std::string>{} : g_.path_to(i);
  }
  /// Sorts what the last law reported by place; what has no place keeps the order of the model.
  void end_law() {
    std::stable_sort(out_.begin() + static_cast<std::ptrdiff_t>(sorted_), out_.end(),
                     [](const Breach& a, const Breach& b) {
                       const auto &pa = a.error.place, &pb = b.error.place;
                       return std::pair(pa.line, pa.column) < std::pair(pb.line, pb.column);
                     });
    sorted_ = out_.size();
  }
  const Role* holder(std::size_t state) const {
    const int r = m_.role_index(p_.states[state].held_by);
    return r < 0 ? nullptr : &p_.roles[r];
  }
  const Certainty& certainty(const Role& role) const { return m_.roles[&role - p_.roles.data()]; }
  bool is_open(std::size_t i) const { return !m_.is_final(g_.state(i)); }

  /// First configuration, in breadth-first order, of those that `wanted` says; kNone if there is none.
  template <class Wanted>
  std::size_t first(const Wanted& wanted) const {
    for (std::size_t i = 0; i < g_.size(); ++i)
      if (wanted(i)) return i;
    return kNone;
  }

  // --- 1. someone ---

  void someone() {
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      if (first_in_[s] != kNone && !m_.is_final(static_cast<int>(s)) && holder(s) == nullptr)
        report("law.no_holder", p_.states[s].id, {}, p_.states[s].place, path_to(first_in_[s]));
    for (std::size_t s = 0; s < p_.states.size(); ++s) {
      if (m_.is_final(static_cast<int>(s)) || holder(s) == nullptr) continue;
      const auto& sure = certainty(*holder(s));
      const auto i = first(
          [&](std::size_t c) { return g_.state(c) == static_cast<int>(s) && !yields(sure, g_.config(c)); });
      if (i != kNone)
        report("law.holder_unsure", p_.states[s].id, {{"role", holder(s)->id}}, p_.states[s].place,
               path_to(i));
    }
  }

  /// What is parked is held by the owner of the parking.
  void parked_someone() {
    if (!p_.parking) return;
    const int r = m_.role_index(p_.parking->owner);
    const auto i =
        first([&](std::size_t c) { return is_open(c) && (r < 0 || !yields(m_.roles[r], g_.config(c))); });
    if (i != kNone)
      report("law.holder_unsure", "park", {{"role", p_.parking->owner}}, p_.parking->place, path_to(i));
  }

  // --- 2. some day ---

  void some_day() {
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      if (first_in_[s] != kNone && !m_.is_final(static_cast<int>(s)) && m_.state_clocks[s].rules.empty())
        report("law.no_limit", p_.states[s].id, {}, p_.states[s].place, path_to(first_in_[s]));
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      limit_unset(m_.state_clocks[s], p_.states[s].id,
                  [&](std::size_t c) { return g_.state(c) == static_cast<int>(s) && is_open(c); });
    for (const auto& clock : m_.matter_clocks)
      limit_unset(clock, clock.set->id, [&](std::size_t c) { return starts(*clock.set, c); });
  }

  /// A matter-level clock begins at opening and reopening, or on entering one of its states.
  bool starts(const LimitSet& set, std::size_t c) const {
    const auto& state = p_.states[g_.state(c)].id;
    if (!is_open(c) || has(set.ends_in, state)) return false;
    return set.starts_in.empty() ? c < g_.opened || reopened_[c] : has(set.starts_in, state);
  }

  template <class Runs>
  void limit_unset(const ModelClock& clock, const std::string& id, const Runs& runs) {
    const auto missing = [&](std::size_t c) -> std::pair<const LimitRule*, int> {
      const auto* r = rule_taken(clock, g_.config(c));
      if (r == nullptr) return {};
      for (const int f : {r->until, r->from})
        if (f >= 0 && value_of(g_.config(c), f) == 0) return {r->rule, f};
      return {};
    };
    if (clock.rules.empty()) return;
    const auto i = first([&](std::size_t c) { return runs(c) && missing(c).first != nullptr; });
    if (i == kNone) return;
    const auto [rule, field] = missing(i);
    report("law.limit_unset", id, {{"name", m_.fields[field].field->id}}, rule->place, path_to(i));
  }

  void ladders() {
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      if (const auto& set = p_.states[s].limit)
        no_ladder(set->late ? *set->late : p_.late, p_.states[s].id, set->place, false,
                  [&](std::size_t c) { return g_.state(c) == static_cast<int>(s) && is_open(c); });
    for (const auto& set : p_.limits) {
      const auto running = runs_in(set);
      no_ladder(set.late ? *set.late : p_.late, set.id, set.place, false,
                [&](std::size_t c) { return running[c] != 0; });
    }
    if (p_.parking)
      no_ladder(p_.late, "park", p_.parking->place, true, [&](std::size_t c) { return is_open(c); });
    ladder_order(p_.late, "late");
    for (const auto& s : p_.states)
      if (s.limit && s.limit->late) ladder_order(*s.limit->late, s.id);
    for (const auto& set : p_.limits)
      if (set.late) ladder_order(*set.late, set.id);
  }

  /// Configurations in which a matter-level clock may be running.
  std::vector<char> runs_in(const LimitSet& set) const {
    std::vector<char> running(g_.size(), 0);
    std::vector<std::size_t> todo;
    const auto run = [&](std::size_t c) {
      if (!running[c]) todo.push_back(c);
      running[c] = 1;
    };
    for (std::size_t c = 0; c < g_.size(); ++c)
      if (starts(set, c)) run(c);
    while (!todo.empty()) {
      const auto c = todo.back();
      todo.pop_back();
      for (const auto& e : g_.out(c))
        if (!e.is_verb() && is_open(e.to) && !has(set.ends_in, p_.states[g_.state(e.to)].id)) run(e.to);
    }
    return running;
  }

  /// At or after the limit somebody above the holder must be told or be handed the matter, for certain.
  template <class Runs>
  void no_ladder(const Ladder& ladder, const std::string& id, const Place& place, bool is_parked,
                 const Runs& runs) {
    std::vector<const Role*> above;
    const auto add = [&](const std::string& role) {
      const int r = m_.role_index(role);
      if (r >= 0 && m_.roles[r].leads_up) above.push_back(&p_.roles[r]);
    };
    for (const auto& rung : ladder)
      if (rung.offset.amount >= 0) {
        for (const auto& role : rung.tell) add(role);
        add(rung.hand_to);
      }
    const auto held_by = [&](std::size_t c) -> const Role* {
      if (!is_parked) return holder(g_.state(c));
      const int r = m_.role_index(p_.parking->owner);
      return r < 0 ? nullptr : &p_.roles[r];
    };
    const auto climbs = [&](std::size_t c) {
      return std::any_of(above.begin(), above.end(), [&](const Role* role) {
        const auto* h = held_by(c);
        return yields(certainty(*role), g_.config(c)) && (h == nullptr || !is_same_way(*role, *h));
      });
    };
    const auto i = first([&](std::size_t c) { return runs(c) && !climbs(c); });
    if (i == kNone) return;
    const auto* h = held_by(i);
    report("law.no_ladder", id, {{"role", h == nullptr ? "—" : h->id}}, place, path_to(i));
  }

  void ladder_order(const Ladder& ladder, const std::string& id) {
    for (std::size_t k = 1; k < ladder.size(); ++k) {
      const auto &a = ladder[k - 1].offset, &b = ladder[k].offset;
      const bool is_ordered =
          a.unit == b.unit ? a.amount <= b.amount : spans_.span(a).most <= spans_.span(b).least;
      if (is_ordered) continue;
      report("law.ladder_order", id, {{"rung", offset_words(b).en}, {"before", offset_words(a).en}},
             ladder[k].place);
      return;
    }
  }

  // --- 3. somebody else ---

  /// A shortest path that ends with move `k` from one of the states that `wanted` says; empty if there is
  /// none.
  template <class Wanted>
  std::vector<std::string> path_by(std::size_t k, const Wanted& wanted) const {
    std::size_t from = kNone;
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      if (wanted(s)) from = std::min(from, made_from_[k][s]);
    if (from == kNone) return {};
    auto path = g_.path_to(from);
    for (const auto& e : g_.out(from))
      if (e.move == static_cast<int>(k)) {
        g_.go_on(path, e);
        break;
      }
    return path;
  }

  void verified() {
    const auto anywhere = [](std::size_t) { return true; };
    for (std::size_t k = 0; k < m_.moves.size(); ++k)
      if (p_.states[m_.moves[k].to].final == Final::kDone && p_.moves[k].verifies.empty())
        report("law.unverified", p_.moves[k].id, {{"state", p_.moves[k].to}}, p_.moves[k].place,
               path_by(k, anywhere));
    for (std::size_t k = 0; k < m_.moves.size(); ++k) nothing_verified(k);
    for (std::size_t k = 0; k < m_.moves.size(); ++k) {
      const auto& move = p_.moves[k];
      const auto* other = m_.moves[k].verifies < 0 ? nullptr : &p_.moves[m_.moves[k].verifies];
      if (other == nullptr || move.by.size() != 1 || other->by.size() != 1) continue;
      const int a = m_.role_index(move.by[0]), b = m_.role_index(other->by[0]);
      if (a < 0 || b < 0 || !is_one_person(p_.roles[a], p_.roles[b])) continue;
      report("law.same_person", move.id, {{"verifies", other->id}, {"role", move.by[0]}}, move.place,
             path_by(k, anywhere));
    }
  }

  void nothing_verified(std::size_t k) {
    if (m_.moves[k].verifies < 0) return;
    const auto made = static_cast<std::size_t>(m_.moves[m_.moves[k].verifies].made_cell);
    for (std::size_t i = 0; i < g_.size(); ++i)
      for (const auto& e : g_.out(i)) {
        if (e.move != static_cast<int>(k) || g_.config(i)[made] != 0) continue;
        auto path = g_.path_to(i);
        g_.go_on(path, e);
        report("law.nothing_verified", p_.moves[k].id, {{"verifies", p_.moves[k].verifies}},
               p_.moves[k].place, std::move(path));
        return;
      }
  }

  void ended() {
    for (std::size_t k = 0; k < m_.moves.size(); ++k) {
      const auto end = p_.states[m_.moves[k].to].final;
      if (end == Final::kNot || end == Final::kDone || !p_.moves[k].verifies.empty()) continue;
      std::string where;
      const auto alone = [&](std::size_t s) {
        return m_.moves[k].from[s] && is_ended_by_holder(p_.moves[k], s);
      };
      for (std::size_t s = 0; s < p_.states.size() && where.empty(); ++s)
        if (alone(s)) where = p_.states[s].id;
      if (!where.empty())
        report("law.ended_by_holder", p_.moves[k].id, {{"state", where}}, p_.moves[k].place,
               path_by(k, alone));
    }
  }

  bool is_ended_by_holder(const Move& move, std::size_t state) const {
    const auto* h = holder(state);
    bool by_opener = !move.by.empty();
    for (const auto& id : move.by) {
      const int r = m_.role_index(id);
      if (r < 0 || h == nullptr || !is_same_way(p_.roles[r], *h)) return false;
      const auto& role = p_.roles[r];
      by_opener = by_opener && role.sources.size() == 1 && role.sources[0].kind == RoleSource::Kind::kOpener;
    }
    return !(state == 0 && by_opener);
  }

  // --- 4. somewhere to go ---

  void dead_end() {
    // Backward from the final configurations; verbs are no way on, nor is what can be missed.
    const auto is_sure = [this](const Edge& e) {
      return !e.is_verb() && p_.moves[static_cast<std::size_t>(e.move)].only != Timing::kInTime;
    };
    std::vector<std::uint32_t> degree(g_.size() + 1, 0), sources(g_.edges.size());
    for (const auto& e : g_.edges)
      if (is_sure(e)) ++degree[e.to];
    for (std::size_t i = 1; i <= g_.size(); ++i) degree[i] += degree[i - 1];
    for (std::size_t i = 0; i < g_.size(); ++i)
      for (const auto& e : g_.out(i))
        if (is_sure(e)) sources[--degree[e.to]] = static_cast<std::uint32_t>(i);
    std::vector<char> ends(g_.size(), 0);
    std::vector<std::size_t> todo;
    for (std::size_t i = 0; i < g_.size(); ++i)
      if (!is_open(i)) ends[i] = 1, todo.push_back(i);
    while (!todo.empty()) {
      const auto i = todo.back();
      todo.pop_back();
      for (auto k = degree[i]; k < degree[i + 1]; ++k)
        if (!ends[sources[k]]) ends[sources[k]] = 1, todo.push_back(sources[k]);
    }
    const auto i = first([&](std::size_t c) { return !ends[c]; });
    if (i == kNone) return;
    const auto& state = p_.states[g_.state(i)];
    report("law.dead_end", state.id, {}, state.place, path_to(i));
  }

  void endless_cycle() {
    std::set<int> reported;
    std::vector<std::size_t> firsts;  // First configuration of each endless component.
    for (std::size_t part = 0; part < parts_.count(); ++part)
      if (is_endless(g_, parts_, part))
        firsts.push_back(*std::min_element(parts_.order.begin() + parts_.first[part],
                                           parts_.order.begin() + parts_.first[part + 1]));
    std::sort(firsts.begin(), firsts.end());
    for (const auto i : firsts) {
      if (!reported.insert(g_.state(i)).second) continue;
      auto path = g_.path_to(i);
      std::vector<std::string> moves;
      for (const auto& e : shortest_cycle(i)) {
        g_.go_on(path, e);
        if (!has(moves, p_.moves[e.move].id)) moves.push_back(p_.moves[e.move].id);
      }
      std::string names;
      for (const auto& id : moves) names += (names.empty() ? "" : ", ") + id;
      const auto& state = p_.states[g_.state(i)];
      report("law.endless_cycle", state.id, {{"moves", names}}, state.place, std::move(path));
    }
  }

  /// From `start` back to itself inside its component, with at least one move that does not keep the clock.
  std::vector<Edge> shortest_cycle(std::size_t start) const {
    struct Step {
      std::size_t at, before;
      bool moved;
      Edge by;
    };
    std::vector<Step> steps{{start, kNone, false, {}}};
    std::set<std::pair<std::size_t, bool>> seen;
    for (std::size_t k = 0; k < steps.size(); ++k) {
      const auto step = steps[k];
      for (const auto& e : g_.out(step.at)) {
        if (!may_cycle(m_, e) || parts_.of[e.to] != parts_.of[start]) continue;
        const bool moved = step.moved || !p_.moves[e.move].keeps_clock;
        if (!seen.insert({e.to, moved}).second) continue;
        steps.push_back({e.to, k, moved, e});
        if (e.to != start || !moved) continue;
        std::vector<Edge> cycle;
        for (auto at = steps.size() - 1; at != 0; at = steps[at].before) cycle.push_back(steps[at].by);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
      }
    }
    return {};
  }

  void never() {
    if (p_.standing) {
      const int k = m_.move_index(p_.review);
      const bool restarts = k >= 0 && !p_.moves[k].keeps_clock && !m_.is_final(m_.moves[k].to);
      if (!restarts)
        report("law.no_review", p_.review.empty() ? p_.id : p_.review, {},
               k < 0 ? Place{p_.file} : p_.moves[k].place);
    }
    for (std::size_t s = 0; s < p_.states.size(); ++s)
      if (first_in_[s] == kNone && !by_verb(p_.states[s].final))
        report("law.unreachable", p_.states[s].id, {}, p_.states[s].place);
    for (std::size_t k = 0; k < m_.moves.size(); ++k)
      if (std::all_of(made_from_[k].begin(), made_from_[k].end(), [](std::size_t i) { return i == kNone; }))
        report("law.dead_move", p_.moves[k].id, {}, p_.moves[k].place);
  }

  /// The verbs withdraw and merge lead to such a state without a move.
  bool by_verb(Final end) const {
    return end == Final::kMerged || (end == Final::kWithdrawn && p_.withdrawal.has_value());
  }

  const Graph& g_;
  const Components& parts_;
  const Model& m_;
  const Playbook& p_;
  Spans spans_;
  std::vector<std::size_t> first_in_;  // By state: its first configuration.
  std::vector<std::vector<std::size_t>>
      made_from_;               // By move and state: the first configuration it is made in.
  std::vector<char> reopened_;  // By configuration: entered by reopening.
  std::vector<Breach> out_;
  std::size_t sorted_ = 0;
};

}  // namespace

bool is_same_way(const Role& a, const Role& b) {
  if (a.id == b.id) return true;
  return std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end(),
                    [](const RoleSource& x, const RoleSource& y) {
                      return x.kind == y.kind && x.field == y.field && x.post == y.post;
                    });
}

bool is_endless(const Graph& graph, const Components& parts, std::size_t part) {
  for (auto k = parts.first[part]; k < parts.first[part + 1]; ++k)
    for (const auto& e : graph.out(parts.order[k]))
      if (may_cycle(*graph.model, e) && parts.of[e.to] == part &&
          !graph.model->playbook->moves[e.move].keeps_clock)
        return true;
  return false;
}

std::vector<Breach> judge(const Graph& graph, const Components& parts, const WorkCalendar& calendar) {
  return Judge(graph, parts, calendar).run();
}

}  // namespace guatu::kernel::proof
