// Goal: what rehearse and playbook migrate print is what an office reads. Method: whole outputs on the small
// folder, after one chore that was reported on the fifth working day.
#include "guatu/cli_fixture_test.h"

namespace guatu::app {
namespace {

class CliRehearse : public CliFixture {
 protected:
  void SetUp() override {
    CliFixture::SetUp();
    EXPECT_EQ(on({"demo", "advance", "--to", "2022-04-14 09:00"}).code, 0);
    EXPECT_EQ(on({"matter", "move", "ZS-2022-001", "submit", "--by", "boss", "--set", "result=ok"}).code, 0);
    draft_ = put("draft.yaml", changed("for: 5 working_days", "for: 2 working_days"));
  }
  /// The shipped playbook as version 2, with something changed.
  static std::string changed(const std::string& old, const std::string& now) {
    auto text = read(share() + "/playbooks/chore.yaml");
    text.replace(text.find("version: 1"), 10, "version: 2");
    EXPECT_NE(text.find(old), std::string::npos) << old;
    return text.replace(text.find(old), old.size(), now);
  }
  std::string draft_;
};

TEST_F(CliRehearse, PrintsTheReport) {
  const auto before = events();
  const auto ran = on({"rehearse", draft_, "--from", "2022-04-01"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, R"(rehearsal of chore: 2022-04-01 00:00 – 2022-04-14 09:00; nothing is written
compared 1 matters, 2 clocks; 1 due dates move
late clocks 0 → 1: 1 become late, 0 no longer are
rungs 1 → 3: 2 new, 0 gone, 0 to other people, 1 at another time
acts on record that the changed rule refuses: 0; matters that cannot be compared: 0

would be late (1)
  ZS-2022-001   Being done due 2022-04-14 24:00 → 2022-04-11 24:00, ended
                2022-04-14 09:00; 市长; 修灯

whose load changes (2)
person   late   told  handed
局长    0 → 0  1 → 2   0 → 0
市长    0 → 1  0 → 1   0 → 1

rungs that differ (3)
  ZS-2022-001   Being done rung 1 moved 2022-04-14 → 2022-04-09: 局长
  ZS-2022-001   Being done rung 2 new 2022-04-12: 局长, 市长
  ZS-2022-001   Being done rung 3 new 2022-04-14: → 市长
)");
  EXPECT_EQ(events(), before);
  const auto zh = on({"rehearse", draft_, "--from", "2022-04-01", "--limit", "1", "--lang", "zh"});
  EXPECT_NE(zh.out.find("逾期时钟 0 → 1：新逾期 1，不再逾期 0\n"), std::string::npos) << zh.out;
  EXPECT_NE(zh.out.find("另有 2 条（--limit，或 --json 看全部）"), std::string::npos) << zh.out;
}

TEST_F(CliRehearse, NamesWhatWouldHaveBeenRefusedAndWhatCannotBeCompared) {
  const auto needs = put("needs.yaml", changed("needs: [result]", "needs: [result, fund]"));
  auto o = on({"rehearse", needs, "--from", "2022-04-01", "--json"}).json().as_object();
  const auto& act = o.at("illegal").as_array().at(0).as_object();
  EXPECT_EQ(act.at("act"), "submit");
  EXPECT_EQ(act.at("key"), "matter.needs");
  EXPECT_EQ(act.at("number"), "ZS-2022-001");
  auto text = changed("checking: {title", "looking: {title");
  for (const auto* old : {"to: checking", "from: checking"}) {
    const auto p = text.find(old);
    text.replace(p + std::string(old).find("checking"), 8, "looking");
  }
  const auto gone = put("gone.yaml", text);
  o = on({"rehearse", gone, "--from", "2022-04-01", "--json"}).json().as_object();
  // The move itself is refused by nothing: under this playbook it leads elsewhere.
  EXPECT_EQ(o.at("totals").as_object().at("illegal"), 0);
  const auto calendar = on({"rehearse", share() + "/calendars", "--from", "2022-04-01", "--json"});
  ASSERT_EQ(calendar.code, 0) << calendar.err;
  EXPECT_EQ(calendar.json().as_object().at("totals").as_object().at("due_moved"), 0);
}

TEST_F(CliRehearse, RefusesWhatCannotBeRehearsed) {
  const auto unlawful = put("unlawful.yaml", changed(", verifies: submit", ""));
  EXPECT_EQ(on({"rehearse", unlawful, "--from", "2022-04-01"}).code, 3);
  EXPECT_NE(on({"rehearse", draft_, draft_, "--from", "2022-04-01"}).err.find("rehearsal.mixed"),
            std::string::npos);
  EXPECT_NE(on({"rehearse", draft_, "--from", "2022-05-01"}).err.find("rehearsal.window"), std::string::npos);
  EXPECT_NE(on({"rehearse", draft_, "--from", "2022-04-01", "--unit", "x"}).err.find("people.unknown_unit"),
            std::string::npos);
}

TEST_F(CliRehearse, MigratesWithAMap) {
  auto text = changed("for: 2 working_days", "for: 1 working_day");
  for (auto p = text.find("checking"); p != std::string::npos; p = text.find("checking", p))
    text.replace(p, 8, "looking");
  ASSERT_EQ(on({"playbook", "publish", put("two.yaml", text)}).code, 0);
  const auto unmapped = on({"playbook", "migrate", "chore", "--to", "2", "--dry-run"});
  EXPECT_EQ(unmapped.code, 2);
  EXPECT_NE(unmapped.err.find("migration.unmapped (checking)"), std::string::npos) << unmapped.err;
  const auto map = put("map.yaml", "states: {checking: looking}\n");
  const auto before = events();
  const auto dry = on({"playbook", "migrate", "chore", "--to", "2", "--map", map, "--dry-run"});
  EXPECT_EQ(dry.out, R"(Dry run, nothing was written.
1 matters migrate to chore v2; 0 are there already
the four laws hold from the 1 places where they stand (2 configurations)
ZS-2022-001  修灯
  state     Being checked → Being checked
  holder    市长
  clock     Being checked due 2022-04-18 24:00 → 2022-04-15 24:00
)");
  EXPECT_EQ(events(), before);
  const auto done = on({"playbook", "migrate", "chore", "--to", "2", "--map", map, "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.json().as_object().at("items").as_array().at(0).as_object().at("state_after"), "looking");
  EXPECT_EQ(on({"matter", "show", "ZS-2022-001", "--json"}).json().as_object().at("state"), "looking");
  EXPECT_NE(on({"matter", "history", "ZS-2022-001"}).out.find("v1 → v2"), std::string::npos);
  EXPECT_TRUE(on({"ledger", "rebuild", "--json"}).json().as_object().at("is_same").as_bool());
  EXPECT_EQ(on({"playbook", "migrate", "chore", "--to", "2", "--map", map, "--json"})
                .json()
                .as_object()
                .at("already"),
            1);
}

}  // namespace
}  // namespace guatu::app
