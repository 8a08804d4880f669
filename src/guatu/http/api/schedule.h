// Resources of the schedule of a matter's parts.
#pragma once

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

std::vector<Operation> schedule_operations();

}  // namespace guatu::http::api
