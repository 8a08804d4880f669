-- Full-text search. SQLite only: PostgreSQL keeps a tsvector of the same grams.
-- The tokenizer is ours (src/guatu/store/grams.h) and is registered on every connection.
create table matter_texts (
  matter_id integer primary key,
  body text not null
);
create virtual table matter_search using fts5 (
  body, content = 'matter_texts', content_rowid = 'matter_id', columnsize = 0, tokenize = 'guatu'
);
