-- Open matters as of then, in the order of the clock: each version of an open matter stands under the nodes of a binary
-- tree over blocks that together are the blocks it wholly covers. Written when the block in which it ended is full.
-- unit and state number its path and its state of a playbook, in tally_units and tally_states: lists of a unit or a
-- playbook pass over the others here.
-- Derived: this text also runs at the start of a rebuild. SQLite only, for WITHOUT ROWID.
drop table if exists version_spans;
create table version_spans (
  node bigint not null,
  due_at bigint not null,
  matter_id bigint not null,
  to_position bigint not null,
  unit bigint not null,
  state bigint not null,
  primary key (node, due_at, matter_id, to_position)
) without rowid;
-- Filled when the ledger is next opened for writing.
delete from projections where name = 'spans';
