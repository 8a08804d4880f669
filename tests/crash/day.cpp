// The day, and the same again. See day.h.
#include "tests/crash/day.h"

#include <fmt/format.h>

#include "guatu/testing/office.h"

namespace guatu::crash {

using kernel::Command;
using kernel::Verb;
using store::OpenMode;

std::optional<Command> Day::command(std::size_t n) const {
  const auto id = fmt::format("day.{}", n);
  if (n % 3 == 0) return open_command(id);
  const auto& opened = asked_[n - n % 3];
  if (!opened.step) return std::nullopt;
  Command c;
  c.id = id;
  c.by = {"chief"};
  c.matter = opened.step->matter;
  c.verb = n % 3 == 1 ? Verb::kMove : Verb::kUrge;
  if (n % 3 == 1)
    c.move = "take";
  else
    c.reason = "请抓紧办理";
  return c;
}

void Day::refused(const std::string& key) {
  if (first_refusal_ == "none") first_refusal_ = key;
}

void Day::look_after_stop(const kernel::Desk& desk, const std::string& key) {
  if (key == "store.sync_failed" && !desk.is_stopped())
    faults.push_back("a failed sync did not stop the desk");
}

void Day::live(const std::string& dir, const store::OpenOptions& options) {
  const auto store = store::open_store(dir, OpenMode::kReadWrite, options);
  if (store.has_error()) {
    refused("open: " + store.error().key);
    return;
  }
  ManualClock clock(testing::at("2022-04-06 10:00"));
  kernel::Desk desk(**store, clock);
  for (std::size_t n = 0; n < asked_.size(); ++n) {
    auto c = command(n);
    if (!c) continue;
    asked_[n].command = *c;
    const bool was_stopped = desk.is_stopped();
    is_at_desk_ = true;
    const auto a = desk.execute(*c);
    is_at_desk_ = false;
    if (a.has_error()) {
      refused(a.error().key);
      look_after_stop(desk, a.error().key);
      continue;
    }
    if (was_stopped) faults.push_back("a desk that was stopped answered");
    if (a->existed) faults.push_back(c->id + " existed before it was asked");
    asked_[n].step = step_of(*a);
  }
  clock.set(testing::at("2022-04-20 10:00"));
  is_at_desk_ = true;
  const auto swept = desk.sweep(false, true);
  is_at_desk_ = false;
  if (swept.has_error()) {
    sweep_key = swept.error().key;
    refused("sweep: " + sweep_key);
    look_after_stop(desk, sweep_key);
  }
  if (const auto reader = (*store)->read(); reader.has_error()) {
    refused("read: " + reader.error().key);
  } else {
    try {
      if (const auto page = (*reader)->list({}); page.has_error()) refused("list: " + page.error().key);
      for (const auto id : (*reader)->all_open()) (*reader)->matter(id);
    } catch (const kernel::StoreFailure& e) {
      refused("read: " + e.error.key);
    }
  }
}

int Day::answered() const {
  int n = 0;
  for (const auto& a : asked_) n += a.step ? 1 : 0;
  return n;
}

Day::Faults Day::ask_again(const std::string& dir, const store::OpenOptions& options, Tally& tally) {
  Faults out;
  const auto store = store::open_store(dir, OpenMode::kReadWrite, options);
  if (store.has_error()) {
    out.emplace_back(&Tally::torn, "does not open: " + store.error().key);
    return out;
  }
  const ManualClock clock(testing::at("2022-04-20 11:00"));
  kernel::Desk desk(**store, clock);
  for (std::size_t n = 0; n < asked_.size(); ++n) {
    auto& asked = asked_[n];
    if (!asked.command) asked.command = command(n);
    const auto a = desk.execute(asked.command.value());
    if (a.has_error())
      out.emplace_back(asked.step ? &Tally::lost : &Tally::torn,
                       asked.command->id + " is refused: " + a.error().key);
    else if (asked.step && (!a->existed || step_of(*a) != *asked.step))
      out.emplace_back(&Tally::lost, asked.command->id + " is answered otherwise");
    if (a.has_value()) asked.step = step_of(*a);
  }
  const auto steps = read_steps(*must((*store)->read()), tally);
  for (const auto& asked : asked_) {
    const auto it = steps.find(asked.command->id);
    if (it == steps.end() || !asked.step || it->second != *asked.step)
      out.emplace_back(&Tally::lost, asked.command->id + " does not stand as answered");
  }
  return out;
}

}  // namespace guatu::crash
