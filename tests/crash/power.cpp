// Goal: whatever a power cut leaves of what was not synced, the ledger opens as it stood after some commit,
// no earlier than the last that was answered. Method: a workload over a disk that writes everything down;
// after each write, sync, truncate and delete of it a damaged copy of the disk is made and opened by the
// product.
#include <fmt/format.h>

#include <filesystem>
#include <future>
#include <mutex>

#include "guatu/store/rebuild.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/testing/failing_store.h"
#include "guatu/testing/office.h"
#include "tests/crash/parts.h"

namespace guatu::crash {

namespace {

using kernel::Answer;
using kernel::Command;
using store::OpenMode;
using store::sqlite::DiskImage;
using store::sqlite::MemoryDisk;

constexpr int kLogPages = 128;  ///< a small log, so that checkpoints are frequent
constexpr std::int64_t kCheckedEvery = 8;
constexpr std::int64_t kDigestEvery = 40;
constexpr std::int64_t kGoOnEvery = 120;
constexpr std::int64_t kRebuildEvery = 2'000;

store::OpenOptions options_for(const MemoryDisk& disk) {
  store::OpenOptions o;
  o.vfs = disk.vfs();
  o.log_pages = kLogPages;
  return o;
}

/// A commit that the disk confirmed.
struct Commit {
  std::size_t act = 0;  ///< how many acts of the disk came before the confirmation
  std::map<std::string, std::string> digests;
  std::int64_t commands = 0;  ///< remembered, then
  std::int64_t matters = 0;
};

/// An answer that was given.
struct Given {
  std::size_t act = 0;  ///< how many acts of the disk came before it
  Command command;
  Step step;
};

class Power {
 public:
  explicit Power(const Options& o) : options_(o), dice_(o.seed), dir_(o.dir + "/ledger"), damage_(o.damage) {
    tally.part = fmt::format("power ({})", text_of(o.damage));
    std::filesystem::create_directories(o.dir);
    make_city(dir_);
    start_ = must(store::sqlite::load_image(dir_));
    disk_ = std::make_unique<MemoryDisk>(start_);
  }

  /// The workload: groups of random sizes at one desk, sweeps between them.
  void record() {
    const auto store = must(store::open_store(dir_, OpenMode::kReadWrite, options_for(*disk_)));
    note_commit(must(store->read())->last_position());
    testing::FailingStore counted(*store);
    counted.committed = [this](Position last) { note_commit(last); };
    ManualClock clock(testing::at("2022-04-06 10:00"));
    kernel::Desk desk(counted, clock);
    std::vector<Caller> callers;
    for (std::uint64_t n = 0; n < 24; ++n)
      callers.emplace_back(fmt::format("c{}", n), options_.seed * 100 + n);
    for (std::int64_t asked = 0; asked < options_.commands;) {
      const auto size = 1 + dice_.below(24);
      asked += size;
      group(desk, callers, static_cast<std::size_t>(size));
      clock.set(clock.now() + dice_.below(40) * kMinuteUs);
      if (dice_.one_in(12)) must(desk.sweep(false, true));
    }
    const auto reader = must(store->read());
    must(reader->events({}, {}, {}, [this](const kernel::Event& e) {
      lines_.push_back(kernel::encode_line(e));
      return true;
    }));
  }

  void cut_everywhere(double until) {
    Cutter cutter(start_);
    const auto& ops = disk_->ops();
    std::int64_t generation = -1;
    for (std::size_t n = 0; n < ops.size(); ++n) {
      if (until > 0 && seconds() > until) {
        tally.is_cut_short = true;
        break;
      }
      cutter.apply(ops[n]);
      ++tally.points;
      acts_ = n + 1;
      // Where nothing became durable since the last cut, dropping the rest leaves the same disk; but more may
      // have been answered.
      const bool is_same = damage_ == Damage::kDrop && generation == cutter.generation();
      const auto least = answered_until(acts_);
      if (is_same && least == least_) continue;
      generation = cutter.generation();
      least_ = least;
      where_ = fmt::format("cut after act {} ({} {})", acts_, text_of(ops[n].act), ops[n].file);
      watch(60, tally.part + ", " + where_);
      const auto faults = tally.faults.size();
      const auto image = cutter.cut(damage_, dice_);
      check(image);
      if (tally.faults.size() > faults) keep(image);
    }
    tally.acknowledged = static_cast<std::int64_t>(answers_seen_);
    watch(0, "");
  }

  Tally tally;

 private:
  void note_commit(Position last) {
    Commit c;
    c.act = disk_->op_count();
    c.digests = must(store::table_digest(dir_, options_for(*disk_)));
    store::sqlite::Connection db(dir_ + "/guatu.db",
                                 {store::sqlite::Access::kReadOnly, 5000, true, disk_->vfs()});
    c.commands = db.integer_of("select count(*) from commands");
    c.matters = db.integer_of("select count(*) from matters");
    commits_[last] = std::move(c);
  }

  /// All at once, as far as they do not build upon each other; waits for all answers.
  void group(kernel::Desk& desk, std::vector<Caller>& callers, std::size_t size) {
    std::vector<std::promise<void>> done(size);
    for (std::size_t i = 0; i < size; ++i) {
      auto& caller = callers[i];
      const auto c = caller.next();
      must(desk.submit(c, [this, &done, &caller, c, i](Result<Answer> a) {
        if (a.has_value()) {
          caller.answered(c, *a);
          given_.push_back({disk_->op_count(), c, step_of(*a)});
        }
        done[i].set_value();
      }));
    }
    for (auto& d : done) d.get_future().wait();
  }

  /// The position that must be there after so many acts: confirmed by a commit, or answered.
  Position answered_until(std::size_t acts) {
    for (; answers_seen_ < given_.size() && given_[answers_seen_].act <= acts; ++answers_seen_)
      least_answered_ = std::max(least_answered_, given_[answers_seen_].step.last);
    auto least = least_answered_;
    for (const auto& [position, commit] : commits_)
      if (commit.act <= acts) least = std::max(least, position);
    return least;
  }

  void check(const DiskImage& image) {
    MemoryDisk disk(image);
    {
      auto how = options_for(disk);
      // Opening looks at hashes and tables too, which costs more than all the rest here.
      how.is_checked = options_.is_thorough || tally.points % kCheckedEvery == 0;
      const auto opened = store::open_store(dir_, OpenMode::kReadWrite, how);
      if (opened.has_error()) {
        tally.fault(&Tally::torn, where_ + ": does not open: " + opened.error().key);
        return;
      }
      try {
        look(**opened, disk);
        if (tally.points % kGoOnEvery == 0) go_on(**opened);
      } catch (const kernel::StoreFailure& e) {
        tally.fault(&Tally::torn, where_ + ": cannot be read: " + e.what());
        return;
      }
    }
    if (tally.points % kRebuildEvery == 0) {
      const auto dir = options_.dir + "/rebuilt";
      std::filesystem::remove_all(dir);
      std::filesystem::create_directories(dir);
      must(store::sqlite::save_image(disk.image(), dir));
      check_rebuild(dir, tally, where_);
    }
  }

  void look(kernel::Store& store, const MemoryDisk& disk) {
    const auto reader = must(store.read());
    const auto last = reader->last_position();
    if (last < least_)
      tally.fault(&Tally::lost,
                  fmt::format("{}: ends at {}, answered until {}", where_, last.value, least_.value));
    const auto it = commits_.find(last);
    if (it == commits_.end()) {
      tally.fault(&Tally::torn, fmt::format("{}: ends at {}, inside a commit", where_, last.value));
      return;
    }
    const bool is_whole = tally.points % kDigestEvery == 0;
    auto at = is_whole ? 0 : std::max<std::int64_t>(0, last.value - 30);
    const auto read = reader->events({at}, {}, {}, [&](const kernel::Event& e) {
      return kernel::encode_line(e) == lines_[static_cast<std::size_t>(at)] && ++at > 0;
    });
    if (read.has_error() || at != last.value)
      tally.fault(&Tally::torn, fmt::format("{}: event {} is another than was written", where_, at + 1));
    if (must(reader->count({})) != it->second.matters)
      tally.fault(&Tally::torn, where_ + ": other matters are registered than then");
    if (answers_seen_ > 0 && !reader->past_command(given_[answers_seen_ - 1].command.id))
      tally.fault(&Tally::torn, where_ + ": what was answered last is not remembered");
    if (!is_whole) return;
    store::sqlite::Connection db(dir_ + "/guatu.db",
                                 {store::sqlite::Access::kReadOnly, 5000, true, disk.vfs()});
    if (db.integer_of("select count(*) from commands") != it->second.commands)
      tally.fault(&Tally::torn, where_ + ": other commands are remembered than then");
    if (must(store::table_digest(dir_, options_for(disk))) != it->second.digests)
      tally.fault(&Tally::torn, where_ + ": the register is another than then");
    auto s = db.statement("pragma integrity_check");
    if (!s->step() || s->view(0) != "ok")
      tally.fault(&Tally::torn, where_ + ": integrity_check: " + s->text(0));
  }

  /// The same ids again, the lost ones too, and something new.
  void go_on(kernel::Store& store) {
    const ManualClock clock(must(store.read())->last_at());
    kernel::Desk desk(store, clock);
    const auto from = answers_seen_ > 5 ? answers_seen_ - 5 : 0;
    for (auto i = from; i < std::min(answers_seen_ + 5, given_.size()); ++i) {
      const auto a = desk.execute(given_[i].command);
      // What was not answered yet may have been in the future: then its matter is missing.
      if (i < answers_seen_ && (a.has_error() || !a->existed || step_of(*a) != given_[i].step))
        tally.fault(&Tally::lost,
                    where_ + ": " + given_[i].command.id + " asked again is answered otherwise");
    }
    const auto a = desk.execute(open_command(fmt::format("after.{}", acts_)));
    if (a.has_error()) tally.fault(&Tally::torn, where_ + ": does not go on: " + a.error().key);
    const auto steps = read_steps(*must(store.read()), tally);
    if (!steps.contains(fmt::format("after.{}", acts_)))
      tally.fault(&Tally::lost, where_ + ": the next one is lost");
  }

  /// For whoever looks for the reason.
  void keep(const DiskImage& image) {
    const auto dir = fmt::format("{}/bad-{}", options_.dir, acts_);
    std::filesystem::create_directories(dir);
    must(store::sqlite::save_image(image, dir));
    tally.faults.back() += " (kept in " + dir + ")";
  }

  Options options_;
  Dice dice_;
  std::string dir_, where_;
  Damage damage_;
  DiskImage start_;
  std::unique_ptr<MemoryDisk> disk_;
  std::map<Position, Commit> commits_;
  std::vector<Given> given_;
  std::vector<std::string> lines_;
  std::size_t answers_seen_ = 0;
  std::size_t acts_ = 0;
  Position least_answered_, least_;
};

}  // namespace

Tally run_power(const Options& o) {
  const double began = seconds();
  Power power(o);
  power.record();
  power.cut_everywhere(o.seconds_max > 0 ? began + o.seconds_max : 0);
  power.tally.seconds = seconds() - began;
  return power.tally;
}

}  // namespace guatu::crash
