// Goal: tokens, administrators and the audit do what is theirs and no more.
// Method: the whole gate over a real store in a temporary folder, the clock by hand.
#include "guatu/kernel/accounts/gate_fixture.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace guatu::kernel {
namespace {

using guatu::testing::GateOffice;

std::vector<std::string> kinds(GateOffice& o) {
  std::vector<std::string> out;
  const auto done = o.store().read([&](AccountReader& r) {
    r.audit_rows([&](const AuditRow& row, const std::string&) {
      out.emplace_back(text_of(row.kind));
      return true;
    });
  });
  EXPECT_TRUE(done.has_value());
  return out;
}

TEST(Gate, TokensHaveAScopeAnEndAndAnOwner) {
  GateOffice o;
  o.join("ann", kWord);
  const auto me = o.caller(o.enter("ann", kWord, kHome));
  EXPECT_EQ(key_of(o.gate().add_token(me, " ", {}, 30, kHome)), "account.title");
  EXPECT_EQ(key_of(o.gate().add_token(me, "x", {}, 366, kHome)), "account.token_days");
  EXPECT_EQ(key_of(o.gate().add_token(me, "x", {false, {}, {}, {"nowhere"}}, 30, kHome)),
            "people.unknown_unit");
  const TokenScope scope{false, {"list_matters"}, {"hazard"}, {"bureau"}};
  const auto token = o.gate().add_token(me, "weekly report", scope, 30, kHome);
  ASSERT_TRUE(token.has_value());
  const auto caller = o.gate().check(*token);
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->person, PersonId{"ann"});
  EXPECT_EQ(caller->scope, scope);
  EXPECT_FALSE(caller->session);
  // A token makes no tokens and changes no secrets.
  EXPECT_EQ(key_of(o.gate().add_token(*caller, "x", {}, 30, kHome)), "account.by_session");
  EXPECT_EQ(key_of(o.gate().change_password(*caller, kWord, kOther, kHome)), "account.by_session");
  // It outlives the session, idle or not, but not its day.
  o.pass(29 * kDayUs);
  EXPECT_EQ(key_of(o.gate().check(*token)), "");
  o.pass(kDayUs);
  EXPECT_EQ(key_of(o.gate().check(*token)), "account.session_expired");
  const auto you = o.caller(o.enter("ann", kWord, kHome));
  const auto second = o.gate().add_token(you, "two", {}, 1, kHome);
  EXPECT_EQ(key_of(o.gate().check(*second)), "");
  const auto all = o.gate().tokens(you);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_GT(all->front().used_at.us, 0);
  EXPECT_EQ(key_of(o.gate().revoke_token(you, {99}, kHome)), "account.unknown_token");
  EXPECT_EQ(key_of(o.gate().revoke_token(you, all->back().id, kHome)), "");
  EXPECT_NE(key_of(o.gate().check(*second)), "");
  const auto third = o.gate().add_token(you, "three", {}, 1, kHome);
  ASSERT_EQ(key_of(o.gate().disable(kSystem, "ann", {})), "");
  EXPECT_EQ(key_of(o.gate().check(*third)), "account.no_session");
}

TEST(Gate, TheFirstAdministratorComesByACodeOfHalfAnHour) {
  GateOffice o;
  EXPECT_TRUE(*o.gate().is_empty());
  EXPECT_EQ(key_of(o.gate().first_code({"ann"}, "ann")), "account.first_person");
  EXPECT_EQ(key_of(o.gate().first_code({"sys"}, "市长")), "account.name");
  const auto first = o.gate().first_code({"sys"}, "root");
  const auto code = o.gate().first_code({"sys"}, "root");
  ASSERT_TRUE(first.has_value() && code.has_value());
  EXPECT_EQ(key_of(o.gate().new_password(*first, kWord, kHome)), "account.ticket");  // The newer one counts.
  o.pass(30 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().new_password(*code, kWord, kHome)), "account.ticket");
  const auto again = o.gate().first_code({"sys"}, "root");
  o.pass(29 * kMinuteUs);
  EXPECT_EQ(key_of(o.gate().new_password(*again, "short", kHome)), "account.password_short");
  const auto entry = o.gate().new_password(*again, kWord, kHome);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->step, Step::kEnrol);
  EXPECT_FALSE(*o.gate().is_empty());
  EXPECT_EQ(key_of(o.gate().first_code({"sys"}, "root")), "account.not_first");
}

TEST(Gate, AdministratorsDoWhatIsTheirsAlone) {
  GateOffice o;
  auto& g = o.gate();
  EXPECT_EQ(key_of(g.add({"ann"}, {"bob"}, "bob", {})), "account.not_administrator");
  EXPECT_EQ(key_of(g.add({"sec"}, {"bob"}, "bob", {})), "account.not_administrator");
  EXPECT_EQ(key_of(g.add({"sys"}, {"who"}, "who", {})), "people.unknown_person");
  EXPECT_EQ(key_of(g.add({"chief"}, {"bob"}, "bob", {})), "");
  EXPECT_EQ(key_of(g.add({"sys"}, {"bob"}, "bob2", {})), "account.person_has");
  EXPECT_EQ(key_of(g.add({"sys"}, {"cai"}, "BOB", {})), "account.name_taken");
  // One who makes accounts must not become the one who reads the audit.
  EXPECT_EQ(key_of(g.add({"sys"}, {"aud"}, "aud", {})), "account.separated");
  EXPECT_EQ(key_of(g.add(kSystem, {"aud"}, "aud", {})), "");
  EXPECT_EQ(key_of(g.add(kSystem, {"sys"}, "sys", {})), "");
  EXPECT_EQ(key_of(g.reset_password({"sys"}, "aud", {})), "account.separated");
  EXPECT_EQ(key_of(g.reset_second({"sys"}, "aud", {})), "account.separated");
  EXPECT_EQ(key_of(g.disable({"chief"}, "sys", {})), "account.unknown");  // Of another unit: as if not there.
  EXPECT_EQ(key_of(g.disable({"ann"}, "sys", {})), "account.not_administrator");
  EXPECT_EQ(key_of(g.disable({"ann"}, "nobody", {})), "account.not_administrator");
  EXPECT_EQ(key_of(g.accounts({"ann"}, {})), "account.not_administrator");
  EXPECT_EQ(g.accounts({"chief"}, {})->size(), 1U);  // bob
  EXPECT_EQ(key_of(g.disable({"sys"}, "sys", {})), "account.own");
  EXPECT_EQ(key_of(g.unlock({"sec"}, "bob", {})), "");
  EXPECT_EQ(key_of(g.disable({"sec"}, "bob", {})), "account.not_administrator");
  EXPECT_EQ(key_of(g.disable({"sys"}, "nobody", {})), "account.unknown");
  EXPECT_EQ(key_of(g.audit({"sys"}, {}, {})), "account.not_auditor");
  EXPECT_EQ(key_of(g.audit(kSystem, {}, {})), "account.not_auditor");
  EXPECT_EQ(key_of(g.audit({"aud"}, {}, {})), "");
}

TEST(Gate, AResetCodeReplacesThePasswordAtOnce) {
  GateOffice o;
  o.join("ann", kWord);
  const auto in = o.enter("ann", kWord, kHome);
  const auto code = o.gate().reset_password({"sys"}, "ann", {});
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(key_of(o.gate().check(in.token)), "account.no_session");
  EXPECT_EQ(o.try_in("ann", kWord, kHome), "account.wrong_login");
  o.pass(24 * kHourUs);
  EXPECT_EQ(key_of(o.gate().new_password(*code, kOther, kHome)), "account.ticket");
  const auto next = o.gate().reset_password({"sys"}, "ann", {});
  EXPECT_EQ(key_of(o.gate().new_password(*next, kWord, kHome)), "account.password_used");
  EXPECT_EQ(key_of(o.gate().new_password(*next, kOther, kHome)), "");
  EXPECT_EQ(o.try_in("ann", kOther, kHome), "in");
}

TEST(Gate, TheAuditIsReadByTimePersonAndKindPageByPage) {
  GateOffice o;
  o.join("ann", kWord);
  const auto from = o.clock.now();
  for (int i = 0; i < 25; ++i) {
    o.pass(kMinuteUs);
    ASSERT_TRUE(
        o.gate()
            .record(AuditKind::kExported, true, {i % 2 == 0 ? "ann" : "bob"}, std::to_string(i), kHome)
            .has_value());
  }
  const auto page = [&](AuditQuery q) { return *o.gate().audit({"aud"}, q, {}); };
  AuditQuery q;
  q.kind = AuditKind::kExported;
  q.limit = 10;
  int seen = 0;
  std::string last = "25";
  do {
    const auto p = page(q);
    for (const auto& row : p.items) {
      EXPECT_EQ(std::stoi(row.about), std::stoi(last) - 1);
      last = row.about;
      ++seen;
    }
    q.cursor = p.next_cursor;
  } while (!q.cursor.empty());
  EXPECT_EQ(seen, 25);
  AuditQuery by;
  by.person = {"bob"};
  EXPECT_EQ(page(by).items.size(), 12U);
  AuditQuery when;
  when.from = from + 5 * kMinuteUs;
  when.to = from + 8 * kMinuteUs;
  EXPECT_EQ(page(when).items.size(), 3U);
  when.from = o.clock.now() + kDayUs;
  when.to = {};
  EXPECT_EQ(page(when).items.size(), 0U);
  EXPECT_EQ(key_of(o.gate().audit({"aud"}, {{}, {}, {}, "", {}, 0, ""}, {})), "list.range");
  EXPECT_EQ(key_of(o.gate().audit({"aud"}, {{}, {}, {}, "", {}, 5, "x"}, {})), "list.cursor");
  // A clock that is set back does not put rows out of order.
  o.pass(-kDayUs);
  ASSERT_TRUE(o.gate().record(AuditKind::kRefused, false, {"ann"}, "GET /x", kHome).has_value());
  EXPECT_TRUE(o.gate().verify_audit().has_value());
  const auto all = kinds(o);
  EXPECT_EQ(std::count(all.begin(), all.end(), "audit_read"), 4);
}

TEST(Gate, OldAuditGoesAfterItsTimeAndWhatIsLeftStillVerifies) {
  GateOffice o;
  ASSERT_TRUE(o.gate().record(AuditKind::kExported, true, {"ann"}, "old", kHome).has_value());
  o.pass(100 * kDayUs);
  ASSERT_TRUE(o.gate().record(AuditKind::kExported, true, {"ann"}, "young", kHome).has_value());
  o.pass(84 * kDayUs);
  ASSERT_EQ(key_of(o.gate().sweep()), "");
  EXPECT_EQ(o.gate().verify_audit()->first, 1);  // 184 days are kept.
  o.pass(kMinuteUs);
  ASSERT_EQ(key_of(o.gate().sweep()), "");
  const auto head = o.gate().verify_audit();
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->first, 3);  // The policy that was set, and "old".
  EXPECT_EQ(kinds(o), (std::vector<std::string>{"exported", "audit_pruned"}));
}

TEST(Gate, ManyRecordAtOnceAndNoneIsLost) {
  GateOffice o;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(o.gate()
                        .record(AuditKind::kPersonalRead, true, {"ann"}, std::to_string(t * 50 + i), kHome)
                        .has_value());
    });
  for (auto& t : threads) t.join();
  const auto all = kinds(o);
  EXPECT_EQ(std::count(all.begin(), all.end(), "personal_read"), 400);
  EXPECT_TRUE(o.gate().verify_audit().has_value());
}

TEST(Gate, ManyAskAtOnceWhileSessionsEnd) {
  GateOffice o;
  o.join("ann", kWord);
  const auto stays = o.enter("ann", kWord, kHome);
  std::atomic<bool> is_over{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      while (!is_over)
        if (!o.gate().check(stays.token).has_value()) ++wrong;
    });
  for (int i = 0; i < 30; ++i) {
    const auto goes = o.enter("ann", kWord, kHome);
    const auto me = o.caller(goes);
    EXPECT_EQ(key_of(o.gate().end_session(me, me.session, kHome)), "");
    EXPECT_EQ(key_of(o.gate().check(goes.token)), "account.no_session");
  }
  is_over = true;
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Gate, DemoAccountsAreKnownAsSuchUntilTheirPasswordChanges) {
  GateOffice o;
  EXPECT_EQ(*o.gate().add_demo({{"ann"}, {"bob"}, {"ann"}}, "guatu-demo"), 2);
  EXPECT_TRUE(*o.gate().has_demo_passwords());
  EXPECT_EQ(o.try_in("ann", "guatu-demo", kHome), "in");  // No rule of the policy is asked.
  for (const char* name : {"ann", "bob"}) {
    const auto me = o.caller(o.enter(name, "guatu-demo", kHome));
    ASSERT_TRUE(o.gate().change_password(me, "guatu-demo", kWord, kHome).has_value());
  }
  EXPECT_FALSE(*o.gate().has_demo_passwords());
}

}  // namespace
}  // namespace guatu::kernel
