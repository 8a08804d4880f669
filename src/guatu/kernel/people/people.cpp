#include "guatu/kernel/people/people.h"

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::kernel {

bool is_separated_duty(std::string_view role) {
  return role == kSystemAdmin || role == kSecurityAdmin || role == kAuditAdmin;
}

const Unit* People::unit(const UnitId& id) const {
  const auto it = units_.find(id);
  return it == units_.end() ? nullptr : &it->second;
}

const Person* People::person(const PersonId& id) const {
  const auto it = persons_.find(id);
  return it == persons_.end() ? nullptr : &it->second;
}

bool People::is_active(const PersonId& id) const {
  const auto* p = person(id);
  return p != nullptr && !p->has_left;
}

UnitId People::successor(const UnitId& id) const {
  const auto* u = unit(id);
  for (int i = 0; u != nullptr && u->merged_into && i < limits::kMaxTreeDepth * 4; ++i)
    u = unit(u->merged_into);
  return u == nullptr ? UnitId{} : u->id;
}

bool People::is_below(const UnitId& id, const UnitId& top) const {
  const auto* u = unit(id);
  for (int i = 0; u != nullptr && i <= limits::kMaxTreeDepth; ++i) {
    if (u->id == top) return true;
    u = unit(u->parent);
  }
  return false;
}

std::string People::path(const UnitId& id) const {
  std::string out;
  const auto* u = unit(id);
  for (int i = 0; u != nullptr && i <= limits::kMaxTreeDepth; ++i) {
    out = "/" + u->id.value + out;
    u = unit(u->parent);
  }
  return out.empty() ? out : out + "/";
}

std::optional<UnitId> People::top() const {
  for (const auto& [id, u] : units_)
    if (!u.parent && u.is_active()) return id;
  return std::nullopt;
}

std::string People::name(const PersonId& id) const {
  const auto* p = person(id);
  return p == nullptr ? id.value : p->name;
}

std::vector<PersonId> People::holders(const UnitId& unit, std::string_view post) const {
  std::vector<PersonId> out;
  for (const auto& p : posts_)
    if (p.unit == unit && p.post == post && is_active(p.person)) out.push_back(p.person);
  return out;
}

std::optional<PersonId> People::head(const UnitId& id, const std::vector<PersonId>& not_these) const {
  const auto* u = unit(id);
  for (int i = 0; u != nullptr && i <= limits::kMaxTreeDepth; ++i) {
    for (const auto& p : holders(u->id, "head"))
      if (std::find(not_these.begin(), not_these.end(), p) == not_these.end()) return p;
    u = unit(u->parent);
  }
  return std::nullopt;
}

bool People::has_grant(const PersonId& person, std::string_view role, const UnitId& unit) const {
  return std::any_of(grants_.begin(), grants_.end(), [&](const Grant& g) {
    return g.person == person && g.role == role && is_below(unit, g.unit);
  });
}

std::vector<UnitId> People::children(const UnitId& id) const {
  std::vector<UnitId> out;
  for (const auto& [child, u] : units_)
    if (u.parent == id && u.is_active()) out.push_back(child);
  return out;
}

void People::put_unit(Unit u) {
  units_[u.id] = std::move(u);
}

/// Everything that lay in `from` lies in `into`: units below it, persons, posts but its head, and grants.
void People::merge_unit(const UnitId& from, const UnitId& into) {
  units_[from].merged_into = into;
  for (auto& [id, u] : units_)
    if (u.parent == from && u.is_active()) u.parent = into;
  for (auto& [id, p] : persons_)
    if (p.unit == from) p.unit = into;
  std::erase_if(posts_, [&](const Post& p) { return p.unit == from && p.post == "head"; });
  for (auto& p : posts_)
    if (p.unit == from) p.unit = into;
  for (auto& g : grants_)
    if (g.unit == from) g.unit = into;
}

void People::put_person(Person p) {
  persons_[p.id] = std::move(p);
}

void People::leave(const PersonId& id) {
  persons_[id].has_left = true;
  std::erase_if(posts_, [&](const Post& p) { return p.person == id; });
  std::erase_if(grants_, [&](const Grant& g) { return g.person == id; });
}

void People::give_post(Post p) {
  posts_.push_back(std::move(p));
}
void People::take_post(const Post& p) {
  std::erase(posts_, p);
}
void People::give_grant(Grant g) {
  grants_.push_back(std::move(g));
}
void People::take_grant(const Grant& g) {
  std::erase(grants_, g);
}

}  // namespace guatu::kernel
