// Goal: whoever was answered finds his command after the process was killed, once, as answered. Method: 32
// callers write in a child process that is killed at a random moment or at a chosen write, sync or truncate;
// what they were answered lies in memory that the parent shares. The same folder is used again until it is
// long.
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <new>
#include <thread>

#include "guatu/store/sqlite/testing/killing_vfs.h"
#include "tests/crash/parts.h"

namespace guatu::crash {

namespace {

using kernel::Answer;
using kernel::Command;
using store::OpenMode;

constexpr int kCallers = 32;
constexpr int kRecords = 256;  ///< of one caller in one round; then it rests
constexpr int kLogPages = 64;  ///< a small log, so that checkpoints are frequent
constexpr std::int64_t kLongFolder = 4'000;
constexpr int kPollUs = 300;
constexpr int kHangPolls =
    66'000;  ///< 20 s; by polls, because somebody may stop the whole program for a while
constexpr int kSurvivedPolls = 5'000;  ///< 1.5 s

/// One command of one caller. Written by the child, read by the parent after the child's end.
struct Record {
  enum State { kNone, kAsked, kAnswered, kRefused, kWrong };
  std::atomic<int> state;
  char id[40];
  Step step;
  char key[40];
};

struct Shared {
  std::atomic<int> used[kCallers];
  Record records[kCallers][kRecords];
};

/// Runs much faster than the wall, from where the ledger ended, so that sweeps find something to do.
class RacingClock final : public Clock {
 public:
  explicit RacingClock(Instant start) : start_(start), began_(seconds()) {}
  Instant now() const override {
    return start_ + static_cast<std::int64_t>((seconds() - began_) * 1'500'000) * kSecondUs / 1'000;
  }

 private:
  Instant start_;
  double began_;
};

struct Round {
  std::int64_t number = 0;
  std::uint64_t seed = 0;
  std::string dir;
  std::int64_t kill_at = 0;  ///< a write or sync; 0: a moment
  store::sqlite::KillMoment moment{};
  bool is_peaceful = false;                       ///< ends by itself
  std::vector<std::string> pending[kCallers];     ///< asked before the kill, and not answered
  std::vector<std::pair<std::string, Step>> old;  ///< answered in an earlier life
};

void copy_text(char* to, std::size_t n, const std::string& from) {
  std::strncpy(to, from.c_str(), n - 1);
}

/// One caller's life in the child.
class Child {
 public:
  Child(kernel::Desk& desk, Shared& shared, const Round& round, int n)
      : desk_(desk),
        shared_(shared),
        round_(round),
        n_(n),
        dice_(round.seed * 64 + static_cast<std::uint64_t>(n)),
        caller_(fmt::format("r{}.t{}", round.number, n), round.seed * 64 + static_cast<std::uint64_t>(n)) {}

  void live(const std::atomic<bool>& is_over) {
    for (const auto& id : round_.pending[n_]) ask(open_command(id), nullptr);
    while (!is_over && used_ < kRecords) {
      if (!round_.old.empty() && dice_.one_in(12)) {
        const auto& [id, step] = round_.old[static_cast<std::size_t>(dice_.below(std::ssize(round_.old)))];
        ask(open_command(id), &step);
        continue;
      }
      const auto c = caller_.next();
      if (const auto a = ask(c, nullptr)) caller_.answered(c, *a);
    }
    while (!is_over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

 private:
  /// @param before  what it was answered in an earlier life; nullptr: never
  std::optional<Answer> ask(const Command& c, const Step* before) {
    if (used_ == kRecords) return std::nullopt;
    auto& r = shared_.records[n_][used_];
    copy_text(r.id, sizeof r.id, c.id);
    r.key[0] = c.verb == kernel::Verb::kOpen ? 'o' : 'm';
    r.state = Record::kAsked;
    shared_.used[n_] = ++used_;
    auto a = desk_.execute(c);
    if (a.has_error()) {
      copy_text(r.key, sizeof r.key, a.error().key);
      r.state = Record::kRefused;
      return std::nullopt;
    }
    r.step = step_of(*a);
    r.state = before != nullptr && (!a->existed || r.step != *before) ? Record::kWrong : Record::kAnswered;
    return std::move(*a);
  }

  kernel::Desk& desk_;
  Shared& shared_;
  const Round& round_;
  int n_;
  int used_ = 0;
  Dice dice_;
  Caller caller_;
};

void read_on(kernel::Store& store, const std::atomic<bool>& is_over) {
  while (!is_over) {
    if (const auto reader = store.read()) {
      kernel::MatterQuery q;
      q.which = kernel::MatterQuery::Which::kOpen;
      must((*reader)->list(q));
      must((*reader)->count({}));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

/// The child process: never returns.
[[noreturn]] void child(const Round& round, Shared& shared) {
  store::OpenOptions options;
  options.vfs = store::sqlite::register_killing_vfs(round.kill_at, round.moment);
  options.log_pages = kLogPages;
  {
    const auto store = must(store::open_store(round.dir, OpenMode::kReadWrite, options));
    const RacingClock clock(must(store->read())->last_at());
    kernel::Desk desk(*store, clock);
    std::atomic<bool> is_over{false};
    std::vector<std::thread> threads;
    for (int n = 0; n < kCallers; ++n)
      threads.emplace_back([&, n] { Child(desk, shared, round, n).live(is_over); });
    for (int n = 0; n < 2; ++n) threads.emplace_back([&] { read_on(*store, is_over); });
    threads.emplace_back([&] {
      while (!is_over) {
        must(desk.sweep(false, true));
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
      }
    });
    if (round.is_peaceful) {
      std::this_thread::sleep_for(std::chrono::milliseconds(80));
      is_over = true;
    }
    for (auto& t : threads) t.join();
  }
  _exit(0);
}

class Kills {
 public:
  explicit Kills(const Options& o)
      : options_(o), dice_(o.seed), city_(o.dir + "/city"), dir_(o.dir + "/ledger") {
    tally.part = "kills";
    std::filesystem::create_directories(o.dir);
    make_city(city_);
    copy_folder(city_, dir_);
    void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) stop("no shared memory");
    shared_ = new (memory) Shared();
  }
  ~Kills() { munmap(shared_, sizeof(Shared)); }
  Kills(const Kills&) = delete;
  Kills& operator=(const Kills&) = delete;

  void round(std::int64_t number) {
    Round r;
    r.number = number;
    r.seed = options_.seed + static_cast<std::uint64_t>(number);
    r.dir = dir_;
    r.is_peaceful = number % 50 == 49;
    if (!r.is_peaceful && dice_.one_in(2)) r.kill_at = 1 + dice_.below(dice_.one_in(3) ? 60 : 1'500);
    r.moment = static_cast<store::sqlite::KillMoment>(dice_.below(3));
    for (int n = 0; n < kCallers; ++n) r.pending[n] = std::move(pending_[n]);
    for (const auto& [id, step] : answered_)
      if (is_open_.contains(id) && r.old.size() < 200 && dice_.one_in(4)) r.old.emplace_back(id, step);
    where_ = fmt::format("kill {} (seed {}, at act {})", number, options_.seed, r.kill_at);
    watch(90, where_);
    run(r);
    collect();
    check();
    if (number % 25 == 24) check_rebuild(dir_, tally, where_);
    if (length_ > kLongFolder) renew();
  }

  Tally tally;

 private:
  void run(const Round& r) {
    const auto pid = fork();
    if (pid == 0) child(r, *shared_);
    if (pid < 0) stop("no child process");
    if (!r.is_peaceful && r.kill_at == 0) {
      usleep(static_cast<useconds_t>(dice_.below(110'000)));
      kill(pid, SIGKILL);
    }
    int status = 0;
    int asked = 0;
    for (int polls = 0; waitpid(pid, &status, WNOHANG) == 0; ++polls) {
      if (polls > kHangPolls) {
        tally.fault(&Tally::hangs, where_ + ": no progress");
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        break;
      }
      // A round that is to die at an act that never comes: it goes on for as long as nobody is answered, so
      // that a desk that stands still is seen.
      if (r.kill_at != 0 && polls == kSurvivedPolls) asked = asked_so_far();
      if (r.kill_at != 0 && polls > kSurvivedPolls &&
          (asked_so_far() != asked || asked == kCallers * kRecords))
        kill(pid, SIGKILL);
      usleep(kPollUs);
    }
    const bool is_as_meant = r.is_peaceful ? WIFEXITED(status) && WEXITSTATUS(status) == 0
                                           : WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!is_as_meant)
      tally.fault(&Tally::torn, fmt::format("{}: the child ended with {:#x}", where_, status));
    ++tally.points;
  }

  int asked_so_far() const {
    int n = 0;
    for (const auto& used : shared_->used) n += used;
    return n;
  }

  void collect() {
    for (int n = 0; n < kCallers; ++n) {
      const int used = shared_->used[n].exchange(0);
      for (int i = 0; i < used; ++i) {
        auto& r = shared_->records[n][i];
        const bool opens = r.key[0] == 'o';
        const std::string id = r.id;
        switch (r.state.exchange(Record::kNone)) {
          case Record::kAsked:
            if (opens && !answered_.contains(id)) pending_[n].push_back(id);
            break;
          case Record::kAnswered:
            if (answered_.emplace(id, r.step).second) ++tally.acknowledged;
            if (opens) is_open_.insert({id, true});
            break;
          case Record::kWrong:
            tally.fault(&Tally::lost, where_ + ": " + id + " was answered otherwise before");
            break;
          case Record::kRefused:
            if (std::string_view(r.key).starts_with("store.") || std::string_view(r.key).starts_with("desk."))
              tally.fault(&Tally::torn, where_ + ": " + id + " was refused: " + r.key);
            break;
          default:
            break;
        }
        std::memset(r.key, 0, sizeof r.key);
        std::memset(r.id, 0, sizeof r.id);
      }
    }
  }

  void check() {
    // Half of the time only looked at, so that the next child is the one who reads the log anew.
    const auto mode = dice_.one_in(2) ? OpenMode::kReadOnly : OpenMode::kReadWrite;
    const auto store = store::open_store(dir_, mode);
    if (store.has_error()) {
      tally.fault(&Tally::torn, where_ + ": the folder does not open: " + store.error().key);
      renew();
      return;
    }
    const auto reader = must((*store)->read());
    length_ = reader->last_position().value;
    const auto steps = read_steps(*reader, tally);
    for (const auto& [id, step] : answered_) {
      const auto it = steps.find(id);
      if (it == steps.end())
        tally.fault(&Tally::lost, where_ + ": " + id + " was answered and is not there");
      else if (it->second != step)
        tally.fault(&Tally::lost, where_ + ": " + id + " stands elsewhere than answered");
      if (!reader->past_command(id)) tally.fault(&Tally::torn, where_ + ": " + id + " is not remembered");
    }
  }

  void renew() {
    copy_folder(city_, dir_);
    answered_.clear();
    is_open_.clear();
    for (auto& p : pending_) p.clear();
    length_ = 0;
  }

  Options options_;
  Dice dice_;
  std::string city_, dir_, where_;
  Shared* shared_ = nullptr;
  std::map<std::string, Step> answered_;
  std::map<std::string, bool> is_open_;  ///< of those: which opened a matter
  std::vector<std::string> pending_[kCallers];
  std::int64_t length_ = 0;
};

}  // namespace

Tally run_kills(const Options& o) {
  const double began = seconds();
  Kills kills(o);
  for (std::int64_t n = 0; n < o.kills; ++n) {
    if (o.seconds_max > 0 && seconds() - began > o.seconds_max) {
      kills.tally.is_cut_short = true;
      break;
    }
    kills.round(n);
  }
  watch(0, "");
  kills.tally.seconds = seconds() - began;
  return kills.tally;
}

}  // namespace guatu::crash
