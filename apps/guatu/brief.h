// The morning brief on paper and in a terminal. It is made in kernel/views/brief.h.
#pragma once

#include <string>

#include "guatu/base/text.h"
#include "guatu/kernel/views/brief.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::app {

using kernel::Brief;
using kernel::brief_json;
using kernel::BriefRow;
using kernel::BriefSection;
using kernel::due_text;
using kernel::make_brief;

/// At most `columns` columns wide (80), right for double-width characters.
std::string brief_text(const Brief& b, const kernel::World& world, Lang lang, int columns, bool colour);

}  // namespace guatu::app
