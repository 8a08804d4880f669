// Goal: rules over the API do what the command line does: a text is checked, published, its running matters
// migrated, a calendar published, both rehearsed; a dry run writes nothing, and nobody without the duty may.
// Method: the small office with a system administrator of the whole city; what is told before is compared
// with what is found afterwards.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

const std::string kApi(kRoot);

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class Rules : public ::testing::Test {
 protected:
  Rules() {
    add("sys", "city", "system_admin");
    add("county_sys", "county", "system_admin");
    id = api.office.open("job", "bureau", "ann", {{"title", "一件"}});
    other = api.office.open("job", "county", "county", {{"title", "县里一件"}});
  }
  void add(const std::string& who, const std::string& unit, const std::string& role) {
    auto person = api.office.command(kernel::Verb::kAddPerson, "system");
    person.person = {who};
    person.unit = {unit};
    person.name = who;
    api.office.done(person);
    auto grant = api.office.command(kernel::Verb::kGrant, "system");
    grant.person = {who};
    grant.unit = {unit};
    grant.name = role;
    api.office.done(grant);
  }
  Response post(const std::string& who, const std::string& path, const json::object& body) {
    return api.post(who, kApi + path, json::serialize(body));
  }
  json::object done(const std::string& who, const std::string& path, const json::object& body) {
    const auto r = post(who, path, body);
    EXPECT_EQ(r.status, 200) << path << " " << body_text(r);
    return r.status == 200 ? body_json(r).as_object() : json::object();
  }
  std::string key(const Response& r) { return std::string(body_json(r).at("key").as_string()); }
  /// Version 2 of `job`: five working days become three.
  std::string shorter() const {
    return replaced(replaced(testing::kJob, "version: 1", "version: 2"), "for: 5 working_days",
                    "for: 3 working_days");
  }
  std::vector<std::string> audited(kernel::AuditKind kind) {
    kernel::AuditQuery q;
    q.kind = kind;
    std::vector<std::string> out;
    api.service.trail.flush();
    add_auditor();
    for (const auto& row : api.gate.audit({"aud"}, q, {}).value().items)
      out.push_back(row.person.value + ": " + row.about);
    return out;
  }
  void add_auditor() {
    if (!has_auditor_) add("aud", "city", "audit_admin");
    has_auditor_ = true;
  }

  ApiOffice api;
  MatterId id, other;

 private:
  bool has_auditor_ = false;
};

TEST_F(Rules, ASoundTextIsProvedAndNothingIsWritten) {
  const auto before = api.office.position();
  const auto o = done("ann", "/playbook-checks", {{"text", shorter()}});
  EXPECT_TRUE(o.at("is_sound").as_bool());
  EXPECT_EQ(o.at("version"), 2);
  EXPECT_TRUE(o.at("findings").as_array().empty());
  EXPECT_GT(o.at("proof").at("longest_days").as_int64(), 30);
  EXPECT_EQ(api.office.position(), before);
}

TEST_F(Rules, FindingsPointIntoTheText) {
  const auto cases = std::vector<std::pair<std::string, std::string>>{
      {replaced(testing::kJob, "held_by: head, ", "holds_by: head,"), "playbook.unknown_key"},
      {replaced(testing::kJob, "late:\n  - {at: limit - 1 working_day, tell: officer}", "late:\n\t- x"),
       "yaml.syntax"},
      {replaced(testing::kJob, "verifies: submit", "verifies: submitted"), ""},
  };
  for (const auto& [text, wanted] : cases) {
    const auto o = done("ann", "/playbook-checks", {{"text", text}, {"file", "job.yaml"}});
    EXPECT_FALSE(o.at("is_sound").as_bool());
    EXPECT_TRUE(o.at("proof").is_null());
    ASSERT_FALSE(o.at("findings").as_array().empty());
    const auto& first = o.at("findings").at(0).as_object();
    if (!wanted.empty()) {
      EXPECT_EQ(first.at("key"), json::value(wanted));
    }
    EXPECT_GT(first.at("line").as_int64(), 0) << json::serialize(first);
    EXPECT_GT(first.at("message").as_string().size(), 10U);
  }
}

TEST_F(Rules, ABrokenLawComesWithTheWayToIt) {
  // Nobody but the opener could ever move it on: the state is a trap.
  const auto text =
      replaced(testing::kJob,
               "  accept: {from: checking, to: finished, by: [inspector, head], verifies: submit}\n", "");
  const auto o = done("ann", "/playbook-checks", {{"text", text}});
  EXPECT_FALSE(o.at("is_sound").as_bool());
  ASSERT_FALSE(o.at("findings").as_array().empty());
  EXPECT_TRUE(o.at("findings").at(0).at("key").as_string().starts_with("law."));
  EXPECT_FALSE(o.at("findings").at(0).at("path").as_array().empty());
}

TEST_F(Rules, PublishingTellsFirstAndDoesItThen) {
  const auto before = api.office.position();
  auto o = done("sys", "/playbooks", {{"text", shorter()}, {"dry_run", true}});
  EXPECT_EQ(api.office.position(), before);
  EXPECT_EQ(o.at("version_before"), 1);
  EXPECT_EQ(o.at("running"), 2);
  ASSERT_EQ(o.at("changes").as_array().size(), 1U);
  EXPECT_EQ(o.at("changes").at(0).at("kind"), "limit");
  EXPECT_EQ(o.at("changes").at(0).at("id"), "todo");
  EXPECT_TRUE(o.at("migration").is_null());

  o = done("sys", "/playbooks", {{"text", shorter()}, {"file", "job-2.yaml"}});
  EXPECT_FALSE(o.at("existed").as_bool());
  EXPECT_EQ(api.office.events().back().by, PersonId{"sys"});
  const auto versions = api.get("ann", kApi + "/playbooks/job/versions").at("items").as_array();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions.at(1).at("published_by"), "sys");
  EXPECT_EQ(versions.at(1).at("file"), "job-2.yaml");
  EXPECT_EQ(api.get("ann", kApi + "/playbooks/job?version=2").at("yaml"), json::value(shorter()));
  EXPECT_EQ(api.office.matter(id).version, 1);
  EXPECT_EQ(audited(kernel::AuditKind::kRulesPublished), std::vector<std::string>{"sys: playbook job v2"});

  const auto then = api.office.position();
  EXPECT_TRUE(done("sys", "/playbooks", {{"text", shorter()}}).at("existed").as_bool());
  EXPECT_EQ(api.office.position(), then);
}

TEST_F(Rules, TakenAndOlderVersionsAreRefused) {
  done("sys", "/playbooks", {{"text", shorter()}});
  const auto other_text = replaced(shorter(), "for: 3 working_days, basis: own rule}, title: {zh: 待办",
                                   "for: 4 working_days, basis: own rule}, title: {zh: 待办");
  for (const bool is_dry : {true, false}) {
    auto r = post("sys", "/playbooks", {{"text", other_text}, {"dry_run", is_dry}});
    EXPECT_EQ(r.status, 409);
    EXPECT_EQ(key(r), "playbook.version_taken");
    const auto old = replaced(other_text, "version: 2", "version: 1");
    r = post("sys", "/playbooks", {{"text", old}, {"dry_run", is_dry}});
    EXPECT_EQ(key(r), "playbook.version_taken");
  }
}

TEST_F(Rules, RunningMattersAreMigratedAsTheDryRunSaid) {
  auto o = done("sys", "/playbooks", {{"text", shorter()}, {"dry_run", true}, {"migrates", true}});
  const auto said = o.at("migration").as_object();
  ASSERT_EQ(said.at("count"), 2);
  EXPECT_TRUE(said.at("findings").as_array().empty());
  EXPECT_EQ(api.office.matter(id).version, 1);

  o = done("sys", "/playbooks", {{"text", shorter()}, {"migrates", true}});
  EXPECT_EQ(o.at("migrated"), 2);
  EXPECT_EQ(api.office.matter(id).version, 2);
  for (const auto& item : said.at("items").as_array()) {
    const auto m = api.office.matter({std::stoll(std::string(item.at("matter").as_string()))});
    for (const auto& c : item.at("clocks").as_array())
      EXPECT_EQ(to_text(m.clock(std::string(c.at("to").as_string()))->due_at), c.at("due_after").as_string());
    // Who sets rules sees no matter by that duty: the number and what moves, and no title.
    EXPECT_TRUE(item.at("title").is_null());
  }
  EXPECT_EQ(audited(kernel::AuditKind::kRulesPublished),
            (std::vector<std::string>{"sys: migrated to job v2: 2", "sys: playbook job v2"}));
}

TEST_F(Rules, AMapSaysWhatItLacks) {
  const auto renamed = replaced(shorter(), "  hearing: {title", "  audience: {title");
  auto o = done("sys", "/migration-maps", {{"text", renamed}});
  EXPECT_EQ(o.at("from"), json::array({1}));
  const auto& stops = o.at("sections").as_array().back().as_object();
  EXPECT_EQ(stops.at("section"), "stops");
  EXPECT_EQ(stops.at("olds").as_array().front().at("id"), "hearing");
  EXPECT_EQ(stops.at("news").as_array().front().at("id"), "audience");
  ASSERT_EQ(o.at("findings").as_array().size(), 1U);
  const auto finding = o.at("findings").as_array().front().as_object();
  EXPECT_EQ(finding.at("key"), "migration.unmapped");
  EXPECT_EQ(finding.at("section"), "stops");
  EXPECT_EQ(finding.at("field"), "hearing");
  o = done("sys", "/migration-maps", {{"text", renamed}, {"map", "stops: {hearing: audience}"}});
  EXPECT_TRUE(o.at("findings").as_array().empty());
  o = done("sys", "/migration-maps", {{"text", renamed}, {"map", "stops: {hearing: audience}\nwhat: 1"}});
  EXPECT_EQ(o.at("findings").as_array().front().at("key"), "migration.unknown_key");
  EXPECT_EQ(o.at("findings").as_array().front().at("line"), 2);
  EXPECT_EQ(post("sys", "/migration-maps", {{"text", "playbook: ["}}).status, 422);
  EXPECT_EQ(post("cai", "/migration-maps", {{"text", renamed}}).status, 403);
}

TEST_F(Rules, AMapIsAskedForWhereIdsAreGone) {
  const auto renamed = replaced(shorter(), "  hearing: {title", "  audience: {title");
  auto r = post("sys", "/playbooks", {{"text", renamed}, {"dry_run", true}, {"migrates", true}});
  EXPECT_EQ(r.status, 422);
  EXPECT_EQ(key(r), "migration.unmapped");
  const auto o = done("sys", "/playbooks",
                      {{"text", renamed}, {"dry_run", true}, {"map", "stops: {hearing: audience}"}});
  EXPECT_EQ(o.at("migration").at("count"), 2);
  r = post("sys", "/playbooks",
           {{"text", renamed}, {"dry_run", true}, {"map", "stops: {heering: audience}"}});
  EXPECT_EQ(key(r), "migration.unknown_id");
  EXPECT_EQ(api.office.matter(id).version, 1);
}

TEST_F(Rules, OnlyTheAdministratorOfTheWholeOfficePublishes) {
  for (const auto* who : {"ann", "mayor", "county_sys"}) {
    for (const bool is_dry : {true, false}) {
      const auto r = post(who, "/playbooks", {{"text", shorter()}, {"dry_run", is_dry}});
      EXPECT_EQ(r.status, 403) << who;
      EXPECT_EQ(key(r), "rules.not_administrator");
    }
    EXPECT_EQ(post(who, "/calendars", {{"file", "x.yaml"}, {"text", "x"}}).status, 403) << who;
  }
  EXPECT_EQ(audited(kernel::AuditKind::kRefused).size(), 9U);
}

class RulesCalendar : public Rules {
 protected:
  /// The calendar of 2022 with 11 April, a Monday, as a holiday.
  json::object changed() {
    const auto files = api.get("sys", kApi + "/calendars").at("items").as_array();
    for (const auto& f : files)
      if (f.at("file") == "cn-2022.yaml") {
        auto text = std::string(f.at("text").as_string());
        const auto at = text.find("holidays:\n");
        EXPECT_NE(at, std::string::npos);
        return {{"file", "cn-2022.yaml"}, {"text", text.insert(at + 10, kExtra)}};
      }
    ADD_FAILURE() << "no calendar of 2022";
    return {};
  }
  static constexpr const char* kExtra = "  - {name: {zh: 试, en: Trial}, from: 2022-04-11, to: 2022-04-11}\n";
};

TEST_F(RulesCalendar, MovesTheClocksThatItSaidItWould) {
  auto body = changed();
  body["dry_run"] = true;
  const auto before = api.office.position();
  const auto said = done("sys", "/calendars", body);
  EXPECT_EQ(api.office.position(), before);
  ASSERT_GT(said.at("count").as_int64(), 0);
  body["dry_run"] = false;
  const auto o = done("sys", "/calendars", body);
  EXPECT_EQ(o.at("moved"), said.at("moved"));
  for (const auto& m : o.at("moved").as_array()) {
    const auto* clock = api.office.matter({std::stoll(std::string(m.at("matter").as_string()))})
                            .clock(std::string(m.at("clock").as_string()));
    ASSERT_NE(clock, nullptr);
  }
  EXPECT_EQ(to_text(api.office.matter(id).clock("todo")->due_at).substr(0, 10), "2022-04-15");
  EXPECT_EQ(audited(kernel::AuditKind::kRulesPublished).size(), 1U);
  EXPECT_TRUE(done("sys", "/calendars", body).at("existed").as_bool());
}

TEST_F(RulesCalendar, AnUnreadableFileSaysWhatToWrite) {
  for (const auto& [text, wanted] :
       {std::pair{"year: 2022\nfrom: x\n", "calendar."}, std::pair{"a: [", "yaml."}}) {
    const auto r = post("sys", "/calendars", {{"file", "cn-2022.yaml"}, {"text", text}, {"dry_run", true}});
    EXPECT_EQ(r.status, 422);
    EXPECT_TRUE(key(r).starts_with(wanted)) << key(r);
  }
  for (const auto* name : {"../x.yaml", "a/b", "\n", ".."})
    EXPECT_EQ(post("sys", "/calendars", {{"file", name}, {"text", "x"}}).status, 422) << name;
}

TEST_F(RulesCalendar, IsRehearsedForTheWholeOffice) {
  api.office.set_time("2022-04-20 09:00");
  api.office.sweep();
  const auto o = done("sys", "/rehearsals", changed());
  EXPECT_EQ(o.at("totals").at("matters"), 2);
  EXPECT_GT(o.at("totals").at("due_moved").as_int64(), 0);
}

TEST_F(Rules, ARehearsalTellsWhatWouldHaveBeenLate) {
  api.office.set_time("2022-04-12 15:00");
  api.office.sweep();
  ASSERT_EQ(api.office.move(id, "take", "cai"), "");
  const auto before = api.office.position();
  const auto o = done("sys", "/rehearsals", {{"text", shorter()}, {"from", "2022-04-06T00:00:00+08:00"}});
  EXPECT_EQ(api.office.position(), before);
  EXPECT_EQ(o.at("totals").at("late_before"), 0);
  EXPECT_EQ(o.at("totals").at("became_late"), 2);
  ASSERT_FALSE(o.at("clocks").as_array().empty());
  for (const auto& c : o.at("clocks").as_array()) EXPECT_TRUE(c.at("title").is_null());
  ASSERT_FALSE(o.at("persons").as_array().empty());
  EXPECT_EQ(audited(kernel::AuditKind::kRehearsed), std::vector<std::string>{"sys: playbook job"});

  const auto cut = done("sys", "/rehearsals", {{"text", shorter()}, {"limit", 1}});
  EXPECT_EQ(cut.at("clocks").as_array().size(), 1U);
  EXPECT_EQ(cut.at("totals").at("became_late"), 2);
}

TEST_F(Rules, WhoSeesAUnitRehearsesForIt) {
  api.office.set_time("2022-04-12 15:00");
  api.office.sweep();
  const json::object body{{"text", shorter()}, {"unit", "bureau"}};
  auto o = done("chief", "/rehearsals", body);
  EXPECT_EQ(o.at("totals").at("matters"), 1);
  for (const auto& c : o.at("clocks").as_array()) EXPECT_EQ(c.at("title"), json::value("一件"));
  EXPECT_EQ(post("chief", "/rehearsals", {{"text", shorter()}}).status, 403);
  EXPECT_EQ(post("chief", "/rehearsals", {{"text", shorter()}, {"unit", "county"}}).status, 403);
  EXPECT_EQ(key(post("chief", "/rehearsals", {{"text", shorter()}, {"unit", "nowhere"}})),
            "people.unknown_unit");
  EXPECT_EQ(done("mayor", "/rehearsals", {{"text", shorter()}}).at("totals").at("matters"), 2);

  // What somebody is recused from is neither told nor counted.
  auto recuse = api.office.command(kernel::Verb::kRecuse, "chief");
  recuse.matter = id;
  recuse.person = {"chief"};
  recuse.reason = "亲属";
  ASSERT_EQ(api.office.key_of(recuse), "");
  o = done("chief", "/rehearsals", body);
  EXPECT_EQ(o.at("totals").at("matters"), 0);
  EXPECT_TRUE(o.at("clocks").as_array().empty());
}

TEST_F(Rules, ARehearsalOfNothingIsRefusedWithASentence) {
  const std::string when = "2022-04-07T00:00:00+08:00";
  EXPECT_EQ(key(post("sys", "/rehearsals", {{"text", shorter()}, {"from", when}, {"to", when}})),
            "rehearsal.window");
  EXPECT_EQ(key(post("sys", "/rehearsals", {{"text", shorter()}, {"from", "gestern"}})), "text.instant");
  EXPECT_EQ(
      key(post("sys", "/rehearsals", {{"text", replaced(testing::kJob, "playbook: job", "playbook: jub")}})),
      "playbook.unknown");
  EXPECT_EQ(key(post("sys", "/rehearsals", {{"text", shorter()}, {"limit", -1}})), "json.expected");
}

TEST_F(Rules, OneHeavyPieceOfWorkAtATime) {
  auto slot = api.service.heavy.take();
  ASSERT_TRUE(slot.has_value());
  for (const auto* path : {"/rehearsals", "/playbook-checks", "/playbooks"}) {
    const auto r = post("sys", path, {{"text", shorter()}});
    EXPECT_EQ(r.status, 503) << path;
    EXPECT_EQ(r.headers.get("Retry-After"), "5");
  }
  slot.reset();
  EXPECT_EQ(post("sys", "/playbook-checks", {{"text", shorter()}}).status, 200);
  // It was given back, and a second one is not there.
  auto again = api.service.heavy.take();
  EXPECT_TRUE(again.has_value());
  EXPECT_FALSE(api.service.heavy.take().has_value());
}

}  // namespace
}  // namespace guatu::http::api
