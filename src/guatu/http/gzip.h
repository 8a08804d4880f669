// Answers as gzip, by zlib.
#pragma once

#include <string>
#include <string_view>

namespace guatu::http {

/// Whether `Accept-Encoding` takes gzip. Source: RFC 9110 12.5.3.
bool takes_gzip(std::string_view accept_encoding);
/// Texts, JSON, SVG, JavaScript: what grows smaller.
bool is_compressible(std::string_view content_type);
/// The fastest level: an answer is made once and read once. Empty when memory runs out.
std::string gzip(std::string_view bytes);

}  // namespace guatu::http
