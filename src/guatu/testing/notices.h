// Notices for tests: in a private temporary folder, never synced.
#pragma once

#include <memory>

#include "guatu/notices/ports.h"
#include "guatu/testing/accounts.h"

namespace guatu::testing {

class TemporaryNotices {
 public:
  TemporaryNotices();
  ~TemporaryNotices();
  notices::NoticeStore& store() { return *store_; }
  /// The same file, opened anew: what was in memory is gone.
  void reopen();

 private:
  TemporaryFolder folder_;
  std::unique_ptr<notices::NoticeStore> store_;
};

}  // namespace guatu::testing
