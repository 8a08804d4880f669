// A slow, obvious twin of due_at() and shift(): steps day by day, or minute by minute, over tables of its
// own. For tests and for the checker of the simulator. Shares with deadline.cpp nothing but the calendar's
// kind() and hours() and the structs of limit.h.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel::fixture {

/// Immutable once made; safe from many threads.
class Twin {
 public:
  /// @param calendar  must cover a day at least
  /// @param sets      the hour sets that may be asked for; those that the calendar has not are gaps
  explicit Twin(const WorkCalendar& calendar, const std::vector<std::string>& sets = {"office", "urgent"})
      : first_(*calendar.first()), last_(*calendar.last()) {
    for (CivilDate d = first_; d <= last_; ++d) kinds_.push_back(calendar.kind(d).value());
    for (const auto& name : sets) {
      if (!calendar.has_hours(name)) continue;
      auto& set = sets_[name];
      for (CivilDate d = first_; d <= last_; ++d) {
        const auto hours = calendar.hours(d, name).value();
        set.close.push_back(hours.empty() ? 0 : hours.back().to);
        fill(set.worked, hours);
      }
    }
    // Year, month and day of every day around, kept by hand.
    constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int y = kFirstYear; y < kFirstYear + 30; ++y)
      for (int m = 1; m <= 12; ++m)
        for (int d = 1; d <= kLengths[m - 1] + (m == 2 && y % 4 == 0 ? 1 : 0); ++d)
          ymd_.push_back({y * 12 + m, d});
  }

  /// The due instant; nothing where the calendar has a gap. `stops` are closed.
  std::optional<Instant> due(const Span& span, const std::vector<Stop>& stops) const {
    std::int64_t budget = span.until.us != 0 ? 0 : span.limit.amount;
    for (const auto& e : span.extensions) budget += e.amount;
    const auto unit = span.limit.unit;
    if (span.until.us == 0 &&
        (unit == LimitUnit::kMinute || unit == LimitUnit::kHour || unit == LimitUnit::kWorkingHour))
      return by_minutes(span, budget * (unit == LimitUnit::kMinute ? 1 : 60), stops);
    // Stops one after another: the first that begins when it is over already ends the reckoning.
    std::vector<Stop> taken;
    for (std::size_t i = 0;; ++i) {
      const auto d = by_days(span, budget, taken);
      if (!d || i == stops.size() || stops[i].from >= *d) return d;
      taken.push_back(stops[i]);
    }
  }

  /// `at` moved by `offset`; nothing where the calendar has a gap.
  std::optional<Instant> shift(Instant at, Offset offset, const std::string& hours) const {
    const std::int64_t step = offset.amount < 0 ? -1 : 1;
    switch (offset.unit) {
      case LimitUnit::kMinute:
        return at + offset.amount * kMinuteUs;
      case LimitUnit::kHour:
        return at + offset.amount * 60 * kMinuteUs;
      case LimitUnit::kDay:
        return at + offset.amount * 1440 * kMinuteUs;
      case LimitUnit::kWorkingDay: {
        const CivilDate day = day_of(at.us - 1);
        CivilDate d = day;
        for (auto left = offset.amount; left != 0;) {
          d = d + step;
          if (!known(d)) return {};
          if (!free(d)) left -= step;
        }
        return at + (d - day) * 1440 * kMinuteUs;
      }
      case LimitUnit::kWorkingHour:
        return shift_worked(at, offset.amount * 60, step, hours);
      case LimitUnit::kMonth:
        break;
    }
    return {};
  }

 private:
  /// One hour set: close of each day, in minutes (0: none), and whether each minute is worked.
  struct Set {
    std::vector<int> close;
    std::vector<bool> worked;
  };
  const Set* set(const std::string& name) const {
    const auto it = sets_.find(name);
    return it == sets_.end() ? nullptr : &it->second;
  }

  std::optional<Instant> shift_worked(Instant at, std::int64_t left, std::int64_t step,
                                      const std::string& hours) const {
    const auto* table = set(hours);
    if (table == nullptr) return {};
    const std::int64_t base = std::int64_t{first_.days} * kDayUs - kCivilOffsetUs;
    // The minute that begins at `t` lies ahead; behind, it is the one that begins a minute before.
    for (auto t = at; left != 0; t = t + step * kMinuteUs) {
      const auto i = (t.us - base) / kMinuteUs - (step < 0 ? 1 : 0);
      if (t.us < base || i < 0 || i >= static_cast<std::int64_t>(table->worked.size())) return {};
      if (table->worked[static_cast<std::size_t>(i)]) left -= step;
      if (left == 0) return t + step * kMinuteUs;
    }
    return at;
  }

  static constexpr int kFirstYear = 2010;
  static constexpr std::int32_t kFirstDay = 14'610;  // 1 January 2010, in days since 1970.

  static void fill(std::vector<bool>& minutes, std::span<const Hours> hours) {
    const auto base = minutes.size();
    minutes.resize(base + 1440, false);
    for (const auto& h : hours)
      for (int m = h.from; m < h.to; ++m) minutes[base + static_cast<std::size_t>(m)] = true;
  }

  bool known(CivilDate d) const { return d >= first_ && d <= last_; }
  DayKind kind(CivilDate d) const { return kinds_[static_cast<std::size_t>(d - first_)]; }
  bool free(CivilDate d) const { return kind(d) == DayKind::kWeekend || kind(d) == DayKind::kHoliday; }
  /// The clock stands still at the end of the day.
  static bool stopped(CivilDate d, const std::vector<Stop>& stops) {
    const std::int64_t end = (std::int64_t{d.days} + 1) * kDayUs - kCivilOffsetUs;
    return std::any_of(stops.begin(), stops.end(),
                       [&](const Stop& s) { return s.from.us < end && s.to.us >= end; });
  }

  static CivilDate day_of(std::int64_t us) {
    const std::int64_t local = us + kCivilOffsetUs;
    return {static_cast<std::int32_t>(local / kDayUs)};  // All tests lie after 1970.
  }

  std::optional<Instant> by_days(const Span& span, std::int64_t budget,
                                 const std::vector<Stop>& stops) const {
    const auto& l = span.limit;
    const bool to_instant = span.until.us != 0;
    const CivilDate start = day_of(span.started_at.us);
    const CivilDate first = !to_instant && l.starts == StartRule::kSameDay ? start : start + 1;
    const bool work = !to_instant && l.unit == LimitUnit::kWorkingDay;
    const CivilDate until = day_of(span.until.us - 1);
    std::int64_t count = budget;
    if (to_instant) count = until - first + 1 + budget;
    if (!to_instant && l.unit == LimitUnit::kMonth) count = days_of_months(start, first, budget);

    // Days before the first are not of the period: no stop takes them.
    const auto still = [&](CivilDate x) { return x >= first && stopped(x, stops); };
    // 1. Count.
    CivilDate d = first - 1;
    if (count < 0) d = d + count;
    for (std::int64_t left = count; left > 0;) {
      ++d;
      if (work && !known(d)) return {};
      if (!still(d) && !(work && free(d))) --left;
    }
    // 2. Long holidays.
    if (l.holidays == HolidayRule::kExtendLong && !work && !to_instant) {
      std::int64_t more = 0;
      if (!lengthened(first, d, stops, more)) return {};
      while (more > 0) {
        ++d;
        if (!still(d)) --more;
      }
    }
    // 3. Roll.
    if (l.roll == RollRule::kNextWorkingDay && !work)
      for (;; ++d) {
        if (still(d)) continue;
        if (!known(d)) return {};
        if (!free(d)) break;
      }
    return end_of(span, d, start, until);
  }

  std::optional<Instant> end_of(const Span& span, CivilDate d, CivilDate start, CivilDate until) const {
    const std::int64_t midnight = (std::int64_t{d.days} + 1) * kDayUs - kCivilOffsetUs;
    const bool closes = span.limit.ends == DayEnd::kCloseOfBusiness;
    if (span.until.us != 0) {
      if (!closes || (span.until.us + kCivilOffsetUs) % kDayUs != 0) return span.until + (d - until) * kDayUs;
    } else if (span.limit.starts == StartRule::kAtOnce) {
      return span.started_at + (d - start) * kDayUs;
    }
    if (!closes) return Instant{midnight};
    const auto* hours = set(span.limit.hours);
    if (!known(d) || hours == nullptr) return {};
    const int close = hours->close[static_cast<std::size_t>(d - first_)];
    return Instant{close == 0 ? midnight : midnight - (1440 - close) * kMinuteUs};
  }

  /// Days from `first` to the last day of `months` months from `start`, found by walking.
  std::int64_t days_of_months(CivilDate start, CivilDate first, std::int64_t months) const {
    const auto at = [&](CivilDate d) { return ymd_[static_cast<std::size_t>(d.days - kFirstDay)]; };
    const auto target = at(start).month + months;
    CivilDate d = start;
    while (at(d).month < target) ++d;
    while (at(d + 1).month == target && at(d).day < at(start).day) ++d;
    if (first == start && at(d).day == at(start).day) d = d - 1;
    return d - first + 1;
  }

  bool lengthened(CivilDate first, CivilDate last, const std::vector<Stop>& stops, std::int64_t& more) const {
    std::int64_t run = 0;
    bool holiday = false;
    for (CivilDate d = first; d <= last + 1; ++d) {
      if (d <= last && !known(d)) return false;
      if (d <= last && free(d) && !stopped(d, stops)) {
        ++run;
        holiday = holiday || kind(d) == DayKind::kHoliday;
        continue;
      }
      if (run >= 3 && holiday) more += run;
      run = 0;
      holiday = false;
    }
    return true;
  }

  std::optional<Instant> by_minutes(const Span& span, std::int64_t budget,
                                    const std::vector<Stop>& stops) const {
    const bool work = span.limit.unit == LimitUnit::kWorkingHour;
    const auto* hours = set(span.limit.hours);
    if (work && hours == nullptr) return {};
    const std::int64_t base = std::int64_t{first_.days} * kDayUs - kCivilOffsetUs;
    if (work && span.started_at.us < base) return {};
    std::size_t s = 0;
    for (std::int64_t t = span.started_at.us;; t += kMinuteUs) {
      const std::int64_t i = (t - base) / kMinuteUs;
      if (work && i >= static_cast<std::int64_t>(hours->worked.size())) return {};
      while (s < stops.size() && stops[s].to.us <= t) ++s;
      if (s < stops.size() && stops[s].from.us <= t) continue;
      if (work && !hours->worked[static_cast<std::size_t>(i)]) continue;
      if (--budget == 0) return Instant{t + kMinuteUs};
    }
  }

  struct MonthDay {
    std::int64_t month;
    int day;
  };
  CivilDate first_;
  CivilDate last_;
  std::vector<DayKind> kinds_;
  std::map<std::string, Set> sets_;
  std::vector<MonthDay> ymd_;
};

}  // namespace guatu::kernel::fixture
