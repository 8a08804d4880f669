// Whether a stored row is one of a query, and where it stands in its list: what list_sql.h says in SQL, said
// once more for rows that were found otherwise.
#pragma once

#include <compare>
#include <string>

#include "guatu/kernel/ports.h"
#include "guatu/store/list_sql.h"
#include "guatu/store/register_row.h"
#include "guatu/store/tally.h"

namespace guatu::store {

/// Places in kRegisterColumns.
enum Column : std::size_t {
  kNumberColumn = 0,
  kPlaybookColumn = 1,
  kParentColumn = 4,
  kAboutColumn = 5,
  kStateColumn = 6,
  kOutcomeColumn = 7,
  kOpenerColumn = 8,
  kHolderColumn = 9,
  kOpenedAtColumn = 10,
  kClosedAtColumn = 11,
  kDueAtColumn = 13,
  kReturnsColumn = 16,
  kUnitPathColumn = 21
};

/// A register row with the position that it begins at.
struct StoredRow {
  MatterId id;
  Position from;
  RegisterValues values;

  const std::string& text(Column c) const { return std::get<std::string>(values[c]); }
  std::int64_t number(Column c) const { return std::get<std::int64_t>(values[c]); }
  bool is_open() const { return text(kOutcomeColumn).empty(); }
};

/// Everything but `text`, `as_of` and the cursor.
bool fits(const StoredRow& row, const kernel::MatterQuery& q);

/// Sort key: the cursor that stands at the row.
Cursor cursor_of(const StoredRow& row, kernel::MatterQuery::Sort sort);
/// True if `a` comes before `b` in an ascending list.
bool comes_before(const Cursor& a, const Cursor& b);

/// What is counted of it.
TallyRow tally_row(const StoredRow& row);

}  // namespace guatu::store
