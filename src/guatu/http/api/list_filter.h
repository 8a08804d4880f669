// What a list or a count is narrowed and sorted by, out of the query.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// Parameters that the operation does not have are not there.
/// @errors http.bad_parameter, people.unknown_unit, matter.unknown
Result<kernel::MatterQuery> read_filter(Ask& ask);
/// `sort`, `order`, `limit` and `cursor`. @errors http.bad_parameter
Result<void> read_page(Ask& ask, kernel::MatterQuery& q);
/// Parameters of read_filter(), with `as_of` and `at`.
std::vector<Member> filter_members();

}  // namespace guatu::http::api
