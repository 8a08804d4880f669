// Goal: one failure closes nothing, a full row is said once, and what is then asked of the desk keeps what
// serves instead. Method: the judge against a slow twin over random rows; the file against each wrong key.
// Proves: R7.
#include "guatu/domain/channels/probe.h"

#include <gtest/gtest.h>

#include <random>

#include "guatu/domain/channels/limits.h"

namespace guatu::channels {

namespace {

ProbeConfig rows(int down_after, int up_after) {
  ProbeConfig c;
  c.down_after = down_after;
  c.up_after = up_after;
  return c;
}

/// The twin: looks at the whole history each time.
Verdict slow(const std::vector<bool>& all, const ProbeConfig& c) {
  const bool last = all.back();
  int row = 0;
  for (auto it = all.rbegin(); it != all.rend() && *it == last; ++it) ++row;
  if (row != (last ? c.up_after : c.down_after)) return Verdict::kNone;
  return last ? Verdict::kUp : Verdict::kDown;
}

kernel::Matter service(const char* state) {
  kernel::Matter m;
  m.id = MatterId{7};
  m.number = "FW-2022-0005";
  m.unit = UnitId{"centre"};
  m.state = state;
  m.fields = {{"title", "养老金认证"}, {"instead", "到窗口认证"}, {"keeper", "keeper"}};
  return m;
}

const Instant kNow = *parse_instant("2022-04-08T08:30:00+08:00");

std::vector<kernel::Command> acts(Verdict v, const kernel::Matter& m, bool has_outage = false) {
  return acts_of(v, m, has_outage, PersonId{"watch"}, "probe:1", "十秒内没有应答", kNow);
}

}  // namespace

TEST(ProbeJudge, OneFailureIsNoOutageAndARowIsSaidOnce) {
  Streak s;
  const auto c = rows(3, 2);
  std::vector<Verdict> got;
  for (const bool up : {false, false, true, false, false, false, false, true, true, true})
    got.push_back(judge(s, up, c));
  EXPECT_EQ(got[2], Verdict::kNone);
  EXPECT_EQ(got[4], Verdict::kNone);
  EXPECT_EQ(got[5], Verdict::kDown);
  EXPECT_EQ(got[6], Verdict::kNone);
  EXPECT_EQ(got[8], Verdict::kUp);
  EXPECT_EQ(got[9], Verdict::kNone);
}

TEST(ProbeJudge, EqualsTheTwinThatReadsAllOfTheHistory) {
  std::mt19937 random(20220408);
  for (int n = 0; n < 200; ++n) {
    const auto c = rows(1 + static_cast<int>(random() % 5), 1 + static_cast<int>(random() % 5));
    Streak s;
    std::vector<bool> all;
    for (int i = 0; i < 60; ++i) {
      all.push_back(random() % 3 != 0);
      ASSERT_EQ(judge(s, all.back(), c), slow(all, c)) << n << ' ' << i;
    }
  }
}

TEST(ProbeActs, AServiceThatServesIsReportedDownWithWhatServesInsteadAndAnOutageOfItsKeeper) {
  const auto got = acts(Verdict::kDown, service("serving"));
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].move, "stop");
  EXPECT_EQ(got[0].fields.at("instead"), "到窗口认证");
  EXPECT_EQ(got[0].fields.at("cause"), "自动探测连续打不开，正在查");
  EXPECT_EQ(got[1].fields.at("detail"), "十秒内没有应答");
  EXPECT_EQ(got[1].playbook, "outage");
  EXPECT_EQ(got[1].parent, MatterId{7});
  EXPECT_EQ(got[1].fields.at("owner"), "keeper");
  EXPECT_NE(got[0].id, got[1].id);
}

TEST(ProbeActs, NothingIsDoneTwiceAndAPersonRestores) {
  EXPECT_EQ(acts(Verdict::kDown, service("down")).size(), 1U);
  EXPECT_TRUE(acts(Verdict::kDown, service("down"), true).empty());
  EXPECT_TRUE(acts(Verdict::kUp, service("serving")).empty());
  EXPECT_TRUE(acts(Verdict::kNone, service("serving")).empty());
  const auto up = acts(Verdict::kUp, service("down"), true);
  ASSERT_EQ(up.size(), 1U);
  EXPECT_EQ(up[0].move, "checked_down");
  auto ended = service("ended");
  ended.outcome = "withdrawn";
  EXPECT_TRUE(acts(Verdict::kDown, ended).empty());
}

TEST(ProbeFile, IsReadWithItsDefaults) {
  const auto c = read_probe_config(
      "as: watch\nprobes:\n  - {service: FW-2022-0005, url: https://si.example.org/}\n"
      "  - {service: FW-2022-0006, url: 'http://10.0.0.7:8080/x', inner: true, status: 302}\n",
      "probes.yaml");
  ASSERT_TRUE(c.has_value());
  EXPECT_EQ(c->every_minutes, 5);
  ASSERT_EQ(c->probes.size(), 2U);
  EXPECT_FALSE(c->probes[0].is_inner);
  EXPECT_EQ(c->probes[0].status_max, 399);
  EXPECT_TRUE(c->probes[1].is_inner);
  EXPECT_EQ(c->probes[1].status_min, 302);
  EXPECT_EQ(c->probes[1].status_max, 302);
}

TEST(ProbeFile, WhatIsWrongIsNamedWithItsPlace) {
  struct Row {
    const char* text;
    const char* key;
    int line;
  };
  for (const auto& row : {
           Row{"probes: []\n", "probe.missing", 1},
           Row{"as: w\n", "probe.missing", 1},
           Row{"as: w\nevery_minutes: 0\nprobes: []\n", "probe.value", 2},
           Row{"as: w\ndown_after: 11\nprobes: []\n", "probe.value", 2},
           Row{"as: w\nprobes: {a: b}\n", "probe.value", 2},
           Row{"as: w\nprobes:\n  - {service: FW-1, url: 'file:///etc/passwd'}\n", "probe.value", 3},
           Row{"as: w\nprobes:\n  - {service: FW-1}\n", "probe.missing", 3},
           Row{"as: w\nprobes:\n  - {service: FW-1, url: 'http://x/', inner: maybe}\n", "probe.value", 3},
           Row{"as: w\nprobes:\n  - {service: FW-1, url: 'http://x/', body: x}\n", "probe.unknown_key", 3},
       }) {
    const auto c = read_probe_config(row.text, "probes.yaml");
    ASSERT_TRUE(c.has_error()) << row.text;
    EXPECT_EQ(c.error().front().key, row.key) << row.text;
    EXPECT_EQ(c.error().front().place.line, row.line) << row.text;
  }
  std::string many = "as: w\nprobes:\n";
  for (std::size_t i = 0; i <= limits::kMaxProbes; ++i) many += "  - {service: FW-1, url: 'http://x/'}\n";
  EXPECT_EQ(read_probe_config(many, "probes.yaml").error().front().key, "probe.value");
}

}  // namespace guatu::channels
