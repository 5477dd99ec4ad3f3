-- The cuts of a clip, and the things that a cut left without a place: projections of the cells.
CREATE TABLE version (id TEXT PRIMARY KEY, clip TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX version_clip ON version (clip);
CREATE TABLE left_behind (kind TEXT NOT NULL, id TEXT NOT NULL, clip TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX left_behind_clip ON left_behind (clip);
-- Where the footage of a clip lies on this machine: one path for each cut of it. A clip alone has none any more.
CREATE TABLE place (clip TEXT NOT NULL, fingerprint TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (clip, fingerprint)) WITHOUT ROWID;
INSERT INTO place (clip, fingerprint, path) SELECT h.clip, c.fingerprint, h.path FROM here h JOIN clip c ON c.id = h.clip WHERE h.path <> '';
ALTER TABLE here DROP COLUMN path;
-- Files that wait here to become the next cut.
CREATE TABLE cut (clip TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
