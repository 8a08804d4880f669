#include "guatu/plan/critical_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "guatu/base/text.h"
#include "guatu/plan/work_days.h"

namespace guatu::plan {

namespace {

struct Link {
  std::size_t task = 0;
  std::int64_t lag = 0;
};

/// Tasks by number. Times are counts of working days: a task fills [start, end).
struct Network {
  std::vector<std::vector<Link>> after;
  std::vector<std::size_t> order;  ///< each after all that it comes after
};

bool has_begun(const Task& t) {
  return t.started_on || t.share_done > 0;
}

std::int64_t remaining_of(const Task& t) {
  if (!has_begun(t) || t.duration_days == 0) return t.duration_days;
  constexpr std::int64_t kWhole = 100;
  return std::max<std::int64_t>(1, (t.duration_days * (kWhole - t.share_done) + kWhole - 1) / kWhole);
}

void check_number(const Task& t, const char* what, std::int64_t got, std::int64_t limit, Problems& out) {
  if (got < 0 || got > limit)
    out.emplace_back(
        "plan.number", t.id,
        std::vector<std::pair<std::string, std::string>>{
            {"task", t.id}, {"what", what}, {"got", std::to_string(got)}, {"limit", std::to_string(limit)}});
}

void check_task(const Task& t, CivilDate as_of, Problems& out) {
  check_number(t, "duration", t.duration_days, kMaxDurationDays, out);
  check_number(t, "share_done", t.share_done, 100, out);
  std::unordered_set<std::string_view> seen;
  for (const auto& a : t.after) {
    check_number(t, "lag", a.lag_days, kMaxLagDays, out);
    if (!seen.insert(a.task).second)
      out.push_back(Error("plan.twice", t.id, {{"task", t.id}, {"got", a.task}}));
  }
  for (const auto& d : {t.started_on, t.finished_on})
    if (d && *d > as_of) out.push_back(Error("plan.future", t.id, {{"task", t.id}, {"date", to_text(*d)}}));
  if (t.started_on && t.finished_on && *t.finished_on < *t.started_on)
    out.push_back(Error("plan.order", t.id, {{"task", t.id}}));
}

/// One cycle among the tasks that no order was found for, in the order of the work.
std::string cycle_of(std::span<const Task> tasks, const Network& net, const std::vector<bool>& is_placed) {
  std::size_t at = 0;
  while (is_placed[at]) ++at;
  std::vector<std::size_t> way;
  std::unordered_map<std::size_t, std::size_t> seen;
  // Each of them waits for another of them, so that going back must come round.
  while (seen.emplace(at, way.size()).second) {
    way.push_back(at);
    for (const auto& l : net.after[at])
      if (!is_placed[l.task]) {
        at = l.task;
        break;
      }
  }
  way.erase(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(seen[at]));
  std::reverse(way.begin(), way.end());
  // From its smallest number on, whatever it was found from.
  std::rotate(way.begin(), std::min_element(way.begin(), way.end()), way.end());
  std::string out;
  for (const auto n : way) out += tasks[n].id + " → ";
  return out + tasks[way.front()].id;
}

Checked<Network> network_of(std::span<const Task> tasks, CivilDate as_of) {
  Problems wrong;
  if (tasks.size() > kMaxTasks)
    return Problems{Error("plan.too_many", "", {{"limit", std::to_string(kMaxTasks)}})};
  std::unordered_map<std::string_view, std::size_t> numbers;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (!numbers.emplace(tasks[i].id, i).second)
      wrong.push_back(Error("plan.duplicate", tasks[i].id, {{"task", tasks[i].id}}));
  Network net;
  net.after.resize(tasks.size());
  std::vector<std::vector<std::size_t>> before(tasks.size());
  std::vector<std::size_t> waits(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    check_task(tasks[i], as_of, wrong);
    for (const auto& a : tasks[i].after) {
      const auto it = numbers.find(a.task);
      if (it == numbers.end()) {
        wrong.push_back(Error("plan.unknown_task", tasks[i].id, {{"task", tasks[i].id}, {"got", a.task}}));
        continue;
      }
      net.after[i].push_back({it->second, a.lag_days});
      before[it->second].push_back(i);
      ++waits[i];
    }
  }
  std::vector<bool> is_placed(tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (waits[i] == 0) net.order.push_back(i);
  for (std::size_t done = 0; done < net.order.size(); ++done) {
    is_placed[net.order[done]] = true;
    for (const auto next : before[net.order[done]])
      if (--waits[next] == 0) net.order.push_back(next);
  }
  if (net.order.size() < tasks.size())
    wrong.push_back(Error("plan.cycle", "", {{"cycle", cycle_of(tasks, net, is_placed)}}));
  if (!wrong.empty()) return wrong;
  return net;
}

/// The two passes over one network.
class Passes {
 public:
  Passes(std::span<const Task> tasks, const Network& net, const WorkDays& days, CivilDate as_of)
      : tasks_(tasks), net_(net), days_(days), end_(tasks.size()) {
    plan_.as_of = plan_.finish = as_of;
    plan_.tasks.resize(tasks.size());
  }

  Result<void> forward() {
    GUATU_TRY(today, days_.before(plan_.as_of));
    for (const auto i : net_.order) {
      if (tasks_[i].finished_on)
        GUATU_TRY_VOID(place_finished(i));
      else
        GUATU_TRY_VOID(place_open(i, today));
      auto& p = plan_.tasks[i];
      p.finished_at = end_[i];
      if (end_[i] - today > kMaxSpanDays)
        return Error("plan.too_long", p.id, {{"task", p.id}, {"limit", std::to_string(kMaxSpanDays)}});
      plan_.finish = i == net_.order.front() ? p.early_finish : std::max(plan_.finish, p.early_finish);
    }
    return {};
  }

  Plan backward() {
    std::int64_t whole = 0;
    for (const auto e : end_) whole = std::max(whole, e);
    std::vector<std::int64_t> late(tasks_.size(), whole);
    for (auto it = net_.order.rbegin(); it != net_.order.rend(); ++it) {
      const auto i = *it;
      auto& p = plan_.tasks[i];
      if (p.is_finished) continue;  // What happened holds nothing back.
      for (const auto& l : net_.after[i])
        late[l.task] = std::min(late[l.task], late[i] - p.remaining_days - l.lag);
      p.slack_days = late[i] - end_[i];
      p.is_critical = p.slack_days == 0;
      p.late_finish = days_.day(late[i] - 1);
      p.late_start = start_day(i, late[i]);
    }
    return std::move(plan_);
  }

 private:
  /// First day of (the rest of) a task that ends at `end`; of one that began, when it did.
  CivilDate start_day(std::size_t i, std::int64_t end) const {
    if (tasks_[i].started_on) return *tasks_[i].started_on;
    const auto n = plan_.tasks[i].remaining_days;
    return days_.day(n == 0 ? end - 1 : end - n);
  }

  Result<void> place_finished(std::size_t i) {
    const auto& t = tasks_[i];
    auto& p = plan_.tasks[i];
    GUATU_TRY(end, days_.before(*t.finished_on + 1));
    end_[i] = end;
    p.id = t.id;
    p.early_finish = p.late_finish = *t.finished_on;
    p.early_start = p.late_start = t.started_on.value_or(*t.finished_on);
    p.is_finished = true;
    p.driver = Driver::kActual;
    return {};
  }

  Result<void> place_open(std::size_t i, std::int64_t today) {
    const auto& t = tasks_[i];
    auto& p = plan_.tasks[i];
    p.id = t.id;
    p.remaining_days = remaining_of(t);
    // An event of a day stands at the end of that day.
    const auto lead = p.remaining_days == 0 ? 1 : 0;
    auto start = today + lead;
    if (t.not_before && !has_begun(t)) {
      GUATU_TRY(n, days_.before(*t.not_before));
      if (n + lead > start) {
        start = n + lead;
        p.driver = Driver::kDate;
      }
    }
    for (const auto& l : net_.after[i]) {
      const auto from = end_[l.task] + l.lag;
      // A date that both a predecessor and something else give is the predecessor's: it is what can move.
      if (from < start || (from == start && p.driver == Driver::kAfter)) continue;
      start = from;
      p.driver = Driver::kAfter;
      p.driven_by = tasks_[l.task].id;
    }
    end_[i] = start + p.remaining_days;
    p.early_finish = days_.day(end_[i] - 1);
    p.early_start = start_day(i, end_[i]);
    p.is_assumed = days_.is_assumed(p.early_finish);
    return {};
  }

  std::span<const Task> tasks_;
  const Network& net_;
  const WorkDays& days_;
  std::vector<std::int64_t> end_;
  Plan plan_;
};

}  // namespace

const char* text_of(Driver d) {
  switch (d) {
    case Driver::kToday:
      return "today";
    case Driver::kDate:
      return "date";
    case Driver::kAfter:
      return "after";
    case Driver::kActual:
      return "actual";
  }
  return "";
}

Checked<Plan> critical_path(std::span<const Task> tasks, const WorkCalendar& calendar, CivilDate as_of) {
  auto net = network_of(tasks, as_of);
  if (net.has_error()) return std::move(net).error();
  auto days = WorkDays::of(calendar, as_of);
  if (days.has_error()) return Problems{std::move(days).error()};
  Passes passes(tasks, *net, *days, as_of);
  if (auto r = passes.forward(); r.has_error()) return Problems{std::move(r).error()};
  return passes.backward();
}

}  // namespace guatu::plan
