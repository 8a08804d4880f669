// The target of a request, split and decoded. Strict: what two readers could take for different paths is
// refused.
#pragma once

#include <string>
#include <string_view>

#include "guatu/http/message.h"

namespace guatu::http {

/// Fills `request.target`, `path` and `query`. Only the origin form (`/a?b=c`) is taken, and `*` as it is.
/// @errors http.bad_target  another form; a fragment; a bad percent sign; after decoding: a control
/// character, a
///                          backslash, an encoded slash, an empty, `.` or `..` segment, no UTF-8
///         http.target_too_long, http.too_many_parameters (arg `limit`)
Result<void> read_target(std::string_view target, Request& request);

/// `text` with percent signs decoded, appended to `out`; `+` is a space when `is_form`. False: a bad sign.
bool append_decoded(std::string& out, std::string_view text, bool is_form);

}  // namespace guatu::http
