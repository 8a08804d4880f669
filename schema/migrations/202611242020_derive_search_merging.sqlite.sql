-- Derived: this text also runs at the start of a rebuild, behind the search.
-- Eight pieces of the search index are merged at a time instead of four: what is written again and again by merging
-- becomes less (SQLite, FTS5, section "The 'automerge' Configuration Option"), and a search looks into a few pieces more.
insert into matter_search (matter_search, rank) values ('automerge', 8);
