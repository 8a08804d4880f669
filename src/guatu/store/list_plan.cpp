#include "guatu/store/list_plan.h"

#include <algorithm>
#include <cmath>

namespace guatu::store {

namespace {

using Sort = kernel::MatterQuery::Sort;
using Which = kernel::MatterQuery::Which;

bool wants_open(std::uint32_t parts) {
  return (parts & (kOpenPart | kDuePart)) != 0;
}

Path walk_now(const kernel::MatterQuery& q, std::uint32_t parts) {
  const bool open = wants_open(parts);
  const bool playbook = (parts & kPlaybookPart) != 0;
  switch (q.sort) {
    case Sort::kDue:
      // Who holds something holds it open, so the open part costs this walk nothing.
      if ((parts & kHolderPart) != 0)
        return {Source::kMatters, "matters_holder_idx", kHolderPart | kDuePart | kOpenPart};
      // A few units, merged; of many, the city's list with the others passed over.
      if (open && (parts & kUnitPart) != 0) return {Source::kMerged, "", kUnitPart | kOpenPart | kDuePart};
      if (open && playbook)
        return {Source::kMatters, "matters_open_playbook_idx", kPlaybookPart | kOpenPart | kDuePart};
      if (open) return {Source::kMatters, "matters_open_due_at_idx", kOpenPart | kDuePart};
      return {Source::kMerged, "", kOpenPart | kClosedPart};
    case Sort::kOpened:
      if (open) return {Source::kMatters, "matters_open_opened_at_idx", kOpenPart | kOpenedAtPart};
      if ((parts & kOpenerPart) != 0)
        return {Source::kMatters, "matters_opener_idx", kOpenerPart | kOpenedAtPart};
      if (playbook)
        return {Source::kMatters, "matters_playbook_opened_at_idx", kPlaybookPart | kOpenedAtPart};
      return {Source::kMatters, "matters_opened_at_idx", kOpenedAtPart};
    case Sort::kNumber:
      break;
  }
  if (open) return {Source::kMatters, "matters_open_number_idx", kOpenPart};
  if (playbook) return {Source::kMatters, "matters_playbook_number_idx", kPlaybookPart};
  return {Source::kMatters, "matters_number_idx", 0};
}

/// Choices on columns that never change.
void add_fixed(std::vector<Path>& out, std::uint32_t parts) {
  const auto add = [&](std::uint32_t part, const char* index, std::uint32_t serves) {
    if ((parts & part) != 0) out.push_back({Source::kMatters, index, serves});
  };
  add(kParentPart, "matters_parent_idx", kParentPart);
  add(kAboutPart, "matters_about_idx", kAboutPart);
  if ((parts & kTextPart) != 0) out.push_back({Source::kSearch, "", kTextPart});
  add(kOpenerPart, "matters_opener_idx", kOpenerPart | kOpenedAtPart);
  add(kOpenedAtPart, "matters_opened_at_idx", kOpenedAtPart);
}

void add_now(std::vector<Path>& out, std::uint32_t parts) {
  const bool open = wants_open(parts);
  const auto add = [&](std::uint32_t part, const char* index, std::uint32_t serves) {
    if ((parts & part) != 0) out.push_back({Source::kMatters, index, serves});
  };
  add(kHolderPart, "matters_holder_idx", kHolderPart);
  if (open) add(kReturnsPart, "matters_open_returns_idx", kReturnsPart | kOpenPart);
  add(kDuePart, "matters_open_due_at_idx", kDuePart | kOpenPart);
  add(kClosedAtPart, "matters_closed_at_idx", kClosedAtPart);
  if (open)
    add(kUnitPart, "matters_open_unit_path_idx", kUnitPart | kOpenPart);
  else
    add(kUnitPart, "matters_unit_path_idx", kUnitPart);
  add(kStatePart, "matters_state_idx", kStatePart | kPlaybookPart);
  if (open)
    add(kPlaybookPart, "matters_open_playbook_idx", kPlaybookPart | kOpenPart | kDuePart);
  else
    add(kPlaybookPart, "matters_playbook_opened_at_idx", kPlaybookPart | kOpenedAtPart);
}

}  // namespace

std::uint32_t parts_of(const kernel::MatterQuery& q) {
  std::uint32_t parts = 0;
  const auto add = [&](bool has, Part part) {
    if (has) parts |= part;
  };
  add(!q.playbook.empty(), kPlaybookPart);
  add(!q.unit_path.empty(), kUnitPart);
  add(static_cast<bool>(q.holder), kHolderPart);
  add(static_cast<bool>(q.opener), kOpenerPart);
  add(!q.state.empty(), kStatePart);
  add(static_cast<bool>(q.parent), kParentPart);
  add(static_cast<bool>(q.about), kAboutPart);
  add(q.which == Which::kOpen, kOpenPart);
  add(q.which == Which::kClosed, kClosedPart);
  add(q.due_before.us != 0 || q.due_from.us != 0, kDuePart);
  add(q.opened_from.us != 0 || q.opened_to.us != 0, kOpenedAtPart);
  add(q.closed_from.us != 0 || q.closed_to.us != 0, kClosedAtPart);
  add(q.returns_at_least > 0, kReturnsPart);
  add(!q.text.empty(), kTextPart);
  return parts;
}

Path walk_for(const kernel::MatterQuery& q) {
  return walk_now(q, parts_of(q));
}

Path walk_for_fixed(const kernel::MatterQuery& q, std::uint32_t parts) {
  const bool playbook = (parts & kPlaybookPart) != 0;
  if (q.sort == Sort::kNumber) {
    if (playbook) return {Source::kMatters, "matters_playbook_number_idx", kPlaybookPart};
    return {Source::kMatters, "matters_number_idx", 0};
  }
  if ((parts & kOpenerPart) != 0)
    return {Source::kMatters, "matters_opener_idx", kOpenerPart | kOpenedAtPart};
  if (playbook) return {Source::kMatters, "matters_playbook_opened_at_idx", kPlaybookPart | kOpenedAtPart};
  return {Source::kMatters, "matters_opened_at_idx", kOpenedAtPart};
}

std::vector<Path> choices_for(const kernel::MatterQuery& q) {
  const auto parts = parts_of(q);
  std::vector<Path> out;
  if ((parts & ~walk_now(q, parts).serves) == 0) return out;
  add_fixed(out, parts);
  add_now(out, parts);
  return out;
}

Pass pass_of(const kernel::MatterQuery& q, std::uint32_t parts) {
  constexpr std::uint32_t kSeen = kUnitPart | kPlaybookPart | kOpenPart | kDuePart;
  if ((parts & kTextPart) != 0) return Pass::kSearch;
  return q.sort == Sort::kDue && wants_open(parts) && (parts & ~kSeen) == 0 ? Pass::kUnread : Pass::kRead;
}

std::size_t worth_choosing(std::int64_t rows, std::size_t page_rows, std::size_t most, Pass pass) {
  // Below this a choice is so cheap that nothing is gained by walking.
  const double always_cheap = pass == Pass::kUnread ? 100 : 500;
  const double cost = pass == Pass::kUnread ? 0.05 : pass == Pass::kRead ? 1 : 100;
  const double worth =
      std::max(always_cheap, std::sqrt(static_cast<double>(page_rows) * static_cast<double>(rows) * cost));
  return std::min(most, static_cast<std::size_t>(worth));
}

}  // namespace guatu::store
