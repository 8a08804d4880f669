-- Where matters are (places.h): a row from each position at which the place became another; field '' when it was taken
-- away. Millionths of a degree, WGS-84.
-- Part of the register: this text also runs at the start of a rebuild, so it drops what it makes. SQLite only, for
-- WITHOUT ROWID.
drop table if exists matter_places;
create table matter_places (
  matter_id bigint not null,
  from_position bigint not null check (from_position > 0),
  field text not null,
  lon_e6 integer not null,
  lat_e6 integer not null,
  primary key (matter_id, from_position)
) without rowid;
-- Filled when the ledger is next opened for writing.
delete from projections where name = 'register';
