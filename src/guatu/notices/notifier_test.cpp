// Goal: whoever an event concerns is told once, in one message, in working hours; a channel that enforces the
// published limits never has to; nothing is lost while it is down, and what may be sent twice bears one id.
// Method: the real desk over a small office, the real store, a stand-in for the channel with a clock of ours.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "guatu/notices/limits.h"
#include "guatu/notices/notifier.h"
#include "guatu/testing/notices.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::notices {
namespace {

/// A robot that counts as DingTalk does: more than 20 in any minute, and it is closed for ten.
class StandIn final : public Sender {
 public:
  explicit StandIn(const Clock& clock) : clock_(clock) {}

  Result<WebAnswer> post(const WebRequest& request) override {
    ++asked;
    if (is_down) return Error("client.unreachable", "", {{"host", "robot"}, {"detail", "refused"}});
    const auto now = clock_.now();
    times_.push_back(now);
    std::erase_if(times_, [&](Instant t) { return t <= now - kMinuteUs; });
    if (times_.size() > 20) closed_until_ = now + 10 * kMinuteUs;
    if (now < closed_until_) {
      ++too_fast;
      return WebAnswer{200, R"({"errcode":130101,"errmsg":"send too fast"})"};
    }
    got.push_back(request);
    if (loses_answers) return Error("client.slow", "", {{"host", "robot"}, {"seconds", "10"}});
    return WebAnswer{200, R"({"errcode":0})"};
  }
  Result<void> mail(const Channel&, const Mail& m) override {
    if (!refusal.empty()) return Error(refusal, "", {{"detail", "550 no such user"}});
    mails.push_back(m);
    return {};
  }

  bool is_down = false;
  bool loses_answers = false;
  std::string refusal;
  int asked = 0;
  int too_fast = 0;
  std::vector<WebRequest> got;
  std::vector<Mail> mails;

 private:
  const Clock& clock_;
  std::vector<Instant> times_;
  Instant closed_until_;
};

class Notices : public ::testing::Test {
 protected:
  Notices() {
    office.publish(testing::kJob);
    channel("robot", ChannelKind::kDingtalk).is_for_everyone = true;
  }
  Channel& channel(const std::string& name, ChannelKind kind) {
    config.channels.push_back({});
    auto& c = config.channels.back();
    c.name = name;
    c.kind = kind;
    c.url = "http://robot/send?access_token=x";
    c.rules = {{{20, 60}}, 600, {}, 4096};
    c.digest_minutes = 0;
    c.hours = "always";
    return c;
  }
  Round round() {
    Round out;
    Notifier n(*office.store, notices.store(), config, robot, office.clock,
               [this] { return "D" + std::to_string(1000 + ++ids); });
    EXPECT_TRUE(n.look(office.clock.now(), out).has_value());
    const auto gathered = n.gather(out);
    EXPECT_TRUE(gathered.has_value()) << gathered.error().key;
    EXPECT_TRUE(n.send(out, [] { return false; }).has_value());
    return out;
  }
  MatterId open(const std::string& title) {
    return office.open("job", "bureau", "mayor", {{"title", title}});
  }
  void pass(std::int64_t us) { office.clock.set(office.clock.now() + us); }
  std::vector<Digest> all(const std::string& state = "") {
    return notices.store().deliveries(state, "", 1000).value();
  }
  /// Begins with what is there already, so that it is no news.
  void begin() { round(), pass(kSecondUs); }

  testing::Office office;
  guatu::testing::TemporaryNotices notices;
  Config config;
  StandIn robot{office.clock};
  int ids = 0;
};

TEST_F(Notices, OnePersonGetsOneMessageAboutMany) {
  begin();
  for (int i = 0; i < 5; ++i) open("事项");
  const auto r = round();
  EXPECT_EQ(r.notices, 5);
  EXPECT_EQ(r.messages, 1);
  EXPECT_EQ(r.sent, 1);
  ASSERT_EQ(robot.got.size(), 1U);
  EXPECT_NE(robot.got[0].body.find("5 个事项"), std::string::npos) << robot.got[0].body;
  EXPECT_EQ(robot.got[0].body.find("事项\\n事项"), std::string::npos);
  EXPECT_EQ(round().sent, 0);
  EXPECT_EQ(notices.store().of({"chief"}, 0, 50).value().size(), 5U);
}

TEST_F(Notices, WhatHappenedBeforeIsShownButNotSent) {
  open("旧");
  pass(kSecondUs);
  EXPECT_EQ(round().messages, 0);
  EXPECT_EQ(notices.store().of({"chief"}, 0, 50).value().size(), 1U);
}

TEST_F(Notices, TheMessageWaitsForTheWindowAndForMore) {
  config.channels[0].hours = "office";
  config.channels[0].digest_minutes = 30;
  office.set_time("2022-04-08 23:00");
  begin();
  open("夜里");
  pass(kHourUs);
  EXPECT_EQ(round().messages, 0);
  office.set_time("2022-04-10 12:00");  // A Sunday.
  EXPECT_EQ(round().messages, 0);
  office.set_time("2022-04-11 09:00");
  EXPECT_EQ(round().sent, 1);
  open("一");
  pass(20 * kMinuteUs);
  open("二");
  EXPECT_EQ(round().messages, 0);
  pass(10 * kMinuteUs);
  EXPECT_EQ(round().messages, 1);
  EXPECT_NE(robot.got.back().body.find("2 个事项"), std::string::npos);
}

TEST_F(Notices, WhereTheCalendarEndsOtherHoursGoOn) {
  config.channels[0].name = "a";
  config.channels[0].hours = "office";
  channel("b", ChannelKind::kWecom).is_for_everyone = true;
  begin();
  open("x");
  office.set_time("2099-01-01 09:00");
  Round r;
  Notifier n(*office.store, notices.store(), config, robot, office.clock,
             [this] { return "D" + std::to_string(++ids); });
  n.look(office.clock.now(), r).value();
  EXPECT_EQ(n.gather(r).error().key, "calendar.gap");
  EXPECT_EQ(r.messages, 1);
  EXPECT_EQ(all().front().channel, "b");
}

TEST_F(Notices, TheLimitIsKeptAndNothingIsLost) {
  begin();
  // Each its own message: 90 in one burst, and a restart at every round.
  for (int i = 0; i < 90; ++i) {
    open("x");
    Round r;
    Notifier n(*office.store, notices.store(), config, robot, office.clock,
               [this] { return "D" + std::to_string(1000 + ++ids); });
    n.look(office.clock.now(), r).value();
    n.gather(r).value();
  }
  ASSERT_EQ(all("waiting").size(), 90U);
  for (int i = 0; i < 400 && !all("waiting").empty(); ++i) {
    round();
    notices.reopen();
    pass(kSecondUs);
  }
  EXPECT_EQ(robot.got.size(), 90U);
  EXPECT_EQ(robot.too_fast, 0);
  EXPECT_EQ(all("sent").size(), 90U);
}

TEST_F(Notices, AStrangersUseOfTheRobotMakesUsRest) {
  begin();
  for (int i = 0; i < 21; ++i) robot.post({}).value();
  open("x");
  EXPECT_EQ(round().refused, 1);
  const auto d = all().front();
  EXPECT_EQ(d.error, "HTTP 200, code 130101");
  EXPECT_GE(d.next_at, office.clock.now() + 600 * kSecondUs);
  const int asked = robot.asked;
  pass(599 * kSecondUs);
  round();
  EXPECT_EQ(robot.asked, asked);
  pass(2 * kSecondUs);
  EXPECT_EQ(round().sent, 1);
}

TEST_F(Notices, ADayOfBeingDownLosesNothingAndAsksSeldom) {
  begin();
  robot.is_down = true;
  std::set<std::string> made;
  for (int i = 0; i < 24 * 12; ++i) {
    if (i < 20) open("x");
    round();
    pass(5 * kMinuteUs);
  }
  EXPECT_EQ(all("waiting").size(), 20U);
  EXPECT_LT(robot.asked, 160);  // The channel rests ten minutes after each try, whoever waits.
  robot.is_down = false;
  for (int i = 0; i < 24 * 12 && !all("waiting").empty(); ++i) {
    round();
    pass(5 * kMinuteUs);
  }
  EXPECT_EQ(robot.got.size(), 20U);
  EXPECT_EQ(all("sent").size(), 20U);
}

TEST_F(Notices, AnAnswerThatIsLostMeansTheSameIdAgain) {
  config.channels[0].kind = ChannelKind::kWebhook;
  config.channels[0].secret = "s";
  begin();
  robot.loses_answers = true;
  open("x");
  round();
  pass(kMinuteUs);
  robot.loses_answers = false;
  round();
  ASSERT_EQ(robot.got.size(), 2U);
  const auto id = [](const WebRequest& r) {
    return std::find_if(r.headers.begin(), r.headers.end(),
                        [](const auto& h) { return h.first == "Guatu-Notice-Id"; })
        ->second;
  };
  EXPECT_EQ(id(robot.got[0]), id(robot.got[1]));
  EXPECT_EQ(robot.got[0].body, robot.got[1].body);
  EXPECT_EQ(all().front().tries, 2);
  EXPECT_EQ(all().front().state, Delivery::kSent);
}

TEST_F(Notices, WhatNeverArrivesFailsInTheEndAndSaysSo) {
  begin();
  robot.is_down = true;
  open("x");
  round();
  for (int i = 0; i < 24 * 60 && !all("waiting").empty(); ++i) {
    pass(10 * kMinuteUs);
    round();
  }
  const auto d = all().front();
  EXPECT_EQ(d.state, Delivery::kFailed);
  EXPECT_EQ(d.tries, limits::kMaxNoticeTries);
  EXPECT_EQ(d.error, "client.unreachable: robot, refused");
}

TEST_F(Notices, AMailThatIsRefusedIsNotTriedAgain) {
  config.channels.clear();
  auto& mail = channel("mail", ChannelKind::kSmtp);
  mail.people["chief"] = "chief@x.cn";
  begin();
  open("x");
  robot.refusal = "notice.mail_refused";
  round();
  EXPECT_EQ(all().front().state, Delivery::kFailed);
  robot.refusal.clear();
  open("y");
  EXPECT_EQ(round().sent, 1);
  ASSERT_EQ(robot.mails.size(), 1U);
  EXPECT_EQ(robot.mails[0].to, "chief@x.cn");
  EXPECT_EQ(robot.mails[0].subject, "挂图：1 个事项的提醒");
}

TEST_F(Notices, WhoMayNoLongerSeeItIsToldNothing) {
  config.channels[0].digest_minutes = 30;
  begin();
  const auto id = open("x");
  round();
  auto recuse = office.command(kernel::Verb::kRecuse, "mayor");
  recuse.matter = id;
  recuse.person = {"chief"};
  recuse.reason = "r";
  office.done(recuse);
  pass(kHourUs);
  round();
  bool is_for_chief = false;
  for (const auto& d : all()) {
    if (d.person.value != "chief") continue;
    is_for_chief = true;
    EXPECT_EQ(d.body, "");
  }
  EXPECT_TRUE(is_for_chief);
}

TEST_F(Notices, AnOlderLedgerTakesBackWhatIsNotInIt) {
  begin();
  open("x");
  round();
  const auto mark = notices.store().mark().value();
  notices.store().add({}, {mark.position.value + 100}).value();
  round();
  EXPECT_EQ(notices.store().mark().value().position, office.position());
}

TEST_F(Notices, AnotherLedgerBeginsAnew) {
  begin();
  open("x");
  round();
  auto mark = notices.store().mark().value();
  mark.ledger = "another";
  notices.store().begin(mark).value();
  EXPECT_EQ(notices.store().of({"chief"}, 0, 50).value().size(), 0U);
  pass(kSecondUs);
  round();
  EXPECT_EQ(notices.store().of({"chief"}, 0, 50).value().size(), 1U);
  EXPECT_EQ(all().size(), 0U);  // It happened before the store began: shown, not sent.
}

TEST_F(Notices, ReadingNeverGoesBackNorBeyondWhatIsThere) {
  begin();
  for (int i = 0; i < 3; ++i) open("x");
  round();
  auto& store = notices.store();
  const auto rows = store.of({"chief"}, 0, 2).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_GT(rows[0].id, rows[1].id);
  EXPECT_EQ(store.of({"chief"}, rows[1].id, 50).value().size(), 1U);
  EXPECT_EQ(store.mark_read({"chief"}, rows[1].id).value(), rows[1].id);
  EXPECT_EQ(store.mark_read({"chief"}, 1).value(), rows[1].id);
  EXPECT_EQ(store.mark_read({"chief"}, 999'999).value(), rows[0].id);
  EXPECT_EQ(store.mark_read({"nobody"}, 5).value(), 0);
}

TEST_F(Notices, OldOnesGoUnlessTheyStillWait) {
  begin();
  open("x");
  round();
  robot.is_down = true;
  open("y");
  round();
  pass(kDayUs);
  notices.store().drop_before(office.clock.now()).value();
  EXPECT_EQ(all().size(), 1U);
  EXPECT_EQ(all().front().state, Delivery::kWaiting);
  EXPECT_EQ(notices.store().of({"chief"}, 0, 50).value().size(), 1U);
}

}  // namespace
}  // namespace guatu::notices
