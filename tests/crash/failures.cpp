// Goal: a disk that fails once, or from some act on, loses nobody's answer, doubles nothing and stops nothing
// for ever. Method: a small day at one desk (open, 30 commands, a sweep, lists, close) is repeated with its
// k-th read, write, sync, … failing, for every k; then the disk is sound again, once as the ended process
// left it and once after a power cut, and everything is asked again with the same ids.
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "guatu/store/rebuild.h"
#include "guatu/testing/office.h"
#include "tests/crash/day.h"
#include "tests/crash/parts.h"

namespace guatu::crash {

namespace {

using store::OpenMode;
using store::sqlite::DiskAct;
using store::sqlite::DiskFault;
using store::sqlite::DiskImage;
using store::sqlite::MemoryDisk;

constexpr int kLogPages = 100;  ///< a small log, so that the day has checkpoints
constexpr std::int64_t kRebuildEvery = 400;

struct Kind {
  DiskAct act;
  DiskFault fault;
  const char* words;
};
constexpr std::array<Kind, 8> kKinds{Kind{DiskAct::kRead, DiskFault::kIo, "read: IOERR_READ"},
                                     Kind{DiskAct::kRead, DiskFault::kShortRead, "read: SHORT_READ"},
                                     Kind{DiskAct::kWrite, DiskFault::kIo, "write: IOERR_WRITE"},
                                     Kind{DiskAct::kWrite, DiskFault::kFull, "write: FULL"},
                                     Kind{DiskAct::kSync, DiskFault::kIo, "sync: IOERR_FSYNC"},
                                     Kind{DiskAct::kTruncate, DiskFault::kIo, "truncate: IOERR_TRUNCATE"},
                                     Kind{DiskAct::kOpen, DiskFault::kIo, "open: CANTOPEN"},
                                     Kind{DiskAct::kDelete, DiskFault::kIo, "delete: IOERR_DELETE"}};

store::OpenOptions options_for(const MemoryDisk& disk) {
  store::OpenOptions o;
  o.vfs = disk.vfs();
  o.log_pages = kLogPages;
  o.busy_ms = 50;
  return o;
}

class Failures {
 public:
  explicit Failures(const Options& o) : options_(o), dice_(o.seed), dir_(o.dir + "/ledger") {
    tally.part = "failures";
    std::filesystem::create_directories(o.dir);
    make_city(dir_);
    start_ = must(store::sqlite::load_image(dir_));
  }

  /// How often the day does `act` when nothing fails.
  std::int64_t count(DiskAct act) {
    MemoryDisk disk(start_);
    std::int64_t n = 0;
    disk.fail_when([&](DiskAct a, std::string_view) {
      n += a == act ? 1 : 0;
      return DiskFault::kNone;
    });
    Day day;
    day.live(dir_, options_for(disk));
    if (day.answered() != Day::kCommands || !day.sweep_key.empty()) stop("the sound day is not sound");
    return n;
  }

  void one(const Kind& kind, std::int64_t at, bool is_lasting) {
    where_ = fmt::format("{} {} {}", kind.words, is_lasting ? "from" : "at", at);
    watch(30, where_);
    ++tally.points;
    MemoryDisk disk(start_);
    std::int64_t n = 0;
    disk.fail_when([&](DiskAct a, std::string_view) {
      if (a != kind.act) return DiskFault::kNone;
      ++n;
      return n == at || (is_lasting && n > at) ? kind.fault : DiskFault::kNone;
    });
    Day day;
    try {
      day.live(dir_, options_for(disk));
    } catch (const std::exception& e) {
      tally.fault(&Tally::torn, where_ + ": escaped: " + e.what());
    }
    for (const auto& words : day.faults) tally.fault(&Tally::torn, where_ + ": " + words);
    keys[day.key_of_first_refusal()] += 1;
    tally.acknowledged += day.answered();
    const auto aftermath = options_.is_thorough ? 3 : dice_.below(3);
    // As the next process finds it.
    if (aftermath == 0 || aftermath == 3) again(day, disk.image(), "then asked again");
    Cutter cutter(start_);
    for (const auto& op : disk.ops()) cutter.apply(op);
    // After the power failed too.
    if (aftermath == 1 || aftermath == 3)
      again(day, cutter.cut(dice_.one_in(2) ? Damage::kDrop : Damage::kSubset, dice_), "then the power cut");
    // What is confirmed after the failure stands after a cut too, though the failed sync never was made good.
    if (aftermath >= 2) again_and_cut(day, disk, cutter);
  }

  Tally tally;
  std::map<std::string, int> keys;  ///< what callers were told, how often

 private:
  void again(Day day, const DiskImage& image, const char* how) {
    MemoryDisk disk(image);
    ask_again(day, disk, how);
    if (++checks_ % kRebuildEvery != 0) return;
    const auto dir = options_.dir + "/rebuilt";
    std::filesystem::remove_all(dir);
    std::filesystem::create_directories(dir);
    must(store::sqlite::save_image(disk.image(), dir));
    check_rebuild(dir, tally, where_ + ", " + how);
  }

  void again_and_cut(Day day, MemoryDisk& disk, Cutter& cutter) {
    const auto before = disk.ops().size();
    disk.fail_when({});
    ask_again(day, disk, "then on the same disk");
    for (auto n = before; n < disk.ops().size(); ++n) cutter.apply(disk.ops()[n]);
    MemoryDisk cut(cutter.cut(Damage::kDrop, dice_));
    ask_again(day, cut, "then on the same disk and the power cut");
  }

  /// Everything on a sound disk: all is answered, what was answered before is answered the same.
  void ask_again(Day& day, const MemoryDisk& disk, const char* how) {
    try {
      const auto faults = day.ask_again(dir_, options_for(disk), tally);
      for (const auto& [kind, words] : faults)
        tally.fault(kind, fmt::format("{}, {}: {}", where_, how, words));
    } catch (const std::exception& e) {
      tally.fault(&Tally::torn, fmt::format("{}, {}: escaped: {}", where_, how, e.what()));
    }
  }

  Options options_;
  Dice dice_;
  std::string dir_, where_;
  DiskImage start_;
  std::int64_t checks_ = 0;
};

}  // namespace

Tally run_failures(const Options& o) {
  const double began = seconds();
  Failures failures(o);
  for (const auto& kind : kKinds) {
    const auto most = failures.count(kind.act);
    const auto before = failures.tally.points;
    for (std::int64_t at = 1; at <= most; at += o.stride)
      for (const bool is_lasting : {false, true}) {
        if (o.seconds_max > 0 && seconds() - began > o.seconds_max)
          failures.tally.is_cut_short = true;
        else
          failures.one(kind, at, is_lasting);
      }
    std::printf("  %s: %lld acts, %lld points\n", kind.words, static_cast<long long>(most),
                static_cast<long long>(failures.tally.points - before));
  }
  watch(0, "");
  for (const auto& [key, n] : failures.keys) std::printf("  first told %s: %d\n", key.c_str(), n);
  failures.tally.seconds = seconds() - began;
  return failures.tally;
}

}  // namespace guatu::crash
