#include "guatu/kernel/rehearsal/stage.h"

#include <algorithm>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/rehearsal/retold.h"

namespace guatu::kernel::detail {

namespace {

bool is_recorded_sweep(const Event& e) {
  return e.by == kSystem && e.command_id.rfind("sweep:", 0) == 0;
}

}  // namespace

const Playbook* Stage::rules_of(const Matter& m) const {
  if (task_.playbook != nullptr && m.playbook == task_.playbook->id) return task_.playbook;
  return world_.playbook(m.playbook, m.version);
}

const WorkCalendar& Stage::calendar() const {
  return task_.calendar != nullptr ? *task_.calendar : world_.calendar();
}

std::optional<Matter> Stage::find(MatterId id) const {
  if (const auto s = shadows_.find(id); s != shadows_.end()) return s->second;
  if (const auto r = recorded_.find(id); r != recorded_.end()) return r->second;
  return std::nullopt;
}

std::vector<MatterId> Stage::open_below(MatterId id) const {
  std::vector<MatterId> out;
  const auto it = below_.find(id);
  if (it == below_.end()) return out;
  for (const auto below : it->second)
    if (const auto m = find(below); m && m->is_open()) out.push_back(below);
  return out;
}

Context Stage::context(const Playbook* playbook, Instant now, Position next) const {
  Context x{now, next, world_.people(), calendar(), playbook, 1, {}, {}, {}, {}};
  x.matter = [this](MatterId id) {
    auto m = find(id);
    return m ? m : reader_.matter(id);
  };
  x.find_matter = [this](const std::string& text) -> std::optional<Matter> {
    const auto id = matter_id_of(text);  // A recorded value is an id.
    if (!id) return std::nullopt;
    auto m = find(*id);
    return m ? m : reader_.matter(*id);
  };
  x.takes_sealed = true;
  x.open_children = [this](MatterId id) { return open_below(id); };
  x.playbook_of = [this](const Matter& m) { return rules_of(m); };
  return x;
}

void Stage::drop(MatterId id, Position position, Error why) {
  const auto r = recorded_.find(id);
  not_compared_.push_back({id, r == recorded_.end() ? std::string() : r->second.number,
                           r == recorded_.end() ? std::string() : r->second.title(), position,
                           std::move(why)});
  if (const auto q = queued_.find(id); q != queued_.end()) {
    due_.erase({q->second, id});
    queued_.erase(q);
  }
  shadows_.erase(id);
  before_.forget(id);
  after_.forget(id);
  cast_.played.erase(id);
  cast_.neighbours.insert(id);
}

void Stage::requeue(MatterId id) {
  if (const auto q = queued_.find(id); q != queued_.end()) {
    due_.erase({q->second, id});
    queued_.erase(q);
  }
  const auto s = shadows_.find(id);
  if (s == shadows_.end() || !s->second.is_open()) return;
  const Instant next = s->second.next_act_at();
  if (next.us == 0) return;
  due_.insert({next, id});
  queued_[id] = next;
}

void Stage::take(std::span<const Event> events, Position step) {
  std::map<MatterId, PersonId> holders;  // Before the step.
  for (const auto& e : events) {
    if (!e.matter || !cast_.played.contains(e.matter)) continue;
    auto& shadow = shadows_[e.matter];
    const auto holder = holders.emplace(e.matter, shadow.holder).first->second;
    const auto folded = apply(shadow, e);
    GUATU_ASSERT(folded.has_value());
    after_.note(e, step, holder, shadow);
  }
  for (const auto& [id, holder] : holders) requeue(id);
}

void Stage::sweep_to(Instant t) {
  while (!due_.empty() && due_.begin()->first <= t) {
    const auto [at, id] = *due_.begin();
    const auto& shadow = shadows_.at(id);
    now_ = std::max(now_, at);
    auto events = decide_sweep(shadow, context(rules_of(shadow), now_, {}));
    if (events.has_error())
      drop(id, shadow.last_position, std::move(events).error());
    else
      take(*events, {});
  }
}

void Stage::finish(Instant to) {
  sweep_to(to - 1);
  for (const auto& [id, m] : recorded_)
    if (cast_.played.contains(id)) before_.close(m);
  for (const auto& [id, m] : shadows_) after_.close(m);
}

Result<void> Stage::fold_record(std::span<const Event> step) {
  std::map<MatterId, PersonId> holders;
  for (const auto& e : step) {
    if (!e.matter) {
      world_.fold(e);
      continue;
    }
    if (!cast_.knows(e.matter)) continue;
    auto& m = recorded_[e.matter];
    const auto holder = holders.emplace(e.matter, m.holder).first->second;
    GUATU_TRY_VOID(apply(m, e));
    if (cast_.played.contains(e.matter)) before_.note(e, step.front().position, holder, m);
    if (std::holds_alternative<MatterOpened>(e.data))
      for (const auto over : {m.parent, m.about})
        if (over) below_[over].push_back(e.matter);
  }
  return {};
}

void Stage::people_step(std::span<const Event> step) {
  Command c;
  c.id = step.front().command_id;
  c.by = kSystem;  // Whoever did it was allowed to.
  const auto* left = std::get_if<PersonLeft>(&step.front().data);
  const auto* merged = std::get_if<UnitMerged>(&step.front().data);
  if (left != nullptr) {
    c.verb = Verb::kLeave;
    c.person = left->person;
    c.reason = left->reason;
  } else if (merged != nullptr) {
    c.verb = Verb::kMergeUnit;
    c.unit = merged->unit;
    c.into = merged->into;
    c.reason = merged->reason;
  } else {
    return;
  }
  std::vector<Matter> held;
  for (const auto& [id, m] : shadows_)
    if (m.is_open() && (left != nullptr ? m.holder == left->person : m.unit == merged->unit))
      held.push_back(m);
  if (held.empty()) return;
  const auto events = decide_people(c, context(nullptr, step.front().at, step.front().position), held);
  if (events.has_error()) {
    for (const auto& m : held) drop(m.id, step.front().position, events.error());
    return;
  }
  take(*events, step.front().position);
}

void Stage::recalculate(Instant now, Position step) {
  std::vector<MatterId> ids;
  for (const auto& [id, m] : shadows_)
    if (m.is_open()) ids.push_back(id);
  for (const auto id : ids) {
    const auto& shadow = shadows_.at(id);
    auto events = decide_recalculation(shadow, context(rules_of(shadow), now, step));
    if (events.has_error())
      drop(id, step, std::move(events).error());
    else
      take(*events, step);
  }
}

void Stage::world_step(std::span<const Event> step) {
  if (std::holds_alternative<CalendarPublished>(step.front().data) && task_.calendar == nullptr)
    recalculate(step.front().at, step.front().position);
}

void Stage::refused(std::span<const Event> step, const Command& command, const Error& why) {
  const auto& first = step.front();
  const auto r = recorded_.find(first.matter);
  illegal_.push_back({first.position, first.matter, r == recorded_.end() ? "" : r->second.number, first.at,
                      first.by, command.verb == Verb::kMove ? command.move : text_of(command.verb), why});
}

void Stage::matter_step(std::span<const Event> step, const Matter& before) {
  const auto& first = step.front();
  const bool opens = std::holds_alternative<MatterOpened>(first.data);
  if (!opens && !shadows_.contains(first.matter)) return;
  const Matter shadow = opens ? Matter{} : shadows_.at(first.matter);
  const auto& known = opens ? recorded_.at(first.matter) : before;
  const Playbook* own = world_.playbook(known.playbook, known.version);
  const Playbook* rules = rules_of(opens ? known : shadow);
  if (rules == nullptr)
    return drop(first.matter, first.position, Error("playbook.unknown", "", {{"got", known.playbook}}));
  auto x = context(rules, first.at, first.position);
  if (const auto* opened = std::get_if<MatterOpened>(&first.data)) x.sequence = opened->sequence;
  auto events = Result<std::vector<Event>>(std::vector<Event>());
  if (const auto command = command_of(step, before, own, *rules)) {
    events = decide(shadow, *command, x);
    if (events.has_error()) {
      refused(step, *command, events.error());
      events = follow_step(step, shadow, x);
    }
  } else if (const auto* migrated = std::get_if<MatterMigrated>(&first.data)) {
    if (task_.playbook == nullptr) x.playbook = world_.playbook(known.playbook, migrated->to_version);
    events = follow_migration(step, shadow, x, task_.playbook == nullptr);
  }
  if (events.has_error()) return drop(first.matter, first.position, std::move(events).error());
  take(*events, first.position);
  if (opens && shadows_.contains(first.matter)) shadows_[first.matter].number = known.number;
}

Result<void> Stage::play(std::span<const Event> step) {
  const auto& first = step.front();
  sweep_to(first.at);
  now_ = std::max(now_, first.at);
  if (!first.matter) {
    people_step(step);
    GUATU_TRY_VOID(fold_record(step));
    world_step(step);
    return {};
  }
  const bool plays = cast_.played.contains(first.matter) && !is_recorded_sweep(first);
  Matter before;
  if (const auto r = recorded_.find(first.matter); plays && r != recorded_.end()) before = r->second;
  GUATU_TRY_VOID(fold_record(step));
  if (plays) matter_step(step, before);
  return {};
}

}  // namespace guatu::kernel::detail
