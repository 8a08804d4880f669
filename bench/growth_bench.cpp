// How time and memory grow with the ledger: fills a ledger of N matters through the desk, then times what an
// office does all day. Usage: growth_bench DIR N [N...]; a ledger of that size that is there already is kept.
//
// The city: 10 districts of 20 streets, 2,000 persons. Matters are opened evenly over three years; of a
// hundred, five stay open for ever and the rest are withdrawn within 60 days: at any time some eight in a
// hundred of a large ledger are open. One clock each, so four events a closed matter. All times are of the
// median run.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <queue>
#include <set>

#include "bench/bench.h"
#include "guatu/base/text.h"
#include "guatu/brief.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/open.h"
#include "guatu/testing/office.h"

namespace {

using namespace guatu;
using bench::must;
using bench::seconds_since;
using bench::SteadyClock;
using bench::stop;
namespace fs = std::filesystem;

constexpr int kDistricts = 10;
constexpr int kStreets = 20;
constexpr int kPersons = 10;  ///< of each street
constexpr std::int64_t kSpanUs = 3 * 365 * kDayUs;

constexpr const char* kReport = R"(
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

std::int64_t memory_kb() {
  std::ifstream in("/proc/self/status");
  std::string line;
  while (std::getline(in, line))
    if (line.starts_with("VmRSS:")) return std::atoll(line.c_str() + 6);
  return 0;
}

std::string district(int d) {
  return fmt::format("d{}", d);
}
std::string street(int s) {
  return fmt::format("d{}.s{}", s / kStreets, s % kStreets);
}
std::string person(int s, int p) {
  return fmt::format("p{}.{}", s, p);
}
Instant begin_at() {
  return testing::at("2021-01-01 00:00");
}
Instant end_at() {
  return {begin_at().us + kSpanUs};
}

constexpr const char* kPlaces[] = {"消防通道", "井盖",       "路灯",     "施工围挡",
                                   "排水沟",   "护林防火道", "燃气管线", "楼道堆物"};
constexpr const char* kFaults[] = {"堵塞", "缺失", "不亮", "破损", "积水", "长草", "锈蚀", "未清理"};

/// Fills a new ledger.
class Filler {
 public:
  Filler(const fs::path& dir, std::int64_t matters) : matters_(matters), clock_(begin_at()) {
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
      close_before(now);
      set_clock(now);
      open(i, now);
      if (i % 200'000 == 199'999)
        fmt::print(stderr, "  {} of {} matters, {:.0f} s, {} MB\n", i + 1, matters_, seconds_since(began),
                   memory_kb() / 1024);
    }
    close_before(end_at());
    wait_for(0);
    std::lock_guard lock(mutex_);
    fmt::print("filled {} matters: {} commands in {:.0f} s, {:.0f} a second, {} MB of memory\n", matters_,
               done_, seconds_since(began), static_cast<double>(done_) / seconds_since(began),
               memory_kb() / 1024);
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

  /// Commands take the clock as it is when they are decided, so it moves only while none waits, once a day.
  void set_clock(Instant now) {
    if (now.us - clock_.now().us < kDayUs) return;
    wait_for(0);
    clock_.set(now);
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
  void close_before(Instant now) {
    for (;;) {
      Closing c{};
      {
        const std::lock_guard lock(mutex_);
        if (closings_.empty() || closings_.top().at > now) return;
        c = closings_.top();
        closings_.pop();
      }
      kernel::Command w;
      w.id = fmt::format("w{}", c.matter.value);
      w.by = c.opener;
      w.verb = kernel::Verb::kWithdraw;
      w.matter = c.matter;
      w.reason = "重复上报";
      ask(std::move(w), {});
    }
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

/// One measured act.
struct Row {
  std::string name;
  double first_ms;  ///< with the program's caches cold
  double median_ms;
};

template <class F>
Row timed(const std::string& name, int runs, F f) {
  std::vector<double> ms;
  for (int i = 0; i < runs; ++i) {
    const auto began = SteadyClock::now();
    f();
    ms.push_back(seconds_since(began) * 1000);
  }
  const double first = ms.front();
  std::sort(ms.begin(), ms.end());
  return {name, first, ms[ms.size() / 2]};
}

class Measure {
 public:
  explicit Measure(const fs::path& dir) : dir_(dir), clock_(end_at()) {}

  std::vector<Row> run() {
    rows_.push_back(timed("start: open, check, load people", 5, [&] {
      desk_.reset();
      store_.reset();
      store_ = must(store::open_store(dir_.string(), store::OpenMode::kReadWrite));
      desk_ = std::make_unique<kernel::Desk>(*store_, clock_);
      static_cast<void>(must(desk_->world())->playbook("report")->id);
    }));
    auto reader = must(store_->read());
    last_ = reader->last_position();
    const auto year_ago = reader->position_at(Instant{end_at().us - 365 * kDayUs});
    views("now", Position{}, end_at());
    const Instant yesterday{end_at().us - kDayUs};
    views("yesterday", reader->position_at(yesterday), yesterday);
    views("a year ago", year_ago, Instant{end_at().us - 365 * kDayUs});
    search();
    reader.reset();
    commands();
    return std::move(rows_);
  }
  std::string checksum() const { return sha256_hex(sum_).substr(0, 12); }
  Position last() const { return last_; }

 private:
  void page(const kernel::MatterQuery& q) {
    auto reader = must(store_->read());
    const auto p = must(reader->list(q));
    note(fmt::format("{}:{};", p.items.size(), p.items.empty() ? 0 : p.items.front().id.value));
  }
  void views(const std::string& when, Position as_of, Instant now) {
    kernel::MatterQuery q;
    q.as_of = as_of;
    q.which = kernel::MatterQuery::Which::kOpen;
    rows_.push_back(timed("50 most overdue of the city, " + when, 21, [&] { page(q); }));
    q.unit_path = "/city/d3/";
    q.playbook = "report";
    q.due_before = now;
    rows_.push_back(timed("50 most overdue of a district, " + when, 21, [&] { page(q); }));
    rows_.push_back(timed("brief of the city, " + when, 11, [&] {
      auto reader = must(store_->read());
      const auto world = must(kernel::load_world(*reader, as_of));
      const auto b = must(app::make_brief(*reader, world, as_of, now));
      note(fmt::format("{},{},{};", b.open, b.late.count, b.due_today.count));
    }));
  }
  void search() {
    kernel::MatterQuery q;
    q.text = "路灯 不亮";
    q.which = kernel::MatterQuery::Which::kOpen;
    rows_.push_back(timed("search of two words, open, 50", 11, [&] { page(q); }));
    kernel::MatterQuery one;
    one.text = "77";
    rows_.push_back(timed("search of one number", 11, [&] { page(one); }));
  }
  void commands() {
    std::vector<MatterId> ids;
    int n = 0;
    const auto base = fmt::format("bench{}.", last_.value);
    rows_.push_back(timed("open, durable", 101, [&] {
      kernel::Command c;
      c.id = base + std::to_string(++n);
      c.by = {person(3, 2)};
      c.verb = kernel::Verb::kOpen;
      c.playbook = "report";
      c.unit = {street(3)};
      c.fields = {{"title", "量一下"}};
      ids.push_back(must(desk_->execute(c)).matter);
    }));
    std::size_t next = 0;
    rows_.push_back(timed("move, durable", 101, [&] {
      const auto id = ids[next++];
      auto reader = must(store_->read());
      kernel::Command c;
      c.id = base + std::to_string(++n);
      c.by = reader->matter(id)->holder;
      c.verb = kernel::Verb::kMove;
      c.move = "submit";
      c.matter = id;
      c.fields = {{"result", "好"}};
      must(desk_->execute(c));
    }));
  }
  void note(const std::string& s) {
    if (seen_.insert(s).second) sum_ += s;
  }

  fs::path dir_;
  ManualClock clock_;
  std::unique_ptr<kernel::Store> store_;
  std::unique_ptr<kernel::Desk> desk_;
  Position last_;
  std::vector<Row> rows_;
  std::set<std::string> seen_;
  std::string sum_;
};

void fill(const fs::path& dir, std::int64_t matters) {
  const fs::path part = dir.string() + ".part";
  fs::remove_all(part);
  {
    Filler f(part, matters);
    f.run();
  }
  fs::rename(part, dir);
}

}  // namespace

int main(int argc, char** argv) {
  static std::vector<std::string> usual{"growth_bench", "build/growth", "10000", "100000"};
  static char* usual_words[] = {usual[0].data(), usual[1].data(), usual[2].data(), usual[3].data()};
  if (argc == 1) {
    argc = 4;
    argv = usual_words;
  }
  if (argc < 3) stop("growth_bench DIR MATTERS [MATTERS...]");
  std::ofstream csv;
  if (const auto* to = std::getenv("GUATU_GROWTH_CSV"); to != nullptr) csv.open(to, std::ios::app);
  for (int i = 2; i < argc; ++i) {
    const std::int64_t matters = std::atoll(argv[i]);
    const auto dir = fs::path(argv[1]) / std::to_string(matters);
    fs::create_directories(argv[1]);
    if (!fs::exists(dir)) fill(dir, matters);
    Measure m(dir);
    const auto rows = m.run();
    fmt::print("{} matters, {} events, {} MB on disk, {} MB of memory, checksum {}\n", matters,
               m.last().value, fs::file_size(dir / "guatu.db") >> 20U, memory_kb() / 1024, m.checksum());
    for (const auto& r : rows) {
      fmt::print("  {:<44} {:>10.2f} ms   first {:>10.2f} ms\n", r.name, r.median_ms, r.first_ms);
      if (csv)
        csv << matters << ',' << '"' << r.name << '"' << ',' << fmt::format("{:.3f}", r.median_ms) << '\n';
    }
  }
  return 0;
}
