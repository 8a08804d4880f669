// Reads of accounts. What they mean stands in kernel/accounts/ports.h.
#include <algorithm>
#include <charconv>

#include "guatu/base/hash.h"
#include "guatu/base/json_map.h"
#include "guatu/base/limits.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/accounts.h"

namespace guatu::store::sqlite {

using kernel::Account;
using kernel::AccountId;
using kernel::ApiToken;
using kernel::AuditHead;
using kernel::AuditPage;
using kernel::AuditQuery;
using kernel::AuditRow;
using kernel::Session;
using kernel::StoredPolicy;
using kernel::Ticket;
using kernel::Tries;

namespace {

constexpr std::string_view kAccountColumns =
    "select id, name, person_id, state, password, password_at, must_change, totp, totp_pending, totp_step, "
    "is_demo, "
    "created_at, created_by, disabled_at from accounts ";

[[noreturn]] void damaged(const char* detail) {
  throw kernel::StoreFailure(Error("store.io", "", {{"detail", detail}, {"file", "accounts.db"}}));
}

std::string bytes(const std::string& text) {
  auto out = from_hex(text);
  if (out.has_error()) damaged("hash");
  return std::move(*out);
}

Account account_in(const Statement& s) {
  Account a;
  a.id = {s.integer(0)};
  a.name = s.text(1);
  a.person = {s.text(2)};
  a.is_active = s.view(3) == "active";
  a.password = s.text(4);
  a.password_at = {s.integer(5)};
  a.must_change = s.integer(6) != 0;
  a.totp = s.text(7);
  a.totp_pending = s.text(8);
  a.totp_step = s.integer(9);
  a.is_demo = s.integer(10) != 0;
  a.created_at = {s.integer(11)};
  a.created_by = {s.text(12)};
  a.disabled_at = {s.integer(13)};
  return a;
}

Session session_in(const Statement& s) {
  Session out;
  out.id = {s.integer(0)};
  out.hash = bytes(s.text(1));
  out.account = {s.integer(2)};
  out.created_at = {s.integer(3)};
  out.used_at = {s.integer(4)};
  out.peer = s.text(5);
  out.agent = s.text(6);
  return out;
}

ApiToken token_in(const Statement& s) {
  ApiToken t;
  t.id = {s.integer(0)};
  t.hash = bytes(s.text(1));
  t.account = {s.integer(2)};
  t.title = s.text(3);
  const auto scope = parse_json(s.view(4));
  // What cannot be read permits nothing: an empty scope would permit all reading.
  if (scope.has_error() || from_json(*scope, t.scope).has_error()) damaged("scope");
  t.created_at = {s.integer(5)};
  t.expires_at = {s.integer(6)};
  t.used_at = {s.integer(7)};
  t.revoked_at = {s.integer(8)};
  return t;
}

AuditRow row_in(const Statement& s) {
  AuditRow r;
  r.id = s.integer(0);
  r.at = {s.integer(1)};
  // An unknown word is an altered row: its hash will not fit.
  if (!from_text(s.view(2), r.kind)) r.kind = kernel::AuditKind::kAuditPruned;
  r.is_success = s.integer(3) != 0;
  r.person = {s.text(4)};
  r.account = s.text(5);
  r.peer = s.text(6);
  r.about = s.text(7);
  return r;
}

constexpr std::string_view kSessionColumns =
    "select id, hash, account_id, created_at, used_at, peer, agent from sessions ";
constexpr std::string_view kTokenColumns =
    "select id, hash, account_id, title, scope, created_at, expires_at, used_at, revoked_at from api_tokens ";

}  // namespace

template <class Base>
std::optional<Account> AccountReads<Base>::one_account(const char* where, const Value& value) {
  auto s = db_.statement(std::string(kAccountColumns) + where);
  s->bind_value(1, value);
  if (!s->step()) return std::nullopt;
  return account_in(*s);
}

template <class Base>
std::optional<Account> AccountReads<Base>::account(AccountId id) {
  return one_account("where id = $1", id.value);
}
template <class Base>
std::optional<Account> AccountReads<Base>::account_named(const std::string& name) {
  return one_account("where name = $1", name);
}
template <class Base>
std::optional<Account> AccountReads<Base>::account_of(const PersonId& person) {
  return one_account("where person_id = $1", person.value);
}

template <class Base>
std::vector<Account> AccountReads<Base>::accounts() {
  auto s = db_.statement(std::string(kAccountColumns) + "order by name");
  std::vector<Account> out;
  while (s->step()) out.push_back(account_in(*s));
  return out;
}

template <class Base>
std::vector<std::string> AccountReads<Base>::past_passwords(AccountId id, int count) {
  auto s =
      db_.statement("select password from past_passwords where account_id = $1 order by id desc limit $2");
  s->bind(1, id.value);
  s->bind(2, std::int64_t{count});
  std::vector<std::string> out;
  while (s->step()) out.push_back(s->text(0));
  return out;
}

template <class Base>
std::optional<Session> AccountReads<Base>::session(const std::string& hash) {
  auto s = db_.statement(std::string(kSessionColumns) + "where hash = $1");
  s->bind(1, hex(hash));
  if (!s->step()) return std::nullopt;
  return session_in(*s);
}

template <class Base>
std::vector<Session> AccountReads<Base>::sessions(AccountId id) {
  auto s = db_.statement(std::string(kSessionColumns) + "where account_id = $1 order by id");
  s->bind(1, id.value);
  std::vector<Session> out;
  while (s->step()) out.push_back(session_in(*s));
  return out;
}

template <class Base>
std::optional<Ticket> AccountReads<Base>::ticket(const std::string& hash) {
  auto s = db_.statement(
      "select account_id, step, has_second, is_code, expires_at, tries from tickets where hash = $1");
  s->bind(1, hex(hash));
  if (!s->step()) return std::nullopt;
  Ticket t;
  t.hash = hash;
  t.account = {s->integer(0)};
  if (!from_text(s->view(1), t.step)) damaged("step");
  t.has_second = s->integer(2) != 0;
  t.is_code = s->integer(3) != 0;
  t.expires_at = {s->integer(4)};
  t.tries = static_cast<int>(s->integer(5));
  return t;
}

template <class Base>
int AccountReads<Base>::recovery_codes_left(AccountId id) {
  auto s = db_.statement("select count(*) from recovery_codes where account_id = $1 and used_at = 0");
  s->bind(1, id.value);
  return s->step() ? static_cast<int>(s->integer(0)) : 0;
}

template <class Base>
std::optional<ApiToken> AccountReads<Base>::token(const std::string& hash) {
  auto s = db_.statement(std::string(kTokenColumns) + "where hash = $1");
  s->bind(1, hex(hash));
  if (!s->step()) return std::nullopt;
  return token_in(*s);
}

template <class Base>
std::vector<ApiToken> AccountReads<Base>::tokens(AccountId id) {
  auto s = db_.statement(std::string(kTokenColumns) + "where account_id = $1 order by id");
  s->bind(1, id.value);
  std::vector<ApiToken> out;
  while (s->step()) out.push_back(token_in(*s));
  return out;
}

template <class Base>
Tries AccountReads<Base>::tries(const std::string& key) {
  auto s = db_.statement("select failures, last_at from tries where key = $1");
  s->bind(1, key);
  if (!s->step()) return {};
  return {static_cast<int>(s->integer(0)), {s->integer(1)}};
}

template <class Base>
std::optional<StoredPolicy> AccountReads<Base>::policy() {
  auto s = db_.statement("select set_at, set_by, file, text from policies order by id desc limit 1");
  if (!s->step()) return std::nullopt;
  return StoredPolicy{{s->integer(0)}, {s->text(1)}, s->text(2), s->text(3)};
}

template <class Base>
Result<AuditPage> AccountReads<Base>::audit(const AuditQuery& q) {
  if (q.limit < 1 || q.limit > limits::kMaxPageRows)
    return Error("list.range", "limit", {{"max", std::to_string(limits::kMaxPageRows)}});
  std::int64_t before = INT64_MAX;
  if (!q.cursor.empty()) {
    const auto* end = q.cursor.data() + q.cursor.size();
    const auto [at, ec] = std::from_chars(q.cursor.data(), end, before);
    if (ec != std::errc{} || at != end || before < 1) return Error("list.cursor", "cursor");
  }
  // Rows stand in order of time, so that a span of time is a span of ids.
  std::string sql =
      "select id, at, kind, is_success, person_id, account, peer, about from audit where id < $1";
  std::vector<Value> values{before};
  const auto also = [&](const std::string& text, Value value) {
    values.push_back(std::move(value));
    sql += text + "$" + std::to_string(values.size());
  };
  if (q.from.us != 0) {
    also(" and id >= coalesce((select min(id) from audit where at >= ", q.from.us);
    sql += "), 9223372036854775807)";
  }
  if (q.to.us != 0) {
    also(" and id < coalesce((select min(id) from audit where at >= ", q.to.us);
    sql += "), 9223372036854775807)";
  }
  if (q.person) also(" and person_id = ", q.person.value);
  if (!q.account.empty()) also(" and account = ", q.account);
  if (q.kind) also(" and kind = ", std::string(text_of(*q.kind)));
  also(" order by id desc limit ", static_cast<std::int64_t>(q.limit) + 1);
  auto s = db_.statement(sql);
  s->bind_all(values);
  AuditPage out;
  while (s->step()) {
    if (out.items.size() == q.limit) {
      out.next_cursor = std::to_string(out.items.back().id);
      break;
    }
    out.items.push_back(row_in(*s));
  }
  return out;
}

template <class Base>
AuditHead AccountReads<Base>::audit_head() {
  auto s = db_.statement("select first, before, last, hash, mac from audit_head");
  if (!s->step()) damaged("audit_head");
  return {s->integer(0), bytes(s->text(1)), s->integer(2), bytes(s->text(3)), bytes(s->text(4))};
}

template <class Base>
void AccountReads<Base>::audit_rows(const std::function<bool(const AuditRow&, const std::string&)>& visit) {
  auto s = db_.statement(
      "select id, at, kind, is_success, person_id, account, peer, about, hash from audit order by id");
  while (s->step()) {
    const auto hash = from_hex(s->view(8));
    if (!visit(row_in(*s), hash.has_value() ? *hash : std::string())) return;
  }
}

template class AccountReads<kernel::AccountReader>;
template class AccountReads<kernel::AccountWriter>;

}  // namespace guatu::store::sqlite
