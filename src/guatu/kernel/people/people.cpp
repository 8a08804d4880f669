#include "guatu/kernel/people/people.h"

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::kernel {

namespace {

template <class Map, class Id>
const typename Map::mapped_type& rows_of(const Map& map, const Id& id) {
  static const typename Map::mapped_type none;
  const auto it = map.find(id);
  return it == map.end() ? none : it->second;
}

}  // namespace

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
  for (const auto& p : posts_in(unit))
    if (p.post == post && is_active(p.person)) out.push_back(p.person);
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
  const auto& own = grants_of(person);
  return std::any_of(own.begin(), own.end(),
                     [&](const Grant& g) { return g.role == role && is_below(unit, g.unit); });
}

const std::vector<Post>& People::posts_of(const PersonId& person) const {
  return rows_of(posts_by_person_, person);
}
const std::vector<Post>& People::posts_in(const UnitId& unit) const {
  return rows_of(posts_by_unit_, unit);
}
const std::vector<Grant>& People::grants_of(const PersonId& person) const {
  return rows_of(grants_by_person_, person);
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
  index();
}

/// Anew from the rows, whose order is that of being given. Merges are rare.
void People::index() {
  posts_by_person_.clear();
  posts_by_unit_.clear();
  grants_by_person_.clear();
  for (const auto& p : posts_) {
    posts_by_person_[p.person].push_back(p);
    posts_by_unit_[p.unit].push_back(p);
  }
  for (const auto& g : grants_) grants_by_person_[g.person].push_back(g);
}

void People::put_person(Person p) {
  persons_[p.id] = std::move(p);
}

void People::leave(const PersonId& id) {
  persons_[id].has_left = true;
  for (const auto& p : posts_of(id))
    std::erase_if(posts_by_unit_[p.unit], [&](const Post& x) { return x.person == id; });
  posts_by_person_.erase(id);
  grants_by_person_.erase(id);
  std::erase_if(posts_, [&](const Post& p) { return p.person == id; });
  std::erase_if(grants_, [&](const Grant& g) { return g.person == id; });
}

void People::give_post(Post p) {
  posts_by_person_[p.person].push_back(p);
  posts_by_unit_[p.unit].push_back(p);
  posts_.push_back(std::move(p));
}
void People::take_post(const Post& p) {
  std::erase(posts_by_person_[p.person], p);
  std::erase(posts_by_unit_[p.unit], p);
  std::erase(posts_, p);
}
void People::give_grant(Grant g) {
  grants_by_person_[g.person].push_back(g);
  grants_.push_back(std::move(g));
}
void People::take_grant(const Grant& g) {
  std::erase(grants_by_person_[g.person], g);
  std::erase(grants_, g);
}

}  // namespace guatu::kernel
