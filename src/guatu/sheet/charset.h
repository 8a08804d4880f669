// UTF-8 and GB18030, by the iconv of the C library. GB18030 has all of Unicode, so nothing is lost either
// way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::sheet {

/// @param utf8  well formed; what is not is left out
std::string to_gb18030(std::string_view utf8);
/// @errors sheet.not_text (arg `byte`: where it stops making sense, from 0)
Result<std::string> from_gb18030(std::string_view bytes);

}  // namespace guatu::sheet
