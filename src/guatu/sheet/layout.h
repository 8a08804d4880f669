// Which columns an office's ledger has, in what order and under which titles: data, a file a playbook. Used
// both ways: an export without columns of its own is laid out so, and an import knows the titles. See
// docs/formats/sheets.md.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::sheet {

struct Layout {
  struct Column {
    std::string id;     ///< as matter_columns() has them; `index` counts the rows
    std::string title;  ///< empty: the usual one
    Place place;
  };
  std::string playbook;
  std::vector<Column> columns;
  Place place;
};

/// @errors yaml.*, sheet.layout_key (args `name`, `instead`), sheet.layout_form (arg `expected`), each with
/// its
///         place
Checked<Layout> read_layout(std::string_view text, const std::string& file);

/// @errors sheet.unknown_column, sheet.column_twice, each with its place
Problems check_layout(const Layout& layout, const kernel::Playbook& playbook);

/// Those of the folders by playbook, a later folder's instead of an earlier one's; what is wrong goes to
/// `problems`.
std::map<std::string, Layout> read_layouts(const std::vector<std::string>& folders, Problems& problems);

}  // namespace guatu::sheet
