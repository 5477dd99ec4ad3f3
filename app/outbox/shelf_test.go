package outbox

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"sync"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// shelf is a journal in memory, and in a file when it has a path.
type shelf struct {
	path string

	mu      sync.Mutex
	Rows    map[taglane.ID]Row
	Entries map[taglane.ID][]Entry
	fail    func(Row) error
}

func newShelf(rows ...Row) *shelf {
	s := &shelf{Rows: map[taglane.ID]Row{}, Entries: map[taglane.ID][]Entry{}}
	for _, r := range rows {
		s.Rows[r.ID] = r
	}
	return s
}

func (s *shelf) Load(_ context.Context, id taglane.ID) (Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.Rows[id]
	if !ok {
		return r, taglane.Errorf(taglane.NotFound, "There is no such publication.")
	}
	return r, nil
}

func (s *shelf) Save(_ context.Context, r Row, e Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		if err := s.fail(r); err != nil {
			return err
		}
	}
	e.N = len(s.Entries[r.ID]) + 1
	s.Rows[r.ID], s.Entries[r.ID] = r, append(s.Entries[r.ID], e)
	if s.path == "" {
		return nil
	}
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(s.path+".new", s.path)
}

func (s *shelf) Runnable(_ context.Context, now time.Time) (out []Row, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.Rows {
		if !r.Resting() && !(r.Wait != NotWaiting && r.Until.After(now)) {
			out = append(out, r)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].QueuedAt.Before(out[j].QueuedAt) || out[i].QueuedAt.Equal(out[j].QueuedAt) && out[i].ID < out[j].ID
	})
	return out, nil
}

func (s *shelf) Next(_ context.Context, now time.Time) (next time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.Rows {
		if !r.Resting() && r.Until.After(now) && (next.IsZero() || r.Until.Before(next)) {
			next = r.Until
		}
	}
	return next, nil
}

func (s *shelf) outcomes(id taglane.ID) (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.Entries[id] {
		out = append(out, e.Outcome)
	}
	return out
}

// play is one publication on its way to a real connector, with a clock that
// jumps to whenever something may go on.
type play struct {
	*Outbox
	t     *testing.T
	shelf *shelf
	pub   taglane.Publication
	p     platform.Publisher
	clock time.Time
}

func newPlay(t *testing.T, settings map[string]string, wrap func(platform.Publisher) platform.Publisher) *play {
	t.Helper()
	pub := platformtest.Publication(t, t.TempDir())
	pub.Account = taglane.Account{ID: taglane.ID(t.Name()), Service: "memory", Settings: settings}
	p, err := platform.Open(pub.Account, nil)
	if err != nil {
		t.Fatal(err)
	}
	if wrap != nil {
		p = wrap(p)
	}
	row := NewRow(pub.ID, pub.Revision, pub.Account.ID, 0, nil, time.Time{}, start)
	pl := &play{t: t, shelf: newShelf(row), pub: pub, p: p, clock: start}
	pl.boot(openLedger(t, filepath.Join(t.TempDir(), "ledger")))
	return pl
}

// boot is a start of the app on the same disk.
func (p *play) boot(l *Ledger) {
	p.Outbox = &Outbox{
		Journal: p.shelf, Ledger: l, Media: (&Files{}).Open, Rand: func() float64 { return 0.5 },
		Connect: func(context.Context, Row) (platform.Publisher, taglane.Publication, error) { return p.p, p.pub, nil },
		Now:     func() time.Time { return p.clock },
	}
}

func (p *play) row() Row {
	p.t.Helper()
	r, err := p.shelf.Load(p.t.Context(), p.pub.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *play) step() Row {
	p.t.Helper()
	if r := p.row(); r.Until.After(p.clock) {
		p.clock = r.Until
	}
	r, err := p.Step(p.t.Context(), p.pub.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// rest steps until only a person can go on.
func (p *play) rest() Row {
	p.t.Helper()
	for range 200 {
		if r := p.step(); r.Resting() {
			return r
		}
	}
	p.t.Fatalf("never rests: %+v", p.row())
	return Row{}
}

// scripted lets a test stand between the outbox and a connector.
type scripted struct {
	platform.Publisher
	calls   map[string]int
	status  func(n int, st platform.Status, err error) (platform.Status, error)
	release func(n int, do func() (taglane.Post, error)) (taglane.Post, error)
	open    func(n int)
}

func script(s *scripted) func(platform.Publisher) platform.Publisher {
	return func(p platform.Publisher) platform.Publisher {
		s.Publisher, s.calls = p, map[string]int{}
		return s
	}
}

func (s *scripted) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	s.calls["open"]++
	us, err := s.Publisher.Open(ctx, key, p)
	if s.open != nil {
		s.open(s.calls["open"])
	}
	return us, err
}

func (s *scripted) Status(ctx context.Context, us platform.UploadSession) (platform.Status, error) {
	s.calls["status"]++
	st, err := s.Publisher.Status(ctx, us)
	if s.status != nil {
		return s.status(s.calls["status"], st, err)
	}
	return st, err
}

func (s *scripted) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	s.calls["release"]++
	do := func() (taglane.Post, error) { return s.Publisher.Release(context.WithoutCancel(ctx), us, p) }
	if s.release != nil {
		return s.release(s.calls["release"], do)
	}
	return do()
}

// Tag passes on what an embedded interface hides.
func (s *scripted) Tag(ctx context.Context, post taglane.Post, p taglane.Publication) ([]taglane.ID, error) {
	return s.Publisher.(platform.Tagger).Tag(ctx, post, p)
}
