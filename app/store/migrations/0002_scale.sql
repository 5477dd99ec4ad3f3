-- A library of a hundred thousand clips: what is filtered, sorted and counted by has columns and
-- indexes of its own, away from the bodies. Projections are made again from the cells afterwards.
DROP TABLE clip;
DROP TABLE tag;
DROP TABLE product;
DROP TABLE words;
DROP TABLE indexed;
CREATE INDEX edit_at ON edit (at);

CREATE TABLE clip (
  row INTEGER PRIMARY KEY, -- when it was added, in microseconds, so that the newest come first unsorted
  id TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, project TEXT NOT NULL,
  name TEXT NOT NULL, -- as names sort: folded, digits padded
  length INTEGER NOT NULL, -- microseconds
  size INTEGER NOT NULL, tags INTEGER NOT NULL, cover INTEGER NOT NULL, touched INTEGER NOT NULL,
  standing TEXT NOT NULL, missing INTEGER NOT NULL, ready INTEGER NOT NULL
);
CREATE INDEX clip_fingerprint ON clip (fingerprint);
CREATE INDEX clip_project ON clip (project);
CREATE INDEX clip_name ON clip (name);
CREATE INDEX clip_length ON clip (length);
CREATE INDEX clip_touched ON clip (touched);
CREATE INDEX clip_state ON clip (standing, missing);
CREATE INDEX clip_missing ON clip (missing) WHERE missing = 1;
CREATE INDEX clip_cover ON clip (cover);
CREATE INDEX clip_untagged ON clip (tags) WHERE tags = 0;
CREATE INDEX clip_ready ON clip (ready) WHERE ready = 0;
CREATE INDEX clip_size ON clip (size);
CREATE TABLE clip_body (row INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE VIRTUAL TABLE clip_words USING fts5 (text, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2");

CREATE TABLE tag (
  id TEXT PRIMARY KEY, clip TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, product TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tag_clip ON tag (clip, first, last, product);
CREATE INDEX tag_product ON tag (product, clip);

CREATE TABLE product (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, brand TEXT NOT NULL, shelf INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX product_title ON product (title);
CREATE INDEX product_shelf ON product (shelf) WHERE shelf > 0;
CREATE VIRTUAL TABLE product_words USING fts5 (text, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2");

CREATE TABLE project (id TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

-- What this machine knows of a clip: where its file lies here, whether it is there, whether all
-- that is made of it is made, and when it was last worked on. Not shared, not undone.
CREATE TABLE here (
  clip TEXT PRIMARY KEY, path TEXT NOT NULL DEFAULT '', missing INTEGER NOT NULL DEFAULT 0,
  ready INTEGER NOT NULL DEFAULT 0, touched INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE watch (path TEXT PRIMARY KEY, project TEXT NOT NULL) WITHOUT ROWID;

INSERT OR REPLACE INTO setting (name, value) VALUES ('projections', 'stale');
