package studio

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/edit"
	"taglane/app/outbox"
	"taglane/app/store"
	"taglane/app/taglane"
)

// openAt opens a studio on a library of a test whose clock stands where it is put.
func openAt(t testing.TB, dir string, now *time.Time) *Studio {
	t.Helper()
	o := options(dir)
	o.Now = func() time.Time { return *now }
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func idle(t testing.TB, s *Studio) {
	t.Helper()
	if err := s.RunOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
}

func shows(t testing.TB, s *Studio, id taglane.ID) Publication {
	t.Helper()
	p, err := s.Publication(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Our own clock publishes at its time, and at no other, whatever the offset it
// was written with; the moment is the same on both sides of a change of the clocks.
func TestOurOwnClock(t *testing.T) {
	needTools(t)
	berlin := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	now := berlin("2026-10-24T18:00:00+02:00")
	s := openAt(t, filepath.Join(t.TempDir(), "library"), &now)
	defer s.Close()
	clip, account := filmed(t, s), stallAccount(t, s, "Stall")
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p, err := s.Publish(ctx, clip, account, nil, berlin("2026-10-25T18:00:00+01:00")) // the clocks went back in the night
	if err != nil || p.At != "2026-10-25T17:00:00Z" || !p.Own || !p.CanPause || !p.CanCancel || p.CanRetry {
		t.Fatalf("%+v, %v", p, err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Wait != "until" || p.Stage != "queued" {
		t.Fatalf("%+v", p)
	}
	if p, err = s.SchedulePublication(ctx, p.ID, berlin("2026-10-25T09:00:00+01:00")); err != nil || p.At != "2026-10-25T08:00:00Z" {
		t.Fatalf("%+v, %v", p, err)
	}
	now = berlin("2026-10-25T08:45:00+01:00")
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage == "tagged" || p.Post != "" {
		t.Fatalf("before its time: %+v", p)
	}
	now = berlin("2026-10-25T09:00:01+01:00")
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "tagged" || p.CanCancel || p.CanPause {
		t.Fatalf("%+v", p)
	}
	if _, err := s.SchedulePublication(ctx, p.ID, time.Time{}); taglane.KindOf(err) != taglane.Conflict {
		t.Error("what is public was given another time:", err)
	}
}

// What was asleep over its time for too long waits for a person, who is told what
// happened and has three answers; the time was meant by the clocks of a zone.
func TestAClipThatIsLateWaitsForAPerson(t *testing.T) {
	needTools(t)
	now := time.Date(2026, 10, 24, 18, 0, 0, 0, time.UTC)
	s := openAt(t, filepath.Join(t.TempDir(), "library"), &now)
	defer s.Close()
	clip, account := filmed(t, s), stallAccount(t, s, "Stall")
	say(t, s, clip, account, "caption", "Ad. A mug.")
	at, err := Moment("2026-10-25T18:00:00+01:00[Europe/Berlin]")
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Publish(ctx, clip, account, nil, at)
	if err != nil || p.At != "2026-10-25T17:00:00Z" {
		t.Fatalf("%+v, %v", p, err)
	}
	if row, err := s.store.Load(ctx, p.ID); err != nil || row.Wall != "2026-10-25T18:00" || row.Zone != "Europe/Berlin" {
		t.Fatalf("%+v, %v", row, err)
	}
	now = at.Add(31 * time.Minute)
	idle(t, s)
	p = shows(t, s, p.ID)
	if p.Wait != "late" || p.Stage != "queued" || !p.CanRetry || !p.CanCancel || p.CanPause || !strings.HasPrefix(p.Message, "It should have been published at ") {
		t.Fatalf("%+v", p)
	}
	later, _ := Moment("2026-10-25T21:00:00+01:00[Europe/Berlin]")
	if p, err = s.SchedulePublication(ctx, p.ID, later); err != nil || p.Wait != "" || p.At != "2026-10-25T20:00:00Z" {
		t.Fatalf("%+v, %v", p, err)
	}
	now = later.Add(time.Hour)
	idle(t, s)
	if p = shows(t, s, p.ID); p.Wait != "late" {
		t.Fatalf("%+v", p)
	}
	if p, err = s.RetryPublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "tagged" {
		t.Errorf("%+v", p)
	}
}

// A service that publishes at a time by itself is told the time, and Taglane
// need not be running then.
func TestTheirOwnClock(t *testing.T) {
	s, clip, account := aStall(t, "schedules", "yes")
	say(t, s, clip, account, "caption", "Ad. A mug.")
	when := time.Now().Add(48 * time.Hour).Truncate(time.Second)
	p, err := s.Publish(ctx, clip, account, nil, when)
	if err != nil || p.Own || p.At != when.UTC().Format(time.RFC3339) {
		t.Fatalf("%+v, %v", p, err)
	}
	row, err := s.store.Load(ctx, p.ID)
	if err != nil || !row.At.IsZero() || row.Settings["publish_at"] != p.At {
		t.Fatalf("%+v, %v", row, err)
	}
	if p, err = s.SchedulePublication(ctx, p.ID, when.Add(time.Hour)); err != nil || p.At != when.Add(time.Hour).UTC().Format(time.RFC3339) {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err = s.SchedulePublication(ctx, p.ID, time.Time{}); err != nil || p.At != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "tagged" {
		t.Fatalf("%+v", p)
	}
}

// Who queues the same again gets what they asked for last.
func TestQueuedAgain(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.")
	when := time.Now().Add(48 * time.Hour).Truncate(time.Second)
	p, err := s.Publish(ctx, clip, account, nil, when)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.CancelPublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	q, err := s.Publish(ctx, clip, account, map[string]string{"privacy": "public"}, time.Time{})
	if err != nil || q.ID != p.ID || q.At != "" || q.Wait != "" {
		t.Fatalf("%+v, %v", q, err)
	}
	if row, err := s.store.Load(ctx, p.ID); err != nil || row.Settings["privacy"] != "public" {
		t.Error(row, err)
	}
	if q, err = s.Publish(ctx, clip, account, nil, when); err != nil || q.ID != p.ID || q.At != when.UTC().Format(time.RFC3339) {
		t.Fatalf("%+v, %v", q, err)
	}
	if _, err = s.Publish(ctx, clip, account, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	if q, err = s.Publish(ctx, clip, account, nil, when); err != nil || q.Stage != "tagged" || q.At != "" {
		t.Errorf("what is public stays as it is: %+v, %v", q, err)
	}
	if _, err := s.Publish(ctx, clip, account, map[string]string{"caption": strings.Repeat("x", 5001)}, time.Time{}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
}

func TestPausing(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p := publishNow(t, s, clip, account)
	if p, err := s.PausePublication(ctx, p.ID); err != nil || p.Wait != "paused" || p.CanPause || !p.CanRetry {
		t.Fatalf("%+v, %v", p, err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "queued" {
		t.Fatalf("what was paused went on: %+v", p)
	}
	if paused, err := s.PauseOutbox(ctx, true); err != nil || !paused {
		t.Fatal(paused, err)
	}
	if p, err := s.RetryPublication(ctx, p.ID); err != nil || p.Wait != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "queued" {
		t.Fatalf("the outbox rests, and it went on: %+v", p)
	}
	if paused, err := s.OutboxPaused(ctx); err != nil || !paused {
		t.Fatal(paused, err)
	}
	if _, err := s.PauseOutbox(ctx, false); err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.Stage != "tagged" {
		t.Fatalf("%+v", p)
	}
}

// receiptsIn are the receipts in the shared log of a library.
func receiptsIn(t testing.TB, dir string) (out []outbox.Receipt) {
	t.Helper()
	db, err := sql.Open("taglane-sqlite3", filepath.Join(dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT body FROM edit`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		var e edit.Edit
		if err := rows.Scan(&body); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &e); err != nil {
			t.Fatal(err)
		}
		for _, w := range e.Writes {
			var r outbox.Receipt
			if w.Kind == store.KindReceipt && json.Unmarshal(w.Value, &r) == nil {
				out = append(out, r)
			}
		}
	}
	return out
}

// That the outbox rests is kept over a start; the receipt of what went out is in
// the shared log from the moment the row says so, and survives as well.
func TestWhatAStartFinds(t *testing.T) {
	needTools(t)
	dir, now := filepath.Join(t.TempDir(), "library"), time.Now()
	s := openAt(t, dir, &now)
	clip, account := filmed(t, s), stallAccount(t, s, "Stall")
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p := publishNow(t, s, clip, account)
	idle(t, s)
	if _, err := s.PauseOutbox(ctx, true); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, dir, &now)
	defer s.Close()
	if !s.outbox.Paused() {
		t.Error("after a start the outbox runs again by itself")
	}
	row, err := s.store.Load(ctx, p.ID)
	if err != nil || row.Stage != outbox.Tagged {
		t.Fatal(row, err)
	}
	got := receiptsIn(t, dir)
	if len(got) != 1 || got[0].Revision != row.Revision || got[0].Account != account || got[0].Post.ID != row.Post.ID {
		t.Fatalf("%+v", got)
	}
	if v, err := s.Variant(ctx, clip, account); err != nil || v.Fields["caption"] != "Ad. A mug." {
		t.Error(v, err)
	}
}

// The receipt and the end of the row are one transaction: where the row is not
// kept, there is no receipt.
func TestNoReceiptWithoutItsRow(t *testing.T) {
	s := newStudio(t)
	r := outbox.Row{ID: "p", Key: "k", Clip: "c", Account: "a", Stage: outbox.Tagged}
	e := outbox.Entry{Outcome: "tagged", Receipt: &outbox.Receipt{Clip: "c", Account: "a"}}
	if err := s.store.Save(ctx, r, e); err != nil {
		t.Fatal(err)
	}
	twice := r
	twice.ID = "another row of the same key"
	if err := s.store.Save(ctx, twice, e); err == nil {
		t.Fatal("two rows have one key")
	}
	if got := receiptsIn(t, s.o.Dir); len(got) != 1 {
		t.Fatal(got)
	}
}

// A post says what the clip says now, on request, and never becomes two.
func TestChangingAPost(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p, err := s.Publish(ctx, clip, account, map[string]string{"title": "Only now"}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.CanUpdate {
		t.Fatal("nothing has changed")
	}
	if _, err := s.UpdatePublication(ctx, p.ID); taglane.KindOf(err) != taglane.Conflict {
		t.Error(err)
	}
	say(t, s, clip, account, "caption", "Ad. A blue mug.")
	if p = shows(t, s, p.ID); !p.CanUpdate {
		t.Fatal("the text has changed")
	}
	before := stallUpdates.Load()
	if _, err = s.UpdatePublication(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	idle(t, s)
	p = shows(t, s, p.ID)
	if stallUpdates.Load() != before+1 || p.CanUpdate || p.Stage != "tagged" || p.ClipName != "Only now" {
		t.Errorf("%+v", p)
	}
	if list, err := s.Outbox(ctx); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	frame := "30"
	say(t, s, clip, account, "cover_frame", frame)
	if !shows(t, s, p.ID).CanUpdate {
		t.Error("another cover is a change")
	}
	say(t, s, clip, account, "caption", "Nothing disclosed.")
	if _, err := s.UpdatePublication(ctx, p.ID); taglane.KindOf(err) != taglane.Refused {
		t.Error("a post may be changed into one that was never let through:", err)
	}
}

func TestWhatIsLeftToDoByHand(t *testing.T) {
	s, clip, account := aStall(t)
	say(t, s, clip, account, "caption", "Ad. A mug.")
	p := publishNow(t, s, clip, account)
	if v, err := s.Sheet(ctx, p.ID); err != nil || len(v.Steps) > 0 || p.ByHand != 0 {
		t.Fatal("nothing is public yet", v, err)
	}
	idle(t, s)
	if p = shows(t, s, p.ID); p.ByHand != 2 {
		t.Fatalf("%+v", p)
	}
	v, err := s.SetSheetStep(ctx, p.ID, 2, true)
	if err != nil || len(v.Steps) != 2 || v.Steps[0].Done || !v.Steps[1].Done || v.Steps[0].Copy != p.Post || v.Steps[1].Product == "" || !s.Named(v.Where) {
		t.Fatalf("%+v, %v", v, err)
	}
	if p = shows(t, s, p.ID); p.ByHand != 1 {
		t.Errorf("%d are left", p.ByHand)
	}
	if v, err = s.SetSheetStep(ctx, p.ID, 2, false); err != nil || v.Steps[1].Done {
		t.Error(v, err)
	}
	for _, n := range []int{0, 3, -1} {
		if _, err := s.SetSheetStep(ctx, p.ID, n, true); taglane.KindOf(err) != taglane.NotFound {
			t.Error(n, err)
		}
	}
}

func TestSnippets(t *testing.T) {
	s := newStudio(t)
	if got, err := s.Snippets(ctx); err != nil || got == nil || len(got) > 0 {
		t.Fatal(got, err)
	}
	kept, err := s.SetSnippets(ctx, []Snippet{{Name: " Sizes ", Text: "S to XL"}, {ID: "mine", Name: "Ad"}})
	if err != nil || kept[0].ID == "" || kept[0].Name != "Sizes" || kept[1].ID != "mine" {
		t.Fatal(kept, err)
	}
	if got, err := s.Snippets(ctx); err != nil || !slices.Equal(got, kept) {
		t.Error(got, err)
	}
	if _, err := s.SetSnippets(ctx, []Snippet{{Name: " "}}); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	if got, err := s.Snippets(ctx); err != nil || !slices.Equal(got, kept) {
		t.Error("a refused list was kept", got, err)
	}
}
