// What a person could do with a matter now: what a page offers as buttons, and what it says instead of one.
// Nothing here is a rule of its own: it is found by deciding and throwing the events away, so it cannot
// differ from what the desk does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/decide.h"

namespace guatu::kernel {

/// A move out of the state that a role of the person may make.
struct MoveProspect {
  const Move* move = nullptr;
  /// Why it is refused whatever is filled in (it would verify itself, is used up, has open children, …);
  /// empty: it can be made with the right fields.
  std::optional<Error> refusal;
};

/// In the order of the playbook. Moves whose `when` cannot come to hold by what the move asks are left out,
/// as are those of others' roles.
/// @param context  with all of its functions
std::vector<MoveProspect> move_prospects(const Matter& matter, const PersonId& person,
                                         const Context& context);

/// A verb that the person may use, with what it may be used on.
struct VerbProspect {
  Verb verb = Verb::kAmend;
  /// Clocks of ask_extension and answer_extension, stops of stop and resume; empty for the others.
  std::vector<std::string> of;
};

/// In the order of all_verbs(). Whether a chosen person, unit or amount is good is not looked at; urging
/// oneself is left out.
/// @param context  with all of its functions
std::vector<VerbProspect> verb_prospects(const Matter& matter, const PersonId& person,
                                         const Context& context);

}  // namespace guatu::kernel
