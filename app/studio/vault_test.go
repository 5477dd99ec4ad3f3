package studio

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"taglane/app/outbox"
	"taglane/app/platform"
	_ "taglane/app/platform/memory"
	"taglane/app/taglane"
)

// ring is a keyring in memory that counts its calls.
type ring struct {
	sync.Mutex
	keys  map[string][]byte
	calls int
}

func (r *ring) Get(service, user string) ([]byte, error) {
	r.Lock()
	defer r.Unlock()
	r.calls++
	if k, ok := r.keys[service+user]; ok { // whoever asks wipes what it got
		return bytes.Clone(k), nil
	}
	return nil, taglane.Errorf(taglane.NotFound, "There is no such key.")
}

func (r *ring) Set(service, user string, key []byte) error {
	r.Lock()
	defer r.Unlock()
	r.calls++
	r.keys[service+user] = bytes.Clone(key)
	return nil
}

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

const canary = "canary-5f1c9e77"

// holding lists the files below dir that hold a text.
func holding(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCredentialsLieInTheVault(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "library"))
	keys := &ring{keys: map[string][]byte{}}
	o.Keyring = keys
	reopened := func(s *Studio) *Studio {
		t.Helper()
		if s != nil {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := reopened(nil)
	page, err := s.PageAccount(ctx)
	if err != nil || keys.calls != 0 {
		t.Fatalf("a web page asked the keyring %d times (%v)", keys.calls, err)
	}
	secret := json.RawMessage(`{"access_token":"` + canary + `"}`)
	a, err := s.AddAccount(ctx, NewAccount{Service: "signing", Name: "Mine", Secret: secret})
	if err != nil || !a.Sealed || page.Sealed {
		t.Fatalf("added %+v (%v)", a, err)
	}
	if found := holding(t, o.Dir, canary); len(found) > 0 {
		t.Errorf("the token lies open in %v", found)
	}

	s = reopened(s)
	if _, err := s.open(ctx, a); err != nil || signedIn.secret != string(secret) {
		t.Fatalf("after a restart it signs in with %q (%v)", signedIn.secret, err)
	}
	renewed := `{"access_token":"` + canary + `-2"}`
	if err := signedIn.last.keep(json.RawMessage(renewed)); err != nil {
		t.Fatal(err)
	}
	s = reopened(s)
	if _, err := s.open(ctx, a); err != nil || signedIn.secret != renewed {
		t.Errorf("what was renewed is %q (%v)", signedIn.secret, err)
	}

	o.Keyring = nil
	s = reopened(s)
	if _, err := s.open(ctx, a); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without the key it signs in: %v", err)
	}
	if all, err := s.Accounts(ctx); err != nil || len(all) != 2 {
		t.Errorf("%d accounts are left (%v)", len(all), err)
	}
	o.Keyring = keys
	s = reopened(s)
	defer s.Close()
	if _, err := s.RemoveAccount(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if v, err := s.secrets(ctx); err != nil {
		t.Error(err)
	} else if _, err := v.Get(secretName(a.ID)); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("the credentials outlive their account: %v", err)
	}
}

func TestWrongCredentialsAreRefusedAndNotKept(t *testing.T) {
	s := newStudio(t)
	s.o.Keyring = &ring{keys: map[string][]byte{}}
	for name, secret := range map[string]string{"no JSON": canary, "a list": `["` + canary + `"]`, "nothing": `{}`, "too much": `{"a":"` + string(bytes.Repeat([]byte("x"), mostSecret)) + `"}`} {
		_, err := s.AddAccount(ctx, NewAccount{Service: "signing", Name: name, Secret: json.RawMessage(secret)})
		if taglane.KindOf(err) != taglane.Invalid || bytes.Contains([]byte(err.Error()), []byte(canary)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.AddAccount(ctx, NewAccount{Service: "signing", Name: "None"}); taglane.KindOf(err) != taglane.Login {
		t.Errorf("without credentials: %v", err)
	}
	good := json.RawMessage(`{"access_token":"x"}`)
	if _, err := s.AddAccount(ctx, NewAccount{Service: "signing", Name: " ", Secret: good}); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("without a name: %v", err)
	}
	v, err := s.secrets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if names, err := v.Names(); err != nil || len(names) > 0 {
		t.Errorf("kept for accounts that are none: %v (%v)", names, err)
	}
}

// choosing is a studio on a computer without a keyring.
func choosing(t *testing.T, o Options) *Studio {
	t.Helper()
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func stands(t *testing.T, s *Studio, state, kind string) {
	t.Helper()
	v, err := s.Vault(ctx)
	if err != nil || v.State != state || v.Kind != kind || v.Message == "" {
		t.Errorf("the vault stands at %+v, want %s %q (%v)", v, state, kind, err)
	}
}

// Without a keyring nothing is kept before the person has chosen how, and
// looking does not choose.
func TestWithoutAKeyringThePersonChooses(t *testing.T) {
	h := newHost(t)
	o := options(filepath.Join(t.TempDir(), "library"))
	s := choosing(t, o)
	add := func() error {
		_, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
		return err
	}
	stands(t, s, "unkept", "")
	if err := add(); taglane.KindOf(err) != taglane.Login {
		t.Fatalf("kept nowhere: %v", err)
	}
	if all, err := s.Accounts(ctx); err != nil || len(all) != 0 {
		t.Errorf("an account whose credentials were not kept is there: %v (%v)", all, err)
	}
	stands(t, s, "unkept", "")
	for kind, pass := range map[string]string{"keyring": "", "passphrase": "", "plain": "x", "": ""} {
		if v, err := s.ChooseVault(ctx, kind, pass); err == nil {
			t.Errorf("%q gives %+v", kind, v)
		}
		stands(t, s, "unkept", "")
	}
	if v, err := s.ChooseVault(ctx, "passphrase", "open sesame"); err != nil || v.State != "open" || v.Kind != "passphrase" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	if found := holding(t, o.Dir, canary); len(found) > 0 {
		t.Errorf("secrets lie open in %v", found)
	}
}

// Whoever only asks for credentials that are lost leaves nothing behind, and
// does not wait for a keyring over and over.
func TestLookingForLostCredentialsKeepsNothing(t *testing.T) {
	o := options(filepath.Join(t.TempDir(), "library"))
	keys := &ring{keys: map[string][]byte{}}
	o.Keyring = keys
	s := choosing(t, o)
	lost := taglane.Account{ID: "lost", Service: "guestbook", Name: "Lost", Sealed: true}
	if err := s.store.KeepAccount(ctx, lost); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.open(ctx, lost); taglane.KindOf(err) != taglane.Login || !strings.Contains(err.Error(), "no longer kept") {
			t.Errorf("lost credentials: %v", err)
		}
	}
	if keys.calls != 0 || HasVault(o.Dir) {
		t.Errorf("the keyring was asked %d times", keys.calls)
	}
	for range 3 {
		stands(t, s, "none", "")
	}
	if keys.calls != 1 || len(keys.keys) != 0 {
		t.Errorf("looking at the vault asked the keyring %d times and left %d keys", keys.calls, len(keys.keys))
	}
}

// What is not to be remembered is not, and that is remembered.
func TestNothingIsRememberedWhereThePersonSaysSo(t *testing.T) {
	h := newHost(t)
	o := options(filepath.Join(t.TempDir(), "library"))
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := s.ChooseVault(ctx, "memory", ""); err != nil || v.State != "open" || v.Kind != "memory" {
		t.Fatalf("%+v (%v)", v, err)
	}
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = choosing(t, o)
	stands(t, s, "open", "memory")
	if v, err := s.AccountHealth(ctx, a.ID, true); err != nil || v.State != "login" || !strings.Contains(v.Message, "no longer kept") {
		t.Errorf("%+v (%v)", v, err)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "secrets")); err == nil {
		t.Error("something lies on disk all the same")
	}
}

// A locked vault holds up what needs it, and fails nothing; opening it lets
// that go on.
func TestALockedVaultHoldsUp(t *testing.T) {
	h := newHost(t)
	o := options(filepath.Join(t.TempDir(), "library"))
	o.Passphrase = func() (string, error) { return "open sesame", nil }
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	stands(t, s, "none", "")
	a, err := s.AddAccount(ctx, NewAccount{Service: "guestbook", Name: "Mine", Settings: map[string]string{"base_url": h.URL}, Secret: appSecret})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, s, a.ID)
	row := queue(t, s, a.ID)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, pass := range map[string]func() (string, error){"nobody to ask": nil, "a wrong one": func() (string, error) { return "open barley", nil }} {
		o.Passphrase = pass
		if s, err = Open(ctx, o); err != nil {
			t.Fatal(err)
		}
		if r := carried(t, s, row.ID); r.Wait != outbox.WaitsLogin || !strings.Contains(r.FaultMessage.String(), "passphrase") {
			t.Errorf("%s: the row stands at %q: %s", name, r.Wait, r.FaultMessage)
		}
		if p, err := s.Publication(ctx, row.ID); err != nil || !strings.Contains(p.Message, "passphrase") {
			t.Errorf("%s: the person reads %q (%v)", name, p.Message, err)
		}
		stands(t, s, "locked", "passphrase")
		if _, err := s.UnlockVault(ctx, "open wheat"); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: a wrong passphrase: %v", name, err)
		}
		if _, err := s.ChooseVault(ctx, "memory", ""); taglane.KindOf(err) != taglane.Login {
			t.Errorf("%s: moved while it is locked: %v", name, err)
		}
		if name == "nobody to ask" {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			continue
		}
	}
	if v, err := s.UnlockVault(ctx, "open sesame"); err != nil || v.State != "open" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if v, err := s.AccountHealth(ctx, a.ID, false); err != nil || v.State != "ok" || v.Name != "Nora" {
		t.Errorf("opened, the account stands at %+v (%v)", v, err)
	}
	if r := carried(t, s, row.ID); r.Stage != outbox.Tagged {
		t.Errorf("the row stands at %s %q: %s", r.Stage, r.Wait, r.FaultMessage)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// Who forgot the passphrase begins anew, and loses the logins with it.
	o.Passphrase = nil
	s = choosing(t, o)
	if v, err := s.ChooseVault(ctx, "forget", ""); err != nil || v.State != "unkept" {
		t.Fatalf("%+v (%v)", v, err)
	}
	if now, err := s.store.Account(ctx, a.ID); err != nil || now.Sealed {
		t.Errorf("the account still says that it is connected: %+v (%v)", now, err)
	}
}

// A vault moves with all that lies in it.
func TestAVaultMoves(t *testing.T) {
	h := newHost(t)
	s, a := hosting(t, h)
	enter(t, s, a.ID)
	for _, kind := range []string{"passphrase", "memory", "keyring"} {
		if v, err := s.ChooseVault(ctx, kind, "open sesame"); err != nil || v.State != "open" || v.Kind != kind {
			t.Fatalf("%s: %+v (%v)", kind, v, err)
		}
		if v, err := s.AccountHealth(ctx, a.ID, true); err != nil || v.State != "ok" {
			t.Errorf("%s: %+v (%v)", kind, v, err)
		}
	}
}
