-- Remarks on a clip's time, and names for how a scope stood after a step of its undo list.
CREATE TABLE marker (id TEXT PRIMARY KEY, clip TEXT NOT NULL, first INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX marker_clip ON marker (clip, first);
CREATE TABLE checkpoint (scope TEXT NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (scope, n)) WITHOUT ROWID;
