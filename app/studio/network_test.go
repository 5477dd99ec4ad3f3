package studio

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/platform/memory"
	"taglane/app/taglane"
)

// island is a service that no network leads to while the sea is rough. Each try
// to reach it makes the sea one calmer.
type island struct{ platform.Publisher }

const islandService = "island"

var rough, sailed atomic.Int64

func init() {
	platform.Register(islandService, func(a taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
		inner, err := memory.New(a, secret)
		return island{inner}, err
	})
}

func (i island) Open(ctx context.Context, key string, p taglane.Publication) (platform.UploadSession, error) {
	sailed.Add(1)
	if rough.Add(-1) >= 0 {
		return platform.UploadSession{}, taglane.Errorf(taglane.Offline, "The island cannot be reached.")
	}
	return i.Publisher.Open(ctx, key, p)
}

// The return of the network is seen by this computer's addresses, or told by
// whoever shows the studio; nobody waits for the outbox's own next try.
func TestTheNetworkComesBack(t *testing.T) {
	needTools(t)
	for name, back := range map[string]func(s *Studio, address *atomic.Value){
		"by an address": func(_ *Studio, address *atomic.Value) { address.Store("192.0.2.7/24") },
		"by a word": func(s *Studio, _ *atomic.Value) {
			if err := s.NetworkBack(ctx); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var address atomic.Value
			address.Store("")
			o := options(filepath.Join(t.TempDir(), "library"))
			o.After = func(d time.Duration) <-chan time.Time {
				if d == networkEvery {
					d = time.Millisecond
				}
				return time.After(d)
			}
			s := choosing(t, o)
			s.network.addresses = func() string { return address.Load().(string) }
			clip := filmed(t, s)
			a, err := s.AddAccount(ctx, NewAccount{Service: islandService, Name: "Island", Settings: map[string]string{"dir": t.TempDir()}})
			if err != nil {
				t.Fatal(err)
			}
			running, end := context.WithCancel(ctx)
			ended := make(chan error, 1)
			go func() { ended <- s.RunOutbox(running, false) }()
			defer func() { end(); <-ended }()
			rough.Store(1 << 40)
			sailed.Store(0)
			p := publishNow(t, s, clip, a.ID)
			awaitPublication(t, s, p.ID, func(p Publication) bool { return p.Wait == "offline" })
			time.Sleep(50 * time.Millisecond) // many looks at the addresses
			if n := sailed.Load(); n != 1 {
				t.Errorf("without a sign of the network it was tried %d times", n)
			}
			rough.Store(3) // names are looked up a little later than there is an address
			back(s, &address)
			awaitPublication(t, s, p.ID, func(p Publication) bool { return p.Stage == "tagged" })
			for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
				s.network.mu.Lock()
				watched := s.network.watched
				s.network.mu.Unlock()
				if !watched {
					break
				}
				if time.Now().After(end) {
					t.Fatal("nothing waits any more, and the addresses are still looked at")
				}
			}
		})
	}
}

// awaitPublication waits until a publication stands as it should.
func awaitPublication(t *testing.T, s *Studio, id taglane.ID, stands func(Publication) bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if stands(shows(t, s, id)) {
			return
		}
	}
	t.Fatalf("it stands at %+v", shows(t, s, id))
}
