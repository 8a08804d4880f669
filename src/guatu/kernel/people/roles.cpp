#include "guatu/kernel/people/roles.h"

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::kernel {

namespace {

using Persons = std::vector<PersonId>;

std::string text_field(const Matter& m, const std::string& field) {
  const auto* v = m.fields.if_contains(field);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

Persons one(std::optional<PersonId> p) {
  return p ? Persons{*p} : Persons{};
}

/// Holders of a post in the unit, else in the nearest unit above where somebody holds it.
Persons nearest_holders(const UnitId& unit, const std::string& post, const RoleView& view) {
  const auto* u = view.people.unit(view.people.successor(unit));
  for (int i = 0; u != nullptr && i <= limits::kMaxTreeDepth; ++i) {
    Persons found = view.people.holders(u->id, post);
    std::erase_if(found, [&](const PersonId& p) { return view.matter.is_recused(p); });
    if (!found.empty()) return found;
    u = view.people.unit(u->parent);
  }
  return {};
}

Persons raw_candidates(const RoleSource& s, const RoleView& v) {
  const auto& m = v.matter;
  const UnitId unit = v.people.successor(m.unit);
  switch (s.kind) {
    case RoleSource::Kind::kUnitHead:
      return one(v.people.head(unit, m.recused));
    case RoleSource::Kind::kUnitPost:
      return nearest_holders(unit, s.post, v);
    case RoleSource::Kind::kAboveHead: {
      const auto* u = v.people.unit(unit);
      return one(v.people.head(u != nullptr && u->parent ? u->parent : unit, m.recused));
    }
    case RoleSource::Kind::kFieldPerson:
      return {PersonId{text_field(m, s.field)}};
    case RoleSource::Kind::kFieldUnit: {
      const UnitId named = v.people.successor(UnitId{text_field(m, s.field)});
      if (!named) return {};
      return s.post == "head" ? one(v.people.head(named, m.recused)) : nearest_holders(named, s.post, v);
    }
    case RoleSource::Kind::kAbout:
      return v.about == nullptr ? Persons{} : Persons{PersonId{text_field(*v.about, s.field)}};
    case RoleSource::Kind::kOpener:
      return v.people.is_active(m.opener) ? Persons{m.opener} : one(v.people.head(unit, m.recused));
    case RoleSource::Kind::kParentHolder:
      return v.parent == nullptr ? Persons{} : Persons{v.parent->holder};
    case RoleSource::Kind::kAnyone:
      return {};
  }
  return {};
}

}  // namespace

Persons candidates(const RoleSource& source, const RoleView& view) {
  Persons out = raw_candidates(source, view);
  std::erase_if(out,
                [&](const PersonId& p) { return !view.people.is_active(p) || view.matter.is_recused(p); });
  return out;
}

std::optional<PersonId> person_of(const std::string& role_id, const RoleView& view) {
  const auto* role = view.playbook.role(role_id);
  if (role == nullptr) return std::nullopt;
  for (const auto& source : role->sources)
    if (const auto found = candidates(source, view); !found.empty()) return found.front();
  return std::nullopt;
}

std::optional<PersonId> holder_of(const std::string& role_id, const RoleView& view,
                                  const Persons& not_these) {
  const auto allowed = [&](const PersonId& p) {
    return std::find(not_these.begin(), not_these.end(), p) == not_these.end();
  };
  if (const auto* role = view.playbook.role(role_id); role != nullptr)
    for (const auto& source : role->sources)
      for (const auto& p : candidates(source, view))
        if (allowed(p)) return p;
  Persons barred = not_these;
  barred.insert(barred.end(), view.matter.recused.begin(), view.matter.recused.end());
  return view.people.head(view.people.successor(view.matter.unit), barred);
}

bool may_act(const std::vector<std::string>& roles, const PersonId& person, const RoleView& view) {
  if (!view.people.is_active(person) || view.matter.is_recused(person)) return false;
  const auto* state = view.playbook.state(view.matter.state);
  for (const auto& id : roles) {
    const auto* role = view.playbook.role(id);
    if (role == nullptr) continue;
    if (state != nullptr && state->held_by == id && view.matter.holder == person) return true;
    if (view.people.has_grant(person, id, view.people.successor(view.matter.unit))) return true;
    for (const auto& source : role->sources) {
      if (source.kind == RoleSource::Kind::kAnyone) return true;
      const auto found = candidates(source, view);
      if (std::find(found.begin(), found.end(), person) != found.end()) return true;
    }
  }
  return false;
}

}  // namespace guatu::kernel
