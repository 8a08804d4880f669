// What a change of a plan moves: every date, by how much and why. Pure.
#pragma once

#include "guatu/plan/critical_path.h"

namespace guatu::plan {

/// What of a task's own was changed.
enum class Cause { kNone, kAdded, kDuration, kAfter, kDate, kProgress };
const char* text_of(Cause c);  // none added duration after date progress

/// A task whose early start or finish is another one now.
struct Moved {
  std::string id;
  std::optional<CivilDate> start_before;  ///< none: it was added
  std::optional<CivilDate> finish_before;
  CivilDate start_after;
  CivilDate finish_after;
  std::int64_t by_days = 0;  ///< working days by which the finish moves; less than 0: earlier
  Cause own = Cause::kNone;  ///< the first of its own that was changed, in the order of Cause
  /// The task before it through which the change came: that one moved too. Empty when it came from its own,
  /// or (`own` is kNone too) from the as-of day.
  std::string through;
};

struct Changes {
  std::vector<Moved> moved;             ///< in the order of `after`
  std::vector<std::string> removed;     ///< in the order of `before`
  std::vector<std::string> critical;    ///< critical now and not before
  std::vector<std::string> uncritical;  ///< the other way round
  CivilDate finish_before;
  CivilDate finish_after;
};

/// Each plan was made of the tasks beside it, with one calendar. O(tasks + links).
Changes changes(std::span<const Task> tasks_before, const Plan& before, std::span<const Task> tasks_after,
                const Plan& after);

/// The tasks through which the change came to `moved[at]`, from the first cause to the one just before it. A
/// task of which something of its own was changed is a first cause.
std::vector<std::string> chain_of(const Changes& c, std::size_t at);

}  // namespace guatu::plan
