#include "guatu/plan/changes.h"

#include <algorithm>
#include <unordered_map>

namespace guatu::plan {

namespace {

/// A task before and after; either may be missing.
struct Pair {
  const Task* task_before = nullptr;
  const PlannedTask* before = nullptr;
  const Task* task = nullptr;
  const PlannedTask* after = nullptr;
};
using Pairs = std::unordered_map<std::string_view, Pair>;

Cause own_of(const Pair& p) {
  if (p.task_before == nullptr) return Cause::kAdded;
  const auto& a = *p.task_before;
  const auto& b = *p.task;
  if (a.duration_days != b.duration_days) return Cause::kDuration;
  if (a.after != b.after) return Cause::kAfter;
  if (a.not_before != b.not_before) return Cause::kDate;
  if (a.started_on != b.started_on || a.finished_on != b.finished_on || a.share_done != b.share_done)
    return Cause::kProgress;
  return Cause::kNone;
}

bool is_moved(const Pair& p) {
  return p.before == nullptr || p.after == nullptr || p.before->early_start != p.after->early_start ||
         p.before->early_finish != p.after->early_finish;
}

/// The moved predecessor that holds a task where it is now, else the one that held it where it was.
const Pair* mover_of(const Pair& p, const Pairs& pairs) {
  for (const auto* at : {p.after, p.before}) {
    if (at == nullptr || at->driver != Driver::kAfter) continue;
    const auto it = pairs.find(at->driven_by);
    if (it != pairs.end() && it->second.after != nullptr && is_moved(it->second)) return &it->second;
  }
  return nullptr;
}

Moved moved_of(const Pair& p, const Pairs& pairs) {
  Moved m;
  m.id = p.after->id;
  m.start_after = p.after->early_start;
  m.finish_after = p.after->early_finish;
  m.own = own_of(p);
  if (p.before != nullptr) {
    m.start_before = p.before->early_start;
    m.finish_before = p.before->early_finish;
    m.by_days = p.after->finished_at - p.before->finished_at;
  }
  if (const auto* mover = mover_of(p, pairs)) m.through = mover->after->id;
  return m;
}

}  // namespace

const char* text_of(Cause c) {
  switch (c) {
    case Cause::kNone:
      return "none";
    case Cause::kAdded:
      return "added";
    case Cause::kDuration:
      return "duration";
    case Cause::kAfter:
      return "after";
    case Cause::kDate:
      return "date";
    case Cause::kProgress:
      return "progress";
  }
  return "";
}

Changes changes(std::span<const Task> tasks_before, const Plan& before, std::span<const Task> tasks_after,
                const Plan& after) {
  Pairs pairs;
  for (std::size_t i = 0; i < tasks_before.size(); ++i) {
    auto& p = pairs[tasks_before[i].id];
    p.task_before = &tasks_before[i];
    p.before = &before.tasks[i];
  }
  for (std::size_t i = 0; i < tasks_after.size(); ++i) {
    auto& p = pairs[tasks_after[i].id];
    p.task = &tasks_after[i];
    p.after = &after.tasks[i];
  }
  Changes out;
  out.finish_before = before.finish;
  out.finish_after = after.finish;
  for (const auto& t : tasks_before)
    if (pairs[t.id].after == nullptr) out.removed.push_back(t.id);
  for (const auto& t : tasks_after) {
    const auto& p = pairs[t.id];
    if (is_moved(p)) out.moved.push_back(moved_of(p, pairs));
    const auto was = p.before != nullptr && p.before->is_critical;
    if (p.after->is_critical && !was) out.critical.push_back(t.id);
    if (!p.after->is_critical && was) out.uncritical.push_back(t.id);
  }
  return out;
}

std::vector<std::string> chain_of(const Changes& c, std::size_t at) {
  std::unordered_map<std::string_view, const Moved*> moved;
  for (const auto& m : c.moved) moved.emplace(m.id, &m);
  std::vector<std::string> out;
  // It ends: links that nobody changed are the same in both plans, and neither goes round.
  for (auto next = c.moved[at].through; !next.empty();) {
    out.push_back(next);
    const auto* m = moved.at(next);
    next = m->own == Cause::kNone ? m->through : std::string();
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace guatu::plan
