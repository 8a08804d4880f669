#include "guatu/sim/load.h"

#include <algorithm>
#include <utility>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/sim/batch.h"

namespace guatu::sim {

namespace {

using kernel::Command;
using kernel::Matter;

/// Most matters that fill() works on at a time.
constexpr std::size_t kFillWindow = 10'000;
/// How often an idea is thought over before a new matter is opened instead.
constexpr int kTries = 12;

/// Acts at once and does nothing but move.
const Habit kBusy{};

}  // namespace

City plain_city(int units, int persons, const std::vector<std::string>& posts, Instant starts_at) {
  City city;
  city.id = "load";
  city.title = {"负载", "Load"};
  city.starts_at = starts_at;
  city.posts = {{"head", {"负责人", "Head"}}, {"person", {"人员", "Person"}}};
  for (const auto& p : posts) city.posts.emplace(p, Titles{p, p});
  UnitKind top;
  top.id = "top";
  top.title = {"总", "Top"};
  top.posts = {{"head", 1}};
  UnitKind unit;
  unit.id = "unit";
  unit.title = {"第{n}单位", "Unit {n}"};
  unit.in = "top";
  unit.count = units;
  unit.posts = {{"head", 1}};
  for (const auto& p : posts) unit.posts.push_back({p, 1});
  unit.others = persons;
  city.units = {top, unit};
  city.habits = {kBusy};
  return city;
}

Load::Load(const Ground& ground, LoadOptions options)
    : options_(std::move(options)), random_(options_.seed), agents_(folk_, random_.fork()) {
  store::MemoryStore first(ground.first_day());
  const auto reader = first.read();
  static_cast<void>((*reader)->world_events({}, {}, [&](const kernel::Event& e) {
    world_.fold(e);
    folk_.fold(e);
    return true;
  }));
  for (const auto& u : ground.populace().units)
    if (u.above) units_.push_back(u.id);
  if (units_.empty()) units_.push_back(ground.populace().units.front().id);
}

std::optional<Matter> Load::find(MatterId id) const {
  const auto it = matters_.find(id);
  return it == matters_.end() ? std::nullopt : std::optional(it->second);
}

bool Load::is_accepted(const Command& c, Instant now) {
  const Matter none;
  const auto it = matters_.find(c.matter);
  const auto& m = it == matters_.end() ? none : it->second;
  const auto* playbook =
      c.verb == kernel::Verb::kOpen ? world_.playbook(c.playbook) : world_.playbook(m.playbook, m.version);
  if (playbook == nullptr) return false;
  const kernel::Context x{
      now,
      Position{1},
      world_.people(),
      world_.calendar(),
      playbook,
      1,
      [this](MatterId id) { return find(id); },
      [this](const std::string& text) { return find(MatterId{std::atoll(text.c_str())}); },
      [](MatterId) { return std::vector<MatterId>(); },
      [this](const Matter& other) { return world_.playbook(other.playbook, other.version); }};
  return kernel::decide(m, c, x).has_value();
}

Command Load::next(Instant now) {
  // Not owned: it stays where it is while one command is thought of.
  const Scene scene{world_, now, [this](MatterId id) {
                      const auto it = matters_.find(id);
                      return it == matters_.end()
                                 ? nullptr
                                 : std::shared_ptr<const Matter>(std::shared_ptr<void>(), &it->second);
                    }};
  const auto named = [&](Command c) {
    c.id = options_.caller + ":" + std::to_string(++count_);
    return c;
  };
  const bool opens =
      matters_.empty() || matters_.size() < options_.matters / 2 || random_.percent(options_.open_percent);
  for (int i = 0; !opens && i < kTries; ++i) {
    const auto& m = matters_.at(random_.of(ids_.items()));
    if (auto idea = agents_.act(scene, m, kBusy, false)) {
      idea->command.id = "try";
      if (is_accepted(idea->command, now)) return named(std::move(idea->command));
    }
  }
  for (;;) {
    auto idea = agents_.open(scene, options_.playbook, random_.of(units_));
    // A playbook that nobody may open here, or that hangs on another, is no load: our caller's mistake.
    GUATU_ASSERT(idea.has_value());
    idea->command.id = "try";
    if (is_accepted(idea->command, now)) return named(std::move(idea->command));
  }
}

void Load::answered(const kernel::Answer& a) {
  for (const auto& e : a.events) {
    if (!e.matter) continue;
    folk_.fold(e);
    auto it = matters_.find(e.matter);
    if (it == matters_.end()) {
      if (!std::holds_alternative<kernel::MatterOpened>(e.data)) continue;
      it = matters_.emplace(e.matter, Matter{}).first;
      ids_.add(e.matter);
    }
    GUATU_ASSERT(kernel::apply(it->second, e).has_value());
  }
  if (const auto it = matters_.find(a.matter); it != matters_.end() && !it->second.is_open()) {
    ids_.remove(a.matter);
    matters_.erase(it);
  }
  if (matters_.size() <= options_.matters) return;
  const auto left_alone = ids_.items().front();
  ids_.remove(left_alone);
  matters_.erase(left_alone);
}

Checked<Instant> fill(kernel::Store& store, const Ground& ground, const FillOptions& options,
                      const std::function<void(std::int64_t, std::int64_t)>& progress) {
  if (auto r = begin_ledger(store, ground.city(), ground.texts(), ground.populace()); r.has_error())
    return std::move(r).error();
  BatchStore batch(store, options.commands_per_commit);
  const auto start = ground.city().starts_at;
  ManualClock clock(start);
  Load load(ground, {options.seed, "fill", options.playbook,
                     std::clamp<std::size_t>(static_cast<std::size_t>(options.matters) / 20, 10, kFillWindow),
                     100 / (1 + options.moves_per_matter)});
  {
    kernel::DeskOptions desk_options;
    desk_options.person_keys = options.person_keys;
    kernel::Desk desk(batch, clock, desk_options);
    for (std::int64_t opened = 0; opened < options.matters;) {
      clock.set(start + options.days * kDayUs / options.matters * opened);
      const auto c = load.next(clock.now());
      auto answer = desk.execute(c);
      if (answer.has_error()) return Problems{std::move(answer).error()};
      load.answered(*answer);
      if (c.verb != kernel::Verb::kOpen) continue;
      ++opened;
      if (progress && opened % 1'000 == 0) progress(opened, options.matters);
    }
  }
  if (auto r = batch.finish(); r.has_error()) return Problems{std::move(r).error()};
  return clock.now();
}

}  // namespace guatu::sim
