// Opening, moving, amending and reopening a matter.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/decision.h"
#include "guatu/kernel/playbook/guard.h"
#include "guatu/kernel/playbook/score.h"

namespace guatu::kernel::detail {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

Result<void> required_fields(const Playbook& p, const json::object& fields) {
  for (const auto& f : p.fields) {
    if (f.computed || is_set(fields, f.id)) continue;
    if (f.required || (!f.required_when.empty() && holds(f.required_when, p, fields)))
      return Error("field.required", f.id, {{"title", f.title.zh + " " + f.title.en}});
  }
  return {};
}

/// Two that must not be one person are not.
Result<void> differing_persons(const Playbook& p, const json::object& fields) {
  for (const auto& f : p.fields)
    if (!f.differs_from.empty() && is_set(fields, f.id) && is_set(fields, f.differs_from) &&
        fields.at(f.id) == fields.at(f.differs_from))
      return Error("field.same_person", f.id, {{"other", f.differs_from}});
  return {};
}

/// Checks the matter that this one is put under or is about.
Result<std::optional<Matter>> neighbour(Decision& d, MatterId id, const std::vector<std::string>& of,
                                        bool required, const char* field) {
  if (!id) {
    if (required) return Error("matter.needs_neighbour", field, {{"expected", join(of, ", ")}});
    return std::optional<Matter>();
  }
  if (of.empty()) return Error("matter.no_neighbour", field);
  auto other = d.context().matter(id);
  if (!other) return Error("matter.unknown", field, {{"got", std::to_string(id.value)}});
  if (!contains(of, other->playbook))
    return Error("matter.wrong_neighbour", field, {{"got", other->playbook}, {"expected", join(of, ", ")}});
  if (!other->is_open()) return Error("matter.neighbour_closed", field, {{"number", other->number}});
  return other;
}

/// Rings cannot form (a parent is older than its child), but depth is bounded.
Result<void> depth(Decision& d, MatterId parent) {
  int n = 0;
  for (MatterId id = parent; id; ++n) {
    if (n >= limits::kMaxTreeDepth) return Error("matter.too_deep", "parent");
    const auto m = d.context().matter(id);
    id = m ? m->parent : MatterId{};
  }
  return {};
}

std::string filled_number(const std::string& series, std::int64_t sequence, int width) {
  const auto at = series.find("{}");
  return series.substr(0, at) + fmt::format("{:0{}}", sequence, width) + series.substr(at + 2);
}

int sequence_width(const std::string& pattern) {
  const auto at = pattern.find("{seq:");
  return at == std::string::npos ? 1 : pattern[at + 5] - '0';
}

/// Who holds the state that a move leads to: by its role, but not whoever did what is to be checked there.
Result<PersonId> next_holder(Decision& d, const Move& move, const State& to) {
  std::vector<PersonId> not_these;
  for (const auto& check : d.playbook().moves)
    if (check.verifies == move.id && contains(check.from, to.id)) not_these = {d.by()};
  const auto holder = holder_of(to.held_by, d.view(), not_these);
  if (!holder) return Error("people.nobody_above", "by", {{"number", d.matter().number}});
  return *holder;
}

/// `整改中 rectifying`: for refusals, which say titles and ids in both languages.
template <class StateOrMove>
std::string named(const StateOrMove& x) {
  return x.title.zh.empty() || x.title.zh == x.id ? x.id : x.title.zh + " " + x.id;
}

/// Law 3 at run time.
Result<void> somebody_else(Decision& d, const Move& move, const State& to) {
  const auto& m = d.matter();
  if (!move.verifies.empty()) {
    const auto done = m.doings.find(move.verifies);
    if (done == m.doings.end() || !done->second.is_fresh)
      return Error("matter.nothing_to_verify", "move", {{"move", named(*d.playbook().move(move.verifies))}});
    const bool helped = std::any_of(m.helps.begin(), m.helps.end(),
                                    [&](const auto& h) { return h.is_given && h.person == d.by(); });
    if (done->second.by == d.by() || helped)
      return Error(
          "matter.self_verification", "by",
          {{"who", d.context().people.name(d.by())}, {"move", named(*d.playbook().move(move.verifies))}});
  } else if (to.final != Final::kNot && m.holder == d.by() &&
             !(m.opener == d.by() && m.state == d.playbook().first_state().id)) {
    return Error("matter.ended_by_holder", "by", {{"who", d.context().people.name(d.by())}});
  }
  return {};
}

/// What closing requires besides the move.
Result<void> may_close(Decision& d, const State& to, const json::object& fields) {
  if (d.playbook().closing.children_closed) GUATU_TRY_VOID(children_closed(d));
  for (const auto& c : d.matter().cosigns)
    if (c.answer.empty())
      return Error("matter.cosign_waiting", "", {{"who", d.context().people.name(c.person)}});
  if (to.final == Final::kDone)
    for (const auto& f : d.playbook().closing.needs)
      if (!is_set(fields, f)) return Error("matter.closing_needs", f);
  return {};
}

/// The move's own conditions: state, right, bound.
Result<void> in_turn(Decision& d, const Command& c, const Move& move) {
  const auto& m = d.matter();
  if (m.is_parked) return Error("matter.is_parked", "move");
  if (!contains(move.from, m.state)) {
    std::vector<std::string> from;
    for (const auto& id : move.from) from.push_back(named(*d.playbook().state(id)));
    return Error(
        "matter.out_of_turn", "move",
        {{"move", named(move)}, {"state", named(*d.playbook().state(m.state))}, {"from", join(from, ", ")}});
  }
  if (!may_act(move.by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(move.by, d.playbook())}});
  const auto made = m.doings.find(move.id);
  if (move.at_most > 0 && made != m.doings.end() && made->second.count >= move.at_most)
    return Error("matter.used_up", "move", {{"what", named(move)}, {"max", std::to_string(move.at_most)}});
  if (move.only == Timing::kAny) return {};
  const auto* clock = m.clock(m.state);
  if (clock != nullptr && clock->is_run_out(d.context().now) != (move.only == Timing::kOverdue))
    return Error(move.only == Timing::kOverdue ? "matter.too_early" : "matter.too_late", "move",
                 {{"move", named(move)}, {"due", minute_text(clock->due_at)}});
  return {};
}

/// `fields` with `given` laid over it; null clears.
json::object overlaid(json::object fields, const json::object& given) {
  for (const auto& [key, value] : given) {
    if (value.is_null())
      fields.erase(key);
    else
      fields.insert_or_assign(key, value);
  }
  return fields;
}

/// Fields after the move: what it needs is there, what it may ask is taken in, scores follow.
Result<json::object> fields_after(Decision& d, const Command& c, const Move& move) {
  std::vector<std::string> allowed = move.needs;
  allowed.insert(allowed.end(), move.asks.begin(), move.asks.end());
  GUATU_TRY(given, canonical_fields(d.playbook(), c.fields, &allowed, d.fields()));
  for (const auto& need : move.needs) {
    if (need == "reason" ? c.reason.empty() : !is_set(given, need))
      return Error("matter.needs", need, {{"move", named(move)}});
  }
  // The proof counts on it that a move sets fields or leaves them.
  for (const auto& [key, value] : given)
    if (value.is_null()) return Error("field.cannot_clear", std::string(key));
  json::object after = overlaid(d.matter().fields, given);
  GUATU_TRY_VOID(differing_persons(d.playbook(), after));
  GUATU_TRY_VOID(apply_scores(d.playbook(), after));
  if (!holds(move.when, d.playbook(), after))
    return Error("matter.guard", "move",
                 {{"move", move.id}, {"when", to_text(move.when, d.playbook(), Lang::kZh)}});
  return after;
}

/// A clock runs to or from this field: a moved date would hide itself; extensions and stops do not.
Result<void> not_fixed(const Playbook& p, const Matter& m, const json::object& given) {
  std::vector<const LimitSet*> sets;
  for (const auto& l : p.limits) sets.push_back(&l);
  for (const auto& s : p.states)
    if (s.limit) sets.push_back(&*s.limit);
  for (const auto* set : sets)
    for (const auto& rule : set->rules)
      for (const auto& f : {rule.until_field, rule.from_field})
        if (!f.empty() && given.contains(f) && is_set(m.fields, f) && m.clock(set->id) != nullptr &&
            !m.clock(set->id)->is_ended())
          return Error("field.fixed_by_clock", f, {{"clock", set->id}});
  return {};
}

}  // namespace

Result<void> children_closed(Decision& d) {
  const auto open = d.context().open_children(d.matter().id);
  if (open.empty()) return {};
  const auto first = d.context().matter(open.front());
  return Error("matter.open_children", "", {{"first", first ? first->number : std::string()}});
}

Result<void> open(Decision& d, const Command& c) {
  const auto& p = d.playbook();
  const auto& people = d.context().people;
  const auto* unit = people.unit(c.unit);
  if (unit == nullptr || !unit->is_active())
    return Error("people.unknown_unit", "unit", {{"got", c.unit.value}});
  GUATU_TRY(parent, neighbour(d, c.parent, p.parents, p.parent_required, "parent"));
  if (parent) {
    const auto* above = d.context().playbook_of(*parent);
    if (above != nullptr && !above->children.empty() && !contains(above->children, p.id))
      return Error("matter.wrong_child", "parent",
                   {{"number", parent->number}, {"got", p.id}, {"expected", join(above->children, ", ")}});
  }
  GUATU_TRY_VOID(depth(d, c.parent));
  const std::vector<std::string> about_of =
      p.about.empty() ? std::vector<std::string>{} : std::vector{p.about};
  GUATU_TRY(about, neighbour(d, c.about, about_of, !p.about.empty() && p.about_required, "about"));
  GUATU_TRY(fields, canonical_fields(p, c.fields, nullptr, d.fields()));
  json::object set;
  for (const auto& [key, value] : fields)
    if (!value.is_null()) set.emplace(key, value);
  GUATU_TRY_VOID(required_fields(p, set));
  GUATU_TRY_VOID(differing_persons(p, set));
  GUATU_TRY_VOID(apply_scores(p, set));

  auto& draft = d.draft();
  draft.id = {};
  draft.unit = c.unit;
  draft.parent = c.parent;
  draft.about = c.about;
  draft.opener = c.by;
  draft.fields = set;
  draft.state = p.first_state().id;
  if (!may_act(p.opens, c.by, d.view()))
    return Error("matter.not_yours_to_open", "by", {{"who", role_names(p.opens, p)}});
  const auto holder = holder_of(p.first_state().held_by, d.view());
  if (!holder) return Error("people.no_head", "unit", {{"unit", c.unit.value}});

  const auto series = number_series(p, d.context().now, c.unit);
  MatterOpened opened{filled_number(series, d.context().sequence, sequence_width(p.number.pattern)),
                      p.id,
                      p.version,
                      c.unit,
                      c.parent,
                      c.about,
                      p.first_state().id,
                      *holder,
                      set,
                      series,
                      d.context().sequence};
  draft = Matter{};
  d.emit(std::move(opened));
  return d.enter_state("", p.first_state());
}

Result<void> move(Decision& d, const Command& c) {
  const auto& p = d.playbook();
  const auto* move = p.move(c.move);
  if (move == nullptr) {
    std::vector<std::string> ids;
    for (const auto& m : p.moves) ids.push_back(m.id);
    return Error("matter.unknown_move", "move",
                 {{"got", c.move}, {"hint", nearest(c.move, ids)}, {"moves", join(ids, ", ")}});
  }
  GUATU_TRY_VOID(in_turn(d, c, *move));
  const auto& to = *p.state(move->to);
  GUATU_TRY_VOID(somebody_else(d, *move, to));
  GUATU_TRY(after, fields_after(d, c, *move));
  if (to.final != Final::kNot) GUATU_TRY_VOID(may_close(d, to, after));

  const std::string from = d.matter().state;
  MatterMoved moved{move->id, from,           to.id, d.matter().holder, changes(d.matter().fields, after),
                    c.reason, move->verifies, {},    text_of(to.final)};
  if (!move->keeps_clock)
    for (const auto& other : p.moves) {
      const auto done = d.matter().doings.find(other.id);
      const bool is_fresh =
          other.id == move->id || (done != d.matter().doings.end() && done->second.is_fresh);
      if (is_fresh && contains(other.from, to.id)) moved.stale.push_back(other.id);
    }
  if (to.final != Final::kNot) {
    moved.holder = {};
  } else if (to.id != from) {
    // The new holder is found with the new fields in place.
    const json::object before = d.matter().fields;
    d.draft().fields = after;
    auto holder = next_holder(d, *move, to);
    d.draft().fields = before;
    if (holder.has_error()) return std::move(holder).error();
    moved.holder = *holder;
  }
  d.emit(std::move(moved));
  if (move->keeps_clock) return {};
  return d.enter_state(from, to);
}

Result<void> amend(Decision& d, const Command& c) {
  const auto& p = d.playbook();
  const auto& m = d.matter();
  const auto* state = p.state(m.state);
  const bool may = c.by == m.holder || (c.by == m.opener && m.state == p.first_state().id) ||
                   may_act({state->held_by}, c.by, d.view()) || d.by_oversees();
  if (!may) return Error("matter.not_yours", "by", {{"who", d.context().people.name(m.holder)}});
  GUATU_TRY(given, canonical_fields(p, c.fields, nullptr, d.fields()));
  GUATU_TRY_VOID(not_fixed(p, m, given));
  json::object after = overlaid(m.fields, given);
  GUATU_TRY_VOID(required_fields(p, after));
  GUATU_TRY_VOID(differing_persons(p, after));
  GUATU_TRY_VOID(apply_scores(p, after));
  auto changed = changes(m.fields, after);
  if (changed.empty()) return Error("matter.nothing_changed", "fields");
  d.emit(MatterAmended{std::move(changed), c.reason});
  return {};
}

Result<void> reopen(Decision& d, const Command& c) {
  const auto& m = d.matter();
  const auto& rule = d.playbook().reopening;
  if (m.is_open()) return Error("matter.is_open", "verb");
  if (!rule || m.outcome == "merged") return Error("matter.no_reopening", "verb");
  if (m.reopenings >= rule->at_most)
    return Error("matter.used_up", "verb", {{"what", "reopen"}, {"max", std::to_string(rule->at_most)}});
  if (d.context().now > m.closed_at + rule->within_days * kDayUs)
    return Error("matter.reopen_too_late", "verb", {{"days", std::to_string(rule->within_days)}});
  if (!may_act(rule->by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  if (m.parent) {
    const auto parent = d.context().matter(m.parent);
    if (!parent || !parent->is_open())
      return Error("matter.neighbour_closed", "parent",
                   {{"number", parent ? parent->number : std::string()}});
  }
  const auto& to = *d.playbook().state(rule->to);
  const UnitId unit = d.context().people.successor(m.unit);
  const auto holder = holder_of(to.held_by, d.view());
  if (!holder) return Error("people.nobody_above", "by", {{"number", m.number}});
  d.emit(MatterReopened{to.id, *holder, c.reason, unit == m.unit ? UnitId{} : unit});
  return d.enter_state("", to);
}

}  // namespace guatu::kernel::detail
