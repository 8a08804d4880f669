// From the body of a write to a command of the kernel.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// Fills the members of a body into the command. `post`, `role`, `stop` and `kind` are the command's `name`;
/// `parent`, `about` and `other` may be numbers of matters that the person sees.
/// @errors json.expected (a pointer), matter.unknown (field: the member)
Result<void> fill(Ask& ask, kernel::Verb verb, json::object body, kernel::Command& command);

}  // namespace guatu::http::api
