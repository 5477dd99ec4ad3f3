package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// shelf fills a library with clips named by letters: a to e, added in that
// order, a the longest, d and e of the same bytes, b with a tag, c with a cover.
func shelf(t *testing.T) *store.Store {
	s := open(t, t.TempDir())
	do(t, s, "", "Add", store.ProductWrites(taglane.Product{ID: "p", Title: "Teapot", Brand: "Lind"})...)
	do(t, s, "library", "Add", store.ProjectWrites(taglane.Project{ID: "k", Name: "Kitchen", AddedAt: start})...)
	for i, id := range []string{"a", "b", "c", "d", "e"} {
		c := aClip(taglane.ID(id))
		c.Name, c.Fingerprint, c.AddedAt, c.Frames = fmt.Sprintf("Clip %d", 12-i), "fp-"+id, start.Add(time.Duration(i)*time.Hour), taglane.Frame(900-i)
		if id == "e" {
			c.Fingerprint = "fp-d"
		}
		if id == "a" || id == "b" {
			c.Project = "k"
		}
		do(t, s, id, "Import", store.ClipWrites(c)...)
	}
	tag := aTag("t")
	tag.Clip = "b"
	do(t, s, "b", "Tag", store.TagWrites(tag)...)
	do(t, s, "c", "Cover", store.Set(store.KindClip, "c", "cover", 7), store.Set(store.KindClip, "c", "note", "for Émile, dusk"))
	return s
}

func listed(t *testing.T, s *store.Store, q store.Query) (names string) {
	t.Helper()
	rows, err := s.Page(context.Background(), q, 0, 100)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	ids, err := s.IDs(context.Background(), q, 100)
	if err != nil || len(ids) != len(rows) {
		t.Errorf("%+v: %d ids of %d rows, %v", q, len(ids), len(rows), err)
	}
	for _, r := range rows {
		names += string(r.ID)
	}
	if n, err := s.Count(context.Background(), q); err != nil || n != int64(len(rows)) {
		t.Errorf("%+v counts %d, lists %d, %v", q, n, len(rows), err)
	}
	return names
}

func TestPartsOrdersAndWords(t *testing.T) {
	s := shelf(t)
	if _, err := s.SetMissing(context.Background(), map[taglane.ID]bool{"e": true}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{}, "edcba"},
		{store.Query{Sort: "oldest"}, "abcde"},
		{store.Query{Sort: "name"}, "edcba"}, // Clip 8 before Clip 12
		{store.Query{Sort: "longest"}, "abcde"},
		{store.Query{Sort: "touched"}, "cbeda"},
		{store.Query{Filter: "untagged"}, "edca"},
		{store.Query{Filter: "draft"}, "dcba"},
		{store.Query{Filter: "missing"}, "e"},
		{store.Query{Filter: "cover"}, "c"},
		{store.Query{Filter: "nocover"}, "edba"},
		{store.Query{Filter: "double"}, "ed"},
		{store.Query{Project: "k"}, "ba"},
		{store.Query{Project: "k", Filter: "untagged", Sort: "name"}, "a"},
		{store.Query{Text: "teap"}, "b"},
		{store.Query{Text: "lind clip"}, "b"},
		{store.Query{Text: "emile"}, "c"}, // a note, without its accent
		{store.Query{Text: "clip"}, "edcba"},
		{store.Query{Text: "clip", Sort: "longest"}, "abcde"},
		{store.Query{Text: "clip", Filter: "cover"}, "c"},
		{store.Query{Text: "clip", Project: "k"}, "ba"},
		{store.Query{Text: "kettle"}, ""},
	} {
		if got := listed(t, s, c.q); got != c.want {
			t.Errorf("%+v lists %q, want %q", c.q, got, c.want)
		}
	}
	for _, q := range []store.Query{{Filter: "x"}, {Sort: "x"}, {Sort: "row; DROP TABLE clip"}} {
		if _, err := s.Page(context.Background(), q, 0, 1); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestPagesJoinWithoutGapOrDouble(t *testing.T) {
	s := shelf(t)
	got := ""
	for at := 0; at < 6; at += 2 {
		rows, err := s.Page(context.Background(), store.Query{Sort: "name"}, at, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			got += string(r.ID)
		}
	}
	if got != "edcba" {
		t.Error(got)
	}
}

func TestFactsCountEveryPart(t *testing.T) {
	s := shelf(t)
	f, err := s.Facts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[store.Filter]int64{"all": 5, "untagged": 4, "draft": 5, "queued": 0, "published": 0, "unsure": 0, "missing": 0, "cover": 1, "nocover": 4, "double": 2} {
		if f.Counts[part] != want {
			t.Errorf("%s: %d, want %d", part, f.Counts[part], want)
		}
	}
	if f.Bytes != 45 || len(f.Projects) != 1 || f.Projects[0].Clips != 2 || f.Projects[0].Newest != "b" {
		t.Errorf("%+v", f)
	}
	if groups, err := s.Doubles(context.Background(), 9); err != nil || !reflect.DeepEqual(groups, [][]taglane.ID{{"d", "e"}}) {
		t.Error(groups, err)
	}
	spans, err := s.Stretches(context.Background(), []taglane.ID{"a", "b"})
	if err != nil || len(spans) != 1 || len(spans["b"]) != 1 || spans["b"][0].Span != aTag("t").Span {
		t.Errorf("%+v %v", spans, err)
	}
}

func TestTheOutboxIsSeenInTheLibrary(t *testing.T) {
	s := shelf(t)
	ctx := context.Background()
	row := outbox.Row{ID: "x", Key: "k1", Clip: "a", QueuedAt: start}
	if _, _, err := s.Queue(ctx, row, outbox.Entry{}); err != nil {
		t.Fatal(err)
	}
	if got := listed(t, s, store.Query{Filter: "queued"}); got != "a" {
		t.Errorf("queued: %q", got)
	}
	row.Wait = outbox.WaitsUnsure
	if err := s.Save(ctx, row, outbox.Entry{}); err != nil {
		t.Fatal(err)
	}
	if got := listed(t, s, store.Query{Filter: "unsure"}); got != "a" {
		t.Errorf("unsure: %q", got)
	}
	row.Wait, row.Stage = "", outbox.Live
	if err := s.Save(ctx, row, outbox.Entry{}); err != nil {
		t.Fatal(err)
	}
	do(t, s, "a", "Rename", store.Set(store.KindClip, "a", "title", "Dusk")) // projected again, it is still published
	if got := listed(t, s, store.Query{Filter: "published"}) + listed(t, s, store.Query{Filter: "queued"}); got != "a" {
		t.Errorf("published: %q", got)
	}
}

func TestWhatThisMachineKnowsIsNotUndoneAndNotRebuilt(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx := context.Background()
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(t, s, "c", "Rename", store.Set(store.KindClip, "c", "title", "Dusk"))
	if n, err := s.SetMissing(ctx, map[taglane.ID]bool{"c": true, "nobody": true}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if n, _ := s.SetMissing(ctx, map[taglane.ID]bool{"c": true}); n != 0 {
		t.Error("the same news was news twice")
	}
	if err := s.SetPath(ctx, "c", "/elsewhere/a.mp4"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetReady(ctx, map[taglane.ID]bool{"c": true}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(ctx, "c", "nora"); err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, dir)
	r, err := s.Row(ctx, "c")
	if err != nil || r.Path != "/elsewhere/a.mp4" || r.Missing || r.Title != "" {
		t.Errorf("%+v %v", r, err)
	}
	if todo, err := s.Unready(ctx, 9); err != nil || len(todo) != 0 {
		t.Error(todo, err)
	}
	if r.Touched == 0 {
		t.Error("nobody knows when the clip was worked on")
	}
}

// A library of the first version is opened as it is, with all it holds.
func TestAnOlderLibraryIsBroughtUpToDate(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(t, s, "c", "Tag", store.TagWrites(aTag("t"))...)
	queueAll(t, s)
	s.Close()
	older(t, filepath.Join(dir, "library.db"))
	s = open(t, dir)
	if got := listed(t, s, store.Query{Text: "slow"}); got != "c" {
		t.Errorf("found %q", got)
	}
	if tags, err := s.Tags(context.Background(), "c"); err != nil || len(tags) != 1 {
		t.Error(tags, err)
	}
	if _, err := s.Undo(context.Background(), "c", "nora"); err != nil {
		t.Error("what was done before cannot be undone:", err)
	}
	wantMoving(t, s)
}

// older turns a library back into the one the first version left.
func older(t *testing.T, path string) {
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{
		`DROP TABLE clip`, `DROP TABLE clip_body`, `DROP TABLE clip_words`, `DROP TABLE tag`, `DROP TABLE product`, `DROP TABLE product_words`,
		`DROP TABLE project`, `DROP TABLE here`, `DROP TABLE watch`, `DROP TABLE marker`, `DROP TABLE checkpoint`, `DROP INDEX edit_at`,
		`DROP TABLE listing`, `DROP TABLE listing_words`, `DROP TABLE source`, `DROP TABLE sighting`, `DROP TABLE link`, `DROP TABLE program`, `DROP TABLE audit`,
		`DROP TABLE earning`, `DROP TABLE observation`, `DROP TABLE grown`, `DROP TABLE curve`, `DROP TABLE comment`, `DROP TABLE member`, `DROP TABLE verdict`, `DROP TABLE private_note`, `DROP TABLE version`, `DROP TABLE left_behind`, `DROP TABLE place`, `DROP TABLE cut`, `DROP TABLE swap`, `DROP TABLE held`,
		`DROP INDEX publication_moving`, `DROP INDEX publication_approval`, `ALTER TABLE publication DROP COLUMN resting`,
		`CREATE TABLE clip (id TEXT PRIMARY KEY, added TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
		`CREATE TABLE tag (id TEXT PRIMARY KEY, clip TEXT NOT NULL, first INTEGER NOT NULL, product TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
		`CREATE TABLE product (id TEXT PRIMARY KEY, title TEXT NOT NULL, shelf INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
		`CREATE VIRTUAL TABLE words USING fts5 (text)`, `CREATE TABLE indexed (kind TEXT NOT NULL, id TEXT NOT NULL, row INTEGER NOT NULL UNIQUE, PRIMARY KEY (kind, id)) WITHOUT ROWID`,
		`PRAGMA user_version = 1`,
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// What was removed and comes back takes its old place.
func TestAClipThatComesBackTakesItsPlace(t *testing.T) {
	s := shelf(t)
	do(t, s, "library", "Remove 2 clips", store.Set(store.KindClip, "b", edit.Present, false), store.Set(store.KindClip, "d", edit.Present, false))
	if got := listed(t, s, store.Query{}); got != "eca" {
		t.Fatal(got)
	}
	if got := listed(t, s, store.Query{Text: "teapot"}); got != "" {
		t.Errorf("a removed clip is found: %q", got)
	}
	if _, err := s.Undo(context.Background(), "library", "nora"); err != nil {
		t.Fatal(err)
	}
	if got := listed(t, s, store.Query{}) + listed(t, s, store.Query{Text: "teapot"}); got != "edcbab" {
		t.Error(got)
	}
}
