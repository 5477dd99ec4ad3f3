package outbox

import (
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Outbox carries publications. All fields but Changed, Narrow, Approved, Instant, Stands
// and Rand must be set.
type Outbox struct {
	Journal Journal
	Ledger  *Ledger
	// Connect gives the connector of a row's account and the publication of
	// the revision that is due: see Row.Due. Login: the account must be connected first. NotFound: the
	// account or the revision is gone.
	Connect func(ctx context.Context, r Row) (platform.Publisher, taglane.Publication, error)
	// Media opens a file of a revision after making sure that it is still what
	// was frozen; see Files. Refused: it is gone or changed.
	Media func(ctx context.Context, f taglane.File) (io.ReadSeekCloser, error)
	// Now and After are the clock.
	Now   func() time.Time
	After func(d time.Duration) <-chan time.Time
	// Rand spreads retries: a number in [0, 1). nil: an ordinary source.
	Rand func() float64
	// Changed is told of each row after it was kept. It must not block.
	Changed func(r Row)
	// Narrow is called before n bytes leave for a platform that can be slowed
	// down, and returns when they may. nil: at full speed.
	Narrow func(ctx context.Context, n int) error
	// Approved says in one sentence whose approval the revision that is due still
	// lacks; nothing where it may become public. nil: nobody is asked.
	Approved func(ctx context.Context, r Row) (taglane.Said, error)
	// Instant is the moment at which the clocks of a zone show a wall time such
	// as 2026-12-01T10:00. nil: rows stay at the moments they have.
	Instant func(wall, zone string) (time.Time, error)

	// Stands says what stands in the way of the public act by what is known now,
	// though nothing did when the row was queued: Refused, with what it is. nil:
	// nothing ever does.
	Stands func(ctx context.Context, r Row) error

	rules rules

	speeds speeds

	mu      sync.Mutex
	paused  bool
	ahead   time.Duration // of platforms' clocks before this computer's, as was heard last
	flights map[taglane.ID]*flight
	poke    chan struct{}
}

// rules are the laws this package lives by. The zero value obeys them all; the
// tests break one at a time to prove that they would notice.
type rules struct {
	noReleaseIntent bool // no intent on disk before Release
	noFusedIntent   bool // no intent on disk before a last chunk that publishes
	goneIsNo        bool // a lost session is taken as "not published"
	trustOffset     bool // our own count of bytes is believed
	ignoreSave      bool // a failed Save is ignored
	ignorePost      bool // a post that Status reports while settling is ignored
	refreshRestarts bool // a refreshed login starts the job again
	ignoreLedger    bool // a restored row is believed
	ignoreDead      bool // an upload that can never be finished is waited for
	deadUnsaid      bool // an intent whose upload died is dropped without a "no" in the ledger
	updatePosts     bool // a change of a public post begins as a new publication
	noIsSilence     bool // a plain no of a platform that cannot be asked later is taken for silence
	believesErrors  bool // an error of the public act is taken for a no everywhere
	untaggedUpdate  bool // a changed post keeps the products it had
	followsAtOnce   bool // what is held back follows before its time
	neverWaits      bool // nothing waits for its time
	neverAsks       bool // nobody's approval is waited for
	neverLate       bool // nobody is asked about what is late
	leavesOthers    bool // what becomes public together waits for nobody
}

func (r rules) noIntent(fused bool) bool {
	return fused && r.noFusedIntent || !fused && r.noReleaseIntent
}

// flight is one row being worked on.
type flight struct {
	sync.Mutex
	users  int
	cancel context.CancelFunc // nil while no step may be interrupted
}

// hold keeps everybody else away from a row until the returned func is called.
func (o *Outbox) hold(id taglane.ID) (f *flight, release func()) {
	o.mu.Lock()
	if o.flights == nil {
		o.flights = map[taglane.ID]*flight{}
	}
	if f = o.flights[id]; f == nil {
		f = &flight{}
		o.flights[id] = f
	}
	f.users++
	o.mu.Unlock()
	f.Lock()
	return f, func() {
		f.Unlock()
		o.mu.Lock()
		defer o.mu.Unlock()
		if f.users--; f.users == 0 {
			delete(o.flights, id)
		}
	}
}

// Step moves one publication by at most one call that changes anything
// outside, and returns the row as it was kept; a paused outbox moves nothing. What a platform answers is told
// by the row; an error means that the row or the ledger could not be read or
// written, or that ctx is done, and nothing may be concluded but by loading
// the row again.
func (o *Outbox) Step(ctx context.Context, id taglane.ID) (Row, error) {
	f, release := o.hold(id)
	defer release()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := o.Journal.Load(ctx, id)
	if err != nil || r.Resting() || o.Paused() {
		return r, err
	}
	now := o.Now()
	if r.Wait != NotWaiting && r.Until.After(now) {
		return r, nil
	}
	r.Wait, r.Until, r.Poised = NotWaiting, time.Time{}, false
	if !r.asking() && r.Stage < Live {
		o.interruptible(f, cancel)
		defer o.interruptible(f, nil)
	}
	s := &step{Outbox: o, ctx: ctx, now: now, r: r, held: f}
	err = s.run()
	return s.r, err
}

func (o *Outbox) interruptible(f *flight, cancel context.CancelFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f.cancel = cancel
	if o.paused && cancel != nil {
		cancel() // paused since this step began
	}
}

// save keeps the row with an entry. It is not called off with ctx: what a call
// brought back must be kept even while the app closes.
func (s *step) save(outcome string, detail taglane.Said) error {
	return s.saveEntry(Entry{Outcome: outcome, Detail: detail})
}

func (s *step) saveEntry(e Entry) error {
	e.At, e.Intent = s.now, s.r.Intent
	err := s.Journal.Save(context.WithoutCancel(s.ctx), s.r, e)
	if err != nil && !s.rules.ignoreSave {
		return err
	}
	if s.r.Stage != Open {
		s.speeds.end(s.r.ID)
	}
	if s.Changed != nil {
		s.Changed(s.r)
	}
	return nil
}

// line writes a ledger line about the row and learns from it.
func (s *step) line(l Line) error {
	l.Key, l.Account, l.Revision, l.Epoch, l.At = s.r.Key, s.r.Account, s.r.Revision, s.r.Epoch, s.now
	if err := s.Ledger.Append(l); err != nil {
		return err
	}
	var err error
	s.facts, err = s.Ledger.of(s.r.Key)
	return err
}

func (s *step) handle() error {
	l, err := s.Ledger.handleLine(s.r.Session)
	if err != nil {
		return err
	}
	return s.line(l)
}

// reach grows the stage and forgets the troubles on the way to it.
func (s *step) reach(stage Stage) {
	s.r.Stage, s.r.Intent, s.r.Readings, s.r.Answer = stage, stage, 0, taglane.Said{}
	s.progress()
}

func (s *step) progress() { s.r.Tries, s.r.FaultKind, s.r.FaultMessage = 0, "", taglane.Said{} }

// note takes over what Status says of the upload.
func (s *step) note(st platform.Status) {
	if st.Offset > s.r.Offset {
		s.progress()
	}
	s.r.Offset, s.r.ExpiresAt = st.Offset, st.ExpiresAt
}

// restart makes the row a new publication of the same revision.
func (s *step) restart(epoch int) { s.r = again(s.r, epoch) }

func (o *Outbox) rand() float64 {
	if o.Rand != nil {
		return o.Rand()
	}
	return rand.Float64()
}
