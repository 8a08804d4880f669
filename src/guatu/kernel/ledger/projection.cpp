#include "guatu/kernel/ledger/projection.h"

#include <map>

#include "guatu/base/text.h"
#include "guatu/kernel/ledger/apply.h"

namespace guatu::kernel {

namespace {

/// `{"first":"12","last":"14","matter":"12"}`: what a repeated command is answered.
std::string answer_of(std::span<const Event> step) {
  json::object o;
  o.emplace("first", std::to_string(step.front().position.value));
  o.emplace("last", std::to_string(step.back().position.value));
  for (const auto& e : step)
    if (e.matter) {
      o.emplace("matter", std::to_string(e.matter.value));
      break;
    }
  return json::serialize(o);
}

struct Touched {
  Matter matter;
  std::string told;
  bool is_folded = false;  ///< the events of the step are in it
};

Result<void> fold_matter(Writer& writer, MatterCache* cache, std::map<MatterId, Touched>& touched,
                         const Event& e) {
  auto it = touched.find(e.matter);
  if (it == touched.end()) {
    Touched fresh;
    if (!std::holds_alternative<MatterOpened>(e.data)) {
      if (const auto kept = cache == nullptr ? nullptr : cache->find(e.matter)) {
        fresh.matter = *kept;
      } else {
        auto found = writer.matter(e.matter);
        if (!found)
          return Error("ledger.bad_event", "",
                       {{"position", std::to_string(e.position.value)}, {"type", std::string(type_of(e))}});
        fresh.matter = std::move(*found);
      }
    }
    it = touched.emplace(e.matter, std::move(fresh)).first;
  }
  if (!it->second.is_folded) GUATU_TRY_VOID(apply(it->second.matter, e));
  if (const auto* climbed = std::get_if<LadderClimbed>(&e.data)) {
    std::vector<std::string> ids;
    for (const auto& p : climbed->told) ids.push_back(p.value);
    it->second.told = join(ids, ",");
  }
  if (const auto* opened = std::get_if<MatterOpened>(&e.data))
    GUATU_TRY_VOID(writer.take_sequence(opened->series, opened->sequence));
  return {};
}

}  // namespace

Result<void> project(Writer& writer, World& world, std::span<const Event> step, MatterCache* cache,
                     Matter* folded) {
  if (step.empty()) return {};
  std::map<MatterId, Touched> touched;
  if (folded != nullptr) touched.emplace(folded->id, Touched{std::move(*folded), {}, true});
  for (const auto& e : step) {
    if (e.matter)
      GUATU_TRY_VOID(fold_matter(writer, cache, touched, e));
    else
      world.fold(e);
  }
  world.set_position(step.back().position);
  for (auto& [id, t] : touched) {
    auto whole = std::make_shared<const Matter>(std::move(t.matter));
    GUATU_TRY_VOID(writer.put_shared(whole, world.people().path(whole->unit), t.told));
    if (cache != nullptr) cache->put(std::move(whole));
  }
  if (!step.front().digest.empty())
    GUATU_TRY_VOID(writer.remember_command(step.front().command_id, {step.front().digest, answer_of(step)}));
  return {};
}

Result<World> project_all(Writer& writer, const std::function<void(std::int64_t, std::int64_t)>& progress) {
  World world;
  const auto total = writer.last_position().value;
  constexpr std::int64_t kBatch =
      4096;  // Reading and writing take turns: a cursor over events is not kept open.
  std::vector<Event> step;
  for (Position at{}; at.value < total;) {
    std::vector<Event> batch;
    GUATU_TRY_VOID(writer.events(at, Position{at.value + kBatch}, {}, [&](const Event& e) {
      batch.push_back(e);
      return true;
    }));
    for (auto& e : batch) {
      at = e.position;
      if (!step.empty() && step.front().command_id != e.command_id) {
        GUATU_TRY_VOID(project(writer, world, step));
        step.clear();
      }
      step.push_back(std::move(e));
    }
    if (batch.empty()) break;
    if (progress) progress(at.value, total);
  }
  GUATU_TRY_VOID(project(writer, world, step));
  return world;
}

Result<World> load_world(Reader& reader, Position as_of) {
  World world;
  GUATU_TRY_VOID(reader.world_events({}, as_of, [&](const Event& e) {
    world.fold(e);
    return true;
  }));
  world.set_position(as_of ? as_of : reader.last_position());
  return world;
}

Result<std::optional<Matter>> matter_as_of(Reader& reader, MatterId id, Position as_of) {
  if (!as_of) return reader.matter(id);
  Matter m;
  std::optional<Error> error;
  GUATU_TRY_VOID(reader.events({}, as_of, id, [&](const Event& e) {
    auto r = apply(m, e);
    if (r.has_error()) error = std::move(r).error();
    return !error;
  }));
  if (error) return *error;
  return m.id ? std::optional(std::move(m)) : std::nullopt;
}

}  // namespace guatu::kernel
