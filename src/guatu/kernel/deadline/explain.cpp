// Walks the period and says of every day, or stretch of minutes, what it counted for. The ends come from
// day_count.h; the walk counts anew on its own, and the tests hold the two against each other.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/deadline/day_count.h"
#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel {

namespace {

using Kind = ExplainLine::Kind;

const Titles kWeekendWord{"周末", "weekend"};
const Titles kWorkdayWord{"工作日", "working day"};

Titles reason_of(const Stop& s) {
  return {s.reason, s.reason};
}

std::string clock_text(int minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

/// `10:00–12:30` of two instants on one day; the end of the day is 24:00.
std::string stretch_text(CivilDate day, Instant from, Instant to) {
  const int end = to == at_minute(day, 1440) ? 1440 : minute_of_day(to);
  return clock_text(minute_of_day(from)) + "–" + clock_text(end);
}

Titles with_note(Titles t, const Titles& note) {
  if (note.zh.empty()) return t;
  return {t.zh + "：" + note.zh, t.en + ": " + note.in(Lang::kEn)};
}

/// The limit in words.
Titles rule_text(const Span& span, std::int64_t budget) {
  const auto& l = span.limit;
  Titles t;
  const auto add = [&](const std::string& zh, const std::string& en) {
    t.zh += (t.zh.empty() ? "" : "；") + zh;
    t.en += (t.en.empty() ? "" : "; ") + en;
  };
  const bool to_instant = span.until.us != 0;
  const bool exact = !to_instant && detail::is_clock_unit(l.unit);
  if (to_instant) {
    add("到给定的时刻为止", "up to a given instant");
    if (budget > 0)
      add("延长" + amount_text(budget, LimitUnit::kDay, Lang::kZh),
          "lengthened by " + amount_text(budget, LimitUnit::kDay, Lang::kEn));
  } else {
    add(amount_text(budget, l.unit, Lang::kZh), amount_text(budget, l.unit, Lang::kEn));
  }
  if (exact) {
    add("即时起算", "from the instant itself");
    if (l.unit == LimitUnit::kWorkingHour)
      add("只计“" + l.hours + "”时段", "only hours of the set `" + l.hours + "`");
    return t;
  }
  if (!to_instant) {
    if (l.starts == StartRule::kSameDay) add("当日计为第一天", "the day of the event is day 1");
    if (l.starts != StartRule::kSameDay) add("当日不计，次日起算", "first day not counted");
  }
  if (l.roll == RollRule::kNextWorkingDay && (to_instant || l.unit != LimitUnit::kWorkingDay))
    add("末日休息的顺延到其后第一个工作日", "a free last day rolls to the next working day");
  if (l.holidays == HolidayRule::kExtendLong && !to_instant && l.unit != LimitUnit::kWorkingDay)
    add("期内连续三天以上的假期按天数顺延", "breaks of 3 days or more inside lengthen it by their days");
  if (to_instant) return t;
  if (l.starts == StartRule::kAtOnce)
    add("到同一钟点为止", "ends at the same time of day");
  else if (l.ends == DayEnd::kCloseOfBusiness)
    add("到当日下班为止", "ends at the close of business");
  else
    add("到24:00为止", "ends at 24:00");
  return t;
}

/// Lines of a period counted by civil days.
class DayWalk {
 public:
  DayWalk(const Span& span, const WorkCalendar& calendar, const detail::DayCount& count)
      : span_(span), calendar_(calendar), c_(count) {}

  std::vector<ExplainLine> run() {
    const CivilDate start = date_of(span_.started_at);
    if (c_.first > start) put(Kind::kStart, start, 0, {});
    for (CivilDate d = c_.first; d <= c_.last; ++d) {
      if (const auto* s = detail::stop_on(c_.stopped, d))
        put(Kind::kStopped, d, 0, reason_of(span_.stops[s->stop]));
      else if (d <= c_.counted_to)
        counted_part(d);
      else if (d <= c_.extended_to)
        put(Kind::kExtended, d, ++extended_, extended_note());
      else
        put(Kind::kRolled, d, ++rolled_, rolled_note(d));
    }
    put(Kind::kDue, date_of(c_.due - 1), counted_, {});
    return std::move(lines_);
  }

 private:
  bool is_kind(CivilDate d, DayKind kind) const {
    const auto k = calendar_.kind(d);
    return k.has_value() && *k == kind;
  }

  void put(Kind kind, CivilDate d, std::int64_t count, Titles note) {
    lines_.push_back({kind, d, count, std::move(note)});
  }

  void counted_part(CivilDate d) {
    const bool working_days = span_.until.us == 0 && span_.limit.unit == LimitUnit::kWorkingDay;
    const bool holiday = is_kind(d, DayKind::kHoliday);
    const Titles name = holiday ? calendar_.name(d) : Titles{};
    if (!working_days) return put(Kind::kCounted, d, ++counted_, month_note(d, name));
    if (holiday) return put(Kind::kHoliday, d, 0, name);
    if (is_kind(d, DayKind::kWeekend)) return put(Kind::kWeekend, d, 0, {});
    if (is_kind(d, DayKind::kWorkedWeekend))
      return put(Kind::kWorkedWeekend, d, ++counted_, calendar_.name(d));
    put(Kind::kCounted, d, ++counted_, {});
  }

  /// Says at the last counted day of a period in months which day it is.
  Titles month_note(CivilDate d, const Titles& name) const {
    if (span_.until.us != 0 || span_.limit.unit != LimitUnit::kMonth || d != c_.counted_to) return name;
    if (c_.counted_to != c_.matching)
      return with_note({fmt::format("对应日 {} 因停计顺延", to_text(c_.matching)),
                        fmt::format("matching day {}, moved by the stops", to_text(c_.matching))},
                       name);
    const bool matches =
        span_.limit.starts == StartRule::kSameDay || d.day() == date_of(span_.started_at).day();
    if (matches) return with_note({"到期月的对应日", "matching day of the last month"}, name);
    return with_note({"到期月无对应日，取月末日", "no matching day in that month: its last day"}, name);
  }

  /// The break that the extended day stands for.
  Titles extended_note() const {
    std::int64_t n = extended_;
    for (const auto& b : c_.breaks) {
      if (n > b.to - b.from) {
        n -= b.to - b.from;
        continue;
      }
      Titles name;
      for (CivilDate d = b.from; d < b.to && name.zh.empty(); ++d) name = calendar_.name(d);
      const auto range = to_text(b.from).substr(5) + "–" + to_text(b.to - 1).substr(5);
      return {name.zh + " " + range, name.in(Lang::kEn) + " " + range};
    }
    return {};
  }

  Titles rolled_note(CivilDate d) const {
    if (d == c_.last) return kWorkdayWord;
    return is_kind(d, DayKind::kHoliday) ? calendar_.name(d) : kWeekendWord;
  }

  const Span& span_;
  const WorkCalendar& calendar_;
  const detail::DayCount& c_;
  std::int64_t counted_ = 0;
  std::int64_t extended_ = 0;
  std::int64_t rolled_ = 0;
  std::vector<ExplainLine> lines_;
};

/// Lines of a period counted exactly, one or more a day.
class ClockWalk {
 public:
  ClockWalk(const Span& span, const std::vector<Stop>& stops, const WorkCalendar& calendar, Instant due)
      : span_(span), stops_(stops), calendar_(calendar), due_(due) {}

  std::vector<ExplainLine> run() {
    const CivilDate start = date_of(span_.started_at);
    put(Kind::kStart, start, span_.started_at, span_.started_at);
    const CivilDate last = date_of(due_ - 1);
    for (CivilDate d = start; d <= last; ++d) day(d);
    lines_.push_back({Kind::kDue, last, used_us_ / kMinuteUs, {}});
    return std::move(lines_);
  }

 private:
  void put(Kind kind, CivilDate d, Instant from, Instant to, const Titles& note = {}) {
    const auto text = kind == Kind::kStart ? clock_text(minute_of_day(from)) : stretch_text(d, from, to);
    Titles t{text, text};
    if (!note.zh.empty()) t = {text + " " + note.zh, text + " " + note.in(Lang::kEn)};
    lines_.push_back({kind, d, kind == Kind::kSpan ? used_us_ / kMinuteUs : 0, std::move(t)});
  }

  void day(CivilDate d) {
    if (span_.limit.unit != LimitUnit::kWorkingHour) return stretch(d, at_minute(d, 0), at_minute(d, 1440));
    const auto hours = calendar_.hours(d, span_.limit.hours);
    if (hours.has_error()) return;  // Counting has been there before: it is covered.
    if (hours->empty()) {
      const auto kind = calendar_.kind(d);
      const bool holiday = kind.has_value() && *kind == DayKind::kHoliday;
      lines_.push_back(
          {holiday ? Kind::kHoliday : Kind::kWeekend, d, 0, holiday ? calendar_.name(d) : Titles{}});
      return;
    }
    for (const auto& h : *hours) stretch(d, at_minute(d, h.from), at_minute(d, h.to));
  }

  /// The part of [from, to) inside the period, cut by the stops.
  void stretch(CivilDate d, Instant from, Instant to) {
    from = std::max(from, span_.started_at);
    to = std::min(to, due_);
    for (const auto& s : stops_) {
      if (s.to <= from || s.from >= to || s.to == s.from) continue;
      run_on(d, from, std::max(from, s.from));
      const Instant end = std::min(to, s.to);
      put(Kind::kStopped, d, std::max(from, s.from), end, reason_of(s));
      from = end;
    }
    run_on(d, from, to);
  }

  void run_on(CivilDate d, Instant from, Instant to) {
    if (to <= from) return;
    used_us_ += to.us - from.us;
    const auto kind = calendar_.kind(d);
    const bool worked_weekend = kind.has_value() && *kind == DayKind::kWorkedWeekend;
    if (worked_weekend && span_.limit.unit == LimitUnit::kWorkingHour)
      return put(Kind::kSpan, d, from, to, with_note({"调休上班", "worked weekend"}, calendar_.name(d)));
    put(Kind::kSpan, d, from, to);
  }

  const Span& span_;
  const std::vector<Stop>& stops_;
  const WorkCalendar& calendar_;
  Instant due_;
  std::int64_t used_us_ = 0;
  std::vector<ExplainLine> lines_;
};

/// Each notice of the years touched, once: `2022: 国办发明电…`.
std::vector<std::string> sources_between(CivilDate from, CivilDate to, const WorkCalendar& calendar) {
  std::vector<std::string> out;
  for (int year = from.year(); year <= to.year(); ++year) {
    const auto first = make_date(year, 1, 1);
    std::string_view rest = first.has_error() ? std::string_view() : calendar.source(*first);
    while (!rest.empty()) {
      const auto end = rest.find("; ");
      out.push_back(fmt::format("{}: {}", year, rest.substr(0, end)));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    }
  }
  return out;
}

}  // namespace

Result<Explanation> explain(const Span& span, const WorkCalendar& calendar, Instant as_of) {
  GUATU_TRY(budget, detail::budget_of(span));
  GUATU_TRY(stops, detail::closed_stops(span, as_of));
  Explanation e;
  e.rule = rule_text(span, budget);
  e.basis = span.limit.basis;
  e.confirmed = span.limit.confirmed;
  e.calendar = calendar.version();
  e.started_at = span.started_at;
  e.budget = budget;
  e.unit = span.until.us != 0 ? LimitUnit::kDay : span.limit.unit;
  e.stops = span.stops;
  e.extensions = span.extensions;
  if (span.until.us == 0 && detail::is_clock_unit(span.limit.unit)) {
    GUATU_TRY(due, detail::count_exactly(span, budget, stops, calendar));
    e.due_at = due;
    e.lines = ClockWalk(span, stops, calendar, due).run();
  } else {
    GUATU_TRY(count, detail::count_days(span, budget, stops, calendar));
    e.due_at = count.due;
    e.lines = DayWalk(span, calendar, count).run();
  }
  e.sources = sources_between(date_of(span.started_at), date_of(e.due_at - 1), calendar);
  return e;
}

std::string amount_text(std::int64_t amount, LimitUnit unit, Lang lang) {
  static constexpr const char* kEn[] = {"minute", "hour", "working hour", "working day", "day", "month"};
  static constexpr const char* kZh[] = {"分钟", "小时", "个工作时", "个工作日", "日", "个月"};
  const auto i = static_cast<std::size_t>(unit);
  if (lang == Lang::kZh) return std::to_string(amount) + kZh[i];
  return fmt::format("{} {}{}", amount, kEn[i], amount == 1 || amount == -1 ? "" : "s");
}

}  // namespace guatu::kernel
