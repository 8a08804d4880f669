// The monthly bulletin 月通报: what opened, closed, is open and late in a unit and a month, figure by figure,
// as the ledger knew it at a position. Frozen at a position it comes out the same whenever it is asked for
// again; what is known otherwise since is an erratum. Reads the register, writes nothing. See
// docs/formats/paper.md.
#pragma once

#include <optional>
#include <string>

#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"
#include "guatu/paper/template.h"

namespace guatu::paper {

struct BulletinOrder {
  UnitId unit;         ///< and all below it
  CivilDate month;     ///< any day of it
  Position frozen_at;  ///< ledger size at which it was frozen; 0: a draft, as of now
};

/// The fields by which a playbook is one of bulletins: `month` (date), `ledger_size` (integer), `ledger_root`
/// (text).
bool is_bulletin(const kernel::Playbook& playbook);
/// What a matter of such a playbook asks for. None: its month is not set.
std::optional<BulletinOrder> bulletin_order(const kernel::Matter& matter, const kernel::Playbook& playbook);

/// First moment behind the month.
Instant end_of_month(const BulletinOrder& order);

/// Root of the tree over the first `size` events, in hexadecimal. @errors ledger.empty, ledger.damaged,
/// evidence.*
Result<std::string> root_at(kernel::Reader& reader, std::int64_t size);

/// Words and lists of `bulletin.`; added to those of the matter.
void add_bulletin_words(Vocabulary& known);

/// @param all    unscoped: figures do not depend on who asks. Titles stand in it only of playbooks that
/// publish
///               them
/// @param world  as of the position
/// @param with_changes  with the figures that are known otherwise by now
/// @errors paper.root_differs (arg `size`)   `frozen_root` is not what the ledger says
///         those of the reader
Result<void> add_bulletin_values(kernel::Reader& all, const kernel::World& world, const BulletinOrder& order,
                                 const std::string& frozen_root, bool with_changes, Values& values);

/// Does the paper tell what is known otherwise now? Every other paper of a frozen bulletin is that of the
/// freeze, whenever it is asked for.
bool is_erratum(const Template& t);

/// All values of a frozen bulletin: the matter, its unit and the figures as of `order.frozen_at`, the moment
/// of that event as today. Depends on nothing else, neither the time nor who asks.
/// @param world  as of that position
/// @errors as add_bulletin_values(); matter.unknown: it was opened later; playbook.unknown
Result<Values> frozen_values(kernel::Reader& all, const kernel::World& world, MatterId bulletin,
                             const BulletinOrder& order, const std::string& frozen_root);

}  // namespace guatu::paper
