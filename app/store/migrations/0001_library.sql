-- The shared log and its state. Stamps are fixed-width text, so that bytes compare as stamps do.
CREATE TABLE edit (
  device TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, seq)
) WITHOUT ROWID;
CREATE TABLE waiting (
  device TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, seq)
) WITHOUT ROWID;
CREATE TABLE cell (
  kind TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL,
  of_device TEXT NOT NULL, of_seq INTEGER NOT NULL,
  PRIMARY KEY (kind, id, field)
) WITHOUT ROWID;

-- This device's own: what its edits covered, and what it can take back.
CREATE TABLE covered (
  device TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, seq)
) WITHOUT ROWID;
CREATE TABLE undo (
  scope TEXT NOT NULL, n INTEGER NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL, done INTEGER NOT NULL,
  PRIMARY KEY (scope, n)
) WITHOUT ROWID;

-- What a screen reads: projections of the cells, never written directly.
CREATE TABLE clip (id TEXT PRIMARY KEY, added TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX clip_added ON clip (added);
CREATE INDEX clip_fingerprint ON clip (fingerprint);
CREATE TABLE tag (
  id TEXT PRIMARY KEY, clip TEXT NOT NULL, first INTEGER NOT NULL, product TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tag_clip ON tag (clip, first);
CREATE INDEX tag_product ON tag (product);
CREATE TABLE product (id TEXT PRIMARY KEY, title TEXT NOT NULL, shelf INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX product_title ON product (title);
CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE indexed (kind TEXT NOT NULL, id TEXT NOT NULL, row INTEGER NOT NULL UNIQUE, PRIMARY KEY (kind, id)) WITHOUT ROWID; -- whose words a row of them is

-- Facts of this machine: not shared, not undone.
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE account (id TEXT PRIMARY KEY, added TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE revision (digest TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE publication (
  id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, clip TEXT NOT NULL, account TEXT NOT NULL,
  queued TEXT NOT NULL, stage TEXT NOT NULL, wait TEXT NOT NULL, until TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX publication_clip ON publication (clip);
CREATE TABLE publication_step (
  publication TEXT NOT NULL REFERENCES publication (id), n INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (publication, n)
) WITHOUT ROWID;
