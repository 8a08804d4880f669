-- How far each derived table follows the events; written in the transaction that writes the rows.
-- A name that is missing stands at 0.
create table projections (
  name text primary key,
  position bigint not null check (position >= 0)
);
