-- The register: matters as they are (matters) and as they were (matter_versions). Derived from events: this text also
-- runs at the start of a rebuild, so it drops what it makes. SQLite only, for WITHOUT ROWID.
-- due_at is 9223372036854775807 while no clock runs, so that those rows sort last; the other instants use 0 for none.
-- id, number, playbook, parent, about, opener and opened_at of a matter never change: as-of lists rely on it.
drop table if exists matters;
drop table if exists matter_versions;
drop table if exists commands;
drop table if exists sequences;

create table matters (
  id integer primary key check (id > 0),
  number text not null,
  playbook text not null,
  title text not null,
  unit text not null,
  parent bigint not null,
  about bigint not null,
  state text not null,
  outcome text not null check (outcome in ('', 'done', 'refused', 'withdrawn', 'merged')),
  opener text not null,
  holder text not null,
  opened_at bigint not null,
  closed_at bigint not null,
  moved_at bigint not null,
  due_at bigint not null check (due_at <> 0),
  warn_at bigint not null,
  mark text not null check (mark in ('', 'yellow', 'red')),
  returns integer not null check (returns >= 0),
  is_parked smallint not null check (is_parked in (0, 1)),
  is_stopped smallint not null check (is_stopped in (0, 1)),
  supervisor text not null,
  last_told text not null,
  unit_path text not null,
  next_act_at bigint not null,
  position bigint not null check (position > 0),
  snapshot text not null,
  check (outcome = '' or due_at = 9223372036854775807)
);
-- Walks: one list in its order.
create index matters_opened_at_idx on matters (opened_at, id);
create index matters_number_idx on matters (number, id);
create index matters_playbook_opened_at_idx on matters (playbook, opened_at, id);
create index matters_playbook_number_idx on matters (playbook, number, id);
create index matters_opener_idx on matters (opener, opened_at, id);
create index matters_holder_idx on matters (holder, due_at, id) where holder <> '';
create index matters_open_due_at_idx on matters (due_at, id) where outcome = '';
create index matters_open_opened_at_idx on matters (opened_at, id) where outcome = '';
create index matters_open_number_idx on matters (number, id) where outcome = '';
create index matters_open_playbook_idx on matters (playbook, due_at, id) where outcome = '';
-- Choices: few rows of many, sorted afterwards.
create index matters_unit_path_idx on matters (unit_path, id);
create index matters_open_unit_path_idx on matters (unit_path, id) where outcome = '';
create index matters_state_idx on matters (state, playbook, id);
create index matters_parent_idx on matters (parent, id) where parent <> 0;
create index matters_about_idx on matters (about, id) where about <> 0;
create index matters_closed_at_idx on matters (closed_at, id) where outcome <> '';
create index matters_open_returns_idx on matters (returns, id) where outcome = '' and returns > 0;
create index matters_next_act_at_idx on matters (next_act_at, id) where next_act_at > 0;
-- What changed since, and what has stood still since.
create index matters_outcome_position_idx on matters (outcome, position);

-- What a list showed of a matter for positions in [from_position, to_position): written once, when it ended; what
-- still stands is in matters alone. In the order in which versions ended, so that rows are only ever added at the end.
-- fork is the position in [from_position, to_position) that is divisible by the greatest power of two.
create table matter_versions (
  to_position bigint not null,
  matter_id bigint not null,
  from_position bigint not null check (from_position > 0),
  fork bigint not null,
  number text not null,
  playbook text not null,
  title text not null,
  unit text not null,
  parent bigint not null,
  about bigint not null,
  state text not null,
  outcome text not null check (outcome in ('', 'done', 'refused', 'withdrawn', 'merged')),
  opener text not null,
  holder text not null,
  opened_at bigint not null,
  closed_at bigint not null,
  moved_at bigint not null,
  due_at bigint not null check (due_at <> 0),
  warn_at bigint not null,
  mark text not null check (mark in ('', 'yellow', 'red')),
  returns integer not null check (returns >= 0),
  is_parked smallint not null check (is_parked in (0, 1)),
  is_stopped smallint not null check (is_stopped in (0, 1)),
  supervisor text not null,
  last_told text not null,
  unit_path text not null,
  primary key (to_position, matter_id),
  check (from_position <= fork and fork < to_position)
) without rowid;
create index matter_versions_matter_idx on matter_versions (matter_id, to_position);
create index matter_versions_from_idx on matter_versions (from_position, to_position, due_at);
-- Choices as of then: one index by the forks above a position.
create index matter_versions_state_idx on matter_versions (fork, playbook, state, from_position);
create index matter_versions_unit_path_idx on matter_versions (fork, unit_path, from_position);
create index matter_versions_holder_idx on matter_versions (holder, fork, from_position) where holder <> '';
create index matter_versions_returns_idx on matter_versions (fork, returns, from_position)
  where outcome = '' and returns > 0;
create index matter_versions_closed_at_idx on matter_versions (closed_at, from_position) where outcome <> '';

-- What was answered to each command; derived from the first event of its step.
create table commands (
  id text primary key,
  digest text not null,
  answer text not null
) without rowid;

-- Last number taken of each printed series; derived from the events that open matters.
create table sequences (
  series text primary key,
  last bigint not null check (last > 0)
) without rowid;
