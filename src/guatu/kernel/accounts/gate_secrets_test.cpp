// Goal: passwords and second factors are asked for as the policy says, and none serves twice.
// Method: the whole gate over a real store in a temporary folder, the clock by hand.
#include "guatu/kernel/accounts/gate_fixture.h"

#include <cstdio>

#include "guatu/testing/office.h"

namespace guatu::kernel {
namespace {

using guatu::testing::GateOffice;

TEST(Gate, SecondFactorIsAskedForAndNoCodeServesTwice) {
  GateOffice o;
  o.join("sys", kWord);
  auto entry = o.gate().login("sys", kWord, kHome);
  ASSERT_EQ(entry->step, Step::kEnrol);  // asvs wants it of the three administrators.
  EXPECT_EQ(key_of(o.gate().check(entry->token)), "account.no_session");
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, "123456", kHome)), "account.ticket");
  const auto enrolment = o.gate().enrol(entry->token);
  ASSERT_TRUE(enrolment.has_value());
  EXPECT_EQ(key_of(o.gate().confirm_enrolment(entry->token, "000000", kHome)), "account.wrong_code");
  auto done = o.gate().confirm_enrolment(entry->token, o.code(enrolment->secret), kHome);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->step, Step::kIn);
  EXPECT_EQ(done->recovery_codes.size(), 10U);
  EXPECT_EQ(key_of(o.gate().confirm_enrolment(entry->token, o.code(enrolment->secret), kHome)),
            "account.ticket");

  entry = o.gate().login("sys", kWord, kHome);
  ASSERT_EQ(entry->step, Step::kSecondFactor);
  // The code of the enrolment was used.
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, o.code(enrolment->secret), kHome)),
            "account.wrong_code");
  o.pass(30 * kSecondUs);
  const auto code = o.code(enrolment->secret);
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, code, kHome)), "");
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, code, kHome)), "account.ticket");
  entry = o.gate().login("sys", kWord, kHome);
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, code, kHome)), "account.wrong_code");
  // A recovery code serves once, typed with or without hyphens and capitals.
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, done->recovery_codes[3], kHome)), "");
  entry = o.gate().login("sys", kWord, kHome);
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, done->recovery_codes[3], kHome)),
            "account.wrong_code");
  // The ticket is good for five tries and ten minutes.
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(key_of(o.gate().second_factor(entry->token, "000000", kHome)), "account.wrong_code") << i;
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, done->recovery_codes[4], kHome)), "account.ticket");
  o.pass(kHourUs);
  entry = o.gate().login("sys", kWord, kHome);
  o.pass(10 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().second_factor(entry->token, o.code(enrolment->secret), kHome)), "account.ticket");
}

TEST(Gate, NoSecretLiesReadableInTheStore) {
  GateOffice o;
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  const auto me = o.caller(in);
  const auto enrolment = o.gate().enrol_own(me, kWord, kHome);
  const auto codes = o.gate().confirm_own(me, o.code(enrolment->secret), kHome);
  const auto token = o.gate().add_token(me, "report", {}, 30, kHome);
  ASSERT_TRUE(codes.has_value() && token.has_value());
  const auto reset = o.gate().add(kSystem, {"bob"}, "bob", {});
  ASSERT_TRUE(o.store().read([](AccountReader&) {}).has_value());
  std::string all;
  for (const char* name : {"accounts.db", "accounts.db-wal"}) {
    FILE* f = std::fopen((o.dir() + "/" + name).c_str(), "rb");
    if (f == nullptr) continue;
    char buffer[4096];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, f)) > 0;) all.append(buffer, n);
    std::fclose(f);
  }
  ASSERT_NE(all.find("report"), std::string::npos);
  for (const auto& secret : {std::string(kWord), in.token, *token, enrolment->secret, codes->front(), *reset})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

TEST(Gate, OnesOwnSecretsAskForThePasswordAgain) {
  GateOffice o;
  o.join("ann", kWord);
  const auto me = o.caller(o.enter("ann", kWord, kHome));
  EXPECT_EQ(key_of(o.gate().enrol_own(me, kOther, kHome)), "account.wrong_password");
  EXPECT_EQ(key_of(o.gate().confirm_own(me, "123456", kHome)), "account.no_enrolment");
  EXPECT_EQ(key_of(o.gate().new_recovery_codes(me, kWord, kHome)), "account.no_second_factor");
  const auto enrolment = o.gate().enrol_own(me, kWord, kHome);
  ASSERT_TRUE(o.gate().confirm_own(me, o.code(enrolment->secret), kHome).has_value());
  EXPECT_EQ(o.try_in("ann", kWord, kHome), "second_factor");
  EXPECT_EQ(o.gate().new_recovery_codes(me, kWord, kHome)->size(), 10U);
  // Setting the second factor ended the remembered sessions' cache, not the session.
  EXPECT_EQ(key_of(o.gate().remove_second(me, kWord, kHome)), "");
  EXPECT_EQ(o.try_in("ann", kWord, kHome), "in");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(key_of(o.gate().change_password(me, "wrong", kOther, kHome)), "account.wrong_password") << i;
  EXPECT_EQ(key_of(o.gate().change_password(me, kWord, kWord, kHome)), "account.password_used");
  EXPECT_EQ(key_of(o.gate().change_password(me, kWord, "short", kHome)), "account.password_short");
  EXPECT_EQ(key_of(o.gate().change_password(me, kWord, kOther, kHome)), "");
}

TEST(Gate, DengbaoWantsNewPasswordsAndNoneOfTheLastFive) {
  GateOffice o("dengbao");
  const auto word = [](int i) { return "Kettle " + std::to_string(i) + " of blue"; };
  o.join("ann", word(0));
  auto entry = o.gate().login("ann", word(0), kHome);
  const auto enrolment = o.gate().enrol(entry->token);
  entry = o.gate().confirm_enrolment(entry->token, o.code(enrolment->secret), kHome);
  ASSERT_EQ(entry->step, Step::kIn);
  for (int i = 1; i <= 5; ++i) {
    o.pass(90 * kDayUs);
    entry = o.gate().login("ann", word(i - 1), kHome);
    ASSERT_EQ(entry->step, Step::kSecondFactor);
    entry = o.gate().second_factor(entry->token, o.code(enrolment->secret), kHome);
    ASSERT_EQ(entry->step, Step::kNewPassword);
    for (int old = 0; old < i; ++old)
      EXPECT_EQ(key_of(o.gate().new_password(entry->token, word(old), kHome)), "account.password_used");
    const auto in = o.gate().new_password(entry->token, word(i), kHome);
    ASSERT_TRUE(in.has_value());
    EXPECT_EQ(in->step, Step::kIn);
    EXPECT_EQ(key_of(o.gate().new_password(entry->token, word(i + 50), kHome)), "account.ticket");
  }
  const auto me = o.caller(*o.gate().change_password(o.caller([&] {
    auto e = o.gate().login("ann", word(5), kHome);
    o.pass(30 * kSecondUs);
    return *o.gate().second_factor(e->token, o.code(enrolment->secret), kHome);
  }()),
                                                     word(5), word(0), kHome));  // Six ago: may come again.
  EXPECT_EQ(me.name, "ann");
}

TEST(Gate, AStricterPolicyAsksForANewPasswordAtTheNextLogin) {
  GateOffice o;
  o.join("ann", "kettle ladder");
  EXPECT_EQ(o.try_in("ann", "kettle ladder", kHome), "in");
  auto text = guatu::testing::read_file("policies/asvs.yaml");
  text.replace(text.find("length_min: 12"), 14, "length_min: 15");
  EXPECT_EQ(key_of(o.gate().set_policy({"sys"}, "own.yaml", text, {})), "account.not_security");
  EXPECT_EQ(key_of(o.gate().set_policy({"sec"}, "own.yaml", "policy: x", {})), "policy.missing");
  ASSERT_EQ(key_of(o.gate().set_policy({"sec"}, "own.yaml", text, {})), "");
  auto entry = o.gate().login("ann", "kettle ladder", kHome);
  ASSERT_EQ(entry->step, Step::kNewPassword);
  EXPECT_EQ(key_of(o.gate().new_password(entry->token, "ladder kettle", kHome)), "account.password_short");
  EXPECT_EQ(o.gate().new_password(entry->token, "ladder and kettle", kHome)->step, Step::kIn);
}

}  // namespace
}  // namespace guatu::kernel
