// What went wrong, as a client sees it: RFC 9457 problems with our stable keys, and the one table that gives
// a key its status. The sentences are the kernel's (kernel/messages).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "guatu/http/message.h"

namespace guatu::http {

/// The HTTP status of an error key: the longest row of the table that begins it. A key that no row knows is
/// our own fault: 500.
int status_of(std::string_view key);

/// `{type, title, status, detail, key, fields: [{pointer, key, message}], request_id}` as
/// application/problem+json. With several errors the status and the key are those of the first, the most
/// telling one should stand first. `Retry-After` is set on 503 and 429: argument `retry_after_s`, else one
/// second. `fields` has an entry for each error with a field; `pointer` is a JSON pointer into the body: the
/// field itself when it begins with `/`, else `/` + field.
Response problem(const Error& error, const Request& request);
Response problem(std::span<const Error> errors, const Request& request);

/// The exception that is being handled, as an error: of the store its own, std::bad_alloc desk.no_memory,
/// anything else http.internal. `what` becomes its text, for the log alone.
Error error_of_current_exception(std::string& what);

}  // namespace guatu::http
