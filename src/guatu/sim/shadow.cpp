#include "guatu/sim/shadow.h"

#include <algorithm>

#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/people/people.h"

namespace guatu::sim {

using kernel::Event;

/// One overload a payload: what it must be, then what it changes.
struct ShadowFold {
  Shadows& all;
  Shadow& s;
  const Event& e;

  Error wrong(const char* key, const std::string& detail) const {
    return Error(key, "",
                 {{"number", s.number}, {"position", std::to_string(e.position.value)}, {"detail", detail}});
  }

  Result<void> operator()(const kernel::MatterOpened& p) {
    s.id = e.matter;
    s.number = p.number;
    s.playbook = all.world_.playbook(p.playbook, p.version_number);
    s.unit = p.unit;
    s.parent = p.parent;
    s.about = p.about;
    s.state = p.state;
    s.holder = p.holder;
    if (e.matter.value != e.position.value) return wrong("sim.fold", "id");
    if (s.playbook == nullptr) return wrong("sim.fold", p.playbook);
    if (p.state != s.playbook->states.front().id) return wrong("sim.fold", p.state);
    auto& last = all.series_[p.series];
    if (p.sequence != last + 1) return wrong("sim.fold", p.series + " " + std::to_string(p.sequence));
    last = p.sequence;
    if (p.parent) ++all.hanging_[p.parent];
    if (p.about) ++all.hanging_[p.about];
    all.count(s, 1);
    take_fields(p.fields);
    enter({}, s.state);
    return {};
  }

  Result<void> operator()(const kernel::MatterMoved& p) {
    const auto* move = s.playbook->move(p.move);
    if (move == nullptr || p.from != s.state || p.to != move->to ||
        std::find(move->from.begin(), move->from.end(), s.state) == move->from.end())
      return wrong("sim.fold", p.move + ": " + s.state + " → " + p.to);
    // 3. Whoever did it does not check it.
    if (!move->verifies.empty()) {
      const auto doer = s.doers.find(move->verifies);
      if (doer == s.doers.end() || doer->second == e.by)
        return wrong("sim.verifier", p.move + " " + e.by.value);
    }
    s.doers[p.move] = e.by;
    take_fields(p.fields);
    enter(s.state, p.to);
    s.state = p.to;
    const auto& to = *s.playbook->state(p.to);
    if ((to.final != kernel::Final::kNot) != !p.outcome.empty()) return wrong("sim.fold", p.outcome);
    if (p.outcome.empty()) return hold(p.holder);
    return close(s.playbook->closing.children_closed);
  }

  Result<void> operator()(const kernel::MatterAmended& p) {
    take_fields(p.fields);
    return {};
  }
  Result<void> operator()(const kernel::MatterAssigned& p) { return hold_from(p.from, p.to); }
  Result<void> operator()(const kernel::MatterReturned& p) { return hold_from(p.from, p.to); }
  Result<void> operator()(const kernel::MatterTransferred& p) {
    lie_in(p.to_unit);
    return hold_from(p.from, p.to);
  }
  Result<void> operator()(const kernel::MatterHandedUp& p) {
    if (p.unit) lie_in(p.unit);
    return hold_from(p.from, p.to);
  }
  Result<void> operator()(const kernel::MatterParked& p) {
    s.is_parked = true;
    s.review_at = p.review_at;
    return hold_from(p.from, p.owner);
  }
  Result<void> operator()(const kernel::MatterUnparked& p) {
    s.is_parked = false;
    return hold(p.holder);
  }
  Result<void> operator()(const kernel::MatterMerged& p) {
    const auto into = all.all_.find(p.into);
    if (into == all.all_.end() || !into->second.is_open) return wrong("sim.fold", "into");
    return close(true);
  }
  Result<void> operator()(const kernel::MatterWithdrawn&) { return close(true); }
  Result<void> operator()(const kernel::MatterReopened& p) {
    if (s.is_open) return wrong("sim.fold", "open");
    s.is_open = true;
    s.state = p.state;
    s.holder = p.holder;
    if (p.unit) s.unit = p.unit;
    if (s.parent) ++all.hanging_[s.parent];
    if (s.about) ++all.hanging_[s.about];
    --all.totals_.closed;
    --all.by_playbook_[s.playbook->id].closed;
    all.count(s, 1);
    enter({}, s.state);
    return {};
  }
  Result<void> operator()(const kernel::PersonRecused& p) {
    s.recused.push_back(p.person);
    return {};
  }
  Result<void> operator()(const kernel::ExtensionAsked& p) {
    const auto* rule = s.playbook->extension(p.clock);
    if (rule == nullptr || p.amount < 1 || p.amount > rule->up_to) return wrong("sim.deadline", p.clock);
    s.asked[p.clock] = {e.by, p.amount};
    return {};
  }
  Result<void> operator()(const kernel::ExtensionRefused& p) {
    s.asked.erase(p.clock);
    return {};
  }

  Result<void> operator()(const kernel::ClockStarted& p) {
    if (find(p.clock) != nullptr) return wrong("sim.clock", p.clock);
    if (!is_rule_of(p.clock, p.span)) return wrong("sim.deadline", p.clock + ": another rule");
    if (p.clock == "park" && p.due_at != s.review_at) return wrong("sim.deadline", p.clock);
    ShadowClock c{p.clock, p.span, {}, {}, 0, {}};
    GUATU_TRY_VOID(date(c, p.due_at, p.rungs));
    // What should have reminded before the clock began reminds nobody.
    while (c.next < c.rungs.size() && c.rungs[c.next] <= e.at && c.rungs[c.next] < c.due_at) ++c.next;
    s.clocks.push_back(std::move(c));
    return {};
  }
  Result<void> operator()(const kernel::ClockEnded& p) {
    const auto n = std::erase_if(s.clocks, [&](const auto& c) { return c.id == p.clock; });
    s.asked.erase(p.clock);
    return n == 1 ? Result<void>() : wrong("sim.clock", p.clock);
  }
  Result<void> operator()(const kernel::ClockStopped& p) {
    auto* c = find(p.clock);
    if (c == nullptr || c->is_stopped()) return wrong("sim.clock", p.clock);
    if ((p.reason == "park") != (p.at_latest.us == 0)) return wrong("sim.clock", p.clock + " " + p.reason);
    if (const auto* rule = s.playbook->stop(p.reason);
        rule != nullptr && p.at_latest != e.at + rule->at_most_days * kDayUs)
      return wrong("sim.clock", p.clock + " " + p.reason);
    c->span.stops.push_back({e.at, {}, p.reason, e.by});
    c->stop_ends = p.at_latest;
    return {};
  }
  Result<void> operator()(const kernel::ClockResumed& p) {
    auto* c = find(p.clock);
    if (c == nullptr || !c->is_stopped() || p.resumed_at > e.at) return wrong("sim.clock", p.clock);
    // By hand now, or by itself when it had lasted its longest: never later than that.
    if (p.resumed_at != e.at && p.resumed_at != c->stop_ends) return wrong("sim.clock", p.clock);
    if (c->stop_ends.us != 0 && p.resumed_at > c->stop_ends) return wrong("sim.clock", p.clock + " stop");
    c->span.stops.back().to = p.resumed_at;
    c->stop_ends = {};
    return redate(*c, p.due_at, p.rungs);
  }
  Result<void> operator()(const kernel::ClockExtended& p) {
    auto* c = find(p.clock);
    const auto asked = s.asked.find(p.clock);
    if (c == nullptr) return wrong("sim.clock", p.clock);
    if (asked == s.asked.end() || asked->second.by == e.by || asked->second.by != p.asked_by)
      return wrong("sim.verifier", p.clock + " " + e.by.value);
    if (asked->second.amount != p.amount) return wrong("sim.deadline", p.clock + " extension");
    s.asked.erase(asked);
    c->span.extensions.push_back({p.amount, e.at, e.by, p.reason});
    return redate(*c, p.due_at, p.rungs);
  }
  Result<void> operator()(const kernel::ClockRecalculated& p) {
    auto* c = find(p.clock);
    if (c == nullptr || c->is_stopped()) return wrong("sim.clock", p.clock);
    return redate(*c, p.due_at, p.rungs);
  }
  Result<void> operator()(const kernel::LadderClimbed& p) {
    auto* c = find(p.clock);
    if (c == nullptr || c->is_stopped()) return wrong("sim.clock", p.clock);
    if (static_cast<std::size_t>(p.rung) != c->next || c->next >= c->rungs.size())
      return wrong("sim.ladder_once", p.clock + " " + std::to_string(p.rung));
    if (p.rung_at != c->rungs[c->next] || e.at < p.rung_at)
      return wrong("sim.ladder_early", p.clock + " " + std::to_string(p.rung));
    ++c->next;
    return p.handed_to ? hold(p.handed_to) : Result<void>();
  }
  template <class Other>
  Result<void> operator()(const Other&) {
    return {};  // Changes nothing that the invariants speak of.
  }

 private:
  ShadowClock* find(const std::string& id) {
    for (auto& c : s.clocks)
      if (c.id == id) return &c;
    return nullptr;
  }

  Result<void> hold(const PersonId& p) {
    if (!s.is_open) return wrong("sim.holder", p.value);
    s.holder = p;
    return {};
  }
  Result<void> hold_from(const PersonId& from, const PersonId& to) {
    if (from != s.holder) return wrong("sim.holder", from.value);
    return hold(to);
  }

  void lie_in(const UnitId& unit) {
    --all.open_by_unit_[s.unit];
    s.unit = unit;
    ++all.open_by_unit_[s.unit];
  }

  Result<void> close(bool needs_children_closed) {
    if (!s.is_open) return wrong("sim.fold", "closed");
    const auto hanging = all.hanging_.find(s.id);
    if (needs_children_closed && hanging != all.hanging_.end() && hanging->second > 0)
      return wrong("sim.children", std::to_string(hanging->second));
    all.count(s, -1);
    ++all.totals_.closed;
    ++all.by_playbook_[s.playbook->id].closed;
    if (s.parent) --all.hanging_[s.parent];
    if (s.about) --all.hanging_[s.about];
    s.is_open = false;
    s.is_parked = false;
    s.holder = {};
    s.owed.clear();
    return {};
  }

  /// What a rule of a clock looks at, as the events leave it; null clears.
  void take_fields(const json::object& given) {
    for (const auto& id : all.recount_.fields_of(*s.playbook)) {
      const auto it = given.find(id);
      if (it == given.end()) continue;
      if (it->value().is_null())
        s.fields.erase(id);
      else
        s.fields.insert_or_assign(id, it->value());
    }
  }

  /// Which clocks must count from now on. `from` is empty at opening and reopening.
  void enter(const std::string& from, const std::string& to) {
    const auto* state = s.playbook->state(to);
    if (state == nullptr) return;  // Found by the fold.
    std::erase(s.owed, std::string_view(from));
    const auto is_in = [&](const std::vector<std::string>& states) {
      return std::find(states.begin(), states.end(), to) != states.end();
    };
    for (const auto& set : s.playbook->limits) {
      if (is_in(set.ends_in))
        std::erase(s.owed, std::string_view(set.id));
      else if (set.starts_in.empty() ? from.empty() : is_in(set.starts_in))
        owe(set.id);
    }
    if (state->limit) owe(state->limit->id);
    if (state->final != kernel::Final::kNot) s.owed.clear();
  }
  void owe(const std::string& id) {
    if (std::find(s.owed.begin(), s.owed.end(), id) == s.owed.end()) s.owed.emplace_back(id);
  }

  /// The span is the one that the playbook's rule gives for this clock now.
  bool is_rule_of(const std::string& clock, const kernel::Span& span) const {
    if (clock == "park")
      return span.stops.empty() && span.extensions.empty() && span.until.us == 0 && s.is_parked &&
             span.limit.unit == kernel::LimitUnit::kDay && span.started_at == e.at && s.playbook->parking &&
             span.limit.amount <= s.playbook->parking->review_within_days;
    const auto* set = s.playbook->limit_set(clock);
    return set != nullptr && Recount::span(*set, s.fields, e.at, all.world_.calendar()) == span;
  }

  /// Due instant and rungs, counted again from the span.
  Result<void> date(ShadowClock& c, Instant due_at, const std::vector<Instant>& rungs) {
    if (const auto* key = all.misdated(s, c.id, c.span, due_at, rungs, e.at); key != nullptr)
      return wrong(key, c.id + " " + to_text(due_at));
    c.due_at = due_at;
    c.rungs = rungs;
    return {};
  }

  /// After a stop or an extension: the rungs that lie ahead again will fire again.
  Result<void> redate(ShadowClock& c, Instant due_at, const std::vector<Instant>& rungs) {
    const auto before = c.due_at;
    GUATU_TRY_VOID(date(c, due_at, rungs));
    if (before != due_at)
      while (c.next > 0 && c.rungs[c.next - 1] > e.at) --c.next;
    return {};
  }
};

const Shadow* Shadows::find(MatterId id) const {
  const auto it = all_.find(id);
  return it == all_.end() ? nullptr : &it->second;
}

const char* Shadows::misdated(const Shadow& s, const std::string& clock, const kernel::Span& span,
                              Instant due_at, const std::vector<Instant>& rungs, Instant as_of) {
  const auto& calendar = world_.calendar();
  if (recount_.due(span, calendar, as_of) != due_at) return "sim.deadline";
  const auto& ladder = s.playbook->ladder(clock);
  if (rungs.size() != ladder.size()) return "sim.rungs";
  for (std::size_t i = 0; i < rungs.size(); ++i)
    if (recount_.rung(due_at, ladder[i].offset, span.limit.hours, calendar) != rungs[i]) return "sim.rungs";
  return nullptr;
}

Result<void> Shadows::dated() {
  const Shadow* first = nullptr;
  const char* what = nullptr;
  for (const auto& [id, s] : all_)
    for (const auto& c : s.clocks) {
      if (c.is_stopped() || (first != nullptr && first->id < id)) continue;
      const auto* key = misdated(s, c.id, c.span, c.due_at, c.rungs, last_at_);
      if (key == nullptr) continue;
      first = &s;
      what = key;
    }
  if (first == nullptr) return {};
  return Error(what, "",
               {{"number", first->number},
                {"position", std::to_string(last_.value)},
                {"detail", "calendar " + world_.calendar().version()}});
}

void Shadows::count(const Shadow& s, int sign) {
  totals_.open += sign;
  by_playbook_[s.playbook->id].open += sign;
  open_by_unit_[s.unit] += sign;
}

Result<void> Shadows::fold(const Event& e) {
  const auto wrong = [&](const char* key, const std::string& detail) {
    return Error(key, "",
                 {{"number", ""}, {"position", std::to_string(e.position.value)}, {"detail", detail}});
  };
  if (e.position.value != last_.value + 1) return wrong("sim.fold", "position");
  if (e.at < last_at_) return wrong("sim.fold", "at");
  last_ = e.position;
  last_at_ = e.at;
  if (e.by != kernel::kSystem && !is_active(e.by)) return wrong("sim.author", e.by.value);
  if (!e.matter) {
    world_.fold(e);
    if (const auto* added = std::get_if<kernel::PersonAdded>(&e.data)) active_.insert(added->person);
    if (const auto* left = std::get_if<kernel::PersonLeft>(&e.data)) active_.erase(left->person);
    return {};
  }
  if (!world_.erased_keys().empty())
    for (const auto& key : kernel::keys_of(e))
      if (world_.erased_keys().contains(key)) return wrong("sim.erased", key);
  const bool is_new = std::holds_alternative<kernel::MatterOpened>(e.data);
  auto it = all_.find(e.matter);
  if ((it == all_.end()) != is_new) return wrong("sim.fold", "matter");
  if (is_new) it = all_.emplace(e.matter, Shadow{}).first;
  auto& s = it->second;
  GUATU_TRY_VOID(std::visit(ShadowFold{*this, s, e}, e.data));
  s.last = e.position;
  Instant act{};
  for (const auto& c : s.clocks) {
    const auto at = c.is_stopped() ? c.stop_ends : c.next < c.rungs.size() ? c.rungs[c.next] : Instant{};
    if (at.us != 0 && (act.us == 0 || at < act)) act = at;
  }
  if (act != s.act_at) {
    if (s.act_at.us != 0) due_.erase({s.act_at, s.id});
    if (act.us != 0) due_.emplace(act, s.id);
    s.act_at = act;
  }
  return {};
}

Result<void> Shadows::stands(const Shadow& s) const {
  const auto wrong = [&](const char* key, const std::string& detail) {
    return Error(key, "",
                 {{"number", s.number}, {"position", std::to_string(s.last.value)}, {"detail", detail}});
  };
  if (!s.is_open) {
    if (s.holder) return wrong("sim.holder", s.holder.value);
    if (!s.clocks.empty()) return wrong("sim.clock", s.clocks.front().id);
    return {};
  }
  if (!s.holder || !is_active(s.holder)) return wrong("sim.holder", s.holder.value);
  if (std::find(s.recused.begin(), s.recused.end(), s.holder) != s.recused.end())
    return wrong("sim.holder", s.holder.value);
  bool will_end = false;
  for (const auto& c : s.clocks) {
    will_end = will_end || (c.is_stopped() ? c.stop_ends : c.due_at).us != 0;
    const bool is_owed = std::find(s.owed.begin(), s.owed.end(), c.id) != s.owed.end();
    if (!is_owed && (c.id != "park" || !s.is_parked)) return wrong("sim.clock", c.id + ": not of this state");
  }
  if (!will_end) return wrong("sim.clock", "");
  const auto counts = [&](std::string_view id) {
    return std::any_of(s.clocks.begin(), s.clocks.end(), [&](const ShadowClock& c) { return c.id == id; });
  };
  for (const auto id : s.owed)
    if (!counts(id)) return wrong("sim.clock", std::string(id) + ": none runs");
  if (s.is_parked && !counts("park")) return wrong("sim.clock", "park: none runs");
  return {};
}

}  // namespace guatu::sim
