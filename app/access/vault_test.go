package access

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"taglane/app/access/accesstest"
	"taglane/app/platform"
	"taglane/app/taglane"
)

// signing is a service that wants credentials and renews them.
type signing struct {
	platform.Publisher
	keep func(json.RawMessage) error
}

func (s *signing) Keep(save func(json.RawMessage) error) { s.keep = save }

var signedIn struct {
	sync.Mutex
	secret string
	last   *signing
}

func init() {
	platform.Register("signing", func(a taglane.Account, secret json.RawMessage) (platform.Publisher, error) {
		if secret == nil {
			return nil, taglane.Errorf(taglane.Login, "The account wants its person.")
		}
		a.Service, a.Settings = "memory", map[string]string{}
		p, err := platform.Open(a, nil)
		if err != nil {
			return nil, err
		}
		signedIn.Lock()
		defer signedIn.Unlock()
		signedIn.secret, signedIn.last = string(secret), &signing{Publisher: p}
		return signedIn.last, nil
	})
}

func TestCredentialsLieInTheVault(t *testing.T) {
	o := options(t)
	keys := &accesstest.Ring{}
	o.Keyring = keys
	reopened := func(g *Gate) *Gate {
		t.Helper()
		if g != nil {
			closed(t, g)
		}
		return New(o)
	}
	g := reopened(nil)
	plain := folder(t, g)
	if calls, _ := keys.Asked(); calls != 0 {
		t.Fatalf("what needs no login asked the keyring %d times", calls)
	}
	secret := json.RawMessage(`{"access_token":"` + accesstest.Canary + `"}`)
	a, err := g.Add(ctx, NewAccount{Service: "signing", Name: "Mine", Secret: secret})
	if err != nil || !a.Sealed || plain.Sealed {
		t.Fatalf("added %+v (%v)", a, err)
	}
	if found := accesstest.Leaks(t, o.Dir); len(found) > 0 {
		t.Errorf("the token lies open in %v", found)
	}

	g = reopened(g)
	if _, err := g.Open(ctx, a); err != nil || signedIn.secret != string(secret) {
		t.Fatalf("after a restart it signs in with %q (%v)", signedIn.secret, err)
	}
	renewed := `{"access_token":"` + accesstest.Canary + `-2"}`
	if err := signedIn.last.keep(json.RawMessage(renewed)); err != nil {
		t.Fatal(err)
	}
	g = reopened(g)
	if _, err := g.Open(ctx, a); err != nil || signedIn.secret != renewed {
		t.Errorf("what was renewed is %q (%v)", signedIn.secret, err)
	}

	o.Keyring = nil
	g = reopened(g)
	if _, err := g.Open(ctx, a); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without the key it signs in: %v", err)
	}
	if all, err := o.Shelf.Accounts(ctx); err != nil || len(all) != 2 {
		t.Errorf("%d accounts are left (%v)", len(all), err)
	}
	o.Keyring = keys
	g = reopened(g)
	defer closed(t, g)
	if _, err := g.Remove(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if v, err := g.secrets(ctx); err != nil {
		t.Error(err)
	} else if _, err := v.Get(secretName(a.ID)); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("the credentials outlive their account: %v", err)
	}
}

func TestWrongCredentialsAreRefusedAndNotKept(t *testing.T) {
	g := opened(t, options(t))
	for name, secret := range map[string]string{"no JSON": accesstest.Canary, "a list": `["` + accesstest.Canary + `"]`, "nothing": `{}`, "too much": `{"a":"` + string(bytes.Repeat([]byte("x"), mostSecret)) + `"}`} {
		_, err := g.Add(ctx, NewAccount{Service: "signing", Name: name, Secret: json.RawMessage(secret)})
		if taglane.KindOf(err) != taglane.Invalid || bytes.Contains([]byte(err.Error()), []byte(accesstest.Canary)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := g.Add(ctx, NewAccount{Service: "signing", Name: "None"}); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without credentials: %v", err)
	}
	good := json.RawMessage(`{"access_token":"x"}`)
	if _, err := g.Add(ctx, NewAccount{Service: "signing", Name: " ", Secret: good}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without a name: %v", err)
	}
	v, err := g.secrets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if names, err := v.Names(); err != nil || len(names) > 0 {
		t.Errorf("kept for accounts that are none: %v (%v)", names, err)
	}
}

// stands says where the vault should be seen to stand.
func stands(t *testing.T, g *Gate, state, kind string) {
	t.Helper()
	v, err := g.Vault(ctx)
	if err != nil || v.State != state || v.Kind != kind || v.Message == "" {
		t.Errorf("the vault stands at %+v, want %s %q (%v)", v, state, kind, err)
	}
}

// Without a keyring nothing is kept before the person has chosen how, and
// looking does not choose.
func TestWithoutAKeyringThePersonChooses(t *testing.T) {
	h := accesstest.NewHost(t)
	o := options(t)
	o.Keyring = nil
	g := opened(t, o)
	add := func() error {
		_, err := g.Add(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: accesstest.AppSecret})
		return err
	}
	stands(t, g, "unkept", "")
	if err := add(); taglane.KindOf(err) != taglane.Login {
		t.Fatalf("kept nowhere: %v", err)
	}
	if all, err := o.Shelf.Accounts(ctx); err != nil || len(all) != 0 {
		t.Errorf("an account whose credentials were not kept is there: %v (%v)", all, err)
	}
	stands(t, g, "unkept", "")
	for kind, pass := range map[string]string{"keyring": "", "passphrase": "", "plain": "x", "": ""} {
		if v, err := g.ChooseVault(ctx, kind, pass); err == nil {
			t.Errorf("%q gives %+v", kind, v)
		}
		stands(t, g, "unkept", "")
	}
	if v, err := g.ChooseVault(ctx, "passphrase", "open sesame"); err != nil || v.State != "open" || v.Kind != "passphrase" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	if found := accesstest.Leaks(t, o.Dir); len(found) > 0 {
		t.Errorf("secrets lie open in %v", found)
	}
}

// Whoever only asks for credentials that are lost leaves nothing behind, and
// does not wait for a keyring over and over.
func TestLookingForLostCredentialsKeepsNothing(t *testing.T) {
	o := options(t)
	keys := &accesstest.Ring{}
	o.Keyring = keys
	g := opened(t, o)
	lost := taglane.Account{ID: "lost", Service: "guestbook", Name: "Lost", Sealed: true}
	if err := o.Shelf.KeepAccount(ctx, lost); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := g.Open(ctx, lost); taglane.KindOf(err) != taglane.Login || !strings.Contains(err.Error(), "no longer kept") {
			t.Errorf("lost credentials: %v", err)
		}
	}
	if calls, _ := keys.Asked(); calls != 0 || HasVault(o.Dir) {
		t.Errorf("the keyring was asked %d times", calls)
	}
	for range 3 {
		stands(t, g, "none", "")
	}
	if calls, left := keys.Asked(); calls != 1 || left != 0 {
		t.Errorf("looking at the vault asked the keyring %d times and left %d keys", calls, left)
	}
}

// What is not to be remembered is not, and that is remembered.
func TestNothingIsRememberedWhereThePersonSaysSo(t *testing.T) {
	h := accesstest.NewHost(t)
	o := options(t)
	o.Keyring = nil
	g := New(o)
	if v, err := g.ChooseVault(ctx, "memory", ""); err != nil || v.State != "open" || v.Kind != "memory" {
		t.Fatalf("%+v (%v)", v, err)
	}
	a := added(t, g, h, "Mine")
	enter(t, g, a.ID)
	closed(t, g)
	g = opened(t, o)
	stands(t, g, "open", "memory")
	if v, err := g.Health(ctx, a.ID, true); err != nil || v.State != "login" || !strings.Contains(v.Message, "no longer kept") {
		t.Errorf("%+v (%v)", v, err)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "secrets")); err == nil {
		t.Error("something lies on disk all the same")
	}
}

// Who forgot their passphrase begins anew, and loses the logins with it.
func TestForgettingBeginsAnew(t *testing.T) {
	o := options(t)
	o.Keyring, o.Passphrase = nil, func() (string, error) { return "open sesame", nil }
	g := New(o)
	a := added(t, g, accesstest.NewHost(t), "Mine")
	enter(t, g, a.ID)
	closed(t, g)

	o.Passphrase = nil
	var told atomic.Int64
	o.Changed = func() { told.Add(1) }
	g = opened(t, o)
	stands(t, g, "locked", "passphrase")
	if v, err := g.ChooseVault(ctx, "forget", ""); err != nil || v.State != "unkept" || told.Load() == 0 {
		t.Errorf("%+v, and screens were told %d times (%v)", v, told.Load(), err)
	}
	if account(t, g, a.ID).Sealed {
		t.Error("the account still says that it is connected")
	}
	if v, err := g.Health(ctx, a.ID, false); err != nil || v.State != "login" {
		t.Errorf("it stands at %+v (%v)", v, err)
	}
}

// A vault moves with all that lies in it.
func TestAVaultMoves(t *testing.T) {
	h := accesstest.NewHost(t)
	g, a := hosting(t, h)
	enter(t, g, a.ID)
	for _, kind := range []string{"passphrase", "memory", "keyring"} {
		if v, err := g.ChooseVault(ctx, kind, "open sesame"); err != nil || v.State != "open" || v.Kind != kind {
			t.Fatalf("%s: %+v (%v)", kind, v, err)
		}
		if v, err := g.Health(ctx, a.ID, true); err != nil || v.State != "ok" {
			t.Errorf("%s: %+v (%v)", kind, v, err)
		}
	}
}
