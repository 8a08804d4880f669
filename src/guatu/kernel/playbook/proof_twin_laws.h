// The twin's laws, each by its definition. Included by proof_twin.h alone.
#pragma once

#include "guatu/kernel/playbook/proof_twin.h"

namespace guatu::kernel::twin {

inline bool Twin::certain(const Role& r, const Situation& s) const {
  using Kind = RoleSource::Kind;
  for (const auto& source : r.sources) {
    if (source.kind == Kind::kUnitHead || source.kind == Kind::kAboveHead || source.kind == Kind::kOpener)
      return true;
    if (source.kind == Kind::kParentHolder && p_.parent_required) return true;
    if (source.kind == Kind::kFieldPerson && is_set(s, source.field)) return true;
    if (source.kind == Kind::kFieldUnit && source.post == "head" && is_set(s, source.field)) return true;
  }
  return false;
}

inline bool Twin::same_sources(const Role& a, const Role& b) {
  if (a.id == b.id) return true;
  if (a.sources.size() != b.sources.size()) return false;
  for (std::size_t i = 0; i < a.sources.size(); ++i)
    if (a.sources[i].kind != b.sources[i].kind || a.sources[i].field != b.sources[i].field ||
        a.sources[i].post != b.sources[i].post)
      return false;
  return true;
}

inline void Twin::note(const std::string& key, const std::string& id, int steps) {
  const auto [it, is_new] = found_.sure.emplace(std::pair(key, id), steps);
  if (!is_new && steps >= 0) it->second = it->second < 0 ? steps : std::min(it->second, steps);
}

/// Steps of a shortest way that ends with `move`, made in one of the states `from`; -1 if there is none.
inline int Twin::nearest_by(std::size_t move, const std::set<std::string>& from) const {
  int best = -1;
  for (std::size_t i = 0; i < all_.size(); ++i)
    for (const auto& step : steps_[i])
      if (step.move == static_cast<int>(move) && from.contains(state_of(all_[i]).id) &&
          (best < 0 || depth_[i] + 1 < best))
        best = depth_[i] + 1;
  return best;
}

inline void Twin::law_someone() {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto& s = all_[i];
    if (!is_open(s)) continue;
    const auto* holder = role(state_of(s).held_by);
    if (holder == nullptr) note("law.no_holder", state_of(s).id, depth_[i]);
    if (holder != nullptr && !certain(*holder, s)) note("law.holder_unsure", state_of(s).id, depth_[i]);
    if (p_.parking && !certain(*role(p_.parking->owner), s)) note("law.holder_unsure", "park", depth_[i]);
  }
}

inline void Twin::climbs(const std::string& id, const Ladder& ladder, const std::string& holder,
                         const Situation& s, int steps) {
  const auto leads_up = [](const RoleSource& x) {
    return x.kind == RoleSource::Kind::kUnitHead || x.kind == RoleSource::Kind::kAboveHead ||
           x.kind == RoleSource::Kind::kUnitPost;
  };
  for (const auto& rung : ladder) {
    if (rung.offset.amount < 0) continue;
    auto reached = rung.tell;
    if (!rung.hand_to.empty()) reached.push_back(rung.hand_to);
    for (const auto& r : reached) {
      const auto& up = *role(r);
      const auto* h = role(holder);
      if (std::any_of(up.sources.begin(), up.sources.end(), leads_up) && certain(up, s) &&
          (h == nullptr || !same_sources(up, *h)))
        return;
    }
  }
  note("law.no_ladder", id, steps);
}

inline void Twin::clock(const LimitSet& set, bool is_state) {
  const auto& ladder = set.late ? *set.late : p_.late;
  // Situations in which it begins, then those in which it still runs.
  std::set<int> runs, begins;
  const auto opens = [&](const LimitSet& l) { return !is_state && l.starts_in.empty(); };
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto& id = state_of(all_[i]).id;
    if (is_state ? id == set.id : opens(set) ? i < opened_ : has(set.starts_in, id))
      begins.insert(static_cast<int>(i));
    for (const auto& step : steps_[i])
      if (opens(set) && step.move < 0) begins.insert(step.to);
  }
  std::erase_if(begins, [&](int i) {
    const auto& s = all_[static_cast<std::size_t>(i)];
    return !is_open(s) || has(set.ends_in, state_of(s).id);
  });
  for (const int i : begins) {
    const auto& s = all_[static_cast<std::size_t>(i)];
    for (const auto& rule : set.rules) {
      if (!holds(rule.when, s)) continue;
      for (const auto& f : {rule.until_field, rule.from_field})
        if (!f.empty() && !is_set(s, f)) note("law.limit_unset", set.id, depth_[static_cast<std::size_t>(i)]);
      break;
    }
  }
  std::vector<int> todo(begins.begin(), begins.end());
  while (!todo.empty()) {
    const int i = todo.back();
    todo.pop_back();
    if (!runs.insert(i).second || is_state) continue;
    for (const auto& step : steps_[static_cast<std::size_t>(i)]) {
      const auto& to = all_[static_cast<std::size_t>(step.to)];
      if (step.move >= 0 && is_open(to) && !has(set.ends_in, state_of(to).id)) todo.push_back(step.to);
    }
  }
  for (const int i : runs) {
    const auto& s = all_[static_cast<std::size_t>(i)];
    climbs(set.id, ladder, state_of(s).held_by, s, depth_[static_cast<std::size_t>(i)]);
  }
}

/// Out of order unless each rung surely comes no earlier than the one before. With the empty calendar n
/// working days take n to 3n natural days; a working day has at least 6 hours.
inline void Twin::law_order(const std::string& id, const Ladder& ladder) {
  const auto bounds = [](Offset o) {
    const std::int64_t n = o.amount < 0 ? -o.amount : o.amount;
    std::pair<std::int64_t, std::int64_t> m;
    if (o.unit == LimitUnit::kMinute) m = {n, n};
    if (o.unit == LimitUnit::kHour) m = {n * 60, n * 60};
    if (o.unit == LimitUnit::kDay) m = {n * 1440, n * 1440};
    if (o.unit == LimitUnit::kWorkingDay) m = {n * 1440, n * 3 * 1440};
    if (o.unit == LimitUnit::kWorkingHour) m = {n * 60, (n + 5) / 6 * 3 * 1440};
    return o.amount < 0 ? std::pair(-m.second, -m.first) : m;
  };
  for (std::size_t i = 1; i < ladder.size(); ++i) {
    const auto a = ladder[i - 1].offset, b = ladder[i].offset;
    if (a.unit == b.unit ? a.amount > b.amount : bounds(a).second > bounds(b).first)
      note("law.ladder_order", id, -1);
  }
}

inline void Twin::law_some_day() {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto& s = all_[i];
    if (!is_open(s)) continue;
    if (!state_of(s).limit) note("law.no_limit", state_of(s).id, depth_[i]);
    if (p_.parking) climbs("park", p_.late, p_.parking->owner, s, depth_[i]);
  }
  law_order("late", p_.late);
  for (const auto& s : p_.states) {
    if (!s.limit) continue;
    clock(*s.limit, true);
    if (s.limit->late) law_order(s.id, *s.limit->late);
  }
  for (const auto& set : p_.limits) {
    clock(set, false);
    if (set.late) law_order(set.id, *set.late);
  }
}

inline void Twin::law_somebody_else() {
  for (std::size_t m = 0; m < p_.moves.size(); ++m) {
    const auto& move = p_.moves[m];
    const std::set<std::string> from(move.from.begin(), move.from.end());
    const auto end = p_.states[static_cast<std::size_t>(state_index(move.to))].final;
    if (!move.verifies.empty()) {
      std::size_t v = 0;
      while (p_.moves[v].id != move.verifies) ++v;
      for (std::size_t i = 0; i < all_.size(); ++i)
        for (const auto& step : steps_[i])
          if (step.move == static_cast<int>(m) && all_[i][fresh_at() + v] == 0)
            note("law.nothing_verified", move.id, depth_[i] + 1);
      if (move.by.size() == 1 && p_.moves[v].by.size() == 1) {
        const auto &a = *role(move.by[0]), &b = *role(p_.moves[v].by[0]);
        const auto kind = a.sources[0].kind;
        const bool single = a.sources.size() == 1 &&
                            (kind == RoleSource::Kind::kOpener || kind == RoleSource::Kind::kFieldPerson ||
                             kind == RoleSource::Kind::kAbout);
        if (a.id == b.id || (single && same_sources(a, b)))
          note("law.same_person", move.id, nearest_by(m, from));
      }
      continue;
    }
    if (end == Final::kDone) note("law.unverified", move.id, nearest_by(m, from));
    if (end == Final::kDone || end == Final::kNot) continue;
    std::set<std::string> alone;
    for (const auto& id : from) {
      const auto* h = role(p_.states[static_cast<std::size_t>(state_index(id))].held_by);
      bool other = false, opener = !move.by.empty();
      for (const auto& r : move.by) {
        other = other || h == nullptr || !same_sources(*role(r), *h);
        opener =
            opener && role(r)->sources.size() == 1 && role(r)->sources[0].kind == RoleSource::Kind::kOpener;
      }
      if (!other && !(opener && id == p_.states[0].id)) alone.insert(id);
    }
    if (!alone.empty()) note("law.ended_by_holder", move.id, nearest_by(m, alone));
  }
}

inline void Twin::law_somewhere() {
  if (p_.standing) {
    bool has_review = false;
    for (const auto& m : p_.moves)
      has_review =
          has_review || (m.id == p_.review && !m.keeps_clock &&
                         p_.states[static_cast<std::size_t>(state_index(m.to))].final == Final::kNot);
    if (!has_review) note("law.no_review", p_.review.empty() ? p_.id : p_.review, -1);
  }
  std::set<std::string> states;
  std::set<int> moves;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    states.insert(state_of(all_[i]).id);
    for (const auto& step : steps_[i]) moves.insert(step.move);
  }
  for (const auto& s : p_.states)
    if (!states.contains(s.id) && s.final != Final::kMerged &&
        !(s.final == Final::kWithdrawn && p_.withdrawal))
      note("law.unreachable", s.id, -1);
  for (std::size_t m = 0; m < p_.moves.size(); ++m)
    if (!moves.contains(static_cast<int>(m))) note("law.dead_move", p_.moves[m].id, -1);
}

inline void Twin::dead_ends() {
  std::vector<char> ends(all_.size(), 0);
  for (bool grew = true; grew;) {
    grew = false;
    for (std::size_t i = all_.size(); i-- > 0;) {
      bool now = !is_open(all_[i]);
      for (const auto& step : steps_[i])
        now = now || (step.move >= 0 && ends[static_cast<std::size_t>(step.to)] &&
                      p_.moves[static_cast<std::size_t>(step.move)].only != Timing::kInTime);
      if (now && !ends[i]) ends[i] = 1, grew = true;
    }
  }
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (ends[i]) continue;
    if (found_.dead_steps < 0) found_.dead_steps = depth_[i];  // Situations stand in order of depth.
    if (depth_[i] == found_.dead_steps) found_.dead_ends.insert(state_of(all_[i]).id);
  }
}

/// Situations that can be come to from `start` by one or more moves, none of them the review.
inline std::set<int> Twin::all_from(int start) const {
  std::set<int> out;
  std::vector<int> todo{start};
  while (!todo.empty()) {
    const auto i = static_cast<std::size_t>(todo.back());
    todo.pop_back();
    for (const auto& step : steps_[i])
      if (step.move >= 0 && !(p_.standing && p_.moves[static_cast<std::size_t>(step.move)].id == p_.review) &&
          out.insert(step.to).second)
        todo.push_back(step.to);
  }
  return out;
}

/// Fewest steps from `start` back to it inside its knot, with a move that starts a clock anew; levels of
/// (situation, was there such a move).
inline int Twin::once_round(int start, const std::set<int>& knot) const {
  std::set<std::pair<int, bool>> level{{start, false}}, seen;
  for (int n = 1; !level.empty(); ++n) {
    std::set<std::pair<int, bool>> further;
    for (const auto& [i, moved] : level)
      for (const auto& step : steps_[static_cast<std::size_t>(i)]) {
        if (step.move < 0 || !knot.contains(step.to)) continue;
        const auto& move = p_.moves[static_cast<std::size_t>(step.move)];
        if (p_.standing && move.id == p_.review) continue;
        const std::pair<int, bool> at{step.to, moved || !move.keeps_clock};
        if (at == std::pair(start, true)) return n;
        if (seen.insert(at).second) further.insert(at);
      }
    level = further;
  }
  return -1;
}

inline void Twin::knots() {
  // What leads nowhere, or only to what leads nowhere, lies on no cycle.
  std::vector<char> may(all_.size(), 1);
  for (bool fell = true; fell;) {
    fell = false;
    for (std::size_t i = all_.size(); i-- > 0;) {
      if (!may[i]) continue;
      bool goes_on = false;
      for (const auto& step : steps_[i])
        goes_on =
            goes_on || (step.move >= 0 && may[static_cast<std::size_t>(step.to)] &&
                        !(p_.standing && p_.moves[static_cast<std::size_t>(step.move)].id == p_.review));
      if (!goes_on) may[i] = 0, fell = true;
    }
  }
  std::set<int> done;
  const auto busy = busy_fields();
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const int start = static_cast<int>(i);
    if (!may[i] || done.contains(start)) continue;
    const auto from_here = all_from(start);
    std::set<int> knot;
    if (from_here.contains(start))
      for (const int other : from_here)
        if (all_from(other).contains(start)) knot.insert(other);
    done.insert(knot.begin(), knot.end());
    // `start` is the nearest of its knot: situations stand in order of depth.
    Findings::Knot found;
    for (const int k : knot) {
      const auto& state = state_of(all_[static_cast<std::size_t>(k)]).id;
      found.states.insert(state);
      auto plain = all_[static_cast<std::size_t>(k)];
      for (std::size_t f = 0; f < p_.fields.size(); ++f)
        if (!busy.contains(p_.fields[f].id)) plain[1 + f] = 0;
      found.situations.insert(plain);
      if (depth_[static_cast<std::size_t>(k)] != depth_[i]) continue;
      if (const int round = once_round(k, knot); round > 0) found.nearest.insert({state, depth_[i] + round});
    }
    if (!found.nearest.empty()) found_.knots.push_back(found);
  }
  join_knots();
}

/// Knots that differ only in fields that nothing depends on are parts of one.
inline void Twin::join_knots() {
  auto& knots = found_.knots;
  for (std::size_t a = 0; a < knots.size(); ++a)
    for (std::size_t b = a + 1; b < knots.size();) {
      const bool meet = std::any_of(knots[b].situations.begin(), knots[b].situations.end(),
                                    [&](const auto& s) { return knots[a].situations.contains(s); });
      if (!meet) {
        ++b;
        continue;
      }
      knots[a].nearest.merge(knots[b].nearest);
      knots[a].states.merge(knots[b].states);
      knots[a].situations.merge(knots[b].situations);
      knots.erase(knots.begin() + static_cast<std::ptrdiff_t>(b));
      b = a + 1;
    }
}

/// Fields that a guard, a clock, the closing, a holder or somebody on a ladder depends on.
inline std::set<std::string> Twin::busy_fields() const {
  std::set<std::string> out(p_.closing.needs.begin(), p_.closing.needs.end()), people;
  const auto read = [&](const Guards& guards) {
    for (const auto& g : guards) out.insert(g.field);
  };
  const auto tell = [&](const Ladder& ladder) {
    for (const auto& rung : ladder)
      people.insert(rung.tell.begin(), rung.tell.end()), people.insert(rung.hand_to);
  };
  const auto run = [&](const LimitSet& set) {
    for (const auto& r : set.rules) read(r.when), out.insert(r.until_field), out.insert(r.from_field);
    if (set.late) tell(*set.late);
  };
  tell(p_.late);
  if (p_.parking) people.insert(p_.parking->owner);
  for (const auto& s : p_.states) {
    people.insert(s.held_by);
    if (s.limit) run(*s.limit);
  }
  for (const auto& set : p_.limits) run(set);
  for (const auto& m : p_.moves) read(m.when);
  for (const auto& r : p_.roles)
    for (const auto& source : r.sources)
      if (people.contains(r.id)) out.insert(source.field);
  for (std::size_t before = 0; before != out.size();) {
    before = out.size();
    for (const auto& f : p_.fields)
      if (out.contains(f.id)) read(f.required_when);
    for (const auto& s : p_.scores)
      if (out.contains(s.sets) || out.contains(s.grade_sets)) {
        read(s.when);
        out.insert(s.inputs.begin(), s.inputs.end());
      }
  }
  return out;
}

/// Minutes of the limit of a state that is entered in `s`, with its extensions; for the empty calendar.
inline std::int64_t Twin::cost(const Situation& s) const {
  if (!is_open(s) || !state_of(s).limit) return 0;
  for (const auto& rule : state_of(s).limit->rules) {
    if (!holds(rule.when, s)) continue;
    std::int64_t n = rule.limit.amount;
    for (const auto& e : p_.extensions)
      if (e.clock == state_of(s).id) n += e.up_to * e.at_most;
    if (!rule.until_field.empty()) return n * 1440;
    const std::int64_t roll = rule.limit.roll == RollRule::kNone ? 0 : 2 * 1440;
    switch (rule.limit.unit) {
      case LimitUnit::kMinute:
        return n;
      case LimitUnit::kHour:
        return n * 60;
      case LimitUnit::kWorkingHour:
        return (n + 5) / 6 * 3 * 1440;
      case LimitUnit::kWorkingDay:
        return n * 3 * 1440;
      case LimitUnit::kDay:
        return n * 1440 + roll;
      case LimitUnit::kMonth:
        return n * 31 * 1440 + roll;
    }
  }
  return 0;
}

/// The longest of all ways from here, walked one by one; situations on the present way are not entered again.
inline std::int64_t Twin::longest(int at, std::vector<int>& way, int& calls) const {
  std::int64_t best = 0;
  if (--calls < 0) return 0;
  way.push_back(at);
  for (const auto& step : steps_[static_cast<std::size_t>(at)]) {
    if (step.move < 0 || std::find(way.begin(), way.end(), step.to) != way.end()) continue;
    const auto& move = p_.moves[static_cast<std::size_t>(step.move)];
    if (p_.standing && move.id == p_.review) continue;
    const auto entered = move.keeps_clock ? 0 : cost(all_[static_cast<std::size_t>(step.to)]);
    best = std::max(best, entered + longest(step.to, way, calls));
  }
  way.pop_back();
  return best;
}

inline void Twin::time() {
  int calls = 2000;
  std::vector<int> way;
  std::int64_t once = 0, again = 0;
  for (std::size_t i = 0; i < all_.size() && calls >= 0; ++i) {
    if (i < opened_) once = std::max(once, cost(all_[i]) + longest(static_cast<int>(i), way, calls));
    for (const auto& step : steps_[i]) {
      const auto from = [&] {
        return cost(all_[static_cast<std::size_t>(step.to)]) + longest(step.to, way, calls);
      };
      if (step.move < 0)
        again = std::max(again, from());
      else if (p_.standing && p_.moves[static_cast<std::size_t>(step.move)].id == p_.review)
        once = std::max(once, from());
    }
  }
  if (calls < 0) return;
  for (const auto& s : p_.stops) once += s.at_most_days * s.times * 1440;
  if (p_.parking) once += p_.parking->review_within_days * p_.parking->at_most * 1440;
  if (p_.reopening && !p_.standing) once += p_.reopening->at_most * again;
  found_.longest_days = (once + 1439) / 1440;
}

inline Findings Twin::judge() {
  for (const auto& following : following_) {
    steps_.emplace_back();
    for (const auto& [move, to] : following) steps_.back().push_back({move, index_.at(to)});
  }
  law_someone();
  law_some_day();
  law_somebody_else();
  law_somewhere();
  dead_ends();
  knots();
  if (found_.knots.empty()) time();
  return found_;
}

inline bool Twin::can_walk(const std::vector<std::string>& path) const {
  std::set<int> here;
  if (path.size() < 2 || path[0] != "open" || path[1] != p_.states[0].id) return false;
  for (std::size_t i = 0; i < opened_; ++i) here.insert(static_cast<int>(i));
  for (std::size_t k = 2; k + 1 < path.size(); k += 2) {
    std::set<int> there;
    const bool takes_back = path[k] == "withdraw";
    if (takes_back && (path[k + 1] != path[k - 1] || k + 3 >= path.size() || path[k + 2] != "reopen"))
      return false;
    if (takes_back) k += 2;
    for (const int i : here)
      for (const auto& step : steps_[static_cast<std::size_t>(i)]) {
        const auto& id = step.move < 0 ? "reopen" : p_.moves[static_cast<std::size_t>(step.move)].id;
        if (id == path[k] && (step.move == -2) == takes_back &&
            state_of(all_[static_cast<std::size_t>(step.to)]).id == path[k + 1])
          there.insert(step.to);
      }
    here = there;
  }
  return !here.empty();
}

}  // namespace guatu::kernel::twin
