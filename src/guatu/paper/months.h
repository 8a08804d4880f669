// The wall map on paper: a row a matter, a column a month, coloured by its light from its opening to its due
// month. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "guatu/paper/document.h"

namespace guatu::paper {

/// @param rows  with `title`, `holder`, `opened_on`, `due_on`, `closed_on` (2022-04-08 or empty) under
///              `_from`, `_due`, `_closed`, and `_light` (green yellow red none); see matter_values.h. Twelve
///              months from the first one at most; what lies beyond stands in the last.
Table month_table(const std::vector<std::map<std::string, std::string>>& rows);

}  // namespace guatu::paper
