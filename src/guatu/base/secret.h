// Small tools for secrets: texts of random bytes that can be typed or carried in a header, and a comparison
// that takes the same time wherever two texts differ. What seals and signs stands in seal.h and sign.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu {

/// True if both are the same; the time depends on the length alone.
bool is_same_secret(std::string_view a, std::string_view b);

/// RFC 4648 section 6 (A-Z, 2-7), without padding.
std::string base32(std::string_view bytes);
/// Takes small letters too; spaces and hyphens are passed over. @errors text.base32
Result<std::string> from_base32(std::string_view text);

/// `bytes` of chance in lower-case base32: 8 characters for 5 bytes.
std::string random_text(std::size_t bytes);

/// `abcd-efgh-…`: for reading aloud and typing in. from_groups() takes it back, whatever the case.
std::string in_groups(std::string_view text, std::size_t size = 4);
/// Lower case, without spaces and hyphens.
std::string from_groups(std::string_view text);

}  // namespace guatu
