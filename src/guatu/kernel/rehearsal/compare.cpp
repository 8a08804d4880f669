#include "guatu/kernel/rehearsal/compare.h"

#include <algorithm>

namespace guatu::kernel::detail {

namespace {

class Comparison {
 public:
  Comparison(Stage& stage, const RehearsalTask& task) : stage_(stage), task_(task) {}

  RehearsalReport run() {
    out_.from = task_.from;
    out_.to = task_.to;
    for (const auto& [id, shadow] : stage_.shadows()) matter(stage_.recorded().at(id));
    for (auto& act : stage_.take_illegal())
      if (act.at >= task_.from && is_reported(act.matter)) out_.illegal.push_back(std::move(act));
    for (auto& n : stage_.take_not_compared())
      if (is_reported(n.matter)) out_.not_compared.push_back(std::move(n));
    for (const auto& [id, load] : loads_)
      if (load.changes()) out_.loads.push_back(load);
    return std::move(out_);
  }

 private:
  bool is_reported(MatterId id) const {
    if (task_.without.contains(id)) return false;
    if (!task_.unit) return true;
    const auto& people = stage_.world().people();
    const auto m = stage_.recorded().find(id);
    return m != stage_.recorded().end() && people.is_below(people.successor(m->second.unit), task_.unit);
  }
  bool is_in_window(const ClockRun& r) const {
    return r.begun && r.begun_at < task_.to && (r.ended_at.us == 0 || r.ended_at > task_.from);
  }
  PersonLoad& load(const PersonId& p) {
    auto& l = loads_[p];
    l.person = p;
    return l;
  }

  void matter(const Matter& m) {
    if (!is_reported(m.id)) return;
    // A clock is started at most once in a step: its id and its step name one running of it.
    std::map<std::pair<Position, std::string>, ClockPair> pairs;
    for (const auto& r : stage_.before().of(m.id)) pairs[{r.begun, r.clock}].before = r;
    for (const auto& r : stage_.after().of(m.id)) pairs[{r.begun, r.clock}].after = r;
    bool any = false;
    for (auto& [key, p] : pairs) {
      if (!is_in_window(p.before) && !is_in_window(p.after)) continue;
      any = true;
      p.matter = m.id;
      p.number = m.number;
      p.title = m.title();
      pair(std::move(p));
    }
    if (any) ++out_.matters;
  }

  void pair(ClockPair p) {
    ++out_.clocks;
    p.was_late = p.before.is_late(task_.to);
    p.is_late = p.after.is_late(task_.to);
    if (p.due_moved()) ++out_.due_moved;
    if (p.was_late) {
      ++out_.late_before;
      ++load(p.before.holder).late_before;
    }
    if (p.is_late) {
      ++out_.late_after;
      ++load(p.after.holder).late_after;
    }
    if (p.is_late && !p.was_late) ++out_.became_late;
    if (p.was_late && !p.is_late) ++out_.became_timely;
    rungs(p);
    out_.pairs.push_back(std::move(p));
  }

  using Firings = std::map<std::pair<int, int>, RungFired>;  // By rung and how often it had fired before.
  Firings firings(const ClockRun& run) const {
    Firings out;
    std::map<int, int> times;
    for (const auto& f : run.fired) {
      const int k = times[f.rung]++;
      if (f.at >= task_.from) out.emplace(std::pair(f.rung, k), f);
    }
    return out;
  }

  void rungs(const ClockPair& p) {
    const auto before = firings(p.before), after = firings(p.after);
    for (const auto& [key, f] : before) {
      ++out_.rungs_before;
      for (const auto& person : f.told) ++load(person).told_before;
      if (f.handed_to) ++load(f.handed_to).handed_before;
      if (const auto other = after.find(key); other == after.end())
        rung(p, RungPair::Kind::kGone, f, {});
      else if (other->second.told != f.told || other->second.handed_to != f.handed_to)
        rung(p, RungPair::Kind::kOtherPeople, f, other->second);
      else if (other->second.rung_at != f.rung_at)
        rung(p, RungPair::Kind::kMoved, f, other->second);
    }
    for (const auto& [key, f] : after) {
      ++out_.rungs_after;
      for (const auto& person : f.told) ++load(person).told_after;
      if (f.handed_to) ++load(f.handed_to).handed_after;
      if (!before.contains(key)) rung(p, RungPair::Kind::kNew, {}, f);
    }
  }

  void rung(const ClockPair& p, RungPair::Kind kind, RungFired before, RungFired after) {
    auto& count = kind == RungPair::Kind::kNew           ? out_.rungs_new
                  : kind == RungPair::Kind::kGone        ? out_.rungs_gone
                  : kind == RungPair::Kind::kOtherPeople ? out_.rungs_other_people
                                                         : out_.rungs_moved;
    ++count;
    out_.rungs.push_back({p.matter, p.number, p.clock(), kind, std::move(before), std::move(after)});
  }

  Stage& stage_;
  const RehearsalTask& task_;
  RehearsalReport out_;
  std::map<PersonId, PersonLoad> loads_;
};

}  // namespace

RehearsalReport compare(Stage& stage, const RehearsalTask& task) {
  return Comparison(stage, task).run();
}

}  // namespace guatu::kernel::detail
