// How often somebody came within an hour, and room in what is remembered of strangers. In memory alone.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "guatu/base/instant.h"

namespace guatu::http::api {

/// Counts in hours that begin with the first; forgets the oldest hours when it holds too many.
class HourCounts {
 public:
  /// @return seconds until the hour is over when `most` were taken already; else 0, and one more is taken
  int take(const std::string& key, int most, Instant now);
  void give_back(const std::string& key);

 private:
  struct Hour {
    Instant since;
    int count = 0;
  };
  std::map<std::string, Hour> hours_;
};

/// Rounded up.
inline int seconds_until(Instant then, Instant now) {
  return static_cast<int>((then.us - now.us + kSecondUs - 1) / kSecondUs);
}

/// Room for one more: what is over goes, and if nothing is, all of it.
template <class Map, class IsOver>
void make_room(Map& map, std::size_t most, IsOver is_over) {
  if (map.size() < most) return;
  std::erase_if(map, is_over);
  if (map.size() >= most) map.clear();
}

}  // namespace guatu::http::api
