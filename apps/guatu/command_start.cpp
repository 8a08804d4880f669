// init, demo, demo advance: a ledger begins.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/accounts.h"
#include "guatu/base/disk.h"
#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"
#include "guatu/output.h"
#include "guatu/script.h"
#include "guatu/simulate.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

/// Where the demo city's clock stands: the morning of its first brief.
constexpr const char* kDemoNow = "2022-04-08T08:30:00+08:00";

/// A script as read, with what must be known before the ledger is made.
struct Start {
  std::string file;
  std::string text;
  Instant starts_at;
};

/// @errors yaml.*, script.value
Checked<Start> read_script(const std::string& file) {
  auto text = read_text(file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  auto root = read_yaml(*text, file);
  if (root.has_error()) return std::move(root).error();
  const auto* at = root->find("starts_at");
  const auto t = at != nullptr && at->is_scalar() ? parse_instant(at->scalar) : Error("script.value");
  if (t.has_error())
    return Problems{Error("script.value", "starts_at", {{"expected", "2022-04-06 09:00"}},
                          {file, at == nullptr ? 1 : at->line, at == nullptr ? 1 : at->column})};
  return Start{file, std::move(*text), *t};
}

/// Makes a ledger with everything shipped in it and, if there is one, runs a script. Leaves nothing when it
/// fails.
Checked<std::unique_ptr<Office>> make(Session& s, const std::string& name, const std::string& share,
                                      const Start* start) {
  std::error_code ec;
  const bool is_new_dir = !fs::exists(s.data, ec);
  std::unique_ptr<Clock> clock;
  if (start != nullptr)
    clock = std::make_unique<ManualClock>(start->starts_at);
  else
    clock = std::make_unique<SystemClock>();
  auto office = Office::create(s.data, name, std::move(clock), s.args.text("--hash") == "sm3" ? "sm3" : "");
  if (office.has_error()) {
    if (is_new_dir && office.error().front().key != "store.exists") remove_ledger(s.data, true);
    return office;
  }
  const auto fill = [&]() -> Checked<void> {
    if (auto r = publish_shipped((*office)->desk(), share); r.has_error()) return r;
    if (start == nullptr) return {};
    Progress bar(s.io, s.say({"运行脚本", "running the script"}));
    auto ran = run_script((*office)->store(), (*office)->desk(), *(*office)->manual_clock(), start->text,
                          start->file, [&bar](int done, int total) { bar.show(done, total); });
    if (ran.has_error()) return std::move(ran).error();
    return {};
  };
  auto filled = fill();
  if (filled.has_error()) {
    office = Problems{};
    remove_ledger(s.data, is_new_dir);
    return std::move(filled).error();
  }
  return office;
}

/// What stands in a folder, after it was made.
Outcome report(Session& s, Office& office) {
  GUATU_TRY(v, view_of(s, office));
  kernel::MatterQuery only_open;
  only_open.which = kernel::MatterQuery::Which::kOpen;
  const auto open = v.reader->count(only_open);
  if (open.has_error()) return open.error();
  const auto all = v.reader->count({});
  if (all.has_error()) return all.error();
  const auto& people = v.world->people();
  if (s.json) {
    print_json(s.io.out, json::object{{"data", s.data},
                                      {"name", v.world->name()},
                                      {"ledger", v.world->ledger_id()},
                                      {"position", std::to_string(v.reader->last_position().value)},
                                      {"playbooks", v.world->playbooks().size()},
                                      {"units", people.units().size()},
                                      {"persons", people.persons().size()},
                                      {"matters", *all},
                                      {"open", *open},
                                      {"now", to_text(v.now)}});
    return {};
  }
  s.io.out << fmt::format(
      fmt::runtime(
          s.say({"{}：{} 条事件，{} 个规程，{} 个单位，{} 人，{} 件事项（未结 {}），时钟 {}\n",
                 "{}: {} events, {} playbooks, {} units, {} persons, {} matters ({} open), clock {}\n"})),
      s.data, v.reader->last_position().value, v.world->playbooks().size(), people.units().size(),
      people.persons().size(), *all, *open, minute_text(v.now));
  return {};
}

/// What `--dry-run` can say of a folder that is not there yet: whether everything that would go in is sound.
Outcome dry_init(Session& s, const std::string& share) {
  std::error_code ec;
  if (fs::exists(fs::path(s.data) / "guatu.db", ec)) return Error("store.exists", "", {{"dir", s.data}});
  const auto scratch = fs::temp_directory_path(ec) / ("guatu-" + new_id());
  auto office = Office::create(scratch.string(), "dry", std::make_unique<SystemClock>());
  if (office.has_error()) return std::move(office).error();
  auto published = publish_shipped((*office)->desk(), share);
  Outcome out;
  if (published.has_error())
    out = std::move(published).error();
  else
    out = report(s, **office);
  office = Problems{};
  remove_ledger(scratch.string(), true);
  return out;
}

Outcome init(Session& s) {
  GUATU_TRY(share, share_dir(s));
  if (s.dry_run) return dry_init(s, share);
  std::optional<Start> start;
  if (s.args.has("--script")) {
    auto read = read_script(s.args.text("--script"));
    if (read.has_error()) return std::move(read).error();
    start = std::move(*read);
  }
  const auto name = s.args.text("--name", fs::path(s.data).filename().string());
  auto office = make(s, name.empty() ? "guatu" : name, share, start ? &*start : nullptr);
  if (office.has_error()) return std::move(office).error();
  return report(s, **office);
}

/// `--fresh` deletes, so it only deletes what a demo made.
Result<void> make_room(const Session& s) {
  std::error_code ec;
  if (!s.args.has("--fresh") || !fs::exists(s.data, ec)) return {};
  const auto settings = read_settings(s.data);
  const bool is_demo =
      settings.has_value() && settings->fixed && fs::exists(fs::path(s.data) / "guatu.db", ec);
  if (!is_demo && !fs::is_empty(s.data, ec)) return Error("cli.fresh_not_demo", "--fresh", {{"dir", s.data}});
  remove_ledger(s.data, true);
  return {};
}

/// What the demo opens to whoever has no account. @errors cli.no_file, cli.write_failed
Result<void> copy_public(const Session& s, const std::string& share) {
  GUATU_TRY(text, read_text((fs::path(share) / "demo" / "public.yaml").string(), limits::kMaxYamlBytes,
                            "yaml.too_large"));
  return write_file((fs::path(s.data) / "public.yaml").string(), text);
}

/// Accounts with the documented password of demo/accounts.yaml.
Checked<void> add_demo_accounts(const Session& s, Office& office, const std::string& share) {
  auto view = view_of(s, office);
  if (view.has_error()) return Problems{std::move(view).error()};
  auto wanted = demo_accounts(share, view->world->people());
  if (wanted.has_error()) return std::move(wanted).error();
  auto accounts = Accounts::open(s.data, share, people_of(*view),
                                 {store::AccountsMode::kCreate, false, view->world->name()});
  if (accounts.has_error()) return std::move(accounts).error();
  auto added = (*accounts)->gate().add_demo(wanted->persons, wanted->password);
  if (added.has_error()) return Problems{std::move(added).error()};
  return {};
}

Outcome demo(Session& s) {
  GUATU_TRY(share, share_dir(s));
  const bool is_large = s.args.text("--size", "small") == "large";
  auto start = read_script((fs::path(share) / "demo" / "taiyuan.yaml").string());
  if (start.has_error()) return std::move(start).error();
  const auto now = parse_instant(kDemoNow);
  GUATU_ASSERT(now.has_value());
  if (s.dry_run) return dry_init(s, share);
  GUATU_TRY_VOID(make_room(s));
  std::error_code ec;
  const bool is_new_dir = !fs::exists(s.data, ec);
  auto office = is_large ? simulated_office(s, (fs::path(share) / "demo" / "large.yaml").string(), *now)
                         : make(s, "太原演示 Taiyuan demo", share, &*start);
  if (office.has_error()) {
    if (is_large && office.error().front().key != "store.exists") remove_ledger(s.data, is_new_dir);
    return std::move(office).error();
  }
  auto moved = advance(**office, std::max(*now, (*office)->clock().now()));
  auto written = moved.has_error()
                     ? Result<void>(moved.error())
                     : write_settings(s.data, {(*office)->clock().now(), std::nullopt, kDayUs, {}});
  // Units and persons of the large city have other names.
  if (!is_large && written.has_value()) written = copy_public(s, share);
  auto filled = written.has_error() ? Checked<void>(Problems{std::move(written).error()})
                                    : add_demo_accounts(s, **office, share);
  if (filled.has_error()) {
    office = Problems{};
    remove_ledger(s.data, is_new_dir);
    return std::move(filled).error();
  }
  return report(s, **office);
}

Outcome demo_advance(Session& s) {
  const auto text = s.args.text("--to");
  const auto to = parse_instant(text);
  if (to.has_error()) return Error("text.instant", "--to", {{"got", text.substr(0, 60)}});
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  if (office->manual_clock() == nullptr) return Error("cli.not_demo", "--to", {{"dir", s.data}});
  const auto from = office->clock().now();
  if (*to < from)
    return Error("cli.clock_back", "--to", {{"got", minute_text(*to)}, {"now", minute_text(from)}});
  std::int64_t acts = 0;
  if (s.dry_run) {
    office->manual_clock()->set(*to);
    GUATU_TRY(swept, office->desk().sweep(true, true));
    acts = static_cast<std::int64_t>(swept.events.size());
  } else {
    GUATU_TRY(did, advance(*office, *to));
    acts = did;
    auto settings = office->settings();
    settings.fixed = *to;
    GUATU_TRY_VOID(write_settings(s.data, settings));
  }
  if (s.json) {
    print_json(s.io.out,
               json::object{
                   {"from", to_text(from)}, {"to", to_text(*to)}, {"events", acts}, {"dry_run", s.dry_run}});
    return {};
  }
  s.io.out << fmt::format(
      fmt::runtime(s.say({"{} → {}：到期触发 {} 条事件\n", "{} → {}: {} events fell due\n"})),
      minute_text(from), minute_text(*to), acts);
  return {};
}

}  // namespace

std::vector<CommandSpec> start_commands() {
  return {
      {"init",
       "",
       {"新建数据目录：建账本，发布附带的日历、期间规则和规程",
        "make a data folder: a ledger with the shipped calendars, counting rules and playbooks"},
       "",
       0,
       0,
       {{"--name", "TEXT", {"办公室或城市的名称", "name of the office or city"}},
        {"--hash",
         "sha256|sm3",
         {"账本用的散列算法，默认 sha256；以后不能改",
          "hash of the ledger, sha256 unless said; never changes"}},
        {"--script",
         "FILE",
         {"随后运行的脚本（单位、人员、步骤）", "script to run then (units, persons, steps)"}}},
       {{"init --data data --name 古交市应急管理局", {"", ""}}},
       &init},
      {"demo",
       "",
       {"新建演示城市，时钟停在 2022-04-08 08:30",
        "make the demo city; its clock stands at 2022-04-08 08:30"},
       "",
       0,
       0,
       {{"--fresh", "", {"先删去原有的演示", "delete the demo that is there first"}},
        {"--size",
         "small|large",
         {"small 是写好的演示（默认）；large 模拟一座大城市的一年，约十万件，要几分钟",
          "small is the written demo (default); large simulates a year of a large city, some 100,000 "
          "matters, "
          "which takes minutes"}}},
       {{"demo --data data/demo", {"", ""}}, {"demo --data data/large --size large", {"", ""}}},
       &demo},
      {"demo",
       "advance",
       {"把演示的时钟拨到以后，到期的逐件触发",
        "move the demo's clock forward; what falls due happens on the way"},
       "",
       0,
       0,
       {{"--to", "INSTANT", {"拨到何时", "until when"}, true}},
       {{"demo advance --data data/demo --to \"2022-04-15 08:30\"", {"", ""}}},
       &demo_advance},
  };
}

}  // namespace guatu::app
