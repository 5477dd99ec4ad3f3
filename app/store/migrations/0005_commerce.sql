-- What sources offer, what was seen of prices, what links were made, what posts and links brought in.
-- Links are edits and so are shared; the rest is this machine's own reading of others and never edited.
CREATE TABLE listing (
  row INTEGER PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, seen TEXT NOT NULL, -- the reading that had it last
  gtin TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (source, key)
);
CREATE INDEX listing_gtin ON listing (gtin) WHERE gtin != '';
CREATE INDEX listing_seen ON listing (source, seen);
CREATE VIRTUAL TABLE listing_words USING fts5 (text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE source (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE sighting (product TEXT NOT NULL, at TEXT NOT NULL, source TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (product, at, source)) WITHOUT ROWID;

CREATE TABLE link (sub_id TEXT PRIMARY KEY, clip TEXT NOT NULL, tag TEXT NOT NULL, product TEXT NOT NULL, service TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX link_tag ON link (tag, service);
CREATE INDEX link_product ON link (product);
CREATE INDEX link_clip ON link (clip);

CREATE TABLE program (account TEXT NOT NULL, advertiser TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, advertiser)) WITHOUT ROWID;
CREATE TABLE audit (link TEXT NOT NULL, at TEXT NOT NULL, verdict TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (link, at)) WITHOUT ROWID;

CREATE TABLE earning (account TEXT NOT NULL, key TEXT NOT NULL, sub_id TEXT NOT NULL, sold TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
CREATE INDEX earning_sub_id ON earning (sub_id);
CREATE INDEX earning_sold ON earning (sold);
CREATE TABLE observation (publication TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (publication, name, at)) WITHOUT ROWID;
CREATE TABLE curve (clip TEXT NOT NULL, service TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (clip, service)) WITHOUT ROWID;
