// Any bytes as a calendar file: problems or a calendar, never a crash, and what is accepted can be counted
// in. Goal: the reader is total. Method: libFuzzer from the shipped calendars.
#include <cstdint>
#include <string_view>

#include "guatu/calendar/work_calendar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guatu;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const CalendarFile file{"fuzz.yaml", text};
  const auto calendar = WorkCalendar::from_files({&file, 1});
  if (calendar.has_error()) {
    GUATU_ASSERT(!calendar.error().empty());
    return 0;
  }
  // Whatever it covers, a working day later is a working day, and the way back ends where it began.
  for (const unsigned month : {1U, 6U, 12U}) {
    const auto day = make_date(2022, month, 15);
    const auto next = calendar->add_working_days(*day, 3);
    if (next.has_error()) continue;
    const auto back = calendar->add_working_days(*next, -3);
    GUATU_ASSERT(back.has_error() || *back <= *day);
  }
  return 0;
}
