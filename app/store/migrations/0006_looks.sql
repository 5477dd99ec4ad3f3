-- What persons said of proposals to give a product's place to another (these are edits and so are shared), and what this
-- machine's own looks found that is not believed: the source is doubted, or, where none is named, the look has not ended.
CREATE TABLE swap (id TEXT PRIMARY KEY, product TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX swap_product ON swap (product, at);
CREATE TABLE held (kind TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
