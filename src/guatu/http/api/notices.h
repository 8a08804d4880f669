// The operations about notices.
#pragma once

#include <vector>

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

std::vector<Operation> notice_operations();

}  // namespace guatu::http::api
