// Query parameters put together.
#pragma once

#include <vector>

#include "guatu/http/api/list_filter.h"

namespace guatu::http::api {

/// `more` behind `members`.
inline std::vector<Member> joined(std::vector<Member> members, const std::vector<Member>& more) {
  members.insert(members.end(), more.begin(), more.end());
  return members;
}

}  // namespace guatu::http::api
