// Never steps through the period: each stop, long holiday and roll moves the end by what the calendar's sums
// say.
#include "guatu/kernel/deadline/day_count.h"

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::kernel::detail {

namespace {

std::int64_t most(const Span& span) {
  return amount_max(span.until.us != 0 ? LimitUnit::kDay : span.limit.unit);
}

/// The day that `t` ends or lies in: 0:00 belongs to the day before, as its 24:00.
CivilDate day_ending(Instant t) {
  return date_of(t - 1);
}

class DayCounter {
 public:
  DayCounter(const Span& span, std::int64_t budget, const WorkCalendar& calendar)
      : span_(span), budget_(budget), calendar_(calendar) {}

  Result<DayCount> run(const std::vector<Stop>& stops) {
    GUATU_TRY_VOID(begin());
    // A stop that begins at or after the due instant of those before it comes too late to move anything.
    for (std::size_t i = 0;; ++i) {
      GUATU_TRY_VOID(finish());
      if (i == stops.size() || stops[i].from >= c_.due) return std::move(c_);
      GUATU_TRY_VOID(take(stops[i], i));
    }
  }

 private:
  bool runs_to_instant() const { return span_.until.us != 0; }
  bool in_working_days() const { return !runs_to_instant() && span_.limit.unit == LimitUnit::kWorkingDay; }

  /// The period without stops. Source: 民法典 201, 202.
  Result<void> begin() {
    const CivilDate start = date_of(span_.started_at);
    const bool same_day = !runs_to_instant() && span_.limit.starts == StartRule::kSameDay;
    c_.first = same_day ? start : start + 1;
    if (runs_to_instant()) {
      c_.counted_to = day_ending(span_.until) + budget_;
    } else if (in_working_days()) {
      GUATU_TRY(day, calendar_.add_working_days(c_.first - 1, budget_));
      c_.counted_to = day;
    } else if (span_.limit.unit == LimitUnit::kDay) {
      c_.counted_to = c_.first + (budget_ - 1);
    } else {
      c_.counted_to = add_months(start, budget_);
      // Counted from the day itself it ends the day before the matching one, unless the month is too short.
      if (same_day && c_.counted_to.day() == start.day()) c_.counted_to = c_.counted_to - 1;
      c_.matching = c_.counted_to;
    }
    return {};
  }

  /// Takes the days of one more stop out.
  Result<void> take(const Stop& stop, std::size_t index) {
    const DateRange days{std::max(date_of(stop.from), c_.first), date_of(stop.to)};
    if (days.to <= days.from) return {};
    c_.stopped.push_back({days, index});
    if (days.from > c_.counted_to) return {};  // Only what comes after counting can still move.
    if (!in_working_days()) {
      c_.counted_to = c_.counted_to + (days.to - days.from);
      return {};
    }
    GUATU_TRY(lost, calendar_.working_days_between(days.from, days.to));
    stopped_working_days_ += lost;
    GUATU_TRY(day, calendar_.add_working_days(c_.first - 1, budget_ + stopped_working_days_));
    c_.counted_to = day;
    return {};
  }

  /// Lengthens, rolls and ends the last day.
  Result<void> finish() {
    c_.breaks.clear();
    c_.extended = 0;
    const auto unit = span_.limit.unit;
    if (span_.limit.holidays == HolidayRule::kExtendLong && !runs_to_instant() &&
        unit != LimitUnit::kWorkingDay)
      GUATU_TRY_VOID(find_breaks());
    c_.extended_to = c_.extended == 0 ? c_.counted_to : running_day_after(c_.counted_to, c_.extended);
    c_.last = c_.extended_to;
    if (span_.limit.roll == RollRule::kNextWorkingDay && !in_working_days()) GUATU_TRY_VOID(roll());
    return end_of_last();
  }

  /// Stretches of at least three free days in [first, counted_to], not stopped.
  /// Source: 税收征管法实施细则 109.
  Result<void> find_breaks() {
    for (const CivilDate d : {c_.first, c_.counted_to}) GUATU_TRY_VOID(covered(d));
    const CivilDate end = c_.counted_to + 1;
    const auto all = calendar_.long_breaks();
    auto it = std::lower_bound(all.begin(), all.end(), c_.first,
                               [](const DateRange& r, CivilDate d) { return r.to <= d; });
    for (; it != all.end() && it->from < end; ++it) {
      CivilDate from = std::max(it->from, c_.first);
      const CivilDate to = std::min(it->to, end);
      for (const auto& s : c_.stopped) {
        if (s.days.to <= from || s.days.from >= to) continue;
        add_break({from, s.days.from});
        from = std::max(from, s.days.to);
      }
      add_break({from, to});
    }
    return {};
  }

  void add_break(DateRange r) {
    if (r.to - r.from < 3) return;  // A weekend has two days: three free ones hold an official holiday.
    c_.breaks.push_back(r);
    c_.extended += r.to - r.from;
  }

  Result<void> covered(CivilDate d) const {
    const auto k = calendar_.kind(d);
    if (k.has_error()) return k.error();
    return {};
  }

  /// The n-th day after `d` on which the clock does not stand still; n > 0.
  CivilDate running_day_after(CivilDate d, std::int64_t n) const {
    CivilDate next = d + 1;
    for (const auto& s : c_.stopped) {
      if (s.days.to <= next) continue;
      const std::int64_t free = std::max<std::int64_t>(0, s.days.from - next);
      if (n <= free) break;
      n -= free;
      next = s.days.to;
    }
    return next + (n - 1);
  }

  /// Moves on to a working day on which the clock does not stand still. Source: 民法典 203.
  Result<void> roll() {
    for (;;) {
      if (const auto* s = stop_on(c_.stopped, c_.last)) {
        c_.last = s->days.to;
        continue;
      }
      GUATU_TRY(day, calendar_.roll_forward(c_.last));
      if (day == c_.last) return {};
      c_.last = day;
    }
  }

  Result<void> end_of_last() {
    const bool closes = span_.limit.ends == DayEnd::kCloseOfBusiness;
    if (runs_to_instant()) {
      const CivilDate day = day_ending(span_.until);
      if (!closes || span_.until != at_minute(day, 1440)) {
        c_.due = span_.until + (c_.last - day) * kDayUs;
        return {};
      }
    } else if (span_.limit.starts == StartRule::kAtOnce) {
      c_.due = span_.started_at + (c_.last - date_of(span_.started_at)) * kDayUs;
      return {};
    }
    c_.due = at_minute(c_.last, 1440);
    if (!closes) return {};
    GUATU_TRY(hours, calendar_.hours(c_.last, span_.limit.hours));
    if (!hours.empty()) c_.due = at_minute(c_.last, hours.back().to);
    return {};
  }

  const Span& span_;
  std::int64_t budget_;
  const WorkCalendar& calendar_;
  std::int64_t stopped_working_days_ = 0;
  DayCount c_;
};

Result<Instant> count_working_time(const Span& span, std::int64_t budget, const std::vector<Stop>& stops,
                                   const WorkCalendar& calendar) {
  const auto& set = span.limit.hours;
  GUATU_TRY(before, calendar.worked_us(span.started_at, set));
  std::int64_t target = before + budget;
  GUATU_TRY(due, calendar.at_worked_us(target, set));
  for (const auto& s : stops) {
    if (s.from >= due) break;
    if (s.to <= span.started_at) continue;
    GUATU_TRY(from, calendar.worked_us(std::max(s.from, span.started_at), set));
    GUATU_TRY(to, calendar.worked_us(s.to, set));
    target += to - from;
    GUATU_TRY(later, calendar.at_worked_us(target, set));
    due = later;
  }
  return due;
}

}  // namespace

bool is_clock_unit(LimitUnit u) {
  return u == LimitUnit::kMinute || u == LimitUnit::kHour || u == LimitUnit::kWorkingHour;
}

const StoppedDays* stop_on(const std::vector<StoppedDays>& stopped, CivilDate d) {
  const auto it = std::upper_bound(stopped.begin(), stopped.end(), d,
                                   [](CivilDate v, const StoppedDays& s) { return v < s.days.to; });
  return it != stopped.end() && it->days.from <= d ? &*it : nullptr;
}

Result<std::int64_t> budget_of(const Span& span) {
  const bool to_instant = span.until.us != 0;
  const std::int64_t limit = most(span);
  // A given instant that lies too far away is out of range as an amount of days would be.
  const std::int64_t own = to_instant ? date_of(span.until) - date_of(span.started_at) : span.limit.amount;
  std::int64_t sum = to_instant ? std::max<std::int64_t>(own, 0) : own;
  bool ok = (to_instant || own >= 1) && own <= limit;
  for (const auto& e : span.extensions) {
    ok = ok && e.amount >= 1 && e.amount <= limit - sum;
    if (ok) sum += e.amount;
  }
  if (ok) return to_instant ? sum - std::max<std::int64_t>(own, 0) : sum;
  return Error("clock.range", "",
               {{"amount", std::to_string(own)},
                {"unit", text_of(to_instant ? LimitUnit::kDay : span.limit.unit)},
                {"limit", std::to_string(limit)}});
}

Result<std::vector<Stop>> closed_stops(const Span& span, Instant as_of) {
  auto stops = span.stops;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    auto& s = stops[i];
    const Error bad("clock.stops_order", "", {{"from", to_text(s.from)}});
    if (s.is_open()) {
      if (i + 1 != stops.size()) return bad;
      s.to = std::max(as_of, s.from);
    }
    if (s.to < s.from || (i > 0 && s.from < stops[i - 1].to)) return bad;
  }
  return stops;
}

Result<DayCount> count_days(const Span& span, std::int64_t budget, const std::vector<Stop>& stops,
                            const WorkCalendar& calendar) {
  return DayCounter(span, budget, calendar).run(stops);
}

Result<Instant> count_exactly(const Span& span, std::int64_t budget, const std::vector<Stop>& stops,
                              const WorkCalendar& calendar) {
  const std::int64_t us = budget * (span.limit.unit == LimitUnit::kMinute ? kMinuteUs : kHourUs);
  if (span.limit.unit == LimitUnit::kWorkingHour) return count_working_time(span, us, stops, calendar);
  Instant due = span.started_at + us;
  for (const auto& s : stops) {
    if (s.from >= due) break;
    if (s.to > span.started_at) due = due + (s.to.us - std::max(s.from, span.started_at).us);
  }
  return due;
}

}  // namespace guatu::kernel::detail
