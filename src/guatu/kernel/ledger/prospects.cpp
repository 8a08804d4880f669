// See prospects.h.
#include "guatu/kernel/ledger/prospects.h"

#include <algorithm>

#include "guatu/kernel/playbook/guard.h"

namespace guatu::kernel {

namespace {

using Names = std::vector<std::string>;

bool contains(const Names& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

/// A field that the move may change, or that a score may.
bool may_change(const std::string& field, const Move& move, const Playbook& p) {
  const auto* f = p.field(field);
  return contains(move.needs, field) || contains(move.asks, field) || (f != nullptr && f->computed);
}

/// The guards on fields that the move leaves as they are hold.
bool may_hold(const Move& move, const Matter& m, const Playbook& p) {
  Guards fixed;
  for (const auto& g : move.when)
    if (!may_change(g.field, move, p)) fixed.push_back(g);
  return holds(fixed, p, m.fields);
}

/// Refusals that no filled-in field mends.
bool is_final(const Error& e) {
  static const Names keys{"matter.self_verification", "matter.ended_by_holder", "matter.used_up",
                          "matter.is_parked",         "matter.open_children",   "matter.cosign_waiting",
                          "matter.nothing_to_verify", "matter.recused",         "matter.too_late",
                          "matter.too_early"};
  return contains(keys, e.key);
}

/// Refusals for what was not chosen yet: person, unit, other matter, amount, fields.
bool is_about_choice(const Error& e) {
  static const Names keys{"people.unknown_person",   "people.not_active",    "people.unknown_unit",
                          "people.no_head",          "matter.same_holder",   "matter.same_unit",
                          "matter.unknown",          "matter.already_asked", "matter.recused",
                          "matter.neighbour_closed", "field.choice",         "field.unknown",
                          "clock.extension_range",   "matter.park_range"};
  return contains(keys, e.key);
}

Command probe(Verb verb, const Matter& matter, const PersonId& person) {
  Command c;
  c.id = "prospect";
  c.by = person;
  c.verb = verb;
  c.matter = matter.id;
  return c;
}

/// A command of the verb whose shape is right and whose choices are as good as none.
Command plain_probe(Verb verb, const Matter& matter, const PersonId& person) {
  auto c = probe(verb, matter, person);
  const auto takes = [verb](std::initializer_list<Verb> verbs) {
    return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
  };
  if (!takes({Verb::kAmend, Verb::kCopy, Verb::kLink})) c.reason = "?";
  if (takes({Verb::kAssign, Verb::kAskHelp, Verb::kAskCosign, Verb::kCopy, Verb::kRecuse})) c.person = person;
  if (verb == Verb::kAmend) c.fields = {{"?", nullptr}};
  if (verb == Verb::kTransfer) c.unit = matter.unit;
  if (verb == Verb::kCosign) c.agrees = "yes";
  if (verb == Verb::kPark) c.amount = 1;
  if (verb == Verb::kLink) {
    c.other = matter.id;
    c.name = "related";
  }
  return c;
}

/// Merging is for those who oversee (the other matter is not chosen yet): as supervising is.
bool may_plainly(Verb verb, const Matter& matter, const PersonId& person, Trial& trial) {
  if (verb == Verb::kUrge && matter.holder == person) return false;
  if (verb == Verb::kMerge) {
    if (!matter.is_open()) return false;
    const auto r = trial.refusal_of(plain_probe(Verb::kSupervise, matter, person));
    return !r || r->key != "matter.not_yours";
  }
  const auto r = trial.refusal_of(plain_probe(verb, matter, person));
  return !r || is_about_choice(*r);
}

/// What a verb with an object may be used on now.
Names objects(Verb verb, const Matter& matter, const PersonId& person, const Context& context, Trial& trial) {
  Names all;
  const auto& p = *context.playbook;
  if (verb == Verb::kAskExtension)
    for (const auto& x : p.extensions) all.push_back(x.clock);
  if (verb == Verb::kAnswerExtension)
    for (const auto& a : matter.asked) all.push_back(a.clock);
  if (verb == Verb::kStop || verb == Verb::kResume)
    for (const auto& s : p.stops) all.push_back(s.id);
  Names out;
  for (const auto& id : all) {
    auto c = probe(verb, matter, person);
    const bool is_clock = verb == Verb::kAskExtension || verb == Verb::kAnswerExtension;
    (is_clock ? c.clock : c.name) = id;
    if (verb == Verb::kAskExtension) c.amount = 1;
    if (verb == Verb::kAnswerExtension) c.agrees = "yes";
    c.reason = "?";
    const auto r = trial.refusal_of(c);
    if (!r || is_about_choice(*r)) out.push_back(id);
  }
  return out;
}

}  // namespace

std::vector<MoveProspect> move_prospects(const Matter& matter, const PersonId& person,
                                         const Context& context) {
  std::vector<MoveProspect> out;
  if (!matter.is_open()) return out;
  const auto& p = *context.playbook;
  Trial trial(matter, context, person);
  for (const auto& move : p.moves) {
    if (!contains(move.from, matter.state) || !may_hold(move, matter, p)) continue;
    auto c = probe(Verb::kMove, matter, person);
    c.move = move.id;
    auto refusal = trial.refusal_of(c);
    if (refusal && (refusal->key == "matter.not_yours" || refusal->key == "people.not_active" ||
                    refusal->key == "people.unknown_person"))
      continue;
    if (refusal && !is_final(*refusal)) refusal.reset();
    out.push_back({&move, std::move(refusal)});
  }
  return out;
}

std::vector<VerbProspect> verb_prospects(const Matter& matter, const PersonId& person,
                                         const Context& context) {
  std::vector<VerbProspect> out;
  Trial trial(matter, context, person);
  for (const auto verb : all_verbs()) {
    if (is_people_verb(verb) || verb == Verb::kOpen || verb == Verb::kMove) continue;
    if (verb == Verb::kAskExtension || verb == Verb::kAnswerExtension || verb == Verb::kStop ||
        verb == Verb::kResume) {
      auto of = objects(verb, matter, person, context, trial);
      if (!of.empty()) out.push_back({verb, std::move(of)});
    } else if (may_plainly(verb, matter, person, trial)) {
      out.push_back({verb, {}});
    }
  }
  return out;
}

}  // namespace guatu::kernel
