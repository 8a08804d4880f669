// Lists by words, of what the caller may read: the index holds the texts of all fields, so a hit in a field
// with `seen_by` would tell others that it matches. See docs/adr/0014-scope.md.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// As ScopedReader::list(). With `q.text`, rows in which a word stands only in fields that the caller may not
/// read are left out, so that a page may be shorter than its limit. @errors those of list()
Result<kernel::MatterPage> list_readable(Ask& ask, const kernel::MatterQuery& q);

/// As ScopedReader::count(). With `q.text` the rows are walked: O(hits). @errors those of list()
Result<std::int64_t> count_readable(Ask& ask, const kernel::MatterQuery& q);

/// `e` without the number of a matter that the caller must not see.
Error readable(const Ask& ask, Error e);

}  // namespace guatu::http::api
