-- The ledger only grows, one position at a time. SQLite only: PostgreSQL writes triggers as functions.
create trigger events_refuse_update before update on events
begin
  select raise(abort, 'events are append-only');
end;
create trigger events_refuse_delete before delete on events
begin
  select raise(abort, 'events are append-only');
end;
-- Also what stops INSERT OR REPLACE, which fires no delete trigger.
create trigger events_refuse_gap before insert on events
when new.position <> (select coalesce(max(position), 0) + 1 from events)
begin
  select raise(abort, 'events are append-only');
end;
