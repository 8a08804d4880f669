// Goal: a code is good for one contact, one order, ten minutes and five tries, by whoever asked for it;
// nobody sends a stranger many; and what does not arrive is said. Method: a sender that keeps what it was
// given, and a clock that is moved.
#include "guatu/http/api/public_codes.h"

#include <gtest/gtest.h>

#include <vector>

#include "guatu/http/api/public_code_sender.h"
#include "guatu/testing/office.h"

namespace guatu::http::api {
namespace {

constexpr const char* kPhone = "13800001234";

class Kept final : public CodeSender {
 public:
  Result<void> send(const Contact& to, const std::string& code, int minutes, Lang /*lang*/) override {
    if (fails) return Error(*fails);
    EXPECT_EQ(minutes, 10);
    sent.emplace_back(to.plain, code);
    return {};
  }
  std::vector<std::pair<std::string, std::string>> sent;
  std::optional<std::string> fails;
};

class PublicCodesTest : public ::testing::Test {
 protected:
  PublicCodesTest() { codes_.send_by(&sender_); }

  CodeSent send(const std::string& contact = kPhone) {
    auto r = codes_.send(contact, peer_, Lang::kZh);
    EXPECT_TRUE(r.has_value()) << r.error().key;
    return r.has_value() ? *r : CodeSent{};
  }
  std::string refused(const std::string& contact = kPhone) {
    const auto r = codes_.send(contact, peer_, Lang::kZh);
    return r.has_value() ? "" : r.error().key;
  }
  std::string take(const CodeSent& c, const std::string& code, const std::string& order = "o1",
                   const std::string& contact = kPhone) {
    const auto r = codes_.take(contact, c.id, code, order);
    return r.has_value() ? "" : r.error().key;
  }
  std::string code() const { return sender_.sent.back().second; }
  std::string wrong() const { return code() == "000000" ? "000001" : "000000"; }
  void pass(std::int64_t us) { wall_.set(wall_.now() + us); }

  ManualClock wall_{testing::at("2022-04-06 09:00")};
  Kept sender_;
  PublicCodes codes_{{"post", "sms", false, {}}, wall_};
  std::string peer_ = "192.0.2.1";
};

TEST_F(PublicCodesTest, OneOrderAndTheSameOrderAgain) {
  const auto c = send();
  EXPECT_EQ(sender_.sent.back().first, kPhone);
  EXPECT_EQ(code().size(), 6U);
  EXPECT_EQ(take(c, " " + code() + " ", "o1", "+86 138 0000-1234"), "") << "however the number is written";
  EXPECT_EQ(take(c, code(), "o1"), "") << "its answer was lost";
  EXPECT_EQ(take(c, code(), "o2"), "public.code_over");
  pass(20 * kMinuteUs);
  EXPECT_EQ(take(c, code(), "o1"), "") << "the network was away";
  codes_.give_back(c.id, "o2");
  EXPECT_EQ(take(c, code(), "o2"), "public.code_over") << "another's order gives nothing back";
}

TEST_F(PublicCodesTest, AnOrderThatCameToNothingGivesItBack) {
  const auto c = send();
  EXPECT_EQ(take(c, code(), "o1"), "");
  codes_.give_back(c.id, "o1");
  EXPECT_EQ(take(c, code(), "o2"), "");
}

TEST_F(PublicCodesTest, FiveTriesTenMinutesOneContact) {
  const auto c = send();
  EXPECT_EQ(take(c, code(), "o1", "13900001234"), "public.code_over");
  EXPECT_EQ(codes_.take(kPhone, c.id, wrong(), "o1").error().args.front().second, "4");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(take(c, wrong()), "public.code_wrong");
  EXPECT_EQ(take(c, wrong()), "public.code_over");
  EXPECT_EQ(take(c, code()), "public.code_over") << "the right one comes too late";
  pass(kMinuteUs);
  const auto d = send();
  pass(10 * kMinuteUs - 1);
  EXPECT_EQ(take(d, wrong()), "public.code_wrong");
  pass(1);
  EXPECT_EQ(take(d, code()), "public.code_over");
  EXPECT_EQ(take(CodeSent{"never", ContactKind::kPhone, 6, {}, {}}, code()), "public.code_over");
  EXPECT_EQ(take(d, ""), "public.confirm");
  EXPECT_EQ(take(CodeSent{}, code()), "public.confirm");
}

TEST_F(PublicCodesTest, AStrangerUsesUpNeitherTriesNorTheCodeOfAnother) {
  const auto mine = send();
  const auto my_code = code();
  pass(kMinuteUs);
  const auto theirs = send();
  for (int i = 0; i < 6; ++i) (void)take(theirs, wrong());
  EXPECT_EQ(take(theirs, my_code), "public.code_over");
  EXPECT_EQ(take(mine, my_code), "");
}

TEST_F(PublicCodesTest, SoManyAnHourToOneContactAndFromOneNetwork) {
  (void)send();
  EXPECT_EQ(refused("138 0000 1234"), "public.too_many_codes") << "not within a minute";
  for (int i = 0; i < 2; ++i) {
    pass(kMinuteUs);
    (void)send();
  }
  pass(kMinuteUs);
  peer_ = "198.51.100.7";
  EXPECT_EQ(refused(), "public.too_many_codes") << "from elsewhere neither";
  EXPECT_EQ(sender_.sent.size(), 3U);
  pass(kHourUs);
  (void)send();
  for (int i = 0; i < 29; ++i) (void)send("1390000" + std::to_string(1000 + i));
  EXPECT_EQ(refused("13700001234"), "public.too_many_codes");
}

TEST_F(PublicCodesTest, WhatWasNotDeliveredIsSaidAndCountsForNobody) {
  sender_.fails = "public.code_refused";
  for (int i = 0; i < 6; ++i) EXPECT_EQ(refused(), "public.code_refused");
  sender_.fails.reset();
  const auto c = send();
  EXPECT_EQ(take(c, code()), "");
}

TEST_F(PublicCodesTest, OnlyWhatCanBeConfirmedIs) {
  PublicCodes mail({"post", "", false, {}}, wall_);
  EXPECT_FALSE(*mail.must_confirm(read_contact("li@mail.example"))) << "nobody sends: as without the key";
  mail.send_by(&sender_);
  EXPECT_TRUE(*mail.must_confirm(read_contact("li@mail.example")));
  EXPECT_FALSE(*mail.must_confirm(read_contact(kPhone)));
  EXPECT_FALSE(*mail.must_confirm(read_contact("红门那家")));
  EXPECT_FALSE(*mail.must_confirm({}));
  EXPECT_EQ(mail.must_confirm(read_contact("电话13800001234")).error().key, "public.contact_mail");
  EXPECT_EQ(mail.send(kPhone, peer_, Lang::kZh).error().key, "public.code_unneeded");
  PublicCodes phone({"", "sms", true, {}}, wall_);
  phone.send_by(&sender_);
  for (const auto* other : {"", "li@mail.example", "红门那家"})
    EXPECT_EQ(phone.must_confirm(read_contact(other)).error().key, "public.contact_phone") << other;
}

/// What goes out, and what the answers mean.
class Wire final : public notices::Sender {
 public:
  Result<notices::WebAnswer> post(const notices::WebRequest& request) override {
    web = request;
    if (status == 0) return Error("client.slow");
    return notices::WebAnswer{status, {}};
  }
  Result<void> mail(const notices::Channel& channel, const notices::Mail& m) override {
    from = channel.from;
    last = m;
    if (mail_fails.empty()) return {};
    return Error(mail_fails);
  }
  notices::WebRequest web;
  notices::Mail last;
  std::string from, mail_fails;
  int status = 200;
};

TEST(PublicCodeSender, MailBySmtpAndShortMessagesBySignedWebhook) {
  notices::Config channels;
  channels.channels.resize(2);
  channels.channels[0].name = "post";
  channels.channels[0].kind = notices::ChannelKind::kSmtp;
  channels.channels[0].from = "window@office.example";
  channels.channels[1].name = "sms";
  channels.channels[1].url = "https://gateway.example/in";
  channels.channels[1].secret = "s";
  const PublicCodeRules rules{"post", "sms", false, {}};
  EXPECT_TRUE(check_code_channels(rules, channels, false).has_value());
  EXPECT_TRUE(check_code_channels(rules, channels, true).has_error()) << "a standing clock sends nothing";
  EXPECT_TRUE(check_code_channels({"sms", "", false, {}}, channels, false).has_error()) << "not its kind";
  EXPECT_TRUE(check_code_channels({"", "fax", false, {}}, channels, false).has_error());

  const ManualClock wall{testing::at("2022-04-06 09:00")};
  Wire wire;
  ChannelCodeSender sender(rules, channels, wire, "某社区", wall);
  const Contact mail{ContactKind::kMail, "li@mail.example"}, phone{ContactKind::kPhone, kPhone};
  EXPECT_TRUE(sender.send(mail, "123456", 10, Lang::kZh).has_value());
  EXPECT_EQ(wire.last.to, "li@mail.example");
  EXPECT_NE(wire.last.text.find("某社区"), std::string::npos);
  EXPECT_NE(wire.last.text.find("123456"), std::string::npos);
  EXPECT_EQ(wire.last.subject.find("123456"), std::string::npos) << "subjects are shown on locked screens";
  const std::vector<std::pair<std::string, std::string>> mails{{"notice.mail_refused", "public.code_refused"},
                                                               {"notice.mail", "public.code_not_sent"}};
  for (const auto& [said, key] : mails) {
    wire.mail_fails = said;
    EXPECT_EQ(sender.send(mail, "123456", 10, Lang::kZh).error().key, key);
  }

  EXPECT_TRUE(sender.send(phone, "123456", 10, Lang::kEn).has_value());
  EXPECT_EQ(wire.web.url, "https://gateway.example/in");
  const auto body = json::parse(wire.web.body);
  EXPECT_EQ(body.at("address").as_string(), kPhone);
  EXPECT_EQ(body.at("code").as_string(), "123456");
  EXPECT_NE(std::string(body.at("text").as_string()).find("good for 10 minutes"), std::string::npos);
  const auto seconds = wall.now().us / kSecondUs;
  EXPECT_EQ(wire.web.headers.back().second, notices::webhook_sign("s", seconds, wire.web.body));
  const std::vector<std::pair<int, std::string>> answers{{422, "public.code_refused"},
                                                         {429, "public.code_not_sent"},
                                                         {401, "public.code_not_sent"},
                                                         {500, "public.code_not_sent"},
                                                         {0, "public.code_not_sent"}};
  for (const auto& [status, key] : answers) {
    wire.status = status;
    EXPECT_EQ(sender.send(phone, "123456", 10, Lang::kZh).error().key, key) << status;
  }
}

}  // namespace
}  // namespace guatu::http::api
