// Figures of a selection: how many came and went by month, and sums of what its matters say in numbers.
#pragma once

#include <vector>

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

std::vector<Member> figures_query();

/// @errors those of read_filter(), http.bad_parameter
Result<Response> read_figures(Ask& ask);

}  // namespace guatu::http::api
