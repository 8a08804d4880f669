#include "guatu/kernel/people/scope.h"

#include <algorithm>
#include <iterator>

namespace guatu::kernel {

namespace {

bool is_in(std::string_view path, std::string_view subtree) {
  return path.substr(0, subtree.size()) == subtree;
}

void add(std::vector<PersonId>& out, const PersonId& person) {
  if (person && person != kSystem) out.push_back(person);
}

}  // namespace

Scope whole_scope() {
  Scope s;
  s.is_all = true;
  return s;
}

Scope scope_of(const People& people, const PersonId& person) {
  Scope s;
  s.person = person;
  if (!people.is_active(person)) return s;
  std::vector<std::string> paths;
  for (const auto& p : people.posts_of(person)) paths.push_back(people.path(people.successor(p.unit)));
  for (const auto& g : people.grants_of(person))
    if (!is_separated_duty(g.role)) paths.push_back(people.path(people.successor(g.unit)));
  // In order a subtree stands right before all that lies in it: every path ends with a slash.
  std::sort(paths.begin(), paths.end());
  for (auto& path : paths)
    if (!path.empty() && (s.paths.empty() || !is_in(path, s.paths.back())))
      s.paths.push_back(std::move(path));
  return s;
}

Scope bound(Scope scope, const People& people, const UnitId& unit,
            const std::vector<std::string>& playbooks) {
  scope.playbooks = playbooks;
  if (!unit) return scope;
  scope.within = people.path(people.successor(unit));
  // A unit that is not there any more bounds to nothing.
  if (scope.within.empty()) scope.within = "?";
  scope.paths = narrowed(scope, scope.within);
  scope.is_all = false;
  return scope;
}

bool is_within(const Scope& scope, std::string_view unit_path, const std::string& playbook) {
  return is_in(unit_path, scope.within) &&
         (scope.playbooks.empty() ||
          std::find(scope.playbooks.begin(), scope.playbooks.end(), playbook) != scope.playbooks.end());
}

bool covers(const Scope& scope, std::string_view unit_path) {
  return scope.is_all || std::any_of(scope.paths.begin(), scope.paths.end(),
                                     [&](const std::string& subtree) { return is_in(unit_path, subtree); });
}

std::vector<std::string> narrowed(const Scope& scope, const std::string& unit_path) {
  if (scope.is_all) return {unit_path};
  if (unit_path.empty()) return scope.paths;
  if (covers(scope, unit_path)) return {unit_path};
  std::vector<std::string> out;
  std::copy_if(scope.paths.begin(), scope.paths.end(), std::back_inserter(out),
               [&](const std::string& subtree) { return is_in(subtree, unit_path); });
  return out;
}

std::vector<PersonId> involved(const Matter& m, const Playbook& playbook) {
  std::vector<PersonId> out;
  for (const auto& p : m.trail) add(out, p);
  for (const auto& p : m.copies) add(out, p);
  for (const auto& h : m.helps) add(out, h.person);
  for (const auto& c : m.cosigns) add(out, c.person);
  add(out, m.supervisor);
  for (const auto& f : playbook.fields) {
    if (f.type != FieldType::kPerson || f.personal) continue;
    const auto* v = m.fields.if_contains(f.id);
    if (v != nullptr && v->is_string()) add(out, PersonId{std::string(v->get_string())});
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  std::erase_if(out, [&](const PersonId& p) { return m.is_recused(p); });
  return out;
}

bool may_see(const Matter& m, const Playbook& playbook, const Scope& scope, const People& people) {
  if (scope.is_all) return true;
  if (!scope.person || m.is_recused(scope.person)) return false;
  if (!people.is_active(scope.person)) return false;
  const auto path = people.path(people.successor(m.unit));
  if (!is_within(scope, path, m.playbook)) return false;
  if (covers(scope, path)) return true;
  if (scope.person == m.opener || scope.person == m.holder) return true;
  const auto others = involved(m, playbook);
  return std::binary_search(others.begin(), others.end(), scope.person);
}

bool may_read(const Field& field, const PersonId& person, const RoleView& view) {
  return field.seen_by.empty() || may_act(field.seen_by, person, view);
}

}  // namespace guatu::kernel
