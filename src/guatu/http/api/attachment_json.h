// An uploaded file as the API answers it.
#pragma once

#include "guatu/base/json_map.h"
#include "guatu/files/shelf.h"

namespace guatu::http::api {

/// `{id, sha256, original_sha256, name, size, type, is_picture, taken_at, place: {lon, lat}}`
json::object upload_json(const files::Upload& u);

}  // namespace guatu::http::api
