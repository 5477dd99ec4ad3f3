-- What people say about clips, who they are, and what each thinks of a draft: projections of the cells.
CREATE TABLE comment (id TEXT PRIMARY KEY, clip TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX comment_clip ON comment (clip);
CREATE TABLE member (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE verdict (id TEXT PRIMARY KEY, clip TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX verdict_clip ON verdict (clip);
-- What waits for approval is looked at after every edit that could give it.
CREATE INDEX publication_approval ON publication (wait) WHERE wait = 'approval';
