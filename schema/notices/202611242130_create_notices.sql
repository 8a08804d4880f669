-- Who is told of what, and what became of it (docs/operating/notices.md). Beside the ledger, not in it: whether a mail
-- arrived is no fact about a matter. Instants are microseconds since 1970 UTC, 0 for none.

-- One row: of this ledger, by its id, events up to this position were looked at.
create table notice_mark (
  id integer primary key check (id = 1),
  ledger text not null,
  position integer not null,
  began_at integer not null
) strict;

-- One person, one event.
create table notices (
  id integer primary key autoincrement,
  position integer not null,
  person_id text not null,
  matter_id integer not null,
  kind text not null check (kind in ('given', 'handed', 'reminded', 'urged', 'help', 'cosign', 'copied',
    'supervised', 'extended')),
  happened_at integer not null,
  not_before integer not null,
  unique (position, person_id)
) strict;
create index notices_person_id_idx on notices (person_id, id);

create table notices_read (
  person_id text primary key,
  up_to integer not null
) strict, without rowid;

-- One message to one person over one channel; sent again under the same id until it arrives.
create table digests (
  id text primary key,
  channel text not null,
  person_id text not null,
  body text not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  tries integer not null,
  next_at integer not null,
  error text not null,
  made_at integer not null,
  sent_at integer not null
) strict, without rowid;
create index digests_state_idx on digests (state, channel, next_at, id);
create index digests_made_at_idx on digests (made_at, id);

-- What is to go over a channel; digest_id is empty while it is gathered.
create table outgoing (
  notice_id integer not null references notices (id),
  channel text not null,
  digest_id text not null,
  primary key (notice_id, channel)
) strict, without rowid;
create index outgoing_digest_id_idx on outgoing (digest_id, channel, notice_id);

-- When a channel was used: its limits hold across a restart too.
create table uses (
  id integer primary key autoincrement,
  channel text not null,
  used_at integer not null
) strict;
create index uses_channel_idx on uses (channel, used_at);

-- How long a channel rests, and how often in a row it failed.
create table pauses (
  channel text primary key,
  until_at integer not null,
  failures integer not null
) strict, without rowid;
