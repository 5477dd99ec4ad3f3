package secrets

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"taglane/app/taglane"
)

// ring is a keyring in memory with moods.
type ring struct {
	mu    sync.Mutex
	keys  map[string][]byte
	mood  string // "" works; "fails", "hangs", "panics", "denies" (reads only), "lies", "cuts"
	calls int
	free  chan struct{} // ends what hangs
}

func newRing(t *testing.T) *ring {
	r := &ring{keys: map[string][]byte{}, free: make(chan struct{})}
	t.Cleanup(func() { close(r.free) })
	return r
}

func (r *ring) set(mood string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mood = mood
}

func (r *ring) asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

func (r *ring) enter(quoted []byte, writing bool) error {
	r.mu.Lock()
	mood := r.mood
	r.calls++
	r.mu.Unlock()
	switch {
	case mood == "hangs":
		<-r.free
		return errors.New("too late")
	case mood == "panics":
		panic(string(quoted))
	case mood == "fails" || mood == "denies" && writing:
		return errors.New("org.freedesktop.secrets: " + string(quoted))
	}
	return nil
}

func (r *ring) Get(service, user string) ([]byte, error) {
	if err := r.enter([]byte(user), false); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	key, ok := r.keys[service+"/"+user]
	if !ok {
		return nil, taglane.Errorf(taglane.NotFound, "no %s", user)
	}
	switch r.mood {
	case "lies":
		return make([]byte, 32), nil
	case "cuts":
		return key[:31], nil
	}
	return bytes.Clone(key), nil
}

func (r *ring) Set(service, user string, key []byte) error {
	if err := r.enter(key, true); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys[service+"/"+user] = bytes.Clone(key)
	return nil
}

// noon is what the clock says in every test.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// cheap makes a passphrase quick to try, for tests only.
var cheap = cost{rounds: 1, memory: 8, lanes: 1}

func options(dir string, r *ring) Options {
	o := Options{Dir: dir, Library: "lib-1", Now: func() time.Time { return noon }, Patience: 5 * time.Second, cost: cheap}
	if r != nil {
		o.Keyring = r
	}
	return o
}

// answering answers with a passphrase when asked.
func (o Options) answering(p string) Options {
	o.Ask = func() (Passphrase, error) { return Passphrase(p), nil }
	return o
}

func (o Options) preferring(w Where) Options {
	o.Prefer = w
	return o
}

func opening(t *testing.T, o Options) *Vault {
	t.Helper()
	v, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// again closes a vault and opens what it left.
func again(t *testing.T, v *Vault, o Options) *Vault {
	t.Helper()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	return opening(t, o)
}

func keep(t *testing.T, v *Vault, name, secret string) {
	t.Helper()
	if err := v.Keep(name, []byte(secret)); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, v *Vault, name, secret string) {
	t.Helper()
	if got, err := v.Get(name); err != nil || string(got) != secret {
		t.Fatalf("%s is %q, %v; want %q", name, got, err, secret)
	}
}

func isKind(t *testing.T, err error, want taglane.Kind) {
	t.Helper()
	if got := taglane.KindOf(err); got != want {
		t.Fatalf("%v is of kind %q, want %q", err, got, want)
	}
}

func held(t *testing.T, v *Vault, where Where, locked bool) {
	t.Helper()
	h := v.Health()
	if h.Where != where || h.Locked != locked || h.Sentence.String() == "" {
		t.Fatalf("health is %+v, want %q, locked %v", h, where, locked)
	}
}
