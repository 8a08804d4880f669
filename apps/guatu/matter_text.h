// A matter as the commands print it: by kernel/views, under the names that the commands use.
#pragma once

#include "guatu/kernel/views/matter_view.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

using kernel::clock_title;
using kernel::event_json;
using kernel::event_text;
using kernel::event_title;
using kernel::explanation_json;
using kernel::matter_json;
using kernel::names_text;
using kernel::outcome_text;
using kernel::remaining_text;
using kernel::row_json;
using kernel::state_title;
using kernel::unit_name;

}  // namespace guatu::app
