// What will happen when, in a simulated city. Internal to the simulator.
#pragma once

#include <queue>
#include <vector>

#include "guatu/sim/simulator.h"

namespace guatu::sim {

struct Simulator::Task {
  enum class Kind {
    kDay,
    kOpen,
    kLook,
    kLastHour,
    kUrge,
    kWithdraw,
    kReopen,
    kSweep,
    kLeave,
    kMerge,
    kPublish,
    kCalendar,
    kErase,
    kHeldBack
  };
  Kind kind = Kind::kLook;
  MatterId matter;
  std::size_t index = 0;  ///< matter kind, for kOpen
  Instant at;
  std::int64_t order = 0;  ///< ties are taken as they were planned
};

struct Simulator::Later {
  bool operator()(const Task& a, const Task& b) const {
    return a.at != b.at ? b.at < a.at : b.order < a.order;
  }
};

class Simulator::Queue {
 public:
  void push(Task t) {
    t.order = ++order_;
    tasks_.push(t);
  }
  bool is_empty() const { return tasks_.empty(); }
  const Task& top() const { return tasks_.top(); }
  Task pop() {
    Task t = tasks_.top();
    tasks_.pop();
    return t;
  }

 private:
  std::priority_queue<Task, std::vector<Task>, Later> tasks_;
  std::int64_t order_ = 0;
};

}  // namespace guatu::sim
