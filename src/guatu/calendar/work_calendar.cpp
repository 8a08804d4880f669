// Answers from tables built once: kinds, prefix sums of worked days and of minutes. No YAML here.
#include "guatu/calendar/work_calendar.h"

#include <algorithm>
#include <map>

#include "guatu/calendar/year_file.h"

namespace guatu {

using detail::HourSet;
using detail::NamedDays;
using detail::YearFile;

bool is_working(DayKind k) {
  return k == DayKind::kWorking || k == DayKind::kWorkedWeekend;
}

const char* text_of(DayKind k) {
  switch (k) {
    case DayKind::kWorking:
      return "working";
    case DayKind::kWeekend:
      return "weekend";
    case DayKind::kHoliday:
      return "holiday";
    case DayKind::kWorkedWeekend:
      return "worked_weekend";
  }
  return "";
}

namespace {

struct SetTable {
  std::vector<std::vector<Hours>> patterns;  ///< the first is empty: a free day
  std::vector<std::uint16_t> pattern;        ///< of each day
  std::vector<std::int64_t> minutes_before;  ///< of each day and of the day after the last
};

const Titles kNoName;
const std::string kNoSource;

}  // namespace

struct WorkCalendar::Data {
  std::string version;
  CivilDate first;
  std::int64_t days = 0;  ///< covered; 0: nothing is
  std::vector<DayKind> kind;
  std::vector<std::uint16_t> name;  ///< index into `names`; 0: none
  std::vector<Titles> names;
  std::vector<std::int32_t> worked_before;  ///< days + 1
  std::vector<std::int32_t> worked;         ///< offsets of the worked days, in order
  std::vector<DateRange> breaks;
  std::map<int, std::string> sources;
  std::map<std::string, SetTable, std::less<>> sets;

  std::int64_t at(CivilDate d) const { return d - first; }
  bool covers(CivilDate d) const { return at(d) >= 0 && at(d) < days; }
  /// Covered, or the day after the last.
  bool bounds(CivilDate d) const { return days > 0 && at(d) >= 0 && at(d) <= days; }
  static Error gap(CivilDate d) { return Error("calendar.gap", "", {{"date", to_text(d)}}); }

  Result<const SetTable*> table(std::string_view set) const {
    const auto it = sets.find(set);
    if (it == sets.end()) return Error("calendar.hours_unknown", "", {{"name", std::string(set)}});
    return &it->second;
  }

  void lay_out(const std::vector<YearFile>& years, Problems& problems);
  void name_days(const std::vector<NamedDays>& list, DayKind as, Problems& problems);
  void sum_up();
  void find_breaks();
  void lay_out_hours(const std::vector<YearFile>& years);
};

/// Marks the days of `list`; a day that bears a name already is an overlap.
void WorkCalendar::Data::name_days(const std::vector<NamedDays>& list, DayKind as, Problems& problems) {
  for (const auto& n : list) {
    names.push_back(n.name);
    for (CivilDate d = n.from; d <= n.to; ++d) {
      const auto i = static_cast<std::size_t>(at(d));
      if (name[i] != 0) {
        problems.emplace_back("calendar.overlap", "",
                              std::vector<std::pair<std::string, std::string>>{{"what", to_text(d)}},
                              n.place);
        break;
      }
      kind[i] = as;
      name[i] = static_cast<std::uint16_t>(names.size() - 1);
    }
  }
}

void WorkCalendar::Data::lay_out(const std::vector<YearFile>& years, Problems& problems) {
  first = *make_date(years.front().year, 1, 1);
  days = *make_date(years.back().year, 12, 31) - first + 1;
  const auto n = static_cast<std::size_t>(days);
  kind.resize(n);
  name.resize(n, 0);
  names.emplace_back();
  for (std::size_t i = 0; i < n; ++i)
    kind[i] = (first + static_cast<std::int64_t>(i)).weekday() < 6 ? DayKind::kWorking : DayKind::kWeekend;
  for (const auto& y : years) {
    name_days(y.holidays, DayKind::kHoliday, problems);
    name_days(y.worked, DayKind::kWorkedWeekend, problems);
    sources[y.year] = y.source;
  }
}

void WorkCalendar::Data::sum_up() {
  worked_before.assign(1, 0);
  for (std::size_t i = 0; i < kind.size(); ++i) {
    if (is_working(kind[i])) worked.push_back(static_cast<std::int32_t>(i));
    worked_before.push_back(static_cast<std::int32_t>(worked.size()));
  }
}

void WorkCalendar::Data::find_breaks() {
  for (std::size_t i = 0; i < kind.size();) {
    std::size_t end = i;
    while (end < kind.size() && !is_working(kind[end])) ++end;
    if (end - i >= 3)  // A weekend has two days: three free ones hold an official holiday.
      breaks.push_back({first + static_cast<std::int64_t>(i), first + static_cast<std::int64_t>(end)});
    i = end + 1;
  }
}

void WorkCalendar::Data::lay_out_hours(const std::vector<YearFile>& years) {
  for (const auto& y : years)
    for (const auto& [set_name, set] : y.hours) sets.try_emplace(set_name);
  for (auto& named : sets) {
    const auto& set_name = named.first;
    auto& table = named.second;
    table.patterns.emplace_back();
    table.pattern.assign(kind.size(), 0);
    for (const auto& y : years) {
      const auto it = y.hours.find(set_name);
      if (it == y.hours.end()) continue;
      const auto put = [&](CivilDate from, CivilDate to, const std::vector<Hours>& times) {
        table.patterns.push_back(times);
        for (CivilDate d = from; d <= to; ++d)
          if (it->second.every_day || is_working(kind[static_cast<std::size_t>(at(d))]))
            table.pattern[static_cast<std::size_t>(at(d))] =
                static_cast<std::uint16_t>(table.patterns.size() - 1);
      };
      put(*make_date(y.year, 1, 1), *make_date(y.year, 12, 31), it->second.times);
      for (const auto& s : it->second.seasons) put(s.from, s.to, s.times);
    }
    table.minutes_before.assign(1, 0);
    for (const auto p : table.pattern) {
      std::int64_t minutes = 0;
      for (const auto& h : table.patterns[p]) minutes += h.to - h.from;
      table.minutes_before.push_back(table.minutes_before.back() + minutes);
    }
  }
}

WorkCalendar::WorkCalendar()
    : data_([] {
        auto d = std::make_shared<Data>();
        d->version = sha256_hex("").substr(0, 12);
        return d;
      }()) {}

Checked<WorkCalendar> WorkCalendar::from_files(std::span<const CalendarFile> files) {
  Problems problems;
  std::vector<YearFile> years;
  std::vector<std::string> texts;
  for (const auto& f : files) {
    years.push_back(detail::read_year_file(f.text, f.name, problems));
    texts.push_back(f.text);
  }
  if (files.empty()) return WorkCalendar();
  std::stable_sort(years.begin(), years.end(), [](const auto& a, const auto& b) { return a.year < b.year; });
  for (std::size_t i = 1; i < years.size(); ++i) {
    if (years[i - 1].year == 0) continue;  // Already complained of.
    const auto args = std::vector<std::pair<std::string, std::string>>{
        {"what", std::to_string(years[i].year)}, {"after", std::to_string(years[i - 1].year)}};
    if (years[i].year == years[i - 1].year)
      problems.emplace_back("calendar.overlap", "year", args, years[i].place);
    if (years[i].year > years[i - 1].year + 1)
      problems.emplace_back("calendar.hole", "year", args, years[i].place);
  }
  auto data = std::make_shared<Data>();
  const auto bad_year = [](const Error& e) {
    return e.key == "calendar.overlap" || e.key == "calendar.hole";
  };
  if (years.front().year != 0 && std::none_of(problems.begin(), problems.end(), bad_year))
    data->lay_out(years, problems);
  if (!problems.empty()) return problems;
  data->sum_up();
  data->find_breaks();
  data->lay_out_hours(years);
  std::sort(texts.begin(), texts.end());
  data->version = sha256_hex(join(texts, std::string_view("\0", 1))).substr(0, 12);
  WorkCalendar calendar;
  calendar.data_ = std::move(data);
  return calendar;
}

const std::string& WorkCalendar::version() const {
  return data_->version;
}
bool WorkCalendar::covers(CivilDate d) const {
  return data_->covers(d);
}

std::optional<CivilDate> WorkCalendar::first() const {
  if (data_->days == 0) return {};
  return data_->first;
}

std::optional<CivilDate> WorkCalendar::last() const {
  if (data_->days == 0) return {};
  return data_->first + (data_->days - 1);
}

Result<DayKind> WorkCalendar::kind(CivilDate d) const {
  if (!data_->covers(d)) return Data::gap(d);
  return data_->kind[static_cast<std::size_t>(data_->at(d))];
}

const Titles& WorkCalendar::name(CivilDate d) const {
  if (!data_->covers(d)) return kNoName;
  return data_->names[data_->name[static_cast<std::size_t>(data_->at(d))]];
}

const std::string& WorkCalendar::source(CivilDate d) const {
  const auto it = data_->sources.find(d.year());
  return it == data_->sources.end() ? kNoSource : it->second;
}

Result<std::span<const Hours>> WorkCalendar::hours(CivilDate d, std::string_view set) const {
  GUATU_TRY(table, data_->table(set));
  if (!data_->covers(d)) return Data::gap(d);
  return std::span<const Hours>(table->patterns[table->pattern[static_cast<std::size_t>(data_->at(d))]]);
}

bool WorkCalendar::has_hours(std::string_view set) const {
  return data_->sets.find(set) != data_->sets.end();
}

Result<CivilDate> WorkCalendar::add_working_days(CivilDate d, std::int64_t n) const {
  if (n == 0) return d;
  // The first day looked at must be covered, or there is a hole in the count.
  const CivilDate begin = n > 0 ? d + 1 : d - 1;
  if (!data_->covers(begin)) return Data::gap(begin);
  const auto i = static_cast<std::size_t>(data_->at(begin));
  const std::int64_t at = n > 0 ? data_->worked_before[i] + n - 1 : data_->worked_before[i + 1] + n;
  if (at < 0) return Data::gap(data_->first - 1);
  if (at >= static_cast<std::int64_t>(data_->worked.size())) return Data::gap(data_->first + data_->days);
  return data_->first + data_->worked[static_cast<std::size_t>(at)];
}

Result<std::int64_t> WorkCalendar::working_days_between(CivilDate from, CivilDate to) const {
  if (to <= from) return std::int64_t{0};
  if (!data_->covers(from)) return Data::gap(from);
  if (!data_->bounds(to)) return Data::gap(data_->first + data_->days);
  return std::int64_t{data_->worked_before[static_cast<std::size_t>(data_->at(to))]} -
         data_->worked_before[static_cast<std::size_t>(data_->at(from))];
}

Result<CivilDate> WorkCalendar::roll_forward(CivilDate d) const {
  return add_working_days(d - 1, 1);
}

Result<std::int64_t> WorkCalendar::worked_us(Instant t, std::string_view set) const {
  GUATU_TRY(table, data_->table(set));
  const CivilDate d = date_of(t);
  if (!data_->bounds(d) || (!data_->covers(d) && t != at_minute(d, 0))) return Data::gap(d);
  const auto i = static_cast<std::size_t>(data_->at(d));
  std::int64_t us = table->minutes_before[i] * kMinuteUs;
  if (!data_->covers(d)) return us;
  const std::int64_t now = t.us - at_minute(d, 0).us;
  for (const auto& h : table->patterns[table->pattern[i]])
    us += std::clamp<std::int64_t>(now - h.from * kMinuteUs, 0, (h.to - h.from) * kMinuteUs);
  return us;
}

Result<Instant> WorkCalendar::at_worked_us(std::int64_t us, std::string_view set, bool latest) const {
  GUATU_TRY(table, data_->table(set));
  const auto& before = table->minutes_before;
  if (data_->days == 0 || us < 0) return Data::gap(data_->days == 0 ? CivilDate{} : data_->first - 1);
  // The day on which the sum is reached: the first whose end has it, or the last whose beginning has no more.
  const auto more = [&](std::int64_t v, std::int64_t minutes) { return v < minutes * kMinuteUs; };
  const auto less = [&](std::int64_t minutes, std::int64_t v) { return minutes * kMinuteUs < v; };
  const auto it = latest ? std::upper_bound(before.begin() + 1, before.end(), us, more)
                         : std::lower_bound(before.begin() + 1, before.end(), us, less);
  if (it == before.end()) return Data::gap(data_->first + data_->days);
  const auto i = static_cast<std::size_t>(it - before.begin() - 1);
  const CivilDate d = data_->first + static_cast<std::int64_t>(i);
  std::int64_t rest = us - before[i] * kMinuteUs;
  for (const auto& h : table->patterns[table->pattern[i]]) {
    const std::int64_t length = (h.to - h.from) * kMinuteUs;
    if (latest ? rest < length : rest <= length) return at_minute(d, h.from) + rest;
    rest -= length;
  }
  return at_minute(d, 0);  // Only for us == 0 on a first day without hours.
}

std::span<const DateRange> WorkCalendar::long_breaks() const {
  return data_->breaks;
}

std::int64_t WorkCalendar::longest_span(std::int64_t n) const {
  if (n <= 0) return 0;
  std::int64_t longest = 0;
  const auto& worked = data_->worked;
  const auto count = static_cast<std::int64_t>(worked.size());
  // The worst start lies on a worked day (it is not counted itself) or before the first.
  if (n <= count) longest = worked[static_cast<std::size_t>(n - 1)];
  for (std::int64_t i = 0; i + n < count; ++i)
    longest = std::max<std::int64_t>(
        longest, worked[static_cast<std::size_t>(i + n)] - worked[static_cast<std::size_t>(i)]);
  return longest == 0 ? n * 3 : longest;
}

}  // namespace guatu
