-- Counts as they stood at the end of each block in which they changed, of a unit and all below it: n of the last row
-- before a block is the count at that block's start. Measures and buckets: src/guatu/store/tally.h.
-- Derived: this text also runs at the start of a rebuild. SQLite only, for WITHOUT ROWID.
drop table if exists tallies;
drop table if exists tally_units;
drop table if exists tally_states;
-- Short numbers for paths, and for states of playbooks, in the order in which they came up.
create table tally_units (
  id integer primary key,
  path text not null unique
);
create table tally_states (
  id integer primary key,
  playbook text not null,
  state text not null,
  unique (playbook, state)
);
create table tallies (
  unit bigint not null,
  measure smallint not null,
  bucket bigint not null,
  block bigint not null,
  n bigint not null,
  primary key (unit, measure, bucket, block)
) without rowid;
