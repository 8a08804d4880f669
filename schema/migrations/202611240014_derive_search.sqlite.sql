-- Full-text search. Derived: this text also runs at the start of a rebuild.
-- SQLite only: PostgreSQL keeps a tsvector of the same grams.
-- The tokenizer is ours (src/guatu/store/grams.h) and is registered on every connection.
drop table if exists matter_search;
drop table if exists matter_texts;
create table matter_texts (
  matter_id integer primary key,
  body text not null
);
create virtual table matter_search using fts5 (
  body, content = 'matter_texts', content_rowid = 'matter_id', columnsize = 0, tokenize = 'guatu'
);
