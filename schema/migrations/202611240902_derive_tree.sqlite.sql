-- Roots of complete subtrees, from level 10 (1,024 events) upwards. Derived from the hashes of the events.
drop table if exists tree_nodes;
create table tree_nodes (
  level integer not null check (level >= 10),
  number bigint not null check (number >= 0),
  hash blob not null,
  primary key (level, number)
);
