// What a person may see of the ledger: subtrees of the unit tree, and single matters that involve them. Pure.
// Who may act is another question: roles.h. See docs/adr/0014-scope.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/people/roles.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// Made once a request from the people of the moment; cheap to copy.
struct Scope {
  bool is_all = false;  ///< the operator of the folder: everything
  PersonId person;
  /// Paths as People::path() gives them, `/taiyuan/gujiao/`; sorted, none below another.
  std::vector<std::string> paths;
  /// Of a token that is bound: nothing outside of this subtree, not even what involves the person; empty: no
  /// such bound.
  std::string within;
  std::vector<std::string> playbooks;  ///< … and nothing but matters of these; empty: all
  bool operator==(const Scope&) const = default;
};

/// Everything: for the operator of the folder, who holds the files anyhow.
Scope whole_scope();

/// The units in which `person` holds a post or a role, and all below them; without either, nothing but what
/// involves them. The three separated administrators see no matter by that right. A person who left sees
/// nothing, and neither does one who is unknown.
Scope scope_of(const People& people, const PersonId& person);

/// `scope` within the bounds of a token.
/// @param unit       and below; none: everywhere
/// @param playbooks  empty: all
Scope bound(Scope scope, const People& people, const UnitId& unit, const std::vector<std::string>& playbooks);

/// Does this lie within its bounds? True for a scope without any.
bool is_within(const Scope& scope, std::string_view unit_path, const std::string& playbook);

/// Does one of its subtrees hold this unit?
bool covers(const Scope& scope, std::string_view unit_path);

/// The parts of `scope` that lie in the subtree `unit_path` (empty: any), in order; empty when they do not
/// meet. For a whole scope the subtree itself.
std::vector<std::string> narrowed(const Scope& scope, const std::string& unit_path);

/// Whom a matter involves besides its opener and its holder: who held it, helps, co-signs, got a copy or
/// supervises it, and whom a person field of the playbook names. Sorted, each once; recused ones left out.
std::vector<PersonId> involved(const Matter& matter, const Playbook& playbook);

/// May `scope` see that this matter exists? Yes if a subtree covers it or it involves the person; never if
/// the person is recused.
bool may_see(const Matter& matter, const Playbook& playbook, const Scope& scope, const People& people);

/// May the person read this field of a matter that they see? Only who can act by one of its `seen_by` roles,
/// when it has any. Personal fields ask may_see_personal() besides.
bool may_read(const Field& field, const PersonId& person, const RoleView& view);

}  // namespace guatu::kernel
