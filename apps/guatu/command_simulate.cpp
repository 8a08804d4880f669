// simulate: a city's days in seconds, with trouble on demand, and every invariant checked after every step.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "guatu/base/limits.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/output.h"
#include "guatu/sim/simulator.h"
#include "guatu/simulate.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

/// What every run of this command shares, and the words that repeat one.
struct Runs {
  std::shared_ptr<const sim::Ground> ground;
  sim::SimOptions options;
  bool is_sqlite = false;
  bool is_many = false;      ///< a range of seeds
  std::string repeat;        ///< without seed and step
  std::int64_t seconds = 0;  ///< no seed is begun after so many; 0: all
};

struct Seeds {
  std::uint64_t from = 1;
  std::uint64_t to = 1;
};

/// `7` or `1..1000`. @errors cli.seeds
Result<Seeds> seeds_of(const Session& s) {
  const auto read = [](const std::string& t) -> std::optional<std::uint64_t> {
    if (t.empty() || t.size() > 18 || t.find_first_not_of("0123456789") != std::string::npos)
      return std::nullopt;
    return std::stoull(t);
  };
  const bool is_range = s.args.has("--seeds");
  const auto text = is_range ? s.args.text("--seeds") : s.args.text("--seed", "1");
  const auto dots = text.find("..");
  const auto from = read(text.substr(0, dots));
  const auto to = dots == std::string::npos ? from : read(text.substr(dots + 2));
  if (!from || !to || *to < *from || *to - *from >= 1'000'000 || is_range != (dots != std::string::npos))
    return Error("cli.seeds", is_range ? "--seeds" : "--seed", {{"got", text.substr(0, 40)}});
  return Seeds{*from, *to};
}

sim::SimReport run_one(const Runs& runs, std::uint64_t seed) {
  // Replay by another road costs a fifth of a run: of many cities one in so many takes it.
  constexpr std::uint64_t kImportedOf = 8;
  auto options = runs.options;
  options.seed = seed;
  options.is_imported = !runs.is_many || seed % kImportedOf == 0;
  sim::SimReport failed;
  failed.seed = seed;
  std::unique_ptr<sim::Disk> disk;
  if (runs.is_sqlite) {
    auto made = sim::sqlite_disk(*runs.ground);
    if (made.has_error()) {
      failed.finding = made.error().front();
      return failed;
    }
    disk = std::move(*made);
  } else {
    disk = sim::memory_disk(*runs.ground);
  }
  return sim::Simulator(*runs.ground, *disk, options).run();
}

/// One step beyond the last counted: what failed may not have been counted, or may be the look at the end.
std::string repeat_of(const Runs& runs, const sim::SimReport& r) {
  return fmt::format("guatu simulate --seed {} {} --until-step {}", r.seed, runs.repeat, r.steps + 1);
}

void add(std::map<std::string, std::int64_t>& to, const std::map<std::string, std::int64_t>& from) {
  for (const auto& [k, n] : from) to[k] += n;
}

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
  json::object o;
  for (const auto& [k, n] : counts) o.emplace(k, n);
  return o;
}

json::object report_json(const Session& s, const Runs& runs, const sim::SimReport& r) {
  json::object o{{"seed", std::to_string(r.seed)},
                 {"steps", r.steps},
                 {"matter_steps", r.matter_steps},
                 {"commands", r.commands},
                 {"refused", r.refused},
                 {"acts", r.acts},
                 {"events", r.events},
                 {"matters", r.matters},
                 {"open", r.open},
                 {"crashes", r.crashes},
                 {"failures", r.failures},
                 {"moved_clocks", r.moved_clocks},
                 {"erasures", r.erasures},
                 {"ended_at", to_text(r.ended_at)},
                 {"digest", r.digest},
                 {"done", counts_json(r.done)},
                 {"refusals", counts_json(r.refusals)}};
  if (r.finding) {
    o.emplace("finding",
              json::object{{"key", r.finding->key}, {"message", kernel::sentence(*r.finding, s.lang)}});
    o.emplace("repeat", repeat_of(runs, r));
  }
  return o;
}

void print_counts(Session& s, const Titles& head, const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::int64_t, std::string>> most;
  for (const auto& [k, n] : counts) most.emplace_back(-n, k);
  std::sort(most.begin(), most.end());
  std::string text;
  for (const auto& [n, k] : most) text += (text.empty() ? "" : ", ") + k + " " + std::to_string(-n);
  if (!text.empty()) print_pair(s.io, s.say(head), text);
}

void print_finding(Session& s, const Runs& runs, const sim::SimReport& r) {
  s.io.err << fmt::format(
      fmt::runtime(
          s.say({"种子 {}，第 {} 步，{}\n  {}\n重现：{}\n", "seed {}, step {}, {}\n  {}\nto repeat: {}\n"})),
      r.seed, r.steps, minute_text(r.ended_at), kernel::report_line(*r.finding, s.lang), repeat_of(runs, r));
}

/// All seeds, in so many threads; stops at the first finding of each thread.
struct Sum {
  sim::SimReport total;
  std::int64_t runs = 0;
  std::vector<sim::SimReport> findings;
  double seconds = 0;
};

Sum run_all(Session& s, const Runs& runs, const Seeds& seeds, int threads) {
  Sum sum;
  std::mutex mutex;
  std::atomic<std::uint64_t> next{seeds.from};
  std::atomic<bool> is_stopped{false};
  Progress bar(s.io, s.say({"模拟", "simulating"}));
  const auto all = static_cast<std::int64_t>(seeds.to - seeds.from + 1);
  const auto began = SystemClock().now();
  const auto work = [&] {
    for (;;) {
      const auto seed = next.fetch_add(1);
      const auto spent = SystemClock().now().us - began.us;
      if (seed > seeds.to || is_stopped || (runs.seconds > 0 && spent > runs.seconds * 1'000'000)) return;
      auto r = run_one(runs, seed);
      const std::lock_guard lock(mutex);
      sum.total.steps += r.steps;
      sum.total.matter_steps += r.matter_steps;
      sum.total.commands += r.commands;
      sum.total.refused += r.refused;
      sum.total.acts += r.acts;
      sum.total.events += r.events;
      sum.total.matters += r.matters;
      sum.total.open += r.open;
      sum.total.crashes += r.crashes;
      sum.total.failures += r.failures;
      sum.total.moved_clocks += r.moved_clocks;
      sum.total.erasures += r.erasures;
      add(sum.total.done, r.done);
      add(sum.total.refusals, r.refusals);
      bar.show(++sum.runs, all);
      if (r.finding) {
        is_stopped = true;
        sum.findings.push_back(std::move(r));
      } else if (all == 1) {
        sum.total.seed = r.seed;
        sum.total.digest = r.digest;
        sum.total.ended_at = r.ended_at;
      }
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (auto& t : others) t.join();
  sum.seconds = static_cast<double>(SystemClock().now().us - began.us) / 1e6;
  return sum;
}

int print_sum(Session& s, const Runs& runs, Sum& sum, const Seeds& seeds) {
  std::sort(sum.findings.begin(), sum.findings.end(),
            [](const auto& a, const auto& b) { return a.seed < b.seed; });
  const auto& t = sum.total;
  const double rate = sum.seconds > 0 ? static_cast<double>(t.steps) / sum.seconds : 0;
  if (s.json) {
    auto o = seeds.from == seeds.to && !sum.findings.empty() ? report_json(s, runs, sum.findings.front())
                                                             : report_json(s, runs, t);
    o.emplace("runs", sum.runs);
    o.emplace("seconds", sum.seconds);
    json::array findings;
    for (const auto& f : sum.findings) findings.push_back(report_json(s, runs, f));
    o.emplace("findings", std::move(findings));
    print_json(s.io.out, o);
    return sum.findings.empty() ? 0 : 1;
  }
  s.io.out << fmt::format(
      fmt::runtime(s.say(
          {"{} 次运行，{} 步（其中事项步 {}）：指令 {}（拒绝 {}），到期触发 {}；事件 {}，事项 {}（未结 {}）；"
           "停机 {} 次，存储故障 {} 次，改历移动期间 {} 个，删除个人信息 {} 次\n",
           "{} runs, {} steps ({} on matters): {} commands ({} refused), {} acts of clocks; {} events, "
           "{} matters ({} open); {} crashes, {} failures of the store, {} clocks moved by calendars, {} "
           "persons erased\n"})),
      sum.runs, t.steps, t.matter_steps, t.commands, t.refused, t.acts, t.events, t.matters, t.open,
      t.crashes, t.failures, t.moved_clocks, t.erasures);
  print_counts(s, {"办成", "done"}, t.done);
  print_counts(s, {"拒绝", "refused"}, t.refusals);
  if (!t.digest.empty()) print_pair(s.io, s.say({"账本摘要", "digest"}), t.digest);
  s.io.err << fmt::format(
      fmt::runtime(s.say({"用时 {:.1f} 秒，每秒 {:.0f} 步\n", "{:.1f} s, {:.0f} steps a second\n"})),
      sum.seconds, rate);
  for (const auto& f : sum.findings) print_finding(s, runs, f);
  return sum.findings.empty() ? 0 : 1;
}

Outcome simulate(Session& s) {
  GUATU_TRY(seeds, seeds_of(s));
  GUATU_TRY(faults, sim::parse_faults(s.args.text("--faults", "none")));
  GUATU_TRY(days, s.args.integer("--days", 365, 1, 3'650));
  GUATU_TRY(steps, s.args.integer("--steps", 0, 0, 1'000'000'000));
  GUATU_TRY(until, s.args.integer("--until-step", 0, 0, 1'000'000'000));
  GUATU_TRY(threads, s.args.integer("--threads", 1, 1, 256));
  GUATU_TRY(every, s.args.integer("--check-every", 0, 0, 1'000'000'000));
  GUATU_TRY(seconds, s.args.integer("--seconds", 0, 0, 1'000'000));
  auto ground = ground_of_city(s, s.args.text("--city"));
  if (ground.has_error()) return std::move(ground).error();
  Runs runs{*ground, {}, s.args.text("--store", "memory") == "sqlite", seeds.from != seeds.to, {}, seconds};
  runs.options.days = static_cast<int>(days);
  runs.options.steps = steps;
  runs.options.until_step = until;
  runs.options.faults = faults;
  runs.options.check_every = every;
  runs.options.has_digest = seeds.from == seeds.to;
  runs.repeat = fmt::format("--city {} --days {} --check-every {} --faults {}{}",
                            city_file(s, s.args.text("--city")).value(), days, every, sim::to_text(faults),
                            runs.is_sqlite ? " --store sqlite" : "");
  if (s.args.has("--trace")) runs.options.trace = [&s](const std::string& line) { s.io.out << line << '\n'; };
  if (s.dry_run) {
    const auto size = sim::size_of((*ground)->city());
    s.io.out << fmt::format(
        fmt::runtime(s.say({"{} 个单位，{} 人，{} 天\n", "{} units, {} persons, {} days\n"})), size.units,
        size.persons, days);
    return {};
  }
  const bool is_one = runs.options.trace != nullptr;  // Lines of several threads would mix.
  auto sum = run_all(s, runs, seeds, is_one ? 1 : static_cast<int>(threads));
  return print_sum(s, runs, sum, seeds);
}

}  // namespace

Result<std::string> city_file(const Session& s, const std::string& wanted) {
  if (!wanted.empty()) return Result<std::string>(boost::system::in_place_value, wanted);
  GUATU_TRY(share, share_dir(s));
  return Result<std::string>(boost::system::in_place_value,
                             (fs::path(share) / "demo" / "city.yaml").string());
}

Checked<std::shared_ptr<const sim::Ground>> ground_of_city(const Session& s, const std::string& wanted) {
  const auto one = [](Error e) { return Problems{std::move(e)}; };
  auto share = share_dir(s);
  if (share.has_error()) return one(std::move(share).error());
  auto file = city_file(s, wanted);
  if (file.has_error()) return one(std::move(file).error());
  auto text = read_text(*file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return one(std::move(text).error());
  auto city = sim::read_city(*text, *file);
  if (city.has_error()) return std::move(city).error();
  sim::GroundTexts texts;
  auto calendar = read_calendar_files((fs::path(*share) / "calendars").string());
  if (calendar.has_error()) return one(std::move(calendar).error());
  texts.calendar = std::move(*calendar);
  auto rules = read_text((fs::path(*share) / "calendars" / "counting-rules.yaml").string(),
                         limits::kMaxYamlBytes, "yaml.too_large");
  if (rules.has_error()) return one(std::move(rules).error());
  texts.rules = {"counting-rules.yaml", std::move(*rules)};
  auto files = yaml_files((fs::path(*share) / "playbooks").string());
  if (files.has_error()) return one(std::move(files).error());
  for (const auto& f : *files) {
    auto book = read_text(f, limits::kMaxYamlBytes, "yaml.too_large");
    if (book.has_error()) return one(std::move(book).error());
    texts.playbooks.push_back({fs::path(f).filename().string(), std::move(*book)});
  }
  return sim::Ground::make(std::move(*city), std::move(texts));
}

std::vector<CommandSpec> simulate_commands() {
  return {
      {"simulate",
       "",
       {"用同一套内核快速跑一座城市的日子，每一步都核对，故障按需发生",
        "run a city's days through the same kernel in seconds, check every step, with trouble on demand"},
       "",
       0,
       0,
       {{"--seed",
         "N",
         {"种子；同一种子同一次运行，默认 1", "seed; the same seed is the same run, default 1"}},
        {"--seeds", "FROM..TO", {"一批种子", "a range of seeds"}},
        {"--days", "N", {"多少天，默认 365", "how many days, default 365"}},
        {"--city",
         "FILE",
         {"城市文件；默认取随附的 demo/city.yaml", "city file; default the shipped demo/city.yaml"}},
        {"--steps", "N", {"最多多少步", "at most so many steps"}},
        {"--faults",
         "LIST",
         {"故障，逗号分隔：crash 停机，late 迟迟不触发，again 重复，reorder 乱序，io 存储出错，clock "
          "时钟跳变；all、none",
          "trouble, with commas: crash, late (no sweep for days), again (repeated), reorder, io (the store "
          "fails), clock (it jumps); all, none"}},
        {"--threads", "N", {"同时跑几个种子，默认 1", "how many seeds at a time, default 1"}},
        {"--seconds",
         "N",
         {"过这么多秒就不再开始新的种子；0 不限", "begin no new seed after so many seconds; 0: no limit"}},
        {"--store", "memory|sqlite", {"账本放在哪里，默认 memory", "where the ledger lies, default memory"}},
        {"--check-every",
         "N",
         {"除每天结束时外，每多少步再核对一次全部；默认 0 不加",
          "looks at everything after so many steps too, besides each day's end; default 0: no"}},
        {"--until-step", "N", {"跑到这一步为止，用来重现", "stop at that step: to repeat a failure"}},
        {"--trace", "", {"逐步打印", "print every step"}}},
       {{"simulate --seed 7 --days 365 --faults all", {"", ""}},
        {"simulate --seeds 1..1000 --days 60 --faults all --threads 2", {"一千座城市", "a thousand cities"}}},
       &simulate}};
}

}  // namespace guatu::app
