package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

var start = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// counting gives a clock that ticks and names that count.
func counting(dir, prefix string) store.Options {
	n, at := 0, start
	return store.Options{
		Dir:   dir,
		Now:   func() time.Time { at = at.Add(time.Second); return at },
		NewID: func() taglane.ID { n++; return taglane.ID(fmt.Sprintf("%s%d", prefix, n)) },
	}
}

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), counting(dir, "id"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func do(t testing.TB, s *store.Store, scope, label string, ws ...edit.Write) edit.Edit {
	t.Helper()
	e, err := s.Do(context.Background(), edit.Draft{By: "nora", Scope: scope, Label: label, Writes: ws})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func aClip(id taglane.ID) taglane.Clip {
	return taglane.Clip{ID: id, Name: "Slow Sunday", Path: "/clips/a.mp4", Size: 9, Fingerprint: "fp", AddedAt: start, Language: "en",
		Facts: taglane.Facts{Frames: 300, Rate: taglane.Rate{Num: 30, Den: 1}, Width: 1080, Height: 1920, Codec: "h264"}}
}

func aTag(id taglane.ID) taglane.Tag {
	return taglane.Tag{ID: id, Clip: "c", Product: "p", Span: taglane.Span{In: 30, Out: 90},
		Path: taglane.Path{Keys: []taglane.Key{{Frame: 40, Spot: taglane.Spot{X: .4, Y: .6}}}}, Relation: taglane.Own}
}

func TestNounsComeBackAsTheyWere(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx := context.Background()
	p := taglane.Product{ID: "p", Title: "Mug", URL: "https://lind.example/mug", Relation: taglane.Own, Shelf: 1,
		Offer: &taglane.Offer{Price: taglane.Money{Amount: "24.00", Currency: "EUR"}, Availability: "in_stock", ObservedAt: start}}
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(t, s, "", "Add", store.ProductWrites(p)...)
	do(t, s, "c", "Tag", store.TagWrites(aTag("t"))...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	c, err := s.Clip(ctx, "c")
	if err != nil || !reflect.DeepEqual(c, aClip("c")) {
		t.Fatalf("clip: %+v, %v", c, err)
	}
	tags, err := s.Tags(ctx, "c")
	if err != nil || !reflect.DeepEqual(tags, []taglane.Tag{aTag("t")}) {
		t.Fatalf("tags: %+v, %v", tags, err)
	}
	if got, err := s.Product(ctx, "p"); err != nil || !reflect.DeepEqual(got, p) {
		t.Fatalf("product: %+v, %v", got, err)
	}
	for _, q := range []string{"slow", "mu", "sund mug", `"`, `* "slow" (`, ""} {
		clips, err := s.Page(ctx, store.Query{Text: q}, 0, 10)
		if err != nil {
			t.Fatalf("search %q: %v", q, err)
		}
		if len(clips) != 1 {
			t.Errorf("search %q found %d clips", q, len(clips))
		}
	}
	if clips, _ := s.Page(ctx, store.Query{Text: "kettle"}, 0, 10); len(clips) != 0 {
		t.Error("a search found what is not there")
	}
}

func TestALibraryMovedAwayWhileOpenClosesQuietly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	s := open(t, dir)
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	moved := dir + ", moved"
	if err := os.Rename(dir, moved); err != nil {
		t.Skip("this system does not let an open folder go:", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, moved).Clip(context.Background(), "c"); err != nil {
		t.Error(err)
	}
}

func TestUndoSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ctx := context.Background()
	do(t, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(t, s, "c", "Tag", store.TagWrites(aTag("t"))...)
	do(t, s, "c", "Move", store.Set(store.KindTag, "t", "span", taglane.Span{In: 60, Out: 120}))
	s.Close()

	s = open(t, dir)
	undone, err := s.Undo(ctx, "c", "nora")
	if err != nil || undone.Edit.Label != "Move" {
		t.Fatalf("%+v %v", undone, err)
	}
	if got, _ := s.Tag(ctx, "t"); got.Span != (taglane.Span{In: 30, Out: 90}) {
		t.Fatalf("span after undo: %+v", got.Span)
	}
	if _, err = s.Undo(ctx, "c", "nora"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Tag(ctx, "t"); taglane.KindOf(err) != taglane.NotFound {
		t.Fatalf("the undone tag is still there: %v", err)
	}
	s.Close()

	s = open(t, dir)
	for range 2 {
		if _, err := s.Redo(ctx, "c", "nora"); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := s.Tag(ctx, "t"); got.Span != (taglane.Span{In: 60, Out: 120}) {
		t.Fatalf("span after redo: %+v", got.Span)
	}
	if _, err := s.Redo(ctx, "c", "nora"); taglane.KindOf(err) != taglane.NotFound {
		t.Fatalf("a third redo: %v", err)
	}
	steps, err := s.History(ctx, "c")
	if err != nil || len(steps) != 3 || steps[0].Label != "Move" || steps[0].Undone {
		t.Fatalf("history: %+v %v", steps, err)
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	_, err := store.Open(context.Background(), counting(dir, "x"))
	if taglane.KindOf(err) != taglane.Conflict {
		t.Fatalf("a second writer got in: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestNewerLibraryIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	open(t, dir).Close()
	path := filepath.Join(dir, "library.db")
	patch(t, path, 60, []byte{0, 0, 0, 99}) // user_version in the header
	before, _ := os.ReadFile(path)
	_, err := store.Open(context.Background(), counting(dir, "x"))
	if taglane.KindOf(err) != taglane.Refused {
		t.Fatalf("a newer library: %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Fatal("the newer library was changed")
	}
}

func TestDamageIsSeenAfterAnUncleanEnd(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 200 {
		do(t, s, "c", "Import", store.ClipWrites(aClip(taglane.ID(fmt.Sprint("c", i))))...)
	}
	s.Close()
	os.WriteFile(filepath.Join(dir, "running"), nil, 0o600)
	info, _ := os.Stat(filepath.Join(dir, "library.db"))
	patch(t, filepath.Join(dir, "library.db"), info.Size()/2/4096*4096, make([]byte, 64))
	if _, err := store.Open(context.Background(), counting(dir, "x")); err == nil {
		t.Fatal("a damaged library opened after an unclean end")
	}
}

func TestSettingsThatDurabilityRestsOn(t *testing.T) {
	s := open(t, t.TempDir())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "busy_timeout": "5000", "foreign_keys": "1",
		"trusted_schema": "0", "cell_size_check": "1", "journal_size_limit": "67108864",
	} {
		if got := store.Pragma(s, pragma); got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}

func TestUnknownKindsAndFieldsAreKept(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := context.Background()
	later := edit.Edit{ID: edit.ID{Device: "mia", Seq: 1}, At: edit.Time{Millis: start.UnixMilli(), Device: "mia"}, By: "mia",
		Writes: append(store.ClipWrites(aClip("c")), store.Set("mood", "m", "colour", "blue"), store.Set(store.KindClip, "c", "aura", json.RawMessage(`{"x":1}`)))}
	if _, err := s.Merge(ctx, later); err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Clip(ctx, "c"); err != nil {
		t.Fatal(err)
	}
	got := store.CellValue(s, edit.Cell{Kind: "mood", ID: "m", Field: "colour"}) + store.CellValue(s, edit.Cell{Kind: "clip", ID: "c", Field: "aura"})
	if got != `"blue"{"x":1}` {
		t.Fatalf("unknown cells: %s", got)
	}
}

func TestJournal(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := context.Background()
	rev := taglane.Revision{Digest: "d", Draft: taglane.Draft{Clip: aClip("c")}, Media: taglane.File{Size: 9}}
	row := outbox.NewRow("pub", rev, "acc", 0, map[string]string{"title": "x"}, time.Time{}, start)
	if _, fresh, err := s.Queue(ctx, row, outbox.Entry{At: start, Outcome: "queued"}); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	twice := row
	twice.ID = "pub2"
	if got, fresh, err := s.Queue(ctx, twice, outbox.Entry{At: start}); err != nil || fresh || got.ID != "pub" {
		t.Fatalf("queueing the same twice: %v %v %v", got.ID, fresh, err)
	}
	row.Stage, row.Wait, row.Until = outbox.Open, outbox.WaitsUntil, start.Add(time.Hour)
	if err := s.Save(ctx, row, outbox.Entry{At: start, Outcome: "waiting"}); err != nil {
		t.Fatal(err)
	}
	if rows, _ := s.Runnable(ctx, start); len(rows) != 0 {
		t.Fatal("a waiting row is runnable too early")
	}
	if rows, _ := s.Runnable(ctx, start.Add(time.Hour)); len(rows) != 1 {
		t.Fatal("a waiting row does not wake")
	}
	if next, _ := s.Next(ctx, start); !next.Equal(start.Add(time.Hour)) {
		t.Fatalf("next wake: %v", next)
	}
	row.Stage, row.Wait, row.Post = outbox.Tagged, outbox.NotWaiting, taglane.Post{ID: "x"}
	receipt := &outbox.Receipt{Clip: "c", Revision: "d", Account: "acc", Post: row.Post, At: start}
	if err := s.Save(ctx, row, outbox.Entry{At: start, Outcome: "tagged", Receipt: receipt}); err != nil {
		t.Fatal(err)
	}
	if v := store.CellValue(s, edit.Cell{Kind: store.KindReceipt, ID: row.Key, Field: "receipt"}); v == "" {
		t.Fatal("the receipt is not in the shared log")
	}
	got, err := s.Load(ctx, "pub")
	if err != nil || !reflect.DeepEqual(got, row) {
		t.Fatalf("row came back as %+v, %v", got, err)
	}
	entries, _ := s.Entries(ctx, "pub")
	if len(entries) != 3 || entries[2].N != 3 || entries[2].Receipt == nil {
		t.Fatalf("entries: %+v", entries)
	}
	said := outbox.Entry{At: start, Intent: outbox.Live, Outcome: "unsure", Detail: taglane.Say("Asked %d times.", int64(5)), Losses: []taglane.Said{taglane.Plain("Kettle")}}
	if err := s.Save(ctx, row, said); err != nil {
		t.Fatal(err)
	}
	said.N = 4
	if entries, _ = s.Entries(ctx, "pub"); len(entries) != 4 || !reflect.DeepEqual(entries[3], said) {
		t.Fatalf("kept as %+v, was %+v", entries[3], said)
	}
}

// Who is to publish a clip at a place is told with the row, and the newer of two
// laptops counts for both once they have heard of each other.
func TestAClaimIsSharedWithTheRow(t *testing.T) {
	ctx := context.Background()
	var at [2]*store.Store
	for i, name := range []taglane.ID{"mia", "bo"} {
		o := counting(t.TempDir(), string(name))
		if i == 1 { // an hour later
			now := o.Now
			o.Now = func() time.Time { return now().Add(time.Hour) }
		}
		var err error
		if at[i], err = store.Open(ctx, o); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { at[i].Close() })
		r := outbox.NewRow(name, taglane.Revision{Digest: string(name)}, name, 0, nil, time.Time{}, start)
		r.Clip, r.Place = "clip", "video/channel-1"
		if _, _, err := at[i].Queue(ctx, r, outbox.Entry{At: start, Outcome: "queued", Claims: true}); err != nil {
			t.Fatal(err)
		}
		twice := r
		twice.ID = "again"
		if _, fresh, err := at[i].Queue(ctx, twice, outbox.Entry{At: start, Claims: true}); err != nil || fresh {
			t.Fatal(fresh, err)
		}
		if by, err := at[i].Claimed(ctx, r, false); err != nil || by != outbox.Holder(name) {
			t.Fatalf("claimed by %q, %v", by, err)
		}
	}
	for i := range 2 {
		other := at[1-i]
		edits, err := other.EditsOf(ctx, other.Device(), 0, 100)
		if err == nil {
			_, err = at[i].Merge(ctx, edits...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r := outbox.Row{Clip: "clip", Place: "video/channel-1"}
	first, err := at[0].Claimed(ctx, r, false)
	second, err2 := at[1].Claimed(ctx, r, false)
	if err != nil || err2 != nil || first != "bo" || second != first {
		t.Errorf("claimed by %q here and by %q there: %v, %v", first, second, err, err2)
	}
	// It begins, and whoever queues the clip anew knows over whom that is.
	begins := outbox.Row{ID: "bo", Key: "k", Clip: "clip", Place: r.Place, Intent: outbox.Live}
	if err := at[1].Save(ctx, begins, outbox.Entry{At: start, Outcome: "intent", Claims: true}); err != nil {
		t.Fatal(err)
	}
	anew := outbox.NewRow("anew", taglane.Revision{Digest: "anew"}, "bo", 0, nil, time.Time{}, start)
	anew.Clip, anew.Place = r.Clip, r.Place
	if row, _, err := at[1].Queue(ctx, anew, outbox.Entry{At: start, Claims: true}); err != nil || row.Over != outbox.HolderOf("bo", true) {
		t.Errorf("queued over %q, %v", row.Over, err)
	}
	if kept, err := at[1].Load(ctx, "anew"); err != nil || kept.Over != outbox.HolderOf("bo", true) {
		t.Errorf("kept over %q, %v", kept.Over, err)
	}
	if by, err := at[1].Claimed(ctx, r, false); err != nil || by != "anew" {
		t.Errorf("claimed by %q, %v", by, err)
	}
	r.Place = "video/channel-2"
	if by, err := at[0].Claimed(ctx, r, false); err != nil || by != "" {
		t.Errorf("another place: %q, %v", by, err)
	}
}

// queueAll keeps a publication in every state; those that may move are named so.
func queueAll(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	keep := func(name string, shape func(r *outbox.Row)) {
		r := outbox.NewRow(taglane.ID(name), taglane.Revision{Digest: name}, "acc", 0, nil, time.Time{}, start)
		shape(&r)
		if _, fresh, err := s.Queue(ctx, r, outbox.Entry{At: start, Outcome: "queued"}); err != nil || !fresh {
			t.Fatal(name, fresh, err)
		}
	}
	for _, w := range []outbox.Wait{outbox.WaitsLogin, outbox.WaitsApproval, outbox.WaitsRefused, outbox.WaitsUnsure, outbox.WaitsPaused, outbox.WaitsCanceled, outbox.WaitsElsewhere} {
		keep("rests "+string(w), func(r *outbox.Row) { r.Stage, r.Wait = outbox.Open, w })
	}
	keep("rests tagged", func(r *outbox.Row) { r.Stage = outbox.Tagged })
	keep("moves", func(r *outbox.Row) {})
	keep("moves live", func(r *outbox.Row) { r.Stage = outbox.Live })
	keep("moves until", func(r *outbox.Row) { r.Stage, r.Wait, r.Until = outbox.Sent, outbox.WaitsUntil, start })
	keep("moves offline", func(r *outbox.Row) { r.Stage, r.Wait, r.Until = outbox.Open, outbox.WaitsOffline, start })
	keep("waits", func(r *outbox.Row) { r.Stage, r.Wait, r.Until = outbox.Open, outbox.WaitsUntil, start.Add(time.Second) })
}

// wantMoving looks that the rows of queueAll that may move are found, and no other.
func wantMoving(t *testing.T, s *store.Store) {
	t.Helper()
	rows, err := s.Runnable(context.Background(), start)
	names := ""
	for _, r := range rows {
		names += string(r.ID) + "; "
	}
	if want := "moves; moves live; moves offline; moves until; "; names != want || err != nil {
		t.Errorf("may move: %s, %v; want %s", names, err, want)
	}
	if next, err := s.Next(context.Background(), start); !next.Equal(start.Add(time.Second)) || err != nil {
		t.Errorf("next wake: %v, %v", next, err)
	}
}

// Only the outbox knows what rests; the journal finds what does not.
func TestWhatMayMoveIsFound(t *testing.T) {
	s := open(t, t.TempDir())
	queueAll(t, s)
	wantMoving(t, s)
	for name, moves := range map[string]func(*outbox.Row){
		"a change is wanted":      func(r *outbox.Row) { r.Wanted = "another" },
		"its address is not told": func(r *outbox.Row) { r.Linking = true },
	} {
		r, err := s.Load(context.Background(), "rests tagged")
		if err != nil {
			t.Fatal(err)
		}
		was := r
		moves(&r)
		if err := s.Save(context.Background(), r, outbox.Entry{At: start, Outcome: "update"}); err != nil {
			t.Fatal(err)
		}
		if rows, err := s.Runnable(context.Background(), start); err != nil || len(rows) != 5 {
			t.Errorf("%s: %d rows may move, %v", name, len(rows), err)
		}
		if err := s.Save(context.Background(), was, outbox.Entry{At: start, Outcome: "tagged"}); err != nil {
			t.Fatal(err)
		}
	}
	wantMoving(t, s)
}

func patch(t *testing.T, path string, at int64, b []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt(b, at)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A gesture beside the same database keeping one bare row as safely, in turns, so
// that a busy disk slows both.
func BenchmarkGesture(b *testing.B) {
	s := open(b, b.TempDir())
	do(b, s, "c", "Import", store.ClipWrites(aClip("c"))...)
	do(b, s, "c", "Tag", store.TagWrites(aTag("t"))...)
	bare, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	bare.SetMaxOpenConns(1)
	if _, err := bare.Exec(`CREATE TABLE row (n INTEGER PRIMARY KEY, body TEXT)`); err != nil {
		b.Fatal(err)
	}
	var ours, alone time.Duration
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		do(b, s, "c", "Move", store.Set(store.KindTag, "t", "span", taglane.Span{In: taglane.Frame(i % 100), Out: 200}))
		ours += time.Since(begun)
		begun = time.Now()
		if _, err := bare.Exec(`INSERT INTO row (body) VALUES (?)`, strings.Repeat("x", 250)); err != nil {
			b.Fatal(err)
		}
		alone += time.Since(begun)
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "µs/gesture")
	b.ReportMetric(float64(ours)/float64(alone), "of-a-bare-row")
	b.ReportMetric(0, "ns/op")
}
