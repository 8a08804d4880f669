-- Who is recused from what: asked at every list, true of few matters. The person is the first member of the event,
-- {"person":"ann", and no id holds a quotation mark. Not by the functions of JSON: SQLite 3.40 does not trust them
-- in an index, and what is no JSON any more is damage that must not stop a statement here.
create index events_recused_idx on events (substr(data, 12, instr(substr(data, 12), '"') - 1), matter_id)
  where type = 'matter.person_recused';
