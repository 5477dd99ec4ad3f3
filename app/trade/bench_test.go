package trade

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Sizes of a library whose posts were read every day of a year.
const (
	manyPosts = 10_000
	manyDays  = 365
)

// How long the Insights place waits with 10,000 posts and 365 days of readings
// of each, beside the database alone that reads the rows of the same days.
func BenchmarkInsightsOfTenThousandPosts(b *testing.B) {
	dir := b.TempDir()
	yearOfReadings(b, dir)
	k := newBenchIn(b, dir)
	k.now = start.AddDate(0, 0, manyDays)
	last := k.now.Format(time.DateOnly)
	file := filepath.Join(dir, "library.db")
	for _, c := range []struct {
		name string
		days int
		most float64 // times what the database takes to read the rows
	}{{"28 days", 28, 1}, {"a year", manyDays, 0.5}} {
		b.Run(c.name, func(b *testing.B) {
			from := k.now.AddDate(0, 0, 1-c.days)
			var ours, alone []time.Duration
			for b.Loop() {
				begun := time.Now()
				v, err := k.Insights(ctx, from.Format(time.DateOnly), last)
				ours = append(ours, time.Since(begun))
				if err != nil || len(v.Posts) != manyPosts || len(v.Days) != c.days || v.Views < int64(manyPosts*(c.days-1)) {
					b.Fatalf("%d posts, %d days, %d views (%v)", len(v.Posts), len(v.Days), v.Views, err)
				}
				alone = append(alone, readAlone(b, file, from))
			}
			slices.Sort(ours)
			slices.Sort(alone)
			o, a := ours[len(ours)/2], alone[len(alone)/2]
			b.ReportMetric(float64(o.Milliseconds()), "ms")
			b.ReportMetric(float64(o)/float64(a), "of-the-rows")
			if float64(o) > c.most*float64(a) {
				b.Errorf("it takes %v, the rows alone %v; at most %.1f times that is promised", o, a, c.most)
			}
		})
	}
}

// readAlone reads the rows since a time and does nothing with them.
func readAlone(b *testing.B, file string, from time.Time) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	begun := time.Now()
	rows, err := db.Query(`SELECT publication, name, at, value FROM observation WHERE at >= ?`, from.UTC().Format("2006-01-02T15:04:05.000Z"))
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var publication, name, at string
		var value float64
		if err := rows.Scan(&publication, &name, &at, &value); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if n < manyPosts {
		b.Fatalf("%d rows (%v)", n, rows.Err())
	}
	return time.Since(begun)
}

// yearOfReadings makes a library with so many posts of as many clips, each read
// once a day for its views and its likes.
func yearOfReadings(b *testing.B, dir string) {
	b.Helper()
	k := newBenchIn(b, dir)
	pan(k, b)
	k.account(b, "page", "memory", nil)
	k.post(b, "pub", "c", "page", "p1")
	var writes []edit.Write
	for i := range manyPosts {
		c := must[taglane.Clip](b)(k.store.Clip(ctx, "c"))
		c.ID = taglane.ID(fmt.Sprintf("clip%05d", i))
		writes = append(writes, store.ClipWrites(c)...)
		if i%500 == 499 {
			k.write(b, "", writes...)
			writes = nil
		}
	}
	if err := k.store.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "library.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	grown, err := os.ReadFile("../store/migrations/0007_grown.sql")
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range []string{
		`CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT i FROM n`,
		`INSERT INTO publication (id, key, clip, account, queued, stage, wait, until, resting, body)
			SELECT printf('pub%05d', i), 'k' || i, printf('clip%05d', i), account, queued, stage, wait, until, resting,
			json_set(body, '$.ID', printf('pub%05d', i), '$.Key', 'k' || i, '$.Clip', printf('clip%05d', i), '$.Post.id', 'p' || i) FROM n, publication WHERE id = 'pub'`,
		`DELETE FROM publication_step WHERE publication = 'pub'`, `DELETE FROM publication WHERE id = 'pub'`,
		`CREATE TEMP TABLE d AS SELECT i, strftime('%Y-%m-%dT06:00:00.000Z', '2026-11-25', i || ' days') AS at FROM n WHERE i < 365`,
		`INSERT INTO observation (publication, name, at, value) SELECT printf('pub%05d', n.i), name.value, d.at, (d.i + 1) * (1 + n.i % 7)
			FROM n CROSS JOIN json_each('["likes", "views"]') name CROSS JOIN d ORDER BY 1, 2, 3`,
		`DROP TABLE grown`, string(grown),
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatalf("%s: %v", q, err)
		}
	}
}
