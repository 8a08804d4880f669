#include "guatu/notices/window.h"

namespace guatu::notices {

Result<Instant> opens_at(const std::string& hours, const WorkCalendar& calendar, Instant t) {
  if (hours == "always") return t;
  // The calendar ends some day, so this does too.
  for (auto d = date_of(t);; ++d) {
    GUATU_TRY(stretches, calendar.hours(d, hours));
    for (const auto& h : stretches) {
      if (t < at_minute(d, h.from)) return at_minute(d, h.from);
      if (t < at_minute(d, h.to)) return t;
    }
  }
}

}  // namespace guatu::notices
