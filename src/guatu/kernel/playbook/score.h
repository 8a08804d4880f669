// Scores: a library evaluates the formula, a table grades it. The one home of muParser is score.cpp.
#pragma once

#include <boost/json.hpp>

#include "guatu/base/result.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// Field ids that `formula` reads. @errors playbook.formula (arg `detail`)
Result<std::vector<std::string>> formula_inputs(const std::string& formula);

/// Sets the computed fields of every score whose `when` holds and whose inputs are all set; clears the
/// computed fields of a score when an input is missing. Later scores see earlier results.
/// @errors field.score (arg `detail`): division by zero, not finite
Result<void> apply_scores(const Playbook& playbook, boost::json::object& fields);

}  // namespace guatu::kernel
