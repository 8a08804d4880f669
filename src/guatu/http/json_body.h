// JSON bodies of requests, by the strict mapper of base.
#pragma once

#include "guatu/base/json_map.h"
#include "guatu/http/message.h"

namespace guatu::http {

/// @errors http.media_type (415) unless the content type is application/json or +json; json.syntax,
/// json.not_utf8
Result<json::value> json_body(const Request& request);

/// The body as a described struct. @errors those above, json.expected, json.missing_member,
/// json.unknown_member
template <class T>
Result<T> read_body(const Request& request) {
  GUATU_TRY(value, json_body(request));
  T out{};
  GUATU_TRY_VOID(from_json(value, out));
  return out;
}

}  // namespace guatu::http
