#include "guatu/store/list_fit.h"

#include <tuple>

namespace guatu::store {

namespace {

bool in_range(std::int64_t t, Instant from, Instant to) {
  return (from.us == 0 || t >= from.us) && (to.us == 0 || t < to.us);
}

/// The parts that are about being open or closed.
bool fits_course(const StoredRow& row, const kernel::MatterQuery& q) {
  using Which = kernel::MatterQuery::Which;
  const bool open = row.is_open();
  if (q.which == Which::kOpen && !open) return false;
  if (q.which == Which::kClosed && open) return false;
  if (q.due_before.us != 0 || q.due_from.us != 0) {
    const auto due = row.number(kDueAtColumn);
    if (!open || due == kNoEnd || !in_range(due, q.due_from, q.due_before)) return false;
  }
  if (q.closed_from.us != 0 || q.closed_to.us != 0)
    if (open || !in_range(row.number(kClosedAtColumn), q.closed_from, q.closed_to)) return false;
  return true;
}

}  // namespace

bool fits(const StoredRow& row, const kernel::MatterQuery& q) {
  if (!q.playbook.empty() && row.text(kPlaybookColumn) != q.playbook) return false;
  if (!row.text(kUnitPathColumn).starts_with(q.unit_path)) return false;
  if (q.holder && row.text(kHolderColumn) != q.holder.value) return false;
  if (q.opener && row.text(kOpenerColumn) != q.opener.value) return false;
  if (!q.state.empty() && row.text(kStateColumn) != q.state) return false;
  if (q.parent && row.number(kParentColumn) != q.parent.value) return false;
  if (q.about && row.number(kAboutColumn) != q.about.value) return false;
  if (!in_range(row.number(kOpenedAtColumn), q.opened_from, q.opened_to)) return false;
  if (row.number(kReturnsColumn) < q.returns_at_least) return false;
  return fits_course(row, q);
}

Cursor cursor_of(const StoredRow& row, kernel::MatterQuery::Sort sort) {
  using Sort = kernel::MatterQuery::Sort;
  Cursor c;
  c.id = row.id;
  if (sort == Sort::kDue) c.key = row.number(kDueAtColumn);
  if (sort == Sort::kOpened) c.key = row.number(kOpenedAtColumn);
  if (sort == Sort::kNumber) c.number = row.text(kNumberColumn);
  return c;
}

bool comes_before(const Cursor& a, const Cursor& b) {
  return std::tie(a.number, a.key, a.id) < std::tie(b.number, b.key, b.id);
}

TallyRow tally_row(const StoredRow& row) {
  return {row.text(kUnitPathColumn),   row.text(kPlaybookColumn),
          row.text(kStateColumn),      row.is_open(),
          row.number(kDueAtColumn),    row.number(kOpenedAtColumn),
          row.number(kClosedAtColumn), row.number(kReturnsColumn)};
}

}  // namespace guatu::store
