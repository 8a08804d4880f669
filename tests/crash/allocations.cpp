// Goal: memory that runs out is an answer (store.no_memory, desk.no_memory), never an end of the process, a
// hang or a lost command. Method: a short day at one desk is repeated with its k-th allocation failing,
// SQLite's and then our own; afterwards there is memory again and everything is asked again with the same
// ids.
#include <fmt/format.h>

#include <filesystem>
#include <new>

#include "guatu/store/sqlite/testing/failing_allocator.h"
#include "tests/crash/day.h"
#include "tests/crash/failing_new.h"
#include "tests/crash/parts.h"

namespace guatu::crash {

namespace {

constexpr int kShortDay = 6;
constexpr std::int64_t kRebuildEvery = 500;

class Allocations {
 public:
  explicit Allocations(const Options& o) : city_(o.dir + "/city"), dir_(o.dir + "/ledger") {
    tally.part = "allocations";
    std::filesystem::create_directories(o.dir);
    make_city(city_);
  }

  using Arm = void (*)(std::int64_t, bool);

  /// How many a day without failure takes.
  std::int64_t count(Arm arm, std::int64_t (*counted)()) {
    copy_folder(city_, dir_);
    Day day(kShortDay);
    arm(0, false);
    day.live(dir_, {});
    const auto n = counted();
    if (day.answered() != kShortDay) stop("the sound day is not sound: " + day.key_of_first_refusal());
    return n;
  }

  void one(Arm arm, const char* what, std::int64_t at, bool is_lasting) {
    where_ = fmt::format("{} {} {}", what, is_lasting ? "from" : "at", at);
    watch(30, where_);
    ++tally.points;
    copy_folder(city_, dir_);
    Day day(kShortDay);
    std::string key;
    arm(at, is_lasting);
    try {
      day.live(dir_, {});
      arm(0, false);
      key = day.key_of_first_refusal();
    } catch (const std::bad_alloc&) {
      arm(0, false);
      // Opening and closing may say so by an exception; the desk may not.
      key = day.is_at_desk() ? "escaped" : "open: bad_alloc";
      if (day.is_at_desk()) tally.fault(&Tally::torn, where_ + ": bad_alloc escaped from the desk");
    }
    ++keys[key];
    for (const auto& words : day.faults) tally.fault(&Tally::torn, where_ + ": " + words);
    tally.acknowledged += day.answered();
    for (const auto& [kind, words] : day.ask_again(dir_, {}, tally)) tally.fault(kind, where_ + ": " + words);
    if (tally.points % kRebuildEvery == 0) check_rebuild(dir_, tally, where_);
  }

  Tally tally;
  std::map<std::string, int> keys;  ///< what callers were told, how often

 private:
  std::string city_, dir_, where_;
};

}  // namespace

Tally run_allocations(const Options& o) {
  const double began = seconds();
  if (!store::sqlite::install_failing_allocator()) stop("SQLite is in use already");
  Allocations all(o);
  struct Kind {
    const char* words;
    Allocations::Arm arm;
    std::int64_t (*counted)();
  };
  for (const auto& kind :
       {Kind{"SQLite's allocation", store::sqlite::fail_allocation, store::sqlite::allocations},
        Kind{"operator new", fail_new, news}}) {
    const auto most = all.count(kind.arm, kind.counted);
    const auto before = all.tally.points;
    for (std::int64_t at = 1; at <= most; at += o.stride)
      for (const bool is_lasting : {false, true}) {
        if (o.seconds_max > 0 && seconds() - began > o.seconds_max)
          all.tally.is_cut_short = true;
        else
          all.one(kind.arm, kind.words, at, is_lasting);
      }
    std::printf("  %s: %lld a day, %lld points\n", kind.words, static_cast<long long>(most),
                static_cast<long long>(all.tally.points - before));
  }
  watch(0, "");
  for (const auto& [key, n] : all.keys) std::printf("  first told %s: %d\n", key.c_str(), n);
  all.tally.seconds = seconds() - began;
  return all.tally;
}

}  // namespace guatu::crash
