// The layout of a playbook's ledger as a spreadsheet.
#pragma once

#include "guatu/http/api/service.h"
#include "guatu/sheet/layout.h"

namespace guatu::http::api {

/// nullptr: the usual one.
inline const sheet::Layout* layout_of(const Service& service, const std::string& playbook) {
  if (service.layouts == nullptr) return nullptr;
  const auto it = service.layouts->find(playbook);
  return it == service.layouts->end() ? nullptr : &it->second;
}

}  // namespace guatu::http::api
