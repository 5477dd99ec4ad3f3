-- Notes for nobody else: cells of comments that are in no log and leave this machine by no way.
CREATE TABLE private_note (id TEXT PRIMARY KEY, clip TEXT NOT NULL, cells TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX private_clip ON private_note (clip);
-- Whatever waits for a member is found without reading what was said of every clip.
CREATE INDEX comment_assignee ON comment (json_extract(body, '$.assignee')) WHERE json_extract(body, '$.assignee') IS NOT NULL;
CREATE INDEX verdict_member ON verdict (json_extract(body, '$.member'));
