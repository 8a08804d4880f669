// Tables as people keep them, read row by row: XLSX (ECMA-376) and CSV, in UTF-8 or GB18030. Merged cells are
// filled with what stands in their first. Pure: bytes in, rows out; never all of them at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/sheet/cell.h"

namespace guatu::sheet {

/// @param number  as the spreadsheet counts, from 1
/// @return        false to stop
using VisitRow = std::function<bool(std::int64_t number, const Row& cells)>;

/// Rows that hold something, in order; of an XLSX those of the first visible sheet. At most
/// limits::kMaxColumns cells each.
/// @param bytes  must outlive the call
/// @errors sheet.damaged (arg `detail`), sheet.too_large, sheet.too_many_rows, sheet.not_text
Result<void> read_table(std::string_view bytes, const VisitRow& visit);

Result<void> read_xlsx(std::string_view bytes, const VisitRow& visit);
Result<void> read_csv(std::string_view bytes, const VisitRow& visit);

/// The first rows with their numbers: limits::kHeadRows, and up to `at_least` in any case.
/// @errors those of read_table()
Result<std::vector<std::pair<std::int64_t, Row>>> read_top(std::string_view bytes, std::int64_t at_least);

/// Days as a spreadsheet counts them (2022-04-08 is 44659) to an instant at +08:00, to the minute. False:
/// before 1900-03-01 or after 9999.
bool instant_of_serial(double serial, Instant& out);

}  // namespace guatu::sheet
