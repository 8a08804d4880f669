// calendar show, explain, publish: which day is worked, when a period ends, what a new notice moves.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "guatu/base/limits.h"
#include "guatu/brief.h"
#include "guatu/kernel/deadline/counting_rules.h"
#include "guatu/kernel/views/rules_view.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;
using kernel::LimitUnit;

CivilDate first_of(int year, unsigned month) {
  return *make_date(year, month, 1);
}

CivilDate end_of(int year, unsigned month) {
  return month == 12 ? first_of(year + 1, 1) : first_of(year, month + 1);
}

/// Lines of one month, 21 columns wide: a head, the weekdays, six weeks. `*` marks a holiday, `+` a worked
/// weekend.
class MonthGrid {
 public:
  MonthGrid(const Session& s, const WorkCalendar& c, int year) : s_(s), c_(c), year_(year) {}

  std::vector<std::string> lines(unsigned month) const {
    const auto title = s_.lang == Lang::kZh ? fmt::format("{}月", month) : fmt::format("{:02}", month);
    std::vector<std::string> out{paint(s_.io, fit(title, kWidth), kBold)};
    static constexpr const char* kZh[] = {"一", "二", "三", "四", "五", "六", "日"};
    static constexpr const char* kEn[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    std::string days;
    for (int i = 0; i < 7; ++i) days += std::string(s_.lang == Lang::kZh ? kZh[i] : kEn[i]) + " ";
    out.push_back(paint(s_.io, days, kFaint));
    CivilDate d = first_of(year_, month);
    const auto end = end_of(year_, month);
    for (int week = 0; week < 6; ++week) {
      std::string line;
      for (unsigned w = 1; w <= 7; ++w) {
        const bool is_in = d < end && d.weekday() == w;
        line += is_in ? cell(d) : std::string(3, ' ');
        if (is_in) ++d;
      }
      out.push_back(line);
    }
    return out;
  }

 private:
  static constexpr std::size_t kWidth = 21;

  std::string cell(CivilDate d) const {
    const auto kind = c_.kind(d);
    if (kind.has_error()) return fmt::format("{:>2}?", d.day());
    switch (*kind) {
      case DayKind::kHoliday:
        return paint(s_.io, fmt::format("{:>2}*", d.day()), kRed);
      case DayKind::kWorkedWeekend:
        return paint(s_.io, fmt::format("{:>2}+", d.day()), kYellow);
      case DayKind::kWeekend:
        return paint(s_.io, fmt::format("{:>2} ", d.day()), kFaint);
      case DayKind::kWorking:
        return fmt::format("{:>2} ", d.day());
    }
    return std::string(3, ' ');
  }

  const Session& s_;
  const WorkCalendar& c_;
  int year_;
};

void print_grid(const Session& s, const WorkCalendar& c, int year, unsigned from, unsigned to) {
  const MonthGrid grid(s, c, year);
  const unsigned across = from == to ? 1 : s.io.columns >= 69 ? 3 : 2;
  for (unsigned m = from; m <= to; m += across) {
    std::vector<std::vector<std::string>> months;
    for (unsigned k = m; k < m + across && k <= to; ++k) months.push_back(grid.lines(k));
    for (std::size_t i = 0; i < months.front().size(); ++i) {
      std::string line;
      for (const auto& month : months) line += month[i] + "   ";
      while (!line.empty() && line.back() == ' ') line.pop_back();
      s.io.out << line << '\n';
    }
  }
}

/// Runs of days of one kind and name: `2022-04-03 – 2022-04-05  清明节`.
void print_named(const Session& s, const WorkCalendar& c, CivilDate from, CivilDate end) {
  s.io.out << s.say({"* 放假   + 调休上班\n", "* holiday   + worked weekend\n"});
  for (CivilDate d = from; d < end;) {
    const auto kind = c.kind(d);
    if (kind.has_error() || (*kind != DayKind::kHoliday && *kind != DayKind::kWorkedWeekend)) {
      ++d;
      continue;
    }
    CivilDate last = d;
    while (last + 1 < end && c.kind(last + 1).has_value() && *c.kind(last + 1) == *kind &&
           c.name(last + 1) == c.name(d))
      ++last;
    s.io.out << fmt::format("{} {}{}  {}\n", *kind == DayKind::kHoliday ? "*" : "+", to_text(d),
                            last == d ? std::string(13, ' ') : " – " + to_text(last), c.name(d).in(s.lang));
    d = last + 1;
  }
  s.io.out << c.source(from) << '\n';
}

Outcome show(Session& s) {
  GUATU_TRY(year, s.args.integer("--year", 0, 1900, 2200));
  GUATU_TRY(month, s.args.integer("--month", 0, 1, 12));
  auto ground = ground_of(s);
  if (ground.has_error()) return std::move(ground).error();
  const auto& c = ground->calendar;
  const int y = static_cast<int>(year);
  const unsigned from = month == 0 ? 1 : static_cast<unsigned>(month);
  const unsigned to = month == 0 ? 12 : from;
  const auto first = first_of(y, from);
  const auto end = end_of(y, to);
  if (!c.covers(first))
    return Error("calendar.gap", "--year",
                 {{"date", to_text(first)},
                  {"first", c.first() ? to_text(*c.first()) : "-"},
                  {"last", c.last() ? to_text(*c.last()) : "-"}});
  if (!s.json) {
    s.io.out << fmt::format("{}  {}\n", y, c.version());
    print_grid(s, c, y, from, to);
    print_named(s, c, first, end);
    return {};
  }
  json::array days;
  std::int64_t working = 0;
  for (CivilDate d = first; d < end; ++d) {
    GUATU_TRY(kind, c.kind(d));
    working += is_working(kind) ? 1 : 0;
    days.push_back(
        json::object{{"date", to_text(d)}, {"kind", text_of(kind)}, {"name", c.name(d).in(s.lang)}});
  }
  print_json(s.io.out, json::object{{"year", y},
                                    {"calendar", c.version()},
                                    {"source", c.source(first)},
                                    {"working_days", working},
                                    {"days", std::move(days)}});
  return {};
}

/// `15 working_days`, `3 days`, `90 minutes`. @errors cli.duration (arg `got`)
Result<std::pair<std::int64_t, LimitUnit>> parse_duration(const std::string& text) {
  const Error wrong("cli.duration", "--for", {{"got", text.substr(0, 60)}});
  const auto s = trim(text);
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (ec != std::errc{} || n < 1 || n > limits::kMaxMinutes) return wrong;
  std::string unit(trim(s.substr(static_cast<std::size_t>(end - s.data()))));
  std::replace(unit.begin(), unit.end(), ' ', '_');
  if (!unit.empty() && unit.back() == 's') unit.pop_back();
  static constexpr std::pair<const char*, LimitUnit> kZh[] = {{"分钟", LimitUnit::kMinute},
                                                              {"小时", LimitUnit::kHour},
                                                              {"工作小时", LimitUnit::kWorkingHour},
                                                              {"个工作日", LimitUnit::kWorkingDay},
                                                              {"工作日", LimitUnit::kWorkingDay},
                                                              {"日", LimitUnit::kDay},
                                                              {"天", LimitUnit::kDay},
                                                              {"个月", LimitUnit::kMonth}};
  LimitUnit u{};
  if (kernel::from_text(unit, u)) return std::pair{n, u};
  for (const auto& [word, zh] : kZh)
    if (unit == word) return std::pair{n, zh};
  return wrong;
}

Outcome explain(Session& s) {
  const auto from = parse_instant(s.args.text("--from"));
  if (from.has_error())
    return Error("text.instant", "--from", {{"got", s.args.text("--from").substr(0, 60)}});
  GUATU_TRY(duration, parse_duration(s.args.text("--for")));
  auto ground = ground_of(s);
  if (ground.has_error()) return std::move(ground).error();
  GUATU_TRY(limit, ground->rules.resolve(duration.first, duration.second, s.args.text("--rule")));
  kernel::Span span;
  span.limit = limit;
  span.started_at = *from;
  GUATU_TRY(e, kernel::explain(span, ground->calendar, *from));
  if (s.json)
    print_json(s.io.out, explanation_json(e, s.lang));
  else
    s.io.out << kernel::to_text(e, s.lang);
  return {};
}

Outcome publish(Session& s) {
  std::vector<CalendarFile> files;
  Problems problems;
  for (const auto& f : s.args.operands) {
    auto text = read_text(f, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error())
      problems.push_back(std::move(text).error());
    else
      files.push_back({fs::path(f).filename().string(), std::move(*text)});
  }
  if (!problems.empty()) return problems;
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  std::vector<kernel::MovedClock> moved;
  GUATU_TRY(position, office->desk().publish_calendar(files, PersonId{s.args.text("--by", "system")},
                                                      s.dry_run, moved));
  if (s.json) {
    json::array items;
    for (const auto& m : moved) items.push_back(kernel::moved_clock_json(m));
    print_json(s.io.out, json::object{{"dry_run", s.dry_run},
                                      {"position", std::to_string(position.value)},
                                      {"moved", std::move(items)}});
    return {};
  }
  if (s.dry_run) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  Table t;
  t.column(s.say({"编号", "number"}));
  t.column(s.say({"时钟", "clock"}));
  t.column(s.say({"原到期", "was due"}));
  t.column(s.say({"新到期", "is due"}));
  for (const auto& m : moved) t.row({m.number, m.clock, due_text(m.before), due_text(m.after)});
  if (!moved.empty()) t.print(s.io);
  s.io.out << fmt::format(fmt::runtime(s.say({"{} 个时钟改期\n", "{} clocks move\n"})), moved.size());
  return {};
}

}  // namespace

std::vector<CommandSpec> calendar_commands() {
  return {
      {"calendar",
       "show",
       {"一年的日历：放假和调休上班", "the calendar of a year: holidays and worked weekends"},
       "",
       0,
       0,
       {{"--year", "Y", {"哪一年", "which year"}, true}, {"--month", "M", {"只看一个月", "one month only"}}},
       {{"calendar show --year 2022", {"", ""}}, {"calendar show --year 2022 --month 10 --json", {"", ""}}},
       &show},
      {"calendar",
       "explain",
       {"从某日起算一段期间，逐日列出", "count a period from a day on, day by day"},
       "",
       0,
       0,
       {{"--from", "DATE|INSTANT", {"从何时起", "from when"}, true},
        {"--for",
         "AMOUNT",
         {"多久：\"15 working_days\"，minutes、hours、working_hours、days、months 也可",
          "how long: \"15 working_days\"; also minutes, hours, working_hours, days, months"},
         true},
        {"--rule",
         "NAME",
         {"期间规则（calendars/counting-rules.yaml）", "counting rule (calendars/counting-rules.yaml)"}}},
       {{"calendar explain --from 2022-04-01 --for \"15 working_days\"", {"", ""}},
        {"calendar explain --from 2022-09-28 --for \"15 days\" --rule tax", {"", ""}}},
       &explain},
      {"calendar",
       "publish",
       {"发布全部日历文件；列出改期的时钟", "publish all calendar files at once; lists the clocks that move"},
       "FILE…",
       1,
       -1,
       {{"--by", "ID", {"谁发布，默认 system", "who, system unless said"}}},
       {{"calendar publish calendars/cn-*.yaml --dry-run", {"先看哪些改期", "see first what moves"}}},
       &publish},
  };
}

}  // namespace guatu::app
