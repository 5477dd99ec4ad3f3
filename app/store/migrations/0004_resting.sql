-- Whether only a person can move a publication, as the outbox says it, so that the few that move are found among all that rest.
ALTER TABLE publication ADD COLUMN resting INTEGER NOT NULL DEFAULT 0;
UPDATE publication SET resting = stage = 'tagged' OR wait NOT IN ('', 'until', 'offline');
CREATE INDEX publication_moving ON publication (until) WHERE resting = 0;
