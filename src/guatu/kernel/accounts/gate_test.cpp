// Goal: nobody gets in who should not, and nobody is kept out by another.
// Method: the whole gate over a real store in a temporary folder, the clock by hand.
#include "guatu/kernel/accounts/gate_fixture.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace guatu::kernel {
namespace {

using guatu::testing::GateOffice;

TEST(Gate, ThreeWaysToFailAreOneAnswer) {
  GateOffice o;
  o.join("ann", kWord);
  o.join("bob", kWord);
  o.join("cai", kWord);
  ASSERT_EQ(key_of(o.gate().disable(kSystem, "bob", {})), "");
  o.people().leave({"cai"});
  EXPECT_EQ(o.try_in("ann", kOther, kHome), "account.wrong_login");
  EXPECT_EQ(o.try_in("nobody", kWord, kHome), "account.wrong_login");
  EXPECT_EQ(o.try_in("bob", kWord, kHome), "account.wrong_login");
  EXPECT_EQ(o.try_in("cai", kWord, kHome), "account.wrong_login");
  EXPECT_EQ(o.try_in("", "", kHome), "account.wrong_login");
  EXPECT_EQ(o.try_in("ann\n市长", std::string(5'000, 'x'), kAway), "account.wrong_login");
  EXPECT_EQ(o.try_in("ANN", kWord, kHome), "in");
}

TEST(Gate, SessionsLiveAsLongAsTheyAreUsedAndNoLonger) {
  GateOffice o;
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  EXPECT_EQ(o.caller(in).person, PersonId{"ann"});
  EXPECT_FALSE(o.caller(in).scope);
  // 30 minutes of idleness, 12 hours at most.
  o.pass(29 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "");
  o.reopen();  // What was noted on the disk counts.
  o.pass(29 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "");
  o.pass(30 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "account.session_expired");
  const auto again = o.enter("ann", kWord, kHome);
  for (int i = 0; i < 12 * 4 - 1; ++i) {
    o.pass(15 * kMinuteUs);
    EXPECT_EQ(key_of(o.gate().check(again.token)), "") << i;
  }
  o.pass(15 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().check(again.token)), "account.session_expired");
  EXPECT_EQ(key_of(o.gate().check("")), "account.no_session");
  EXPECT_EQ(key_of(o.gate().check(std::string(100'000, 'a'))), "account.no_session");
  EXPECT_EQ(key_of(o.gate().check(again.token + "a")), "account.no_session");
}

TEST(Gate, EverythingThatEndsASessionEndsAllAtOnce) {
  GateOffice o;
  o.join("ann", kWord);
  const auto two = [&] { return std::pair(o.enter("ann", kWord, kHome), o.enter("ann", kWord, kAway)); };
  const auto are_over = [&](const std::pair<Entry, Entry>& s) {
    return key_of(o.gate().check(s.first.token)) == "account.no_session" &&
           key_of(o.gate().check(s.second.token)) == "account.no_session";
  };
  auto s = two();
  EXPECT_EQ(key_of(o.gate().check(s.first.token)), "");  // Remembered now.
  ASSERT_EQ(key_of(o.gate().logout(o.caller(s.first), kHome)), "");
  EXPECT_EQ(key_of(o.gate().check(s.first.token)), "account.no_session");
  EXPECT_EQ(key_of(o.gate().check(s.second.token)), "");

  s = two();
  // That of the code, one that is left, and these two.
  EXPECT_EQ(o.gate().sessions(o.caller(s.first))->size(), 4U);
  EXPECT_EQ(*o.gate().end_sessions({"sys"}, "ann", {}), 4);
  EXPECT_TRUE(are_over(s));

  s = two();
  ASSERT_EQ(key_of(o.gate().disable(kSystem, "ann", {})), "");
  EXPECT_TRUE(are_over(s));
  ASSERT_EQ(key_of(o.gate().enable(kSystem, "ann", {})), "");
  EXPECT_TRUE(are_over(s));

  s = two();
  const auto changed = o.gate().change_password(o.caller(s.first), kWord, kOther, kHome);
  ASSERT_TRUE(changed.has_value());
  EXPECT_TRUE(are_over(s));
  EXPECT_EQ(key_of(o.gate().check(changed->token)), "");
  EXPECT_EQ(o.try_in("ann", kWord, kHome), "account.wrong_login");

  const auto last = o.enter("ann", kOther, kHome);
  o.people().leave({"ann"});
  EXPECT_EQ(key_of(o.gate().check(last.token)), "account.no_session");
  ASSERT_EQ(key_of(o.gate().sweep()), "");
  EXPECT_EQ(o.gate().sessions({{"ann"}, last.account, "ann", {}, {}, {}})->size(), 0U);
}

TEST(Gate, AnotherProcessEndsWhatThisOneRemembers) {
  GateOffice o("asvs", std::chrono::milliseconds(0));
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "");
  const auto other = o.another_store();
  ASSERT_TRUE(other->write([&](AccountWriter& w) { w.end_sessions(in.account); }).has_value());
  EXPECT_EQ(key_of(o.gate().check(in.token)), "account.no_session");
}

TEST(Gate, AnotherProcessIsNotAskedAgainWithinTheTimeUntilThisOneChangesSomething) {
  GateOffice o;
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "");
  const auto other = o.another_store();
  ASSERT_TRUE(other->write([&](AccountWriter& w) { w.end_sessions(in.account); }).has_value());
  EXPECT_EQ(key_of(o.gate().check(in.token)), "");
  o.join("bob", kOther);
  EXPECT_EQ(key_of(o.gate().check(in.token)), "account.no_session");
}

/// Hands on, and counts.
class CountingStore final : public AccountStore {
 public:
  explicit CountingStore(AccountStore& inner) : inner_(inner) {}
  Result<void> write(const std::function<void(AccountWriter&)>& change) override {
    ++writes;
    return inner_.write(change);
  }
  Result<void> read(const std::function<void(AccountReader&)>& look) override {
    ++reads;
    return inner_.read(look);
  }
  Result<std::int64_t> generation() override { return inner_.generation(); }
  std::string key(std::string_view purpose) const override { return inner_.key(purpose); }
  int writes = 0;
  int reads = 0;

 private:
  AccountStore& inner_;
};

TEST(Gate, ARequestCostsNoReadAndAWriteAMinute) {
  GateOffice o;
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  CountingStore counting(o.store());
  auto people = std::make_shared<People>(o.people());
  Gate gate(counting, o.clock, [&] { return Result<std::shared_ptr<const People>>(people); }, {{8192, 1}});
  EXPECT_EQ(key_of(gate.check(in.token)), "");
  EXPECT_LE(counting.reads, 2);  // The policy and the session.
  counting.reads = counting.writes = 0;
  for (int i = 0; i < 1'000; ++i) {
    o.pass(600'000);  // Ten minutes in all.
    ASSERT_EQ(key_of(gate.check(in.token)), "") << i;
  }
  EXPECT_EQ(counting.reads, 0);
  EXPECT_EQ(counting.writes, 10);
}

TEST(Gate, AnAttackerFromElsewhereDoesNotLockTheOwnerOut) {
  for (const char* policy : {"asvs", "dengbao"}) {
    GateOffice o(policy);
    const std::string word = "Seven blue kettles 7";
    o.join("ann", word);
    const std::string good = policy == std::string("asvs") ? "in" : "enrol";
    // The owner's browser at home is known; so is the office.
    std::string device;
    if (good == "in") device = o.enter("ann", word, kHome).device;
    int let_through = 0;
    // A botnet of 300 addresses tries for an hour, ten times a second, as many as it is let.
    for (int second = 0; second < 3'600; second += 4) {
      for (int i = 0; i < 4; ++i) {
        const auto n = second + i;
        const Origin bot{"198.51." + std::to_string(n % 300 / 250) + "." + std::to_string(n % 250), "", ""};
        if (o.try_in("ann", "guess " + std::to_string(n), bot) == "account.wrong_login") ++let_through;
      }
      o.pass(4 * kSecondUs);
      if (second % 600 == 0 && good == "in") {
        EXPECT_EQ(o.try_in("ann", word, {"192.0.2.77", device, ""}), "in") << "known browser, new place";
        EXPECT_EQ(o.try_in("ann", word, kHome), "in") << "known place, no cookie";
      }
    }
    // ASVS 2.2.1: no more than a hundred an hour.
    EXPECT_LE(let_through, 100) << policy;
    EXPECT_GT(let_through, 40) << policy;
    // And somebody who was never seen here waits with the attackers; an administrator lets them in.
    EXPECT_EQ(o.try_in("ann", word, {"192.0.2.78", "", ""}), "account.locked");
    ASSERT_EQ(key_of(o.gate().unlock({"sec"}, "ann", {})), "");
    EXPECT_EQ(o.try_in("ann", word, {"192.0.2.78", "", ""}), good);
    EXPECT_TRUE(o.gate().verify_audit().has_value());
  }
}

TEST(Gate, DengbaoLocksTheSourceAfterFiveTriesForTwentyMinutes) {
  GateOffice o("dengbao");
  const std::string word = "Seven blue kettles 7";
  o.join("ann", word);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(o.try_in("ann", "wrong", kAway), "account.wrong_login") << i;
  const auto locked = o.gate().login("ann", word, kAway);
  ASSERT_EQ(key_of(locked), "account.locked");
  EXPECT_EQ(locked.error().args.front().second, "1200");
  EXPECT_EQ(o.try_in("ann", word, kHome), "enrol");
  // Names that nobody has are locked alike, so that a lock tells nothing.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(o.try_in("nobody", "wrong", kHome), "account.wrong_login") << i;
  EXPECT_EQ(o.try_in("nobody", "wrong", kHome), "account.locked");
  o.pass(20 * kMinuteUs);
  EXPECT_EQ(o.try_in("ann", word, kAway), "enrol");
}

TEST(Gate, ABrowserIsKnownForItsOwnNameOnlyAndCountedToo) {
  GateOffice o;
  o.join("ann", kWord);
  o.join("bob", kWord);
  const auto device = o.enter("ann", kWord, kHome).device;
  const Origin mine{"203.0.113.50", device, ""};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(o.try_in("ann", "wrong", {"203.0.113.50", "", ""}), "account.wrong_login");
  EXPECT_EQ(o.try_in("ann", kWord, {"203.0.113.50", "", ""}), "account.locked");
  EXPECT_EQ(o.try_in("ann", kWord, mine), "in");
  // Another's cookie, an altered one and an old one are none.
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(o.try_in("bob", "wrong", {"203.0.113.60", "", ""}), "account.wrong_login");
  EXPECT_EQ(o.try_in("bob", kWord, {"203.0.113.60", device, ""}), "account.locked");
  auto altered = device;
  altered.back() = altered.back() == '0' ? '1' : '0';
  EXPECT_EQ(o.try_in("ann", kWord, {"203.0.113.50", altered, ""}), "account.locked");
  // Whoever stole the browser is slowed as well.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(o.try_in("ann", "wrong", mine), "account.wrong_login");
  EXPECT_EQ(o.try_in("ann", kWord, mine), "account.locked");
  o.pass(91 * kDayUs);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(o.try_in("ann", "wrong", {"203.0.113.50", "", ""}), "account.wrong_login");
  EXPECT_EQ(o.try_in("ann", kWord, mine), "account.locked");
}

TEST(Gate, TriesAtTheSameTimeAreAsManyTries) {
  GateOffice o("dengbao");
  o.join("ann", "Seven blue kettles 7");
  std::atomic<int> looked_at{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      if (o.try_in("ann", "guess " + std::to_string(i), kAway) == "account.wrong_login") ++looked_at;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(looked_at, 5);
}

}  // namespace
}  // namespace guatu::kernel
