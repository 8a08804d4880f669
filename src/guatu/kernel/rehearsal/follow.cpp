// How a shadow goes on after an act that its rules refuse: the act happened all the same.
#include <algorithm>

#include "guatu/kernel/ledger/decision.h"
#include "guatu/kernel/migration/migration.h"
#include "guatu/kernel/rehearsal/stage.h"

namespace guatu::kernel::detail {

namespace {

Error state_gone(const std::string& state, const Playbook& p) {
  std::vector<std::string> ids;
  for (const auto& s : p.states) ids.push_back(s.id);
  return Error("rehearsal.state_gone", "state",
               {{"state", state}, {"states", join(ids, ", ")}, {"hint", nearest(state, ids)}});
}

class Follower {
 public:
  Follower(Decision& d, std::span<const Event> step) : d_(d), step_(step) {}

  Result<void> operator()(const MatterOpened& p) {
    const auto* to = d_.playbook().state(p.state);
    if (to == nullptr) return state_gone(p.state, d_.playbook());
    auto& draft = d_.draft();
    draft = Matter{};
    draft.unit = p.unit;
    draft.parent = p.parent;
    draft.about = p.about;
    draft.opener = d_.by();
    draft.state = p.state;
    draft.fields = p.fields;
    auto opened = p;
    opened.version_number = d_.playbook().version;
    opened.holder = holder_of(to->held_by, d_.view()).value_or(p.holder);
    draft = Matter{};
    d_.emit(std::move(opened));
    return d_.enter_state("", *to);
  }
  Result<void> operator()(const MatterMoved& p) {
    const auto* to = d_.playbook().state(p.to);
    if (to == nullptr) return state_gone(p.to, d_.playbook());
    if ((to->final != Final::kNot) != !p.outcome.empty())
      return Error("rehearsal.state_final", "state", {{"state", p.to}});
    auto moved = p;
    const std::string from = d_.matter().state;
    moved.from = from;
    if (to->final != Final::kNot)
      moved.outcome = text_of(to->final);
    else if (to->id == from)
      moved.holder = d_.matter().holder;
    else if (!d_.matter().is_parked)
      moved.holder = holder_under(*to, p);
    d_.emit(std::move(moved));
    if (to->final == Final::kNot && keeps_clock() && to->id == from) return {};
    return d_.enter_state(from, *to);
  }
  Result<void> operator()(const MatterReopened& p) {
    const auto* to = d_.playbook().state(p.state);
    if (to == nullptr || to->final != Final::kNot) return state_gone(p.state, d_.playbook());
    if (d_.matter().is_open()) return {};
    d_.emit(p);
    return d_.enter_state("", *to);
  }
  Result<void> operator()(const MatterWithdrawn& p) {
    d_.emit(p);
    d_.end_all_clocks();
    return {};
  }
  Result<void> operator()(const MatterMerged& p) {
    d_.emit(p);
    d_.end_all_clocks();
    d_.emit_about(p.into, MatterAbsorbed{d_.matter().id});
    return {};
  }
  // Who has it, and what people say to each other: as it was.
  Result<void> operator()(const MatterAmended& p) { return same(p); }
  Result<void> operator()(const MatterAssigned& p) { return same(p); }
  Result<void> operator()(const MatterTransferred& p) { return same(p); }
  Result<void> operator()(const MatterReturned& p) { return same(p); }
  Result<void> operator()(const PersonRecused& p) {
    d_.emit(p);
    for (const auto& e : step_)
      if (const auto* up = std::get_if<MatterHandedUp>(&e.data); up != nullptr) d_.emit(*up);
    return {};
  }
  Result<void> operator()(const HelpAsked& p) { return same(p); }
  Result<void> operator()(const HelpGiven& p) { return same(p); }
  Result<void> operator()(const CosignAsked& p) { return same(p); }
  Result<void> operator()(const Cosigned& p) { return same(p); }
  Result<void> operator()(const MatterCopied& p) { return same(p); }
  Result<void> operator()(const MatterUrged& p) { return same(p); }
  Result<void> operator()(const SupervisionBegun& p) { return same(p); }
  Result<void> operator()(const SupervisionEnded& p) { return same(p); }
  Result<void> operator()(const MatterLinked& p) { return same(p); }
  /// Stops, extensions and parking that the rules refuse give no time.
  template <class Other>
  Result<void> operator()(const Other&) {
    return {};
  }

 private:
  template <class P>
  Result<void> same(const P& p) {
    d_.emit(p);
    return {};
  }
  /// By the role of the state, with the new fields in place; who did the move does not check it.
  PersonId holder_under(const State& to, const MatterMoved& p) {
    const json::object before = d_.matter().fields;
    for (const auto& [key, value] : p.fields)
      if (!value.is_null()) d_.draft().fields.insert_or_assign(key, value);
    std::vector<PersonId> not_these;
    for (const auto& check : d_.playbook().moves)
      if (check.verifies == p.move &&
          std::find(check.from.begin(), check.from.end(), to.id) != check.from.end())
        not_these = {d_.by()};
    const auto holder = holder_of(to.held_by, d_.view(), not_these);
    d_.draft().fields = before;
    return holder.value_or(p.holder);
  }
  /// No clock was touched in the record.
  bool keeps_clock() const {
    return std::none_of(step_.begin(), step_.end(),
                        [](const Event& e) { return std::holds_alternative<ClockStarted>(e.data); });
  }

  Decision& d_;
  std::span<const Event> step_;
};

}  // namespace

Result<std::vector<Event>> follow_step(std::span<const Event> step, const Matter& shadow,
                                       const Context& context) {
  const auto& first = step.front();
  Decision d(shadow, context, first.by, first.command_id);
  GUATU_TRY_VOID(std::visit(Follower(d, step), first.data));
  return d.take();
}

Result<std::vector<Event>> follow_migration(std::span<const Event> step, const Matter& shadow,
                                            const Context& context, bool is_own_playbook) {
  const auto& first = step.front();
  const auto& p = std::get<MatterMigrated>(first.data);
  GUATU_ASSERT(context.playbook != nullptr);
  Decision d(shadow, context, first.by, first.command_id);
  const auto* to = d.playbook().state(p.state);
  if (to == nullptr || to->final != Final::kNot) return state_gone(p.state, d.playbook());
  if (!is_own_playbook) {  // The shadow has lived under the changed playbook from its opening on.
    const std::string from = shadow.state;
    if (from == p.state) return std::vector<Event>();
    d.emit(MatterMoved{
        "", from, p.state, holder_of(to->held_by, d.view()).value_or(p.holder), {}, "", "", {}, ""});
    GUATU_TRY_VOID(d.enter_state(from, *to));
    return d.take();
  }
  auto migrated = p;
  for (auto& c : migrated.clocks) {
    const auto* old = shadow.clock(c.clock);
    if (old == nullptr || old->is_ended()) return Error("clock.not_running", c.clock, {{"clock", c.clock}});
    if (c.to.empty()) continue;
    c.span.stops = old->span.stops;
    c.span.extensions = old->span.extensions;
    GUATU_TRY(when, d.dates(c.to, c.span));
    c.next_rung = rung_after_migration(*old, when.due_at, when.rungs, context.now);
    c.due_at = when.due_at;
    c.rungs = when.rungs;
    c.calendar = context.calendar.version();
  }
  d.emit(std::move(migrated));
  for (const auto& e : step)
    if (const auto* started = std::get_if<ClockStarted>(&e.data); started != nullptr) {
      GUATU_TRY(when, d.dates(started->clock, started->span));
      d.emit(
          ClockStarted{started->clock, started->span, when.due_at, when.rungs, context.calendar.version()});
    }
  return d.take();
}

}  // namespace guatu::kernel::detail
