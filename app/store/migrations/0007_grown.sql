-- By how much figures grew, summed up for each account and quarter of an hour, so that days of many posts are read
-- without reading every figure of every post. It follows from the observations and is kept beside them.
CREATE TABLE grown (quarter TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, by REAL NOT NULL, PRIMARY KEY (quarter, account, name)) WITHOUT ROWID;
INSERT INTO grown (quarter, account, name, by)
SELECT quarter, coalesce((SELECT account FROM publication WHERE id = of), ''), name, sum(grew) FROM (
  SELECT publication AS of, name, substr(at, 1, 14) || printf('%02d', substr(at, 15, 2) / 15 * 15) AS quarter,
    max(value - lag(value, 1, 0) OVER (PARTITION BY publication, name ORDER BY at), 0) AS grew
  FROM observation)
WHERE grew > 0 GROUP BY 1, 2, 3;
