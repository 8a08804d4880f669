-- What is open, in the order of the clock: an index also holds what most lists pass rows over for, so that a row that
-- does not fit is not looked up. Runs after the register's own text at the start of a rebuild, so it drops what it makes.
drop index if exists matters_open_due_at_idx;
drop index if exists matters_open_playbook_idx;
drop index if exists matters_open_unit_path_idx;
drop index if exists matters_outcome_position_idx;
create index matters_open_due_at_idx on matters (due_at, id, position, unit_path, playbook) where outcome = '';
create index matters_open_playbook_idx on matters (playbook, due_at, id, unit_path) where outcome = '';
-- Also a walk: that of a few units, merged.
create index matters_open_unit_path_idx on matters (unit_path, due_at, id, playbook) where outcome = '';
-- What changed since, and what has stood still since.
create index matters_outcome_position_idx on matters (outcome, position, due_at);
