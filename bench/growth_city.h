// The city that growth_bench measures, and how its ledger is filled through the desk. 10 districts of 20
// streets, 2,000 persons. Matters are opened evenly over three years; of a hundred, five stay open for ever
// and the rest are withdrawn within 60 days: at any time some eight in a hundred of a large ledger are open.
// One clock each, so four events a closed matter. Commands are synced as always; many share a commit.
#pragma once

#include <fmt/format.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/store/open.h"
#include "guatu/testing/office.h"

namespace guatu::bench {

/// Of this process, in kB, by its name in /proc/self/status: VmRSS is all, RssAnon what is not a file's.
inline std::int64_t memory_kb(const std::string& name) {
  std::ifstream in("/proc/self/status");
  std::string line;
  while (std::getline(in, line))
    if (line.starts_with(name + ":")) return std::atoll(line.c_str() + name.size() + 1);
  return 0;
}

inline constexpr int kDistricts = 10;
inline constexpr int kStreets = 20;
inline constexpr int kPersons = 10;  ///< of each street
inline constexpr std::int64_t kSpanUs = 3 * 365 * kDayUs;

inline constexpr const char* kReport = R"(
playbook: report
version: 1
title: {zh: 上报, en: Report}
number: SB-{year}-{seq:7}
fields:
  title: {type: text, required: true, title: {zh: 标题, en: Title}}
  result: {type: text, title: {zh: 结果, en: Result}}
roles:
  anybody: anyone
  opener: opener
  officer: [unit.officer, unit.head]
  head: unit.head
open: anybody
states:
  todo:     {held_by: officer, limit: {for: 15 days, basis: own rule}, title: {zh: 待办, en: To do}}
  checking: {held_by: head,    limit: {for: 3 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  finished: {final: done, title: {zh: 办结, en: Finished}}
moves:
  submit: {from: todo, to: checking, by: officer, needs: [result]}
  accept: {from: checking, to: finished, by: head, verifies: submit}
late:
  - {at: limit, tell: [officer, head], mark: yellow}
withdraw: {by: opener, from: [todo]}
)";

/// Small and the same everywhere. Source: SplitMix64, Steele, Lea, Flood 2014.
struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
  }
};

inline std::string district(int d) {
  return fmt::format("d{}", d);
}
inline std::string street(int s) {
  return fmt::format("d{}.s{}", s / kStreets, s % kStreets);
}
inline std::string person(int s, int p) {
  return fmt::format("p{}.{}", s, p);
}
inline Instant begin_at() {
  return testing::at("2021-01-01 00:00");
}
inline Instant end_at() {
  return {begin_at().us + kSpanUs};
}

inline constexpr const char* kPlaces[] = {"消防通道", "井盖",       "路灯",     "施工围挡",
                                          "排水沟",   "护林防火道", "燃气管线", "楼道堆物"};
inline constexpr const char* kFaults[] = {"堵塞", "缺失", "不亮", "破损", "积水", "长草", "锈蚀", "未清理"};

/// Fills a new ledger.
class Filler {
 public:
  Filler(const std::filesystem::path& dir, std::int64_t matters) : matters_(matters), clock_(begin_at()) {
    store_ = must(store::open_store(dir.string(), store::OpenMode::kCreate));
    kernel::DeskOptions options;
    options.group_max = 2048;
    options.waiting_max = 8192;
    desk_ = std::make_unique<kernel::Desk>(*store_, clock_, options);
    must(desk_->create("growth", "0", "growth"));
    std::vector<kernel::MovedClock> moved;
    must(desk_->publish_calendar(testing::shipped_calendar(), kernel::kSystem, false, moved));
    must(desk_->publish_rules("rules.yaml", testing::shipped_rules(), kernel::kSystem));
    must(desk_->publish_playbook("report.yaml", kReport, kernel::kSystem));
    people();
  }

  void run() {
    const auto began = SteadyClock::now();
    const std::int64_t step = kSpanUs / matters_;
    for (std::int64_t i = 0; i < matters_; ++i) {
      const Instant now{begin_at().us + i * step};
      if (now.us - clock_.now().us >= kDayUs) new_day(now);
      open(i, now);
      if (i % 200'000 == 199'999)
        fmt::print(stderr, "  {} of {} matters, {:.0f} s, {} MB\n", i + 1, matters_, seconds_since(began),
                   memory_kb("RssAnon") / 1024);
    }
    new_day(end_at());
    wait_for(0);
    const std::lock_guard lock(mutex_);
    fmt::print(
        "filled {} matters: {} commands in {:.0f} s, {:.0f} a second, {} MB of memory, {} MB without the "
        "mapped file\n",
        matters_, done_, seconds_since(began), static_cast<double>(done_) / seconds_since(began),
        memory_kb("VmRSS") / 1024, memory_kb("RssAnon") / 1024);
  }

 private:
  struct Closing {
    Instant at;
    MatterId matter;
    PersonId opener;
    bool operator>(const Closing& o) const { return std::pair(at, matter) > std::pair(o.at, o.matter); }
  };

  void people() {
    int n = 0;
    const auto add = [&](kernel::Verb verb, auto fill) {
      kernel::Command c;
      c.id = "setup" + std::to_string(++n);
      c.by = kernel::kSystem;
      c.verb = verb;
      fill(c);
      must(desk_->execute(c));
    };
    const auto add_unit = [&](const std::string& id, const std::string& into) {
      add(kernel::Verb::kAddUnit, [&](kernel::Command& c) {
        c.unit = {id};
        c.into = {into};
        c.fields = {{"zh", id}};
      });
    };
    add_unit("city", "");
    for (int d = 0; d < kDistricts; ++d) add_unit(district(d), "city");
    for (int s = 0; s < kDistricts * kStreets; ++s) {
      add_unit(street(s), district(s / kStreets));
      for (int p = 0; p < kPersons; ++p) {
        add(kernel::Verb::kAddPerson, [&](kernel::Command& c) {
          c.person = {person(s, p)};
          c.unit = {street(s)};
          c.name = "某人";
        });
        add(kernel::Verb::kGivePost, [&](kernel::Command& c) {
          c.person = {person(s, p)};
          c.unit = {street(s)};
          c.name = p == 0 ? "head" : "officer";
        });
      }
    }
  }

  /// Commands take the clock as it is when they are decided, so it moves only while none waits. What is to be
  /// closed is taken then too, when all that was opened is known: the ledger comes out the same whatever the
  /// threads do.
  void new_day(Instant now) {
    wait_for(0);
    clock_.set(now);
    while (!closings_.empty() && closings_.top().at <= now) {
      const auto c = closings_.top();
      closings_.pop();
      close(c);
    }
  }
  void wait_for(std::int64_t at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ <= at_most; });
  }
  void ask(kernel::Command c, Instant close_at) {
    const auto opener = c.by;
    wait_for(4000);
    {
      const std::lock_guard lock(mutex_);
      ++waiting_;
    }
    must(desk_->submit(std::move(c), [this, opener, close_at](const Result<kernel::Answer>& a) {
      if (a.has_error()) stop(a.error().key + " " + a.error().field);
      const std::lock_guard lock(mutex_);
      --waiting_;
      ++done_;
      if (close_at.us != 0) closings_.push({close_at, a->matter, opener});
      changed_.notify_one();
    }));
  }
  void open(std::int64_t i, Instant now) {
    const auto s = static_cast<int>(random_.below(kDistricts * kStreets));
    kernel::Command c;
    c.id = fmt::format("o{}", i);
    c.by = {person(s, 1 + static_cast<int>(random_.below(kPersons - 1)))};
    c.verb = kernel::Verb::kOpen;
    c.playbook = "report";
    c.unit = {street(s)};
    c.fields = {{"title", fmt::format("{}{} {}", kPlaces[random_.below(8)], kFaults[random_.below(8)], i)}};
    const bool stays = random_.below(100) < 5;
    ask(std::move(c), stays ? Instant{} : Instant{now.us + kHourUs + random_.below(60 * kDayUs)});
  }
  void close(const Closing& c) {
    kernel::Command w;
    w.id = fmt::format("w{}", c.matter.value);
    w.by = c.opener;
    w.verb = kernel::Verb::kWithdraw;
    w.matter = c.matter;
    w.reason = "重复上报";
    ask(std::move(w), {});
  }

  std::int64_t matters_;
  ManualClock clock_;
  std::unique_ptr<kernel::Store> store_;
  std::unique_ptr<kernel::Desk> desk_;
  Random random_{7};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t waiting_ = 0;
  std::int64_t done_ = 0;
  std::priority_queue<Closing, std::vector<Closing>, std::greater<>> closings_;
};

}  // namespace guatu::bench
