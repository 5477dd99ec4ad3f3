package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"taglane/app/access/accesstest"
	"taglane/app/platform/platformtest"
	"taglane/app/taglane"
)

// What waited for a login is let go on by the login, and by a vault that opens.
func TestWhatWaitedGoesOn(t *testing.T) {
	h := accesstest.NewHost(t)
	o := options(t)
	var on []taglane.ID
	o.GoOn = func(_ context.Context, account taglane.ID) error {
		on = append(on, account)
		return nil
	}
	o.Keyring, o.Passphrase = nil, func() (string, error) { return "open sesame", nil }
	g := New(o)
	a := added(t, g, h, "Mine")
	added(t, g, h, "Not connected")
	enter(t, g, a.ID)
	if !slices.Equal(on, []taglane.ID{a.ID}) {
		t.Errorf("after the login of %s, on go %v", a.ID, on)
	}
	closed(t, g)

	o.Passphrase = nil
	g = opened(t, o)
	stands(t, g, "locked", "passphrase")
	if _, err := g.Open(ctx, account(t, g, a.ID)); taglane.KindOf(err) != taglane.Login {
		t.Errorf("behind a locked vault it opens: %v", err)
	}
	on = nil
	if _, err := g.UnlockVault(ctx, "open barley"); taglane.KindOf(err) != taglane.Invalid || on != nil {
		t.Errorf("a wrong passphrase: %v, and on go %v", err, on)
	}
	if v, err := g.UnlockVault(ctx, "open sesame"); err != nil || v.State != "open" || !slices.Equal(on, []taglane.ID{a.ID}) {
		t.Errorf("unlocked: %+v, and on go %v (%v)", v, on, err)
	}
}

// That what waits cannot go on fails the login that was to help it.
func TestWhatCannotGoOnIsSaid(t *testing.T) {
	o := options(t)
	o.GoOn = func(context.Context, taglane.ID) error {
		return taglane.Errorf(taglane.Offline, "An account needs a name.")
	}
	g := opened(t, o)
	a := added(t, g, accesstest.NewHost(t), "Mine")
	if _, err := g.Connect(ctx, a.ID, accesstest.Browse); err != nil {
		t.Fatal(err)
	}
	if l := awaitLogin(t, g, loggedIn, notLogged); l.State != notLogged || l.Message != "An account needs a name." {
		t.Errorf("the login ended with %+v", l)
	}
}

// An upload that found its login ended says so for the account, once.
func TestAMissedLoginIsNoted(t *testing.T) {
	o := options(t)
	var told atomic.Int64
	o.Changed = func() { told.Add(1) }
	g := opened(t, o)
	a := added(t, g, accesstest.NewHost(t), "Mine")
	enter(t, g, a.ID)
	told.Store(0)
	for range 3 {
		g.Missed(a.ID, taglane.Say("An account needs a name."))
	}
	v, err := g.Health(ctx, a.ID, false)
	if err != nil || v.State != "login" || v.Message != "An account needs a name." || v.Name != "Nora" {
		t.Errorf("it stands at %+v (%v)", v, err)
	}
	if told.Load() != 1 {
		t.Errorf("screens were told %d times", told.Load())
	}
	closed(t, g)
	if v, err := opened(t, o).Health(ctx, a.ID, false); err != nil || v.State != "login" {
		t.Errorf("after a restart it stands at %+v (%v)", v, err)
	}
}

// Upload sessions leave sealed where there is a secret, and only there.
func TestSessionsOfAnAccountWithSecretsAreSealed(t *testing.T) {
	g, a := hosting(t, accesstest.NewHost(t))
	enter(t, g, a.ID)
	p := platformtest.Publication(t, t.TempDir())
	session := func(a taglane.Account) string {
		t.Helper()
		service, err := g.OpenSealed(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		got, err := service.Open(ctx, "key", p)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	if shut := session(account(t, g, a.ID)); strings.Contains(shut, "upload-") {
		t.Errorf("a session with secrets leaves as %s", shut)
	}
	if open := session(folder(t, g)); !strings.Contains(open, "upload-") {
		t.Errorf("a session without secrets leaves as %s", open)
	}
	if _, err := g.OpenSealed(ctx, added(t, g, accesstest.NewHost(t), "Not connected")); taglane.KindOf(err) != taglane.Login {
		t.Errorf("nobody is logged in, and it opens: %v", err)
	}
}

// deafShelf keeps no settings.
type deafShelf struct{ Shelf }

var errDeaf = errors.New("no room")

func (deafShelf) SetSetting(context.Context, string, string) error { return errDeaf }

// What goes wrong while nobody waits is told to whoever keeps the log, and what
// was heard counts all the same.
func TestWhatNobodyWaitsForIsTold(t *testing.T) {
	o := options(t)
	o.Shelf = deafShelf{o.Shelf}
	var failed []error
	o.Failed = func(err error) { failed = append(failed, err) }
	g := opened(t, o)
	a := folder(t, g)
	v, err := g.Health(ctx, a.ID, true)
	if err != nil || v.State != "ok" || v.CheckedAt == "" {
		t.Errorf("it stands at %+v (%v)", v, err)
	}
	if len(failed) != 1 || !errors.Is(failed[0], errDeaf) {
		t.Errorf("told were %v", failed)
	}
}

// Closing calls off the login under way rather than wait for its person.
func TestClosingEndsALogin(t *testing.T) {
	g := New(options(t))
	a := added(t, g, accesstest.NewHost(t), "Mine")
	if l, err := g.Connect(ctx, a.ID, func(string) error { return nil }); err != nil || l.State != inBrowser {
		t.Fatalf("%+v (%v)", l, err)
	}
	closed(t, g)
	if l := g.Login(); l.State != notLogged || account(t, g, a.ID).Sealed {
		t.Errorf("after the end the login stands at %+v", l)
	}
}

// Two accounts of one name could not be told apart.
func TestAccountsHaveNamesOfTheirOwn(t *testing.T) {
	g := opened(t, options(t))
	a := folder(t, g)
	if _, err := g.Add(ctx, NewAccount{Service: "memory", Name: " Folder "}); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a second one: %v", err)
	}
	if _, err := g.Set(ctx, "gone", "X", nil); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("one that is not there: %v", err)
	}
	if got, err := g.Set(ctx, a.ID, "Folder", map[string]string{}); err != nil || got.Name != "Folder" {
		t.Errorf("its own name: %+v (%v)", got, err)
	}
}
