#include "guatu/http/api/children.h"

#include "guatu/base/limits.h"

namespace guatu::http::api {

Result<void> each_child(Ask& ask, const kernel::Matter& parent, const std::string& playbook,
                        const std::function<Result<void>(const kernel::Matter&)>& visit) {
  kernel::MatterQuery q;
  q.as_of = ask.as_of;
  q.parent = parent.id;
  q.playbook = playbook;
  q.sort = kernel::MatterQuery::Sort::kOpened;
  q.limit = limits::kMaxPageRows;
  do {
    GUATU_TRY(page, ask.reader->list(q));
    for (const auto& row : page.items) {
      GUATU_TRY(child, ask.reader->matter_as_of(row.id, ask.as_of));
      GUATU_TRY_VOID(visit(child));
    }
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty());
  return {};
}

}  // namespace guatu::http::api
