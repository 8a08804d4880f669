// Limits of tables that are read and written.
#pragma once

#include <cstddef>
#include <cstdint>

#include "guatu/base/limits.h"

namespace guatu::limits {

/// Rows below the head of an XLSX: what spreadsheets hold. → sheet.too_many_rows
inline constexpr std::int64_t kMaxSheetRows = 1'048'575;
/// Rows of a list that an export reads at a time.
inline constexpr std::size_t kExportPageRows = 500;
static_assert(kExportPageRows <= kMaxPageRows);

}  // namespace guatu::limits
