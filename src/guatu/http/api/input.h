// Query parameters as values, strictly: what does not read as asked for is refused with the parameter's name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/http/message.h"

namespace guatu::http::api {

/// At most 60 bytes of what somebody sent, for a sentence.
std::string shortened(std::string_view text);

/// @errors http.bad_parameter (field: the name; args `got`, `expected`)
Error bad_parameter(std::string_view name, std::string_view got, std::string_view expected);

/// `fallback` when it was not given. @errors http.bad_parameter
Result<std::int64_t> integer(const Request& request, std::string_view name, std::int64_t fallback,
                             std::int64_t min, std::int64_t max);
/// 0 when it was not given. @errors http.bad_parameter
Result<Instant> instant(const Request& request, std::string_view name);
/// `true` or `false`; false when it was not given. @errors http.bad_parameter
Result<bool> boolean(const Request& request, std::string_view name);
/// One of `words`; the first when it was not given. @errors http.bad_parameter
Result<std::string> word(const Request& request, std::string_view name,
                         const std::vector<std::string>& words);
/// As the description's schema Id: [A-Za-z0-9._:-], 1 to 64.
bool is_id(std::string_view text);
/// An id of a person, a unit, a playbook or a state; empty when it was not given. @errors http.bad_parameter
Result<std::string> id_text(const Request& request, std::string_view name);

/// A non-negative whole number of at most 18 digits, nothing else. False: it is none.
bool read_whole(std::string_view text, std::int64_t& out);

}  // namespace guatu::http::api
