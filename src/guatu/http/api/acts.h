// What the caller may do with a matter, as answers say it.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// Adds `moves` (possible now, with what they need), `refused_moves` (refused whatever is filled in, with
/// why) and `verbs` to `out`. All empty as of another moment than now.
void add_acts(const Ask& ask, const kernel::Matter& m, const kernel::Playbook& p, json::object& out);

/// `moves` of add_acts alone.
json::array possible_moves(const Ask& ask, const kernel::Matter& m, const kernel::Playbook& p);

}  // namespace guatu::http::api
