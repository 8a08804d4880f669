-- Accounts, their sessions and secrets, and the audit (docs/formats/accounts.md). Beside the ledger, not in it: a
-- password has its own life, and an event lasts for ever. Instants are microseconds since 1970 UTC, 0 for none; hashes
-- are hexadecimal.
create table accounts (
  id integer primary key autoincrement,
  name text not null unique,
  person_id text not null unique,
  state text not null check (state in ('active', 'disabled')),
  password text not null,
  password_at integer not null,
  must_change integer not null check (must_change in (0, 1)),
  totp text not null,
  totp_pending text not null,
  totp_step integer not null,
  is_demo integer not null check (is_demo in (0, 1)),
  created_at integer not null,
  created_by text not null,
  disabled_at integer not null
) strict;

create table past_passwords (
  id integer primary key,
  account_id integer not null references accounts (id),
  password text not null,
  set_at integer not null
) strict;
create index past_passwords_account_id_idx on past_passwords (account_id, id);

create table sessions (
  id integer primary key autoincrement,
  hash text not null unique,
  account_id integer not null references accounts (id),
  created_at integer not null,
  used_at integer not null,
  peer text not null,
  agent text not null
) strict;
create index sessions_account_id_idx on sessions (account_id, id);
create index sessions_used_at_idx on sessions (used_at);

-- A step of logging in that is not finished, or a code given out of band.
create table tickets (
  hash text primary key,
  account_id integer not null references accounts (id),
  step text not null check (step in ('second_factor', 'enrol', 'new_password')),
  has_second integer not null check (has_second in (0, 1)),
  is_code integer not null check (is_code in (0, 1)),
  expires_at integer not null,
  tries integer not null
) strict, without rowid;
create index tickets_account_id_idx on tickets (account_id);
create index tickets_expires_at_idx on tickets (expires_at);

create table recovery_codes (
  account_id integer not null references accounts (id),
  hash text not null,
  used_at integer not null,
  primary key (account_id, hash)
) strict, without rowid;

create table api_tokens (
  id integer primary key autoincrement,
  hash text not null unique,
  account_id integer not null references accounts (id),
  title text not null,
  scope text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer not null,
  revoked_at integer not null
) strict;
create index api_tokens_account_id_idx on api_tokens (account_id, id);

-- Who an account is elsewhere (OpenID Connect).
create table identities (
  issuer text not null,
  subject text not null,
  account_id integer not null references accounts (id),
  created_at integer not null,
  primary key (issuer, subject)
) strict, without rowid;
create index identities_account_id_idx on identities (account_id);

-- Failed tries, and places where a login succeeded.
create table tries (
  key text primary key,
  failures integer not null,
  last_at integer not null
) strict, without rowid;
create index tries_last_at_idx on tries (last_at);

create table policies (
  id integer primary key autoincrement,
  set_at integer not null,
  set_by text not null,
  file text not null,
  text text not null
) strict;

create table audit (
  id integer primary key,
  at integer not null,
  kind text not null,
  is_success integer not null check (is_success in (0, 1)),
  person_id text not null,
  account text not null,
  peer text not null,
  about text not null,
  hash text not null
) strict;
create index audit_at_idx on audit (at);
create index audit_person_id_idx on audit (person_id, id);
create index audit_account_idx on audit (account, id);
create index audit_kind_idx on audit (kind, id);

-- One row: where the kept rows begin and end, signed.
create table audit_head (
  id integer primary key check (id = 1),
  first integer not null,
  before text not null,
  last integer not null,
  hash text not null,
  mac text not null
) strict;

create trigger audit_refuse_update before update on audit
begin
  select raise(abort, 'the audit is only added to');
end;
-- Old rows go only after the head has moved past them.
create trigger audit_refuse_delete before delete on audit
when old.id >= (select first from audit_head)
begin
  select raise(abort, 'the audit is only added to');
end;

-- Grows with every change that makes wrong what a server remembers of a session.
create table generation (
  id integer primary key check (id = 1),
  value integer not null
) strict;
insert into generation (id, value) values (1, 1);
create trigger accounts_grow after update on accounts
when old.state <> new.state or old.password <> new.password or old.totp <> new.totp
begin
  update generation set value = value + 1;
end;
create trigger sessions_grow after delete on sessions
begin
  update generation set value = value + 1;
end;
create trigger api_tokens_grow after update of revoked_at on api_tokens
begin
  update generation set value = value + 1;
end;
create trigger policies_grow after insert on policies
begin
  update generation set value = value + 1;
end;
