// Goal: the map shows where what lies, by light, to those who may see it, now and as of then; and the sheet
// that is kept up is the sheet that is read anew. Method: a small office with places; random days against a
// fresh reading and lists.
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "guatu/base/limits.h"
#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/marks/selection.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::http::api {
namespace {

constexpr const char* kSpot = R"(
playbook: spot
version: 1
title: {zh: 点位, en: Spot}
number: D-{year}-{seq:4}
fields:
  where: {type: place, title: {zh: 地点, en: Where}}
roles:
  anybody: anyone
  officer: [unit.officer, unit.head]
  head: unit.head
  above: above.head
open: anybody
states:
  todo: {held_by: officer, limit: {for: 5 working_days, basis: own rule}, title: {zh: 待办, en: To do}}
  checking: {held_by: head, limit: {for: 3 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  finished: {final: done, title: {zh: 办结, en: Finished}}
moves:
  submit: {from: todo, to: checking, by: officer}
  accept: {from: checking, to: finished, by: head, verifies: submit}
late:
  - {at: limit - 1 working_day, tell: officer}
  - {at: limit, tell: [officer, above], mark: yellow}
  - {at: limit + 2 working_days, tell: head, mark: red}
)";

constexpr const char* kSecretSpot = R"(
playbook: secret_spot
version: 1
title: {zh: 举报, en: Report}
number: J-{year}-{seq:4}
fields:
  where: {type: place, seen_by: [officer], title: {zh: 地点, en: Where}}
roles:
  anybody: anyone
  officer: [unit.officer, unit.head]
  head: unit.head
  above: above.head
open: anybody
states:
  todo: {held_by: officer, limit: {for: 5 working_days, basis: own rule}, title: {zh: 待办, en: To do}}
  checking: {held_by: head, limit: {for: 3 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  finished: {final: done, title: {zh: 办结, en: Finished}}
moves:
  submit: {from: todo, to: checking, by: officer}
  accept: {from: checking, to: finished, by: head, verifies: submit}
late:
  - {at: limit, tell: [head, above], mark: red}
)";

class MapOffice : public ApiOffice {
 public:
  MapOffice() : ApiOffice({kSpot, kSecretSpot, testing::kJob}) {
    for (const auto& [id, lon, lat] :
         {std::tuple{"county_north", "112.50", "38.00"}, std::tuple{"county_south", "112.40", "37.60"}}) {
      auto c = office.command(kernel::Verb::kAddUnit, "system");
      c.unit = {id};
      c.into = {"county"};
      c.fields = {{"zh", id},
                  {"en", id},
                  {"lon", lon},
                  {"lat", lat},
                  {"code", "14010" + std::string(lon).substr(4, 1)}};
      office.done(c);
    }
  }
  MatterId spot(const std::string& unit, const char* lon, const char* lat, const char* playbook = "spot") {
    json::object fields{{"title", "路灯不亮"}};
    if (lon != nullptr) fields["where"] = json::object{{"at", json::array{lon, lat}}};
    return office.open(playbook, unit, "mayor", std::move(fields));
  }
  json::array features(const std::string& who, const std::string& query) {
    return get(who, "/api/v1/map?" + query).as_object().at("features").as_array();
  }
};

constexpr const char* kCity = "box=111.5,37.3,113.2,38.5";

TEST(Map, FarAwayOneClusterNearBySingleMarks) {
  MapOffice api;
  const auto first = api.spot("bureau", "112.550000", "37.870000");
  api.spot("bureau", "112.560000", "37.880000");
  const auto far = api.features("mayor", std::string(kCity) + "&zoom=7");
  ASSERT_EQ(far.size(), 1U);
  EXPECT_EQ(far[0].at("properties").at("count"), 2);
  EXPECT_EQ(far[0].at("properties").at("green"), 2);
  const auto near = api.features("mayor", "box=112.54,37.86,112.57,37.89&zoom=16");
  ASSERT_EQ(near.size(), 2U);
  const auto only = api.features("mayor", "box=112.549,37.869,112.551,37.871&zoom=18");
  ASSERT_EQ(only.size(), 1U);
  const auto& p = only[0].at("properties").as_object();
  EXPECT_EQ(p.at("id").as_string(), std::to_string(first.value));
  EXPECT_EQ(p.at("number"), "D-2022-0001");
  EXPECT_EQ(p.at("light"), "green");
  EXPECT_EQ(p.at("at_units"), 0);
  EXPECT_NEAR(only[0].at("geometry").at("coordinates").at(0).to_number<double>(), 112.55, 1e-6);
}

TEST(Map, WithoutAPlaceItStandsAtItsUnitAndSaysSo) {
  MapOffice api;
  api.spot("county_north", nullptr, nullptr);
  const auto marks = api.features("mayor", std::string(kCity) + "&zoom=9");
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_EQ(marks[0].at("properties").at("at_units"), 1);
  EXPECT_NEAR(marks[0].at("geometry").at("coordinates").at(1).to_number<double>(), 38.0, 1e-6);
  // Neither it nor a unit above it has a place: it is on no map, but in the loads.
  api.spot("bureau", nullptr, nullptr);
  EXPECT_EQ(api.features("mayor", std::string(kCity) + "&zoom=9").size(), 1U);
  EXPECT_EQ(api.get("mayor", "/api/v1/loads").at("all").at("open"), 2);
}

TEST(Map, APlaceThatNotAllMayReadIsNotShown) {
  MapOffice api;
  api.spot("county_north", "112.770000", "37.710000", "secret_spot");
  const auto marks = api.features("mayor", std::string(kCity) + "&zoom=16");
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_EQ(marks[0].at("properties").at("at_units"), 1);
  EXPECT_NEAR(marks[0].at("geometry").at("coordinates").at(0).to_number<double>(), 112.5, 1e-6);
}

TEST(Map, ScopeAndRecusalHold) {
  MapOffice api;
  const auto hidden = api.spot("bureau", "112.550000", "37.870000");
  api.spot("county_north", "112.650000", "37.970000");
  const auto seen = [&](const std::string& who, const std::string& more = "") {
    std::int64_t n = 0;
    for (const auto& f : api.features(who, std::string(kCity) + "&zoom=12" + more))
      n += f.at("properties").at("count").as_int64();
    return n;
  };
  EXPECT_EQ(seen("mayor"), 2);
  EXPECT_EQ(seen("county"), 1);
  EXPECT_EQ(seen("cai", "&holder=cai"), 1);
  EXPECT_EQ(seen("mayor", "&unit=county"), 1);
  EXPECT_EQ(seen("mayor", "&playbook=job"), 0);
  auto c = api.office.command(kernel::Verb::kRecuse, "mayor");
  c.matter = hidden;
  c.person = {"dan"};
  c.reason = "亲属";
  ASSERT_EQ(api.office.key_of(c), "");
  EXPECT_EQ(seen("dan"), 0);
  EXPECT_EQ(seen("ann"), 1);
}

TEST(Map, IsAsOfAnyMoment) {
  MapOffice api;
  const auto id = api.spot("bureau", "112.550000", "37.870000");
  api.office.set_time("2022-04-07 09:00");
  auto c = api.office.command(kernel::Verb::kAmend, "mayor");
  c.matter = id;
  c.fields = {{"where", json::object{{"at", json::array{"112.900000", "38.100000"}}}}};
  c.reason = "写错了";
  ASSERT_EQ(api.office.key_of(c), "");
  const auto lon = [&](const std::string& more) {
    const auto f = api.features("mayor", std::string(kCity) + "&zoom=12" + more);
    return f.empty() ? 0.0 : f[0].at("geometry").at("coordinates").at(0).to_number<double>();
  };
  EXPECT_NEAR(lon(""), 112.9, 1e-6);
  EXPECT_NEAR(lon("&as_of=2022-04-06T20:00:00%2B08:00"), 112.55, 1e-6);
  EXPECT_EQ(api.office.move(id, "submit", "cai"), "");
  EXPECT_EQ(api.office.move(id, "accept", "chief"), "");
  EXPECT_EQ(lon(""), 0.0);
  EXPECT_NEAR(lon("&as_of=2022-04-06T20:00:00%2B08:00"), 112.55, 1e-6);
  // Lights are those of the moment looked at.
  const auto late =
      api.features("mayor", std::string(kCity) +
                                "&zoom=12&as_of=2022-04-06T20:00:00%2B08:00&at=2022-05-30T08:00:00%2B08:00");
  EXPECT_EQ(late.at(0).at("properties").at("light"), "red");
}

TEST(Map, WrongBoxesAreRefusedWithASentence) {
  MapOffice api;
  for (const char* box : {"1,2,3", "a,b,c,d", "113,37,112,38", "112,38,113,37", "112,37,113,99",
                          "112,37,113,38,", "nan,37,113,38", "", "112,37,113,inf"}) {
    const auto r = api.ask("mayor", Method::kGet, std::string("/api/v1/map?box=") + box);
    EXPECT_EQ(r.status, 400) << box;
  }
  EXPECT_EQ(api.ask("mayor", Method::kGet, std::string("/api/v1/map?") + kCity + "&zoom=23").status, 400);
  // A box with too many cells is answered at a coarser zoom, which is named.
  const auto far = api.get("mayor", "/api/v1/map?box=-180,-85,180,85&zoom=22");
  EXPECT_LT(far.at("zoom").as_int64(), 6);
}

TEST(Map, OutlinesAreASchematicUntilOnesAreImported) {
  MapOffice api;
  const auto o = api.get("mayor", "/api/v1/map/outlines");
  EXPECT_TRUE(o.at("is_schematic").as_bool());
  EXPECT_EQ(o.at("features").as_array().size(), 2U);
}

/// What must be equal of two sheets, whatever numbers their names have.
std::map<std::int64_t, std::string> told(const marks::Sheet& s) {
  std::map<std::int64_t, std::string> out;
  for (const auto& m : s.marks())
    out[m.id.value] = std::to_string(m.key) + s.units().text(m.unit) + "|" + s.words().text(m.playbook) +
                      "|" + s.words().text(m.state) + "|" + s.persons().text(m.holder) + "|" +
                      s.text(m).number + "|" + s.text(m).title + "|" + std::to_string(m.due_at.us) + "|" +
                      std::to_string(m.warn_at.us) + "|" + std::to_string(m.mark) +
                      std::to_string(m.returns) + std::to_string(m.is_at_unit ? 1 : 0);
  return out;
}

TEST(Sheets, OneThatIsKeptUpIsTheOneThatIsReadAnew) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    MapOffice api;
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return random() % n; };
    auto reader = api.office.store->read();
    auto world = kernel::load_world(**reader);
    auto kept = marks::Sheet::read(**reader, *world, {});
    std::vector<MatterId> ids;
    std::map<std::int64_t, std::map<std::int64_t, std::string>> history;
    bool is_merged = false;
    for (int step = 0; step < 120; ++step) {
      const auto what = below(10);
      if (what < 4 || ids.empty()) {
        const auto lon = std::to_string(112.0 + below(900) / 1000.0);
        ids.push_back(api.spot(below(2) == 0 ? "bureau"
                               : is_merged   ? "county_north"
                                             : "county_south",
                               below(3) == 0 ? nullptr : lon.c_str(), "37.8",
                               below(4) == 0 ? "secret_spot" : "spot"));
      } else if (what < 6) {
        api.office.move(ids[below(ids.size())], below(2) == 0 ? "submit" : "accept", "mayor");
      } else if (what < 7) {
        auto c = api.office.command(kernel::Verb::kAmend, "mayor");
        c.matter = ids[below(ids.size())];
        c.fields = {{"where", below(2) == 0
                                  ? json::value(nullptr)
                                  : json::value(json::object{{"at", json::array{"112.7", "37.7"}}})}};
        c.reason = "改";
        api.office.key_of(c);
      } else if (what < 8) {
        api.office.clock.set(api.office.clock.now() + 30 * kHourUs);
        api.office.sweep();
      } else if (what < 9 && step > 60) {
        auto c = api.office.command(kernel::Verb::kMergeUnit, "system");
        c.unit = {"county_south"};
        c.into = {"county_north"};
        c.reason = "合并";
        is_merged = api.office.key_of(c).empty() || is_merged;
      }
      if (below(3) != 0) continue;
      reader = api.office.store->read();
      world = kernel::load_world(**reader);
      const auto followed = kept->follow(**reader, *world);
      ASSERT_TRUE(followed.has_value());
      if (!*followed) kept = marks::Sheet::read(**reader, *world, {});
      const auto fresh = marks::Sheet::read(**reader, *world, {});
      ASSERT_EQ(told(*kept), told(*fresh)) << step;
      ASSERT_TRUE(std::is_sorted(
          kept->marks().begin(), kept->marks().end(),
          [](const auto& a, const auto& b) { return std::pair(a.key, a.id) < std::pair(b.key, b.id); }));
      history[(*reader)->last_position().value] = told(*fresh);
    }
    for (const auto& [position, then] : history) {
      const auto old_world = kernel::load_world(**reader, Position{position});
      const auto sheet = marks::Sheet::read(**reader, *old_world, Position{position});
      ASSERT_TRUE(sheet.has_value());
      ASSERT_EQ(told(*sheet), then) << "as of " << position;
    }
  }
}

TEST(Loads, AreWhatListsCount) {
  MapOffice api;
  for (int i = 0; i < 5; ++i) api.spot("county_north", nullptr, nullptr);
  for (int i = 0; i < 3; ++i) api.spot("bureau", "112.5", "37.8");
  api.office.set_time("2022-04-28 09:00");
  api.office.sweep();
  const auto by = api.get("mayor", "/api/v1/loads?by=unit");
  EXPECT_EQ(by.at("all").at("open"), 8);
  EXPECT_EQ(by.at("all").at("late"), 8);
  EXPECT_EQ(by.at("all").at("red"), 8);
  std::map<std::string, std::int64_t> open;
  for (const auto& g : by.at("groups").as_array())
    open[std::string(g.at("id").as_string())] = g.at("open").as_int64();
  EXPECT_EQ(open, (std::map<std::string, std::int64_t>{{"bureau", 3}, {"county", 5}}));
  for (const char* who : {"mayor", "county", "chief", "cai", "ann"}) {
    const auto people = api.get(who, "/api/v1/loads?by=person");
    std::int64_t sum = 0;
    for (const auto& g : people.at("groups").as_array()) sum += g.at("open").as_int64();
    EXPECT_EQ(sum, people.at("all").at("open").as_int64());
    const auto counted = api.get(who, "/api/v1/counts?which=open");
    EXPECT_EQ(people.at("all").at("open"), counted.at("count")) << who;
  }
}

TEST(Loads, OfABoundTokenAreWhatItsListsCount) {
  MapOffice api;
  api.spot("county_north", nullptr, nullptr);
  api.spot("county_north", "112.5", "37.8", "secret_spot");
  api.spot("bureau", "112.5", "37.8");
  auto reader = api.office.store->read();
  const auto world = kernel::load_world(**reader);
  const auto sheet = marks::Sheet::read(**reader, *world, {});
  const auto& people = world->people();
  for (const char* who : {"mayor", "county", "cai"})
    for (const char* unit : {"", "county", "bureau"})
      for (const auto& playbooks : {std::vector<std::string>{}, {"spot"}, {"secret_spot", "job"}})
        for (const bool is_own : {false, true}) {
          const auto scope =
              kernel::bound(kernel::scope_of(people, PersonId{who}), people, UnitId{unit}, playbooks);
          kernel::MatterQuery q;
          q.which = kernel::MatterQuery::Which::kOpen;
          if (is_own) q.opener = PersonId{who};
          kernel::ScopedReader scoped(**reader, *world, scope);
          const marks::Selection selection(*sheet, q, scope, *world, {});
          const auto n = std::count_if(sheet->marks().begin(), sheet->marks().end(),
                                       [&](const auto& m) { return selection.has(m); });
          EXPECT_EQ(n, *scoped.count(q)) << who << " " << unit << " " << playbooks.size() << is_own;
        }
}

TEST(Milestones, AMonthHasTheClocksOfARowAndItsChildren) {
  ApiOffice api;
  const auto parent = api.office.open("job", "bureau", "chief", {{"title", "总任务"}});
  const auto child = api.office.open("job", "bureau", "chief", {{"title", "分任务"}}, parent);
  EXPECT_EQ(api.office.move(child, "take", "chief"), "");
  EXPECT_EQ(api.office.move(child, "submit", "cai", {{"result", "好"}}), "");
  EXPECT_EQ(api.office.move(child, "accept", "ann"), "");
  const auto sheet = api.get("chief", "/api/v1/milestones?playbook=job&which=open");
  ASSERT_EQ(sheet.at("items").as_array().size(), 1U);
  const auto& cells = sheet.at("items").at(0).at("cells").as_array();
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].at("title"), "Answer");
  EXPECT_EQ(cells[0].at("course"), "ahead");
  EXPECT_EQ(cells[0].at("month"), "2022-05");
  EXPECT_EQ(cells[1].at("title"), "分任务");
  EXPECT_EQ(cells[1].at("course"), "done");
  // The limit of the whole matter stands for it, not that of the state it was in last.
  EXPECT_EQ(cells[1].at("month"), "2022-05");
  const auto late =
      api.get("chief", "/api/v1/milestones?playbook=job&which=open&at=2022-07-01T09:00:00%2B08:00");
  EXPECT_EQ(late.at("items").at(0).at("cells").at(0).at("course"), "late");
}

TEST(Figures, AMonthSaysWhatCameAndWent) {
  ApiOffice api;
  const auto one = api.office.open("job", "bureau", "chief", {{"title", "一"}});
  api.office.open("job", "bureau", "chief", {{"title", "二"}});
  api.office.set_time("2022-05-09 09:00");
  EXPECT_EQ(api.office.move(one, "take", "chief"), "");
  EXPECT_EQ(api.office.move(one, "submit", "cai", {{"result", "好"}, {"fund", 120000}}), "");
  EXPECT_EQ(api.office.move(one, "accept", "ann"), "");
  const auto f = api.get("mayor", "/api/v1/figures?months=3&playbook=job");
  const auto& trend = f.at("trend").as_array();
  ASSERT_EQ(trend.size(), 3U);
  EXPECT_TRUE(trend[0].at("open").is_null());
  EXPECT_EQ(trend[1].at("opened"), 2);
  EXPECT_EQ(trend[1].at("closed"), 0);
  EXPECT_EQ(trend[1].at("open"), 2);
  EXPECT_EQ(trend[1].at("late"), 2);
  EXPECT_EQ(trend[2].at("closed"), 1);
  EXPECT_EQ(trend[2].at("open"), 1);
  ASSERT_EQ(f.at("sums").as_array().size(), 1U);
  EXPECT_EQ(f.at("sums").at(0).at("sum").to_number<double>(), 120000);
  EXPECT_EQ(f.at("sums").at(0).at("count"), 1);
}

TEST(Dispatch, AWeekSaysWhatWasPromisedAndWhatBecameOfIt) {
  ApiOffice api;
  const auto kept = api.office.open("job", "bureau", "chief", {{"title", "按时"}});
  const auto broken = api.office.open("job", "bureau", "chief", {{"title", "没办"}});
  api.office.set_time("2022-04-12 09:00");
  EXPECT_EQ(api.office.move(kept, "take", "chief"), "");
  EXPECT_EQ(api.office.move(kept, "submit", "cai", {{"result", "好"}}), "");
  EXPECT_EQ(api.office.move(kept, "accept", "ann"), "");
  api.office.set_time("2022-04-15 15:00");
  api.office.sweep();
  const auto d = api.get("mayor", "/api/v1/dispatch?unit=bureau&decisions=job");
  EXPECT_EQ(d.at("from"), "2022-04-11");
  EXPECT_EQ(d.at("decided_before").at("count"), 2);
  ASSERT_EQ(d.at("promised").at("count"), 2);
  std::map<std::string, std::string> became;
  for (const auto& i : d.at("promised").at("items").as_array())
    became[std::string(i.at("row").at("id").as_string())] =
        std::string(i.at("became").at("outcome").as_string());
  EXPECT_EQ(became[std::to_string(kept.value)], "done");
  EXPECT_EQ(became[std::to_string(broken.value)], "");
  EXPECT_EQ(d.at("done").at("count"), 1);
  EXPECT_EQ(d.at("stuck").at("count"), 1);
  EXPECT_EQ(api.ask("mayor", Method::kGet, "/api/v1/dispatch?week=2022-13-01").status, 400);
  EXPECT_EQ(api.get("county", "/api/v1/dispatch?unit=bureau").at("stuck").at("count"), 0);
}

TEST(Events, AnAnswerWaitsForWhatHappensNext) {
  ApiOffice api;
  const auto last = api.office.position().value;
  const auto path = "/api/v1/events?wait=20&after=" + std::to_string(last);
  auto waiting = std::async(std::launch::async, [&] { return api.get("chief", path); });
  // It is held: nothing has happened yet.
  EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(400)), std::future_status::timeout);
  const auto id = api.office.open("job", "bureau", "chief", {{"title", "新的"}});
  const auto answer = waiting.get();
  ASSERT_FALSE(answer.at("items").as_array().empty());
  EXPECT_EQ(answer.at("items").at(0).at("matter").as_string(), std::to_string(id.value));
  // What one may not see does not wake them; when the server stops they are answered.
  const auto after = "/api/v1/events?wait=20&after=" + std::to_string(api.office.position().value);
  auto blind = std::async(std::launch::async, [&] { return api.get("county", after); });
  EXPECT_EQ(blind.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  api.office.open("job", "bureau", "chief", {{"title", "与县无关"}});
  EXPECT_EQ(blind.wait_for(std::chrono::milliseconds(600)), std::future_status::timeout);
  api.service.herald.stop();
  EXPECT_TRUE(blind.get().at("items").as_array().empty());
  EXPECT_EQ(api.ask("county", Method::kGet, "/api/v1/events?wait=26").status, 400);
}

TEST(Events, ManyWaitWithoutAThreadEach) {
  ApiOffice api;
  const auto after = std::to_string(api.office.position().value);
  std::vector<std::shared_ptr<TestExchange>> waiting;
  for (int i = 0; i < 300; ++i) {
    auto e = make_exchange(Method::kGet, "/api/v1/events?wait=20&after=" + after);
    e->request.headers.add("X-Test-Person", "chief");
    api.router.dispatch(e);  // Comes back: nothing is blocked here.
    waiting.push_back(std::move(e));
  }
  api.office.open("job", "bureau", "chief", {{"title", "都来看"}});
  for (const auto& e : waiting) EXPECT_EQ(e->wait().status, 200);
}

}  // namespace
}  // namespace guatu::http::api
