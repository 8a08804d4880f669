// Durable commands a second through the desk, beside the same statements put into bare SQLite.
// Method: for each number of callers a fresh ledger on disk; the desk opens N matters and moves N, which is
// timed. The same once more with every writing statement logged, which is not timed: keeping all that is
// bound costs as much as some of the work. Then a copy of that ledger as it was before takes the same
// statements with the same values in the same groups, prepared, from one thread that does nothing else: the
// ceiling. The mean groups of both are shown. `desk_bench DIR SCALE CALLERS` measures one row.
// One-commit-per-command is the desk with groups of one. Answers are summed up, so that a faster wrong run
// shows.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <thread>

#include "bench/bench.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/store/open.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace {

using namespace guatu;
using bench::must;
using bench::seconds_since;
using bench::SteadyClock;
using bench::stop;
namespace fs = std::filesystem;

constexpr int kUnits = 20;
constexpr int kPersonsOfUnit = 10;

/// Keeps what was written, or only counts commits.
class Log final : public store::sqlite::StatementLog {
 public:
  struct Row {
    std::string_view sql;
    std::vector<store::Value> bound;
  };
  bool wants_values() const override { return is_on; }
  void wrote(std::string_view sql, const std::vector<store::Value>& bound) override {
    if (sql == "commit") ++commits;
    if (!is_on) return;
    const auto it = texts_.emplace(sql).first;
    rows.push_back({*it, bound});
  }
  bool is_on = false;
  std::int64_t commits = 0;
  std::vector<Row> rows;

 private:
  std::set<std::string, std::less<>> texts_;
};

/// A ledger on disk with a small city in it.
class Bench {
 public:
  Bench(fs::path dir, std::size_t group_max) : dir_(std::move(dir)), clock_(testing::at("2022-04-06 09:00")) {
    fs::remove_all(dir_);
    store::OpenOptions options;
    options.log = &log;
    store_ = must(store::open_store(dir_.string(), store::OpenMode::kCreate, options));
    kernel::DeskOptions desk_options;
    desk_options.group_max = group_max;
    desk = std::make_unique<kernel::Desk>(*store_, clock_, desk_options);
    must(desk->create("bench", "0", "bench"));
    std::vector<kernel::MovedClock> moved;
    must(desk->publish_calendar(testing::shipped_calendar(), kernel::kSystem, false, moved));
    must(desk->publish_rules("rules.yaml", testing::shipped_rules(), kernel::kSystem));
    must(desk->publish_playbook("job.yaml", testing::kJob, kernel::kSystem));
    people();
  }

  static std::string unit(int u) { return "u" + std::to_string(u); }
  static std::string person(int u, int p) { return fmt::format("p{}.{}", u, p); }
  /// The folder as it is now, elsewhere.
  void copy_to(const fs::path& to) {
    fs::remove_all(to);
    store::sqlite::Connection c((dir_ / "guatu.db").string(), {});
    fs::create_directories(to);
    c.run("vacuum into '" + (to / "guatu.db").string() + "'");
  }

  Log log;
  std::unique_ptr<kernel::Desk> desk;

 private:
  void people() {
    add(kernel::Verb::kAddUnit, [](kernel::Command& c) {
      c.unit = {"city"};
      c.fields = {{"zh", "市"}};
    });
    for (int u = 0; u < kUnits; ++u) {
      add(kernel::Verb::kAddUnit, [u](kernel::Command& c) {
        c.unit = {unit(u)};
        c.into = {"city"};
        c.fields = {{"zh", "单位"}};
      });
      for (int p = 0; p < kPersonsOfUnit; ++p) {
        add(kernel::Verb::kAddPerson, [u, p](kernel::Command& c) {
          c.person = {person(u, p)};
          c.unit = {unit(u)};
          c.name = "某人";
        });
        add(kernel::Verb::kGivePost, [u, p](kernel::Command& c) {
          c.person = {person(u, p)};
          c.unit = {unit(u)};
          c.name = p == 0 ? "head" : p < 5 ? "officer" : "inspector";
        });
      }
    }
  }
  template <class F>
  void add(kernel::Verb verb, F fill) {
    kernel::Command c;
    c.id = "setup" + std::to_string(++count_);
    c.by = kernel::kSystem;
    c.verb = verb;
    fill(c);
    must(desk->execute(c));
  }

  fs::path dir_;
  ManualClock clock_;
  std::unique_ptr<kernel::Store> store_;
  int count_ = 0;
};

kernel::Command open_command(int caller, int i) {
  const int u = (caller * 7 + i) % kUnits;
  kernel::Command c;
  c.id = fmt::format("o{}.{}", caller, i);
  c.by = {Bench::person(u, 1)};
  c.verb = kernel::Verb::kOpen;
  c.playbook = "job";
  c.unit = {Bench::unit(u)};
  c.fields = {{"title", fmt::format("限期整改通知书第 {} 号：消防通道堵塞", i)}};
  return c;
}

kernel::Command move_command(int caller, int i, MatterId matter) {
  kernel::Command c;
  c.id = fmt::format("m{}.{}", caller, i);
  c.by = {Bench::person((caller * 7 + i) % kUnits, 0)};
  c.verb = kernel::Verb::kMove;
  c.move = "take";
  c.matter = matter;
  return c;
}

/// Runs `each(caller, i)` from so many threads; seconds.
template <class F>
double timed(int callers, int total, F each) {
  const auto began = SteadyClock::now();
  std::vector<std::thread> threads;
  for (int c = 0; c < callers; ++c)
    threads.emplace_back([&, c] {
      for (int i = c; i < total; i += callers) each(c, i);
    });
  for (auto& t : threads) t.join();
  return seconds_since(began);
}

/// Puts the logged statements into a copy; seconds. `group`: commits where the log has them, else after each
/// command (its memory row).
double ceiling(const fs::path& dir, const Log& log, bool group) {
  store::sqlite::Connection c((dir / "guatu.db").string(), {});
  c.run("pragma journal_mode=wal");
  const auto began = SteadyClock::now();
  bool is_open = false;
  for (const auto& row : log.rows) {
    if (row.sql == "commit") {
      if (is_open) c.statement("commit")->run();
      is_open = false;
      continue;
    }
    if (!is_open) c.statement("begin immediate")->run();
    is_open = true;
    auto s = c.statement(row.sql);
    int n = 0;
    for (const auto& v : row.bound) s->bind_held_value(++n, v);
    s->run();
    if (!group && row.sql.starts_with("insert into commands")) {
      c.statement("commit")->run();
      is_open = false;
    }
  }
  if (is_open) c.statement("commit")->run();
  return seconds_since(began);
}

/// Seconds of processor time of this process so far.
double processor_s() {
  rusage r{};
  ::getrusage(RUSAGE_SELF, &r);
  const auto s = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return s(r.ru_utime) + s(r.ru_stime);
}

struct Phase {
  double per_s = 0;         ///< commands a second
  double processor_us = 0;  ///< a command
  double group = 0;         ///< commands a commit; 0 for the ceiling
};

/// `run()` does `total` commands and tells how many seconds that took.
template <class F>
Phase phase_of(int total, const Log* log, F run) {
  const auto commits = log == nullptr ? 0 : log->commits;
  const auto before = processor_s();
  Phase p;
  p.per_s = total / run();
  p.processor_us = (processor_s() - before) / total * 1e6;
  if (log != nullptr) p.group = static_cast<double>(total) / static_cast<double>(log->commits - commits);
  return p;
}

/// Opens `total` matters with the desk, then moves each.
class Office {
 public:
  Office(Bench& bench, int callers, int total) : bench_(bench), total_(total) {
    ids_.resize(static_cast<std::size_t>(callers));
  }
  Phase open() {
    return phase_of(total_, &bench_.log, [this] {
      return timed(callers(), total_, [this](int c, int i) {
        const auto a = must(bench_.desk->execute(open_command(c, i)));
        ids_[static_cast<std::size_t>(c)].push_back(a.matter);
        sum_ += a.last.value - a.first.value + 1;
      });
    });
  }
  Phase move() {
    return phase_of(total_, &bench_.log, [this] {
      return timed(callers(), total_, [this](int c, int i) {
        const auto id = ids_[static_cast<std::size_t>(c)][static_cast<std::size_t>(i / callers())];
        const auto a = must(bench_.desk->execute(move_command(c, i, id)));
        sum_ += a.last.value - a.first.value + 1;
      });
    });
  }
  std::int64_t sum() const { return sum_; }

 private:
  int callers() const { return static_cast<int>(ids_.size()); }
  Bench& bench_;
  int total_;
  std::vector<std::vector<MatterId>> ids_;
  std::atomic<std::int64_t> sum_{0};
};

struct Measured {
  Phase open, move, open_ceiling, move_ceiling;
  double open_logged_group = 0, move_logged_group = 0;
  double open_statements = 0, move_statements = 0;  ///< a command
  std::int64_t checksum = 0;
};

Measured measure(const fs::path& dir, int callers, int total, std::size_t group_max) {
  Measured out;
  {
    Bench b(dir / "ledger", group_max);
    Office office(b, callers, total);
    out.open = office.open();
    out.move = office.move();
    out.checksum = office.sum();
  }
  Bench b(dir / "ledger", group_max);
  Office office(b, callers, total);
  b.copy_to(dir / "before");
  const auto replayed = [&] {
    return phase_of(total, nullptr, [&] { return ceiling(dir / "before", b.log, true); });
  };
  b.log.is_on = true;
  out.open_logged_group = office.open().group;
  out.open_statements = static_cast<double>(b.log.rows.size()) / total;
  out.open_ceiling = replayed();
  b.log.rows.clear();
  out.move_logged_group = office.move().group;
  out.move_statements = static_cast<double>(b.log.rows.size()) / total;
  out.move_ceiling = replayed();
  if (office.sum() != out.checksum) stop("the logged run did something else");
  return out;
}

/// Microseconds of one fdatasync of 4 KiB appended to a file, median of 200.
double sync_us(const fs::path& dir) {
  const auto file = (dir / "sync").string();
  const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (fd < 0) stop("no file " + file);
  const std::string page(4096, 'x');
  std::vector<double> us;
  for (int i = 0; i < 200; ++i) {
    const auto began = SteadyClock::now();
    if (::write(fd, page.data(), page.size()) != 4096 || ::fdatasync(fd) != 0) stop("cannot sync " + file);
    us.push_back(seconds_since(began) * 1e6);
  }
  ::close(fd);
  fs::remove(file);
  std::sort(us.begin(), us.end());
  return us[us.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path dir = argc > 1 ? argv[1] : "build/bench";
  const double scale = argc > 2 ? std::atof(argv[2]) : 1;
  const int only = argc > 3 ? std::atoi(argv[3]) : 0;
  fs::create_directories(dir);
  fmt::print("one sync of 4 KiB appended: {:.0f} us\n", sync_us(dir));
  fmt::print("{:>8} {:>8} | {:>10} {:>10} {:>6} | {:>10} {:>10} {:>6}   commands a second\n", "callers",
             "group", "open", "ceiling", "ratio", "move", "ceiling", "ratio");
  double best_open = 0, best_move = 0;
  struct Row {
    int callers;
    int commands;
    std::size_t group_max;
  };
  const Row rows[] = {{1, 3000, limits::kMaxGroup},
                      {8, 8000, limits::kMaxGroup},
                      {32, 16000, limits::kMaxGroup},
                      {256, 25600, limits::kMaxGroup},
                      {256, 2560, 1}};
  for (const auto& row : rows) {
    if (only != 0 && row.callers != only) continue;
    const auto r = measure(dir, row.callers, static_cast<int>(row.commands * scale), row.group_max);
    fmt::print("{:>8} {:>8} | {:>10.0f} {:>10.0f} {:>6.2f} | {:>10.0f} {:>10.0f} {:>6.2f}   checksum {}\n",
               row.callers, row.group_max == 1 ? std::string("1") : fmt::format("<= {}", row.group_max),
               r.open.per_s, r.open_ceiling.per_s, r.open.per_s / r.open_ceiling.per_s, r.move.per_s,
               r.move_ceiling.per_s, r.move.per_s / r.move_ceiling.per_s, r.checksum);
    fmt::print(
        "         open: group {:.1f} (ceiling {:.1f}), processor {:.0f} us (ceiling {:.0f}), {:.1f} "
        "statements\n",
        r.open.group, r.open_logged_group, r.open.processor_us, r.open_ceiling.processor_us,
        r.open_statements);
    fmt::print(
        "         move: group {:.1f} (ceiling {:.1f}), processor {:.0f} us (ceiling {:.0f}), {:.1f} "
        "statements\n",
        r.move.group, r.move_logged_group, r.move.processor_us, r.move_ceiling.processor_us,
        r.move_statements);
    std::fflush(stdout);
    if (row.group_max > 1 && row.callers == 256) {
      best_open = r.open.per_s;
      best_move = r.move.per_s;
    }
    if (row.group_max == 1)
      fmt::print("256 callers against one commit a command: open {:.1f} x, move {:.1f} x\n",
                 best_open / r.open.per_s, best_move / r.move.per_s);
  }
  fs::remove_all(dir / "ledger");
  fs::remove_all(dir / "before");
  return 0;
}
