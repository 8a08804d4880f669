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
  explicit BatchDisk(kernel::Store& store) : batch_(store, kCommandsPerCommit) {}
  kernel::Store& store() override { return batch_; }
  Result<void> reopen() override { return {}; }
  Result<void> finish() { return batch_.finish(); }

 private:
  sim::BatchStore batch_;
};

}  // namespace

Checked<void> simulate_into(Session& s, kernel::Store& store, const std::string& city_yaml, Instant until) {
  auto ground = ground_of_city(s, city_yaml);
  if (ground.has_error()) return std::move(ground).error();
  const auto& g = **ground;
  if (auto r = sim::begin_ledger(store, g.city(), g.texts(), g.populace()); r.has_error())
    return std::move(r).error();
  sim::SimOptions o;
  o.days = static_cast<int>((until.us - g.city().starts_at.us) / kDayUs);
  o.is_checked = false;
  o.has_digest = false;
  o.check_every = 0;
  Progress bar(s.io, s.say({"模拟一年", "simulating a year"}));
  const int days = o.days;
  o.progress = [&bar, days](int day, std::int64_t) { bar.show(day, days); };
  BatchDisk disk(store);
  const auto r = sim::Simulator(g, disk, o).run();
  if (r.finding) return Problems{*r.finding};
  if (auto done = disk.finish(); done.has_error()) return Problems{std::move(done).error()};
  return {};
}

}  // namespace guatu::app
