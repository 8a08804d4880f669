// The verbs that every playbook has for nothing and that touch no clock. One function a verb.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/decision.h"

namespace guatu::kernel::detail {

namespace {

Error not_yours(const Decision& d) {
  return Error("matter.not_yours", "by", {{"who", d.context().people.name(d.matter().holder)}});
}

bool holds_or_oversees(Decision& d) {
  return d.by() == d.matter().holder || d.by_oversees();
}

Result<void> assign(Decision& d, const Command& c) {
  if (!holds_or_oversees(d)) return not_yours(d);
  GUATU_TRY_VOID(usable(c.person, d, "person"));
  if (c.person == d.matter().holder) return Error("matter.same_holder", "person");
  d.emit(MatterAssigned{d.matter().holder, c.person, c.reason});
  return {};
}

Result<void> transfer(Decision& d, const Command& c) {
  const auto& m = d.matter();
  const auto& people = d.context().people;
  if (!holds_or_oversees(d)) return not_yours(d);
  const auto* unit = people.unit(c.unit);
  if (unit == nullptr || !unit->is_active())
    return Error("people.unknown_unit", "unit", {{"got", c.unit.value}});
  if (c.unit == m.unit) return Error("matter.same_unit", "unit");
  std::optional<PersonId> to;
  if (c.person) {
    GUATU_TRY_VOID(usable(c.person, d, "person"));
    to = c.person;
  } else {
    const UnitId before = m.unit;
    d.draft().unit = c.unit;  // The role is looked for where the matter goes.
    to = holder_of(d.playbook().state(m.state)->held_by, d.view(), {m.holder});
    d.draft().unit = before;
  }
  if (!to) return Error("people.no_head", "unit", {{"unit", c.unit.value}});
  d.emit(MatterTransferred{m.unit, c.unit, m.holder, *to, c.reason});
  return {};
}

Result<void> give_back(Decision& d, const Command& c) {
  const auto& m = d.matter();
  if (d.by() != m.holder) return not_yours(d);
  if (m.is_parked) return Error("matter.is_parked", "verb");
  if (m.returns >= d.playbook().returns_at_most)
    return Error("matter.used_up", "verb",
                 {{"what", "return"}, {"max", std::to_string(d.playbook().returns_at_most)}});
  if (m.trail.empty()) return Error("matter.nowhere_to_return", "verb");
  std::optional<PersonId> to;
  for (auto it = m.trail.rbegin(); it != m.trail.rend() && !to; ++it)
    if (*it != m.holder && d.context().people.is_active(*it) && !m.is_recused(*it)) to = *it;
  if (!to) {
    auto not_these = m.recused;
    not_these.push_back(m.holder);
    to = d.context().people.head(d.context().people.successor(m.unit), not_these);
  }
  if (!to) return Error("matter.nowhere_to_return", "verb");
  d.emit(MatterReturned{m.holder, *to, c.reason});
  return {};
}

Result<void> ask_help(Decision& d, const Command& c) {
  if (!holds_or_oversees(d)) return not_yours(d);
  GUATU_TRY_VOID(usable(c.person, d, "person"));
  for (const auto& h : d.matter().helps)
    if (h.person == c.person && !h.is_given) return Error("matter.already_asked", "person");
  if (d.matter().helps.size() >= limits::kMaxPerMatter) return Error("matter.too_many", "person");
  d.emit(HelpAsked{c.person, c.reason});
  return {};
}

Result<void> give_help(Decision& d, const Command& c) {
  for (const auto& h : d.matter().helps)
    if (h.person == d.by() && !h.is_given) {
      d.emit(HelpGiven{d.by(), c.reason});
      return {};
    }
  return Error("matter.not_asked", "by");
}

Result<void> ask_cosign(Decision& d, const Command& c) {
  if (!holds_or_oversees(d)) return not_yours(d);
  GUATU_TRY_VOID(usable(c.person, d, "person"));
  for (const auto& s : d.matter().cosigns)
    if (s.person == c.person && s.answer.empty()) return Error("matter.already_asked", "person");
  if (d.matter().cosigns.size() >= limits::kMaxPerMatter) return Error("matter.too_many", "person");
  d.emit(CosignAsked{c.person, c.reason});
  return {};
}

Result<void> cosign(Decision& d, const Command& c) {
  for (const auto& s : d.matter().cosigns)
    if (s.person == d.by() && s.answer.empty()) {
      if (c.agrees == "no" && c.reason.empty()) return Error("matter.needs_reason", "reason");
      d.emit(Cosigned{d.by(), c.agrees == "yes", c.reason});
      return {};
    }
  return Error("matter.not_asked", "by");
}

Result<void> copy(Decision& d, const Command& c) {
  if (d.by() != d.matter().opener && !holds_or_oversees(d)) return not_yours(d);
  GUATU_TRY_VOID(usable(c.person, d, "person"));
  const auto& copies = d.matter().copies;
  if (std::find(copies.begin(), copies.end(), c.person) != copies.end())
    return Error("matter.already_asked", "person");
  if (copies.size() >= limits::kMaxPerMatter) return Error("matter.too_many", "person");
  d.emit(MatterCopied{c.person});
  return {};
}

Result<void> withdraw(Decision& d, const Command& c) {
  const auto& rule = d.playbook().withdrawal;
  const auto& m = d.matter();
  if (!rule) return Error("matter.no_withdrawal", "verb");
  if (!rule->from.empty() && std::find(rule->from.begin(), rule->from.end(), m.state) == rule->from.end())
    return Error("matter.out_of_turn", "verb",
                 {{"move", "withdraw"}, {"state", m.state}, {"from", join(rule->from, ", ")}});
  if (!may_act(rule->by, d.by(), d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  // 3. Whoever is accountable for doing it does not strike it off; whoever asked for it may take it back.
  if (d.by() == m.holder && d.by() != m.opener)
    return Error("matter.ended_by_holder", "by", {{"who", d.context().people.name(d.by())}});
  GUATU_TRY_VOID(children_closed(d));
  d.emit(MatterWithdrawn{c.reason});
  d.end_all_clocks();
  return {};
}

Result<void> merge(Decision& d, const Command& c) {
  const auto& m = d.matter();
  const auto into = c.other == m.id ? std::nullopt : d.context().matter(c.other);
  if (!into) return Error("matter.unknown", "other", {{"got", std::to_string(c.other.value)}});
  if (!into->is_open()) return Error("matter.neighbour_closed", "other", {{"number", into->number}});
  if (into->playbook != m.playbook)
    return Error("matter.wrong_neighbour", "other", {{"got", into->playbook}, {"expected", m.playbook}});
  if (d.by() == m.holder && !d.by_oversees())
    return Error("matter.ended_by_holder", "by", {{"who", d.context().people.name(d.by())}});
  if (d.by() != into->holder && !d.by_oversees()) return not_yours(d);
  GUATU_TRY_VOID(children_closed(d));
  d.emit(MatterMerged{into->id, c.reason});
  d.end_all_clocks();
  d.emit_about(into->id, MatterAbsorbed{m.id});
  return {};
}

Result<void> urge(Decision& d, const Command& c) {
  d.emit(MatterUrged{d.matter().holder, c.reason});
  return {};
}

Result<void> supervise(Decision& d, const Command& c) {
  if (!d.by_oversees()) return not_yours(d);
  if (d.matter().supervisor) return Error("matter.is_supervised", "verb");
  const PersonId supervisor = c.person ? c.person : d.by();
  GUATU_TRY_VOID(usable(supervisor, d, "person"));
  if (supervisor == d.matter().holder) return Error("matter.same_holder", "person");
  d.emit(SupervisionBegun{supervisor, c.reason});
  return {};
}

Result<void> end_supervision(Decision& d, const Command& c) {
  if (!d.matter().supervisor) return Error("matter.not_supervised", "verb");
  if (d.by() != d.matter().supervisor && !d.by_oversees()) return not_yours(d);
  d.emit(SupervisionEnded{c.reason});
  return {};
}

Result<void> link(Decision& d, const Command& c) {
  const auto other = c.other == d.matter().id ? std::nullopt : d.context().matter(c.other);
  if (!other) return Error("matter.unknown", "other", {{"got", std::to_string(c.other.value)}});
  if (c.name != "related" && c.name != "blocks" && c.name != "repeats")
    return Error("field.choice", "name", {{"got", c.name}, {"options", "related, blocks, repeats"}});
  const auto& links = d.matter().links;
  if (std::find(links.begin(), links.end(), Link{c.other, c.name}) != links.end())
    return Error("matter.already_linked", "other");
  if (links.size() >= limits::kMaxPerMatter) return Error("matter.too_many", "other");
  d.emit(MatterLinked{c.other, c.name});
  return {};
}

/// Recuses, and hands up what that person holds. @errors people.nobody_above (field: `field`)
Result<void> recuse_person(Decision& d, const PersonId& person, const std::string& reason,
                           const std::string& field) {
  const bool held = d.matter().holder == person;
  d.emit(PersonRecused{person, reason});
  if (!held) return {};
  const auto holder = holder_of(d.playbook().state(d.matter().state)->held_by, d.view());
  if (!holder) return Error("people.nobody_above", field, {{"number", d.matter().number}});
  d.emit(MatterHandedUp{person, *holder, {}, "matter.person_recused"});
  return {};
}

Result<void> recuse(Decision& d, const Command& c) {
  if (d.by() != c.person && !d.by_oversees()) return not_yours(d);
  GUATU_TRY_VOID(usable(c.person, d, "person"));
  return recuse_person(d, c.person, c.reason, "person");
}

}  // namespace

Result<void> recuse_named(Decision& d) {
  for (const auto& field : d.playbook().recuses) {
    const auto* v = d.matter().fields.if_contains(field);
    if (v == nullptr || !v->is_string()) continue;
    const PersonId person{std::string(v->get_string())};
    if (!d.matter().is_recused(person)) GUATU_TRY_VOID(recuse_person(d, person, "", field));
  }
  return {};
}

bool oversees(const PersonId& person, Decision& d) {
  const auto& people = d.context().people;
  if (!people.is_active(person) || d.matter().is_recused(person)) return false;
  const UnitId unit = people.successor(d.matter().unit);
  if (people.has_grant(person, "supervision", unit)) return true;
  const auto& own = people.posts_of(person);
  return std::any_of(own.begin(), own.end(), [&](const Post& p) {
    return (p.post == "head" || p.post == "supervision") && people.is_below(unit, p.unit);
  });
}

Result<void> usable(const PersonId& person, const Decision& d, const char* field) {
  const auto& people = d.context().people;
  if (people.person(person) == nullptr) return Error("people.unknown_person", field, {{"got", person.value}});
  if (!people.is_active(person)) return Error("people.not_active", field, {{"got", person.value}});
  if (d.matter().is_recused(person)) return Error("matter.recused", field, {{"who", people.name(person)}});
  return {};
}

Result<void> other_verb(Decision& d, const Command& c) {
  switch (c.verb) {
    case Verb::kAssign:
      return assign(d, c);
    case Verb::kTransfer:
      return transfer(d, c);
    case Verb::kReturn:
      return give_back(d, c);
    case Verb::kAskHelp:
      return ask_help(d, c);
    case Verb::kGiveHelp:
      return give_help(d, c);
    case Verb::kAskCosign:
      return ask_cosign(d, c);
    case Verb::kCosign:
      return cosign(d, c);
    case Verb::kCopy:
      return copy(d, c);
    case Verb::kWithdraw:
      return withdraw(d, c);
    case Verb::kMerge:
      return merge(d, c);
    case Verb::kUrge:
      return urge(d, c);
    case Verb::kSupervise:
      return supervise(d, c);
    case Verb::kEndSupervision:
      return end_supervision(d, c);
    case Verb::kLink:
      return link(d, c);
    case Verb::kRecuse:
      return recuse(d, c);
    default:
      break;
  }
  broken_assumption("a verb without its function", __FILE__, __LINE__);
}

}  // namespace guatu::kernel::detail
