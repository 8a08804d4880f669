// Names of files in headers. Sources: RFC 6266 (Content-Disposition), RFC 8187 (names beyond ASCII).
#pragma once

#include <string>
#include <string_view>

namespace guatu::http {

/// `attachment; filename="_.jpg"; filename*=UTF-8''%E7%85%A7.jpg`. @param name  UTF-8, without control
/// characters
std::string attachment_disposition(std::string_view name);

/// The name in a Content-Disposition that came: `filename*` (UTF-8 alone) before `filename`; empty: none.
std::string name_of_disposition(std::string_view value);

}  // namespace guatu::http
