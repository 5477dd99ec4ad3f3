package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// fleet is several accounts with several publications each, run for real.
type fleet struct {
	*Outbox
	shelf *shelf
	pubs  map[taglane.ID]taglane.Publication
	wrap  func(platform.Publisher) platform.Publisher
}

func newFleet(t *testing.T, accounts, each int, settings map[string]string) *fleet {
	t.Helper()
	f := &fleet{shelf: newShelf(), pubs: map[taglane.ID]taglane.Publication{}}
	for a := range accounts {
		for range each {
			p := platformtest.Publication(t, t.TempDir())
			p.Account = taglane.Account{ID: taglane.ID(fmt.Sprint(t.Name(), a)), Service: "memory", Settings: settings}
			f.pubs[p.ID] = p
			f.shelf.Rows[p.ID] = NewRow(p.ID, p.Revision, p.Account.ID, 0, nil, time.Time{}, start)
		}
	}
	f.Outbox = &Outbox{
		Journal: f.shelf, Ledger: openLedger(t, filepath.Join(t.TempDir(), "ledger")), Media: (&Files{}).Open,
		Now: time.Now, After: time.After,
		Connect: func(_ context.Context, r Row) (platform.Publisher, taglane.Publication, error) {
			p, err := platform.Open(f.pubs[r.ID].Account, nil)
			if err == nil && f.wrap != nil {
				p = f.wrap(p)
			}
			return p, f.pubs[r.ID], err
		},
	}
	return f
}

func (f *fleet) row(id taglane.ID) Row {
	r, _ := f.shelf.Load(context.Background(), id)
	return r
}

func (f *fleet) first() (id taglane.ID) {
	for i := range f.pubs {
		if id == "" || i < id {
			id = i
		}
	}
	return id
}

func TestRunUntilIdlePublishesEverything(t *testing.T) {
	f := newFleet(t, 3, 4, map[string]string{"processing": "1"})
	var mu sync.Mutex
	seen := map[taglane.ID]Stage{}
	f.Changed = func(r Row) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.ID] = r.Stage
	}
	if err := f.RunUntilIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	accounts := map[taglane.ID]taglane.Account{}
	for id, p := range f.pubs {
		accounts[p.Account.ID] = p.Account
		if r := f.row(id); r.Stage != Tagged || seen[id] != Tagged {
			t.Errorf("%s ended at %s, the screen says %s", id, r.Stage, seen[id])
		}
	}
	for _, a := range accounts {
		posts, err := memory.Posts(a)
		if err != nil || len(posts) != 4 {
			t.Errorf("%s has %d posts, %v", a.ID, len(posts), err)
		}
	}
}

// crowd counts who is inside Send, and how many steps of one account overlap.
type crowd struct {
	platform.Publisher
	now, most *atomic.Int32
	hold      <-chan struct{}
	entered   chan<- struct{}
}

func (c crowd) Send(ctx context.Context, s platform.UploadSession, off int64, r io.ReadSeeker, n int64) (platform.UploadSession, error) {
	if now := c.now.Add(1); now > c.most.Load() {
		c.most.Store(now)
	}
	defer c.now.Add(-1)
	c.entered <- struct{}{}
	select {
	case <-c.hold:
	case <-ctx.Done():
		return s, taglane.Wrap(ctx.Err(), taglane.Offline, "The upload was called off.")
	}
	return c.Publisher.Send(ctx, s, off, r, n)
}

func TestTwoUploadsAtATime(t *testing.T) {
	f := newFleet(t, 5, 2, nil)
	var now, most atomic.Int32
	hold, entered := make(chan struct{}), make(chan struct{}, 100)
	f.wrap = func(p platform.Publisher) platform.Publisher { return crowd{p, &now, &most, hold, entered} }
	done := make(chan error, 1)
	go func() { done <- f.RunUntilIdle(t.Context()) }()
	<-entered
	<-entered
	select {
	case <-entered:
		t.Error("a third upload began")
	case <-time.After(50 * time.Millisecond):
	}
	close(hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if most.Load() != 2 {
		t.Errorf("%d uploads at a time", most.Load())
	}
	for id := range f.pubs {
		if r := f.row(id); r.Stage != Tagged {
			t.Errorf("%s ended at %s", id, r.Stage)
		}
	}
}

func TestCancelInterruptsAnUpload(t *testing.T) {
	f := newFleet(t, 1, 1, nil)
	var now, most atomic.Int32
	entered := make(chan struct{}, 1)
	f.wrap = func(p platform.Publisher) platform.Publisher { return crowd{p, &now, &most, nil, entered} }
	done := make(chan error, 1)
	go func() { done <- f.RunUntilIdle(t.Context()) }()
	<-entered
	began := time.Now()
	r, err := f.Cancel(t.Context(), f.first())
	if err != nil || r.Wait != WaitsCanceled || time.Since(began) > time.Second {
		t.Fatalf("%+v, %v after %v", r, err, time.Since(began))
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r := f.row(f.first()); r.Wait != WaitsCanceled || r.Stage != Open {
		t.Errorf("%s, waiting %q", r.Stage, r.Wait)
	}
}

// slow releases slowly, so that a cancel comes while the public act is under way.
type slow struct {
	platform.Publisher
	entered chan<- struct{}
	hold    <-chan struct{}
}

func (s slow) Release(ctx context.Context, us platform.UploadSession, p taglane.Publication) (taglane.Post, error) {
	close(s.entered)
	<-s.hold
	return s.Publisher.Release(ctx, us, p)
}

func TestCancelDoesNotInterruptTheRelease(t *testing.T) {
	f := newFleet(t, 1, 1, nil)
	entered, hold := make(chan struct{}), make(chan struct{})
	f.wrap = func(p platform.Publisher) platform.Publisher { return slow{p, entered, hold} }
	done := make(chan error, 1)
	go func() { done <- f.RunUntilIdle(t.Context()) }()
	<-entered
	canceled := make(chan error, 1)
	go func() { _, err := f.Cancel(t.Context(), f.first()); canceled <- err }()
	time.Sleep(20 * time.Millisecond)
	close(hold)
	if err := <-canceled; taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("cancel says %v", err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r := f.row(f.first()); r.Stage < Live {
		t.Errorf("ended at %s", r.Stage)
	}
}

func TestIdleMeansAPersonOrAFarClock(t *testing.T) {
	for name, wait := range map[string]func(r *Row){
		"login":     func(r *Row) { r.Wait = WaitsLogin },
		"unsure":    func(r *Row) { r.Wait = WaitsUnsure },
		"far clock": func(r *Row) { r.Wait, r.Until = WaitsUntil, time.Now().Add(2*time.Minute) },
		"schedule":  func(r *Row) { r.At = time.Now().Add(48 * time.Hour) },
		"offline":   func(r *Row) { r.Wait, r.Until = WaitsOffline, time.Now().Add(2*time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t, 1, 1, nil)
			r := f.row(f.first())
			wait(&r)
			f.shelf.Rows[r.ID] = r
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if err := f.RunUntilIdle(ctx); err != nil {
				t.Fatal(err)
			}
			if r := f.row(r.ID); r.Stage != Queued {
				t.Errorf("moved to %s", r.Stage)
			}
		})
	}
}

func TestRunWaitsForANearClockAndAPoke(t *testing.T) {
	f := newFleet(t, 1, 2, nil)
	ids := []taglane.ID{}
	for id := range f.pubs {
		ids = append(ids, id)
	}
	near, held := f.row(ids[0]), f.row(ids[1])
	near.Wait, near.Until = WaitsUntil, time.Now().Add(100*time.Millisecond)
	held.Wait = WaitsPaused
	f.shelf.Rows[near.ID], f.shelf.Rows[held.ID] = near, held
	tagged := make(chan taglane.ID, 4)
	f.Changed = func(r Row) {
		if r.Stage == Tagged {
			tagged <- r.ID
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	if id := <-tagged; id != near.ID {
		t.Errorf("%s went first", id)
	}
	if _, err := f.Retry(ctx, held.ID); err != nil {
		t.Fatal(err)
	}
	if id := <-tagged; id != held.ID {
		t.Errorf("%s went second", id)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ends with %v", err)
	}
}

// A disk that keeps nothing ends RunUntilIdle with its error, not in a spin,
// and nothing was sent.
func TestRunUntilIdleTellsOfADeadDisk(t *testing.T) {
	f := newFleet(t, 1, 1, nil)
	full := taglane.Errorf(taglane.Later, "The disk is full.")
	tries := 0 // guarded by the shelf
	f.shelf.fail = func(Row) error { tries++; return full }
	f.After = func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) }
	var seconds atomic.Int64
	f.Now = func() time.Time { return start.Add(time.Duration(seconds.Add(1)) * time.Second) }
	if err := f.RunUntilIdle(t.Context()); !errors.Is(err, full) {
		t.Fatalf("ends with %v", err)
	}
	posts, err := memory.Posts(f.pubs[f.first()].Account)
	if err != nil || len(posts) != 0 || tries > 10 {
		t.Errorf("%d posts, %d tries, %v", len(posts), tries, err)
	}
}
