// The marks that a request is about: its filters over the sheet of its moment, in the caller's scope.
#pragma once

#include <functional>
#include <vector>

#include "guatu/http/api/operation.h"
#include "guatu/http/marks/selection.h"

namespace guatu::http::api {

/// What marks can be narrowed by, besides `as_of` and `at`: the filters of lists that an open matter can fit.
std::vector<Member> open_filter();

/// Calls `look` once.
/// @errors those of read_filter() and of Sheets::with()
Result<void> with_marks(Ask& ask, const std::function<void(const marks::Selection&)>& look);

}  // namespace guatu::http::api
