-- The ledger and what stands beside it. Portable text: see docs/formats/storage.md.
-- Instants are microseconds since 1970-01-01T00:00:00Z. No enum check on type: event_registry() is its one list, and
-- an event of a newer release must be readable as "unknown" rather than refused by the table.
create table events (
  position integer primary key check (position > 0),
  matter_id bigint not null check (matter_id >= 0),
  at bigint not null,
  by text not null,
  command_id text not null,
  digest text not null,
  type text not null check (type <> ''),
  version integer not null check (version > 0),
  data text not null
);
create index events_matter_id_idx on events (matter_id, position) where matter_id <> 0;
create index events_world_idx on events (position) where matter_id = 0;

-- What was answered to each command; derived from the first event of its step.
create table commands (
  id text primary key,
  digest text not null,
  answer text not null
);

-- Last number taken of each printed series; derived from the events that open matters.
create table sequences (
  series text primary key,
  last bigint not null check (last > 0)
);
