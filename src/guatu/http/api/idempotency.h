// The id that a caller gives to an act, so that a request sent again is not done twice.
#pragma once

#include <string>

#include "guatu/base/result.h"
#include "guatu/http/message.h"

namespace guatu::http::api {

/// @errors http.no_idempotency_key, http.bad_idempotency_key
Result<std::string> idempotency_key(const Request& request);

}  // namespace guatu::http::api
