// Lists of matters as tables: which columns there are, what they are called, and what stands in them. Pure.
// Who may see a value is decided before: what comes in here may be shown.
#pragma once

#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"
#include "guatu/sheet/cell.h"
#include "guatu/sheet/layout.h"

namespace guatu::sheet {

struct MatterColumn {
  std::string id;                        ///< `number`, `unit`, …; of a field: `field.grade`
  std::string label;                     ///< in the language of the table
  const kernel::Field* field = nullptr;  ///< of the playbook, which must outlive it
};

/// Ids of the columns that every list has, in their usual order.
const std::vector<std::string>& register_columns();

/// The columns of those ids, in that order; none asked for: the usual ones, and with a playbook all its
/// fields.
/// @param ids       parted by commas; may be empty
/// @param playbook  nullptr: the list holds several, so that it has no fields
/// @errors sheet.unknown_column (args `got`, `hint`, `known`), sheet.column_twice (arg `got`),
///         sheet.column_needs_playbook (arg `got`)
/// @param layout    of that playbook, in place of the usual ones; nullptr: none. Its titles are Chinese:
/// where a
///                  column is asked for by its id it bears its title too, in other languages the usual one
Result<std::vector<MatterColumn>> matter_columns(std::string_view ids, const kernel::Playbook* playbook,
                                                 Lang lang, const Layout* layout = nullptr);

/// One row.
/// @param index   of the row, from 1
/// @param fields  values that may be shown: canonical, or texts where they were masked; empty when no column
/// is a
///                field
Row matter_cells(const std::vector<MatterColumn>& columns, const kernel::MatterRow& row,
                 const json::object& fields, const kernel::World& world, Instant now, Lang lang,
                 std::int64_t index = 0);

}  // namespace guatu::sheet
