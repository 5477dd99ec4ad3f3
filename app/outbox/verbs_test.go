package outbox

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func TestKeyNamesRevisionAccountAndEpoch(t *testing.T) {
	k := Key("r", "a", 0)
	if len(k) != 20 || k != Key("r", "a", 0) || strings.ToUpper(k) != k {
		t.Errorf("%q", k)
	}
	seen := map[string]bool{k: true}
	for _, other := range []string{Key("r", "a", 1), Key("r", "b", 0), Key("s", "a", 0), Key("ra", "", 0), Key("r", "a0", 0)} {
		if seen[other] {
			t.Errorf("%q names two publications", other)
		}
		seen[other] = true
	}
}

func TestRowSurvivesJSON(t *testing.T) {
	for _, r := range []Row{
		{ID: "x"},
		{ID: "x", Stage: Ready, Intent: Live, Session: json.RawMessage(`{"u":1}`), Wait: WaitsUntil, Until: start, At: start, QueuedAt: start, Post: taglane.Post{ID: "p"}},
	} {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Row
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(r, back) {
			t.Errorf("%+v became %+v, %v", r, back, err)
		}
		if !strings.Contains(string(b), `"Stage":"`+r.Stage.String()+`"`) {
			t.Errorf("the stage is no text: %s", b)
		}
	}
	for s := Queued; s <= Tagged; s++ {
		if got, err := ParseStage(s.String()); err != nil || got != s {
			t.Errorf("%v reads back as %v, %v", s, got, err)
		}
	}
	if _, err := ParseStage("posted"); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("%v", err)
	}
}

func TestCancelOnlyBeforeTheIntent(t *testing.T) {
	for s := Queued; s <= Tagged; s++ {
		r := Row{Stage: s, Intent: s, Wait: WaitsUntil, Until: start}
		got, e, err := Cancel(r)
		if want := s < Live; want != (err == nil) || want != r.CanCancel() || want && (got.Wait != WaitsCanceled || !got.Until.IsZero() || e.Outcome == "") {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	for _, r := range []Row{{Stage: Ready, Intent: Live}, {Stage: Open, Intent: Live}} {
		if _, _, err := Cancel(r); taglane.KindOf(err) != taglane.Conflict || r.CanCancel() {
			t.Errorf("%+v can be canceled: %v", r, err)
		}
		if _, _, err := Hold(r, WaitsPaused); taglane.KindOf(err) != taglane.Conflict {
			t.Errorf("%+v can be held: %v", r, err)
		}
	}
}

// unsureRow brings a publication to the question only a person can answer.
func unsureRow(t *testing.T) *play {
	t.Helper()
	s := &scripted{release: func(int, func() (taglane.Post, error)) (taglane.Post, error) {
		return taglane.Post{}, taglane.Errorf(taglane.Later, "The platform did not answer in time.")
	}}
	p := newPlay(t, map[string]string{"repeat": "unknown"}, script(s))
	if r := p.rest(); r.Wait != WaitsUnsure {
		t.Fatalf("waits %q", r.Wait)
	}
	if r := p.row(); !strings.Contains(r.Evidence().String(), r.IntentAt.Local().Format("15:04")) || r.Readings < 5 {
		t.Fatalf("no evidence: %q after %d readings", r.Evidence(), r.Readings)
	}
	s.release = nil
	return p
}

func TestAnswerItIsNotThere(t *testing.T) {
	p := unsureRow(t)
	old := p.row().Key
	r, err := p.Answer(t.Context(), p.pub.ID, false, "")
	if err != nil || r.Epoch != 1 || r.Key == old || r.Stage != Queued || r.Wait != NotWaiting {
		t.Fatalf("%+v, %v", r, err)
	}
	p.rest()
	if r := p.wantOnePost(Tagged); r.Epoch != 1 {
		t.Errorf("epoch %d", r.Epoch)
	}
	if e, _ := p.Ledger.Highest(p.pub.Revision.Digest, p.pub.Account.ID); e != 1 {
		t.Errorf("the ledger knows epoch %d", e)
	}
}

func TestAnswerItIsThere(t *testing.T) {
	p := unsureRow(t)
	if _, err := p.Answer(t.Context(), p.pub.ID, true, "http://shop.example/x"); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a bad link is taken: %v", err)
	}
	r, err := p.Answer(t.Context(), p.pub.ID, true, "https://video.example/x")
	if err != nil || r.Stage != Live || r.Post.Link != "https://video.example/x" {
		t.Fatalf("%+v, %v", r, err)
	}
	if r = p.rest(); r.Stage != Tagged || r.Post.Link != "https://video.example/x" {
		t.Fatalf("%+v", r)
	}
	if _, err := p.Answer(t.Context(), p.pub.ID, false, ""); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a second answer: %v", err)
	}
	if f := factsOf(t, p.Ledger, r.Key); f.post == nil || f.post.Link != r.Post.Link {
		t.Errorf("the ledger knows %+v", f)
	}
}

// The answer was written to the row only, or to the ledger only.
func TestAnswerSurvivesHalf(t *testing.T) {
	p := unsureRow(t)
	before := p.row()
	if _, err := p.Answer(t.Context(), p.pub.ID, false, ""); err != nil {
		t.Fatal(err)
	}
	before.Wait = NotWaiting // an older library in which nobody had been asked yet
	p.shelf.Rows[before.ID] = before
	p.rest()
	if r := p.wantOnePost(Tagged); r.Epoch != 1 {
		t.Errorf("epoch %d", r.Epoch)
	}
}

// A library is put back to when the row was paused or asked about; the ledger
// knows that it went on from there.
func TestReplayWakesRowsTheLedgerKnowsMoreOf(t *testing.T) {
	for _, wait := range []Wait{WaitsPaused, WaitsCanceled, WaitsUnsure, WaitsLogin, NotWaiting} {
		p := newPlay(t, map[string]string{"repeat": "unknown", "dir": t.TempDir()}, nil)
		other := NewRow("untouched", taglane.Revision{Digest: "another"}, p.pub.Account.ID, 0, nil, time.Time{}, start)
		other.Wait = WaitsPaused
		p.shelf.Rows[other.ID] = other
		for p.row().Stage < Ready {
			p.step()
		}
		old := p.row()
		p.rest()
		old.Wait = wait
		p.shelf.Rows[old.ID] = old
		if n, err := p.Replay(t.Context(), []Row{old, other}); err != nil || n != 1 {
			t.Fatalf("%d rows are behind, %v", n, err)
		}
		p.rest()
		p.wantOnePost(Tagged)
		if r := p.shelf.Rows[other.ID]; r.Wait != WaitsPaused {
			t.Errorf("a row the ledger does not know was woken: %+v", r)
		}
		if n, err := p.Replay(t.Context(), []Row{p.row()}); err != nil || n != 0 {
			t.Errorf("%d rows are behind after all went on, %v", n, err)
		}
	}
}

// A person's "try again" never sends again what may be public: it asks.
func TestRetryAsksFirst(t *testing.T) {
	p := unsureRow(t)
	s := p.p.(*scripted)
	if _, err := s.Publisher.Release(t.Context(), p.row().Session, p.pub); err != nil { // it was public after all
		t.Fatal(err)
	}
	if _, err := p.Retry(t.Context(), p.pub.ID); err != nil {
		t.Fatal(err)
	}
	p.rest()
	p.wantOnePost(Tagged)
	if s.calls["release"] != 1 {
		t.Errorf("%d releases", s.calls["release"])
	}
	if _, _, err := Retry(p.row()); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a finished row is tried again: %v", err)
	}
}

func TestHoldAndRetry(t *testing.T) {
	p := newPlay(t, nil, nil)
	for _, w := range []Wait{WaitsPaused, WaitsApproval, WaitsElsewhere} {
		if r, err := p.Hold(t.Context(), p.pub.ID, w); err != nil || r.Wait != w {
			t.Fatalf("%+v, %v", r, err)
		}
		if r := p.step(); r.Stage != Queued {
			t.Fatalf("a held row moved to %s", r.Stage)
		}
	}
	if _, err := p.Hold(t.Context(), p.pub.ID, WaitsUnsure); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("%v", err)
	}
	if _, err := p.Retry(t.Context(), p.pub.ID); err != nil {
		t.Fatal(err)
	}
	p.rest()
	p.wantOnePost(Tagged)
}

func TestPiece(t *testing.T) {
	mib := int64(1 << 20)
	for _, c := range []struct {
		caps            platform.Capabilities
		off, size, want int64
	}{
		{platform.Capabilities{}, 0, 5, 5},
		{platform.Capabilities{}, 0, 20 * mib, 8 * mib},
		{platform.Capabilities{}, 16 * mib, 20 * mib, 4 * mib},
		{platform.Capabilities{ChunkMax: 2 * mib}, 0, 20 * mib, 2 * mib},
		{platform.Capabilities{ChunkMin: 10 * mib}, 0, 40 * mib, 10 * mib},
		{platform.Capabilities{ChunkMin: 5 * mib, ChunkMax: 64 * mib}, 0, 12 * mib, 12 * mib},
		{platform.Capabilities{ChunkMultiple: 3 * mib}, 0, 40 * mib, 9 * mib},
		{platform.Capabilities{ChunksMax: 2}, 0, 40 * mib, 20 * mib},
		{platform.Capabilities{ChunkMax: 32 * mib, ChunkSame: true}, 0, 70 * mib, 32 * mib},
		{platform.Capabilities{ChunkMax: 32 * mib, ChunkSame: true}, 64 * mib, 70 * mib, 6 * mib},
	} {
		if got := piece(c.caps, c.off, c.size, chunk); got != c.want {
			t.Errorf("%+v at %d of %d: %d, want %d", c.caps, c.off, c.size, got, c.want)
		}
	}
}
