// What the deadline tests share: the shipped data, short spellings. Included by *_test.cpp only.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/counting_rules.h"
#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel::fixture {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline const WorkCalendar& calendar() {
  static const WorkCalendar c = [] {
    std::vector<CalendarFile> files;
    for (const auto& entry : std::filesystem::directory_iterator(GUATU_SOURCE_DIR "/calendars"))
      if (entry.path().filename().string().rfind("cn-", 0) == 0)
        files.push_back({entry.path().filename().string(), file_text(entry.path())});
    return WorkCalendar::from_files(files).value();
  }();
  return c;
}

inline const CountingRules& rules() {
  static const CountingRules r =
      CountingRules::from_yaml(file_text(GUATU_SOURCE_DIR "/calendars/counting-rules.yaml"),
                               "counting-rules.yaml")
          .value();
  return r;
}

inline Instant at(const std::string& s) {
  return parse_instant(s).value();
}

/// `2022-04-19 24:00` for the first moment of a day, else `2022-04-19 17:30`; or the key of the error.
inline std::string shown(const Result<Instant>& r) {
  if (r.has_error()) return r.error().key;
  const CivilDate d = date_of(*r);
  if (*r == at_minute(d, 0)) return to_text(d - 1) + " 24:00";
  auto text = to_text(*r).substr(0, 16);
  text[10] = ' ';
  return text;
}

inline Span span(const std::string& rule, std::int64_t amount, LimitUnit unit, const std::string& started) {
  Span s;
  s.limit = rules().resolve(amount, unit, rule).value();
  s.started_at = at(started);
  return s;
}

inline Stop stop(const std::string& from, const std::string& to) {
  return {at(from), to.empty() ? Instant{} : at(to), "hearing", {}};
}

}  // namespace guatu::kernel::fixture
