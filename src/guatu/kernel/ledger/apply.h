// Folds events into a matter and into people. Pure: no I/O, no clock, no playbook; an event carries what was
// decided.
#pragma once

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"

namespace guatu::kernel {

/// The matter after `e`. For `matter.opened` the matter before must be empty. Events about other things leave
/// it alone. An event that does not fit (a clock that is not there) is our own mistake or a damaged ledger.
/// @errors ledger.bad_event (arg `position`, `type`)
Result<void> apply(Matter& matter, const Event& e);

/// People after `e`; events about matters change nothing.
void apply(People& people, const Event& e);

}  // namespace guatu::kernel
