#include "guatu/plan/critical_path_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace guatu::plan {

namespace {

bool is_worked(const WorkCalendar& calendar, CivilDate d) {
  if (!calendar.covers(d)) return d.weekday() < 6;
  return is_working(*calendar.kind(d));
}

/// Working days of the span that a plan lies in, added up day by day.
class Days {
 public:
  Days(const WorkCalendar& calendar, CivilDate from, CivilDate to) : from_(from) {
    std::int64_t n = 0;
    for (auto d = from; d <= to; ++d) {
      n += is_worked(calendar, d) ? 1 : 0;
      up_to_.push_back(n);
    }
  }
  /// Working days in (after, to], or less than 0 the other way round.
  std::int64_t between(CivilDate after, CivilDate to) const { return at(to) - at(after); }
  bool is_worked_day(CivilDate d) const { return at(d) > at(d - 1); }

 private:
  std::int64_t at(CivilDate d) const {
    if (d < from_) return 0;
    return up_to_[std::min(up_to_.size() - 1, static_cast<std::size_t>(d - from_))];
  }
  CivilDate from_;
  std::vector<std::int64_t> up_to_;
};

class Check {
 public:
  Check(const Plan& plan, std::span<const Task> tasks, const Days& days)
      : plan_(plan), tasks_(tasks), days_(days) {
    for (std::size_t i = 0; i < tasks.size(); ++i) numbers_[tasks[i].id] = i;
  }

  std::vector<std::string> run() {
    auto finish = plan_.tasks.empty() ? plan_.as_of : plan_.tasks.front().early_finish;
    for (const auto& p : plan_.tasks) finish = std::max(finish, p.early_finish);
    if (finish != plan_.finish) fault("", "the whole ends on another day than its last task");
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (plan_.tasks[i].id != tasks_[i].id) fault(tasks_[i].id, "stands elsewhere");
      if (tasks_[i].finished_on)
        check_finished(i);
      else
        check_open(i);
    }
    check_late();
    return std::move(faults_);
  }

 private:
  void fault(const std::string& id, const std::string& what) { faults_.push_back(id + ": " + what); }

  void check_finished(std::size_t i) {
    const auto& p = plan_.tasks[i];
    if (p.early_finish != *tasks_[i].finished_on || !p.is_finished) fault(p.id, "did not end when it ended");
    if (p.is_critical || p.slack_days != 0) fault(p.id, "is finished and still waited for");
  }

  /// Working days that must have gone by at the end of `p` (of which one may be its own), by each of what it
  /// waits for; the largest must be exactly met.
  void check_open(std::size_t i) {
    const auto& t = tasks_[i];
    const auto& p = plan_.tasks[i];
    const auto n = p.remaining_days;
    const bool has_begun = t.started_on || t.share_done > 0;
    if (!has_begun && n != t.duration_days) fault(p.id, "has another duration");
    if (has_begun && t.duration_days > 0 &&
        (n < 1 || n * 100 < t.duration_days * (100 - t.share_done) ||
         (n > 1 && (n - 1) * 100 >= t.duration_days * (100 - t.share_done))))
      fault(p.id, "has another remaining duration");
    if (!days_.is_worked_day(p.early_finish)) fault(p.id, "ends on a free day");
    if (t.started_on && p.early_start != *t.started_on) fault(p.id, "did not start when it started");
    if (!t.started_on && n > 0 &&
        (!days_.is_worked_day(p.early_start) || days_.between(p.early_start - 1, p.early_finish) != n))
      fault(p.id, "does not fill its days");
    // From the end back: `room` working days lie between the event waited for and the end, the work besides.
    auto least = days_.between(plan_.as_of - 1, p.early_finish) - std::max<std::int64_t>(n, 1);
    if (t.not_before && !has_begun)
      least =
          std::min(least, days_.between(*t.not_before - 1, p.early_finish) - std::max<std::int64_t>(n, 1));
    std::int64_t driving = -1;
    for (const auto& a : t.after) {
      const auto room =
          days_.between(plan_.tasks[numbers_[a.task]].early_finish, p.early_finish) - n - a.lag_days;
      if (room < 0) fault(p.id, "begins before " + a.task + " lets it");
      least = std::min(least, room);
      if (p.driver == Driver::kAfter && a.task == p.driven_by) driving = room;
    }
    if (least != 0) fault(p.id, fmt::format("could end {} working days earlier", least));
    if (p.driver == Driver::kAfter && driving != 0) fault(p.id, "is not driven by " + p.driven_by);
  }

  void check_late() {
    // Room behind each: the least to the end of the whole and to the late start of what comes after it.
    std::vector<std::int64_t> room(tasks_.size());
    for (std::size_t i = 0; i < tasks_.size(); ++i)
      room[i] = days_.between(plan_.tasks[i].late_finish, plan_.finish);
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (tasks_[i].finished_on) continue;
      for (const auto& a : tasks_[i].after) {
        const auto from = numbers_[a.task];
        const auto r = days_.between(plan_.tasks[from].late_finish, plan_.tasks[i].late_finish) -
                       plan_.tasks[i].remaining_days - a.lag_days;
        room[from] = std::min(room[from], r);
      }
    }
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (tasks_[i].finished_on) continue;
      const auto& p = plan_.tasks[i];
      if (room[i] != 0) fault(p.id, fmt::format("could end {} working days later", room[i]));
      if (days_.between(p.early_finish, p.late_finish) != p.slack_days || p.slack_days < 0)
        fault(p.id, "has another slack");
      if (p.is_critical != (p.slack_days == 0)) fault(p.id, "is wrongly (not) critical");
    }
  }

  const Plan& plan_;
  std::span<const Task> tasks_;
  const Days& days_;
  std::unordered_map<std::string_view, std::size_t> numbers_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> faults_of(const Plan& plan, std::span<const Task> tasks,
                                   const WorkCalendar& calendar) {
  if (plan.tasks.size() != tasks.size()) return {"has another number of tasks"};
  auto from = plan.as_of;
  for (const auto& t : tasks)
    for (const auto& d : {t.not_before, t.started_on, t.finished_on})
      if (d) from = std::min(from, *d);
  return Check(plan, tasks, Days(calendar, from - 1, plan.finish)).run();
}

}  // namespace guatu::plan
