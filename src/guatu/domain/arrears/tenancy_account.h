// From a tenancy and its payments, as matters, to the terms of its account. No reader, no clock. See
// docs/rows/R8.md.
#pragma once

#include <optional>

#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/playbook/playbook.h"
#include "guatu/plan/rent.h"

namespace guatu::arrears {

/// Has the playbook the fields of a tenancy? playbooks/tenancy.yaml says what they mean.
bool is_tenancy(const kernel::Playbook& playbook);

/// @errors rent.terms (field: the one that is missing or of another type)
Result<plan::RentTerms> rent_terms(const kernel::Matter& tenancy);

/// The payment of a child of a tenancy; none when it was not verified by a second person, or is no payment.
std::optional<plan::RentPayment> rent_payment(const kernel::Matter& child);

}  // namespace guatu::arrears
