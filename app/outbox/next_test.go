package outbox

import (
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

// followed is a rich play whose post is followed by another revision in two hours.
func followed(t *testing.T) (*play, *rich, time.Time) {
	t.Helper()
	r := &rich{}
	p := newRich(t, nil, r)
	at := p.clock.Add(2 * time.Hour)
	row := p.row()
	row.Next = []Turn{{Revision: "digest-2", At: at}}
	p.shelf.Rows[row.ID] = row
	return p, r, at
}

// idle carries the row as far as it goes without the clock.
func (p *play) idle() {
	p.t.Helper()
	for range 100 {
		r := p.row()
		if r.Resting() || r.Wait != NotWaiting && r.Until.After(p.clock) {
			return
		}
		if _, err := p.Step(p.t.Context(), r.ID); err != nil {
			p.t.Fatal(err)
		}
		if r = p.row(); r.Stage < Live && r.Until.After(p.clock) {
			p.clock = r.Until // the platform's own work
		}
	}
	p.t.Fatalf("never idle: %+v", p.row())
}

func TestWhatIsHeldBackFollowsAtItsTime(t *testing.T) {
	p, r, at := followed(t)
	p.idle()
	row := p.row()
	if row.Stage != Tagged || row.Resting() || !row.Until.Equal(at) || r.calls["update"] > 0 || row.Carried() == "digest-2" {
		t.Fatalf("before the time: %+v", row)
	}
	if said := row.Sentence("Video", p.clock).String(); !strings.Contains(said, "It is public. What is held back follows at ") {
		t.Error(said)
	}
	p.clock = at.Add(-time.Second)
	p.idle()
	if row = p.row(); row.Wanted != "" || row.Carried() == "digest-2" {
		t.Fatalf("a second before: %+v", row)
	}
	p.clock = at
	p.idle()
	if row = p.row(); row.Carried() != "digest-2" || len(row.Next) > 0 || !row.Resting() || row.Wait != NotWaiting {
		t.Fatalf("at the time: %+v", row)
	}
	if said := strings.Join(r.said, ", "); !strings.HasSuffix(said, "update digest-2, tag digest-2") || r.calls["open"] != 1 || r.calls["release"] != 1 {
		t.Errorf("the platform was told %s; %v", said, r.calls)
	}
}

// Half an hour late it follows by itself; later a person is asked.
func TestAnHourLateAPersonIsAsked(t *testing.T) {
	for late, asks := range map[time.Duration]bool{grace: false, grace + time.Second: true} {
		p, r, at := followed(t)
		p.idle()
		p.clock = at.Add(late)
		p.idle()
		row := p.row()
		if (row.Wait == WaitsLate) != asks || (row.Carried() == "digest-2") == asks {
			t.Fatalf("%s late: %+v", late, row)
		}
		if !asks {
			continue
		}
		if said := row.Sentence("Video", p.clock).String(); !strings.Contains(said, "Say whether it still should.") {
			t.Error(said)
		}
		if _, err := p.Retry(t.Context(), row.ID); err != nil {
			t.Fatal(err)
		}
		p.idle()
		if row = p.row(); row.Carried() != "digest-2" || r.calls["release"] != 1 {
			t.Errorf("a person said so: %+v", row)
		}
	}
}

func TestFollowIsAPersonsVerb(t *testing.T) {
	p, _, at := followed(t)
	p.idle()
	id := p.row().ID
	if _, err := p.Follow(t.Context(), id, Turn{Revision: "a", At: at}, Turn{Revision: "b", At: at.Add(-1)}); taglane.KindOf(err) != taglane.Invalid {
		t.Error("the later one comes first:", err)
	}
	if _, err := p.Follow(t.Context(), id, Turn{Revision: "digest-3", At: at.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	p.clock = at
	p.idle()
	if row := p.row(); row.Next[0].Revision != "digest-3" || !row.Until.Equal(at.Add(time.Hour)) {
		t.Fatalf("another time: %+v", row)
	}
	if _, err := p.Follow(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	p.clock = at.Add(9 * time.Hour)
	p.idle()
	if row := p.row(); !row.Resting() || row.Carried() == "digest-3" {
		t.Errorf("called off: %+v", row)
	}
}

// What opens at two times follows twice, and what the post carries already is
// not told again.
func TestOneAfterAnother(t *testing.T) {
	p, r, at := followed(t)
	if _, err := p.Follow(t.Context(), p.row().ID, Turn{Revision: p.row().Revision, At: at}, Turn{Revision: "digest-2", At: at}, Turn{Revision: "digest-3", At: at.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	p.idle()
	p.clock = at
	p.idle()
	if row := p.row(); row.Carried() != "digest-2" || !row.Until.Equal(at.Add(time.Hour)) {
		t.Fatalf("at the first time: %+v", row)
	}
	p.clock = at.Add(time.Hour)
	p.idle()
	if row := p.row(); row.Carried() != "digest-3" || !row.Resting() || r.calls["release"] != 1 {
		t.Fatalf("at the second: %+v", row)
	}
}
