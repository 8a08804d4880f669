#include "guatu/kernel/migration/migration.h"

#include <algorithm>

#include "guatu/kernel/ledger/decision.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/playbook/guard.h"
#include "guatu/kernel/playbook/score.h"

namespace guatu::kernel {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

bool is_same_role(const Role* a, const Role* b) {
  return a != nullptr && b != nullptr &&
         std::equal(a->sources.begin(), a->sources.end(), b->sources.begin(), b->sources.end(),
                    [](const RoleSource& x, const RoleSource& y) {
                      return x.kind == y.kind && x.field == y.field && x.post == y.post;
                    });
}

class MigrationDecision {
 public:
  MigrationDecision(detail::Decision& d, const Playbook& from, const MigrationMap& map)
      : d_(d),
        from_(from),
        map_(map),
        old_(d.matter()),
        to_(*d.playbook().state(map.states.at(old_.state).to)) {}

  Result<void> run() {
    event_.from_version = old_.version;
    event_.to_version = d_.playbook().version;
    event_.state = to_.id;
    GUATU_TRY_VOID(fields());
    doings();
    for (const auto& [id, n] : old_.stops_used)
      if (const auto& to = map_.stops.at(id).to; !to.empty()) event_.stops_used[to] += n;
    // Roles and limits look at the matter as it will be.
    auto& draft = d_.draft();
    draft.fields = fields_;
    draft.state = to_.id;
    auto holder = new_holder();
    auto clocks = holder ? all_clocks() : Result<void>();
    draft = old_;
    if (holder.has_error()) return std::move(holder).error();
    GUATU_TRY_VOID(clocks);
    event_.holder = *holder;
    lapsed();
    d_.emit(std::move(event_));
    return new_clocks();
  }

 private:
  Result<void> fields() {
    fields_ = {};
    for (const auto& [key, value] : old_.fields) {
      const std::string id(key);
      const auto r = map_.fields.find(id);
      if (r == map_.fields.end()) continue;  // Computed, and gone.
      if (r->second.to.empty()) {
        event_.dropped[id] = r->second.drop;
        continue;
      }
      const auto& field = *d_.playbook().field(r->second.to);
      if (field.computed) continue;
      if (is_sealed(value)) {  // It opens only for the field that it was sealed for.
        if (field.id != id || !field.personal)
          return Error("migration.sealed", id, {{"number", old_.number}, {"to", field.id}});
        fields_.insert_or_assign(id, value);
        continue;
      }
      auto v = from_.field(id) != nullptr && from_.field(id)->computed
                   ? Result<json::value>(value)
                   : canonical_value(field, value, d_.fields());
      if (v.has_error()) {
        // A person who has left stays in the field as they stood: only who holds it must be active.
        if (v.error().key != "field.no_person")
          return Error("migration.value_lost", id,
                       {{"number", old_.number}, {"to", field.id}, {"why", v.error().key}});
        v = value;
      }
      if (!v->is_null()) fields_.insert_or_assign(field.id, std::move(*v));
    }
    GUATU_TRY_VOID(apply_scores(d_.playbook(), fields_));
    event_.fields = changes(old_.fields, fields_);
    return {};
  }

  void doings() {
    for (const auto& [id, done] : old_.doings) {
      const auto r = map_.moves.find(id);
      if (r == map_.moves.end() || r->second.to.empty()) continue;
      auto& now = event_.doings[r->second.to];
      const int count = now.count + done.count;
      const bool is_fresh = now.is_fresh || done.is_fresh;
      if (done.at >= now.at) now = done;
      now.count = count;
      now.is_fresh = is_fresh;
    }
  }

  Result<PersonId> new_holder() {
    if (old_.is_parked) return old_.holder;  // The owner of the parking, until it is taken up again.
    const auto* was = from_.role(from_.state(old_.state)->held_by);
    const auto* is = d_.playbook().role(to_.held_by);
    std::vector<PersonId> checked;  // Whose work is to be checked in the new state.
    for (const auto& move : d_.playbook().moves) {
      const auto done = event_.doings.find(move.verifies);
      if (contains(move.from, to_.id) && done != event_.doings.end() && done->second.is_fresh)
        checked.push_back(done->second.by);
    }
    if (is_same_role(was, is) || may_hold(*is)) return old_.holder;
    const auto holder = holder_of(to_.held_by, d_.view(), checked);
    if (!holder) return Error("people.nobody_above", "by", {{"number", old_.number}});
    return *holder;
  }

  bool may_hold(const Role& role) {
    const auto view = d_.view();
    if (view.people.has_grant(old_.holder, role.id, view.people.successor(old_.unit))) return true;
    return std::any_of(role.sources.begin(), role.sources.end(), [&](const RoleSource& s) {
      const auto found = candidates(s, view);
      return std::find(found.begin(), found.end(), old_.holder) != found.end();
    });
  }

  Result<void> all_clocks() {
    for (const auto& clock : old_.clocks) {
      if (clock.is_ended()) continue;
      const auto r = map_.clocks.find(clock.id);
      // A clock that no version names any more ends with the rules that it ran under.
      GUATU_TRY(c, one_clock(clock, r == map_.clocks.end() ? Renaming{} : r->second));
      event_.clocks.push_back(std::move(c));
    }
    return {};
  }

  Result<MigratedClock> one_clock(const MatterClock& clock, const Renaming& r) {
    MigratedClock out;
    out.clock = clock.id;
    const auto* set = d_.playbook().limit_set(r.to);
    if (r.to.empty() || (set != nullptr && contains(set->ends_in, to_.id))) return out;
    out.to = r.to;
    out.span = clock.span;
    if (!r.keeps_limit && set != nullptr) {
      GUATU_TRY(span, new_span(clock, *set));
      out.span = std::move(span);
    }
    for (auto& s : out.span.stops)
      if (const auto stop = map_.stops.find(s.reason); stop != map_.stops.end() && !stop->second.to.empty())
        s.reason = stop->second.to;
    auto counted = out.span;  // While it stands still, it is dated as before the stop.
    if (clock.is_stopped()) counted.stops.pop_back();
    GUATU_TRY(when, d_.dates(out.to, counted));
    out.next_rung = rung_after_migration(clock, when.due_at, when.rungs, d_.context().now);
    out.due_at = when.due_at;
    out.rungs = std::move(when.rungs);
    out.calendar = d_.context().calendar.version();
    return out;
  }

  Result<Span> new_span(const MatterClock& clock, const LimitSet& set) {
    for (const auto& rule : set.rules) {
      if (!holds(rule.when, d_.playbook(), d_.matter().fields)) continue;
      GUATU_TRY(span,
                detail::span_under(rule, set.id, d_.matter(), clock.span.started_at, d_.context().calendar));
      const bool same_unit = (span.until.us != 0) == (clock.span.until.us != 0) &&
                             (span.until.us != 0 || span.limit.unit == clock.span.limit.unit);
      if (!clock.span.extensions.empty() && !same_unit)
        return Error("migration.extension_unit", clock.id, {{"number", old_.number}, {"clock", clock.id}});
      span.stops = clock.span.stops;
      span.extensions = clock.span.extensions;
      return span;
    }
    return Error("clock.no_rule", set.id);
  }

  /// A request that the new version would not grant lapses.
  void lapsed() {
    for (const auto& a : old_.asked) {
      const auto c = std::find_if(event_.clocks.begin(), event_.clocks.end(),
                                  [&](const MigratedClock& m) { return m.clock == a.clock; });
      const auto* rule = c == event_.clocks.end() ? nullptr : d_.playbook().extension(c->to);
      if (rule == nullptr || a.amount > rule->up_to ||
          static_cast<int>(c->span.extensions.size()) >= rule->at_most)
        event_.lapsed.push_back(a.clock);
    }
  }

  /// Clocks of the new version that the old one had no counterpart of begin now.
  Result<void> new_clocks() {
    for (const auto& set : d_.playbook().limits) {
      const bool had = std::any_of(old_.clocks.begin(), old_.clocks.end(), [&](const MatterClock& c) {
        const auto r = map_.clocks.find(c.id);
        return r != map_.clocks.end() && r->second.to == set.id;
      });
      if (had || contains(set.ends_in, to_.id)) continue;
      if (set.starts_in.empty() || contains(set.starts_in, to_.id)) GUATU_TRY_VOID(d_.start_limit_set(set));
    }
    if (to_.limit) return d_.start_limit_set(*to_.limit);  // Nothing, when it runs.
    return {};
  }

  detail::Decision& d_;
  const Playbook& from_;
  const MigrationMap& map_;
  const Matter old_;
  const State& to_;
  MatterMigrated event_;
  json::object fields_;
};

}  // namespace

int rung_after_migration(const MatterClock& old, Instant due_at, const std::vector<Instant>& rungs,
                         Instant now) {
  const int count = static_cast<int>(rungs.size());
  if (due_at == old.due_at && rungs == old.rungs) return std::min(old.next_rung, count);
  int next = 0;
  while (next < count && rungs[static_cast<std::size_t>(next)] <= now) ++next;
  const bool passed_limit = next > 0 && rungs[static_cast<std::size_t>(next) - 1] >= due_at;
  // Who was told of this lateness before is not told again.
  const bool was_told = old.due_at == due_at && old.next_rung >= next;
  return passed_limit && !was_told ? next - 1 : next;
}

Result<std::vector<Event>> decide_migration(const Matter& matter, const Playbook& from,
                                            const MigrationMap& map, const PersonId& by,
                                            const std::string& command_id, const Context& context) {
  GUATU_ASSERT(context.playbook != nullptr && matter.is_open());
  detail::Decision d(matter, context, by, command_id);
  GUATU_TRY_VOID(MigrationDecision(d, from, map).run());
  const auto& after = d.matter();
  GUATU_ASSERT(context.people.is_active(after.holder) && !after.is_recused(after.holder));
  GUATU_ASSERT(std::any_of(after.clocks.begin(), after.clocks.end(),
                           [](const MatterClock& c) { return !c.is_ended(); }));
  return d.take();
}

ProofStart proof_start(const Matter& m) {
  ProofStart out;
  out.state = m.state;
  out.fields = m.fields;
  for (const auto& [id, done] : m.doings) {
    out.counts[id] = done.count;
    if (done.is_fresh) out.fresh.insert(id);
  }
  out.reopenings = m.reopenings;
  return out;
}

}  // namespace guatu::kernel
