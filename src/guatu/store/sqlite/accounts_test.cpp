// Goal: what the store of accounts acknowledged is there after a kill, and nobody changes the audit unseen.
// Method: a real file; every column of every row altered behind the store's back; a child process killed at
// chosen writes.
#include "guatu/store/accounts.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "guatu/base/hash.h"
#include "guatu/base/limits.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/store/sqlite/testing/killing_vfs.h"
#include "guatu/testing/accounts.h"

namespace guatu::store {
namespace {

using guatu::testing::TemporaryFolder;
using kernel::AccountReader;
using kernel::AccountWriter;
using kernel::AuditRow;

std::unique_ptr<kernel::AccountStore> opened(const std::string& dir,
                                             AccountsMode mode = AccountsMode::kCreate) {
  auto s = open_accounts(dir, mode, {5000, false, {}});
  EXPECT_TRUE(s.has_value()) << (s.has_error() ? s.error().key : "");
  return std::move(*s);
}

AuditRow row(int n) {
  AuditRow r;
  r.at = {1'000'000LL * n};
  r.kind = n % 2 == 0 ? kernel::AuditKind::kLogin : kernel::AuditKind::kExported;
  r.person = {"p" + std::to_string(n)};
  r.account = "a";
  r.peer = "192.0.2.1";
  r.about = "n" + std::to_string(n);
  return r;
}

void fill(kernel::AccountStore& s, int rows) {
  ASSERT_TRUE(s.write([&](AccountWriter& w) {
                 for (int n = 1; n <= rows; ++n) w.append_audit(row(n));
               }).has_value());
}

std::string verified(kernel::AccountStore& s) {
  std::string out;
  const auto done = s.read([&](AccountReader& r) {
    kernel::AuditCheck check(r.audit_head());
    r.audit_rows([&](const AuditRow& a, const std::string& hash) { return check.add(a, hash); });
    const auto v = check.finish(s.key("audit head"));
    out = v.has_value() ? "" : v.error().args.front().second;
  });
  EXPECT_TRUE(done.has_value());
  return out;
}

TEST(AccountStore, OpensOnlyWhatIsItsOwn) {
  TemporaryFolder f;
  EXPECT_EQ(open_accounts(f.path(), AccountsMode::kReadWrite).error().key, "account.no_accounts");
  EXPECT_FALSE(has_accounts(f.path()));
  { opened(f.path()); }
  EXPECT_TRUE(has_accounts(f.path()));
  struct stat info {};
  ASSERT_EQ(::stat((f.path() + "/accounts.db").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((f.path() + "/keys/accounts.secret").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const auto read = opened(f.path(), AccountsMode::kReadOnly);
  EXPECT_EQ(read->write([](AccountWriter&) {}).error().key, "store.read_only");
  std::filesystem::rename(f.path() + "/keys/accounts.secret", f.path() + "/secret");
  EXPECT_EQ(open_accounts(f.path(), AccountsMode::kCreate).error().key, "account.secret_missing");
  std::filesystem::rename(f.path() + "/secret", f.path() + "/keys/accounts.secret");
  {
    sqlite::Connection db(f.path() + "/accounts.db", {});
    db.run("pragma application_id = 7");
  }
  EXPECT_EQ(open_accounts(f.path(), AccountsMode::kReadWrite).error().key, "store.not_guatu");
}

TEST(AccountStore, AnErrorThrownTakesTheWholeTransactionBack) {
  TemporaryFolder f;
  const auto s = opened(f.path());
  fill(*s, 3);
  const auto r = s->write([&](AccountWriter& w) {
    w.append_audit(row(4));
    kernel::Account a;
    a.name = "ann";
    a.person = {"ann"};
    w.put_account(a);
    a.id = {};
    w.put_account(a);  // The name is taken.
  });
  EXPECT_EQ(r.error().key, "store.io");
  ASSERT_TRUE(s->read([](AccountReader& x) {
                 EXPECT_EQ(x.audit_head().last, 3);
                 EXPECT_FALSE(x.account_named("ann"));
               }).has_value());
}

TEST(AccountStore, GenerationsGrowWithWhatIsRememberedAndNotWithTheRest) {
  TemporaryFolder f;
  const auto s = opened(f.path());
  const auto other = opened(f.path());
  const auto g = [&] { return *s->generation(); };
  const auto before = g();
  kernel::Account a;
  a.name = "ann";
  a.person = {"ann"};
  ASSERT_TRUE(s->write([&](AccountWriter& w) {
                 w.put_account(a);
                 w.append_audit(row(1));
                 w.put_tries("x", {1, {5}});
               }).has_value());
  EXPECT_EQ(g(), before);
  kernel::Session session;
  session.hash = std::string(32, 'h');
  session.account = a.id;
  ASSERT_TRUE(s->write([&](AccountWriter& w) {
                 w.put_session(session);
                 w.note_session(session.id, {7});
               }).has_value());
  EXPECT_EQ(g(), before);
  ASSERT_TRUE(other->write([&](AccountWriter& w) { w.end_sessions(a.id); }).has_value());
  EXPECT_GT(g(), before);
  const auto then = g();
  a.is_active = false;
  ASSERT_TRUE(other->write([&](AccountWriter& w) { w.put_account(a); }).has_value());
  EXPECT_GT(g(), then);
}

TEST(AccountStore, KeepsAsManySessionsAndTriesAsItSays) {
  TemporaryFolder f;
  const auto s = opened(f.path());
  kernel::Account a;
  a.name = "ann";
  a.person = {"ann"};
  ASSERT_TRUE(s->write([&](AccountWriter& w) {
                 w.put_account(a);
                 for (std::size_t i = 0; i < limits::kMaxSessions + 5; ++i) {
                   kernel::Session session;
                   session.hash = std::string(31, 'h') + static_cast<char>(i);
                   session.account = a.id;
                   session.used_at = session.created_at = {1'000};
                   w.put_session(session);
                 }
                 EXPECT_EQ(w.sessions(a.id).size(), limits::kMaxSessions);
                 w.put_tries("old", {3, {10}});
                 w.put_tries("new", {3, {30}});
                 w.put_tries("place:x", {0, {15}});
                 w.drop_old({{5}, {1'000}, {1'000}, {20}, {12}});
                 EXPECT_EQ(w.sessions(a.id).size(), limits::kMaxSessions);
                 EXPECT_EQ(w.tries("old").failures, 0);
                 EXPECT_EQ(w.tries("new").failures, 3);
                 EXPECT_EQ(w.tries("place:x").last_at.us, 15);
                 w.drop_old({{5}, {1'001}, {1'000}, {20}, {16}});
                 EXPECT_EQ(w.tries("place:x").last_at.us, 0);
                 EXPECT_EQ(w.sessions(a.id).size(), 0U);
               }).has_value());
}

TEST(Audit, TheDatabaseItselfRefusesChanges) {
  TemporaryFolder f;
  const auto s = opened(f.path());
  fill(*s, 5);
  sqlite::Connection db(f.path() + "/accounts.db", {});
  for (const char* sql :
       {"update audit set about = 'x' where id = 2", "delete from audit where id = 5", "delete from audit"})
    EXPECT_THROW(db.run(sql), kernel::StoreFailure) << sql;
  EXPECT_EQ(verified(*s), "");
}

TEST(Audit, EveryMutationIsFoundAtItsRow) {
  struct Mutation {
    const char* sql;
    const char* row;
  };
  const Mutation mutations[] = {
      {"update audit set at = at + 1 where id = 3", "3"},
      {"update audit set kind = 'logout' where id = 3", "3"},
      {"update audit set kind = 'nonsense' where id = 3", "3"},
      {"update audit set is_success = 1 - is_success where id = 3", "3"},
      {"update audit set person_id = 'x' where id = 3", "3"},
      {"update audit set account = '' where id = 3", "3"},
      {"update audit set peer = account, account = peer where id = 3", "3"},
      {"update audit set about = '' where id = 3", "3"},
      {"update audit set hash = (select hash from audit where id = 2) where id = 3", "3"},
      {"update audit set hash = 'zz' where id = 3", "3"},
      {"delete from audit where id = 3", "3"},
      {"delete from audit where id = 1", "1"},
      {"delete from audit where id = 5", "5"},
      {"delete from audit", "1"},
      {"update audit set id = 9 where id = 3; update audit set id = 3 where id = 4; update audit set id = 4 "
       "where id = "
       "9",
       "3"},
      {"insert into audit select 6, at, kind, is_success, person_id, account, peer, about, hash from audit "
       "where id = 5",
       "6"},
      {"update audit_head set last = 4, hash = (select hash from audit where id = 4); delete from audit "
       "where id = 5",
       "4"},
      {"update audit_head set first = 3, before = (select hash from audit where id = 2); delete from audit "
       "where id < 3",
       "5"},
  };
  for (const auto& m : mutations) {
    TemporaryFolder f;
    const auto s = opened(f.path());
    fill(*s, 5);
    ASSERT_EQ(verified(*s), "");
    {
      sqlite::Connection db(f.path() + "/accounts.db", {});
      db.run("drop trigger audit_refuse_update; drop trigger audit_refuse_delete");
      db.run(m.sql);
    }
    EXPECT_EQ(verified(*s), m.row) << m.sql;
  }
}

TEST(Audit, AWholeChainMadeAnewLacksTheSignature) {
  TemporaryFolder f;
  const auto s = opened(f.path());
  fill(*s, 5);
  {
    // Whoever has the database but not keys/accounts.secret: rows altered, hashes made anew, old signature.
    sqlite::Connection db(f.path() + "/accounts.db", {});
    db.run("drop trigger audit_refuse_update; update audit set about = 'nothing' where id = 3");
    std::string hash(32, '\0');
    std::vector<std::pair<std::int64_t, std::string>> hashes;
    ASSERT_TRUE(s->read([&](AccountReader& r) {
                   r.audit_rows([&](const AuditRow& a, const std::string&) {
                     hash = kernel::audit_hash(hash, a);
                     hashes.emplace_back(a.id, hash);
                     return true;
                   });
                 }).has_value());
    for (const auto& [id, h] : hashes)
      db.run("update audit set hash = '" + hex(h) + "' where id = " + std::to_string(id));
    db.run("update audit_head set hash = '" + hex(hash) + "'");
  }
  EXPECT_EQ(verified(*s), "5");
}

/// Writes rows one by one and says each on `fd` once it was acknowledged, until it is killed.
[[noreturn]] void write_until_killed(const std::string& dir, std::int64_t at, sqlite::KillMoment moment,
                                     int fd) {
  const auto vfs = sqlite::register_killing_vfs(at, moment);
  auto s = open_accounts(dir, AccountsMode::kReadWrite, {5000, true, vfs});
  for (int n = 0; s.has_value() && n < 200; ++n) {
    const auto done = (*s)->write([&](AccountWriter& w) {
      w.append_audit(row(n));
      w.put_tries("count", {w.tries("count").failures + 1, {n + 1}});
    });
    if (done.has_error()) break;
    const char said = 1;
    if (::write(fd, &said, 1) != 1) break;
  }
  ::_exit(0);
}

TEST(AccountStore, KilledInTheMiddleItKeepsAllThatItAcknowledged) {
  int killed = 0;
  for (int round = 0; round < 60; ++round) {
    TemporaryFolder f;
    { opened(f.path()); }
    int pipes[2];
    ASSERT_EQ(::pipe(pipes), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0)
      write_until_killed(f.path(), 1 + round * 3, static_cast<sqlite::KillMoment>(round % 3), pipes[1]);
    ::close(pipes[1]);
    int acknowledged = 0;
    for (char c; ::read(pipes[0], &c, 1) == 1;) ++acknowledged;
    ::close(pipes[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    killed += WIFSIGNALED(status) ? 1 : 0;
    const auto s = opened(f.path(), AccountsMode::kReadWrite);
    EXPECT_EQ(verified(*s), "") << round;
    ASSERT_TRUE(s->read([&](AccountReader& r) {
                   const auto last = r.audit_head().last;
                   // The one that was being written may be there or not, but whole.
                   EXPECT_GE(last, acknowledged) << round;
                   EXPECT_LE(last, acknowledged + 1) << round;
                   EXPECT_EQ(r.tries("count").failures, last) << round;
                 }).has_value());
  }
  EXPECT_GT(killed, 50);
}

}  // namespace
}  // namespace guatu::store
