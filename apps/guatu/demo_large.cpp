// demo --size large: a year of a large city, simulated into the data folder.
#include <filesystem>

#include "guatu/output.h"
#include "guatu/sim/batch.h"
#include "guatu/sim/simulator.h"
#include "guatu/simulate.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

/// Commands that share one commit: nobody waits for the disk while a demo is made.
constexpr std::size_t kCommandsPerCommit = 5'000;

class BatchDisk final : public sim::Disk {
 public:
  BatchDisk(kernel::Store& store, kernel::PersonKeys& keys)
      : batch_(store, kCommandsPerCommit), keys_(keys) {}
  kernel::Store& store() override { return batch_; }
  kernel::PersonKeys& keys() override { return keys_; }
  Result<void> reopen() override { return {}; }
  Result<void> finish() { return batch_.finish(); }

 private:
  sim::BatchStore batch_;
  kernel::PersonKeys& keys_;
};

}  // namespace

Checked<std::unique_ptr<Office>> simulated_office(Session& s, const std::string& city_yaml, Instant until) {
  auto ground = ground_of_city(s, city_yaml);
  if (ground.has_error()) return std::move(ground).error();
  const auto& g = **ground;
  auto office = Office::create(s.data, g.city().title.zh + " " + g.city().title.en,
                               std::make_unique<ManualClock>(g.city().starts_at));
  if (office.has_error()) return office;
  GUATU_ASSERT((*office)->person_keys() != nullptr);
  auto& store = (*office)->store();
  if (auto r = sim::begin_ledger(store, g.city(), g.texts(), g.populace(), true); r.has_error())
    return std::move(r).error();
  sim::SimOptions o;
  o.days = static_cast<int>((until.us - g.city().starts_at.us) / kDayUs);
  o.is_checked = false;
  o.has_digest = false;
  o.check_every = 0;
  Progress bar(s.io, s.say({"模拟一年", "simulating a year"}));
  const int days = o.days;
  o.progress = [&bar, days](int day, std::int64_t) { bar.show(day, days); };
  BatchDisk disk(store, *(*office)->person_keys());
  const auto r = sim::Simulator(g, disk, o).run();
  if (r.finding) return Problems{*r.finding};
  if (auto done = disk.finish(); done.has_error()) return Problems{std::move(done).error()};
  (*office)->manual_clock()->set(until);
  return office;
}

}  // namespace guatu::app
