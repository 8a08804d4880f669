// What goes to the desk, what may go wrong with it, and what must hold then.
#include <algorithm>
#include <utility>

#include "guatu/base/hash.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/sim/simulator.h"
#include "guatu/sim/simulator_queue.h"

namespace guatu::sim {

namespace {

using kernel::Answer;
using kernel::Command;

/// Chances of trouble in a thousand commands, where it is switched on.
constexpr int kCrash = 2;
constexpr int kIo = 10;
constexpr int kAgain = 20;
constexpr int kReorder = 10;

bool is_trouble(const Error& e) {
  return e.key.starts_with("store.") || e.key == "desk.stopped" || e.key == "desk.no_memory";
}

Error finding(const char* key, Position at, const std::string& detail) {
  return Error(key, "", {{"number", ""}, {"position", std::to_string(at.value)}, {"detail", detail}});
}

}  // namespace

void Simulator::open_desk() {
  reader_.reset();
  desk_.reset();
  wrapped_.reset();
  faulty_ = std::make_unique<FaultyStore>(disk_.store());
  if (wrap_) wrapped_ = wrap_(*faulty_);
  kernel::DeskOptions options;
  options.person_keys = &disk_.keys();
  auto& store = wrapped_ ? *wrapped_ : static_cast<kernel::Store&>(*faulty_);
  desk_ = std::make_unique<kernel::Desk>(store, clock_, options);
}

Result<void> Simulator::crash() {
  ++report_.crashes;
  reader_.reset();
  desk_.reset();
  wrapped_.reset();
  faulty_.reset();
  GUATU_TRY_VOID(disk_.reopen());
  open_desk();
  erased_checked_ = 0;
  const auto before = position_;
  GUATU_TRY_VOID(take_in());
  if (position_ != before) return finding("sim.acknowledged", position_, std::to_string(before.value));
  return {};
}

Scene Simulator::scene() {
  return {*world_, now_, [this](MatterId id) { return reader_->shared_matter(id); }};
}

void Simulator::learn(const kernel::Event& e) {
  folk_.fold(e);
  using K = Task::Kind;
  if (const auto* opened = std::get_if<kernel::MatterOpened>(&e.data)) {
    ++report_.matters;
    ++report_.open;
    schedule_look(e.matter);
    const auto it = kind_of_.find(opened->playbook);
    if (it == kind_of_.end()) return;
    const auto& kind = ground_.city().matters[it->second];
    if (random_.percent(kind.urged))
      schedule(now_ + random_.between(24, 400) * kHourUs, {K::kUrge, e.matter, 0, {}, 0});
    if (random_.percent(kind.withdrawn))
      schedule(now_ + random_.between(1, 200) * kHourUs, {K::kWithdraw, e.matter, 0, {}, 0});
    if (random_.percent(kind.reopened))
      schedule(now_ + random_.between(200, 3'000) * kHourUs, {K::kReopen, e.matter, 0, {}, 0});
    return;
  }
  const auto* moved = std::get_if<kernel::MatterMoved>(&e.data);
  if ((moved != nullptr && !moved->outcome.empty()) ||
      std::holds_alternative<kernel::MatterWithdrawn>(e.data) ||
      std::holds_alternative<kernel::MatterMerged>(e.data))
    --report_.open;
  if (std::holds_alternative<kernel::MatterReopened>(e.data)) {
    ++report_.open;
    schedule_look(e.matter);
  }
}

Result<void> Simulator::take_in() {
  reader_.reset();
  GUATU_TRY(world, desk_->world());
  world_ = world;
  GUATU_TRY(fresh, (wrapped_ ? *wrapped_ : disk_.store()).read());
  reader_ = std::move(fresh);
  if (options_.is_checked) {
    GUATU_TRY_VOID(checker_.take_in(*reader_, [this](const kernel::Event& e) { learn(e); }));
    position_ = reader_->last_position();
    return {};
  }
  // Without the checker's shadows learn() asks the reader, which is busy until the last event is read.
  std::vector<kernel::Event> step;
  GUATU_TRY_VOID(reader_->events(position_, {}, {}, [&](const kernel::Event& e) {
    step.push_back(e);
    return true;
  }));
  position_ = reader_->last_position();
  for (const auto& e : step) learn(e);
  return {};
}

void Simulator::say(const std::string& what, const std::string& result) {
  if (options_.trace)
    options_.trace(std::to_string(report_.steps) + " " + to_text(clock_.now()) + " " + what + " → " + result);
}

void Simulator::plan_trouble() {
  if (!options_.faults.io || !random_.per_thousand(kIo)) return;
  const auto where = static_cast<FaultyStore::Where>(random_.below(FaultyStore::kKinds));
  faulty_->plan(where, static_cast<int>(random_.between(1, where == FaultyStore::Where::kPutMatter ? 2 : 1)));
}

Result<void> Simulator::attempt(const Idea& idea) {
  Command c = idea.command;
  c.id = "s" + std::to_string(++next_id_);
  if (options_.faults.reorder && !idea.must_be_refused && random_.per_thousand(kReorder)) {
    held_back_.push_back(std::move(c));
    schedule(now_ + random_.between(1, 3'000) * kMinuteUs, {Task::Kind::kHeldBack, {}, 0, {}, 0});
    return {};
  }
  plan_trouble();
  GUATU_TRY_VOID(send(c, idea.must_be_refused));
  if (options_.faults.crash && random_.per_thousand(kCrash)) return crash();
  return {};
}

Result<void> Simulator::send(const Command& c, bool must_be_refused) {
  ++report_.steps;
  ++report_.commands;
  if (!kernel::is_people_verb(c.verb)) ++report_.matter_steps;
  reader_.reset();
  const auto before = position_;
  auto answer = desk_->execute(c);
  if (answer.has_error() && is_trouble(answer.error())) {
    say(c.id, answer.error().key);
    GUATU_TRY_VOID(recover(c.id));
    answer = desk_->execute(c);
    if (answer.has_error() && is_trouble(answer.error())) return answer.error();
  }
  GUATU_TRY_VOID(take_in());
  if (options_.trace)
    say(c.id + " " + c.by.value + " " + text_of(c.verb) + " " + std::to_string(c.matter.value) + " " +
            c.move + c.playbook + c.person.value,
        answer.has_error() ? answer.error().key + " " + answer.error().field
                           : std::to_string(answer->last.value));
  if (answer.has_error()) {
    ++report_.refused;
    ++report_.refusals[answer.error().key];
    // What came before the trouble is the command's own when it had been written; then it cannot be refused
    // now.
    return options_.is_checked ? checker_.refused(c, answer.error(), before) : Result<void>();
  }
  ++report_.done[text_of(c.verb)];
  if (options_.done) options_.done(clock_.now(), c, *answer);
  if (must_be_refused) return finding("sim.allowed", answer->last, c.id + " " + text_of(c.verb));
  if (!options_.is_checked) return {};
  // Written before the store failed and acknowledged now: its events lie where they were put then.
  GUATU_TRY_VOID(checker_.answered(c, *answer, answer->existed ? position_ : before));
  GUATU_TRY_VOID(check_erased());
  return options_.faults.again && random_.per_thousand(kAgain) ? send_again(c, *answer) : Result<void>();
}

Result<void> Simulator::send_again(const Command& c, const Answer& a) {
  ++report_.steps;
  ++report_.commands;
  if (!kernel::is_people_verb(c.verb)) ++report_.matter_steps;
  reader_.reset();
  const auto before = position_;
  auto other = c;
  // Other content: a reason, where the verb takes one.
  const bool is_same = c.reason.empty() || random_.percent(60);
  if (!is_same) other.reason += "（另一份）";
  auto answer = desk_->execute(other);
  GUATU_TRY_VOID(take_in());
  say(c.id + " again", answer.has_error() ? answer.error().key : "existed");
  if (is_same) {
    if (answer.has_error() || !answer->existed || answer->first != a.first || answer->last != a.last ||
        answer->matter != a.matter)
      return finding("sim.once", position_, c.id);
  } else if (answer.has_value() || answer.error().key != "command.conflict") {
    return finding("sim.once", position_, c.id);
  }
  return position_ == before ? Result<void>() : finding("sim.refused", position_, c.id);
}

Result<void> Simulator::recover(const std::string& own) {
  ++report_.failures;
  const auto before = position_;
  reader_.reset();
  desk_.reset();
  wrapped_.reset();
  faulty_.reset();
  GUATU_TRY_VOID(disk_.reopen());
  open_desk();
  GUATU_TRY_VOID(take_in());
  if (position_ == before) return {};
  // What reached the disk is the whole step that was asked for and nothing else.
  bool is_its_own = true;
  GUATU_TRY_VOID(reader().events(before, {}, {}, [&](const kernel::Event& e) {
    is_its_own = is_its_own && e.command_id.starts_with(own);
    return true;
  }));
  return is_its_own ? Result<void>() : finding("sim.acknowledged", position_, own);
}

Result<void> Simulator::outside(const std::string& what, const std::string& own,
                                const std::function<Result<void>()>& act) {
  ++report_.steps;
  plan_trouble();
  reader_.reset();
  auto done = act();
  if (done.has_error() && is_trouble(done.error())) {
    say(what, done.error().key);
    GUATU_TRY_VOID(recover(own));
    reader_.reset();
    done = act();
    if (done.has_error() && is_trouble(done.error())) return done;
  }
  const auto before = position_;
  GUATU_TRY_VOID(take_in());
  say(what, done.has_error() ? done.error().key : std::to_string(position_.value));
  if (done.has_value()) {
    ++report_.done[what];
    return {};
  }
  ++report_.refused;
  ++report_.refusals[what + ": " + done.error().key];
  return position_ == before ? Result<void>()
                             : finding("sim.refused", position_, what + " " + done.error().key);
}

Result<std::string> Simulator::lines_of(MatterId id) {
  std::string out;
  GUATU_TRY_VOID(reader().events({}, {}, id, [&](const kernel::Event& e) {
    out += encode_line(e) + "\n";
    return true;
  }));
  return Result<std::string>(boost::system::in_place_value, std::move(out));
}

Result<void> Simulator::sweep() {
  plan_trouble();
  reader_.reset();
  bool is_jump_meant = false;
  bool has_recovered = false;
  auto swept = desk_->sweep(false, is_jump_meant);
  while (swept.has_error()) {
    say("sweep", swept.error().key);
    if (swept.error().key == "ladder.clock_jump" && !is_jump_meant) {
      is_jump_meant = true;
    } else if (is_trouble(swept.error()) && !has_recovered) {
      // The trouble may come at the first asking or when the jump is confirmed; it comes once.
      has_recovered = true;
      GUATU_TRY_VOID(recover("sweep:"));
    } else {
      return swept.error();
    }
    swept = desk_->sweep(false, is_jump_meant);
  }
  const auto before = position_;
  GUATU_TRY_VOID(take_in());
  const auto acts = static_cast<std::int64_t>(swept->events.size());
  report_.acts += acts;
  report_.steps += acts;
  report_.matter_steps += acts;
  for (const auto& p : swept->problems) ++report_.refusals["sweep: " + p.key];
  say("sweep", std::to_string(position_.value - before.value));
  if (!options_.is_checked) return {};
  GUATU_TRY_VOID(check_erased());
  return checker_.swept(swept->to, swept->problems);
}

}  // namespace guatu::sim
