// How one field of a form is drawn: what clients get of it.
#pragma once

#include "guatu/base/json_map.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::http::api {

/// Schema FormField of the description.
json::object field_json(const kernel::Field& f, const kernel::Playbook& p, Lang lang);

}  // namespace guatu::http::api
