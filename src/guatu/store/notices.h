// Opens the notices of a data folder: DIR/notices.db. See docs/operating/notices.md.
#pragma once

#include <memory>
#include <string>

#include "guatu/base/result.h"
#include "guatu/notices/ports.h"

namespace guatu::store {

/// Made when it is missing. @param is_synced  false: nothing survives a power cut; for tests
/// @errors store.not_guatu, store.newer, store.migration_changed, store.busy, store.io
Result<std::unique_ptr<notices::NoticeStore>> open_notices(const std::string& dir, bool is_synced = true);

}  // namespace guatu::store
