package access

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taglane/app/access/accesstest"
	"taglane/app/taglane"
)

var ctx = context.Background()

// shelf keeps accounts and settings in memory.
type shelf struct {
	sync.Mutex
	settings map[string]string
	accounts map[taglane.ID]taglane.Account
}

func newShelf() *shelf {
	return &shelf{settings: map[string]string{}, accounts: map[taglane.ID]taglane.Account{}}
}

func (s *shelf) Setting(ctx context.Context, name string) (string, error) {
	s.Lock()
	defer s.Unlock()
	return s.settings[name], ctx.Err()
}

func (s *shelf) SetSetting(ctx context.Context, name, value string) error {
	s.Lock()
	defer s.Unlock()
	if ctx.Err() == nil {
		s.settings[name] = value
	}
	return ctx.Err()
}

func (s *shelf) Accounts(ctx context.Context) ([]taglane.Account, error) {
	s.Lock()
	defer s.Unlock()
	out := slices.Collect(maps.Values(s.accounts))
	slices.SortFunc(out, func(a, b taglane.Account) int { return strings.Compare(a.Name, b.Name) })
	return out, ctx.Err()
}

func (s *shelf) Account(ctx context.Context, id taglane.ID) (taglane.Account, error) {
	s.Lock()
	defer s.Unlock()
	a, have := s.accounts[id]
	if !have {
		return a, taglane.Errorf(taglane.NotFound, "There is no such account.")
	}
	return a, ctx.Err()
}

func (s *shelf) KeepAccount(ctx context.Context, a taglane.Account) error {
	s.Lock()
	defer s.Unlock()
	if ctx.Err() == nil {
		s.accounts[a.ID] = a
	}
	return ctx.Err()
}

func (s *shelf) RemoveAccount(ctx context.Context, id taglane.ID) error {
	s.Lock()
	defer s.Unlock()
	delete(s.accounts, id)
	return ctx.Err()
}

var names struct {
	sync.Mutex
	n int
}

// options are those of a library that lies in memory, but for its vault.
func options(t testing.TB) Options {
	t.Helper()
	return Options{
		Dir: t.TempDir(), Library: "lib", Shelf: newShelf(), Keyring: &accesstest.Ring{}, Now: time.Now,
		NewID: func() taglane.ID {
			names.Lock()
			defer names.Unlock()
			names.n++
			return taglane.ID(fmt.Sprint("id-", names.n))
		},
		Tell: taglane.Said.String, Changed: func() {}, GoOn: func(context.Context, taglane.ID) error { return nil },
		Failed: func(err error) { t.Errorf("nobody waits for %v", err) },
	}
}

// opened is a gate that is closed when the test ends.
func opened(t testing.TB, o Options) *Gate {
	t.Helper()
	g := New(o)
	t.Cleanup(func() { closed(t, g) })
	return g
}

func closed(t testing.TB, g *Gate) {
	t.Helper()
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// added keeps an account of a host that nobody has logged in to yet, with
// settings as pairs.
func added(t testing.TB, g *Gate, h *accesstest.Host, name string, settings ...string) taglane.Account {
	t.Helper()
	set := map[string]string{"base_url": h.URL}
	for i := 0; i+1 < len(settings); i += 2 {
		set[settings[i]] = settings[i+1]
	}
	a, err := g.Add(ctx, NewAccount{Service: "guestbook", Name: name, Settings: set, Secret: accesstest.AppSecret})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// folder is an account that needs no login.
func folder(t testing.TB, g *Gate) taglane.Account {
	t.Helper()
	a, err := g.Add(ctx, NewAccount{Service: "memory", Name: "Folder"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// hosting opens a gate with a keyring, and an account behind it.
func hosting(t testing.TB, h *accesstest.Host, settings ...string) (*Gate, taglane.Account) {
	t.Helper()
	g := opened(t, options(t))
	return g, added(t, g, h, "Mine", settings...)
}

// account is one as it is kept.
func account(t testing.TB, g *Gate, id taglane.ID) taglane.Account {
	t.Helper()
	a, err := g.o.Shelf.Account(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// enter logs in to an account, and must succeed.
func enter(t testing.TB, g *Gate, id taglane.ID) {
	t.Helper()
	if _, err := g.Connect(ctx, id, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, g, loggedIn, notLogged); l.State != loggedIn {
		t.Fatalf("the login ended with %+v", l)
	}
}

// awaitLogin waits until the login stands somewhere.
func awaitLogin(t testing.TB, g *Gate, states ...string) Login {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if l := g.Login(); slices.Contains(states, l.State) {
			return l
		}
	}
	t.Fatalf("the login still stands at %+v", g.Login())
	return Login{}
}

// kept are the names in the vault.
func kept(t testing.TB, g *Gate) []string {
	t.Helper()
	v, err := g.secrets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	names, err := v.Names()
	if err != nil {
		t.Fatal(err)
	}
	return names
}
