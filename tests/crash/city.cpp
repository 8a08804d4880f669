// How the city is made and its callers act. See city.h.
#include "tests/crash/city.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/rebuild.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::crash {

namespace {

namespace fs = std::filesystem;
using kernel::Command;
using kernel::Verb;

/// The years that the harness's clock goes through; fewer files are read faster at each of many starts.
std::vector<CalendarFile> calendar() {
  auto all = testing::shipped_calendar();
  std::erase_if(all, [](const auto& f) { return f.name != "cn-2022.yaml" && f.name != "cn-2023.yaml"; });
  return all;
}

Command people_command(int n, Verb verb, const std::string& unit) {
  Command c;
  c.id = "city." + std::to_string(n);
  c.by = kernel::kSystem;
  c.verb = verb;
  c.unit = {unit};
  return c;
}

}  // namespace

void Tally::fault(std::int64_t Tally::*kind, const std::string& words) {
  ++(this->*kind);
  if (faults.size() < 20) faults.push_back(words);
}

std::string Tally::line() const {
  return fmt::format("{}: {} points, {} acknowledged, {} lost, {} doubled, {} torn, {} hangs, {:.1f} s{}",
                     part, points, acknowledged, lost, doubled, torn, hangs, seconds,
                     is_cut_short ? ", time was up" : "");
}

void stop(const std::string& why) {
  std::fprintf(stderr, "crash harness: %s\n", why.c_str());
  std::exit(2);
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void make_city(const std::string& dir) {
  fs::remove_all(dir);
  const auto store = must(store::open_store(dir, store::OpenMode::kCreate));
  const ManualClock clock(testing::at("2022-04-06 09:00"));
  kernel::Desk desk(*store, clock);
  must(desk.create("crash", "0", "crash"));
  std::vector<kernel::MovedClock> moved;
  must(desk.publish_calendar(calendar(), kernel::kSystem, false, moved));
  must(desk.publish_rules("rules.yaml", testing::shipped_rules(), kernel::kSystem));
  must(desk.publish_playbook("job.yaml", testing::kJob, kernel::kSystem));
  int n = 0;
  for (const auto* unit : {"city", "bureau"}) {
    auto c = people_command(++n, Verb::kAddUnit, unit);
    if (n > 1) c.into = {"city"};
    c.fields = {{"zh", unit}};
    must(desk.execute(c));
  }
  struct Row {
    const char *person, *unit, *post;
  };
  for (const auto& r : {Row{"mayor", "city", "head"}, Row{"chief", "bureau", "head"},
                        Row{"cai", "bureau", "officer"}, Row{"ann", "bureau", "inspector"}}) {
    auto c = people_command(++n, Verb::kAddPerson, r.unit);
    c.person = {r.person};
    c.name = r.person;
    must(desk.execute(c));
    c = people_command(++n, Verb::kGivePost, r.unit);
    c.person = {r.person};
    c.name = r.post;
    must(desk.execute(c));
  }
}

void copy_folder(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

Command open_command(const std::string& id) {
  Command c;
  c.id = id;
  c.by = {"chief"};
  c.verb = Verb::kOpen;
  c.playbook = "job";
  c.unit = {"bureau"};
  c.fields = {{"title", "消防通道堵塞 " + id}};
  return c;
}

Command Caller::next() {
  const auto id = fmt::format("{}.{}", name_, ++count_);
  if (own_.empty() || (own_.size() < 6 && dice_.one_in(3))) return open_command(id);
  const auto& own = own_[static_cast<std::size_t>(dice_.below(std::ssize(own_)))];
  Command c;
  c.id = id;
  c.matter = own.id;
  if (dice_.one_in(5)) {
    c.verb = Verb::kUrge;
    c.by = {"chief"};
    c.reason = "请抓紧办理";
    return c;
  }
  c.verb = Verb::kMove;
  if (own.stage == 0) {
    c.by = {"chief"};
    c.move = "take";
  } else if (own.stage == 1 && dice_.one_in(2)) {
    c.by = {"cai"};
    c.move = "note";
    c.fields = {{"proof", "照片 " + id}};
  } else if (own.stage == 1) {
    c.by = {"cai"};
    c.move = "submit";
    c.fields = {{"result", "已清理"}};
  } else {
    c.by = {"ann"};
    c.move = "accept";
  }
  return c;
}

void Caller::answered(const Command& c, const kernel::Answer& a) {
  if (c.verb == Verb::kOpen) {
    own_.push_back({a.matter, 0});
    return;
  }
  if (c.verb != Verb::kMove) return;
  for (auto& own : own_)
    if (own.id == c.matter) {
      if (c.move == "take") own.stage = 1;
      if (c.move == "submit") own.stage = 2;
      if (c.move == "accept") own.stage = 3;
    }
  std::erase_if(own_, [](const Own& o) { return o.stage == 3; });
}

Step step_of(const kernel::Answer& a) {
  return {a.first, a.last, a.matter};
}

std::map<std::string, Step> read_steps(kernel::Reader& reader, Tally& tally) {
  std::map<std::string, Step> out;
  std::string now;
  const auto read = reader.events({}, {}, {}, [&](const kernel::Event& e) {
    if (e.command_id != now) {
      now = e.command_id;
      if (!out.emplace(now, Step{e.position, e.position, {}}).second)
        tally.fault(&Tally::doubled, now + " stands twice");
    }
    auto& step = out[now];
    step.last = e.position;
    if (!step.matter) step.matter = e.matter;
    return true;
  });
  if (read.has_error()) tally.fault(&Tally::torn, "events: " + read.error().key);
  return out;
}

void check_rebuild(const std::string& dir, Tally& tally, const std::string& where) {
  const auto before = must(store::table_digest(dir));
  const auto rebuilt = store::rebuild(dir, [](kernel::Writer& writer) -> Result<void> {
    GUATU_TRY(world, kernel::project_all(writer, {}));
    static_cast<void>(world);
    return {};
  });
  if (rebuilt.has_error()) {
    tally.fault(&Tally::torn, where + ": the events cannot be folded again: " + rebuilt.error().key);
    return;
  }
  const auto after = must(store::table_digest(dir));
  for (const auto& [table, digest] : before)
    if (after.at(table) != digest)
      tally.fault(&Tally::torn, where + ": table " + table + " is not the fold of the events");
}

}  // namespace guatu::crash
