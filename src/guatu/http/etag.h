// Entity tags: If-None-Match on reads, If-Match on writes. Source: RFC 9110 8.8.3 and 13.1, but for one
// thing: both are compared weakly. A tag names a state (a ledger position), not bytes; gzip, here or in a
// proxy, makes it weak on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/http/message.h"

namespace guatu::http {

/// The strong tag of something that changes with a ledger position: `"p123"`.
std::string position_tag(std::int64_t position);
/// The position in an `If-Match` of one tag that position_tag() made. @errors http.bad_if_match
Result<std::int64_t> position_of_tag(std::string_view if_match);

/// True when `If-None-Match` holds the tag or `*`: answer 304.
bool is_unchanged(const Request& request, std::string_view tag);
/// 304 with the tag.
Response not_modified(std::string_view tag);

/// What a write on something of that tag must be refused with, if it says `If-Match` and means another.
/// @errors http.changed (412)
std::optional<Error> refused_by_if_match(const Request& request, std::string_view tag);

}  // namespace guatu::http
