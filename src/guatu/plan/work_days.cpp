#include "guatu/plan/work_days.h"

namespace guatu::plan {

namespace {

constexpr std::int64_t kWeek = 7;
constexpr std::int64_t kWorked = 5;
constexpr unsigned kFriday = 5;

}  // namespace

Result<WorkDays> WorkDays::of(const WorkCalendar& calendar, CivilDate needed) {
  const auto first = calendar.first();
  const auto last = calendar.last();
  if (!first || !last) return Error("calendar.gap", "", {{"date", to_text(needed)}});
  WorkDays out;
  out.first_ = *first;
  out.last_ = *last;
  for (auto d = *first; d <= *last; ++d) {
    out.before_.push_back(static_cast<std::int32_t>(out.worked_.size()));
    GUATU_TRY(kind, calendar.kind(d));
    if (is_working(kind)) out.worked_.push_back(d);
  }
  out.before_.push_back(static_cast<std::int32_t>(out.worked_.size()));
  return out;
}

Result<std::int64_t> WorkDays::before(CivilDate d) const {
  if (d < first_) return Error("calendar.gap", "", {{"date", to_text(d)}});
  const auto n = d - first_;
  if (n < static_cast<std::int64_t>(before_.size()))
    return std::int64_t{before_[static_cast<std::size_t>(n)]};
  const auto beyond = d - (last_ + 1);
  auto out = static_cast<std::int64_t>(worked_.size()) + beyond / kWeek * kWorked;
  for (auto x = d - beyond % kWeek; x < d; ++x) out += x.weekday() <= kFriday ? 1 : 0;
  return out;
}

CivilDate WorkDays::day(std::int64_t number) const {
  GUATU_ASSERT(number >= 0);
  if (number < static_cast<std::int64_t>(worked_.size())) return worked_[static_cast<std::size_t>(number)];
  auto rest = number - static_cast<std::int64_t>(worked_.size());
  // Whole weeks by arithmetic, the days of the last one by looking.
  auto d = last_ + 1 + rest / kWorked * kWeek;
  for (rest %= kWorked;; ++d)
    if (d.weekday() <= kFriday && rest-- == 0) return d;
}

}  // namespace guatu::plan
