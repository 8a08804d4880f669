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
/// Rows of a table that is read, those above the head among them. → sheet.too_many_rows
inline constexpr std::int64_t kMaxImportRows = 200'000;
/// Columns of it that are looked at; what stands further right is passed over.
inline constexpr std::size_t kMaxColumns = 256;
/// Characters of one cell: what spreadsheets hold.
inline constexpr std::size_t kMaxCellBytes = 32'767 * 3;
/// Bytes that one part of an XLSX may inflate to, and all of them together: a bomb of 50 MB would be 50 GB. →
/// sheet.too_large
inline constexpr std::uint64_t kMaxPartBytes = std::uint64_t{1} << 30;
/// Bytes of the texts that cells share: held in memory while the table is read. → sheet.too_large
inline constexpr std::size_t kMaxSharedBytes = 64 << 20;
/// Entries of an archive. → sheet.damaged
inline constexpr std::size_t kMaxArchiveEntries = 10'000;
/// Merged areas of a sheet, and rows of one that are filled. → sheet.too_large
inline constexpr std::size_t kMaxMerges = 100'000;
/// Rows at the top among which the head is looked for.
inline constexpr std::size_t kHeadRows = 30;
/// Wrong cells that are listed; the rest is counted.
inline constexpr std::size_t kMaxRowProblems = 500;
/// Rows of a preview.
inline constexpr std::size_t kPreviewRows = 20;

}  // namespace guatu::limits
