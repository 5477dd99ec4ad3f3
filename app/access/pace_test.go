package access

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// spender spends one of ten with each call.
type spender struct {
	platform.Publisher
	pace *httpx.Pace
	hear func() // while a post is being made
}

func (p *spender) Pace(state json.RawMessage, keep func(json.RawMessage)) {
	var was httpx.PaceState
	_ = json.Unmarshal(state, &was)
	p.pace.Restore(was, func(s httpx.PaceState) {
		b, _ := json.Marshal(s)
		keep(b)
	})
}

func (p *spender) spend() error {
	err := p.pace.Take(1)
	p.hear()
	return err
}

func (p *spender) Open(context.Context, string, taglane.Publication) (platform.UploadSession, error) {
	return nil, p.spend()
}

func (p *spender) Send(context.Context, platform.UploadSession, int64, io.ReadSeeker, int64) (platform.UploadSession, error) {
	return nil, p.spend()
}

func (p *spender) Release(context.Context, platform.UploadSession, taglane.Publication) (taglane.Post, error) {
	return taglane.Post{}, p.spend()
}

// noonSharp never passes, so that nothing comes back.
func noonSharp() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// spending opens a connector of an account that spends.
func spending(t *testing.T, g *Gate, id taglane.ID) (*spender, platform.Publisher) {
	t.Helper()
	p := &spender{pace: httpx.NewPace(noonSharp, httpx.Limit{Name: "day", Most: 10, Per: 24 * time.Hour}), hear: func() {}}
	wrapped, err := g.pacing(ctx, p, id)
	if err != nil {
		t.Fatal(err)
	}
	return p, wrapped.(platform.Publisher)
}

// written is how much is left as the library has it; 10 when it has nothing.
func written(t *testing.T, g *Gate, id taglane.ID) float64 {
	t.Helper()
	text, err := g.o.Shelf.Setting(ctx, pacePrefix+string(id))
	if err != nil {
		t.Fatal(err)
	}
	var was httpx.PaceState
	if text == "" {
		return 10
	}
	if err := json.Unmarshal([]byte(text), &was); err != nil {
		t.Fatal(err)
	}
	return was.Levels["day"].Left
}

func take(t *testing.T, p *spender, n int) {
	t.Helper()
	for range n {
		if err := p.pace.Take(1); err != nil {
			t.Fatal(err)
		}
	}
}

// Questions are written at most once a second, and what may become public
// before the service hears of it.
func TestWhatIsSpentIsWritten(t *testing.T) {
	g := opened(t, options(t))
	p, wrapped := spending(t, g, "a")
	take(t, p, 1)
	if got := written(t, g, "a"); got != 9 {
		t.Errorf("after the first question %v are left on disk", got)
	}
	justWritten(g, "a")
	take(t, p, 2)
	if got := written(t, g, "a"); got != 9 {
		t.Errorf("questions of the same second are written: %v left on disk", got)
	}
	p.hear = func() {
		if got := written(t, g, "a"); got != 6 {
			t.Errorf("while a post is made %v are left on disk", got)
		}
	}
	if _, err := wrapped.Release(ctx, nil, taglane.Publication{}); err != nil {
		t.Fatal(err)
	}
	justWritten(g, "a")
	take(t, p, 1)
	if got := written(t, g, "a"); got != 6 {
		t.Errorf("after the post a question is written at once: %v left on disk", got)
	}
	if err := g.closePaces(); err != nil || written(t, g, "a") != 5 {
		t.Errorf("at the end %v are left on disk (%v)", written(t, g, "a"), err)
	}
	take(t, p, 1)
	if got := written(t, g, "a"); got != 5 {
		t.Errorf("after the end %v are left on disk", got)
	}
}

// Opening may count as a post, and the last piece may be one.
func TestEveryActThatMayPublishIsWrittenFirst(t *testing.T) {
	g := opened(t, options(t))
	p, wrapped := spending(t, g, "a")
	take(t, p, 1)
	justWritten(g, "a")
	left := 9.0
	p.hear = func() {
		left--
		if got := written(t, g, "a"); got != left {
			t.Errorf("while the service is asked %v are left on disk, want %v", got, left)
		}
		justWritten(g, "a")
	}
	_, open := wrapped.Open(ctx, "key", taglane.Publication{})
	_, send := wrapped.Send(ctx, nil, 0, nil, 0)
	_, release := wrapped.Release(ctx, nil, taglane.Publication{})
	if err := errors.Join(open, send, release); err != nil || left != 6 {
		t.Errorf("%v were left at the end (%v)", left, err)
	}
}

// What is not written at once is written soon, without anybody's doing.
func TestWhatIsSpentIsWrittenSoon(t *testing.T) {
	g := opened(t, options(t))
	p, _ := spending(t, g, "a")
	take(t, p, 3)
	for end := time.Now().Add(10 * time.Second); written(t, g, "a") != 7; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("seconds later %v are left on disk", written(t, g, "a"))
		}
	}
}

// justWritten is as if the last writing was in this very moment, for ever.
func justWritten(g *Gate, id taglane.ID) {
	g.paces.Lock()
	defer g.paces.Unlock()
	b := g.paces.of[id]
	b.rests = true
	b.writes++
}

// The next connector of an account goes on where the last one was.
func TestLimitsOutliveTheConnector(t *testing.T) {
	g := opened(t, options(t))
	p, _ := spending(t, g, "a")
	take(t, p, 3)
	next, _ := spending(t, g, "a")
	other, _ := spending(t, g, "b")
	if next.pace.Left("day") != 7 || other.pace.Left("day") != 10 {
		t.Errorf("left are %v, and %v of another account", next.pace.Left("day"), other.pace.Left("day"))
	}
	if err := g.closePaces(); err != nil {
		t.Fatal(err)
	}
	g.paces.of, g.paces.closed = nil, false // as after a start
	next, _ = spending(t, g, "a")
	if next.pace.Left("day") != 7 {
		t.Errorf("after a start %v are left", next.pace.Left("day"))
	}
	if err := g.forgetPace(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if next, _ = spending(t, g, "a"); next.pace.Left("day") != 10 {
		t.Errorf("of an account that is gone %v are left", next.pace.Left("day"))
	}
}

// Two connectors of an account at once never give back what the other spent.
func TestTwoConnectorsSpendFromOnePurse(t *testing.T) {
	g := opened(t, options(t))
	one, _ := spending(t, g, "a")
	two, _ := spending(t, g, "a")
	take(t, one, 4)
	take(t, two, 1)
	if next, _ := spending(t, g, "a"); next.pace.Left("day") != 6 {
		t.Errorf("left are %v", next.pace.Left("day"))
	}
	two.pace.Park(noonSharp().Add(time.Hour))
	take(t, one, 1)
	if next, _ := spending(t, g, "a"); next.pace.Take(1) == nil {
		t.Error("what one was told to wait for, the next does not")
	}
}

func TestStatesAreJoinedSparingly(t *testing.T) {
	for _, c := range [][3]string{
		{`{"levels":{"day":{"left":3,"at":"a"}}}`, `{"levels":{"day":{"left":5,"at":"b"}}}`, `{"levels":{"day":{"at":"b","left":3}}}`},
		{`{"levels":{"day":{"left":3}}}`, `{"levels":{"minute":{"left":5}}}`, `{"levels":{"day":{"left":3},"minute":{"left":5}}}`},
		{`{"parked":"2026-11-26T13:00:00Z"}`, `{"parked":"2026-11-26T12:00:00+01:00"}`, `{"parked":"2026-11-26T13:00:00Z"}`},
		{`{"posts":{"spent":[{"at":"1","cost":1},{"at":"3","cost":1}]}}`, `{"posts":{"spent":[{"at":"1","cost":1},{"at":"2","cost":2}]}}`, `{"posts":{"spent":[{"at":"1","cost":1},{"at":"2","cost":2},{"at":"3","cost":1}]}}`},
		{`{"mode":"old","n":1}`, `{"mode":"new","n":2}`, `{"mode":"new","n":2}`},
		{`not JSON`, `{"n":2}`, `{"n":2}`},
	} {
		if got := string(sparing(json.RawMessage(c[0]), json.RawMessage(c[1]))); got != c[2] {
			t.Errorf("%s and %s are %s, want %s", c[0], c[1], got, c[2])
		}
	}
	if later("x", "2026-11-26T12:00:00Z") != "2026-11-26T12:00:00Z" {
		t.Error("what is no time is later than one")
	}
}
