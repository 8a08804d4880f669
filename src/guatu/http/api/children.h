// The children of a matter that the caller may see, whole.
#pragma once

#include <functional>

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// Calls `visit` with each child of `parent` of that playbook ("": of any), as of what is asked for; in the
/// order in which they were opened. @errors those of ScopedReader::list
Result<void> each_child(Ask& ask, const kernel::Matter& parent, const std::string& playbook,
                        const std::function<Result<void>(const kernel::Matter&)>& visit);

}  // namespace guatu::http::api
