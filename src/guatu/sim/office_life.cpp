// What happens to the office itself: people come and go, units merge, playbooks and calendars are published,
// and somebody asks to be erased.
#include <algorithm>
#include <utility>

#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/people/people.h"
#include "guatu/sim/simulator.h"
#include "guatu/sim/simulator_queue.h"

namespace guatu::sim {

namespace {

using kernel::Verb;

Error finding(const char* key, Position at, const std::string& detail) {
  return Error(key, "", {{"number", ""}, {"position", std::to_string(at.value)}, {"detail", detail}});
}

}  // namespace

Result<void> Simulator::office_life(const Task& t) {
  using K = Task::Kind;
  if (t.kind == K::kLeave) return leave_and_join();
  if (t.kind == K::kMerge) return merge_units();
  if (t.kind == K::kCalendar) return publish_calendar();
  if (t.kind == K::kErase) return erase_somebody();
  return publish_next_version();
}

Result<void> Simulator::leave_and_join() {
  const PersonId who = random_.of(folk_.persons());
  const auto* person = world_->people().person(who);
  GUATU_ASSERT(person != nullptr);
  const UnitId unit = person->unit;
  std::vector<std::pair<UnitId, std::string>> posts;
  for (const auto& p : world_->people().posts())
    if (p.person == who) posts.emplace_back(p.unit, p.post);
  const auto by_system = [](Verb verb) {
    Idea idea;
    idea.command.verb = verb;
    idea.command.by = kernel::kSystem;
    return idea;
  };
  auto leave = by_system(Verb::kLeave);
  leave.command.person = who;
  leave.command.reason = "调离";
  auto join = by_system(Verb::kAddPerson);
  join.command.person = {"new." + std::to_string(++joined_)};
  join.command.unit = unit;
  join.command.name = person->name;
  habits_[join.command.person] = random_.index(ground_.city().habits.size());
  // The one who follows comes before or after; in between the unit may be without a head.
  const bool first = random_.percent(50);
  if (!first) GUATU_TRY_VOID(attempt(leave));
  GUATU_TRY_VOID(attempt(join));
  for (const auto& [of, post] : posts) {
    auto give = by_system(Verb::kGivePost);
    give.command.person = join.command.person;
    give.command.unit = of;
    give.command.name = post;
    GUATU_TRY_VOID(attempt(give));
  }
  return first ? attempt(leave) : Result<void>();
}

Result<void> Simulator::merge_units() {
  const auto& people = world_->people();
  const auto unit = random_.of(folk_.units());
  const auto* u = people.unit(unit);
  if (u == nullptr || !u->parent) return {};
  Idea idea;
  idea.command.verb = Verb::kMergeUnit;
  idea.command.by = kernel::kSystem;
  idea.command.unit = unit;
  auto beside = people.children(u->parent);
  std::erase(beside, unit);
  idea.command.into = beside.empty() || random_.percent(20) ? u->parent : random_.of(beside);
  idea.command.reason = "机构合并";
  return attempt(idea);
}

Result<void> Simulator::publish_next_version() {
  const auto books = world_->playbooks();
  const auto* book = books[random_.index(books.size())];
  GUATU_TRY(text, world_->playbook_text(book->id));
  const std::string line = "\nversion: " + std::to_string(book->version);
  const auto at = text.find(line + "\n");
  if (at == std::string::npos) return {};
  text.replace(at, line.size(), "\nversion: " + std::to_string(book->version + 1));
  const std::string id = book->id;
  const std::string file = book->file;
  return outside("publish playbook " + id, "publish:" + id + ":", [&]() -> Result<void> {
    auto published = desk_->publish_playbook(file, text, kernel::kSystem);
    return published.has_error() ? Result<void>(published.error().front()) : Result<void>();
  });
}

Result<void> Simulator::publish_calendar() {
  const auto& all = ground_.calendars();
  if (all.size() < 2) return {};
  const auto& files = all[random_.index(all.size())];
  std::vector<kernel::MovedClock> moved;
  const auto before = position_;
  GUATU_TRY_VOID(outside("publish calendar", "publish:calendar:", [&]() -> Result<void> {
    moved.clear();
    auto published = desk_->publish_calendar(files, kernel::kSystem, false, moved);
    return published.has_error() ? Result<void>(published.error().front()) : Result<void>();
  }));
  report_.moved_clocks += static_cast<std::int64_t>(moved.size());
  // One event for the calendar and one for each clock that it said it moved; or nothing, when the second try
  // found what the first had written.
  const auto written = position_.value - before.value;
  if (!moved.empty() && written != static_cast<std::int64_t>(moved.size()) + 1)
    return finding("sim.step", position_, "publish calendar");
  return {};
}

Result<void> Simulator::erase_somebody() {
  const auto& books = ground_.city().matters;
  std::shared_ptr<const kernel::Matter> m;
  std::string field;
  std::vector<std::string> keys;
  // Most playbooks hold no personal value.
  constexpr int kTries = 40;
  for (int i = 0; i < kTries && keys.empty(); ++i) {
    const auto& open = folk_.open(books[random_.index(books.size())].playbook);
    if (open.empty()) continue;
    m = reader().shared_matter(random_.of(open));
    for (const auto& [name, value] : m->fields) {
      auto key = kernel::key_of_sealed(value);
      if (key.empty() || world_->erased_keys().contains(key)) continue;
      field = name;
      keys = {std::move(key)};
    }
  }
  if (keys.empty()) return {};
  const auto id = m->id;
  const auto by = world_->people().head(ground_.populace().units.front().id);
  if (!by) return {};
  GUATU_TRY(before, lines_of(id));
  if (options_.faults.io && random_.percent(20)) disk_.fail_next_destroy();
  bool is_answered = false;
  bool is_known = false;
  GUATU_TRY_VOID(outside("erase", "erase:", [&]() -> Result<void> {
    auto erased = desk_->erase_person(keys, "本人要求删除", *by);
    // Where the keys' disk failed the ledger may say so already, and whoever writes next destroys them; or it
    // failed at a key that was erased before, and nothing of this was written.
    is_known = erased.has_value();
    is_answered = is_known || erased.error().key == "file.unwritable";
    return is_answered ? Result<void>() : Result<void>(std::move(erased).error());
  }));
  if (!is_answered || !options_.is_checked) return {};
  if (!is_known && !world_->erased_keys().contains(keys.front())) return {};
  ++report_.erasures;
  if (!world_->erased_keys().contains(keys.front())) return finding("sim.erased", position_, "no event");
  GUATU_TRY(after, lines_of(id));
  if (after != before) return finding("sim.erased", position_, "an event changed");
  GUATU_TRY_VOID(sweep());
  GUATU_TRY(opened,
            kernel::open_value(m->fields.at(field), m->playbook, field, world_->ledger_id(), disk_.keys()));
  if (opened.how != kernel::Opened::How::kErased)
    return finding("sim.erased", position_, field + " can still be opened");
  return {};
}

}  // namespace guatu::sim
