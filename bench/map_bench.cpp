// What the wall map costs with very many open matters: 100,000 of them with places over a city, filled
// through the desk. Usage: map_bench [DIR [N]]; with a DIR the ledger is kept there, so that it can be served
// and panned (web/tools/pan.mjs). Times are beside that of a plain list of 50, measured in the same run.
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "bench/growth_city.h"
#include "guatu/http/marks/selection.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/sim/batch.h"

namespace {

using namespace guatu;
using namespace guatu::bench;
namespace fs = std::filesystem;

constexpr const char* kSpot = R"(
playbook: spot
version: 1
title: {zh: 点位, en: Spot}
number: D-{year}-{seq:7}
fields:
  where: {type: place, title: {zh: 地点, en: Where}}
roles:
  anybody: anyone
  officer: [unit.officer, unit.head]
  head: unit.head
  above: above.head
open: anybody
states:
  todo: {held_by: officer, limit: {for: 30 days, basis: own rule}, title: {zh: 待办, en: To do}}
  checking: {held_by: head, limit: {for: 3 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  finished: {final: done, title: {zh: 办结, en: Finished}}
moves:
  submit: {from: todo, to: checking, by: officer}
  accept: {from: checking, to: finished, by: head, verifies: submit}
late:
  - {at: limit - 5 days, tell: officer}
  - {at: limit, tell: [officer, above], mark: yellow}
)";

class City {
 public:
  City(const fs::path& dir, std::int64_t n)
      : clock_(testing::at("2022-03-01 08:00")),
        store_(must(store::open_store(dir.string(), store::OpenMode::kCreate))) {
    sim::BatchStore batch(*store_, 5'000);
    kernel::Desk desk(batch, clock_);
    must(desk.create("map", "0", "map"));
    std::vector<kernel::MovedClock> moved;
    must(desk.publish_calendar(testing::shipped_calendar(), kernel::kSystem, false, moved));
    must(desk.publish_rules("rules.yaml", testing::shipped_rules(), kernel::kSystem));
    must(desk.publish_playbook("spot.yaml", kSpot, kernel::kSystem));
    people(desk);
    Random random{7};
    for (std::int64_t i = 0; i < n; ++i) {
      if (i % 1000 == 0)
        clock_.set(clock_.now() + 30 * kMinuteUs * 1000 / std::max<std::int64_t>(1, n / 1000));
      auto c = command(kernel::Verb::kOpen, "head0");
      const auto d = random.below(kUnits);
      c.playbook = "spot";
      c.unit = {fmt::format("d{}", d)};
      // Thick in the middle of each unit, thin at its edge.
      const auto near = [&] {
        return static_cast<double>(random.below(1000) + random.below(1000) - 1000) / 7000.0;
      };
      c.fields = {{"title", fmt::format("{}{} {}", kPlaces[random.below(8)], kFaults[random.below(8)], i)},
                  {"where", json::object{{"at", json::array{fmt::format("{:.6f}", lon(d) + near()),
                                                            fmt::format("{:.6f}", lat(d) + near())}}}}};
      must(desk.execute(c));
    }
    must(batch.finish());
  }

  kernel::Store& store() { return *store_; }
  Instant now() const { return clock_.now(); }
  ManualClock& clock() { return clock_; }
  kernel::Command command(kernel::Verb verb, const std::string& by) {
    kernel::Command c;
    c.id = fmt::format("m{}", ++count_);
    c.by = {by};
    c.verb = verb;
    return c;
  }

 private:
  static constexpr std::int64_t kUnits = 10;
  static double lon(std::int64_t d) { return 111.9 + 0.22 * static_cast<double>(d % 4); }
  static double lat(std::int64_t d) { return 37.6 + 0.2 * static_cast<double>(d / 4); }

  void people(kernel::Desk& desk) {
    const auto unit = [&](const std::string& id, const std::string& in, const std::string& x,
                          const std::string& y) {
      auto c = command(kernel::Verb::kAddUnit, "system");
      c.unit = {id};
      c.into = {in};
      c.fields = {{"zh", id == "city" ? "测图市" : "第" + id.substr(1) + "区"}, {"en", id}};
      if (!x.empty())
        c.fields.emplace("lon", x), c.fields.emplace("lat", y),
            c.fields.emplace("code", "1401" + x.substr(4, 2));
      must(desk.execute(c));
    };
    unit("city", "", "", "");
    for (std::int64_t d = -1; d < kUnits; ++d) {
      const auto id = d < 0 ? std::string("city") : fmt::format("d{}", d);
      if (d >= 0) unit(id, "city", fmt::format("{:.3f}", lon(d)), fmt::format("{:.3f}", lat(d)));
      auto c = command(kernel::Verb::kAddPerson, "system");
      c.person = {d < 0 ? "mayor" : fmt::format("head{}", d)};
      c.unit = {id};
      c.name = c.person.value;
      must(desk.execute(c));
      auto p = command(kernel::Verb::kGivePost, "system");
      p.person = c.person;
      p.unit = {id};
      p.name = "head";
      must(desk.execute(p));
    }
  }

  ManualClock clock_;
  std::unique_ptr<kernel::Store> store_;
  std::int64_t count_ = 0;
};

template <class F>
double median_ms(int runs, F f) {
  std::vector<double> ms;
  for (int i = 0; i < runs; ++i) {
    const auto began = SteadyClock::now();
    f();
    ms.push_back(seconds_since(began) * 1000);
  }
  std::sort(ms.begin(), ms.end());
  return ms[ms.size() / 2];
}

struct Box {
  const char* name;
  geo::Box box;
  int zoom;
};

void measure(City& city, std::int64_t n) {
  auto reader = must(city.store().read());
  const auto world = must(kernel::load_world(*reader));
  const auto scope = kernel::scope_of(world.people(), PersonId{"mayor"});
  kernel::MatterQuery q;
  q.which = kernel::MatterQuery::Which::kOpen;
  const auto list_ms = median_ms(101, [&] { must(reader->list(q)); });
  fmt::print("{:<44} {:>9.3f} ms\n", "a list of the 50 most overdue", list_ms);
  const auto began = SteadyClock::now();
  auto sheet = must(http::marks::Sheet::read(*reader, world, {}));
  fmt::print("{:<44} {:>9.1f} ms, once\n", fmt::format("the sheet of {} marks is read", n),
             seconds_since(began) * 1000);
  for (const auto& b : {Box{"the whole city, zoom 10", {{111.5, 37.3}, {113.0, 38.4}}, 10},
                        Box{"a district, zoom 13", {{112.05, 37.55}, {112.2, 37.66}}, 13},
                        Box{"some streets, zoom 17", {{112.10, 37.59}, {112.125, 37.61}}, 17}}) {
    std::size_t cells = 0;
    std::int64_t marks = 0;
    const auto ms = median_ms(51, [&] {
      const http::marks::Selection s(sheet, q, scope, world, {});
      const auto found = http::marks::clusters(s, b.box, b.zoom + 2, city.now());
      cells = found.size();
      marks = 0;
      for (const auto& c : found) marks += c.lights.all();
    });
    fmt::print("{:<44} {:>9.3f} ms, {:.1f} × the list; {} marks in {} clusters\n", b.name, ms, ms / list_ms,
               marks, cells);
  }
  reader.reset();
  kernel::Desk desk(city.store(), city.clock());
  std::vector<double> ms;
  for (int i = 0; i < 21; ++i) {
    auto c = city.command(kernel::Verb::kOpen, "head0");
    c.playbook = "spot";
    c.unit = {"d0"};
    c.fields = {{"title", "新的"}};
    must(desk.execute(c));
    reader = must(city.store().read());
    const auto opened = SteadyClock::now();
    if (!must(sheet.follow(*reader, world))) stop("one opening must be followed");
    ms.push_back(seconds_since(opened) * 1000);
    reader.reset();
  }
  std::sort(ms.begin(), ms.end());
  fmt::print("{:<44} {:>9.3f} ms\n", "kept up after one opening", ms[ms.size() / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  const bool is_kept = argc > 1;
  const fs::path dir =
      is_kept ? fs::path(argv[1]) : fs::temp_directory_path() / fmt::format("guatu-map-{}", getpid());
  const std::int64_t n = argc > 2 ? std::atoll(argv[2]) : 100'000;
  fs::create_directories(dir);
  {
    City city(dir, n);
    measure(city, n);
  }
  if (!is_kept) fs::remove_all(dir);
  return 0;
}
