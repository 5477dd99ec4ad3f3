package studio

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

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
