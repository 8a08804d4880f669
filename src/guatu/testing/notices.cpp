#include "guatu/testing/notices.h"

#include "guatu/store/notices.h"

namespace guatu::testing {

TemporaryNotices::TemporaryNotices() {
  reopen();
}

TemporaryNotices::~TemporaryNotices() = default;

void TemporaryNotices::reopen() {
  store_.reset();
  store_ = store::open_notices(folder_.path(), false).value();
}

}  // namespace guatu::testing
