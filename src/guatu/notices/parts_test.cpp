// Goal: who is told, when a channel may be used again, what a message says and how it is signed.
// Method: tables; signatures against values computed by openssl.
#include <gtest/gtest.h>

#include <algorithm>

#include "guatu/notices/digest.h"
#include "guatu/notices/message.h"
#include "guatu/notices/rate.h"
#include "guatu/notices/told.h"
#include "guatu/notices/window.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::notices {
namespace {

Instant at(std::string_view text) {
  return parse_instant(text).value();
}

kernel::Event event(kernel::Payload data) {
  kernel::Event e;
  e.position = {7};
  e.matter = {3};
  e.at = {1000};
  e.by = {"ann"};
  e.data = std::move(data);
  return e;
}

TEST(Told, EachEventNamesWhomItConcerns) {
  kernel::LadderClimbed climbed;
  climbed.told = {{"bob"}, {"chief"}, {"ann"}, {"bob"}};
  climbed.handed_to = {"chief"};
  climbed.tell_after = {5000};
  const std::vector<Told> ladder{{{"chief"}, Kind::kHanded, {5000}}, {{"bob"}, Kind::kReminded, {5000}}};
  EXPECT_EQ(told_by(event(climbed)), ladder);

  const auto one = [](const char* who, Kind k) { return std::vector<Told>{{{who}, k, {1000}}}; };
  const std::pair<kernel::Payload, std::vector<Told>> table[] = {
      {kernel::MatterAssigned{{"x"}, {"bob"}, "r"}, one("bob", Kind::kGiven)},
      {kernel::MatterReturned{{"x"}, {"bob"}, "r"}, one("bob", Kind::kGiven)},
      {kernel::MatterUrged{{"bob"}, "r"}, one("bob", Kind::kUrged)},
      {kernel::HelpAsked{{"bob"}, "r"}, one("bob", Kind::kHelp)},
      {kernel::CosignAsked{{"bob"}, "r"}, one("bob", Kind::kCosign)},
      {kernel::MatterCopied{{"bob"}}, one("bob", Kind::kCopied)},
      {kernel::SupervisionBegun{{"bob"}, "r"}, one("bob", Kind::kSupervised)},
      {kernel::MatterHandedUp{{"x"}, {"bob"}, {}, "ladder"}, one("bob", Kind::kHanded)},
      {kernel::MatterHandedUp{{"x"}, {"bob"}, {}, "person.left"}, one("bob", Kind::kGiven)},
      // Who did it knows; the system is nobody; a closed matter has no holder.
      {kernel::MatterUrged{{"ann"}, "r"}, {}},
      {kernel::MatterAssigned{{"x"}, {"system"}, "r"}, {}},
      {kernel::MatterMoved{}, {}},
      {kernel::ClockEnded{"todo"}, {}},
  };
  for (const auto& [data, expected] : table) EXPECT_EQ(told_by(event(data)), expected);
}

TEST(Told, KindsAreReadAsTheyAreWritten) {
  for (int i = 0; i <= static_cast<int>(Kind::kExtended); ++i) {
    Kind k = Kind::kGiven;
    ASSERT_TRUE(from_text(text_of(static_cast<Kind>(i)), k));
    EXPECT_EQ(static_cast<int>(k), i);
  }
  Kind k = Kind::kGiven;
  EXPECT_FALSE(from_text("none", k));
}

TEST(Rate, NoWindowOfAMinuteHoldsMoreThanTheLimit) {
  // Sent as soon as allowed for an hour, every window is looked at.
  const ChannelRules rules{{{20, 60}, {5, 1}}, 60, {0, 30}, 2048};
  std::vector<Instant> uses;
  Instant now = at("2022-04-06 09:58");
  const Instant end = now + kHourUs;
  while (now < end) {
    now = may_send_at(rules, uses, now);
    EXPECT_NE(minute_of_day(now) % 30, 0);
    uses.push_back(now);
    now = now + 10'000;
  }
  for (const auto& limit : rules.limits)
    for (std::size_t i = 0; i + static_cast<std::size_t>(limit.count) < uses.size(); ++i)
      ASSERT_GE(uses[i + static_cast<std::size_t>(limit.count)].us - uses[i].us, limit.seconds * kSecondUs);
  // And no less than it allows, but for two silent minutes and a second of margin for each window.
  EXPECT_GE(uses.size(), 20U * 54);
}

TEST(Rate, BackOffGrowsAndEnds) {
  EXPECT_GE(backoff_us(1, "a"), 30 * kSecondUs);
  EXPECT_LE(backoff_us(1, "a"), 38 * kSecondUs);
  for (int i = 1; i < 40; ++i) {
    EXPECT_LE(backoff_us(i, "a"), 6 * kHourUs * 5 / 4);
    if (i < 10) {
      EXPECT_GT(backoff_us(i + 1, "a"), backoff_us(i, "a"));
    }
  }
  EXPECT_NE(backoff_us(5, "a"), backoff_us(5, "b"));
}

TEST(Window, OpensInWorkingHoursAlone) {
  testing::Office office;
  kernel::World world;
  auto reader = office.store->read().value();
  reader
      ->world_events({}, reader->last_position(), [&](const kernel::Event& e) { return world.fold(e), true; })
      .value();
  const auto& calendar = world.calendar();
  const auto open = [&](std::string_view t) { return to_text(opens_at("office", calendar, at(t)).value()); };
  const auto today = calendar.hours(date_of(at("2022-04-06"))).value();
  ASSERT_FALSE(today.empty());
  const auto first = at_minute(date_of(at("2022-04-06")), today.front().from);
  const auto last = at_minute(date_of(at("2022-04-06")), today.back().to);
  EXPECT_EQ(open("2022-04-06 00:10"), to_text(first));
  EXPECT_EQ(opens_at("office", calendar, first).value(), first);
  EXPECT_EQ(opens_at("office", calendar, last - 1).value(), last - 1);
  EXPECT_EQ(opens_at("office", calendar, last).value(), first + kDayUs);
  // 2022-04-30 to 05-04 is free; 05-07 is a Saturday that is worked.
  EXPECT_EQ(open("2022-04-30 12:00").substr(0, 10), "2022-05-05");
  EXPECT_EQ(open("2022-05-07 00:00").substr(0, 10), "2022-05-07");
  EXPECT_EQ(opens_at("always", calendar, at("1970-01-02")).value(), at("1970-01-02"));
  EXPECT_EQ(opens_at("office", calendar, at("1970-01-02")).error().key, "calendar.gap");
  EXPECT_EQ(opens_at("none", calendar, first).error().key, "calendar.hours_unknown");
}

TEST(Digest, SaysEachMatterOnceAndCountsWhatDoesNotFit) {
  const Instant due = at("2022-04-13");
  const std::vector<Line> lines{{Kind::kGiven, "YH-1", "隐患治理", due, false},
                                {Kind::kReminded, "YH-2", "隐患治理", due, true},
                                {Kind::kUrged, "YH-1", "隐患治理", due, false},
                                {Kind::kUrged, "YH-1", "隐患治理", due, false},
                                {Kind::kCopied, "YH-3", "公开邮筒", {}, false}};
  EXPECT_EQ(digest_text(lines, "李", "https://x/", 2048, Lang::kZh),
            "李：\n挂图：3 个事项的提醒\nYH-1 隐患治理：交您办理；催办（未到期，期限 2022-04-12 24:00）\n"
            "YH-2 隐患治理：到期提醒（已逾期，期限 2022-04-12 24:00）\nYH-3 公开邮筒：抄送您\nhttps://x/\n");
  EXPECT_EQ(digest_text({lines[1]}, "Li", "", 2048, Lang::kEn),
            "Li:\nGuatu: notices about 1 matter\nYH-2 隐患治理: its time runs out (late, was due 2022-04-12 "
            "24:00)\n");
  std::vector<Line> many;
  for (int i = 0; i < 500; ++i)
    many.push_back({Kind::kGiven, "YH-" + std::to_string(i), "隐患治理", due, false});
  for (const std::size_t most : {300U, 500U, 2048U, 20'000U, 65'536U})
    for (const auto lang : {Lang::kZh, Lang::kEn}) {
      const auto text = digest_text(many, "李", "https://x/", most, lang);
      EXPECT_LE(text.size(), most);
      EXPECT_TRUE(is_utf8(text));
      const auto shown = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) - 3;
      const auto rest =
          lang == Lang::kZh ? "另有 " + std::to_string(501 - shown) : "and " + std::to_string(501 - shown);
      if (shown != 500) {
        EXPECT_NE(text.find(rest), std::string::npos) << text;
      }
    }
}

// Expected values: printf 'TIME\nsecret' | openssl dgst -sha256 -hmac secret -binary | base64, and the like.
TEST(Message, IsSignedAsTheVendorsSay) {
  EXPECT_EQ(dingtalk_sign("SECabc", 1649210400000), "+0eJ6uSws5b+jld7oG7Bz6X76POE8FGTrlv8enZsxCs=");
  EXPECT_EQ(feishu_sign("fsecret", 1649210400), "Bx0xFsYgSOJovrCxoG1peKobDP/9kJGkPGdMwBEQjp0=");
  EXPECT_EQ(webhook_sign("hook", 1649210400, R"({"a":1})"),
            "sha256=2a71a4972bff037ca44813344099faef92ba40117c9d4108e17a1e2eabd92fbd");
}

TEST(Message, AnswersAreReadByKindOfChannel) {
  struct Row {
    ChannelKind kind;
    int status;
    const char* body;
    Outcome outcome;
  };
  const Row rows[] = {
      {ChannelKind::kWecom, 200, R"({"errcode":0,"errmsg":"ok"})", Outcome::kDone},
      {ChannelKind::kWecom, 200, R"({"errcode":45009,"errmsg":"api freq out of limit"})", Outcome::kTooFast},
      {ChannelKind::kWecom, 200, R"({"errcode":93000,"errmsg":"invalid webhook url"})", Outcome::kAgain},
      {ChannelKind::kDingtalk, 200, R"({"errcode":130101,"errmsg":"send too fast"})", Outcome::kTooFast},
      {ChannelKind::kDingtalk, 200, R"({"errcode":310000,"errmsg":"sign not match"})", Outcome::kAgain},
      {ChannelKind::kFeishu, 200, R"({"code":0,"msg":"success"})", Outcome::kDone},
      {ChannelKind::kFeishu, 200, R"({"StatusCode":0,"StatusMessage":"success"})", Outcome::kDone},
      {ChannelKind::kFeishu, 200, R"({"code":11232,"msg":"frequency limited"})", Outcome::kTooFast},
      {ChannelKind::kFeishu, 200, "<html>login</html>", Outcome::kAgain},
      {ChannelKind::kWecom, 502, "", Outcome::kAgain},
      {ChannelKind::kWebhook, 204, "", Outcome::kDone},
      {ChannelKind::kWebhook, 429, "", Outcome::kTooFast},
      {ChannelKind::kWebhook, 500, "{}", Outcome::kAgain},
      {ChannelKind::kWebhook, 302, "", Outcome::kAgain},
  };
  for (const auto& r : rows) {
    std::string detail;
    EXPECT_EQ(outcome_of(r.kind, {r.status, r.body}, detail), r.outcome) << r.status << r.body;
    EXPECT_EQ(detail.empty(), r.outcome == Outcome::kDone);
  }
}

}  // namespace
}  // namespace guatu::notices
