package studio

import (
	"context"
	"errors"
	"sync"
	"time"

	"taglane/app/snapshot"
	"taglane/app/taglane"
)

// Snapshot is one copy of the library.
type Snapshot = snapshot.Snapshot

// Snapshots are the copies of the library, and what this start put back.
type Snapshots struct {
	All      []Snapshot `json:"all"` // the newest first
	Bytes    int64      `json:"bytes"`
	Folder   string     `json:"folder"`
	Minutes  int        `json:"minutes"`  // how often one is taken while the library is open and something changed
	Restored *Restored  `json:"restored"` // null where the library is as it was left
}

// SnapshotTaken is a copy that was taken; fresh false: nothing has changed since this
// one, so none was needed.
type SnapshotTaken struct {
	Snapshot Snapshot `json:"snapshot"`
	Fresh    bool     `json:"fresh"`
	Message  string   `json:"message"`
}

// keeping is what the studio keeps in mind of its copies.
type keeping struct {
	sync.Mutex
	at       int64     // how many changes the last look found; −1: none looked yet
	restored *Restored // by this start
}

const (
	lookAgain = 10 * time.Minute // how often it is asked whether a copy is due
	hourly    = time.Hour
	atClose   = 15 * time.Minute // a close takes one where the newest is older
	byVerbs   = 24 * time.Hour   // and a verb of the terminal, which comes often, where it is older than this
	oftenUpTo = 100 << 20        // so many bytes more make one copy less often by an hour
)

func ringOf(o Options) snapshot.Ring { return snapshot.Ring{Dir: o.Dir, Now: o.Now} }

// Snapshots lists the copies.
func (s *Studio) Snapshots() (Snapshots, error) {
	out, err := SnapshotsOf(s.o)
	out.Minutes, out.Restored = int(s.every().Minutes()), s.keeping.restored
	return out, err
}

// SnapshotsOf lists the copies of a library that need not open.
func SnapshotsOf(o Options) (Snapshots, error) {
	r := ringOf(o)
	all, err := r.All()
	out := Snapshots{All: all, Folder: r.Folder(), Minutes: int(hourly.Minutes())}
	for _, one := range all {
		out.Bytes += one.Bytes
	}
	return out, err
}

// NewestSnapshot is the newest copy that was read through just now and is whole.
// NotFound: there is none.
func NewestSnapshot(o Options) (Snapshot, error) {
	whole, _, err := ringOf(o).Offered()
	if err == nil && whole == nil {
		err = taglane.Errorf(taglane.NotFound, "There is no snapshot that is whole.")
	}
	if err != nil {
		return Snapshot{}, err
	}
	return *whole, nil
}

// TakeSnapshot takes a copy now. Later: the disk is full.
func (s *Studio) TakeSnapshot(ctx context.Context) (SnapshotTaken, error) {
	if why := s.store.Viewed(); why != nil {
		return SnapshotTaken{}, why
	}
	one, fresh, err := s.takeSnapshot(ctx, snapshot.Hand)
	if err != nil {
		return SnapshotTaken{}, err
	}
	said := taglane.Say("The snapshot was taken and read back: it is whole.")
	if !fresh {
		said = taglane.Say("Nothing has changed since the newest snapshot, so none was needed.")
	}
	return SnapshotTaken{one, fresh, s.Tell(said)}, nil
}

func (s *Studio) takeSnapshot(ctx context.Context, why snapshot.Why) (Snapshot, bool, error) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	changes, err := s.store.Changes(ctx)
	if err != nil {
		return Snapshot{}, false, err
	}
	one, fresh, err := ringOf(s.o).Take(ctx, s.store, why)
	if err == nil {
		s.keeping.at = changes
	}
	if fresh {
		s.o.Emit("snapshots", struct{}{})
	}
	return one, fresh, err
}

// every is how often a copy is taken: large libraries less often, so that what
// today and yesterday leave does not fill the disk.
func (s *Studio) every() time.Duration {
	return hourly * time.Duration(1+s.store.Size()/oftenUpTo)
}

// takeSnapshots takes a copy whenever one is due, for as long as the studio is
// open.
func (s *Studio) takeSnapshots() {
	for t := time.NewTicker(lookAgain); ; {
		select {
		case <-s.life.Done():
			t.Stop()
			return
		case <-t.C:
			if s.snapshotDue(s.every()) {
				s.snapshotted(s.takeSnapshot(s.life, snapshot.Hour))
			}
		}
	}
}

// snapshotAtClose takes a copy of what changed, unless the newest is young.
func (s *Studio) snapshotAtClose() {
	after := atClose
	if s.o.Quiet {
		after = byVerbs
		if began, err := s.store.Began(context.Background()); err != nil || began.IsZero() || s.o.Now().Sub(began) < byVerbs {
			return
		}
	}
	if s.snapshotDue(after) {
		s.snapshotted(s.takeSnapshot(context.Background(), snapshot.Close))
	}
}

func (s *Studio) snapshotted(_ Snapshot, _ bool, err error) {
	if s.Mind(err) != nil && !errors.Is(err, context.Canceled) {
		s.o.Log.Error("no snapshot was taken", "err", err)
	}
}

// snapshotDue says whether something changed and the newest copy is older than
// that. One that a wrong clock dated into the future counts as old.
func (s *Studio) snapshotDue(after time.Duration) bool {
	s.keeping.Lock()
	at := s.keeping.at
	s.keeping.Unlock()
	changes, err := s.store.Changes(context.Background())
	if err != nil || changes == at || at < 0 && changes == 0 {
		return false
	}
	all, err := ringOf(s.o).All()
	if err != nil || len(all) == 0 {
		return err == nil
	}
	age := s.o.Now().Sub(all[0].At)
	return age < 0 || age >= after
}
