#include "guatu/sim/ground.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/sim/batch.h"
#include "guatu/sim/keys.h"
#include "guatu/store/open.h"
#include "guatu/store/rebuild.h"

namespace guatu::sim {

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

class MemoryDisk final : public Disk {
 public:
  explicit MemoryDisk(const Ground& ground) : store_(ground.first_day()) {}
  kernel::Store& store() override { return store_; }
  kernel::PersonKeys& keys() override { return keys_; }
  void fail_next_destroy() override { keys_.fail_next_destroy(); }
  Result<void> reopen() override {
    keys_.drop();
    return {};
  }

 private:
  store::MemoryStore store_;
  SimKeys keys_;
};

class SqliteDisk final : public Disk {
 public:
  explicit SqliteDisk(std::string dir) : dir_(std::move(dir)) {}
  ~SqliteDisk() override {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }
  Result<void> open(store::OpenMode mode) {
    GUATU_TRY(store, store::open_store(dir_, mode));
    store_ = std::move(store);
    return {};
  }
  kernel::Store& store() override { return *store_; }
  kernel::PersonKeys& keys() override { return keys_; }
  void fail_next_destroy() override { keys_.fail_next_destroy(); }
  Result<void> reopen() override {
    store_.reset();
    keys_.drop();
    return open(store::OpenMode::kReadWrite);
  }
  Result<std::vector<std::string>> rebuilt() override {
    store_.reset();
    GUATU_TRY(before, store::table_digest(dir_));
    GUATU_TRY_VOID(store::rebuild(dir_, [](kernel::Writer& w) -> Result<void> {
      GUATU_TRY(world, kernel::project_all(w, {}));
      static_cast<void>(world);
      return {};
    }));
    GUATU_TRY(after, store::table_digest(dir_));
    std::vector<std::string> out;
    for (const auto& [table, digest] : before)
      if (after[table] != digest) out.push_back(table);
    GUATU_TRY_VOID(open(store::OpenMode::kReadWrite));
    return out;
  }

 private:
  std::string dir_;
  std::unique_ptr<kernel::Store> store_;
  SimKeys keys_;
};

/// With `line` behind the first line of the file of `year` that is `after`; none when that is no calendar.
std::optional<std::vector<CalendarFile>> with_line(std::vector<CalendarFile> files, int year,
                                                   const std::string& after, const std::string& line) {
  for (auto& f : files) {
    if (f.text.find("\nyear: " + std::to_string(year) + "\n") == std::string::npos) continue;
    const auto at = f.text.find("\n" + after + "\n");
    if (at == std::string::npos) return std::nullopt;
    f.text.insert(at + after.size() + 2, line + "\n");
  }
  return WorkCalendar::from_files(files).has_value() ? std::optional(std::move(files)) : std::nullopt;
}

/// Without the line of the worked weekend `day`; none when there is no such line.
std::optional<std::vector<CalendarFile>> without_worked(std::vector<CalendarFile> files, CivilDate day) {
  for (auto& f : files) {
    const auto at = f.text.find("\n  - {date: " + to_text(day) + ", for: ");
    if (at == std::string::npos) continue;
    f.text.erase(at, f.text.find('\n', at + 1) - at);
    return WorkCalendar::from_files(files).has_value() ? std::optional(std::move(files)) : std::nullopt;
  }
  return std::nullopt;
}

/// As shipped; then some with one change each.
std::vector<std::vector<CalendarFile>> calendars_from(const std::vector<CalendarFile>& files, Instant from) {
  constexpr std::array kDaysOff{9, 23, 40, 150};
  constexpr std::size_t kWorked = 3;
  std::vector<std::vector<CalendarFile>> out{files};
  const auto calendar = WorkCalendar::from_files(files);
  if (calendar.has_error()) return out;
  const CivilDate start = date_of(from);
  for (const auto days : kDaysOff) {
    const auto day = calendar->roll_forward(start + days);
    if (day.has_error() || calendar->kind(*day).value() != DayKind::kWorking) continue;
    const auto text = to_text(*day);
    if (auto changed =
            with_line(files, std::stoi(text), "holidays:",
                      "  - {from: " + text + ", to: " + text + ", name: {zh: 临时放假, en: \"A day off\"}}"))
      out.push_back(std::move(*changed));
  }
  std::size_t worked = 0;
  for (CivilDate d = start; d < start + 365 && worked < kWorked; ++d) {
    const auto kind = calendar->kind(d);
    if (kind.has_error() || *kind != DayKind::kWorkedWeekend) continue;
    if (auto changed = without_worked(files, d)) {
      out.push_back(std::move(*changed));
      ++worked;
    }
  }
  return out;
}

}  // namespace

Checked<void> begin_ledger(kernel::Store& store, const City& city, const GroundTexts& texts,
                           const Populace& populace, bool is_created) {
  BatchStore batch(store, 4096);
  const ManualClock clock(city.starts_at);
  {
    kernel::Desk desk(batch, clock);
    if (!is_created)
      if (auto r = desk.create(city.title.zh, "simulated", city.id); r.has_error())
        return one(std::move(r).error());
    std::vector<kernel::MovedClock> moved;
    if (auto r = desk.publish_calendar(texts.calendar, kernel::kSystem, false, moved); r.has_error())
      return std::move(r).error();
    if (auto r = desk.publish_rules(texts.rules.name, texts.rules.text, kernel::kSystem); r.has_error())
      return std::move(r).error();
    for (const auto& p : texts.playbooks)
      if (auto r = desk.publish_playbook(p.name, p.text, kernel::kSystem); r.has_error())
        return std::move(r).error();
    for (const auto& c : populace.commands)
      if (auto r = desk.execute(c); r.has_error()) return one(std::move(r).error());
  }
  if (auto r = batch.finish(); r.has_error()) return one(std::move(r).error());
  return {};
}

Checked<std::shared_ptr<const Ground>> Ground::make(City city, GroundTexts texts, std::uint64_t city_seed) {
  auto ground = std::make_shared<Ground>();
  ground->city_ = std::move(city);
  ground->texts_ = std::move(texts);
  ground->populace_ = populate(ground->city_, city_seed);
  ground->calendars_.push_back(ground->texts_.calendar);
  if (ground->city_.life.new_calendars > 0)
    ground->calendars_ = calendars_from(ground->texts_.calendar, ground->city_.starts_at);
  ground->first_day_ = std::make_unique<store::MemoryStore>(store::MemoryOptions{true, false});
  if (auto r = begin_ledger(*ground->first_day_, ground->city_, ground->texts_, ground->populace_);
      r.has_error())
    return std::move(r).error();
  auto reader = ground->first_day_->read();
  auto world = kernel::load_world(**reader);
  if (world.has_error()) return one(std::move(world).error());
  ground->world_ = std::move(*world);
  ground->world_.calendar();
  std::vector<std::string> ids;
  for (const auto* p : ground->world_.playbooks()) ids.push_back(p->id);
  Problems problems;
  for (const auto& m : ground->city_.matters)
    if (std::find(ids.begin(), ids.end(), m.playbook) == ids.end())
      problems.push_back(
          Error("city.unknown_playbook", m.playbook, {{"got", m.playbook}, {"playbooks", join(ids, ", ")}}));
  if (!problems.empty()) return problems;
  return std::shared_ptr<const Ground>(std::move(ground));
}

std::unique_ptr<Disk> memory_disk(const Ground& ground) {
  return std::make_unique<MemoryDisk>(ground);
}

Checked<std::unique_ptr<Disk>> sqlite_disk(const Ground& ground) {
  namespace fs = std::filesystem;
  std::error_code ec;
  fs::path dir;
  for (int i = 0; i < 100'000; ++i) {
    dir = fs::temp_directory_path(ec) / ("guatu-simulate-" + std::to_string(i));
    if (fs::create_directory(dir, ec)) break;
  }
  auto disk = std::make_unique<SqliteDisk>(dir.string());
  if (auto r = disk->open(store::OpenMode::kCreate); r.has_error()) return one(std::move(r).error());
  if (auto r = begin_ledger(disk->store(), ground.city(), ground.texts(), ground.populace()); r.has_error())
    return std::move(r).error();
  return std::unique_ptr<Disk>(std::move(disk));
}

}  // namespace guatu::sim
