// Who a playbook's role means for one matter. Pure. Ends at the unit head, so that a holder is always found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// What a role source may look at: the matter and its neighbours.
struct RoleView {
  const Matter& matter;
  const Playbook& playbook;
  const People& people;
  const Matter* parent = nullptr;  ///< the parent matter, if it has one
  const Matter* about = nullptr;   ///< the matter it is about, if any
};

/// All active persons that one source yields, in order; recused ones left out. Empty for `anyone`.
std::vector<PersonId> candidates(const RoleSource& source, const RoleView& view);

/// The one person a role means: the first candidate of its sources; none if no source yields.
std::optional<PersonId> person_of(const std::string& role, const RoleView& view);

/// The holder for a role: person_of(), else the head of the matter's unit or of the nearest unit above;
/// persons in `not_these` and recused ones are passed over. Empty only when nobody is left up to the top.
std::optional<PersonId> holder_of(const std::string& role, const RoleView& view,
                                  const std::vector<PersonId>& not_these = {});

/// May `person` act for one of `roles`? Yes if a source of the role yields them (or is `anyone`), if they
/// were granted that role over the matter's unit, or if they hold the matter and its state is held by that
/// role. A recused person may not.
bool may_act(const std::vector<std::string>& roles, const PersonId& person, const RoleView& view);

}  // namespace guatu::kernel
