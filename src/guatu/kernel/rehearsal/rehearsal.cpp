#include "guatu/kernel/rehearsal/rehearsal.h"

#include <algorithm>

#include "guatu/kernel/rehearsal/compare.h"
#include "guatu/kernel/rehearsal/stage.h"

namespace guatu::kernel {

namespace {

/// Events in batches, so that no cursor is open while other things are read.
Result<void> each_step(Reader& reader, Position up_to,
                       const std::function<Result<void>(std::span<const Event>)>& visit,
                       const std::function<bool(std::int64_t)>& goes_on) {
  constexpr std::int64_t kBatch = 4096;
  std::vector<Event> step;
  for (Position at{}; at < up_to;) {
    std::vector<Event> batch;
    const Position end{std::min(at.value + kBatch, up_to.value)};
    GUATU_TRY_VOID(reader.events(at, end, {}, [&](const Event& e) {
      batch.push_back(e);
      return true;
    }));
    if (batch.empty()) break;
    for (auto& e : batch) {
      at = e.position;
      if (!step.empty() && step.front().command_id != e.command_id) {
        GUATU_TRY_VOID(visit(step));
        step.clear();
      }
      step.push_back(std::move(e));
    }
    if (!goes_on(at.value)) return Error("rehearsal.stopped");
  }
  return step.empty() ? Result<void>() : visit(step);
}

Result<detail::Cast> cast_of(Reader& reader, Position up_to, const Playbook* playbook) {
  struct Opened {
    MatterId id, parent, about;
  };
  std::vector<Opened> others;
  detail::Cast cast;
  GUATU_TRY_VOID(reader.events({}, up_to, {}, [&](const Event& e) {
    const auto* opened = std::get_if<MatterOpened>(&e.data);
    if (opened == nullptr) return true;
    if (playbook == nullptr || opened->playbook == playbook->id) {
      cast.played.insert(e.matter);
      for (const auto over : {opened->parent, opened->about})
        if (over) cast.neighbours.insert(over);
    } else {
      others.push_back({e.matter, opened->parent, opened->about});
    }
    return true;
  }));
  for (const auto& o : others)
    if (cast.played.contains(o.parent) || cast.played.contains(o.about)) cast.neighbours.insert(o.id);
  return cast;
}

}  // namespace

const char* text_of(RungPair::Kind k) {
  switch (k) {
    case RungPair::Kind::kNew:
      return "new";
    case RungPair::Kind::kGone:
      return "gone";
    case RungPair::Kind::kOtherPeople:
      return "other_people";
    case RungPair::Kind::kMoved:
      return "moved";
  }
  return "";
}

Result<RehearsalReport> rehearse(Reader& reader, const RehearsalTask& asked,
                                 const std::function<void(std::int64_t, std::int64_t)>& progress) {
  GUATU_ASSERT(asked.playbook != nullptr || asked.calendar != nullptr);
  RehearsalTask task = asked;
  task.to = std::min(task.to, reader.last_at() + 1);
  if (task.to <= task.from)
    return Error(
        "rehearsal.window", "to",
        {{"from", to_text(task.from)}, {"to", to_text(asked.to)}, {"last", to_text(reader.last_at())}});
  const Position up_to = reader.position_at(task.to - 1);
  GUATU_TRY(cast, cast_of(reader, up_to, task.playbook));
  detail::Stage stage(reader, task, std::move(cast));
  if (up_to)
    GUATU_TRY_VOID(each_step(
        reader, up_to, [&](std::span<const Event> step) { return stage.play(step); },
        [&](std::int64_t done) {
          if (progress) progress(done, up_to.value);
          return !task.is_wanted || task.is_wanted();
        }));
  stage.finish(task.to);
  return detail::compare(stage, task);
}

}  // namespace guatu::kernel
