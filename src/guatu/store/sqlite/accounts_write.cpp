// Writes of accounts, inside a transaction of the store. What they mean stands in kernel/accounts/ports.h.
#include <sqlite3.h>

#include <algorithm>

#include "guatu/base/hash.h"
#include "guatu/base/json_map.h"
#include "guatu/base/limits.h"
#include "guatu/store/sqlite/accounts.h"

namespace guatu::store::sqlite {

using kernel::AccountId;
using kernel::AuditHead;
using kernel::AuditRow;

namespace {

Value yes(bool b) {
  return std::int64_t{b ? 1 : 0};
}

}  // namespace

int SqliteAccountWriter::run(std::string_view sql, const std::vector<Value>& values) {
  auto s = db_.statement(sql);
  s->bind_all(values);
  s->run();
  return sqlite3_changes(db_.handle());
}

std::int64_t SqliteAccountWriter::last_id() {
  return sqlite3_last_insert_rowid(db_.handle());
}

void SqliteAccountWriter::put_account(kernel::Account& a) {
  std::vector<Value> values{
      a.name,          a.person.value,   std::string(a.is_active ? "active" : "disabled"),
      a.password,      a.password_at.us, yes(a.must_change),
      a.totp,          a.totp_pending,   a.totp_step,
      yes(a.is_demo),  a.created_at.us,  a.created_by.value,
      a.disabled_at.us};
  if (!a.id) {
    run("insert into accounts (name, person_id, state, password, password_at, must_change, totp, "
        "totp_pending, "
        "totp_step, is_demo, created_at, created_by, disabled_at) values "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values);
    a.id = {last_id()};
    return;
  }
  values.emplace_back(a.id.value);
  run("update accounts set name = $1, person_id = $2, state = $3, password = $4, password_at = $5, "
      "must_change = $6, totp = $7, totp_pending = $8, totp_step = $9, is_demo = $10, created_at = $11, "
      "created_by = $12, disabled_at = $13 where id = $14",
      values);
}

void SqliteAccountWriter::remember_password(AccountId id, const std::string& hash, Instant at, int keep) {
  run("insert into past_passwords (account_id, password, set_at) values ($1, $2, $3)",
      {id.value, hash, at.us});
  run("delete from past_passwords where account_id = $1 and id not in "
      "(select id from past_passwords where account_id = $1 order by id desc limit $2)",
      {id.value, std::int64_t{keep}});
}

void SqliteAccountWriter::put_session(kernel::Session& s) {
  run("insert into sessions (hash, account_id, created_at, used_at, peer, agent) values ($1, $2, $3, $4, $5, "
      "$6)",
      {hex(s.hash), s.account.value, s.created_at.us, s.used_at.us, s.peer, s.agent});
  s.id = {last_id()};
  run("delete from sessions where account_id = $1 and id not in "
      "(select id from sessions where account_id = $1 order by id desc limit $2)",
      {s.account.value, static_cast<std::int64_t>(limits::kMaxSessions)});
}

void SqliteAccountWriter::note_session(kernel::SessionId id, Instant used_at) {
  run("update sessions set used_at = max(used_at, $1) where id = $2", {used_at.us, id.value});
}

bool SqliteAccountWriter::end_session(AccountId account, kernel::SessionId id) {
  return run("delete from sessions where account_id = $1 and id = $2", {account.value, id.value}) > 0;
}

int SqliteAccountWriter::end_sessions(AccountId id) {
  return run("delete from sessions where account_id = $1", {id.value});
}

void SqliteAccountWriter::put_ticket(const kernel::Ticket& t) {
  run("insert into tickets (hash, account_id, step, has_second, is_code, expires_at, tries) values "
      "($1, $2, $3, $4, $5, $6, $7) on conflict (hash) do update set tries = excluded.tries",
      {hex(t.hash), t.account.value, std::string(text_of(t.step)), yes(t.has_second), yes(t.is_code),
       t.expires_at.us, std::int64_t{t.tries}});
}

void SqliteAccountWriter::end_ticket(const std::string& hash) {
  run("delete from tickets where hash = $1", {hex(hash)});
}

void SqliteAccountWriter::end_tickets(AccountId id) {
  run("delete from tickets where account_id = $1", {id.value});
}

void SqliteAccountWriter::put_recovery_codes(AccountId id, const std::vector<std::string>& hashes) {
  run("delete from recovery_codes where account_id = $1", {id.value});
  for (const auto& h : hashes)
    run("insert into recovery_codes (account_id, hash, used_at) values ($1, $2, 0)", {id.value, hex(h)});
}

bool SqliteAccountWriter::use_recovery_code(AccountId id, const std::string& hash, Instant at) {
  return run("update recovery_codes set used_at = $3 where account_id = $1 and hash = $2 and used_at = 0",
             {id.value, hex(hash), at.us}) > 0;
}

void SqliteAccountWriter::put_token(kernel::ApiToken& t) {
  run("insert into api_tokens (hash, account_id, title, scope, created_at, expires_at, used_at, revoked_at) "
      "values "
      "($1, $2, $3, $4, $5, $6, 0, 0)",
      {hex(t.hash), t.account.value, t.title, json::serialize(to_json_object(t.scope)), t.created_at.us,
       t.expires_at.us});
  t.id = {last_id()};
}

void SqliteAccountWriter::note_token(kernel::TokenId id, Instant used_at) {
  run("update api_tokens set used_at = max(used_at, $1) where id = $2", {used_at.us, id.value});
}

bool SqliteAccountWriter::revoke_token(AccountId account, kernel::TokenId id, Instant at) {
  return run("update api_tokens set revoked_at = $3 where account_id = $1 and id = $2 and revoked_at = 0",
             {account.value, id.value, at.us}) > 0;
}

void SqliteAccountWriter::put_tries(const std::string& key, const kernel::Tries& t) {
  if (t.failures == 0 && t.last_at.us == 0)
    run("delete from tries where key = $1", {key});
  else
    run("insert into tries (key, failures, last_at) values ($1, $2, $3) on conflict (key) do update set "
        "failures = excluded.failures, last_at = excluded.last_at",
        {key, std::int64_t{t.failures}, t.last_at.us});
}

int SqliteAccountWriter::drop_tries(const std::string& part) {
  return run("delete from tries where instr(key, $1) > 0 and substr(key, 1, 6) <> 'place:'", {part});
}

void SqliteAccountWriter::put_policy(const kernel::StoredPolicy& p) {
  run("insert into policies (set_at, set_by, file, text) values ($1, $2, $3, $4)",
      {p.at.us, p.by.value, p.file, p.text});
}

void SqliteAccountWriter::append_audit(AuditRow row) {
  auto head = audit_head();
  row.id = head.last + 1;
  // Never before the row before, so that a span of time is a span of rows.
  auto s = db_.statement("select at from audit where id = $1");
  s->bind(1, head.last);
  if (s->step()) row.at = std::max(row.at, Instant{s->integer(0)});
  head.hash = audit_hash(head.hash, row);
  head.last = row.id;
  run("insert into audit (id, at, kind, is_success, person_id, account, peer, about, hash) values "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {row.id, row.at.us, std::string(text_of(row.kind)), yes(row.is_success), row.person.value, row.account,
       row.peer, row.about, hex(head.hash)});
  put_head(std::move(head));
}

void SqliteAccountWriter::put_head(AuditHead head) {
  run("update audit_head set first = $1, before = $2, last = $3, hash = $4, mac = $5 where id = 1",
      {head.first, hex(head.before), head.last, hex(head.hash), hex(audit_mac(head, audit_key_))});
}

std::int64_t SqliteAccountWriter::prune_audit(Instant before) {
  auto head = audit_head();
  auto s = db_.statement("select id, hash from audit where at < $1 and id < $2 order by id desc limit 1");
  s->bind(1, before.us);
  s->bind(2, head.last);
  if (!s->step()) return 0;
  head.first = s->integer(0) + 1;
  const auto hash = from_hex(s->view(1));
  head.before = hash.has_value() ? *hash : std::string();
  const auto first = head.first;
  put_head(std::move(head));
  return run("delete from audit where id < $1", {first});
}

void SqliteAccountWriter::drop_old(const Limits& old) {
  run("delete from sessions where used_at < $1 or created_at < $2", {old.idle.us, old.begun.us});
  run("delete from tickets where expires_at < $1", {old.now.us});
  run("delete from tries where last_at < $1 and substr(key, 1, 6) <> 'place:'", {old.tried.us});
  run("delete from tries where last_at < $1", {old.placed.us});
  // A flood of tries does not wash out the places where an account is known.
  run("delete from tries where key in (select key from tries where substr(key, 1, 6) <> 'place:' "
      "order by last_at desc limit -1 offset $1)",
      {limits::kMaxTries});
}

}  // namespace guatu::store::sqlite
